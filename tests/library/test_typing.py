"""The library is typed: right use passes mypy, wrong use does not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.sources import ROOT

USAGE = Path(__file__).with_name("usage.py")


def check(path: Path, cache: Path) -> str:
    """Return what mypy says of a file, strictly."""
    options = ["--strict", "--config-file=", "--follow-imports=silent", "--no-error-summary"]
    options.append(f"--cache-dir={cache}")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, str(path)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_right_use_passes_and_every_wrong_use_is_found(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    cache = tmp_path / "cache"
    assert check(USAGE, cache) == ""
    text = USAGE.read_text("utf-8")
    bare = tmp_path / "bare.py"
    bare.write_text(re.sub(r"  # type: ignore.*", "", text), "utf-8")
    wrong = [n for n, line in enumerate(text.splitlines(), 1) if "# type: ignore" in line]
    found = {int(line) for line in re.findall(r"bare\.py:(\d+): error", check(bare, cache))}
    assert sorted(found) == wrong
    assert len(wrong) > 10
