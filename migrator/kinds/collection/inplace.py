"""What a change of a collection costs on a given server, attribute by attribute.

A difference that nothing here classifies is ``destroy`` and needs its own approval.
"""

from __future__ import annotations

from migrator.capabilities import Capabilities
from migrator.datatypes import BUILT_IN_FUNCTIONS, VECTORS
from migrator.fields import Leaf
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec, FunctionSpec
from migrator.model import FieldChange, Resource, Severity

TTL = "collection.ttl.seconds"

#: Properties that the server changes only while no vector field has an index (702).
WITHOUT_VECTOR_INDEX = frozenset({"partitionkey.isolation", "query_mode"})


def classify(
    leaf: Leaf, live: Resource, desired: Resource, capabilities: Capabilities
) -> FieldChange:
    """Say what one difference costs: in place, by a new collection, or not at all."""
    before, after = live.spec, desired.spec
    assert isinstance(before, CollectionSpec)
    assert isinstance(after, CollectionSpec)
    match leaf.path:
        case ("properties", key):
            return _property(leaf, key, capabilities)
        case ("load", *_):
            return _load(leaf, live, capabilities)
        case ("fields", name):
            return _whole_field(leaf, name, before, after, capabilities)
        case ("fields", name, *_):
            return _field(leaf, name, before, after, capabilities)
        case ("functions", name, *_):
            return _function(leaf, name, before, after, capabilities)
        case (attribute,):
            return _attribute(leaf, attribute, capabilities)
    raise AssertionError(f"no attribute in {leaf.path}")


#: Attributes of the collection itself, with the feature that changes each.
_ATTRIBUTES = {"description": "alter-description", "consistency_level": "alter-consistency"}


def _attribute(leaf: Leaf, attribute: str, capabilities: Capabilities) -> FieldChange:
    if attribute in _ATTRIBUTES:
        return _in_place(leaf, _ATTRIBUTES[attribute], capabilities)
    if attribute == "enable_dynamic_field":
        return _dynamic(leaf, capabilities)
    if attribute in ("num_shards", "num_partitions"):
        return replacement(leaf, f"{attribute} is fixed when a collection is created")
    why = f"what changing {'.'.join(leaf.path)} costs is not known"
    return leaf.costs(Severity.DESTROY, why, "unclassified-change")


def replacement(leaf: Leaf, why: str) -> FieldChange:
    """Say that a change needs a new collection."""
    return leaf.costs(Severity.REPLACE, why, "replace-collection")


def _live(leaf: Leaf, why: str = "") -> FieldChange:
    return leaf.costs(Severity.LIVE, why)


def _reload(leaf: Leaf, why: str) -> FieldChange:
    return leaf.costs(Severity.RELOAD, why, "reload-collection")


def _in_place(leaf: Leaf, feature: str, capabilities: Capabilities) -> FieldChange:
    """Change an attribute while serving, where the server can; else by a new collection."""
    if capabilities.can(feature):
        return _live(leaf)
    return replacement(
        leaf, _cannot(f"{'.'.join(leaf.path)} cannot be changed", feature, capabilities)
    )


def _cannot(what: str, feature: str, capabilities: Capabilities) -> str:
    return f"{what} in place on {capabilities.server}; {capabilities.needs(feature)} can"


def _dynamic(leaf: Leaf, capabilities: Capabilities) -> FieldChange:
    if leaf.after:
        return _in_place(leaf, "enable-dynamic-field", capabilities)
    if not capabilities.can("disable-dynamic-field"):
        return _in_place(leaf, "disable-dynamic-field", capabilities)
    why = "values of fields that the schema does not name are lost"
    return leaf.costs(Severity.DESTROY, why, "disable-dynamic-field")


def _property(leaf: Leaf, key: str, capabilities: Capabilities) -> FieldChange:
    if leaf.after is None and not capabilities.can("delete-properties"):
        refused = (
            f"{capabilities.server} cannot remove a property; "
            f"{capabilities.needs('delete-properties')} can"
        )
        return leaf.costs(Severity.LIVE, refused=refused)
    if key == TTL and _shortens(leaf.before, leaf.after):
        why = "rows older than the TTL are deleted"
        return leaf.costs(Severity.DESTROY, why, "shorten-ttl")
    if key in WITHOUT_VECTOR_INDEX and not capabilities.lite:
        refused = (
            f"the server changes {key} only while no vector field has an index: drop those first"
        )
        return leaf.costs(Severity.LIVE, refused=refused)
    if key == "mmap.enabled" or key.startswith("warmup"):
        return _reload(leaf, f"{key} is changed while the collection is released")
    return _live(leaf)


def _shortens(before: str | None, after: str | None) -> bool:
    """Whether a TTL deletes rows that lived before; 0 and below mean no TTL."""

    def seconds(text: str | None) -> float:
        try:
            number = float(text or 0)
        except ValueError:
            return 0.0
        return number if number > 0 else float("inf")

    return seconds(after) < seconds(before)


def _load(leaf: Leaf, live: Resource, capabilities: Capabilities) -> FieldChange:
    if leaf.path == ("load", "state"):
        if leaf.after == "loaded":
            return _live(leaf)
        why = "the collection cannot be searched once it is released"
        return leaf.costs(Severity.RELOAD, why, "release-collection")
    fewer = leaf.path == ("load", "replica_number") and (leaf.after or 1) < (leaf.before or 1)
    approval = "reduce-replicas" if fewer else "reload-collection"
    placing = leaf.path[-1] in ("replica_number", "resource_groups")
    if not live.facts.get("loaded"):
        return _live(leaf)
    if placing and capabilities.can("replicas-while-loaded"):
        if fewer or capabilities.can("replicas-grow-serving"):
            return leaf.costs(Severity.LIVE, "", approval)
        why = f"reads may fail on {capabilities.server} until the new replica is loaded"
        return leaf.costs(Severity.RELOAD, why, approval)
    why = f"{leaf.path[-1]} is changed by releasing and loading"
    return leaf.costs(Severity.RELOAD, why, approval)


def _whole_field(
    leaf: Leaf,
    name: str,
    before: CollectionSpec,
    after: CollectionSpec,
    capabilities: Capabilities,
) -> FieldChange:
    if leaf.before is None:
        return _added_field(leaf, name, after, capabilities)
    return _dropped_field(leaf, name, before, after, capabilities)


def _added_field(
    leaf: Leaf, name: str, after: CollectionSpec, capabilities: Capabilities
) -> FieldChange:
    field = after.fields[name]
    if any(name in function.output_field_names for function in after.functions.values()):
        return _in_place(leaf, "add-function", capabilities)
    feature = "add-field"
    if field.dtype in VECTORS:
        feature = "add-vector-field"
    elif field.struct_schema is not None:
        feature = "add-struct-field"
    if not capabilities.can(feature):
        return replacement(leaf, _cannot(f"field {name} cannot be added", feature, capabilities))
    if field.is_primary or field.auto_id or field.is_partition_key or field.is_clustering_key:
        return replacement(leaf, f"field {name} is a key, which cannot be added in place")
    if not field.nullable:
        return replacement(leaf, f"field {name} is not nullable; only nullable fields can be added")
    return _live(leaf, "rows that are there have no value, or the default")


def _dropped_field(
    leaf: Leaf,
    name: str,
    before: CollectionSpec,
    after: CollectionSpec,
    capabilities: Capabilities,
) -> FieldChange:
    field = before.fields[name]
    if not capabilities.can("drop-field"):
        return replacement(
            leaf, _cannot(f"field {name} cannot be dropped", "drop-field", capabilities)
        )
    if field.is_primary or field.is_partition_key or field.is_clustering_key:
        return replacement(leaf, f"field {name} is a key, which cannot be dropped in place")
    vectors = [key for key, each in after.fields.items() if each.dtype in VECTORS]
    if field.dtype in VECTORS and not any(key in before.fields for key in vectors):
        return replacement(
            leaf, f"field {name} is the last vector, which cannot be dropped in place"
        )
    return leaf.costs(
        Severity.DESTROY,
        f"the values of field {name} are lost",
        "drop-field",
    )


def _field(
    leaf: Leaf,
    name: str,
    before: CollectionSpec,
    after: CollectionSpec,
    capabilities: Capabilities,
) -> FieldChange:
    match leaf.path[2:]:
        case ("max_length" | "max_capacity" as attribute,):
            return _size(leaf, attribute, capabilities)
        case ("description",):
            return _in_place(leaf, "alter-field-description", capabilities)
        case ("mmap_enabled",):
            return _served(leaf, name, "mmap", "alter-field-mmap", capabilities)
        case ("type_params", "warmup"):
            return _served(leaf, name, "warmup", "alter-field-warmup", capabilities)
        case ("analyzer_params",) if not _analyses(name, before, after):
            return _in_place(leaf, "alter-analyzer", capabilities)
        case (attribute, *_):
            why = f"{attribute} of field {name} cannot be changed in place"
            return replacement(leaf, why)
    raise AssertionError(f"no attribute in {leaf.path}")


def _size(leaf: Leaf, attribute: str, capabilities: Capabilities) -> FieldChange:
    feature = f"alter-{attribute.replace('_', '-')}"
    if leaf.before is None or leaf.after is None or not capabilities.can(feature):
        return _in_place(leaf, feature, capabilities)
    if leaf.after > leaf.before:
        return _live(leaf)
    why = f"values beyond the new {attribute} stay, and cannot be written again"
    return leaf.costs(Severity.DESTROY, why, "shrink-field")


def _served(
    leaf: Leaf, name: str, what: str, feature: str, capabilities: Capabilities
) -> FieldChange:
    """Change how a field is kept in memory, which the server does while it is released."""
    if not capabilities.can(feature):
        return _in_place(leaf, feature, capabilities)
    if leaf.after is None and not capabilities.can("delete-field-properties"):
        return replacement(
            leaf,
            _cannot(
                f"{what} of field {name} cannot be unset", "delete-field-properties", capabilities
            ),
        )
    return _reload(leaf, f"{what} of field {name} is changed while the collection is released")


def _analyses(name: str, before: CollectionSpec, after: CollectionSpec) -> bool:
    """Whether something is computed from the text of a field, on either side."""

    def depends(field: FieldSpec | None, functions: dict[str, FunctionSpec]) -> bool:
        inputs = {each for function in functions.values() for each in function.input_field_names}
        return name in inputs or (field is not None and field.enable_match)

    return depends(before.fields.get(name), before.functions) or depends(
        after.fields.get(name), after.functions
    )


def _function(
    leaf: Leaf,
    name: str,
    before: CollectionSpec,
    after: CollectionSpec,
    capabilities: Capabilities,
) -> FieldChange:
    old, new = before.functions.get(name), after.functions.get(name)
    given = new or old
    assert given is not None
    built_in = given.function_type in BUILT_IN_FUNCTIONS
    if old is None and built_in:
        if any(output in before.fields for output in given.output_field_names):
            return replacement(leaf, f"function {name} would fill a field that is there already")
        return _in_place(leaf, "add-function", capabilities)
    if new is None:
        if not capabilities.can("drop-function"):
            return _in_place(leaf, "drop-function", capabilities)
        why = f"function {name} goes with the field that it fills"
        return leaf.costs(Severity.DESTROY, why, "drop-function")
    if built_in:
        return replacement(leaf, f"function {name} cannot be changed in place")
    return _in_place(leaf, "alter-embedding-function", capabilities)
