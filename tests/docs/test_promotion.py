"""The guide to promotions is run from its beginning to its end, as it stands there.

``--rewrite-pages`` writes down what the commands give now.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.test_readme import ROOT, run
from tests.scripts.volatile import steady

GUIDE = ROOT / "docs" / "guides" / "promotion.md"

#: Bounds that only what hangs exceeds, in seconds: servers start some thirty times.
SCRIPT_S = 600.0
GUIDE_S = 1800

_BLOCK = re.compile(r"```(yaml|sh|console)\n(.*?)```", re.DOTALL)


class Reader:
    """Does what a guide says, in one folder: writes its files and runs its commands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._exit_code = 0

    def read(self, block: re.Match[str]) -> str:
        """Do what one block says and return it as it should be."""
        language, text = block.groups()
        match language:
            case "yaml":
                name = text.partition("\n")[0].removeprefix("# ")
                (self._folder / name).write_text(text, "utf-8")
            case "sh":
                done = run(text, self._folder, timeout_s=SCRIPT_S)
                assert done.returncode == 0, done.stderr
            case _:
                commands = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
                text = "".join(self._shown(command) for command in commands)
        return f"```{language}\n{text}```"

    def _shown(self, command: str) -> str:
        if command == "echo $?":
            return f"$ {command}\n{self._exit_code}\n"
        done = run(f"{command} 2>&1", self._folder, timeout_s=SCRIPT_S)
        self._exit_code = done.returncode
        return f"$ {command}\n{done.stdout}"


@pytest.mark.slow
@pytest.mark.timeout(GUIDE_S)
def test_the_guide_goes_as_written(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = run("migrator init .", tmp_path)
    assert made.returncode == 0, made.stderr
    text = GUIDE.read_text("utf-8")
    now = _BLOCK.sub(Reader(tmp_path).read, text)
    if request.config.getoption("--rewrite-pages"):
        GUIDE.write_text(now, "utf-8")
    else:
        assert steady(now) == steady(text)
