"""Fuzzing guided by coverage, with atheris where it is installed: the loaders, as text.

It finds what chance does not: an input that reaches new code becomes what others are made of.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import samples
from tests.fuzz.words import MARKUP, TEXTS

#: Bytes of one input, and seconds that one may take.
LONGEST, CASE_S = 4_096, 120


@dataclass(frozen=True, slots=True)
class Guided:
    """What came of it: how many cases, and what was found."""

    cases: int = 0
    failure: str = ""
    version: str = ""


def run(cases: int, seed: int) -> Guided:
    """Run so many cases in a process of their own; none where atheris is not installed."""
    if not cases or importlib.util.find_spec("atheris") is None:
        return Guided()
    from importlib.metadata import version

    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for number, text in enumerate([*samples.manifests(), *samples.projects()]):
            corpus.joinpath(str(number)).write_text(text[:LONGEST], "utf-8")
        words = Path(folder, "words")
        words.write_text("".join(map(_word, (*MARKUP, *TEXTS))), "ascii")
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tests.fuzz.guided", str(corpus), f"-dict={words}",
             f"-runs={cases}", f"-seed={seed or 1}", f"-max_len={LONGEST}",
             f"-timeout={CASE_S}", "-rss_limit_mb=3072", f"-artifact_prefix={folder}/"],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )  # fmt: skip
    ran = re.findall(r"^#(\d+)", done.stderr, re.MULTILINE)
    failure = "" if done.returncode == 0 else (done.stdout + done.stderr)[-6_000:]
    return Guided(int(ran[-1]) if ran else 0, failure, version("atheris"))


def _word(text: str) -> str:
    data = text.encode("utf-8", "replace")[:60]
    return '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"\n' if data else ""
