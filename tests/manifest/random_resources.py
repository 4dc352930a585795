"""Random resources of every kind, as a server or a manifest may have them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from migrator.address import (
    Address,
    alias_address,
    collection_address,
    database_address,
    index_address,
    partition_address,
)
from migrator.kinds.alias import AliasSpec
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.database import DatabaseSpec
from migrator.kinds.index.spec import INDEX_TYPES, IndexSpec
from migrator.kinds.partition import PartitionSpec
from migrator.model import Metadata, Resource, Spec, State

#: Text that is hard on YAML, on references and on normal forms, beside random text.
HARD = (
    *("", " ", "a ", " a", "a\n", "\na", "a\n\nb\n", "a\n b\n", "a\nb \n", "\t", "a\r\nb"),
    *("\u2028", "\x85", "\ufeff", "\x7f", "\x07", "word " * 30, "long" * 60, "größe", "日本", "😀"),
    *("no", "Null", "~", "true", "True", "None", "12h", "2030-01-31", "010", "1_000", "1:30"),
    *("0x1F", "1e3", "1E5", "1.0", "0.1", "1.", "-0", "-1", "+1", ".inf", "9" * 45),
    *("- a", "a: b", "a #b", "#", "&a", "*a", "!a", "%a", "@a", "`", "'", '"', "|", ">", "[", "{a"),
    *("---", "...", "<<", "=", "?", "}", "\\", "{}", "[1]", '{"a": 1}', '{"b":1,"a":[2]}'),
    *("${", "${values.x}", "$${", "$$${x}", "${env:X}"),
)

characters = st.characters(codec="utf-8", exclude_characters="\0")
texts = st.sampled_from(HARD) | st.text(characters, max_size=12)
words = st.sampled_from(("a", "en", "no", "12", "größe", "Über/x", "x.y", "${x}")) | st.text(
    characters, min_size=1, max_size=8
)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
numbers = st.integers(-(2**63), 2**63 - 1)
floats = st.floats(allow_nan=False, allow_infinity=False)
json_data = st.recursive(
    st.none() | st.booleans() | numbers | floats | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
#: What a property may be given as; a server gives text.
properties = st.booleans() | numbers | floats | texts | st.lists(json_data, max_size=2)


def some(**given: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Give any of these keys."""
    return st.fixed_dictionaries({}, optional=given)


fields_of_structs = st.dictionaries(
    names,
    st.fixed_dictionaries({"dtype": st.sampled_from(("Int32", "Text", "FloatVector"))}),
    min_size=1,
    max_size=3,
)


def _defaults(dtype: str) -> st.SearchStrategy[Any]:
    return {
        "Bool": st.booleans(),
        "Int64": numbers,
        "Float": st.floats(width=32, allow_nan=False, allow_infinity=False),
        "Double": floats,
        "VarChar": texts,
        "JSON": json_data,
        "Timestamptz": st.datetimes().map(lambda moment: moment.isoformat()),
    }.get(dtype, st.none())


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    dtypes = ("Bool", "Int64", "Float", "Double", "VarChar", "JSON", "Timestamptz", "Array",
              "FloatVector", "SparseFloatVector")  # fmt: skip
    dtype = draw(st.sampled_from(dtypes))
    more = some(
        description=texts,
        is_primary=st.booleans(),
        auto_id=st.booleans(),
        nullable=st.booleans(),
        default_value=st.none() | _defaults(dtype),
        dim=st.none() | st.integers(1, 32768),
        max_length=st.integers(1, 65535),
        max_capacity=st.integers(1, 4096),
        element_type=st.sampled_from(("Int8", "VarChar", "Struct", None)),
        struct_schema=st.none() | st.fixed_dictionaries({"fields": fields_of_structs}),
        enable_analyzer=st.booleans(),
        analyzer_params=json_data.filter(lambda data: not isinstance(data, str)),
        mmap_enabled=st.none() | st.booleans(),
        type_params=st.dictionaries(texts, st.none() | properties, max_size=2),
    )
    return {"dtype": dtype, **draw(more)}


functions = st.fixed_dictionaries(
    {"function_type": st.sampled_from(("BM25", "TextEmbedding"))},
    optional={
        "description": texts,
        "input_field_names": st.lists(words, max_size=2),
        "output_field_names": st.lists(words, max_size=2),
        "params": st.dictionaries(texts, properties, max_size=2),
    },
)
mappings = some(
    source=st.none() | st.lists(words, max_size=2),
    cast=st.sampled_from(("Int64", "VarChar", None)),
    truncate=st.none() | st.integers(1, 100),
    constant=json_data,
    call=st.none() | words,
)
collection_specs = some(
    description=texts,
    enable_dynamic_field=st.booleans(),
    consistency_level=st.sampled_from(("Strong", "Bounded", "Customized")),
    num_shards=st.integers(1, 16),
    num_partitions=st.none() | st.integers(1, 64),
    fields=st.dictionaries(names, fields(), max_size=4),
    functions=st.dictionaries(names, functions, max_size=2),
    properties=st.dictionaries(texts, st.none() | properties, max_size=3),
    load=st.none()
    | some(
        state=st.sampled_from(("loaded", "released")),
        replica_number=st.none() | st.integers(1, 3),
        resource_groups=st.none() | st.lists(words, max_size=2),
    ),
    replace=some(
        strategy=st.sampled_from(("refuse", "recreate", "copy")),
        cut_over=st.sampled_from(("auto", "alias", "rename")),
        keep=words,
        verify=st.sampled_from(("sample", "full")),
        writers=st.sampled_from(("quiet", "active")),
        mapping=st.dictionaries(texts, mappings, max_size=2),
    ),
)
index_specs = some(
    index_name=st.none() | words,
    index_type=st.none() | st.sampled_from(INDEX_TYPES) | words,
    metric_type=st.none() | st.sampled_from(("L2", "COSINE", "none")) | words,
    params=st.dictionaries(st.sampled_from(("M", "json_path", "params", "a")) | texts, properties,
                           max_size=3),
    mmap_enabled=st.none() | st.booleans(),
    properties=st.dictionaries(texts, st.none() | properties, max_size=2),
)  # fmt: skip


@st.composite
def metadata(draw: st.DrawFn, kind: str) -> Metadata:
    """Give metadata that say something now and then."""
    if draw(st.integers(0, 2)):
        return Metadata()
    labels = draw(st.dictionaries(texts, texts, max_size=2))
    previous = draw(st.none() | words) if kind == "Collection" else None
    return Metadata(labels, previous, protect=draw(st.booleans()), absent=draw(st.booleans()))


def _index(draw: st.DrawFn, owner: Address) -> tuple[Address, IndexSpec]:
    spec = IndexSpec.model_validate({"field_name": draw(words), **draw(index_specs)})
    return index_address(owner, spec.field_name, spec.json_path), spec


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    """Give one resource of any kind."""
    kind = draw(st.sampled_from(("Database", "Collection", "Partition", "Index", "Alias")))
    database = draw(st.sampled_from(("default", "no")))
    owner = collection_address(database, draw(st.sampled_from(("a", "no", "B_1"))))
    address: Address
    spec: Spec
    if kind == "Database":
        given = draw(some(properties=st.dictionaries(texts, st.none() | properties, max_size=3)))
        address, spec = database_address(draw(words)), DatabaseSpec.model_validate(given)
    elif kind == "Collection":
        address, spec = owner, CollectionSpec.model_validate(draw(collection_specs))
    elif kind == "Partition":
        address, spec = partition_address(owner, draw(words)), PartitionSpec()
    elif kind == "Index":
        address, spec = _index(draw, owner)
    else:
        address = alias_address(database, draw(words))
        spec = AliasSpec(collection_name=owner.name)
    return Resource(address, spec, metadata=draw(metadata(kind)))


states = st.lists(resources(), max_size=6).map(State.of)
