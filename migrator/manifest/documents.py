"""Documents: the envelope around every spec, checked and with its values put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from migrator.address import DEFAULT_DATABASE, GLOBAL_KINDS
from migrator.findings import Finding
from migrator.manifest.problems import (
    Codes,
    Path,
    Subject,
    bounded,
    described,
    unknown_keys,
    validate,
)
from migrator.manifest.repair import salvage
from migrator.manifest.specs import (
    API_VERSION,
    APPROVAL,
    DOCUMENTS,
    PROJECT,
    SECRETS,
    SPELLINGS,
    MetadataSpec,
)
from migrator.manifest.substitution import Values, substitute
from migrator.manifest.tree import Tree
from migrator.wording import suggestion

CODES = Codes(unknown_key="MIG301", missing="MIG302", wrong="MIG303")
KEYS = ("apiVersion", "kind", "metadata", "spec")


@dataclass(frozen=True, slots=True)
class Document:
    """A manifest whose envelope is right; ``spec`` is plain data that is still to be checked."""

    tree: Tree
    kind: str
    metadata: MetadataSpec
    spec: dict[str, Any] | None
    default_database: str = DEFAULT_DATABASE

    @property
    def name(self) -> str:
        """The name in its metadata; empty where it has none."""
        return self.metadata.name or ""

    @property
    def database(self) -> str:
        """The database that it is in: its own, else that of the connection."""
        return self.metadata.database or self.default_database

    @property
    def absent(self) -> bool:
        """Whether the resource is to be deleted."""
        return self.metadata.ensure == "absent"

    def subject(self, address: object, *path: str | int) -> Subject:
        """Return a part of this document as a subject of checks."""
        return Subject(self.tree, path, CODES, str(address), SPELLINGS)


def open_document(tree: Tree, values: Values, findings: list[Finding]) -> Document | None:
    """Check a document's envelope and put values in; None where it leads no further."""
    data = tree.data
    subject = Subject(tree, (), CODES, title(data, values.database), SPELLINGS)
    if not isinstance(data, dict):
        message = f"a manifest is a mapping, not {described(data)}"
        findings.append(subject.find("MIG310", message, hint="begin with apiVersion: migrator/v1"))
        return None
    kind = check_kind(data, subject, findings)
    if kind is None:
        return None
    before = len(findings)
    check_envelope(data, subject, findings)
    metadata, spec = data.get("metadata"), data.get("spec")
    if tree.references:
        metadata, spec = with_values(kind, data, subject, values, findings)
    about = Subject(tree, ("metadata",), CODES, subject.address, SPELLINGS)
    valid = validate(MetadataSpec, metadata if metadata is not None else {}, about, findings)
    if spec is not None and not isinstance(spec, dict):
        findings.append(
            subject.find("MIG303", f"spec must be a mapping, not {described(spec)}", ("spec",))
        )
        return None
    valid = valid or _right_part(metadata)
    if valid is None:
        return None
    document = Document(tree, kind, valid, spec, values.database)
    _check_metadata(document, about, findings)
    return document if len(findings) == before else _usable(document)


def _right_part(metadata: object) -> MetadataSpec | None:
    """Return metadata without what is wrong in them, so that the spec is checked too.

    None where that changes what the document is about.
    """
    if not isinstance(metadata, dict):
        return None
    right = salvage(MetadataSpec, metadata)
    given = {"name", "database", "ensure"} & metadata.keys()
    return right if right is not None and given <= right.model_fields_set else None


def _usable(document: Document) -> Document | None:
    """Keep a document with problems as far as its address is known, to find all of them."""
    return document if document.name or document.kind == "Index" else None


def title(data: object, database: str) -> str:
    """Return the address as far as it can be told from data that are not checked yet."""
    if not isinstance(data, dict):
        return ""
    kind, metadata = data.get("kind"), data.get("metadata")
    if not isinstance(kind, str) or not isinstance(metadata, dict) or len(kind) > 40:
        return ""
    name = metadata.get("name")
    if not isinstance(name, str):
        return ""
    if kind in GLOBAL_KINDS or kind in (APPROVAL, PROJECT):
        return f"{kind} {name}"
    return f"{kind} {metadata.get('database') or database}/{name}"


def check_kind(data: dict[str, Any], subject: Subject, findings: list[Finding]) -> str | None:
    """Return the kind of a document, None with a finding where it has none that is known."""
    kind = data.get("kind")
    if kind is None:
        findings.append(subject.find("MIG312", "kind is missing", hint=_kinds("")))
    elif not isinstance(kind, str):
        message = f"kind must be text, not {described(kind)}"
        findings.append(subject.find("MIG312", message, ("kind",), hint=_kinds("")))
    elif kind in DOCUMENTS or kind == APPROVAL:
        return kind
    elif kind == PROJECT:
        message = "a project file does not belong among the manifests"
        hint = "move it, or name the manifests more exactly"
        findings.append(subject.find("MIG314", message, ("kind",), hint=hint))
    else:
        message = f"unknown kind {described(kind)}"
        findings.append(subject.find("MIG312", message, ("kind",), hint=_kinds(kind)))
    return None


def _kinds(near: str) -> str:
    return suggestion(near, sorted({*DOCUMENTS, APPROVAL}))


def check_envelope(
    data: dict[str, Any],
    subject: Subject,
    findings: list[Finding],
    keys: tuple[str, ...] = KEYS,
) -> None:
    """Find what is wrong beside metadata and spec."""
    findings += bounded(unknown_keys(data, keys, subject), subject)
    version = data.get("apiVersion")
    if version != API_VERSION:
        what = f"not {described(version)}" if "apiVersion" in data else "and is missing"
        message = f"apiVersion must be {API_VERSION}, {what}"
        findings.append(subject.find("MIG311", message, ("apiVersion",)))


def with_values(
    kind: str, data: dict[str, Any], subject: Subject, values: Values, findings: list[Finding]
) -> tuple[Any, Any]:
    """Return metadata and spec with references resolved; problems become findings."""
    secrets = SECRETS.get(kind, frozenset())

    def secret(path: Path) -> bool:
        return len(path) == 2 and path[0] == "spec" and path[1] in secrets

    metadata, spec = (
        substitute(data.get(key), subject, values, findings, path=(key,), secret=secret)
        for key in ("metadata", "spec")
    )
    return metadata, spec


def _check_metadata(document: Document, about: Subject, findings: list[Finding]) -> None:
    metadata, kind = document.metadata, document.kind
    given = metadata.model_fields_set
    if not document.name and kind != "Index":
        findings.append(about.find("MIG302", "metadata.name is missing"))
    misplaced = {
        "database": kind in GLOBAL_KINDS or kind == APPROVAL,
        "previous_name": kind != "Collection",
        "protect": kind == APPROVAL,
        "ensure": kind == APPROVAL,
    }
    for key, wrong in misplaced.items():
        if wrong and key in given:
            message = f"metadata.{key} has no meaning for kind {kind}"
            findings.append(about.find("MIG315", message, (key,), hint="remove it", key=True))
    if metadata.previous_name is not None and metadata.previous_name in (
        document.name,
        f"{document.database}/{document.name}",
    ):
        message = f"previous_name is {document.name}, which is its name now"
        findings.append(about.find("MIG323", message, ("previous_name",), hint="remove it"))
