"""What Milvus makes of a schema: refusals, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterable

from migrator.wire.schema_pb2 import CollectionSchema, DataType, FieldSchema, FunctionType
from tests.simulator import names, timestamps
from tests.simulator.call import Call
from tests.simulator.refusal import Panicked, Refused, invalid, unnumbered
from tests.simulator.structs import check_structs, name_members

MOST_FIELDS = 64
FIRST_FIELD_ID = 100

DENSE = frozenset(
    {
        DataType.FloatVector,
        DataType.Float16Vector,
        DataType.BFloat16Vector,
        DataType.Int8Vector,
        DataType.BinaryVector,
    }
)
VECTORS = DENSE | {DataType.SparseFloatVector}
_COUNTED_BY_2_3 = frozenset({DataType.FloatVector, DataType.BinaryVector, DataType.Float16Vector})
KEYS = frozenset({DataType.Int64, DataType.VarChar})
ELEMENTS = frozenset(
    {
        DataType.Bool,
        DataType.Int8,
        DataType.Int16,
        DataType.Int32,
        DataType.Int64,
        DataType.Float,
        DataType.Double,
        DataType.VarChar,
    }
)

#: Types by the first version that serves them; 2.3.5 takes them all and serves few.
SINCE = {
    DataType.Float16Vector: (2, 4),
    DataType.BFloat16Vector: (2, 4),
    DataType.SparseFloatVector: (2, 4),
    DataType.Int8Vector: (2, 6),
    DataType.Geometry: (2, 6),
    DataType.Timestamptz: (2, 6),
    DataType.Text: (3, 0),
}

_DEFAULTS = {
    DataType.Bool: ("bool_data",),
    DataType.Int8: ("int_data",),
    DataType.Int16: ("int_data",),
    DataType.Int32: ("int_data",),
    DataType.Int64: ("long_data",),
    DataType.Float: ("float_data",),
    DataType.Double: ("double_data",),
    DataType.VarChar: ("string_data",),
    DataType.Timestamptz: ("string_data", "timestamptz_data"),
    DataType.Geometry: ("string_data",),
}

#: Functions beside BM25 by the first version that has them; milvus-proto's tags.
_FUNCTIONS = {FunctionType.TextEmbedding: (2, 6), FunctionType.MinHash: (3, 0)}

# Read in milvus-io/milvus internal/proxy/util.go, ValidateField: names that the filter
# language or the server itself uses.
_RESERVED = frozenset({"RowID", "Timestamp"})


def params_of(field: FieldSchema) -> dict[str, str]:
    return {pair.key: pair.value for pair in field.type_params}


def checked(call: Call, sent: CollectionSchema, name: str) -> CollectionSchema:
    """Check a schema and give it as a describe shows it, with field ids.

    Raises:
        Refused: it is against a rule.
    """
    schema = CollectionSchema()
    schema.CopyFrom(sent)
    everywhere = [*schema.fields, *(f for s in schema.struct_array_fields for f in s.fields)]
    if len(everywhere) + len(schema.struct_array_fields) > MOST_FIELDS:
        raise unnumbered(f"maximum field's number should be limited to {MOST_FIELDS}")
    if schema.name != name:
        raise invalid("collection name is not the schema's")
    _drop_unknown(call, schema)
    _check_names(call, schema)
    check_key(schema)
    for item in schema.fields:
        check_field(call, item)
    check_structs(schema)
    _check_vectors(call, schema)
    _check_partition_key(schema)
    check_functions(call, schema)
    schema.autoID = False
    name_members(schema)
    number(schema)
    return schema


def _drop_unknown(call: Call, schema: CollectionSchema) -> None:
    """Drop what the server's protocol does not have."""
    drops = call.profile.drops
    if "functions" in drops:
        del schema.functions[:]
    if "structs" in drops:
        del schema.struct_array_fields[:]
    for item in schema.fields:
        item.nullable = item.nullable and "nullable" not in drops
        item.is_clustering_key = item.is_clustering_key and "clustering keys" not in drops
        item.is_function_output = item.is_function_output and "functions" not in drops


def number(schema: CollectionSchema) -> None:
    """Give ids to fields and functions that have none yet."""
    listed: list[FieldSchema] = []
    structs = list(schema.struct_array_fields)
    listed += schema.fields
    following = FIRST_FIELD_ID
    for item in listed:
        item.fieldID = following
        following += 1
    for struct in structs:
        struct.fieldID = following
        following += 1
        for item in struct.fields:
            item.fieldID = following
            following += 1
    ids = {item.name: item.fieldID for item in listed}
    for function in schema.functions:
        function.id = following
        following += 1
        name_ids(function, ids)


def name_ids(function: object, ids: dict[str, int]) -> None:
    """Write beside a function's field names the ids of those fields."""
    for side in ("input", "output"):
        target = getattr(function, f"{side}_field_ids")
        del target[:]
        target.extend(ids.get(one, 0) for one in getattr(function, f"{side}_field_names"))


def _check_names(call: Call, schema: CollectionSchema) -> None:
    seen: set[str] = set()
    for name in names_of(schema):
        check_field_name(name)
        if name in seen:
            raise unnumbered(f"duplicated field name {name}")
        seen.add(name)


def names_of(schema: CollectionSchema) -> list[str]:
    """List the names of fields and struct arrays."""
    structs = [item.name for item in schema.struct_array_fields]
    return [*(item.name for item in schema.fields), *structs]


def check_field_name(name: str) -> None:
    """Refuse a field's name.

    Raises:
        Refused: 1701, the code of such names.
    """
    if not names.fits(names.NAME, name) or name in _RESERVED:
        raise Refused(1701, f"Invalid field name: {name}")


def check_key(schema: CollectionSchema) -> None:
    """Refuse a schema without exactly one key of a type that can be one."""
    keys = [item for item in schema.fields if item.is_primary_key]
    if len(keys) != 1:
        raise unnumbered(f"there are {len(keys)} primary keys")
    (key,) = keys
    if key.data_type not in KEYS:
        raise unnumbered("the data type of primary key should be Int64 or VarChar")
    if key.nullable:
        raise invalid(f"primary field not support null, field name = {key.name}")
    for item in schema.fields:
        if item.autoID and not item.is_primary_key:
            raise unnumbered("only primary field can speficy AutoID with true")


def check_field(call: Call, item: FieldSchema) -> None:
    """Refuse a field on its own: its type, its parameters, its default."""
    if item.is_dynamic:
        raise unnumbered("cannot explicitly set a field as a dynamic field")
    since = SINCE.get(item.data_type)
    served = since is None or call.profile.at_least(*since) or call.profile.early
    if item.data_type == DataType.Text and served and not call.profile.early:
        # Read in milvus-io/milvus internal/rootcoord/create_collection_task.go:
        # validateSchema, ValidateTextRequiresStorageV3.
        served = call.profile.storage_v3
    if item.data_type in {0, DataType.String} or not served:
        raise unnumbered(f"data type {item.data_type} of field {item.name} is not valid")
    params = params_of(item)
    if item.data_type in DENSE:
        _check_dim(item, params)
    elif item.data_type == DataType.SparseFloatVector and "dim" in params:
        if not call.profile.early:
            # Read in milvus-io/milvus internal/proxy/util.go: validateDimension.
            raise unnumbered(f"dim should not be specified for sparse vector field {item.name}")
    elif item.data_type == DataType.VarChar:
        _check_length(item.name, params)
    elif item.data_type == DataType.Array:
        _check_array(item, params)
    if item.HasField("default_value"):
        _check_default(call, item, params)


def _check_dim(item: FieldSchema, params: dict[str, str]) -> None:
    text = params.get("dim", "")
    if not text.isdigit():
        raise unnumbered(f"dimension of field {item.name} is not a number")
    dim = int(text)
    binary = item.data_type == DataType.BinaryVector
    most = 262_144 if binary else 32_768
    if not 1 <= dim <= most or (binary and dim % 8):
        raise unnumbered(f"invalid dimension: {dim} of field {item.name}")


def _check_length(name: str, params: dict[str, str]) -> None:
    text = params.get("max_length")
    if text is None:
        raise unnumbered(f"type param(max_length) should be specified for field {name}")
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise invalid(f"the maximum length specified for field {name} should be in (0, 65535]")


def _check_array(item: FieldSchema, params: dict[str, str]) -> None:
    if item.element_type not in ELEMENTS:
        raise unnumbered(f"element type {item.element_type} is not supported")
    text = params.get("max_capacity", "")
    if not text.isdigit() or not 1 <= int(text) <= 4_096:
        raise unnumbered(f"the maximum capacity of field {item.name} should be in (0, 4096]")
    if item.element_type == DataType.VarChar:
        _check_length(item.name, params)


def _check_default(call: Call, item: FieldSchema, params: dict[str, str]) -> None:
    member = item.default_value.WhichOneof("data")
    if call.profile.early:
        # 2.3.5 looks at the kind of a value only, and not at that of every type.
        wanted = _DEFAULTS.get(item.data_type)
        if item.data_type == DataType.JSON:
            raise Panicked("undefined data type JSON")
        if wanted is not None and member not in wanted:
            raise invalid(f"default value of field {item.name} is of another type")
        return
    # Read in milvus-io/milvus internal/proxy/util.go: checkFieldSchema.
    if item.is_primary_key:
        raise invalid(f"primary field not support default_value, field name = {item.name}")
    if item.data_type not in _DEFAULTS:
        raise invalid(f"type not support default_value, field name = {item.name}")
    if member not in _DEFAULTS[item.data_type]:
        raise invalid(f"type of field {item.name} does not match its default value")
    held = getattr(item.default_value, member)
    if item.data_type == DataType.Timestamptz and isinstance(held, str):
        _check_moment(item, held)
    if item.data_type == DataType.VarChar and len(held) > int(params["max_length"]):
        raise invalid(f"the length of string exceeds max length of field {item.name}")
    bits = {DataType.Int8: 7, DataType.Int16: 15}.get(item.data_type)
    if bits is not None and not -(1 << bits) <= held < 1 << bits:
        raise invalid(f"default value {held} of field {item.name} is out of range")


def _check_moment(item: FieldSchema, text: str) -> None:
    try:
        timestamps.microseconds(text)
    except ValueError:
        raise invalid(f"invalid timestamp string: {text!r} of field {item.name}") from None


def keep_moments(schema: CollectionSchema, zone: str) -> None:
    """Keep the defaults of timestamps as numbers, as the server does."""
    for item in schema.fields:
        keep_moment(item, zone)


def keep_moment(item: FieldSchema, zone: str) -> None:
    if item.data_type == DataType.Timestamptz and item.default_value.string_data:
        text = item.default_value.string_data
        item.default_value.timestamptz_data = timestamps.microseconds(text, zone)


def _check_vectors(call: Call, schema: CollectionSchema) -> None:
    counted = _COUNTED_BY_2_3 if call.profile.early else VECTORS
    count = sum(item.data_type in counted for item in schema.fields)
    structs = sum(
        item.data_type == DataType.ArrayOfVector
        for struct in schema.struct_array_fields
        for item in struct.fields
    )
    if count > call.profile.most_vectors:
        raise unnumbered(f"maximum vector field's number is {call.profile.most_vectors}")
    if not count + structs and not call.profile.early:
        # Read in milvus-io/milvus internal/proxy/task.go: createCollectionTask.PreExecute.
        raise invalid("schema does not contain vector field")


def _check_partition_key(schema: CollectionSchema) -> None:
    keys = [item for item in schema.fields if item.is_partition_key]
    if len(keys) > 1:
        raise unnumbered("there are more than one partition key")
    for item in keys:
        if item.is_primary_key or item.data_type not in KEYS:
            raise unnumbered("the partition key must be an Int64 or VarChar field beside the key")
        if item.nullable:
            raise invalid(f"partition key field not support nullable: {item.name}")
    if sum(item.is_clustering_key for item in schema.fields) > 1:
        raise invalid("there are more than one clustering key")


def check_functions(call: Call, schema: CollectionSchema) -> None:
    """Check functions and mark their outputs.

    Read in milvus-io/milvus internal/proxy/util.go: validateFunction, checkFunctionInputField,
    checkFunctionOutputField, checkFunctionParams, checkFunctionBasicParams.

    Raises:
        Refused: one is against a rule.
    """
    fields = {item.name: item for item in schema.fields}
    for item in fields.values():
        if item.is_function_output and not _made(schema, item.name):
            item.is_function_output = False
    seen: set[str] = set()
    for function in schema.functions:
        if not function.name or function.name in seen:
            raise invalid(f"function name {function.name!r} is empty or taken")
        seen.add(function.name)
        inputs = _named(fields, function.input_field_names)
        outputs = _named(fields, function.output_field_names)
        if any(item.is_primary_key or item.is_partition_key or item.nullable for item in outputs):
            raise invalid(f"function output field of {function.name} cannot be a key or nullable")
        if function.type == FunctionType.BM25:
            _check_bm25(inputs, outputs)
        elif not call.profile.at_least(*_FUNCTIONS.get(function.type, (99,))):
            raise invalid("check function params with unknown function type")
        for item in outputs:
            item.is_function_output = True


def _made(schema: CollectionSchema, name: str) -> bool:
    return any(name in function.output_field_names for function in schema.functions)


def _named(fields: dict[str, FieldSchema], wanted: Iterable[str]) -> list[FieldSchema]:
    listed = list(wanted)
    if not listed or len(set(listed)) < len(listed):
        raise invalid("function fields are missing or named twice")
    for name in listed:
        if name not in fields:
            raise invalid(f"function field not found: {name}")
    return [fields[name] for name in listed]


def _check_bm25(inputs: list[FieldSchema], outputs: list[FieldSchema]) -> None:
    texts = {DataType.VarChar, DataType.Text}
    if len(inputs) != 1 or inputs[0].data_type not in texts:
        raise invalid("BM25 function input field must be one VARCHAR field")
    if params_of(inputs[0]).get("enable_analyzer", "").lower() != "true":
        raise invalid("BM25 function input field must set enable_analyzer to true")
    if len(outputs) != 1 or outputs[0].data_type != DataType.SparseFloatVector:
        raise invalid("BM25 function output field must be one SparseFloatVector field")
