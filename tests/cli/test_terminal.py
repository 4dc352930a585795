"""What a person sees who sits before a terminal: a pseudo-terminal here."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from migrator.views.lines import line, render
from tests.canaries import no_canary
from tests.cli.shop import ROOT, Shop
from tests.servers.process import RunningServer

#: Takes the terminal as its own, so that a Ctrl-C typed there reaches it.
_SCRIPT = """\
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from migrator.cli import main
main()
"""


def at_terminal(shop: Shop, answer: str, **environ: str) -> tuple[str, int]:
    """Apply at a terminal and answer the question; give what is on it, and the exit code."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, "-C", str(shop.folder), "apply"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**variables, **environ},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            if b"Only yes counts" not in seen and b"Only yes counts" in seen + chunk:
                os.write(ours, answer.encode())
            seen += chunk
        os.close(ours)
        no_canary(seen.decode(), "the terminal")
        return seen.decode().replace("\r\n", "\n"), process.wait()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says so when the other side has closed
        return b""


@pytest.fixture
def small(shop: Shop, lite_clean: RunningServer) -> Shop:
    """A project with something to apply."""
    shop.connect(lite_clean.uri)
    shop.declare()
    return shop


def test_yes_applies(small: Shop) -> None:
    seen, exit_code = at_terminal(small, "yes\n")
    assert exit_code == 0
    assert "✓ " in seen
    assert "Applied: 3 steps done, and nothing is left to do." in seen
    assert "\x1b[32m" in seen


def test_a_note_stands_beside_what_moves(small: Shop) -> None:
    small.write(".migrator", "in the way of the journal")
    seen, exit_code = at_terminal(small, "yes\n")
    assert exit_code == 0
    assert "cannot write the journal" in " ".join(seen.split())
    assert "Applied: 3 steps done" in seen


@pytest.mark.parametrize("answer", ["no\n", "y\n", "\n", "\x04"], ids=repr)
def test_anything_else_changes_nothing(small: Shop, answer: str) -> None:
    seen, exit_code = at_terminal(small, answer)
    assert exit_code == 3
    assert "not confirmed; nothing was changed" in seen
    assert small.run("plan", "--detailed-exitcode").exit_code == 2


def test_ctrl_c_at_the_question_changes_nothing(small: Shop) -> None:
    seen, exit_code = at_terminal(small, "\x03")
    assert exit_code == 130
    assert "interrupted; nothing was changed" in seen


@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")], ids=["NO_COLOR", "a dumb terminal"]
)
def test_colours_stay_away_where_they_are_not_wanted(small: Shop, name: str, value: str) -> None:
    seen, exit_code = at_terminal(small, "yes\n", **{name: value})
    assert exit_code == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", seen)
    assert ("\x1b" in seen) is (name == "NO_COLOR")  # rich's live lines move the cursor


def test_a_folded_line_keeps_its_words_and_its_edge() -> None:
    text = "manifests/books.yaml:7:24: error MIG303: one two three four five six seven"
    for width in range(32, 80):
        folded = render([line(text)], width=width).splitlines()
        assert " ".join(folded).split() == text.split()
        assert all(len(each) <= width for each in folded)
        assert all(re.match(r" {4}\S", each) for each in folded[1:])
