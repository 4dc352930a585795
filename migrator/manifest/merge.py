"""Merging: one tree laid over another, so that every value keeps the place it comes from.

Mappings are merged deeply and lists of named things by name; anything else is replaced.
``$remove`` takes away: as ``true`` the thing it stands in, as a list the keys beside it, before
the rest is merged. It is no word of Milvus, and unlike ``ensure: absent`` it deletes nothing
on a server: what is taken away is only not declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from migrator.codes import finding
from migrator.findings import Finding
from migrator.kinds.grant import GrantSpec
from migrator.manifest.layout import NAMELESS, PLAIN, Layout, find_item, item_name
from migrator.manifest.shape import NAME_KEYS
from migrator.manifest.tree import FILE_SHIFT, Tree
from migrator.wording import shown, suggestion

REMOVE = "$remove"

#: What may stand beside ``$remove: true``: what says which thing is meant.
IDENTITY = frozenset({*NAME_KEYS, "index_name", "params", "index_params", REMOVE})

#: The same for a grant, which is what it says.
GRANT_IDENTITY = frozenset({*GrantSpec.model_fields, REMOVE})


class Placed(NamedTuple):
    """A value, and the place where it stands."""

    value: Any
    place: int


class Entry(NamedTuple):
    """The value of a key, and the place of the key."""

    key_place: int
    item: Placed


def is_removal(value: object) -> bool:
    """Whether a value says that the thing at its place is taken away."""
    return isinstance(value, dict) and value.get(REMOVE) is True


class Merge:
    """Lays one tree over another; ``tree`` is where the results have their places.

    In both, references are resolved. ``address`` is what findings are about.
    """

    def __init__(
        self, base: Tree, over: Tree, findings: list[Finding], address: object = ""
    ) -> None:
        assert not over.more_files
        self.findings = findings
        self.address = address
        number = (len(base.more_files) + 1) << FILE_SHIFT
        offset = len(base.places)
        places = base.places[:]
        places.extend(number | place for place in over.places)
        starts = {key: start + offset for key, start in over.starts.items()}
        self.tree = Tree(
            base.file,
            base.root,
            None,
            places,
            {**starts, **base.starts},
            ambiguous=base.ambiguous or over.ambiguous,
            more_files=(*base.more_files, over.file),
            written={
                **base.written,
                **{number | place: text for place, text in over.written.items()},
            },
            parts=(base, over),
        )

    def mapping(
        self,
        base: dict[str, Any],
        over: dict[str, Any],
        layout: Layout,
        skip: Iterable[str] = (),
    ) -> dict[str, Any]:
        """Lay a mapping over another, leaving out keys; the base itself where nothing changes."""
        entries = self._entries(base)
        own = {layout.word(key): key for key in entries}
        for word, place in self._removals(over):
            key = own.pop(layout.word(word), None)
            if key is None:
                self._nothing(word, place, entries)
            else:
                del entries[key]
        merged: dict[str, str] = {}
        for key, entry in self._entries(over).items():
            if key == REMOVE or key in skip:
                continue
            mine = own.get(layout.word(key))
            if mine is None:
                self._add(key, entry, entries, layout)
            elif mine in merged:
                message = f"{key} and {merged[mine]} mean the same"
                self._find("MIG306", message, entry.key_place, "keep one of the two")
            elif is_removal(entry.item.value):
                self._check_removal(entry.item, IDENTITY)
                del entries[mine]
            else:
                item = self._value(entries[mine].item, entry.item, layout.inside(key))
                entries[mine] = Entry(entries[mine].key_place, item)
                merged[mine] = key
        if _same(base, {key: entry.item.value for key, entry in entries.items()}):
            return base
        return self._made(entries)

    def _add(self, key: str, entry: Entry, entries: dict[str, Entry], layout: Layout) -> None:
        if is_removal(entry.item.value):
            self._nothing(key, entry.key_place, entries)
        else:
            entries[key] = Entry(entry.key_place, self._fresh(entry.item, layout.inside(key)))

    def _value(self, base: Placed, over: Placed, layout: Layout) -> Placed:
        if isinstance(base.value, dict) and isinstance(over.value, dict):
            return Placed(self.mapping(base.value, over.value, layout), base.place)
        if layout.named and all(_is_listed(each.value, layout) for each in (base, over)):
            items = self._listed(base.value, layout), self._listed(over.value, layout)
            return Placed(self._items(*items, layout), base.place)
        # In another spelling it is the same: 1 is not true, although they are equal.
        return base if repr(base.value) == repr(over.value) else self._fresh(over, layout)

    def _fresh(self, over: Placed, layout: Layout) -> Placed:
        """Return what the base does not have; there is nothing to take away in it."""
        value = over.value
        if isinstance(value, dict) and f"'{REMOVE}'" in repr(value):
            return Placed(self.mapping(self._made({}), value, layout), over.place)
        if isinstance(value, list) and layout.named and f"'{REMOVE}'" in repr(value):
            empty: list[Any] = []
            self.tree.put(empty, ())
            return Placed(self._items(empty, value, layout), over.place)
        return over

    def _items(self, base: list[Any], over: list[Any], layout: Layout) -> list[Any]:
        """Lay a list of named things over another; what has a new name comes last."""
        before = [Placed(item, self.tree.item_place(base, at)) for at, item in enumerate(base)]
        after: list[Placed | None] = list(before)
        merged: set[int] = set()
        for position, value in enumerate(over):
            item = Placed(value, self.tree.item_place(over, position))
            at = find_item(base, value, layout)
            if at is None or after[at] is None:
                if is_removal(value):
                    self._nothing(item_name(value), item.place, map(item_name, base))
                else:
                    after.append(self._fresh(item, layout.item))
            elif at in merged:  # a name that stands twice: to be found when it is checked
                after.append(item)
            elif is_removal(value):
                self._check_removal(item, GRANT_IDENTITY if layout.grants else IDENTITY)
                after[at] = None
            else:
                after[at] = self._item(before[at], item, layout.item)
                merged.add(at)
        kept = [item for item in after if item is not None]
        values = [item.value for item in kept]
        if len(values) == len(base) and all(map(_is, values, base)):
            return base
        self.tree.put(values, [item.place for item in kept])
        return values

    def _item(self, base: Placed, over: Placed, layout: Layout) -> Placed:
        if isinstance(over.value, str):
            return base  # it says the name and nothing else
        value = base.value
        if isinstance(value, str):
            if not over.value.keys() - {"name"}:
                return base
            value = self._made({"name": Entry(base.place, base)})
        skip: Iterable[str] = NAME_KEYS
        if layout.indexes:
            skip = ()
            value = self._without_packed(value, over.value)
        elif layout.grants:
            skip = GRANT_IDENTITY
        return Placed(self.mapping(value, over.value, layout, skip), base.place)

    def _without_packed(self, base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
        """Take type and metric out of ``params``, where pymilvus's old form has them.

        Beside those that are laid over they would be taken for parameters.
        """
        params = base.get("params")
        packed = {"index_type", "metric_type"} & over.keys()
        if not isinstance(params, dict) or not packed & params.keys():
            return base
        inner = self._entries(params)
        rest = self._made({key: entry for key, entry in inner.items() if key not in packed})
        entries = self._entries(base)
        entries["params"] = Entry(
            entries["params"].key_place, Placed(rest, entries["params"].item.place)
        )
        return self._made(entries)

    def _listed(self, value: Any, layout: Layout) -> list[Any]:
        """Return named things as a list, which may also be a mapping by name."""
        if isinstance(value, list):
            return value
        items, places = [], []
        word = "field_name" if layout.indexes else "name"
        for name, place in self._removals(value):
            gone = Entry(place, Placed(True, place))
            items.append(self._made({word: Entry(place, Placed(name, place)), REMOVE: gone}))
            places.append(place)
        for name, (place, item) in self._entries(value).items():
            if name != REMOVE:
                inner = self._entries(item.value) if isinstance(item.value, dict) else {}
                items.append(self._made({"name": Entry(place, Placed(name, place)), **inner}))
                places.append(place)
        self.tree.put(items, places)
        return items

    def _entries(self, mapping: dict[str, Any]) -> dict[str, Entry]:
        at = self.tree.starts[id(mapping)]
        places = self.tree.places
        return {
            key: Entry(places[at + 2 * n], Placed(value, places[at + 2 * n + 1]))
            for n, (key, value) in enumerate(mapping.items())
        }

    def _made(self, entries: Mapping[str, Entry]) -> dict[str, Any]:
        made = {key: entry.item.value for key, entry in entries.items()}
        self.tree.put(
            made, (at for entry in entries.values() for at in (entry.key_place, entry.item.place))
        )
        return made

    def _removals(self, over: dict[str, Any]) -> list[tuple[str, int]]:
        """Return the keys that a mapping takes away, each with its place."""
        if REMOVE not in over:
            return []
        words, place = over[REMOVE], self.tree.value_place(over, REMOVE)
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return [(word, self.tree.item_place(words, at)) for at, word in enumerate(words)]
        message = f"{REMOVE} must be a list of keys, or true for the whole"
        self._find("MIG333", message, place, f"write {REMOVE}: [key], or {REMOVE}: true")
        return []

    def _check_removal(self, item: Placed, identity: frozenset[str]) -> None:
        more = sorted(item.value.keys() - identity)
        if more:
            message = f"{more[0]} stands beside {REMOVE}: true, which takes the whole away"
            place = self.tree.key_place(item.value, more[0])
            self._find("MIG333", message, place, f"remove it, or write {REMOVE}: [key]")

    def _nothing(self, word: object, place: int, known: Iterable[object]) -> None:
        message = f"there is no {shown(word)} to take away"
        names = [str(name) for name in known if name is not NAMELESS]
        self._find("MIG332", message, place, suggestion(str(word), names) or "remove it here")

    def _find(self, code: str, message: str, place: int, hint: str) -> None:
        source = self.tree.source(place)
        self.findings.append(finding(code, message, hint=hint, address=self.address, source=source))


def lay_over(base: Tree, over: Tree, findings: list[Finding]) -> Tree:
    """Lay plain mappings over each other: values, in which only mappings are merged.

    Contacts no server. Both trees hold a mapping.
    """
    merge = Merge(base, over, findings)
    merge.tree.data = merge.mapping(base.data, over.data, PLAIN)
    return merge.tree


def _is_listed(value: object, layout: Layout) -> bool:
    """Whether a value says many things by name."""
    if isinstance(value, dict):
        return layout.keyed or list(value) == [REMOVE]
    return isinstance(value, list)


def _same(base: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    return list(base) == list(made) and all(map(_is, base.values(), made.values()))


def _is(one: object, other: object) -> bool:
    return one is other
