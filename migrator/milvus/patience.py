"""Patience: which failures are worth another try, when, and for how long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from migrator.errors import RateLimited, ServerError, Unreachable
from migrator.milvus import status

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 3.0

#: How long a rate limit may last; the server has done nothing, so writes wait as well.
RATE_LIMIT_S = 120.0

#: How long a server that has answered before may be away; 2.3.5 restarts in 4 to 11 s.
RESTART_S = 15.0

#: How long one may be away that never answered: most likely the address is wrong.
FIRST_CONTACT_S = 1.5


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and chance, for tests to take over; ``clock`` and ``sleep`` in seconds."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    chance: Callable[[], float] = random.random


class Patience:
    """How much of it is left for one call, or for one batch of reads.

    It counts from the first of a row of failures; a success restores it.
    """

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._began_s: float | None = None
        self._failures = 0

    def restore(self) -> None:
        """Forget the failures so far."""
        self._began_s = None
        self._failures = 0

    def pause_s(self, error: ServerError, *, is_read: bool, answered: bool) -> float | None:
        """Return how long to wait before the next try, None when there shall be none.

        A call that ran out of time is never tried again: the server may still be at it.
        A write is tried again only where the server says that it has not begun.
        """
        longest_s = _longest_s(error, is_read=is_read, answered=answered)
        if not longest_s:
            return None
        now_s = self._timing.clock()
        if self._began_s is None:
            self._began_s = now_s
        if now_s - self._began_s >= longest_s:
            return None
        pause_s = min(FIRST_PAUSE_S * 2.0**self._failures, LONGEST_PAUSE_S)
        self._failures += 1
        # Many clients that were refused together shall not come back together.
        return pause_s * (0.5 + self._timing.chance() / 2)


def _longest_s(error: ServerError, *, is_read: bool, answered: bool) -> float:
    if isinstance(error, RateLimited):
        return RATE_LIMIT_S
    if isinstance(error, Unreachable) and is_read and status.may_pass(error):
        return RESTART_S if answered else FIRST_CONTACT_S
    return 0.0
