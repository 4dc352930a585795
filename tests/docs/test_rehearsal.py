"""What the guide to rehearsals shows of an embedded server is what it gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.scripts.stage import in_process
from tests.scripts.volatile import steady

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "rehearsal.md"


def shown(command: str) -> str:
    """Return what the guide shows of a command."""
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (block,) = (each for each in blocks if each.startswith(f"$ {command}\n"))
    return str(block).partition("\n")[2]


@pytest.mark.slow
def test_the_rehearsal_goes_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert in_process(["init", "."]).exit_code == 0
    assert in_process(["apply", "--yes"]).exit_code == 0
    file = tmp_path / "manifests" / "articles.yaml"
    file.write_text(file.read_text("utf-8").replace("M: 16", "M: 32"), "utf-8")
    result = in_process(["rehearse", "--quiet"])
    assert result.exit_code == 0
    assert steady(result.stdout) == steady(shown("migrator rehearse --quiet"))
