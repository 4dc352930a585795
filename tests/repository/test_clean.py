"""No file tells on the machine that it was written on, and none holds a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.repository.sources import ROOT, files

#: Written so that no pattern finds itself.
PATTERNS = {
    "a path of one machine": re.compile(
        r"(?<![\w.~*$})-])/(?:home|root|Users|tmp|opt|mnt|workspaces?|work|builds)/[\w.-]"
        r"|\b[A-Za-z]:\\Users\\"
    ),
    "a package registry": re.compile(
        r"pypi[.]org|pythonhosted[.]org|index[-]url\s*[=:]?\s*\S*//|npmjs[.]|"
        r"\b(?:artifactory|nexus)[.]",
        re.IGNORECASE,
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
}


def tells(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in PATTERNS.items():
            if found := pattern.search(line):
                yield f"{number}: {what}: {found.group()}"


def test_no_file_tells_on_a_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{told}"
        for path in files()
        for told in tells(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "parts",
    [
        ("see ", "/home", "/anna/notes"),
        ("in ", "/tmp", "/x1/log"),
        ("C:", "\\Users", "\\anna"),
        ("https://", "pypi", ".org/simple"),
        ("--index-url", " https:", "//mirror.internal/simple"),
        ("-----BEGIN EC ", "PRIVATE KEY-----"),
    ],
)
def test_what_tells_is_found(parts: tuple[str, ...]) -> None:
    assert len(list(tells("".join(parts)))) == 1


@pytest.mark.parametrize(
    "text",
    ["tests/home/x", "${env:HOME}/tmp/x", "https://milvus.prod.internal/opt/x", "/run/secrets/x"],
)
def test_what_tells_nothing_is_not(text: str) -> None:
    assert list(tells(text)) == []
