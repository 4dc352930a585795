"""A collection's schema between its two forms: the spec, and what travels to the server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from migrator import jsontext
from migrator.datatypes import DENSE_VECTORS, FLOATS, INTEGERS, data_type
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec, FunctionSpec, StructSpec
from migrator.values import as_sent, holds_a_secret, timestamp_of_us

#: Type parameters that have a word of their own in the spec.
_FLAGS = {"enable_analyzer": "enable_analyzer", "enable_match": "enable_match"}
_NUMBERS = ("dim", "max_length", "max_capacity")
_JSON = ("analyzer_params", "multi_analyzer_params")

#: Which member of ValueField carries the default of a data type.
_DEFAULT_MEMBERS = {
    "Bool": "bool_data",
    "Int8": "int_data",
    "Int16": "int_data",
    "Int32": "int_data",
    "Int64": "long_data",
    "Float": "float_data",
    "Double": "double_data",
    "VarChar": "string_data",
    "Geometry": "string_data",
    "Timestamptz": "string_data",
}


def to_schema(name: str, spec: CollectionSpec) -> dict[str, Any]:
    """Return the CollectionSchema that creates a collection of this spec, as plain data."""
    plain = {key: field for key, field in spec.fields.items() if field.struct_schema is None}
    structs = {key: field for key, field in spec.fields.items() if field.struct_schema is not None}
    outputs = {name for function in spec.functions.values() for name in function.output_field_names}
    schema: dict[str, Any] = {
        "name": name,
        "description": spec.description,
        "enable_dynamic_field": spec.enable_dynamic_field,
        "fields": [
            field_schema(key, field, is_output=key in outputs) for key, field in plain.items()
        ],
    }
    if spec.functions:
        schema["functions"] = [function_schema(key, item) for key, item in spec.functions.items()]
    if structs:
        schema["struct_array_fields"] = [struct_schema(key, item) for key, item in structs.items()]
    return schema


def field_schema(name: str, spec: FieldSpec, *, is_output: bool = False) -> dict[str, Any]:
    """Return a field's FieldSchema, as plain data."""
    field: dict[str, Any] = {"name": name, "data_type": spec.dtype, "description": spec.description}
    flags = {
        "is_primary_key": spec.is_primary,
        "autoID": spec.auto_id,
        "is_partition_key": spec.is_partition_key,
        "is_clustering_key": spec.is_clustering_key,
        "nullable": spec.nullable,
        "is_function_output": is_output,
    }
    field.update({key: True for key, value in flags.items() if value})
    if spec.element_type is not None:
        field["element_type"] = spec.element_type
    if spec.default_value is not None:
        field["default_value"] = _default(spec)
    params = _type_params(spec)
    if params:
        field["type_params"] = params
    return field


def _type_params(spec: FieldSpec) -> dict[str, str]:
    params = {key: value for key, value in spec.type_params.items() if value is not None}
    params |= {key: str(getattr(spec, key)) for key in _NUMBERS if getattr(spec, key) is not None}
    params |= {key: "true" for key, word in _FLAGS.items() if getattr(spec, word)}
    for key in _JSON:
        value = getattr(spec, key)
        if value is not None:
            params[key] = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if spec.mmap_enabled is not None:
        params["mmap.enabled"] = as_sent(spec.mmap_enabled)
    return dict(sorted(params.items()))


def _default(spec: FieldSpec) -> dict[str, Any]:
    if spec.dtype == "JSON":
        text = json.dumps(spec.default_value, sort_keys=True, ensure_ascii=False)
        return {"bytes_data": text.encode()}
    return {_DEFAULT_MEMBERS[spec.dtype]: spec.default_value}


def function_schema(name: str, spec: FunctionSpec) -> dict[str, Any]:
    """Return a function's FunctionSchema, as plain data."""
    return {
        "name": name,
        "description": spec.description,
        "type": spec.function_type,
        "input_field_names": list(spec.input_field_names),
        "output_field_names": list(spec.output_field_names),
        "params": dict(spec.params),
    }


def struct_schema(name: str, spec: FieldSpec) -> dict[str, Any]:
    """Return the StructArrayFieldSchema of an array of structs, as plain data."""
    assert spec.struct_schema is not None
    capacity = {} if spec.max_capacity is None else {"max_capacity": str(spec.max_capacity)}
    fields = []
    for key, inner in spec.struct_schema.fields.items():
        field = field_schema(key, inner)
        vector = inner.dtype in DENSE_VECTORS
        field["element_type"] = inner.dtype
        field["data_type"] = "ArrayOfVector" if vector else "Array"
        field["type_params"] = {**capacity, **field.get("type_params", {})}
        fields.append(field)
    made = {"name": name, "description": spec.description, "fields": fields}
    return {**made, "nullable": True} if spec.nullable else made


def from_schema(schema: Any) -> dict[str, Any]:
    """Return the part of a CollectionSpec that a described CollectionSchema tells, as plain data.

    Fields that the server adds by itself (``$meta``, ids below 100) are left out.
    """
    fields = {
        field.name: _read_field(field)
        for field in schema.fields
        if not field.is_dynamic and not field.name.startswith("$")
    }
    fields |= {struct.name: _read_struct(struct) for struct in schema.struct_array_fields}
    spec: dict[str, Any] = {
        "enable_dynamic_field": schema.enable_dynamic_field,
        "fields": fields,
        "functions": {function.name: _read_function(function) for function in schema.functions},
    }
    if schema.description:
        spec["description"] = schema.description
    return spec


def _read_field(field: Any) -> dict[str, Any]:
    dtype = data_type(_type_name(field, "data_type"))
    spec = _read_attributes(field, dtype)
    if dtype == "Array":
        spec["element_type"] = data_type(_type_name(field, "element_type"))
    return spec


def _read_attributes(field: Any, dtype: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"dtype": dtype}
    flags = {
        "is_primary": field.is_primary_key,
        "auto_id": field.autoID,
        "is_partition_key": field.is_partition_key,
        "is_clustering_key": field.is_clustering_key,
        "nullable": field.nullable,
    }
    spec.update({key: True for key, value in flags.items() if value})
    if field.description:
        spec["description"] = field.description
    if field.HasField("default_value") and field.default_value.WhichOneof("data"):
        spec["default_value"] = _read_default(dtype, field.default_value)
    return spec | _read_type_params({pair.key: pair.value for pair in field.type_params})


def _type_name(message: Any, member: str) -> str:
    descriptor = message.DESCRIPTOR.fields_by_name[member].enum_type
    value = descriptor.values_by_number.get(getattr(message, member))
    return str(value.name) if value is not None else f"number {getattr(message, member)}"


def _read_type_params(params: Mapping[str, str]) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    rest: dict[str, str] = {}
    for key, value in params.items():
        if key in _NUMBERS:
            spec[key] = int(value)
        elif key in _FLAGS:
            spec[_FLAGS[key]] = value.lower() == "true"
        elif key in _JSON:
            spec[key] = jsontext.read(value)
        elif key in ("mmap.enabled", "mmap_enabled"):
            spec["mmap_enabled"] = value.lower() == "true"
        else:
            rest[key] = value
    return spec | ({"type_params": rest} if rest else {})


def _read_default(dtype: str, value: Any) -> Any:
    member = value.WhichOneof("data")
    held: Any = getattr(value, member)
    if dtype == "JSON" and isinstance(held, bytes):
        return jsontext.read(held)
    if dtype == "Timestamptz" and member == "timestamptz_data":
        return timestamp_of_us(held)
    if dtype in INTEGERS:
        return int(held)
    return float(held) if dtype in FLOATS else held


def _read_function(function: Any) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "function_type": _type_name(function, "type"),
        "input_field_names": list(function.input_field_names),
        "output_field_names": list(function.output_field_names),
    }
    if function.description:
        spec["description"] = function.description
    params = {pair.key: pair.value for pair in function.params if not holds_a_secret(pair.key)}
    if params:
        spec["params"] = params
    return spec


def _read_struct(struct: Any) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    capacity: int | None = None
    for field in struct.fields:
        spec = _read_attributes(field, data_type(_type_name(field, "element_type")))
        capacity = spec.pop("max_capacity", capacity)
        # Servers keep the members of a struct as ``struct[member]``.
        inner[field.name.removeprefix(f"{struct.name}[").removesuffix("]")] = spec
    outer: dict[str, Any] = {
        "dtype": "Array",
        "element_type": "Struct",
        "struct_schema": StructSpec.model_validate({"fields": inner}).managed(),
    }
    if struct.description:
        outer["description"] = struct.description
    if struct.nullable:
        outer["nullable"] = True
    return outer | ({} if capacity is None else {"max_capacity": capacity})
