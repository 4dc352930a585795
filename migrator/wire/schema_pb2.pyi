from migrator.wire import common_pb2 as _common_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DataType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    Bool: _ClassVar[DataType]
    Int8: _ClassVar[DataType]
    Int16: _ClassVar[DataType]
    Int32: _ClassVar[DataType]
    Int64: _ClassVar[DataType]
    Float: _ClassVar[DataType]
    Double: _ClassVar[DataType]
    String: _ClassVar[DataType]
    VarChar: _ClassVar[DataType]
    Array: _ClassVar[DataType]
    JSON: _ClassVar[DataType]
    Geometry: _ClassVar[DataType]
    Text: _ClassVar[DataType]
    Timestamptz: _ClassVar[DataType]
    Mol: _ClassVar[DataType]
    Date: _ClassVar[DataType]
    Time: _ClassVar[DataType]
    Decimal: _ClassVar[DataType]
    BinaryVector: _ClassVar[DataType]
    FloatVector: _ClassVar[DataType]
    Float16Vector: _ClassVar[DataType]
    BFloat16Vector: _ClassVar[DataType]
    SparseFloatVector: _ClassVar[DataType]
    Int8Vector: _ClassVar[DataType]
    ArrayOfVector: _ClassVar[DataType]
    ArrayOfStruct: _ClassVar[DataType]
    Struct: _ClassVar[DataType]

class FunctionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    Unknown: _ClassVar[FunctionType]
    BM25: _ClassVar[FunctionType]
    TextEmbedding: _ClassVar[FunctionType]
    Rerank: _ClassVar[FunctionType]
    MinHash: _ClassVar[FunctionType]
    MolFingerprint: _ClassVar[FunctionType]

class FieldState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FieldCreated: _ClassVar[FieldState]
    FieldCreating: _ClassVar[FieldState]
    FieldDropping: _ClassVar[FieldState]
    FieldDropped: _ClassVar[FieldState]
Bool: DataType
Int8: DataType
Int16: DataType
Int32: DataType
Int64: DataType
Float: DataType
Double: DataType
String: DataType
VarChar: DataType
Array: DataType
JSON: DataType
Geometry: DataType
Text: DataType
Timestamptz: DataType
Mol: DataType
Date: DataType
Time: DataType
Decimal: DataType
BinaryVector: DataType
FloatVector: DataType
Float16Vector: DataType
BFloat16Vector: DataType
SparseFloatVector: DataType
Int8Vector: DataType
ArrayOfVector: DataType
ArrayOfStruct: DataType
Struct: DataType
Unknown: FunctionType
BM25: FunctionType
TextEmbedding: FunctionType
Rerank: FunctionType
MinHash: FunctionType
MolFingerprint: FunctionType
FieldCreated: FieldState
FieldCreating: FieldState
FieldDropping: FieldState
FieldDropped: FieldState

class CollectionSchema(_message.Message):
    __slots__ = ("name", "dbName", "description", "fields", "struct_array_fields", "functions", "enable_dynamic_field", "enable_namespace", "properties", "version", "autoID", "external_source", "external_spec", "do_physical_backfill", "file_resource_ids")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DBNAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    STRUCT_ARRAY_FIELDS_FIELD_NUMBER: _ClassVar[int]
    FUNCTIONS_FIELD_NUMBER: _ClassVar[int]
    ENABLE_DYNAMIC_FIELD_FIELD_NUMBER: _ClassVar[int]
    ENABLE_NAMESPACE_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    AUTOID_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_SOURCE_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_SPEC_FIELD_NUMBER: _ClassVar[int]
    DO_PHYSICAL_BACKFILL_FIELD_NUMBER: _ClassVar[int]
    FILE_RESOURCE_IDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    dbName: str
    description: str
    fields: _containers.RepeatedCompositeFieldContainer[FieldSchema]
    struct_array_fields: _containers.RepeatedCompositeFieldContainer[StructArrayFieldSchema]
    functions: _containers.RepeatedCompositeFieldContainer[FunctionSchema]
    enable_dynamic_field: bool
    enable_namespace: bool
    properties: _containers.RepeatedCompositeFieldContainer[_common_pb2.KeyValuePair]
    version: int
    autoID: bool
    external_source: str
    external_spec: str
    do_physical_backfill: bool
    file_resource_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, name: _Optional[str] = ..., dbName: _Optional[str] = ..., description: _Optional[str] = ..., fields: _Optional[_Iterable[_Union[FieldSchema, dict[str, _Any]]]] = ..., struct_array_fields: _Optional[_Iterable[_Union[StructArrayFieldSchema, dict[str, _Any]]]] = ..., functions: _Optional[_Iterable[_Union[FunctionSchema, dict[str, _Any]]]] = ..., enable_dynamic_field: bool = ..., enable_namespace: bool = ..., properties: _Optional[_Iterable[_Union[_common_pb2.KeyValuePair, dict[str, _Any]]]] = ..., version: _Optional[int] = ..., autoID: bool = ..., external_source: _Optional[str] = ..., external_spec: _Optional[str] = ..., do_physical_backfill: bool = ..., file_resource_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class FieldSchema(_message.Message):
    __slots__ = ("name", "fieldID", "description", "data_type", "element_type", "is_primary_key", "autoID", "is_partition_key", "is_clustering_key", "is_dynamic", "is_function_output", "nullable", "default_value", "type_params", "index_params", "state", "external_field")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FIELDID_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    DATA_TYPE_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_PRIMARY_KEY_FIELD_NUMBER: _ClassVar[int]
    AUTOID_FIELD_NUMBER: _ClassVar[int]
    IS_PARTITION_KEY_FIELD_NUMBER: _ClassVar[int]
    IS_CLUSTERING_KEY_FIELD_NUMBER: _ClassVar[int]
    IS_DYNAMIC_FIELD_NUMBER: _ClassVar[int]
    IS_FUNCTION_OUTPUT_FIELD_NUMBER: _ClassVar[int]
    NULLABLE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
    TYPE_PARAMS_FIELD_NUMBER: _ClassVar[int]
    INDEX_PARAMS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_FIELD_FIELD_NUMBER: _ClassVar[int]
    name: str
    fieldID: int
    description: str
    data_type: DataType
    element_type: DataType
    is_primary_key: bool
    autoID: bool
    is_partition_key: bool
    is_clustering_key: bool
    is_dynamic: bool
    is_function_output: bool
    nullable: bool
    default_value: ValueField
    type_params: _containers.RepeatedCompositeFieldContainer[_common_pb2.KeyValuePair]
    index_params: _containers.RepeatedCompositeFieldContainer[_common_pb2.KeyValuePair]
    state: FieldState
    external_field: str
    def __init__(self, name: _Optional[str] = ..., fieldID: _Optional[int] = ..., description: _Optional[str] = ..., data_type: _Optional[_Union[DataType, str]] = ..., element_type: _Optional[_Union[DataType, str]] = ..., is_primary_key: bool = ..., autoID: bool = ..., is_partition_key: bool = ..., is_clustering_key: bool = ..., is_dynamic: bool = ..., is_function_output: bool = ..., nullable: bool = ..., default_value: _Optional[_Union[ValueField, dict[str, _Any]]] = ..., type_params: _Optional[_Iterable[_Union[_common_pb2.KeyValuePair, dict[str, _Any]]]] = ..., index_params: _Optional[_Iterable[_Union[_common_pb2.KeyValuePair, dict[str, _Any]]]] = ..., state: _Optional[_Union[FieldState, str]] = ..., external_field: _Optional[str] = ...) -> None: ...

class StructArrayFieldSchema(_message.Message):
    __slots__ = ("name", "fieldID", "description", "fields", "type_params", "nullable")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FIELDID_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    TYPE_PARAMS_FIELD_NUMBER: _ClassVar[int]
    NULLABLE_FIELD_NUMBER: _ClassVar[int]
    name: str
    fieldID: int
    description: str
    fields: _containers.RepeatedCompositeFieldContainer[FieldSchema]
    type_params: _containers.RepeatedCompositeFieldContainer[_common_pb2.KeyValuePair]
    nullable: bool
    def __init__(self, name: _Optional[str] = ..., fieldID: _Optional[int] = ..., description: _Optional[str] = ..., fields: _Optional[_Iterable[_Union[FieldSchema, dict[str, _Any]]]] = ..., type_params: _Optional[_Iterable[_Union[_common_pb2.KeyValuePair, dict[str, _Any]]]] = ..., nullable: bool = ...) -> None: ...

class FunctionSchema(_message.Message):
    __slots__ = ("name", "id", "type", "description", "input_field_names", "output_field_names", "input_field_ids", "output_field_ids", "params")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_NAMES_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NAMES_FIELD_NUMBER: _ClassVar[int]
    INPUT_FIELD_IDS_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_IDS_FIELD_NUMBER: _ClassVar[int]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    name: str
    id: int
    type: FunctionType
    description: str
    input_field_names: _containers.RepeatedScalarFieldContainer[str]
    output_field_names: _containers.RepeatedScalarFieldContainer[str]
    input_field_ids: _containers.RepeatedScalarFieldContainer[int]
    output_field_ids: _containers.RepeatedScalarFieldContainer[int]
    params: _containers.RepeatedCompositeFieldContainer[_common_pb2.KeyValuePair]
    def __init__(self, name: _Optional[str] = ..., id: _Optional[int] = ..., type: _Optional[_Union[FunctionType, str]] = ..., description: _Optional[str] = ..., input_field_names: _Optional[_Iterable[str]] = ..., output_field_names: _Optional[_Iterable[str]] = ..., input_field_ids: _Optional[_Iterable[int]] = ..., output_field_ids: _Optional[_Iterable[int]] = ..., params: _Optional[_Iterable[_Union[_common_pb2.KeyValuePair, dict[str, _Any]]]] = ...) -> None: ...

class FieldData(_message.Message):
    __slots__ = ("field_name", "field_id", "type", "is_dynamic", "scalars", "vectors", "struct_arrays", "valid_data")
    FIELD_NAME_FIELD_NUMBER: _ClassVar[int]
    FIELD_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    IS_DYNAMIC_FIELD_NUMBER: _ClassVar[int]
    SCALARS_FIELD_NUMBER: _ClassVar[int]
    VECTORS_FIELD_NUMBER: _ClassVar[int]
    STRUCT_ARRAYS_FIELD_NUMBER: _ClassVar[int]
    VALID_DATA_FIELD_NUMBER: _ClassVar[int]
    field_name: str
    field_id: int
    type: DataType
    is_dynamic: bool
    scalars: ScalarField
    vectors: VectorField
    struct_arrays: StructArrayField
    valid_data: _containers.RepeatedScalarFieldContainer[bool]
    def __init__(self, field_name: _Optional[str] = ..., field_id: _Optional[int] = ..., type: _Optional[_Union[DataType, str]] = ..., is_dynamic: bool = ..., scalars: _Optional[_Union[ScalarField, dict[str, _Any]]] = ..., vectors: _Optional[_Union[VectorField, dict[str, _Any]]] = ..., struct_arrays: _Optional[_Union[StructArrayField, dict[str, _Any]]] = ..., valid_data: _Optional[_Iterable[bool]] = ...) -> None: ...

class ScalarField(_message.Message):
    __slots__ = ("bool_data", "int_data", "long_data", "float_data", "double_data", "string_data", "bytes_data", "array_data", "json_data", "geometry_data", "geometry_wkt_data", "timestamptz_data", "date_data", "time_data", "mol_data", "mol_smiles_data")
    BOOL_DATA_FIELD_NUMBER: _ClassVar[int]
    INT_DATA_FIELD_NUMBER: _ClassVar[int]
    LONG_DATA_FIELD_NUMBER: _ClassVar[int]
    FLOAT_DATA_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_DATA_FIELD_NUMBER: _ClassVar[int]
    STRING_DATA_FIELD_NUMBER: _ClassVar[int]
    BYTES_DATA_FIELD_NUMBER: _ClassVar[int]
    ARRAY_DATA_FIELD_NUMBER: _ClassVar[int]
    JSON_DATA_FIELD_NUMBER: _ClassVar[int]
    GEOMETRY_DATA_FIELD_NUMBER: _ClassVar[int]
    GEOMETRY_WKT_DATA_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMPTZ_DATA_FIELD_NUMBER: _ClassVar[int]
    DATE_DATA_FIELD_NUMBER: _ClassVar[int]
    TIME_DATA_FIELD_NUMBER: _ClassVar[int]
    MOL_DATA_FIELD_NUMBER: _ClassVar[int]
    MOL_SMILES_DATA_FIELD_NUMBER: _ClassVar[int]
    bool_data: BoolArray
    int_data: IntArray
    long_data: LongArray
    float_data: FloatArray
    double_data: DoubleArray
    string_data: StringArray
    bytes_data: BytesArray
    array_data: ArrayArray
    json_data: JSONArray
    geometry_data: GeometryArray
    geometry_wkt_data: GeometryWktArray
    timestamptz_data: TimestamptzArray
    date_data: DateArray
    time_data: TimeArray
    mol_data: MolArray
    mol_smiles_data: MolSmilesArray
    def __init__(self, bool_data: _Optional[_Union[BoolArray, dict[str, _Any]]] = ..., int_data: _Optional[_Union[IntArray, dict[str, _Any]]] = ..., long_data: _Optional[_Union[LongArray, dict[str, _Any]]] = ..., float_data: _Optional[_Union[FloatArray, dict[str, _Any]]] = ..., double_data: _Optional[_Union[DoubleArray, dict[str, _Any]]] = ..., string_data: _Optional[_Union[StringArray, dict[str, _Any]]] = ..., bytes_data: _Optional[_Union[BytesArray, dict[str, _Any]]] = ..., array_data: _Optional[_Union[ArrayArray, dict[str, _Any]]] = ..., json_data: _Optional[_Union[JSONArray, dict[str, _Any]]] = ..., geometry_data: _Optional[_Union[GeometryArray, dict[str, _Any]]] = ..., geometry_wkt_data: _Optional[_Union[GeometryWktArray, dict[str, _Any]]] = ..., timestamptz_data: _Optional[_Union[TimestamptzArray, dict[str, _Any]]] = ..., date_data: _Optional[_Union[DateArray, dict[str, _Any]]] = ..., time_data: _Optional[_Union[TimeArray, dict[str, _Any]]] = ..., mol_data: _Optional[_Union[MolArray, dict[str, _Any]]] = ..., mol_smiles_data: _Optional[_Union[MolSmilesArray, dict[str, _Any]]] = ...) -> None: ...

class VectorField(_message.Message):
    __slots__ = ("dim", "float_vector", "binary_vector", "float16_vector", "bfloat16_vector", "int8_vector", "sparse_float_vector", "vector_array")
    DIM_FIELD_NUMBER: _ClassVar[int]
    FLOAT_VECTOR_FIELD_NUMBER: _ClassVar[int]
    BINARY_VECTOR_FIELD_NUMBER: _ClassVar[int]
    FLOAT16_VECTOR_FIELD_NUMBER: _ClassVar[int]
    BFLOAT16_VECTOR_FIELD_NUMBER: _ClassVar[int]
    INT8_VECTOR_FIELD_NUMBER: _ClassVar[int]
    SPARSE_FLOAT_VECTOR_FIELD_NUMBER: _ClassVar[int]
    VECTOR_ARRAY_FIELD_NUMBER: _ClassVar[int]
    dim: int
    float_vector: FloatArray
    binary_vector: bytes
    float16_vector: bytes
    bfloat16_vector: bytes
    int8_vector: bytes
    sparse_float_vector: SparseFloatArray
    vector_array: VectorArray
    def __init__(self, dim: _Optional[int] = ..., float_vector: _Optional[_Union[FloatArray, dict[str, _Any]]] = ..., binary_vector: _Optional[bytes] = ..., float16_vector: _Optional[bytes] = ..., bfloat16_vector: _Optional[bytes] = ..., int8_vector: _Optional[bytes] = ..., sparse_float_vector: _Optional[_Union[SparseFloatArray, dict[str, _Any]]] = ..., vector_array: _Optional[_Union[VectorArray, dict[str, _Any]]] = ...) -> None: ...

class StructArrayField(_message.Message):
    __slots__ = ("fields",)
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    fields: _containers.RepeatedCompositeFieldContainer[FieldData]
    def __init__(self, fields: _Optional[_Iterable[_Union[FieldData, dict[str, _Any]]]] = ...) -> None: ...

class VectorArray(_message.Message):
    __slots__ = ("element_type", "dim", "data")
    ELEMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    DIM_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    element_type: DataType
    dim: int
    data: _containers.RepeatedCompositeFieldContainer[VectorField]
    def __init__(self, element_type: _Optional[_Union[DataType, str]] = ..., dim: _Optional[int] = ..., data: _Optional[_Iterable[_Union[VectorField, dict[str, _Any]]]] = ...) -> None: ...

class SparseFloatArray(_message.Message):
    __slots__ = ("dim", "contents")
    DIM_FIELD_NUMBER: _ClassVar[int]
    CONTENTS_FIELD_NUMBER: _ClassVar[int]
    dim: int
    contents: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, dim: _Optional[int] = ..., contents: _Optional[_Iterable[bytes]] = ...) -> None: ...

class ArrayArray(_message.Message):
    __slots__ = ("element_type", "data")
    ELEMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    element_type: DataType
    data: _containers.RepeatedCompositeFieldContainer[ScalarField]
    def __init__(self, element_type: _Optional[_Union[DataType, str]] = ..., data: _Optional[_Iterable[_Union[ScalarField, dict[str, _Any]]]] = ...) -> None: ...

class BoolArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[bool]
    def __init__(self, data: _Optional[_Iterable[bool]] = ...) -> None: ...

class IntArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data: _Optional[_Iterable[int]] = ...) -> None: ...

class LongArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data: _Optional[_Iterable[int]] = ...) -> None: ...

class FloatArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, data: _Optional[_Iterable[float]] = ...) -> None: ...

class DoubleArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, data: _Optional[_Iterable[float]] = ...) -> None: ...

class StringArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, data: _Optional[_Iterable[str]] = ...) -> None: ...

class BytesArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, data: _Optional[_Iterable[bytes]] = ...) -> None: ...

class JSONArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, data: _Optional[_Iterable[bytes]] = ...) -> None: ...

class GeometryArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, data: _Optional[_Iterable[bytes]] = ...) -> None: ...

class GeometryWktArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, data: _Optional[_Iterable[str]] = ...) -> None: ...

class TimestamptzArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data: _Optional[_Iterable[int]] = ...) -> None: ...

class DateArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data: _Optional[_Iterable[int]] = ...) -> None: ...

class TimeArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, data: _Optional[_Iterable[int]] = ...) -> None: ...

class MolArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, data: _Optional[_Iterable[bytes]] = ...) -> None: ...

class MolSmilesArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, data: _Optional[_Iterable[str]] = ...) -> None: ...

class ValueField(_message.Message):
    __slots__ = ("bool_data", "int_data", "long_data", "float_data", "double_data", "string_data", "bytes_data", "timestamptz_data", "date_data", "time_data")
    BOOL_DATA_FIELD_NUMBER: _ClassVar[int]
    INT_DATA_FIELD_NUMBER: _ClassVar[int]
    LONG_DATA_FIELD_NUMBER: _ClassVar[int]
    FLOAT_DATA_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_DATA_FIELD_NUMBER: _ClassVar[int]
    STRING_DATA_FIELD_NUMBER: _ClassVar[int]
    BYTES_DATA_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMPTZ_DATA_FIELD_NUMBER: _ClassVar[int]
    DATE_DATA_FIELD_NUMBER: _ClassVar[int]
    TIME_DATA_FIELD_NUMBER: _ClassVar[int]
    bool_data: bool
    int_data: int
    long_data: int
    float_data: float
    double_data: float
    string_data: str
    bytes_data: bytes
    timestamptz_data: int
    date_data: int
    time_data: int
    def __init__(self, bool_data: bool = ..., int_data: _Optional[int] = ..., long_data: _Optional[int] = ..., float_data: _Optional[float] = ..., double_data: _Optional[float] = ..., string_data: _Optional[str] = ..., bytes_data: _Optional[bytes] = ..., timestamptz_data: _Optional[int] = ..., date_data: _Optional[int] = ..., time_data: _Optional[int] = ...) -> None: ...

class IDs(_message.Message):
    __slots__ = ("int_id", "str_id")
    INT_ID_FIELD_NUMBER: _ClassVar[int]
    STR_ID_FIELD_NUMBER: _ClassVar[int]
    int_id: LongArray
    str_id: StringArray
    def __init__(self, int_id: _Optional[_Union[LongArray, dict[str, _Any]]] = ..., str_id: _Optional[_Union[StringArray, dict[str, _Any]]] = ...) -> None: ...

class TemplateValue(_message.Message):
    __slots__ = ("bool_val", "int64_val", "float_val", "string_val", "bytes_val", "array_val")
    BOOL_VAL_FIELD_NUMBER: _ClassVar[int]
    INT64_VAL_FIELD_NUMBER: _ClassVar[int]
    FLOAT_VAL_FIELD_NUMBER: _ClassVar[int]
    STRING_VAL_FIELD_NUMBER: _ClassVar[int]
    BYTES_VAL_FIELD_NUMBER: _ClassVar[int]
    ARRAY_VAL_FIELD_NUMBER: _ClassVar[int]
    bool_val: bool
    int64_val: int
    float_val: float
    string_val: str
    bytes_val: bytes
    array_val: TemplateArrayValue
    def __init__(self, bool_val: bool = ..., int64_val: _Optional[int] = ..., float_val: _Optional[float] = ..., string_val: _Optional[str] = ..., bytes_val: _Optional[bytes] = ..., array_val: _Optional[_Union[TemplateArrayValue, dict[str, _Any]]] = ...) -> None: ...

class TemplateArrayValue(_message.Message):
    __slots__ = ("bool_data", "long_data", "double_data", "string_data", "json_data", "array_data")
    BOOL_DATA_FIELD_NUMBER: _ClassVar[int]
    LONG_DATA_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_DATA_FIELD_NUMBER: _ClassVar[int]
    STRING_DATA_FIELD_NUMBER: _ClassVar[int]
    JSON_DATA_FIELD_NUMBER: _ClassVar[int]
    ARRAY_DATA_FIELD_NUMBER: _ClassVar[int]
    bool_data: BoolArray
    long_data: LongArray
    double_data: DoubleArray
    string_data: StringArray
    json_data: JSONArray
    array_data: TemplateArrayValueArray
    def __init__(self, bool_data: _Optional[_Union[BoolArray, dict[str, _Any]]] = ..., long_data: _Optional[_Union[LongArray, dict[str, _Any]]] = ..., double_data: _Optional[_Union[DoubleArray, dict[str, _Any]]] = ..., string_data: _Optional[_Union[StringArray, dict[str, _Any]]] = ..., json_data: _Optional[_Union[JSONArray, dict[str, _Any]]] = ..., array_data: _Optional[_Union[TemplateArrayValueArray, dict[str, _Any]]] = ...) -> None: ...

class TemplateArrayValueArray(_message.Message):
    __slots__ = ("data",)
    DATA_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[TemplateArrayValue]
    def __init__(self, data: _Optional[_Iterable[_Union[TemplateArrayValue, dict[str, _Any]]]] = ...) -> None: ...

class FieldPartialUpdateOp(_message.Message):
    __slots__ = ("field_name", "op")
    class OpType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        REPLACE: _ClassVar[FieldPartialUpdateOp.OpType]
        ARRAY_APPEND: _ClassVar[FieldPartialUpdateOp.OpType]
        ARRAY_REMOVE: _ClassVar[FieldPartialUpdateOp.OpType]
    REPLACE: FieldPartialUpdateOp.OpType
    ARRAY_APPEND: FieldPartialUpdateOp.OpType
    ARRAY_REMOVE: FieldPartialUpdateOp.OpType
    FIELD_NAME_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    field_name: str
    op: FieldPartialUpdateOp.OpType
    def __init__(self, field_name: _Optional[str] = ..., op: _Optional[_Union[FieldPartialUpdateOp.OpType, str]] = ...) -> None: ...
