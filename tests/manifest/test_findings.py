"""Findings: all at once, each at its place, with the word that was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.findings import Source
from migrator.manifest.load import parse
from tests.manifest.samples import HEAD, addresses, load_text, manifest, told

WRONG = """\
apiVersion: migrator/v2
kind: Collection
metadata: {name: articles, lables: {team: x}, protect: maybe}
sepc: 1
spec:
  num_shards: 0
  consistency_level: Bound
  fields:
    - {name: id, dtype: Int46, is_primary: true}
    - {dtype: Int64}
    - {name: text, dtype: VarChar, max_lenght: 8, max_length: many}
    - {name: text, dtype: VarChar}
    - 7
    - name: parts
      dtype: Array
      struct_schema: {fields: [{name: x, dtype: Int65}, {name: x}]}
  functions:
    - {name: f, function_type: BM26, input_field_names: 3}
  indexes:
    - {field_name: text, index_typ: HNSW}
    - text
    - {field_name: text, ensure: gone}
  partitions: [1, {name: x, ensur: absent}, [a], {ensure: absent}]
  aliases: {a: b}
  load: {state: load, replica_number: 0}
  replace: {strategy: copi, mapping: {year: {form: x}}}
"""


def lines(folder: Path, *texts: str) -> list[str]:
    return told(load_text(folder, *texts).findings, folder)


def brief(folder: Path, *texts: str) -> list[str]:
    """Return findings as line, column, code and the text that stands there."""
    files = {f"{number}.yaml": text.splitlines() for number, text in enumerate(texts, 1)}
    found = []
    for item in load_text(folder, *texts).findings:
        assert item.source is not None
        line = files[Path(item.source.file).name][item.source.line - 1]
        found.append(f"{item.source.line} {item.code} {line[item.source.column - 1 :]}")
    return found


def test_all_problems_of_a_document_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    assert brief(tmp_path, WRONG) == [
        "1 MIG311 migrator/v2",
        "3 MIG301 lables: {team: x}, protect: maybe}",
        "3 MIG303 maybe}",
        "4 MIG301 sepc: 1",
        "6 MIG303 0",
        "7 MIG303 Bound",
        "9 MIG303 Int46, is_primary: true}",
        "10 MIG305 {dtype: Int64}",
        "11 MIG301 max_lenght: 8, max_length: many}",
        "11 MIG303 many}",
        "12 MIG304 {name: text, dtype: VarChar}",
        "13 MIG305 7",
        "16 MIG303 Int65}, {name: x}]}",
        "16 MIG304 {name: x}]}",
        "18 MIG303 BM26, input_field_names: 3}",
        "18 MIG303 3}",
        "20 MIG301 index_typ: HNSW}",
        "21 MIG303 text",
        "22 MIG303 gone}",
        "23 MIG303 1, {name: x, ensur: absent}, [a], {ensure: absent}]",
        "23 MIG301 ensur: absent}, [a], {ensure: absent}]",
        "23 MIG303 [a], {ensure: absent}]",
        "23 MIG302 {ensure: absent}]",
        "24 MIG303 {a: b}",
        "25 MIG303 load, replica_number: 0}",
        "25 MIG303 0}",
        "26 MIG303 copi, mapping: {year: {form: x}}}",
        "26 MIG301 form: x}}}",
    ]


def test_problems_of_all_documents_and_files_are_told_at_once(tmp_path: Path) -> None:
    one = manifest("Collection", "a", "{x: 1}") + "---\n- b\n---\n" + manifest("Colection", "c")
    assert lines(tmp_path, one, "a: [", manifest("Alias", "l", "{}")) == [
        "1.yaml:4:8: error MIG301: Collection default/a: unknown key 'x' "
        "(known are description, enable_dynamic_field, consistency_level, num_shards, "
        "num_partitions, fields, functions, properties, load, replace, shards_num, "
        "enable_dynamic, …)",
        "1.yaml:6:1: error MIG310: a manifest is a mapping, not a list "
        "(begin with apiVersion: migrator/v1)",
        "1.yaml:9:7: error MIG312: Colection default/c: unknown kind 'Colection' "
        "(did you mean Collection?)",
        "2.yaml:2:1: error MIG110: a value is missing (write the value, or close what is open)",
        "3.yaml:4:7: error MIG302: Alias default/l: collection_name is missing",
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (HEAD + "spec: {x: 1}\n", "Collection default/a"),
        (manifest("Database", "d", "{x: 1}"), "Database d"),
        (manifest("Alias", "l", "{collection: a, x: 1}", database="b"), "Alias b/l"),
        (manifest("Index", "i", "{collection: a, field_name: v, x: 1}"), "Index default/a.v"),
        (manifest("Index", "i", "{collection: a, x: 1}"), "Collection default/a"),
        (manifest("Index", "i", "{x: 1}"), "Index default/i"),
        (manifest("Partition", "p", "{collection: a, x: 1}"), "Partition default/a/p"),
        (manifest("Partition", "p", "{x: 1}"), "Partition default/p"),
        (manifest("Collection", "a", "{indexes: [{field_name: v, x: 1}]}"), "Index default/a.v"),
        (manifest("Approval", "x", "{x: 1}"), "Approval x"),
        ("apiVersion: migrator/v1\nkind: Index\nspec: {x: 1}\n", "Index"),
    ],
)
def test_a_finding_says_which_resource_it_is_about(text: str, address: str, tmp_path: Path) -> None:
    assert {item.address for item in load_text(tmp_path, text).findings} == {address}


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("{num_shard: 1}", "did you mean num_shards?"),
        ("{shard_num: 1}", "did you mean shards_num?"),
        ("{indexs: []}", "did you mean indexes?"),
        ("{partition: []}", "did you mean partitions?"),
        ("{Description: x}", "did you mean description?"),
        ("{fields: [{name: a, dtype: Bool, primary: true}]}", "did you mean is_primary?"),
        ("{load: {replicas: 1}}", "did you mean replica_number?"),
        ("{consistency_level: strong}", "did you mean Strong?"),
        ("{replace: {strategy: recreat}}", "did you mean recreate?"),
        ("{replace: {mapping: {a: {constnt: 1}}}}", "did you mean constant?"),
        ("{partitions: [{nam: a}]}", "did you mean name?"),
    ],
)
def test_a_misspelt_word_is_told_with_the_one_that_is_near(
    spec: str, hint: str, tmp_path: Path
) -> None:
    hints = [item.hint for item in load_text(tmp_path, manifest("Collection", "a", spec)).findings]
    assert hint in hints


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("{num_shards: 1.5}", "4:20: error MIG303: num_shards must be a whole number, not 1.5"),
        ("{num_shards: null}", "4:20: error MIG303: num_shards must be a whole number, not null "
         "(leave the key out, or give it a value)"),
        ("{num_shards: [1]}", "4:20: error MIG303: num_shards must be a whole number, not a list"),
        ("{description: 5}", "4:21: error MIG303: description must be text, not 5 "
         "(put it in quotes)"),
        ("{description: {a: b}}", "4:21: error MIG303: description must be text, not a mapping"),
        ("{load: loaded}", "4:14: error MIG303: load must be a mapping, not 'loaded'"),
        ("{properties: [a]}", "4:20: error MIG303: properties must be a mapping, not a list"),
        ("{partitions: en}", "4:20: error MIG303: partitions must be a list, not 'en'"),
        ("{partitions: [12]}", "4:21: error MIG303: partitions[0] must be the name of the "
         "partition as text, not 12 (put it in quotes)"),
        ("{fields: [{name: a, dtype: Int8, default_value: x}]}", "4:55: error MIG303: fields.a: "
         "default_value 'x' is not of type Int8"),
        ("{num_shards: 1, shards_num: 1}", "4:23: error MIG306: shards_num and num_shards mean "
         "the same; first at 1.yaml:4:8 (keep one of the two)"),
        ("{fields: [{name: 1, dtype: Int8}]}", "4:17: error MIG305: the name of an item of fields "
         "must be text (put it in quotes)"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_told_with_what_would(
    spec: str, problem: str, tmp_path: Path
) -> None:
    (found,) = lines(tmp_path, manifest("Collection", "a", spec))
    assert found.replace("Collection default/a: ", "") == f"1.yaml:{problem}"


YAML_TRAPS = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: no, labels: {country: no, on: off, version: 1.10}}
spec:
  description: off
  partitions: [yes, y, 2030-01-31, 12:30:45]
  properties: {a: no, b: 010, c: 1_000, d: 1:30, e: 0b11}
  fields:
    - {name: on, dtype: VarChar, max_length: 0x10, default_value: 010}
"""


def test_words_that_yaml_1_1_takes_for_something_else_are_text(tmp_path: Path) -> None:
    text = YAML_TRAPS.replace("version: 1.10", "version: '1.10'")
    manifests = load_text(tmp_path, text)
    assert told(manifests.findings, tmp_path) == []
    assert addresses(manifests) == [
        "Collection default/no",
        "Partition default/no/12:30:45",
        "Partition default/no/2030-01-31",
        "Partition default/no/y",
        "Partition default/no/yes",
    ]
    (collection, *_) = manifests.state.resources.values()
    assert collection.metadata.labels == {"country": "no", "on": "off", "version": "1.10"}
    assert collection.spec.managed() == {
        "description": "off",
        "properties": {"a": "no", "b": "010", "c": "1_000", "d": "1:30", "e": "0b11"},
        "fields": {"on": {"dtype": "VarChar", "max_length": 16, "default_value": "010"}},
    }


def test_a_version_that_would_lose_its_zero_is_refused(tmp_path: Path) -> None:
    assert brief(tmp_path, YAML_TRAPS) == ["3 MIG303 1.10}}"]


@pytest.mark.parametrize("number", ["010", "1_000", "1:30", "0b11", "+08", ".inf", "0_1"])
def test_a_number_that_parsers_read_differently_is_refused_once(
    number: str, tmp_path: Path
) -> None:
    assert lines(tmp_path, HEAD + f"spec: {{num_shards: {number}}}\n") == [
        f"1.yaml:4:20: error MIG307: Collection default/a: num_shards is {number}, "
        "which parsers of YAML read differently (write a plain decimal number)"
    ]


def test_the_same_number_in_quotes_is_what_it_says(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{num_shards: '2', description: '010'}")
    (collection,) = load_text(tmp_path, text).state.resources.values()
    assert collection.spec.managed() == {"num_shards": 2, "description": "010"}


def test_a_finding_inside_an_alias_points_to_what_it_stands_for(tmp_path: Path) -> None:
    text = HEAD + "spec:\n  load: &l {state: gone}\n  replace: {mapping: {a: {constant: *l}}}\n"
    assert brief(tmp_path, text) == ["5 MIG303 gone}"]


def test_long_and_odd_text_is_shortened_in_messages(tmp_path: Path) -> None:
    text = manifest("Collection", "a", f"{{num_shards: {'x' * 5000}, {'y' * 900}: 1}}")
    found = load_text(tmp_path, text).findings
    assert [item.code for item in found] == ["MIG303", "MIG301"]
    assert all(len(item.message) < 150 for item in found)


def test_what_is_named_and_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    source = Source("migrator.yaml", 6, 15)
    (found,) = parse(["nothing/"], root=tmp_path, sources=[source]).findings
    assert (found.code, found.source) == ("MIG101", source)
