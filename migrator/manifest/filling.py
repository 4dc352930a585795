"""Filling: a document with its values put in, and still with the place of everything."""

from __future__ import annotations

import copy
from typing import Any

from migrator.findings import Finding
from migrator.manifest.documents import with_values
from migrator.manifest.problems import Subject
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree


def filled(subject: Subject, values: Values, findings: list[Finding]) -> Tree:
    """Return a document in which references are resolved, itself where it has none.

    What a value brings stands where its reference does; ``written`` tells what that was.
    """
    tree = subject.tree
    if not tree.references:
        return tree
    data = tree.data
    parts = with_values(str(data.get("kind")), data, subject, values, findings)
    made = Tree(
        tree.file,
        tree.root,
        None,
        tree.places[:],
        dict(tree.starts),
        ambiguous=tree.ambiguous,
        more_files=tree.more_files,
        parts=(tree,),
    )
    given = dict(zip(("metadata", "spec"), parts, strict=True))
    made.data = {key: given.get(key, value) for key, value in data.items()}
    made.starts[id(made.data)] = made.starts[id(data)]
    for key in given.keys() & data.keys():
        place = tree.value_place(data, key)
        made.data[key] = _Filling(made).placed(data[key], made.data[key], place)
    return made


class _Filling:
    """Gives what was put in its places; what aliases share is looked at once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.done: set[int] = set()

    def placed(self, before: Any, after: Any, place: int) -> Any:
        """Return what stands at a place now, with the places of what is inside."""
        if after is before:
            return after
        if isinstance(before, str):
            self.tree.written[place] = before
            after = copy.deepcopy(after)  # elsewhere the same value has other places
            self.tree.put_all(after, place)
        elif len(before) != len(after):  # two keys that became one; a finding tells of it
            self.tree.put_all(after, place)
        elif id(after) not in self.done:
            self.done.add(id(after))
            self.tree.starts[id(after)] = self.tree.starts[id(before)]
            self._inside(before, after)
        return after

    def _inside(self, before: Any, after: Any) -> None:
        tree = self.tree
        at = tree.starts[id(before)]
        if isinstance(before, list):
            for position, item in enumerate(before):
                after[position] = self.placed(item, after[position], tree.places[at + position])
            return
        for position, (item, key) in enumerate(zip(before.values(), list(after), strict=True)):
            place = tree.places[at + 2 * position + 1]
            after[key] = self.placed(item, after[key], place)
