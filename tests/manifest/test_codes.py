"""Every code of files, project files and manifests can be earned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from migrator.codes import Code, files, manifests, project
from migrator.errors import InvalidInput
from migrator.findings import Finding
from migrator.manifest.load import load
from migrator.manifest.project import load_project
from tests.canaries import planted
from tests.manifest.examples import EXAMPLES, Layered
from tests.manifest.samples import TODAY, manifest, project_text

#: What a code never comes without.
BESIDE = {"MIG121": {"MIG301"}}

CODES = {code.id: code for code in (*files.CODES, *project.CODES, *manifests.CODES)}


def findings_of(example: object, folder: Path) -> Sequence[Finding]:
    if isinstance(example, str) and example.startswith("connections:"):
        planted(folder / "migrator.yaml").write_text(project_text(example), "utf-8")
        with pytest.raises(InvalidInput) as raised:
            load_project(folder, environ={})
        return raised.value.findings
    if isinstance(example, Layered):
        return layered(example, folder)
    paths: list[str | Path] = ["."]
    if isinstance(example, str):
        folder.joinpath("a.yaml").write_text(example, "utf-8")
    else:
        assert callable(example)
        paths = example(folder)
    values = {"list": [1]}
    return load(paths, root=folder, today=TODAY, values=values, connections=["prod"]).findings


def layered(example: Layered, folder: Path) -> Sequence[Finding]:
    spec = "manifests: [a.yaml]\nconnections:\n  dev:\n    uri: dev.db\n"
    for key, text in (("overlays", example.overlay), ("values_files", example.values)):
        if text:
            folder.joinpath(f"{key}.yaml").write_text(text, "utf-8")
            spec += f"    {key}: [{key}.yaml]\n"
    folder.joinpath("a.yaml").write_text(manifest("Collection", "a", "{num_shards: 1}"), "utf-8")
    folder.joinpath("migrator.yaml").write_text(project_text(spec), "utf-8")
    project = load_project(folder, environ={}, given=example.given)
    return project.manifests("dev", today=TODAY).findings


def test_no_code_is_without_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(CODES)


@pytest.mark.parametrize("code", CODES.values(), ids=[code.title for code in CODES.values()])
def test_a_code_is_earned_by_its_example_and_nothing_else(code: Code, tmp_path: Path) -> None:
    found = findings_of(EXAMPLES[code.id], tmp_path)
    assert {finding.code for finding in found} - BESIDE.get(code.id, set()) == {code.id}
    assert {finding.level for finding in found} == {code.level}
    assert all(finding.message for finding in found)
