"""What differs between two indexes, and what each difference costs on this server."""

from __future__ import annotations

from migrator.capabilities import Capabilities
from migrator.fields import Leaf, declared, leaves
from migrator.model import FieldChange, Resource, Severity

#: Attributes that say how an index is served; the others say how it is built.
SERVING = frozenset({"mmap_enabled", "properties"})


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """List what differs over the declared attributes, with the cost of each."""
    cut = declared(live.spec, desired.spec, lambda path: capabilities.hides(f"Index.{path}"))
    found = leaves(cut.live, cut.desired)
    return tuple(_classify(leaf, capabilities) for leaf in found)


def _classify(leaf: Leaf, capabilities: Capabilities) -> FieldChange:
    name = ".".join(leaf.path)
    removable = leaf.after is not None or capabilities.can("delete-properties")
    if leaf.path[0] in SERVING and capabilities.can("alter-index") and removable:
        why = f"{name} is changed while the collection is released"
        return leaf.costs(Severity.RELOAD, why, "reload-collection")
    why = f"{name} is changed by dropping the index and building it anew"
    return leaf.costs(Severity.REINDEX, why, "rebuild-index")
