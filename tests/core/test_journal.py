"""The journal: lines that are only appended, and what they tell after a kill."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from migrator import journal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return journal.journal_path(tmp_path, "dev")


def begin(file: Path, apply: str) -> None:
    journal.append(file, {"type": "begin", "apply": apply})


def step(file: Path, apply: str, number: str, phase: str) -> None:
    journal.append(file, {"type": "step", "apply": apply, "step": number, "phase": phase})


def test_lines_are_appended_and_read_in_order(file: Path) -> None:
    begin(file, "a")
    before = file.read_bytes()
    step(file, "a", "1", "started")
    assert file.read_bytes().startswith(before)
    assert [line["type"] for line in journal.read(file)] == ["begin", "step"]


def test_every_line_says_its_version(file: Path) -> None:
    begin(file, "a")
    assert json.loads(file.read_text("utf-8")) == {"v": 1, "type": "begin", "apply": "a"}


def test_a_torn_last_line_costs_that_line_only(file: Path) -> None:
    begin(file, "a")
    step(file, "a", "1", "started")
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert len(list(journal.read(file))) == whole[:length].count(b"}")
        begin(file, "b")
        assert [line["apply"] for line in journal.read(file)][-1] == "b"


@pytest.mark.parametrize("line", ["[1]", "1", '{"v": 2, "type": "begin"}', "\x00\x00", "[" * 9999])
def test_what_is_no_line_of_this_version_is_left_out(file: Path, line: str) -> None:
    begin(file, "a")
    with file.open("a", encoding="utf-8") as opened:
        opened.write(line + "\n")
    begin(file, "b")
    assert [told.begin["apply"] for told in journal.applies(file)] == ["a", "b"]


def test_an_apply_is_told_by_its_steps_and_its_end(file: Path) -> None:
    begin(file, "a")
    step(file, "a", "1", "started")
    step(file, "a", "1", "done")
    step(file, "a", "2", "started")
    begin(file, "b")
    journal.append(file, {"type": "end", "apply": "b", "result": "complete"})
    killed, complete = journal.applies(file)
    assert [line["step"] for line in killed.in_phase("done")] == ["1"]
    assert [line["step"] for line in killed.in_phase("started")] == ["2"]
    assert not killed.end
    assert complete.end["result"] == "complete"


def test_there_is_nothing_where_there_is_no_file(file: Path) -> None:
    assert journal.applies(file) == ()


def test_nobody_else_may_read_a_journal(file: Path) -> None:
    begin(file, "a")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_alias_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    path = journal.journal_path(tmp_path, "../../x")
    assert path.parent == tmp_path / ".migrator" / "journal"
