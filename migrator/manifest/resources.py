"""Resources: a document's spec checked, and a collection's children split off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from migrator.address import (
    GLOBAL_KINDS,
    Address,
    alias_address,
    collection_address,
    index_address,
    partition_address,
    role_address,
    user_address,
)
from migrator.findings import Finding, Source
from migrator.kinds.grant import GrantSpec, address_of
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.partition import PartitionSpec
from migrator.manifest.documents import Document
from migrator.manifest.problems import Path, Subject, described, path_text, validate
from migrator.manifest.specs import (
    GRANTS,
    INLINE,
    PARENT_WORDS,
    SECRETS,
    SPECS,
    ChildSpec,
    absent_spec,
)
from migrator.manifest.tree import Tree
from migrator.model import Metadata, Resource, Spec
from migrator.secrets import is_reference, malformed


class Declared(NamedTuple):
    """A resource, and the part of a document that its spec was read from.

    ``whole`` tells that the document is its own, so that the metadata are its too.
    """

    resource: Resource
    tree: Tree
    path: Path
    whole: bool


def declared(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    """Turn a document into the resources that it declares; problems become findings."""
    return _READERS.get(document.kind, _standing_alone)(document, findings)


def _own(document: Document, address: Address, spec: Spec) -> Declared:
    metadata = document.metadata
    beside = Metadata(
        dict(metadata.labels),
        metadata.previous_name,
        metadata.protect,
        document.absent,
    )
    resource = Resource(address, spec, _source(document), beside)
    return Declared(resource, document.tree, ("spec",), whole=True)


def _source(document: Document) -> Source:
    tree = document.tree
    metadata = tree.data.get("metadata")
    if isinstance(metadata, dict) and "name" in metadata:
        return tree.source(tree.value_place(metadata, "name"))
    return tree.source(tree.root)


def _standing_alone(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    """Read a kind whose name and database say all of its address."""
    database = None if document.kind in GLOBAL_KINDS else document.database
    address = Address(document.kind, database, document.name)
    spec = _spec(document, address, document.spec, findings)
    if spec is not None:
        yield _own(document, address, spec)


def _spec(
    document: Document, address: Address, data: dict[str, Any] | None, findings: list[Finding]
) -> Spec | None:
    if data is None and document.absent:
        return absent_spec(document.kind)
    subject = document.subject(address, "spec")
    more_words = {"Collection": INLINE, "Role": (GRANTS,)}.get(document.kind, ())
    return validate(SPECS[document.kind], data or {}, subject, findings, more_words)


def _partition(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    parent, data = _parent(document, findings)
    owner = collection_address(document.database, parent or "?")
    address = partition_address(owner, document.name)
    subject = document.subject(_title(document) if parent is None else address, "spec")
    spec = validate(PartitionSpec, data, subject, findings, PARENT_WORDS)
    if spec is not None and parent is not None:
        yield _own(document, address, spec)


def _index(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    parent, data = _parent(document, findings)
    owner = collection_address(document.database, parent or "?")
    name = document.metadata.name
    title = _title(document) if parent is None else _index_title(owner, data)
    about = document.subject(title, "spec")
    for word in ("index_name", "name"):
        if name is not None and data.get(word, name) != name:
            message = f"{word} is {described(data[word])}, but metadata.name is {name}"
            findings.append(about.find("MIG306", message, (word,), hint="remove it"))
        data = {key: value for key, value in data.items() if name is None or key != word}
    named = data if name is None else {**data, "index_name": name}
    spec = validate(IndexSpec, named, about, findings, PARENT_WORDS)
    if spec is not None and parent is not None:
        yield _own(document, index_address(owner, spec.field_name, spec.json_path), spec)


def _title(document: Document) -> str:
    """Return what stands for the address of a child whose collection is not known."""
    name = document.name
    return f"{document.kind} {document.database}/{name}" if name else document.kind


def _index_title(owner: Address, data: dict[str, Any]) -> Address:
    field = data.get("field_name")
    return index_address(owner, field) if isinstance(field, str) else owner


def _parent(document: Document, findings: list[Finding]) -> tuple[str | None, dict[str, Any]]:
    """Return the collection that a child names, None where it names none, and the rest."""
    data = document.spec or {}
    rest = {key: value for key, value in data.items() if key not in PARENT_WORDS}
    subject = document.subject(_title(document), "spec")
    given = [word for word in PARENT_WORDS if word in data]
    if not given:
        message = f"spec.collection_name is missing: which collection is the {document.kind} of?"
        findings.append(subject.find("MIG302", message))
        return None, rest
    if len(given) > 1:
        message = "collection_name and collection mean the same"
        findings.append(subject.find("MIG306", message, (given[1],), key=True))
    parent = data[given[0]]
    if not isinstance(parent, str) or not parent:
        message = f"collection_name must be text, not {described(parent)}"
        findings.append(subject.find("MIG303", message, (given[0],)))
        return None, rest
    return parent, rest


def _collection(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    address = collection_address(document.database, document.name)
    data = document.spec
    if data is None:
        spec = _spec(document, address, None, findings)
        if spec is not None:
            yield _own(document, address, spec)
        return
    own = {key: value for key, value in data.items() if key not in INLINE}
    spec = _spec(document, address, own, findings)
    if spec is not None:
        yield _own(document, address, spec)
    for word, read in _INLINE_READERS.items():
        for position, item in enumerate(_items(document, address, word, findings)):
            child = read(_Item(document, address, word, position, item), findings)
            # What is in a collection goes with it; an alias does not, and is deleted too.
            if child is not None and (word == "aliases" or not document.absent):
                yield child


def _items(document: Document, address: Address, word: str, findings: list[Finding]) -> list[Any]:
    data = document.spec or {}
    items = data.get(word, [])
    if isinstance(items, list):
        return items
    message = f"{word} must be a list, not {described(items)}"
    findings.append(document.subject(address, "spec").find("MIG303", message, (word,)))
    return []


class _Item(NamedTuple):
    """One item of a list in the spec of a collection or a role, which is its owner."""

    document: Document
    owner: Address
    word: str
    position: int
    data: Any

    def declared(self, address: Address, spec: Spec, *, absent: bool) -> Declared:
        path: Path = ("spec", self.word, self.position)
        tree = self.document.tree
        written = tree.data["spec"]
        items = written.get(self.word) if isinstance(written, dict) else None
        if isinstance(items, list):
            source = tree.source(tree.item_place(items, self.position))
        else:  # a reference stands for the whole list
            source = self.subject(address).source()
        absent = absent or self.document.absent
        resource = Resource(address, spec, source, Metadata(absent=absent))
        return Declared(resource, tree, path, whole=False)

    def subject(self, address: object) -> Subject:
        return self.document.subject(address, "spec", self.word, self.position)


def _inline_index(item: _Item, findings: list[Finding]) -> Declared | None:
    data = item.data
    if not isinstance(data, dict):
        message = f"an index must be a mapping, not {described(data)}"
        hint = "write {field_name: …, index_type: …}"
        findings.append(item.subject(item.owner).find("MIG303", message, hint=hint))
        return None
    subject = item.subject(_index_title(item.owner, data))
    data, absent = _ensured(data, subject, findings)
    spec = validate(IndexSpec, data, subject, findings, ("ensure",))
    if spec is None:
        return None
    address = index_address(item.owner, spec.field_name, spec.json_path)
    return item.declared(address, spec, absent=absent)


def _inline_partition(item: _Item, findings: list[Finding]) -> Declared | None:
    name, absent = _named(item, "partition", findings)
    if name is None:
        return None
    return item.declared(partition_address(item.owner, name), PartitionSpec(), absent=absent)


def _inline_alias(item: _Item, findings: list[Finding]) -> Declared | None:
    name, absent = _named(item, "alias", findings)
    if name is None:
        return None
    address = alias_address(item.document.database, name)
    spec = SPECS["Alias"].model_validate({"collection_name": item.owner.name})
    return item.declared(address, spec, absent=absent)


def _named(item: _Item, what: str, findings: list[Finding]) -> tuple[str | None, bool]:
    """Read an item that is a name, or a mapping with one."""
    data = item.data
    if isinstance(data, str) and data:
        return data, False
    subject = item.subject(item.owner)
    if not isinstance(data, dict):
        where = path_text((item.word, item.position))
        message = f"{where} must be the name of the {what} as text, not {described(data)}"
        hint = "put it in quotes" if isinstance(data, int | float) else ""
        findings.append(subject.find("MIG303", message, hint=hint))
        return None, False
    valid = validate(ChildSpec, data, subject, findings)
    return (None, False) if valid is None else (valid.name, valid.ensure == "absent")


def _role(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    address = role_address(document.name)
    data = document.spec or {}
    own = {key: value for key, value in data.items() if key != GRANTS}
    spec = _spec(document, address, own, findings)
    if spec is not None:
        yield _own(document, address, spec)
    for position, item in enumerate(_items(document, address, GRANTS, findings)):
        child = _grant(_Item(document, address, GRANTS, position, item), findings)
        if child is not None and not document.absent:
            yield child


def _grant(item: _Item, findings: list[Finding]) -> Declared | None:
    data = item.data
    if not isinstance(data, dict):
        message = f"a grant must be a mapping, not {described(data)}"
        hint = "write {privilege: …, object_name: …}"
        findings.append(item.subject(item.owner).find("MIG303", message, hint=hint))
        return None
    subject = item.subject(item.owner)
    data, absent = _ensured(data, subject, findings)
    data = {"db_name": item.document.default_database, **data}
    spec = validate(GrantSpec, data, subject, findings, ("ensure",))
    if spec is None:
        return None
    return item.declared(address_of(item.owner.name, spec), spec, absent=absent)


def _ensured(
    data: dict[str, Any], subject: Subject, findings: list[Finding]
) -> tuple[dict[str, Any], bool]:
    """Return an item without ``ensure``, and whether it is to be gone."""
    ensure = data.get("ensure", "present")
    if ensure not in ("present", "absent"):
        message = f"ensure must be present or absent, not {described(ensure)}"
        findings.append(subject.find("MIG303", message, ("ensure",)))
    return {key: value for key, value in data.items() if key != "ensure"}, ensure == "absent"


def _user(document: Document, findings: list[Finding]) -> Iterator[Declared]:
    """Read a user, whose password must not be written out."""
    address = user_address(document.name)
    data = document.spec
    if data is not None:
        subject = document.subject(address, "spec")
        for key in sorted(SECRETS["User"] & data.keys()):
            text = data[key]
            if isinstance(text, str) and not is_reference(text):
                message = malformed(text) if "${" in text else ""
                message = f"{key}: {message}" if message else f"{key} is written out"
                hint = "it counts as leaked: change it, and write ${env:NAME} or ${file:path}"
                findings.append(subject.find("MIG801", message, (key,), hint=hint))
                data = {name: value for name, value in data.items() if name != key}
    spec = _spec(document, address, data, findings)
    if spec is not None:
        yield _own(document, address, spec)


_READERS: dict[str, Callable[[Document, list[Finding]], Iterator[Declared]]] = {
    "Collection": _collection,
    "Partition": _partition,
    "Index": _index,
    "Role": _role,
    "User": _user,
}
_INLINE_READERS: dict[str, Callable[[_Item, list[Finding]], Declared | None]] = {
    "indexes": _inline_index,
    "partitions": _inline_partition,
    "aliases": _inline_alias,
}
assert set(_INLINE_READERS) == set(INLINE)
