"""What servers say cannot take over a terminal or a log."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.milvus.words import harmless


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain words", "plain words"),
        ("Größe, 大小, 🙂", "Größe, 大小, 🙂"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never ends", ""),
        ("\x1bPq sixel \x1b\\after", "after"),
        ("\x1bcreset", "reset"),
        ("\x1b(Bset", "set"),
        ("back\b\bspace\x7f\x00", "backspace"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("line\u2028separator\x85next", "line separator next"),
        ("left\u202eright\u200b\ufeff", "leftright"),
        ("  around  ", "around"),
        ("\ud800lone", "lone"),
    ],
)
def test_escapes_and_invisible_characters_go(said: str, shown: str) -> None:
    assert harmless(said).strip() == shown


def test_a_stack_trace_is_cut() -> None:
    assert len(harmless("long " * 10_000)) == 2_000
    assert len(harmless("é" * 10_000)) == 2_000


@given(st.text())
def test_nothing_that_acts_is_left(said: str) -> None:
    shown = harmless(said)
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert harmless(shown) == shown
