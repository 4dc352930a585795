"""The ring of slots: what fits, what does not, and what nobody has to believe."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator import history
from migrator.address import Address
from migrator.history import SLOT_BYTES, SLOTS, Entry, Result
from migrator.past import Past

ENTRY = Entry(1, "a", "shop", "sha256:" + "0" * 64, "me@here", "2026-03-01T12:00:00+00:00")
BOOKS = Address.parse("Collection default/books")


def test_an_entry_comes_out_as_it_went_in() -> None:
    entry = replace(ENTRY, result=Result.FAILED, counts={"create": 2}, before="eA==", dirty=True)
    assert history.from_text(history.to_text(entry)) == entry


@given(
    texts=st.lists(st.text(max_size=400), min_size=4, max_size=4),
    before=st.integers(0, 8_000).map("x".__mul__),
)
def test_a_slot_is_never_too_large(texts: list[str], before: str) -> None:
    project, plan, who, commit = texts
    entry = replace(ENTRY, project=project, plan=plan, who=who, commit=commit, before=before)
    text = history.to_text(entry)
    assert len(history.key_of(entry.seq)) + len(text.encode()) <= SLOT_BYTES
    kept = history.from_text(text)
    assert kept is not None
    assert kept.before == before or (kept.before, kept.before_bytes) == ("", len(before))


def test_all_slots_together_are_less_than_256_kilobytes() -> None:
    assert SLOTS * SLOT_BYTES < 256 * 1024


def test_entries_take_the_slots_in_turn() -> None:
    keys = [history.key_of(seq) for seq in range(1, SLOTS + 1)]
    assert len(set(keys)) == SLOTS
    assert history.key_of(SLOTS + 1) == keys[0]
    assert history.key_of(7) == "migrator.history.07"


def test_the_newest_is_the_one_with_the_highest_number() -> None:
    entries = [replace(ENTRY, seq=seq) for seq in (51, 2, 50)]
    own = {history.key_of(entry.seq): history.to_text(entry) for entry in entries}
    assert [entry.seq for entry in history.read(own)] == [51, 50, 2]
    assert history.next_seq(history.read(own)) == 52
    assert history.next_seq(()) == 1


GOOD = json.loads(history.to_text(ENTRY))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        json.dumps({**GOOD, "v": 2}),
        json.dumps({**GOOD, "more": 1}),
        json.dumps({**GOOD, "seq": "1"}),
        json.dumps({**GOOD, "who": None}),
        json.dumps({**GOOD, "result": "splendid"}),
        json.dumps({**GOOD, "counts": {"create": "many"}}),
        json.dumps({key: GOOD[key] for key in GOOD if key != "who"}),
    ],
)
def test_a_slot_that_holds_anything_else_is_left_out(text: str) -> None:
    assert history.read({"migrator.history.00": text}) == ()


def test_a_past_comes_out_as_it_went_in() -> None:
    papers = Address.parse("Collection default/papers")
    index = Address.parse("Index default/books.v")
    made = Past(
        {BOOKS: {"properties": {"x": "ü"}}, index: {"field_name": "v"}},
        (Address.parse("Partition default/books/en"),),
        {BOOKS: papers},
        (BOOKS,),
    )
    assert history.unpack(history.pack(made)) == made


def packed(data: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()


EMPTY: dict[str, object] = {"objects": {}, "absent": [], "renamed": {}, "recreated": []}


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "eA==",
        history.pack(Past({BOOKS: {}}))[:-8],
        packed([]),
        packed({**EMPTY, "objects": {"Collection default/books": {"nonsense": 1}}}),
        packed({**EMPTY, "objects": {"Nothing default/books": {}}}),
        packed({**EMPTY, "objects": {"Collection default/_migrator": {}}}),
        packed({**EMPTY, "absent": [1]}),
        base64.b64encode(zlib.compress(b"[" * (history.UNFOLDED_BYTES + 1))).decode(),
    ],
)
def test_a_record_that_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="the record of the state before cannot be read"):
        history.unpack(text)


def test_what_only_a_journal_has_stands_in_its_place() -> None:
    def at(seq: int, apply: str, when: str) -> Entry:
        return replace(ENTRY, seq=seq, apply=apply, when=when)

    kept = [at(3, "c", "2026-03-03"), at(2, "b", "2026-03-02")]
    # The clock of whoever wrote number 3 may have been wrong; the numbers are not.
    local = [at(0, "x", "2026-03-04"), at(0, "b", "2026-03-02"), at(1, "a", "2026-03-01")]
    assert [entry.apply for entry in history.merged(kept, local)] == ["x", "c", "b"]


@pytest.mark.parametrize(
    ("result", "done", "unknown", "changed"),
    [
        (Result.COMPLETE, 0, 0, True),
        (Result.UNFINISHED, 0, 0, True),
        (Result.FAILED, 0, 0, False),
        (Result.FAILED, 1, 0, True),
        (Result.INTERRUPTED, 0, 1, True),
    ],
)
def test_an_apply_that_did_nothing_is_nothing_to_take_back(
    result: Result, done: int, unknown: int, changed: bool
) -> None:
    entry = replace(ENTRY, result=result, done=done, unknown=unknown)
    assert entry.may_have_changed is changed
