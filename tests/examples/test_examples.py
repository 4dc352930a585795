"""Every example is valid, and is applied and planned again.

Where it can, it uses an embedded Milvus Lite; one that wants more gets a simulated Milvus.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from migrator import Project
from tests import simulator

EXAMPLES = Path(__file__).parents[2] / "examples"
LOCAL = "http://localhost:19530"
ENVIRON = {
    f"{name}_PASSWORD": f"for-{name.lower()}"
    for name in ("MILVUS_ROOT", "SEARCH", "CI_PLAN", "CI_APPLY")
}
FOLDERS = sorted(file.parent for file in EXAMPLES.glob("*/migrator.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_an_example_applies_and_leaves_nothing_to_do(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / folder.name
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns(".migrator"))
    with ExitStack() as stack:
        if LOCAL in (copied / "migrator.yaml").read_text("utf-8"):
            _point_to(stack.enter_context(simulator.start("2.6")).uri, copied / "migrator.yaml")
        _check(Project.load(copied, environ=ENVIRON))


def _point_to(uri: str, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace(LOCAL, uri), "utf-8")


def _check(project: Project) -> None:
    assert [finding for finding in project.validate() if finding.is_error] == []
    plan = project.plan(on="dev")
    assert not plan.is_empty
    assert plan.apply().complete
    assert project.plan(on="dev").is_empty


def test_every_example_says_what_it_shows() -> None:
    assert [folder.name for folder in FOLDERS if not (folder / "README.md").exists()] == []
