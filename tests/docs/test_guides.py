"""The commands of the guides about pipelines are run, in their order, as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ready.conftest import runner
from tests.ready.workflow import ROOT, Runner

GUIDES = [
    ROOT / "docs" / "guides" / f"{name}.md" for name in ("argo-cd", "github-actions", "gitlab")
]

__all__ = ["runner"]


def commands(path: Path) -> list[str]:
    """Return what a guide says to type."""
    blocks = re.findall(r"```console\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ migrator ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


@pytest.mark.slow
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_commands_of_a_guide_work_as_written(path: Path, runner: Runner) -> None:
    given = commands(path)
    assert len(given) >= 3
    for command in given:
        assert runner.shell(command, {}) == 0, f"{command}\n{runner.log}"
