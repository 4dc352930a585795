"""What manifests may hold: the kinds with their specs, and the models around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from migrator.kinds import KINDS
from migrator.manifest.shape import spellings
from migrator.model import Spec

API_VERSION = "migrator/v1"

#: The kinds of resources, each with the model of its spec.
SPECS: Mapping[str, type[Spec]] = {kind.name: kind.spec for kind in KINDS}

#: Kinds that are declared as items of another one's list, and have no document of their own.
ITEMS = frozenset({"Grant"})

#: The kinds of documents that declare resources.
DOCUMENTS = tuple(kind for kind in SPECS if kind not in ITEMS)

APPROVAL = "Approval"
PROJECT = "Project"

#: Kinds that name their collection in the spec where they stand alone.
CHILDREN = frozenset({"Partition", "Index"})
PARENT_WORDS = ("collection_name", "collection")

#: The children of a collection that may be declared inside its spec.
INLINE = ("indexes", "partitions", "aliases")

#: The list in a role's spec of what it may do.
GRANTS = "grants"

#: Keys that hold references to secrets, which stay as they are until they are needed.
SECRETS = {"User": frozenset({"password", "previous_password"})}


class MetadataSpec(Spec):
    """What every manifest says beside its spec."""

    name: str | None = Field(default=None, description="Name of the resource.", min_length=1)
    database: str | None = Field(
        default=None, description="Database that it is in. Default: default.", min_length=1
    )
    labels: dict[str, str] = Field(
        default_factory=dict, description="Free labels to select resources by; text to text."
    )
    previous_name: str | None = Field(
        default=None,
        description="Collections only: the name it had, so that it is renamed and not made anew.",
        min_length=1,
    )
    protect: bool = Field(
        default=False, description="Refuse whatever would destroy or replace it, approved or not."
    )
    ensure: Literal["present", "absent"] = Field(
        default="present", description="absent deletes the resource; it needs no spec then."
    )


class ChildSpec(Spec):
    """A partition or an alias as an item of its collection's list."""

    name: str = Field(description="Name of the partition or alias.", min_length=1)
    ensure: Literal["present", "absent"] = Field(
        default="present", description="absent deletes this one."
    )


class ApprovalSpec(Spec):
    """An approval as it is written down."""

    allow: str = Field(description="Id of what is allowed, such as drop-collection.")
    address: str = Field(description="What it is allowed for, e.g. Collection default/articles.")
    connections: tuple[str, ...] = Field(
        default=(), description="Connections that it counts on. Default: all of them."
    )
    until: str = Field(
        description="Last day (UTC) on which it counts, e.g. 2030-01-31; at most 30 days ahead."
    )
    max_rows: int | None = Field(
        default=None,
        description="It is void where more rows are at stake. Default: no bound.",
        ge=0,
    )
    reason: str = Field(description="Why; for whoever reads it later.")


#: Every other spelling of each word of a manifest.
SPELLINGS = spellings((*SPECS.values(), MetadataSpec, ChildSpec, ApprovalSpec))


def absent_spec(kind: str, **known: Any) -> Spec:
    """Return the spec of a resource that is to be deleted and of which only this is known."""
    model = SPECS[kind]
    required = {name: "" for name, info in model.model_fields.items() if info.is_required()}
    return model.model_construct(_fields_set=set(known), **{**required, **known})
