"""The rules as a whole: what is right passes, and every code can be met."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.codes import CODES
from migrator.codes import schema as codes
from migrator.errors import UsageError
from migrator.model import State
from migrator.rules import SchemaLimits, check
from tests.manifest.samples import COLLECTION, load_text, manifest, told
from tests.rules import (
    test_collections,
    test_fields,
    test_functions,
    test_indexes,
    test_keys,
    test_names,
)
from tests.rules.checking import collection, findings, found, schema

TABLES = (test_collections, test_fields, test_functions, test_indexes, test_keys, test_names)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(COLLECTION, id="every key once"),
        pytest.param(
            COLLECTION.replace("M: 16", "M: 16, efConstruction: 200").replace(
                "dim: 8}", "dim: 768}"
            ),
            id="the example of the guide",
        ),
        pytest.param(schema(), id="the least"),
        pytest.param(collection("description: x"), id="fields that are not managed"),
        pytest.param(manifest("Database", "b", "{properties: {my.own: 1}}"), id="a database"),
        pytest.param(manifest("Alias", "live", "{collection_name: a}"), id="an alias"),
        pytest.param(manifest("Partition", "en", "{collection_name: a}"), id="a partition"),
        pytest.param(
            manifest("Index", "v", "{collection_name: a, field_name: v, metric_type: COSINE}"),
            id="an index",
        ),
    ],
)
def test_what_is_right_has_nothing_wrong(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_nothing_has_nothing_wrong() -> None:
    assert check(State(), lambda *_: None, SchemaLimits()) == ()


def test_every_code_has_a_case() -> None:
    met = {case.values[0] for table in TABLES for case in table.CASES}
    assert met == {code.id for code in codes.CODES}


def test_codes_are_of_the_ranges_of_schemas() -> None:
    assert {code.id[3] for code in codes.CODES} == {"4", "5"}
    assert [code.id for code in codes.CODES] == sorted(code.id for code in codes.CODES)


def test_a_finding_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    text = schema("{name: lang, dtype: VarChar, max_length: 70000}", more=("num_shards: 20",))
    assert told(findings(tmp_path, text), tmp_path) == [
        "1.yaml:8:46: error MIG422: Collection default/a: field lang: max_length is 70000, "
        "but must be 1 to 65535",
        "1.yaml:9:15: error MIG461: Collection default/a: 20 shards; servers take 16 "
        "(schema_limits.max_shards says what yours takes)",
    ]


def test_what_is_absent_is_checked_for_its_name_only(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{fields: [{name: 1x, dtype: Struct}]}", ensure="absent")
    assert found(tmp_path, text) == []


def test_findings_are_sorted_by_place(tmp_path: Path) -> None:
    texts = [
        collection("num_shards: 17"),
        manifest("Database", "b-c"),
        manifest("Alias", "x-y", "{collection_name: b}"),
    ]
    sources = [finding.source for finding in findings(tmp_path, *texts)]
    assert len(sources) == 3
    assert sources == sorted(source for source in sources if source is not None)


def test_many_collections_are_checked_without_looking_up_places(tmp_path: Path) -> None:
    manifests = load_text(tmp_path, COLLECTION)

    def refuse(*_: object) -> None:
        raise AssertionError("no place is looked up where nothing is wrong")

    assert check(manifests.state, refuse, SchemaLimits()) == ()


def test_limits_come_from_the_project_file() -> None:
    assert SchemaLimits.of({"max_shards": 64}) == SchemaLimits(max_shards=64)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"max_shard": 3}, "did you mean max_shards?", id="an unknown one"),
        pytest.param({"max_shards": 0}, "must be at least 1, not 0", id="one below 1"),
    ],
)
def test_limits_that_cannot_be_are_refused(given: dict[str, int], words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        SchemaLimits.of(given)


def test_the_catalogue_has_the_codes() -> None:
    assert {code.id for code in codes.CODES} <= CODES.keys()
