"""What a rule looks at: a declared resource, or a field of one, and where it is written.

Nothing is kept here: of ten thousand collections, each is let go once it is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from migrator.address import Address
from migrator.codes import finding
from migrator.findings import Finding, Source
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.model import Resource, State
from migrator.rules.limits import SchemaLimits
from migrator.wording import cut

#: From an address and a path inside its spec to the place where a person wrote it.
Locate = Callable[[Address, Sequence[str | int]], Source | None]


@dataclass(frozen=True)
class Subject:
    """One declared resource."""

    resource: Resource
    state: State
    locate: Locate
    limits: SchemaLimits

    def find(
        self, code: str, message: str, path: Sequence[str | int] = (), *, hint: str = ""
    ) -> Finding:
        """Make a finding about the value at a path of the spec."""
        address = self.resource.address
        source = (self.locate(address, path) if path else None) or self.resource.source
        return finding(code, message, hint=hint, address=address, source=source)


@dataclass(frozen=True, slots=True)
class FieldSubject:
    """One field of a collection or, with ``struct``, of a struct in one."""

    of: CollectionSubject
    name: str
    spec: FieldSpec
    path: tuple[str, ...]
    struct: FieldSpec | None = None

    def find(self, code: str, message: str, *path: str, hint: str = "") -> Finding:
        """Make a finding about the value at a path of the field."""
        text = f"field {cut(self.name)}: {message}"
        return self.of.find(code, text, (*self.path, *path), hint=hint)

    def members(self) -> Iterator[FieldSubject]:
        """List the fields of the struct that an array holds."""
        if self.spec.struct_schema is None:
            return
        for name, spec in self.spec.struct_schema.fields.items():
            path = (*self.path, "struct_schema", "fields", name)
            yield FieldSubject(self.of, f"{self.name}[{name}]", spec, path, self.spec)


@dataclass(frozen=True)
class CollectionSubject(Subject):
    """A collection, with what is declared beside it."""

    @property
    def spec(self) -> CollectionSpec:
        """Its specification."""
        assert isinstance(self.resource.spec, CollectionSpec)
        return self.resource.spec

    @property
    def has_schema(self) -> bool:
        """Whether the fields are declared, and so all of them."""
        return "fields" in self.spec.model_fields_set

    def fields(self) -> tuple[FieldSubject, ...]:
        """List the fields, in order, without those inside of structs."""
        return tuple(
            FieldSubject(self, name, spec, ("fields", name))
            for name, spec in self.spec.fields.items()
        )

    @property
    def children(self) -> tuple[Resource, ...]:
        """The partitions and indexes that are declared to exist."""
        children = self.state.children(self.resource.address)
        return tuple(child for child in children if not child.metadata.absent)

    @property
    def partitions(self) -> tuple[Resource, ...]:
        """The partitions that are declared to exist."""
        return tuple(child for child in self.children if child.address.kind == "Partition")


@dataclass(frozen=True)
class IndexSubject(Subject):
    """An index; ``collection`` is the declared collection that it is in, if any."""

    collection: CollectionSubject | None = None

    @property
    def spec(self) -> IndexSpec:
        """Its specification."""
        assert isinstance(self.resource.spec, IndexSpec)
        return self.resource.spec

    @property
    def name_path(self) -> tuple[str, ...]:
        """Where its name is written: index_name, or the name of a document of its own."""
        address = self.resource.address
        inside = self.locate(address, ("index_name",)) != self.locate(address, ())
        return ("index_name",) if inside else ("metadata", "name")
