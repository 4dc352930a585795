"""Fields, structs and functions of a collection that is there: added, altered, dropped."""

from __future__ import annotations

from typing import Any

from migrator.wire import milvus_pb2
from migrator.wire.schema_pb2 import (
    CollectionSchema,
    DataType,
    FieldSchema,
    FunctionSchema,
    FunctionType,
)
from tests.simulator import schemas
from tests.simulator.call import Call
from tests.simulator.collections import dictionary
from tests.simulator.indexrules import is_vector
from tests.simulator.indexrules import told as told_index
from tests.simulator.refusal import Refused, invalid, unnumbered
from tests.simulator.state import Collection, Index
from tests.simulator.structs import check_struct, name_struct

# Read in milvus-io/milvus internal/proxy/task.go: allowedAlterProps, allowedDropProps,
# alterCollectionFieldTask.PreExecute.
_ALTERABLE = frozenset({"max_length", "mmap.enabled"})
_DROPPABLE = frozenset({"mmap.enabled"})
_SERVING = frozenset({"mmap.enabled"})


def add_field(call: Call) -> None:
    found = call.collection()
    field = FieldSchema.FromString(call.request.schema)
    _check_new(call, found, field)
    _append(call, found, field)


def _check_new(call: Call, found: Collection, field: FieldSchema) -> None:
    """Refuse a new field.

    Read in milvus-io/milvus internal/proxy/task.go: addCollectionFieldTask.PreExecute,
    validateAddFieldRequest. Vectors are taken from 2.6.18 on (its release notes).

    Raises:
        Refused: it is against a rule.
    """
    schemas.check_field_name(field.name)
    if field.name in schemas.names_of(found.schema):
        # An identical one is no error: internal/rootcoord/
        # ddl_callbacks_alter_collection_add_field.go, broadcastAlterCollectionForAddField.
        raise invalid(f"duplicated field name {field.name}")
    count = len(found.schema.fields) + len(found.schema.struct_array_fields)
    if count >= schemas.MOST_FIELDS:
        raise invalid(f"The number of fields has reached the maximum value {schemas.MOST_FIELDS}")
    if field.is_primary_key:
        raise invalid("not support to add pk field")
    if field.autoID:
        raise invalid("only primary field can specify AutoID with true")
    if field.is_partition_key:
        raise invalid("not support to add partition key field")
    if field.is_clustering_key and any(item.is_clustering_key for item in found.schema.fields):
        raise invalid("already has another clutering key field")
    if not field.nullable:
        raise invalid(f"added field must be nullable, please check it, field name = {field.name}")
    if is_vector(field) and not call.profile.at_least(2, 6, 18):
        raise invalid(f"not support to add vector field, field name = {field.name}")
    schemas.check_field(call, field)


def _append(call: Call, found: Collection, field: FieldSchema) -> None:
    added = found.schema.fields.add()
    added.CopyFrom(field)
    added.fieldID = found.next_field_id
    found.next_field_id += 1
    schemas.keep_moment(added, found.zone)
    _has_changed(call, found)
    default = None
    if added.HasField("default_value"):
        default = getattr(added.default_value, added.default_value.WhichOneof("data") or "")
    for row in found.rows.items:
        row.values.setdefault(added.name, default)


def _has_changed(call: Call, found: Collection) -> None:
    found.schema.version += 1
    found.updated = call.state.clock.tick()
    if call.profile.tells_field_id:
        found.properties["max_field_id"] = str(found.next_field_id - 1)


def add_struct(call: Call) -> None:
    """Add a struct array; 3.0: internal/proxy/ddl/task.go, AddCollectionStructFieldTask."""
    found = call.collection()
    sent = call.request.struct_array_field_schema
    schemas.check_field_name(sent.name)
    if sent.name in schemas.names_of(found.schema):
        raise invalid(f"duplicated field name {sent.name}")
    if not sent.nullable:
        raise invalid(f"added struct array field must be nullable: {sent.name}")
    check_struct(sent)
    added = found.schema.struct_array_fields.add()
    added.CopyFrom(sent)
    name_struct(added)
    added.fieldID = found.next_field_id
    for item in added.fields:
        found.next_field_id += 1
        item.fieldID = found.next_field_id
    found.next_field_id += 1
    _has_changed(call, found)


def alter_field(call: Call) -> None:
    found = call.collection()
    request = call.request
    given = {
        key.replace("mmap_enabled", "mmap.enabled"): value
        for key, value in dictionary(request.properties).items()
    }
    field = next((item for item in found.schema.fields if item.name == request.field_name), None)
    for key, value in given.items():
        if key not in _alterable(call):
            raise invalid(f"{key} does not allow update in collection field param")
        if field is None:
            raise Refused(1700, f"field not found[field={request.field_name}]")
        _check_value(found, field, key, value)
    for key in request.delete_keys:
        if key.replace("mmap_enabled", "mmap.enabled") not in _droppable(call):
            raise invalid(f"{key} is not allowed to drop in collection field param")
        _check_released(found, key)
    if field is None:
        raise Refused(1700, f"field not found[field={request.field_name}]")
    for key, value in given.items():
        if key == "field.description":
            field.description = value
        else:
            _set_param(field, key, value)
    for key in request.delete_keys:
        _drop_param(field, key.replace("mmap_enabled", "mmap.enabled"))
    _has_changed(call, found)


def _alterable(call: Call) -> frozenset[str]:
    keys = _ALTERABLE
    if call.profile.at_least(2, 6):
        # Refused by 2.5.9: milvus#41363.
        keys |= {"max_capacity", "warmup"}
    if call.profile.at_least(2, 6, 10):
        keys |= {"field.description"}
    if call.profile.at_least(3):
        # Refused by 2.6.17: milvus#50492.
        keys |= {"enable_analyzer", "analyzer_params"}
    return keys


def _droppable(call: Call) -> frozenset[str]:
    """Give the keys that can be dropped: none before 2.5.13, where milvus-proto has no field."""
    if not call.profile.at_least(2, 5, 13):
        return frozenset()
    return _DROPPABLE | ({"warmup"} if call.profile.at_least(2, 6) else frozenset())


def _check_released(found: Collection, key: str) -> None:
    if key in _SERVING | {"warmup"} and found.load is not None:
        raise Refused(104, "can not alter collection field properties if collection loaded")


def _check_value(found: Collection, field: FieldSchema, key: str, value: str) -> None:
    _check_released(found, key)
    if key == "max_length":
        text = field.data_type == DataType.VarChar or field.element_type == DataType.VarChar
        if not text:
            raise invalid(f"{field.name} can not modify the maxlength for non-string types")
        if not value.isdigit() or int(value) > 65_535:
            raise invalid(f"{value} exceeds the maximum allowed value 65535")
    elif key == "max_capacity":
        if field.data_type != DataType.Array:
            raise invalid(f"{field.name} can not modify the maxcapacity for non-array types")
        if not value.isdigit() or not 0 < int(value) <= 4_096:
            raise invalid("the maximum capacity specified for a Array should be in (0, 4096]")
    elif key in {"enable_analyzer", "analyzer_params"}:
        params = schemas.params_of(field)
        feeds = any(field.name in function.input_field_names for function in found.schema.functions)
        if params.get("enable_match", "").lower() == "true" or feeds:
            raise invalid(f"analyzer of field {field.name} is in use and cannot be altered")


def _set_param(field: FieldSchema, key: str, value: str) -> None:
    for pair in field.type_params:
        if pair.key == key:
            pair.value = value
            return
    field.type_params.add(key=key, value=value)


def _drop_param(field: FieldSchema, key: str) -> None:
    kept = [(pair.key, pair.value) for pair in field.type_params if pair.key != key]
    del field.type_params[:]
    for name, value in kept:
        field.type_params.add(key=name, value=value)


# ---- functions; read in milvus-io/milvus internal/proxy/task.go: addCollectionFunctionTask,
# alterCollectionFunctionTask, and in internal/rootcoord/ddl_callbacks_collection_function.go.


def add_function(call: Call) -> None:
    found = call.collection()
    sent = call.request.functionSchema
    if sent.type == FunctionType.BM25:
        raise invalid("Currently does not support adding BM25 function")
    if any(function.name == sent.name for function in found.schema.functions):
        raise invalid(f"function name already exists: {sent.name}")
    _with_functions(call, found, [*found.schema.functions, sent])


def alter_function(call: Call) -> None:
    found = call.collection()
    sent = call.request.functionSchema
    if sent.type == FunctionType.BM25:
        raise invalid("Currently does not support alter BM25 function")
    if not any(function.name == sent.name for function in found.schema.functions):
        raise unnumbered(f"function {sent.name} not exists")
    kept = [function for function in found.schema.functions if function.name != sent.name]
    _with_functions(call, found, [*kept, sent])


def drop_function(call: Call) -> None:
    found = call.collection()
    name = call.request.function_name
    if any(f.name == name and f.type == FunctionType.BM25 for f in found.schema.functions):
        raise invalid("Currently does not support droping BM25 function")
    kept = [function for function in found.schema.functions if function.name != name]
    if len(kept) < len(found.schema.functions):
        _with_functions(call, found, kept)


def _with_functions(call: Call, found: Collection, functions: list[FunctionSchema]) -> None:
    """Give a collection other functions, once they are checked."""
    after = CollectionSchema()
    after.CopyFrom(found.schema)
    copies = [FunctionSchema.FromString(function.SerializeToString()) for function in functions]
    del after.functions[:]
    after.functions.extend(copies)
    schemas.check_functions(call, after)
    ids = {item.name: item.fieldID for item in after.fields}
    for function in after.functions:
        if not function.id:
            function.id = max([other.id for other in after.functions] + [99]) + 1
        schemas.name_ids(function, ids)
    found.schema.CopyFrom(after)
    _has_changed(call, found)


# ---- 3.0: one addition or one removal; read in milvus-io/milvus internal/proxy/ddl/task.go:
# AlterCollectionSchemaTask, validateDropField, validateDropFunction, and in
# internal/rootcoord/ddl_callbacks_alter_collection_schema.go.


def alter_schema(call: Call) -> milvus_pb2.AlterCollectionSchemaResponse:
    found = call.collection()
    action = call.request.action
    if action.HasField("add_request"):
        _add(call, found, action.add_request)
    elif action.HasField("drop_request"):
        _drop(call, found, action.drop_request)
    else:
        raise invalid("action is nil")
    return milvus_pb2.AlterCollectionSchemaResponse()


def _add(call: Call, found: Collection, sent: Any) -> None:
    if len(sent.field_infos) > 1 or len(sent.func_schema) > 1:
        raise invalid("only one field and one function can be added at a time")
    if not sent.field_infos and not sent.func_schema:
        raise invalid("nothing to add")
    if sent.func_schema and not call.profile.storage_v3:
        raise invalid(
            "adding a function field requires StorageV3; enable common.storage.useLoonFFI"
        )
    if not sent.func_schema:
        field = sent.field_infos[0].field_schema
        _check_new(call, found, field)
        _append(call, found, field)
        return
    (function,) = sent.func_schema
    for info in sent.field_infos:
        field = info.field_schema
        schemas.check_field_name(field.name)
        if field.name in schemas.names_of(found.schema):
            raise invalid(f"field already exists, name: {field.name}")
        if field.name not in function.output_field_names:
            raise invalid(f"field {field.name} is not an output of the function")
        _append(call, found, field)
    _with_functions(call, found, [*found.schema.functions, function])
    for info in sent.field_infos:
        _bind_index(call, found, info)


def _bind_index(call: Call, found: Collection, info: Any) -> None:
    field = next(item for item in found.schema.fields if item.name == info.field_schema.name)
    params = told_index(call, field, dictionary(info.extra_params))
    name = info.index_name or field.name
    if name in found.indexes:
        raise invalid(f"index name {name} already exists in collection")
    clock = call.state.clock
    built_at = call.now() + call.pace.build_s
    found.indexes[name] = Index(name, clock.new_id(), field.name, params, dict(params), built_at)


def _drop(call: Call, found: Collection, sent: Any) -> None:
    if sent.function_name:
        _drop_with_outputs(call, found, sent.function_name)
        return
    by_id = {item.fieldID: item.name for item in found.schema.fields}
    name = sent.field_name or by_id.get(sent.field_id, "")
    for number, struct in enumerate(found.schema.struct_array_fields):
        if struct.name == name:
            gone = {item.name for item in struct.fields}
            del found.schema.struct_array_fields[number]
            _forget(call, found, gone)
            return
    field = next((item for item in found.schema.fields if item.name == name), None)
    if field is None:
        raise invalid(f"field not found: {name}")
    _check_drop(found, field)
    _remove_fields(call, found, {name})


def _check_drop(found: Collection, field: FieldSchema) -> None:
    if field.is_primary_key or field.is_partition_key or field.is_clustering_key:
        raise invalid(f"cannot drop a key field: {field.name}")
    vectors = [item for item in found.schema.fields if is_vector(item)]
    if is_vector(field) and len(vectors) == 1:
        raise invalid(f"cannot drop the last vector field: {field.name}")
    for function in found.schema.functions:
        if field.name in (*function.input_field_names, *function.output_field_names):
            raise invalid(f"field {field.name} is referenced by function {function.name}")
    if found.properties.get("ttl_field") == field.name:
        raise invalid(f"cannot drop the ttl field: {field.name}")


def _drop_with_outputs(call: Call, found: Collection, name: str) -> None:
    function = next((item for item in found.schema.functions if item.name == name), None)
    if function is None:
        raise invalid(f"function not found: {name}")
    outputs = set(function.output_field_names)
    vectors = {item.name for item in found.schema.fields if is_vector(item)}
    if vectors and vectors <= outputs:
        raise invalid("cannot drop the last vector field")
    found.schema.functions.remove(function)
    _remove_fields(call, found, outputs)


def _remove_fields(call: Call, found: Collection, gone: set[str]) -> None:
    kept = [item for item in found.schema.fields if item.name not in gone]
    copies = [FieldSchema.FromString(item.SerializeToString()) for item in kept]
    del found.schema.fields[:]
    found.schema.fields.extend(copies)
    _forget(call, found, gone)


def _forget(call: Call, found: Collection, gone: set[str]) -> None:
    """Drop what hangs on fields that are gone: their indexes and values."""
    found.indexes = {k: v for k, v in found.indexes.items() if v.field_name not in gone}
    for row in found.rows.items:
        for name in gone:
            row.values.pop(name, None)
    _has_changed(call, found)
