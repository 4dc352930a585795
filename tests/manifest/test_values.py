"""Values: what references in manifests become, and what is refused instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrator.manifest.load import parse, render
from tests.manifest.samples import HEAD, TODAY, addresses, load_text, manifest, told

VALUES: dict[str, Any] = {
    "count": 3,
    "text": "words",
    "number_as_text": "12",
    "flag": True,
    "ratio": 0.5,
    "nothing": None,
    "list": ["en", "de"],
    "field": {"name": "v", "dtype": "FloatVector", "dim": 4},
    "deep": {"er": {"value": 7}},
    "dotted.name": "dots",
    "reference": "${values.text}",
}


def described(folder: Path, text: str) -> Any:
    """Return what a text becomes, in a place that takes any JSON."""
    folder.mkdir(exist_ok=True)
    spec = f"spec: {{replace: {{mapping: {{a: {{constant: {text}}}}}}}}}\n"
    manifests = load_text(folder, HEAD + spec, values=VALUES)
    assert told(manifests.findings, folder) == []
    (resource,) = manifests.state.resources.values()
    return resource.spec.managed()["replace"]["mapping"]["a"]["constant"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'${values.count}'", 3),
        ("'${values.text}'", "words"),
        ("'${values.number_as_text}'", "12"),
        ("'${values.flag}'", True),
        ("'${values.ratio}'", 0.5),
        ("'${values.nothing}'", None),
        ("'${values.list}'", ["en", "de"]),
        ("'${values.field}'", VALUES["field"]),
        ("'${values.deep.er.value}'", 7),
        ("'${values.dotted.name}'", "dots"),
        ("['${values.count}', {k: '${values.flag}'}]", [3, {"k": True}]),
    ],
)
def test_a_whole_reference_keeps_the_type_of_its_value(
    text: str, value: object, tmp_path: Path
) -> None:
    found = described(tmp_path, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a ${values.text} b", "a words b"),
        ("${values.count}${values.count}", "33"),
        ("${values.flag}!", "true!"),
        ("${values.ratio}x", "0.5x"),
        (" ${values.count}", " 3"),
        ("$${values.count}", "${values.count}"),
        ("$$${values.count}", "$${values.count}"),
        ("cost: $5 {x}", "cost: $5 {x}"),
        ("${values.reference}", "${values.text}"),
        ("${values.reference}.", "${values.text}."),
    ],
)
def test_a_reference_inside_text_becomes_text(text: str, value: str, tmp_path: Path) -> None:
    assert described(tmp_path, f"'{text}'") == value


@pytest.mark.parametrize(
    ("default", "value"),
    [
        ("2", 2),
        ("true", True),
        ("1.5", 1.5),
        ("null", None),
        ("words and more", "words and more"),
        ("", ""),
        ("a:-b", "a:-b"),
        ("no", "no"),
        ("010", "010"),
    ],
)
def test_a_default_is_read_as_if_it_stood_there(
    default: str, value: object, tmp_path: Path
) -> None:
    found = described(tmp_path, f"'${{values.missing:-{default}}}'")
    assert (found, type(found)) == (value, type(value))
    assert described(tmp_path / "defined", f"'${{values.count:-{default}}}'") == 3


def test_values_reach_names_children_and_metadata(tmp_path: Path) -> None:
    text = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: "${values.text}", database: "db_${values.count}", labels: {n: "${values.text}"}}
spec:
  fields: ["${values.field}"]
  partitions: ${values.list}
  aliases: ["${values.text}_live"]
  indexes: [{field_name: v, params: {M: "${values.count}"}}]
"""
    manifests = load_text(tmp_path, text, values=VALUES)
    assert told(manifests.findings, tmp_path) == []
    assert addresses(manifests) == [
        "Alias db_3/words_live",
        "Collection db_3/words",
        "Index db_3/words.v",
        "Partition db_3/words/de",
        "Partition db_3/words/en",
    ]


def problems(folder: Path, spec: str, **values: object) -> list[str]:
    text = manifest("Collection", "a", spec)
    found = told(load_text(folder, text, values={**VALUES, **values}).findings, folder)
    return [line.removeprefix("1.yaml:").replace("Collection default/a: ", "") for line in found]


LITERAL = "write $${ for a literal ${"


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("{num_shards: '${values.cuont}'}", "4:20: error MIG231: values.cuont is not defined "
         "(did you mean count?; ${values.cuont:-…} gives a default)"),
        ("{num_shards: '${values.deep.missing}'}", "4:20: error MIG231: values.deep.missing is "
         "not defined (known are count, text, number_as_text, flag, ratio, nothing, list, field, "
         "deep, dotted.name, reference, octal; ${values.deep.missing:-…} gives a default)"),
        ("{description: 'a ${values.txt} b'}", "4:21: error MIG231: values.txt is not defined "
         "(did you mean text?; ${values.txt:-…} gives a default)"),
        ("{description: '${count}'}", "4:21: error MIG232: ${count} is no reference "
         f"(write ${{values.name}}, or {LITERAL})"),
        ("{description: '${values.}'}", "4:21: error MIG232: ${values.} is no reference "
         f"(write ${{values.name}}, or {LITERAL})"),
        ("{description: 'a ${values.count'}", "4:21: error MIG232: a reference is not closed "
         f"(close it with }}, or {LITERAL})"),
        ("{properties: {'${values.text}': 1}}", "4:21: error MIG232: references are resolved in "
         "values, not in keys"),
        ("{description: 'a ${values.list}'}", "4:21: error MIG234: ${values.list} is a list or a "
         "mapping, which is no text"),
        ("{description: 'a ${values.nothing}'}", "4:21: error MIG234: ${values.nothing} is null, "
         "which is no text"),
        ("{description: '${env:HOME}'}", "4:21: error MIG233: secrets cannot stand here "
         "(${env:…} and ${file:…} resolve in the project file's credentials and TLS only)"),
        ("{description: 'x ${ file : /etc/passwd }'}", "4:21: error MIG233: secrets cannot stand "
         "here (${env:…} and ${file:…} resolve in the project file's credentials and TLS only)"),
        ("{num_shards: '${values.text}'}", "4:20: error MIG303: num_shards must be a whole "
         "number, not 'words'"),
        ("{num_shards: '${values.octal}'}", "4:20: error MIG307: num_shards is 010, which parsers "
         "of YAML read differently (write a plain decimal number)"),
        ("{num_shards: '${values.missing:-010}'}", "4:20: error MIG307: num_shards is 010, which "
         "parsers of YAML read differently (write a plain decimal number)"),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_told_once_at_its_place(
    spec: str, problem: str, tmp_path: Path
) -> None:
    assert problems(tmp_path, spec, octal="010") == [problem]


def test_every_undefined_value_is_told(tmp_path: Path) -> None:
    spec = "{num_shards: '${values.a1}', description: '${values.b1} ${values.b2} ${values.b1} ${'}"
    assert [line[:30] for line in problems(tmp_path, spec)] == [
        "4:20: error MIG231: values.a1 ",
        "4:49: error MIG231: values.b1 ",
        "4:49: error MIG231: values.b2 ",
        "4:49: error MIG232: a referenc",
    ]


def test_an_undefined_value_names_its_connection(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(
        manifest("Collection", "a", "{num_shards: '${values.shards}'}"), "utf-8"
    )
    parsed = parse(["."], root=tmp_path)
    (found,) = render(parsed, today=TODAY, connection="prod").findings
    assert found.message == "values.shards is not defined"
    assert found.connections == ("prod",)
    assert found.hint.startswith("define it in the project file")


def test_files_that_were_parsed_once_render_for_each_connection(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{num_shards: '${values.shards}', partitions: &p [x]}")
    tmp_path.joinpath("a.yaml").write_text(text, "utf-8")
    parsed = parse(["."], root=tmp_path)
    for shards in (1, 2, 1):
        manifests = render(parsed, today=TODAY, values={"shards": shards})
        (resource,) = manifests.state.of_kind("Collection")
        assert resource.spec.managed() == {"num_shards": shards}


def test_a_finding_inside_a_value_points_to_the_reference(tmp_path: Path) -> None:
    wrong = {"name": "v", "dtype": "FloatVektor"}
    (found,) = problems(tmp_path, "{fields: '${values.wrong}'}", wrong=[wrong])
    assert found.startswith("4:16: error MIG303: fields.v.dtype: 'FloatVektor' is not a data type")


def test_a_value_that_many_places_share_is_right_in_all_of_them(tmp_path: Path) -> None:
    text = HEAD + (
        "spec:\n  properties: &p {x: '${values.count}'}\n"
        "  replace: {mapping: {a: {constant: *p}, b: {constant: {<<: *p, y: 1}}}}\n"
    )
    (resource,) = load_text(tmp_path, text, values=VALUES).state.resources.values()
    mapping = resource.spec.managed()["replace"]["mapping"]
    assert [mapping[key]["constant"] for key in "ab"] == [{"x": 3}, {"y": 1, "x": 3}]


@pytest.mark.parametrize("text", ["${", "${values.x:-", "$${"])
def test_endless_references_are_no_burden(text: str, tmp_path: Path) -> None:
    found = problems(tmp_path, f"{{description: '{text * 20_000}'}}")
    assert [line[:18] for line in found] == ([] if text == "$${" else ["4:21: error MIG232"])
