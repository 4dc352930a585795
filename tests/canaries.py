"""Canaries: the credentials of all tests, made so that they show wherever they leak to.

Every password and token that a test gives to migrator is a ``canary``. ``tests/conftest.py``
takes the hook from here, which looks after each test for canaries, plain and in Base64, in
all that was printed or logged, and in all files below its ``tmp_path``. The only files that
may hold one are those that the test said it writes (``planted``). Whatever runs commands
hands what they say to ``no_canary``. A canary is known by its form, so that it does not matter
which test, or which process of the suite, has made it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

FORM = re.compile(rb"qz[0-9a-f]{22}zq")

#: Runs of Base64 that are long enough to hold a canary.
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{34,}")

#: Files that hold a canary because a test wrote it there.
_PLANTED: set[Path] = set()

#: No file of a test that is larger is written by migrator.
_LARGEST = 1 << 26


def canary(name: str) -> str:
    """Make a credential; the same for the same name."""
    return f"qz{hashlib.sha256(name.encode()).hexdigest()[:22]}zq"


def planted(path: Path) -> Path:
    """Say that a test writes a canary into this file, as a user would."""
    _PLANTED.add(path.resolve())
    return path


def find(data: str | bytes) -> bytes:
    """Return a canary that is somewhere in data, plain or in Base64; empty where none is."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if plain := FORM.search(raw):
        return plain.group()
    for run in _BASE64.finditer(raw):
        for start in range(4):  # a login begins anywhere in what was encoded
            text = run.group()[start:].replace(b"-", b"+").replace(b"_", b"/")
            whole = text[:-1] if len(text) % 4 == 1 else text
            if found := FORM.search(base64.b64decode(whole + b"=" * (-len(whole) % 4))):
                return found.group()
    return b""


def no_canary(text: str, where: str) -> None:
    """Hold that what migrator said holds no credential."""
    assert not find(text), f"a credential is in {where}"


def leaks(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that hold a canary, and were not written by a test."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.resolve() in _PLANTED:
            continue
        if path.stat().st_size < _LARGEST and find(path.read_bytes()):
            yield path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test fail that let a credential out."""
    report = yield
    if report.when == "teardown" and report.passed:
        told = [f"{name} of the test" for name, text in report.sections if find(text)]
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if isinstance(folder, Path) and folder.exists():
            told += map(str, leaks(folder))
        if told:
            report.outcome = "failed"
            report.longrepr = f"a credential is in {', '.join(told)}"
    return report
