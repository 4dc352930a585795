"""YAML: values, places, and what is refused."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
import yaml as pyyaml

from migrator.manifest import libyaml, yaml
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import MAX_DEPTH, MAX_NODES, collector_paused, read

PARSERS: dict[str, Callable[[str], Any]] = {
    "libyaml": libyaml.Parser,
    "pure": pyyaml.SafeLoader,
}


def value_of(text: str) -> Any:
    trees, findings = read(text, "m.yaml")
    assert findings == []
    (tree,) = trees
    return tree.data


def problems_of(text: str) -> list[str]:
    return [str(finding) for finding in read(text, "m.yaml")[1]]


def tree_of(text: str) -> Tree:
    return read(text, "m.yaml")[0][0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("0o17", 15),
        ("0x1F", 31),
        ("010", "010"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e400", "1e400"),
        ("9" * 41, "9" * 41),
        ("2030-01-31", "2030-01-31"),
        ("12:30:45", "12:30:45"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    found = value_of(f"a: {text}")["a"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_text_as_written() -> None:
    assert value_of("{1: a, true: b, no: c, 010: d, null: e}") == {
        "1": "a",
        "true": "b",
        "no": "c",
        "010": "d",
        "null": "e",
    }


@pytest.mark.parametrize("parser", PARSERS)
def test_both_parsers_give_the_same_data_and_places(parser: str) -> None:
    text = "a: [1, {b: 'x'}]\nc: &d\n  e: |\n    f\n  g: ü\nh: *d\n---\nsecond\n"
    (first, second), findings = read(text, "m.yaml", make_parser=PARSERS[parser])
    assert findings == []
    assert first.data == {"a": [1, {"b": "x"}], "c": {"e": "f\n", "g": "ü"}, "h": first.data["c"]}
    assert second.data == "second"
    assert str(first.source(first.item_place(first.data["a"], 1))) == "m.yaml:1:8"
    assert str(first.source(first.key_place(first.data["c"], "g"))) == "m.yaml:5:3"
    assert str(first.source(first.value_place(first.data["c"], "g"))) == "m.yaml:5:6"
    assert str(first.source(first.value_place(first.data, "h"))) == "m.yaml:6:4"
    assert str(second.source(second.root)) == "m.yaml:8:1"


@pytest.mark.parametrize("parser", PARSERS)
def test_deep_nesting_is_refused_before_it_hurts(parser: str) -> None:
    trees, findings = read("a: " + "[" * 200_000, "m.yaml", make_parser=PARSERS[parser])
    assert trees == []
    assert [finding.code for finding in findings] == ["MIG114"]


def test_nesting_up_to_the_bound_is_read() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert problems_of("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [
        "m.yaml:1:65: error MIG114: nested more than 64 levels deep"
    ]


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    trees, findings = read("\n".join(lines), "m.yaml")
    assert trees == []
    assert [finding.code for finding in findings] == ["MIG115"]


def test_a_document_of_too_many_values_is_refused() -> None:
    text = "- [x]\n" * (MAX_NODES // 2 + 1)
    assert [finding.code for finding in read(text, "m.yaml")[1]] == ["MIG115"]


def test_an_alias_is_the_value_that_it_stands_for() -> None:
    assert value_of("a: &x [1, 2]\nb: *x\nc: &y text\nd: *y") == {
        "a": [1, 2],
        "b": [1, 2],
        "c": "text",
        "d": "text",
    }


def test_an_alias_to_nothing_and_to_itself_is_found() -> None:
    assert problems_of("a: *x") == ["m.yaml:1:4: error MIG116: nothing before is marked &x"]
    assert problems_of("a: &x [*x]") == ["m.yaml:1:8: error MIG116: nothing before is marked &x"]


def test_anchors_do_not_reach_into_the_next_document() -> None:
    assert problems_of("a: &x 1\n---\nb: *x") == [
        "m.yaml:3:4: error MIG116: nothing before is marked &x"
    ]


def test_merged_keys_are_taken_in_with_their_places() -> None:
    tree = tree_of("base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall: {y: 0, <<: [*b, *o]}\n")
    merged = tree.data["all"]
    assert merged == {"y": 0, "x": 1, "z": 4}
    places = {key: str(tree.source(tree.value_place(merged, key))) for key in merged}
    assert places == {"y": "m.yaml:3:10", "x": "m.yaml:1:14", "z": "m.yaml:2:21"}


def test_only_mappings_can_be_merged() -> None:
    assert problems_of("a: {<<: text}") == [
        "m.yaml:1:9: error MIG119: << can only take in mappings"
    ]
    assert value_of("a: {'<<': text}") == {"a": {"<<": "text"}}


def test_a_key_that_stands_twice_is_found_with_both_places() -> None:
    trees, findings = read("a: 1\nb: {c: 1}\nb: {d: [2]}\nb: 3\n", "m.yaml")
    assert trees[0].data == {"a": 1, "b": {"c": 1}}
    assert [str(finding) for finding in findings] == [
        "m.yaml:3:1: error MIG113: the key 'b' stands twice; first at m.yaml:2:1 "
        "(remove one of the two)",
        "m.yaml:4:1: error MIG113: the key 'b' stands twice; first at m.yaml:2:1 "
        "(remove one of the two)",
    ]


def test_places_stay_right_after_a_key_that_stands_twice() -> None:
    tree = tree_of("a: 1\na: {x: y}\nb: 2\n")
    assert str(tree.source(tree.value_place(tree.data, "b"))) == "m.yaml:3:4"


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!str", "!mine", "!!set"])
def test_tags_are_refused(tag: str) -> None:
    (problem,) = problems_of(f"a: {tag} x" if tag != "!!set" else "a: !!set {x}")
    assert problem.startswith("m.yaml:1:4: error MIG117: tags are not supported: ")


@pytest.mark.parametrize("text", ["? [a]\n: b\n", "? {a: b}\n: c\n", "{{ x }}: 1\n", "[a]: b"])
def test_a_key_that_is_no_text_is_found(text: str) -> None:
    assert {problem.split(": ")[1] for problem in problems_of(text)} == {"error MIG118"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a:\n\tb: 1", "2:1: error MIG111: a tab stands where YAML wants spaces "
         "(indent with spaces)"),
        ("a: @b", "1:4: error MIG110: text cannot begin with '@' (put it in quotes)"),
        ("a: `b`", "1:4: error MIG110: text cannot begin with '`' (put it in quotes)"),
        ("a: b: c", "1:5: error MIG110: a ': ' that belongs to no key (check the indentation, "
         "and put text that contains ': ' in quotes)"),
        ("a: {b: 1\nc: 2", "2:2: error MIG110: a { is not closed, or a comma is missing; "
         "it begins in line 1 (close it with })"),
        ("a: [1\nb", "3:1"),
        ('a: "b', "1:6: error MIG110: text in quotes is not closed (close the quotes)"),
        ('a: "\\q"', "1:5: error MIG110: an unknown escape in double quotes "
         "(use single quotes, in which a backslash is a backslash)"),
        ("a: \x07", "1:4: error MIG112: the control character U+0007 "
         "(remove it, or write it as an escape in double quotes)"),
        ("a: 1\nb: \x00", "2:4: error MIG112: the control character U+0000 "
         "(remove it, or write it as an escape in double quotes)"),
    ],
)  # fmt: skip
def test_syntax_errors_are_told_in_words(text: str, problem: str) -> None:
    if len(problem) > 4:
        assert problems_of(text) == [f"m.yaml:{problem}"]
    else:
        assert len(problems_of(text)) == 1


def test_reading_goes_on_after_a_syntax_error() -> None:
    text = "a: 1\n---\nb: [\n---\nc: 'x\n---\nd: 4\n"
    trees, findings = read(text, "m.yaml")
    assert [tree.data for tree in trees] == [{"a": 1}, {"d": 4}]
    assert [finding.code for finding in findings] == ["MIG110", "MIG110"]
    assert str(trees[1].source(trees[1].root)) == "m.yaml:7:1"


def test_endless_syntax_errors_end() -> None:
    trees, findings = read("---\n@\n" * 1000, "m.yaml")
    assert (len(trees), len(findings)) == (0, yaml.MAX_SYNTAX_ERRORS)


def test_empty_documents_are_none() -> None:
    assert read("# nothing\n---\n---\n# more\n", "m.yaml") == ([], [])


def test_the_collector_is_paused_and_put_back() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
