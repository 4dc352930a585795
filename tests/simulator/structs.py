"""Arrays of structs: their rules and the names of their members."""

from __future__ import annotations

from migrator.wire.schema_pb2 import CollectionSchema, DataType, StructArrayFieldSchema
from tests.simulator.refusal import invalid


def check_structs(schema: CollectionSchema) -> None:
    """Refuse struct arrays that are against a rule.

    Raises:
        Refused: one is.
    """
    for struct in schema.struct_array_fields:
        check_struct(struct)


def check_struct(struct: StructArrayFieldSchema) -> None:
    """Refuse one struct array.

    Read in milvus-io/milvus internal/proxy/util.go: ValidateFieldsInStruct, and in
    internal/proxy/task.go: createCollectionTask.PreExecute.
    """
    if not struct.fields:
        raise invalid(f"struct array field {struct.name} has no sub-fields")
    capacities = set()
    for item in struct.fields:
        if item.data_type not in {DataType.Array, DataType.ArrayOfVector}:
            raise invalid(f"fields in struct array must be Array or ArrayOfVector: {item.name}")
        if item.is_primary_key or item.is_partition_key or item.is_clustering_key:
            raise invalid(f"a field in a struct cannot be a key: {item.name}")
        if item.nullable or item.HasField("default_value"):
            raise invalid(f"a field in a struct cannot be nullable or have a default: {item.name}")
        capacities.add(next((p.value for p in item.type_params if p.key == "max_capacity"), ""))
    if len(capacities) > 1:
        raise invalid(f"max_capacity differs inside of struct {struct.name}")


def name_members(schema: CollectionSchema) -> None:
    """Name members as the server stores and shows them, ``struct[member]``."""
    for struct in schema.struct_array_fields:
        name_struct(struct)


def name_struct(struct: StructArrayFieldSchema) -> None:
    for item in struct.fields:
        if not item.name.startswith(f"{struct.name}["):
            item.name = f"{struct.name}[{item.name}]"
