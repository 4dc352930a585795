"""Overlays: partial documents, merged onto the documents of the same address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from migrator.address import Address, alias_address, index_address, partition_address
from migrator.codes import finding
from migrator.findings import Finding
from migrator.manifest.addressing import address_of, owner_of
from migrator.manifest.documents import CODES, KEYS, check_envelope, check_kind, title
from migrator.manifest.filling import filled
from migrator.manifest.layout import document_layout, find_item, json_path
from migrator.manifest.merge import IDENTITY, REMOVE, Merge
from migrator.manifest.problems import Subject, described
from migrator.manifest.specs import APPROVAL, INLINE, PARENT_WORDS, SPELLINGS
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree
from migrator.wording import suggestion

#: Codes of what an overlay does not find. Where it is laid over something else than the
#: manifests that it was written for, such as the state of another server, there may be less.
UNMATCHED = frozenset({"MIG330", "MIG332"})

#: Where a collection has its children, by their kind.
_LISTS = {"Index": "indexes", "Partition": "partitions", "Alias": "aliases"}
assert set(_LISTS.values()) == set(INLINE)


class Composed(NamedTuple):
    """A document, and what was found when it was put together."""

    tree: Tree
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Overlay:
    """What is laid over the document at an address; ``parts`` have their places in ``tree``.

    ``findings`` are of values that could not be put in. Where it is merged they go to the
    document, in which what follows from them is not told.
    """

    tree: Tree
    kind: str
    address: Address
    parts: dict[str, Any]
    removes: bool
    findings: list[Finding]

    def part(self, key: str) -> dict[str, Any]:
        """Return its metadata or spec, empty where it says nothing of that."""
        part = self.parts.get(key)
        return part if isinstance(part, dict) else {}


def overlay(
    trees: Iterable[Tree], overlays: Iterable[Tree], values: Values, findings: list[Finding]
) -> list[Composed]:
    """Merge overlays onto documents, in their order, so that later ones win.

    Documents that none is for come back as they are. What is wrong with the overlays
    themselves goes to ``findings``. Contacts no server.
    """
    layers = _Layers(trees, values, findings)
    for over in overlays:
        opened = _opened(over, values, findings)
        if opened is not None:
            layers.lay(opened)
            findings += opened.findings
    return [document for document in layers.documents if document is not None]


def _opened(over: Tree, values: Values, findings: list[Finding]) -> _Overlay | None:
    """Check the envelope of an overlay and put its values in."""
    data = over.data
    about = Subject(over, (), CODES, title(data, values.database), SPELLINGS)
    if not isinstance(data, dict):
        message = f"an overlay is a mapping, not {described(data)}"
        hint = "begin with apiVersion: migrator/v1"
        findings.append(about.find("MIG310", message, hint=hint))
        return None
    before = len(findings)
    kind = check_kind(data, about, findings)
    check_envelope(data, about, findings, (*KEYS, REMOVE))
    if kind == APPROVAL:
        message = "an approval takes no overlay"
        hint = "write one for each connection, with spec.connections"
        findings.append(about.find("MIG331", message, ("kind",), hint=hint))
    if kind is None or len(findings) > before:
        return None
    unresolved: list[Finding] = []
    tree = filled(about, values, unresolved)
    address = address_of(data, values)
    if address is None:
        message = "the overlay does not say which resource it is for"
        hint = "write metadata.name; for an index spec.collection_name and spec.field_name"
        findings.append(about.find("MIG334", message, hint=hint))
    _check_removal(tree.data, about, findings)
    if address is None or len(findings) > before:
        findings += unresolved
        return None
    # What is noted in it from here on is of this rendering only.
    tree = replace(tree, places=tree.places[:], starts=dict(tree.starts), parts=(tree,))
    given = [key for key in ("metadata", "spec") if tree.data.get(key)]
    parts = tree.taken(tree.data, given)
    return _Overlay(tree, kind, address, parts, REMOVE in tree.data, unresolved)


def _check_removal(data: dict[str, Any], about: Subject, findings: list[Finding]) -> None:
    if REMOVE not in data:
        return
    if data[REMOVE] is not True:
        message = f"{REMOVE} of a document must be true, not {described(data[REMOVE])}"
        findings.append(about.find("MIG333", message, (REMOVE,)))
    for key, known in (("metadata", ("name", "database")), ("spec", (*PARENT_WORDS, *IDENTITY))):
        part = data.get(key)
        for word in part if isinstance(part, dict) else ():
            if word not in known:
                message = f"{key}.{word} stands beside {REMOVE}: true, which takes all away"
                found = about.find("MIG333", message, (key, word), hint="remove it", key=True)
                findings.append(found)


class _Layers:
    """Documents, onto which one overlay after the other is laid."""

    def __init__(self, trees: Iterable[Tree], values: Values, findings: list[Finding]) -> None:
        self.values = values
        self.findings = findings
        self.documents: list[Composed | None] = [Composed(tree, []) for tree in trees]
        self.positions: dict[Address, int] = {}
        for position, document in enumerate(self.documents):
            assert document is not None
            address = address_of(document.tree.data, values)
            if address is not None:
                self.positions.setdefault(address, position)

    def lay(self, over: _Overlay) -> None:
        """Lay one overlay over what it is for."""
        position = self.positions.get(over.address)
        if position is None:
            self._lay_inside(over)
        elif over.removes:
            del self.positions[over.address]
            self.documents[position] = None
        else:
            if over.kind == "Collection":
                over = self._without_children(over)
            self._merge(position, over)

    def _merge(self, position: int, over: _Overlay) -> None:
        base = self._filled(position)
        base.findings.extend(over.findings)
        over.findings.clear()
        merge = Merge(base.tree, over.tree, base.findings, over.address)
        kind = base.tree.data["kind"]
        merge.tree.data = merge.mapping(base.tree.data, over.parts, document_layout(kind))
        self.documents[position] = Composed(merge.tree, base.findings)

    def _filled(self, position: int) -> Composed:
        """Put the values into a document, once."""
        document = self.documents[position]
        assert document is not None
        tree = document.tree
        if tree.references:
            about = Subject(tree, (), CODES, title(tree.data, self.values.database), SPELLINGS)
            document = Composed(filled(about, self.values, document.findings), document.findings)
            self.documents[position] = document
        return document

    def _lay_inside(self, over: _Overlay) -> None:
        """Lay an overlay over what is declared inside a collection."""
        owner = owner_of(over.kind, over.address, over.part("spec"))
        position = self.positions.get(owner) if owner is not None else None
        word = _LISTS.get(over.kind)
        if position is None or word is None:
            self._miss(over, self.positions)
            return
        spec = self._filled(position).tree.data.get("spec")
        declared = spec.get(word) if isinstance(spec, dict) else None
        items = declared if isinstance(declared, list) else []
        item = _as_item(over, self.findings)
        layout = document_layout("Collection").inside("spec").inside(word)
        if find_item(items, item, layout) is None:
            assert owner is not None
            inside = (_inside(owner, word, each) for each in items)
            self._miss(over, [*self.positions, *(each for each in inside if each is not None)])
            return
        tree, place = over.tree, over.tree.root
        listed = [item]
        tree.put(listed, [place])
        parts = tree.pairs({"spec": tree.pairs({word: listed}, place)}, place)
        self._merge(position, replace(over, parts=parts))

    def _without_children(self, over: _Overlay) -> _Overlay:
        """Lay what a collection's overlay says of children that have documents over those."""
        tree, spec = over.tree, over.part("spec")
        lists: dict[str, Any] = {}
        for word in INLINE:
            items = _listed(tree, word, spec.get(word))
            if not isinstance(items, list):
                continue
            kept, places = [], []
            for at, item in enumerate(items):
                address = _inside(over.address, word, item)
                if address is not None and address in self.positions:
                    self.lay(_as_document(over, address, item, tree.item_place(items, at)))
                else:
                    kept.append(item)
                    places.append(tree.item_place(items, at))
            if kept != spec[word]:
                tree.put(kept, places)
                lists[word] = kept
        if not lists:
            return over
        rest = tree.taken(spec, list(spec))
        rest |= lists
        parts = tree.taken(over.parts, list(over.parts))
        parts["spec"] = rest
        return replace(over, parts=parts)

    def _miss(self, over: _Overlay, known: Iterable[Address]) -> None:
        source = over.tree.source(over.tree.root)
        hint = suggestion(str(over.address), map(str, sorted(known, key=str)))
        message = "no manifest declares what this overlay is for"
        self.findings.append(
            finding("MIG330", message, hint=hint, address=over.address, source=source)
        )


def _listed(tree: Tree, word: str, items: Any) -> Any:
    """Return ``$remove: [name]`` in the place of a collection's list as a list."""
    names = items.get(REMOVE) if isinstance(items, dict) and len(items) == 1 else None
    if not isinstance(names, list):
        return items
    key = "field_name" if word == "indexes" else "name"
    places = [tree.item_place(names, at) for at in range(len(names))]
    listed = [
        tree.pairs({key: name, REMOVE: True}, place)
        for name, place in zip(names, places, strict=True)
    ]
    tree.put(listed, places)
    return listed


def _inside(owner: Address, word: str, item: object) -> Address | None:
    """Return the address of an item of a collection's list."""
    named = item if isinstance(item, dict) else {"name": item}
    name = named.get("field_name" if word == "indexes" else "name")
    if not isinstance(name, str):
        return None
    if word == "indexes":
        return index_address(owner, name, json_path(named))
    if word == "aliases":
        return alias_address(owner.database or "", name)
    return partition_address(owner, name)


def _as_item(over: _Overlay, findings: list[Finding]) -> dict[str, Any]:
    """Return what an overlay of a child says, as an item of its collection's list."""
    tree, metadata, spec = over.tree, over.part("metadata"), over.part("spec")
    item = dict[str, Any]()
    places: list[int] = []

    def take(mapping: dict[str, Any], key: str, word: str) -> None:
        if word not in item:
            item[word] = mapping[key]
            places.extend((tree.key_place(mapping, key), tree.value_place(mapping, key)))

    if "name" in metadata:
        take(metadata, "name", "index_name" if over.kind == "Index" else "name")
    if "ensure" in metadata:
        take(metadata, "ensure", "ensure")
    for key in spec if over.kind == "Index" else ():
        if key not in PARENT_WORDS:
            take(spec, key, key)
    if over.removes:
        take(tree.data, REMOVE, REMOVE)
    tree.put(item, places)
    about = Subject(tree, ("metadata",), CODES, str(over.address), SPELLINGS)
    for key in sorted(metadata.keys() - {"name", "database", "ensure"}):
        message = f"metadata.{key} has no place where a collection's list declares the resource"
        hint = "declare it in a document of its own"
        findings.append(about.find("MIG315", message, (key,), hint=hint, key=True))
    return item


def _as_document(over: _Overlay, address: Address, item: Any, place: int) -> _Overlay:
    """Return what an item of a collection's list says, as an overlay of the child's document."""
    tree = over.tree
    given: Mapping[str, Any] = item if isinstance(item, dict) else {}
    parts: dict[str, Any] = {}
    if "ensure" in given:
        parts["metadata"] = tree.taken(item, ["ensure"])
    if address.kind == "Index":
        beside = ("ensure", *([REMOVE] if given.get(REMOVE) is True else []))
        parts["spec"] = tree.taken(item, [key for key in item if key not in beside])
    elif address.kind == "Alias":
        parts["spec"] = tree.pairs({"collection_name": over.address.name}, place)
    parts = tree.pairs(parts, place)
    removes = given.get(REMOVE) is True
    return _Overlay(tree, address.kind, address, parts, removes, over.findings)
