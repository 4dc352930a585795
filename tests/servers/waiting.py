"""Waiting for what takes a server a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

_PAUSE_S = 0.05


def until(holds: Callable[[], bool], otherwise: str, *, within_s: float) -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it does not in time; ``otherwise`` says so.
    """
    deadline_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline_s, otherwise
        time.sleep(_PAUSE_S)
