"""What differs between two collections, and what each difference costs on this server."""

from __future__ import annotations

from typing import Any

from migrator.capabilities import Capabilities
from migrator.fields import declared, leaves
from migrator.kinds.collection.inplace import classify
from migrator.kinds.collection.spec import CollectionSpec
from migrator.model import FieldChange, Resource

#: Directives to migrator, not attributes of a collection.
DIRECTIVES = frozenset({"replace"})


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """List what differs over the declared attributes, with the cost of each."""
    cut = declared(live.spec, desired.spec, lambda path: capabilities.hides(f"Collection.{path}"))
    before, after = dict(cut.live), dict(cut.desired)
    for side in (before, after):
        for directive in DIRECTIVES:
            side.pop(directive, None)
    _complete_load(before, after, live)
    return tuple(classify(leaf, live, desired, capabilities) for leaf in leaves(before, after))


def _complete_load(before: dict[str, Any], after: dict[str, Any], live: Resource) -> None:
    """Make "loaded" mean all partitions where the manifest names none."""
    assert isinstance(live.spec, CollectionSpec)
    load = after.get("load")
    if load is None:
        return
    if load.get("state") == "released":
        after["load"] = {"state": "released"}
        before["load"] = {"state": before.get("load", {}).get("state", "released")}
    elif live.spec.load is not None and live.spec.load.partitions and "partitions" not in load:
        before["load"] = {**before.get("load", {}), "partitions": list(live.spec.load.partitions)}
    if live.facts.get("loading") and load.get("state") == "loaded":
        before["load"] = {**before.get("load", {}), "state": "loading"}
