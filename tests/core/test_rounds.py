"""Rounds of a reconciliation: when they begin, and what waits for a person."""

from __future__ import annotations

import typing

import pytest

from migrator.cli.reconciling import SEVERITIES
from migrator.model import Severity
from migrator.rounds import LONGEST_PAUSE_S, Pace, Result


def test_rounds_begin_an_interval_apart_however_long_they_take() -> None:
    pace = Pace(60)
    assert [pace.pause_s(Result.IN_SYNC, took, 0.5) for took in (0, 20, 90)] == [60, 40, 0]


def test_pauses_double_after_failures_up_to_a_quarter_of_an_hour_and_begin_anew() -> None:
    pace = Pace(60)
    pauses = [pace.pause_s(Result.FAILED, 1, 0) for _ in range(6)]
    assert pauses == [60, 120, 240, 480, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    assert pace.pause_s(Result.HEALED, 1, 0) == 59
    assert pace.pause_s(Result.FAILED, 1, 0) == 60


def test_a_pause_after_a_failure_is_spread_and_never_below_the_interval() -> None:
    assert Pace(60).pause_s(Result.FAILED, 1, 1.0) == pytest.approx(66)
    slow = Pace(3_600)
    assert [slow.pause_s(Result.FAILED, 1, 0) for _ in range(2_000)][-1] == 3_600


@pytest.mark.parametrize("result", [Result.BUSY, Result.WAITING])
def test_what_waits_is_no_failure(result: Result) -> None:
    pace = Pace(60)
    pace.pause_s(Result.FAILED, 1, 0)
    assert pace.pause_s(result, 1, 0) == 59


def test_the_command_offers_every_severity_in_their_order() -> None:
    assert typing.cast("list[str]", [each.value for each in Severity]) == list(SEVERITIES)
