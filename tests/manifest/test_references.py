"""References between manifests, as far as they can be checked without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manifest.samples import load_text, manifest, told

FIELDS = """fields: [
  {name: vec, dtype: FloatVector, dim: 4},
  {name: s, dtype: Array, element_type: Struct,
   struct_schema: {fields: [{name: emb, dtype: FloatVector, dim: 4}]}}]"""


def lines(folder: Path, *texts: str) -> list[str]:
    return told(load_text(folder, *texts).findings, folder)


def one(name: str, spec: str = "{}", **metadata: str) -> str:
    return manifest("Collection", name, spec, **metadata)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((one("a", f"{{{FIELDS}, indexes: [{{field_name: vec}}]}}"),), id="a field"),
        pytest.param(
            (one("a", f"{{{FIELDS}, indexes: [{{field_name: 's[emb]'}}]}}"),), id="in a struct"
        ),
        pytest.param((one("a", "{indexes: [{field_name: v}]}"),), id="fields are not declared"),
        pytest.param(
            (manifest("Index", "i", "{collection: live_only, field_name: v}"),),
            id="the collection is not declared",
        ),
        pytest.param(
            (
                one(
                    "a",
                    f"{{enable_dynamic_field: true, {FIELDS}, indexes: [{{field_name: $meta}},"
                    " {field_name: colour, params: {json_path: /colour}}]}",
                ),
            ),
            id="a dynamic key",
        ),
        pytest.param(
            (one("a", f"{{{FIELDS}, indexes: [{{field_name: gone, ensure: absent}}]}}"),),
            id="an index to be dropped with its field",
        ),
        pytest.param((one("a", "{aliases: [l]}"), one("l", database="b")), id="another database"),
        pytest.param((one("a", "{load: {partitions: [x]}}"),), id="no partition is declared"),
        pytest.param(
            (one("a", "{partitions: [x], load: {partitions: [x, _default]}}"),), id="partitions"
        ),
        pytest.param((one("b", previous_name="a"),), id="renamed"),
        pytest.param(
            (one("b", previous_name="a"), one("d", previous_name="c")), id="two that are renamed"
        ),
        pytest.param(
            (one("b", previous_name="old/a"), one("a")), id="the old name is in another database"
        ),
        pytest.param(
            (manifest("Database", "d", ensure="absent"), one("a", database="d", ensure="absent")),
            id="absent with its database",
        ),
        pytest.param(
            (one("a", ensure="absent"), manifest("Alias", "l", "{collection: b}")),
            id="an alias of another collection",
        ),
    ],
)
def test_what_can_be_true_is_no_finding(texts: tuple[str, ...], tmp_path: Path) -> None:
    assert lines(tmp_path, *texts) == []


def test_an_index_on_a_missing_field_names_the_nearest(tmp_path: Path) -> None:
    text = one("a", f"{{indexes: [{{field_name: vek}}, {{field_name: 's[emd]'}}], {FIELDS}}}")
    alone = manifest("Index", "i", "{collection: a, field_name: colour}")
    assert lines(tmp_path, text, alone) == [
        "1.yaml:4:31: error MIG322: Index default/a.vek: Collection default/a has no field vek "
        "(did you mean vec?)",
        "1.yaml:4:50: error MIG322: Index default/a.s[emd]: Collection default/a has no field "
        "s[emd] (did you mean s[emb]?)",
        "2.yaml:4:35: error MIG322: Index default/a.colour: Collection default/a has no field "
        "colour (known are vec, s, s[emb])",
    ]


def test_an_alias_with_the_name_of_a_collection_has_both_places(tmp_path: Path) -> None:
    assert lines(tmp_path, one("a", "{aliases: [b]}"), one("b")) == [
        "1.yaml:4:18: error MIG321: Alias default/b: Collection default/b has the same name, "
        "at 2.yaml:3:18 (give the alias another name)"
    ]


def test_loading_an_undeclared_partition_is_a_warning(tmp_path: Path) -> None:
    spec = "{partitions: [en, {name: de, ensure: absent}], load: {partitions: [em, de]}}"
    manifests = load_text(tmp_path, one("a", spec))
    assert told(manifests.findings, tmp_path) == [
        "1.yaml:4:74: warning MIG325: Collection default/a: load.partitions names em, which "
        "is not among the declared partitions (known are en)",
        "1.yaml:4:78: warning MIG325: Collection default/a: load.partitions names de, which is "
        "not among the declared partitions (known are en)",
    ]


def test_what_is_in_something_absent_cannot_stay(tmp_path: Path) -> None:
    gone = one("a", ensure="absent")
    assert lines(
        tmp_path,
        gone,
        manifest("Alias", "l", "{collection: a}"),
        manifest("Partition", "p", "{collection: a}"),
        manifest("Index", "i", "{collection: a, field_name: v}"),
        manifest("Database", "d", ensure="absent"),
        one("b", "{partitions: [q]}", database="d"),
    ) == [
        "2.yaml:4:20: error MIG326: Alias default/l: Collection default/a is declared absent "
        "(declare Alias default/l absent too, or keep Collection default/a)",
        "3.yaml:4:20: error MIG326: Partition default/a/p: Collection default/a is declared absent "
        "(declare Partition default/a/p absent too, or keep Collection default/a)",
        "4.yaml:4:20: error MIG326: Index default/a.v: Collection default/a is declared absent "
        "(declare Index default/a.v absent too, or keep Collection default/a)",
        "6.yaml:4:7: error MIG326: Collection d/b: Database d is declared absent "
        "(declare Collection d/b absent too, or keep Database d)",
        "6.yaml:4:21: error MIG326: Partition d/b/q: Database d is declared absent "
        "(declare Partition d/b/q absent too, or keep Database d)",
    ]


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        pytest.param(
            (one("b", previous_name="a"), one("a")),
            ["1.yaml:3:36: error MIG324: Collection default/b: previous_name is a, which is "
             "declared itself at 2.yaml:3:18 (remove the other manifest, or previous_name)"],
            id="the old name is declared",
        ),
        pytest.param(
            (one("b", previous_name="a"), one("a", ensure="absent")),
            ["1.yaml:3:36: error MIG324: Collection default/b: previous_name is a, which is "
             "declared itself at 2.yaml:3:18 (remove the other manifest, or previous_name)"],
            id="the old name is declared absent",
        ),
        pytest.param(
            (one("b", previous_name="a"), one("c", previous_name="default/a")),
            ["2.yaml:3:36: error MIG327: Collection default/c: Collection default/b has the "
             "previous_name default/a too (one collection cannot become two; remove one "
             "previous_name)"],
            id="two new names",
        ),
        pytest.param(
            (one("b", previous_name="b"), one("c", previous_name="default/c")),
            ["1.yaml:3:36: error MIG323: Collection default/b: previous_name is b, which is its "
             "name now (remove it)",
             "2.yaml:3:36: error MIG323: Collection default/c: previous_name is c, which is its "
             "name now (remove it)"],
            id="the name itself",
        ),
        pytest.param(
            (one("b", previous_name="a"), one("a", previous_name="b")),
            ["1.yaml:3:36: error MIG324: Collection default/b: previous_name is a, which is "
             "declared itself at 2.yaml:3:18 (remove the other manifest, or previous_name)",
             "2.yaml:3:36: error MIG324: Collection default/a: previous_name is b, which is "
             "declared itself at 1.yaml:3:18 (remove the other manifest, or previous_name)"],
            id="two that change places",
        ),
    ],
)  # fmt: skip
def test_a_rename_that_cannot_be_is_found(
    texts: tuple[str, ...], problems: list[str], tmp_path: Path
) -> None:
    assert lines(tmp_path, *texts) == problems
