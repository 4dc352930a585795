"""What becomes of columns on the way: renamed, cast, shortened, filled, computed, dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from migrator.copying.mapping import make_conversion
from migrator.errors import CopyFailed, UsageError
from migrator.kinds.collection.spec import CollectionSpec, MappingSpec
from tests.copying.sides import PK, VECTOR, Sides
from tests.copying.test_types import vector

TEXT = {"name": "t", "dtype": "VarChar", "max_length": 32}


def number(name: str, dtype: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "dtype": dtype, **more}


def spec(*fields: dict[str, Any], **more: Any) -> CollectionSpec:
    return CollectionSpec.model_validate({"fields": [PK, *fields], **more})


def misfits(
    before: list[dict[str, Any]], after: list[dict[str, Any]], mapping: dict[str, Any] | None = None
) -> dict[str, str]:
    told = {name: MappingSpec.model_validate(each) for name, each in (mapping or {}).items()}
    return dict(make_conversion(spec(*before), spec(*after), told).misfits)


@pytest.mark.parametrize(
    ("before", "after", "values", "wanted"),
    [
        ("Int8", "Int64", [-128, 127], [-128, 127]),
        ("Int32", "Int64", [2**31 - 1], [2**31 - 1]),
        ("Float", "Double", [0.1], [float(np.float32(0.1))]),
        ("Int64", "Int8", [-128, 127], [-128, 127]),
        ("Double", "Float", [0.1], [float(np.float32(0.1))]),
        ("Double", "Int32", [3.0], [3]),
        ("VarChar", "Int64", ["-12", "7"], [-12, 7]),
        ("Int64", "VarChar", [-12], ["-12"]),
        ("Bool", "Int8", [True, False], [1, 0]),
    ],
)
def test_casts(
    simulated: Sides, before: str, after: str, values: list[Any], wanted: list[Any]
) -> None:
    length = {"max_length": 32}
    simulated.make("a", PK, VECTOR, number("x", before, **(length if before == "VarChar" else {})))
    simulated.make("b", PK, VECTOR, number("y", after, **(length if after == "VarChar" else {})))
    rows = [{"id": n, "v": vector(n), "x": value} for n, value in enumerate(values)]
    simulated.insert("a", rows)
    simulated.copy({"y": {"from": "x", "cast": after}})
    assert [row["y"] for row in simulated.rows("b").values()] == wanted


@pytest.mark.parametrize(
    ("before", "after", "value", "why"),
    [
        ("Int64", "Int8", 128, "128 is not between -128 and 127"),
        ("Double", "Float", 1e300, "1e+300 is out of range of Float"),
        ("Double", "Int64", 0.5, "0.5 is not a whole number"),
        ("VarChar", "Int64", "twelve", "'twelve' is not a whole number"),
        ("Int64", "Double", 2**53 + 1, "9007199254740993 cannot be told exactly as Double"),
    ],
)
def test_what_does_not_fit_stops_the_copy_and_names_the_row(
    simulated: Sides, before: str, after: str, value: Any, why: str
) -> None:
    length = {"max_length": 32} if before == "VarChar" else {}
    simulated.make("a", PK, VECTOR, number("x", before, **length))
    simulated.make("b", PK, VECTOR, number("x", after))
    simulated.insert("a", [{"id": 41, "v": vector(1), "x": value}])
    with pytest.raises(CopyFailed) as caught:
        simulated.copy({"x": {"from": "x", "cast": after}})
    assert caught.value.what == f"the row with key 41 does not fit field x: {why}"
    assert caught.value.keys == (41,)
    assert simulated.rows("b") == {}


def test_a_shorter_text_fits_where_all_values_do(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, TEXT)
    simulated.make("b", PK, VECTOR, {**TEXT, "max_length": 4})
    simulated.make("c", PK, VECTOR, {**TEXT, "max_length": 3})
    simulated.insert(
        "a", [{"id": 1, "v": vector(1), "t": "ab"}, {"id": 2, "v": vector(1), "t": "äö"}]
    )
    simulated.copy()
    assert simulated.rows("b") == simulated.rows("a")
    simulated.client.call("DropCollection", {"collection_name": "b"})
    simulated.make("b", PK, VECTOR, {**TEXT, "max_length": 3})
    with pytest.raises(CopyFailed, match=r"key 2 .* has 4 bytes, and the field takes 3"):
        simulated.copy()


def test_constants_defaults_nulls_and_fields_that_go(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, number("gone", "Int64"))
    after = [
        {**TEXT, "name": "lang"},
        number("filled", "Int64", default_value=5),
        number("empty", "Int64", nullable=True),
        number("j", "JSON"),
    ]
    simulated.make("b", PK, VECTOR, *after)
    simulated.insert("a", [{"id": n, "v": vector(n), "gone": n} for n in range(3)])
    simulated.copy({"lang": {"constant": "en"}, "j": {"constant": {"a": [1]}}})
    assert simulated.job({"lang": {"constant": "en"}, "j": {"constant": 1}}).conversion.dropped == (
        "gone",
    )
    row = simulated.rows("b")[2]
    assert (row["lang"], row["filled"], row["empty"], row["j"]) == ("en", 5, None, {"a": [1]})


def test_a_null_needs_a_field_that_takes_it(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, number("x", "Int64", nullable=True))
    simulated.make("b", PK, VECTOR, number("x", "Int64"))
    rows = [{"id": 1, "v": vector(1), "x": 1}, {"id": 2, "v": vector(1), "x": None}]
    simulated.insert("a", rows)
    with pytest.raises(CopyFailed, match=r"key 2 .* it is null, and the new field takes none"):
        simulated.copy()


def test_a_dynamic_key_becomes_a_field_and_a_field_a_dynamic_key(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, number("year", "Int64"), enable_dynamic_field=True)
    fields = [{**TEXT, "name": "lang", "nullable": True}, number("n", "Int64", default_value=3)]
    simulated.make("b", PK, VECTOR, *fields, enable_dynamic_field=True)
    rows: list[dict[str, Any]] = [
        {"id": 1, "v": vector(1), "year": 1999, "lang": "en", "other": [1], "count": 8},
        {"id": 2, "v": vector(2), "year": 2000, "other": {"x": None}},
    ]
    simulated.insert("a", rows)
    mapping = {"n": {"from": "count"}, "$meta": {"from": ["year"]}}
    simulated.copy(mapping)
    assert [dict(row) | {"v": None} for row in simulated.rows("b").values()] == [
        {"id": 1, "v": None, "lang": "en", "n": 8, "year": 1999, "other": [1]},
        {"id": 2, "v": None, "lang": None, "n": 3, "year": 2000, "other": {"x": None}},
    ]


def test_a_dynamic_key_of_another_type_names_its_row(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, enable_dynamic_field=True)
    simulated.make("b", PK, VECTOR, number("year", "Int64", nullable=True))
    rows = [{"id": 1, "v": vector(1)}, {"id": 9, "v": vector(2), "year": "1999"}]
    simulated.insert("a", rows)
    with pytest.raises(CopyFailed, match=r"key 9 .* year: key year: '1999' is not a number"):
        simulated.copy()


def test_matryoshka_vectors_are_shortened_and_of_length_one(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR)
    simulated.make("b", PK, {"name": "w", "dtype": "Float16Vector", "dim": 2})
    simulated.insert("a", [{"id": 1, "v": [3.0, 4.0, 9.0, 9.0]}])
    simulated.copy({"w": {"from": "v", "truncate": 2}})
    (row,) = simulated.rows("b").values()
    assert (
        np.frombuffer(row["w"][0], np.float16).tolist() == np.array([0.6, 0.8], np.float16).tolist()
    )


def test_a_vector_of_which_nothing_is_left_names_its_row(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR)
    simulated.make("b", PK, {**VECTOR, "dim": 2})
    simulated.insert("a", [{"id": 1, "v": [1.0] * 4}, {"id": 5, "v": [0.0, 0.0, 1.0, 1.0]}])
    with pytest.raises(CopyFailed, match=r"key 5 .* its first 2 dimensions are all 0"):
        simulated.copy({"v": {"from": "v", "truncate": 2}})


def embed(texts: Any, vectors: Any) -> Any:
    """Twice the vector, and the length of the text in front."""
    lengths = np.array([[len(text)] for text in texts], dtype=np.float32)
    return np.hstack([lengths, vectors * 2])


def fails(texts: Any) -> Any:
    raise RuntimeError("the model is away")


def test_a_function_computes_a_field_from_others(simulated: Sides) -> None:
    simulated.make("a", PK, VECTOR, TEXT)
    simulated.make("b", PK, TEXT, {**VECTOR, "dim": 5})
    simulated.insert("a", [{"id": n, "v": [n, 0, 0, 1], "t": "x" * n} for n in range(3)])
    call = f"{__name__}:embed"
    simulated.copy({"v": {"call": call, "from": ["t", "v"]}})
    assert simulated.rows("b")[2]["v"] == [2.0, 4.0, 0.0, 0.0, 2.0]
    with pytest.raises(
        CopyFailed, match="fails failed for field v, on the 3 rows from key 0: Runt"
    ):
        simulated.copy({"v": {"call": f"{__name__}:fails", "from": ["t"]}})
    with pytest.raises(CopyFailed, match=r"key 0 does not fit field t: .* is not a text"):
        simulated.copy({"t": {"call": call, "from": ["t", "v"]}, "v": {"call": call, "from": "t"}})
    with pytest.raises(UsageError, match="nowhere:f cannot be imported"):
        simulated.copy({"v": {"call": "nowhere:f", "from": ["t"]}})


@pytest.mark.parametrize(
    ("before", "after", "mapping", "told"),
    [
        (None, "Int64", {}, "the old collection has no such field, and it has no default"),
        ("Int64", "Int8", {}, "Int64 does not become Int8; a mapping with cast: Int8 does it"),
        ("JSON", "Int8", {}, "JSON does not become Int8"),
        ("Int64", "Int8", {"cast": "Int16"}, "it is of type Int8, and the mapping casts to Int16"),
        (None, "Int64", {"from": "y"}, "the old collection has no field y"),
        (None, "Int64", {"constant": None}, "it cannot be null"),
        (None, "Int64", {"call": "f", "from": "id"}, "f is not module:function"),
        ("Int64", "Int64", {"from": ["x", "id"]}, "only call takes several fields"),
        ("Int64", "Int64", {"truncate": 2}, "truncate is for FloatVector"),
    ],
)
def test_what_cannot_fit_is_said_before_anything_is_read(
    before: str | None, after: str, mapping: dict[str, Any], told: str
) -> None:
    fields = [] if before is None else [number("x", before)]
    found = misfits(fields, [number("x", after)], {"x": mapping} if mapping else {})
    assert found["x"].startswith(told)


@pytest.mark.parametrize(
    ("dim", "mapping", "told"),
    [
        (2, {}, "4 dimensions do not become 2; a mapping with truncate keeps the first ones"),
        (8, {"from": "v", "truncate": 8}, "v has 4 dimensions, fewer than 8"),
        (3, {"from": "v", "truncate": 2}, "it has 3 dimensions, and the mapping keeps 2"),
    ],
)
def test_vectors_of_another_dimension_need_a_mapping(
    dim: int, mapping: dict[str, Any], told: str
) -> None:
    found = misfits([VECTOR], [{**VECTOR, "dim": dim}], {"v": mapping} if mapping else {})
    assert found == {"v": told}


def test_a_mapping_of_nothing_is_told() -> None:
    assert misfits([VECTOR], [VECTOR], {"w": {"from": "v"}}) == {
        "w": "the mapping names it, and the new collection has no such field"
    }
