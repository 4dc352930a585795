"""The specification of a collection: fields, functions, properties, load state, replacement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from migrator.datatypes import FLOATS, INTEGERS, data_type
from migrator.kinds.words import SpecWithSynonyms, by_name
from migrator.model import Resource, Spec
from migrator.values import Flag, JsonValue, PropertyValue, Whole, float32, timestamp

DataType = Annotated[str, BeforeValidator(data_type)]


def _sorted_names(value: object) -> object:
    return sorted(value) if isinstance(value, list | tuple | set | frozenset) else value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


SortedNames = Annotated[tuple[str, ...], BeforeValidator(_sorted_names)]
Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class FieldSpec(SpecWithSynonyms):
    """One field of a collection, or of a struct."""

    synonyms: ClassVar[Mapping[str, str]] = {
        "datatype": "dtype",
        "data_type": "dtype",
        "mmap.enabled": "mmap_enabled",
        "primary_key": "is_primary",
        "is_primary_key": "is_primary",
        "autoID": "auto_id",
    }

    dtype: DataType = Field(description="Data type: Int64, VarChar, FloatVector, Array, …")
    description: str = Field("", description="Free text shown by describe. Default: empty.")
    is_primary: Flag = Field(False, description="The primary key; exactly one field has it.")
    auto_id: Flag = Field(False, description="The server makes the primary keys. Default: false.")
    is_partition_key: Flag = Field(
        False, description="Rows are spread over num_partitions by this field (Int64, VarChar)."
    )
    is_clustering_key: Flag = Field(
        False, description="Clustering compaction sorts by this field. Milvus 2.4 and newer."
    )
    nullable: Flag = Field(False, description="Rows may have no value. Milvus 2.5 and newer.")
    default_value: Any = Field(
        None, description="Value of rows that give none; of the field's own type."
    )
    dim: Whole | None = Field(None, description="Number of dimensions of a dense vector.")
    max_length: Whole | None = Field(
        None, description="Longest VarChar value (or array element), in bytes, up to 65535."
    )
    max_capacity: Whole | None = Field(None, description="Most elements of an Array, up to 4096.")
    element_type: DataType | None = Field(
        None, description="What an Array holds; Struct makes an array of structs (2.6.4)."
    )
    struct_schema: StructSpec | None = Field(
        None, description="The fields of each struct, where element_type is Struct."
    )
    enable_analyzer: Flag = Field(
        False, description="Text is analysed, for BM25 and text match. Milvus 2.5 and newer."
    )
    enable_match: Flag = Field(
        False, description="Text match filters are served. Milvus 2.5 and newer."
    )
    analyzer_params: JsonValue = Field(
        None, description="Analyzer as Milvus defines it, e.g. {type: english}. 2.5 and newer."
    )
    multi_analyzer_params: JsonValue = Field(
        None, description="One analyzer for each language, chosen by a field. 2.5.11 and newer."
    )
    mmap_enabled: Flag | None = Field(
        None, description="Memory-map this field's data; unset inherits. Milvus 2.4 and newer."
    )
    type_params: dict[str, PropertyValue | None] = Field(
        default_factory=dict, description="Further type parameters by Milvus's own key."
    )

    @model_validator(mode="after")
    def _normalise_default(self) -> Self:
        if self.default_value is not None:
            object.__setattr__(
                self, "default_value", normal_default(self.dtype, self.default_value)
            )
        return self


def normal_default(dtype: str, value: Any) -> Any:
    """Return a default value as the server keeps it for a data type.

    Raises:
        ValueError: the value is not of that type.
    """
    wrong = ValueError(f"default_value {value!r} is not of type {dtype}")
    if dtype == "Bool":
        if not isinstance(value, bool):
            raise wrong
    elif dtype in INTEGERS:
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong
    elif dtype in FLOATS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong
        return float32(value) if dtype == "Float" else float(value)
    elif dtype == "Timestamptz":
        return timestamp(str(value))
    elif dtype in ("VarChar", "Geometry", "Text") and not isinstance(value, str):
        raise wrong
    return value


class StructSpec(Spec):
    """The fields of the structs that an array holds."""

    fields: Annotated[dict[str, FieldSpec], BeforeValidator(by_name)] = Field(
        description="The struct's fields, in order."
    )


FUNCTION_TYPES = ("BM25", "TextEmbedding", "Rerank", "MinHash")


def normal_function_type(value: object) -> str:
    """Return Milvus's name of a function type from any usual spelling.

    Raises:
        ValueError: no function type is called so.
    """
    if isinstance(value, str):
        folded = value.removeprefix("FunctionType.").replace("_", "").lower()
        for name in FUNCTION_TYPES:
            if name.lower() == folded:
                return name
    raise ValueError(f"{value!r} is not a function type; known are {', '.join(FUNCTION_TYPES)}")


class FunctionSpec(SpecWithSynonyms):
    """A function that the server runs on insert, such as BM25."""

    synonyms: ClassVar[Mapping[str, str]] = {
        "type": "function_type",
        "input_fields": "input_field_names",
        "output_fields": "output_field_names",
    }

    function_type: Annotated[str, BeforeValidator(normal_function_type)] = Field(
        description="BM25, TextEmbedding, Rerank or MinHash."
    )
    description: str = Field("", description="Free text. Default: empty.")
    input_field_names: Names = Field((), description="Fields the function reads.")
    output_field_names: Names = Field((), description="Fields the function fills.")
    params: dict[str, PropertyValue] = Field(
        default_factory=dict, description="Parameters of the function by Milvus's own key."
    )


class LoadSpec(Spec):
    """Whether the collection can be searched, and with how many replicas.

    Unset is unmanaged: a collection that nobody asked to load stays as it is.
    """

    state: Literal["loaded", "released"] = Field(
        "loaded", description="loaded (searchable) or released."
    )
    replica_number: Whole | None = Field(None, description="In-memory replicas. Unset: 1.", ge=1)
    resource_groups: SortedNames | None = Field(
        None, description="Resource groups that hold the replicas."
    )
    partitions: SortedNames | None = Field(
        None, description="Load only these partitions; unset loads all."
    )


class MappingSpec(SpecWithSynonyms):
    """Where the values of one new field come from when rows are copied."""

    synonyms: ClassVar[Mapping[str, str]] = {"from": "source"}

    source: Annotated[tuple[str, ...] | None, BeforeValidator(_one_or_many)] = Field(
        None, description="Field (or fields, for call) of the old collection."
    )
    cast: DataType | None = Field(None, description="Convert to this type, checked.")
    truncate: Whole | None = Field(None, description="Keep the first so many dimensions.", ge=1)
    constant: Any = Field(None, description="The same value for every row.")
    call: str | None = Field(None, description="Python function, module:name, on batches.")


class ReplaceSpec(Spec):
    """What to do when a change needs a new collection."""

    strategy: Literal["refuse", "recreate", "copy"] = Field(
        "refuse", description="refuse, recreate (rows are lost) or copy (rows are carried over)."
    )
    cut_over: Literal["auto", "alias", "rename"] = Field(
        "auto", description="How clients reach the new collection."
    )
    keep: str = Field("24h", description="How long the old collection stays, e.g. 24h.")
    verify: Literal["sample", "full"] = Field("sample", description="How the copy is checked.")
    writers: Literal["quiet", "active"] = Field(
        "active", description="quiet promises that nobody writes while rows are copied."
    )
    mapping: dict[str, MappingSpec] = Field(
        default_factory=dict, description="Where new fields come from, by field."
    )


_PRIMARY = ("is_primary", "primary_key", "is_primary_key")


def _with_auto_id(field: object, auto_id: object) -> object:
    if isinstance(field, Mapping) and any(field.get(word) for word in _PRIMARY):
        return {"auto_id": auto_id, **field}
    return field


class CollectionSpec(SpecWithSynonyms):
    """A collection without its children (indexes, partitions, aliases), which stand apart."""

    synonyms: ClassVar[Mapping[str, str]] = {
        "shards_num": "num_shards",
        "enable_dynamic": "enable_dynamic_field",
    }

    description: str = Field("", description="Free text shown by describe. Default: empty.")
    enable_dynamic_field: Flag = Field(
        False, description="Rows may carry fields that the schema does not name."
    )
    consistency_level: Literal["Strong", "Session", "Bounded", "Eventually", "Customized"] = Field(
        "Bounded", description="Consistency of reads that ask for none. Default: Bounded."
    )
    num_shards: Whole = Field(
        1, description="Write channels; fixed once created. Default: 1.", ge=1
    )
    num_partitions: Whole | None = Field(
        None,
        description="Partitions that a partition key spreads rows over. Default: 16 or 64.",
        ge=1,
    )
    fields: Annotated[dict[str, FieldSpec], BeforeValidator(by_name)] = Field(
        default_factory=dict, description="All fields, in order; complete when present."
    )
    functions: Annotated[dict[str, FunctionSpec], BeforeValidator(by_name)] = Field(
        default_factory=dict, description="All functions; complete when present. 2.5 and newer."
    )
    properties: dict[str, PropertyValue | None] = Field(
        default_factory=dict, description="Collection properties; null removes one."
    )
    load: LoadSpec | None = Field(None, description="Load state; unset is unmanaged.")
    replace: ReplaceSpec = Field(
        ReplaceSpec.model_validate({}), description="What to do when a new collection is needed."
    )

    @model_validator(mode="before")
    @classmethod
    def _spread_auto_id(cls, data: object) -> object:
        """Give a collection-wide ``auto_id``, as pymilvus's schema takes it, to the primary key."""
        if not isinstance(data, Mapping) or "auto_id" not in data:
            return data
        rest = {key: value for key, value in data.items() if key != "auto_id"}
        fields = rest.get("fields")
        if isinstance(fields, list):
            rest["fields"] = [_with_auto_id(field, data["auto_id"]) for field in fields]
        elif isinstance(fields, Mapping):
            rest["fields"] = {
                name: _with_auto_id(field, data["auto_id"]) for name, field in fields.items()
            }
        return rest

    @property
    def primary_key(self) -> str | None:
        """The name of the primary key, if the spec says which."""
        return next((name for name, field in self.fields.items() if field.is_primary), None)

    @property
    def partition_key(self) -> str | None:
        """The name of the partition key, if there is one."""
        return next((name for name, field in self.fields.items() if field.is_partition_key), None)


FieldSpec.model_rebuild()


def declared_load(desired: Resource | None) -> LoadSpec | None:
    """Return how a collection is declared to be loaded, None where nothing decides that."""
    if desired is None or not isinstance(desired.spec, CollectionSpec):
        return None
    return desired.spec.load


def spec_of(resource: Resource) -> CollectionSpec:
    """Return the spec of a collection's resource."""
    assert isinstance(resource.spec, CollectionSpec)
    return resource.spec
