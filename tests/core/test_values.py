"""Normal forms of values: equal things are equal however they are spelt."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrator.values import (
    float32,
    json_value,
    natural,
    property_value,
    timestamp,
    timestamp_of_us,
)

TEXTS = st.text(max_size=12)
SCALARS = (
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.from_regex(r"-?\d{1,20}(\.\d{1,4})?([eE][+-]?\d{1,2})?", fullmatch=True)
)
DATA = st.recursive(
    SCALARS | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
VALUES = SCALARS | st.lists(DATA, max_size=3) | st.dictionaries(TEXTS, DATA, max_size=3)


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (16, "16"),
        ("16", "16"),
        (16.0, "16"),
        ("16.0", "16"),
        ("1e3", "1000"),
        (0.5, "0.5"),
        ("0.50", "0.5"),
        ("-3", "-3"),
        ("04", "04"),
        ("-04", "-04"),
        (True, "true"),
        ("True", "true"),
        ("FALSE", "false"),
        ("yes", "yes"),
        ("", ""),
        ('{ "b": 1, "a": [1, 2] }', '{"a":[1,2],"b":1}'),
        ({"b": 1, "a": (1, 2)}, '{"a":[1,2],"b":1}'),
        ("[1, 2]", "[1,2]"),
        ("{not JSON", "{not JSON"),
        ("[" * 2_000, "[" * 2_000),
        ("1" * 50, "1" * 50),
    ],
)
def test_a_value_has_one_normal_form(value: object, normal: str) -> None:
    assert property_value(value) == normal


@pytest.mark.parametrize("value", [None, object(), b"bytes", {1, 2}])
def test_what_no_property_can_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="a property is"):
        property_value(value)


@given(VALUES)
@example("1e400")
@example("-0.0")
@example('{"a": 1e999}')
@example("[NaN]")
def test_a_normal_form_is_its_own(value: Any) -> None:
    normal = property_value(value)
    assert property_value(normal) == normal


@given(VALUES)
@example("1e400")
@example("1" * 39)
@example("1" * 41)
@example('{"a": 1.0, "b": 1e999}')
def test_a_value_as_people_write_it_means_the_same(value: Any) -> None:
    normal = property_value(value)
    assert property_value(natural(normal)) == normal


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("true", True),
        ("16", 16),
        ("0.5", 0.5),
        ("04", "04"),
        ("english", "english"),
        ('{"a":1}', {"a": 1}),
        ("{broken", "{broken"),
        ("9" * 60, "9" * 60),
    ],
)
def test_people_write_numbers_and_booleans_bare(text: str, written: object) -> None:
    assert natural(text) == written
    assert type(natural(text)) is type(written)


def test_a_float_is_what_32_bits_hold() -> None:
    assert float32(0.1) == 0.10000000149011612
    assert float32(0.5) == 0.5
    with pytest.raises(ValueError, match="too large"):
        float32(1e39)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_number_that_32_bits_hold_stays(number: float) -> None:
    assert float32(number) == number


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2025-06-15T12:00:00", "2025-06-15T12:00:00Z"),
        ("2025-06-15T12:00:00Z", "2025-06-15T12:00:00Z"),
        ("2025-06-15T14:00:00+02:00", "2025-06-15T12:00:00Z"),
        ("2025-06-15", "2025-06-15T00:00:00Z"),
        ("2025-06-15 12:00:00.5", "2025-06-15T12:00:00.500000Z"),
    ],
)
def test_a_time_is_written_in_utc(text: str, normal: str) -> None:
    assert timestamp(text) == normal
    assert timestamp(normal) == normal


@pytest.mark.parametrize("text", ["soon", "", "0001-01-01T00:00:00+10:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|outside of the years"):
        timestamp(text)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1)))  # noqa: DTZ001
def test_microseconds_are_the_same_time(moment: datetime) -> None:
    aware = moment.replace(tzinfo=timezone.utc)  # noqa: UP017
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
    microseconds = (aware - epoch) // (datetime.resolution)
    assert timestamp_of_us(microseconds) == timestamp(aware.isoformat())


@given(DATA)
def test_json_is_the_same_as_data_and_as_text(data: Any) -> None:
    assert json_value(json.dumps(data)) == data
    if not isinstance(data, str):
        assert json_value(data) == data


@pytest.mark.parametrize("text", ["{", "", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|nested too deeply"):
        json_value(text)
