"""Batches of reads: many at once, in order, with another try for all of them together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any

import grpc

from migrator.errors import DeadlineExceeded, RateLimited, ServerError, Unreachable
from migrator.milvus.patience import Patience, Timing
from migrator.milvus.transport import Prepared, Transport


class Reads:
    """One batch: which reads wait, which are in flight, what the others gave.

    One thread, and gRPC's own; however many reads there are.
    """

    def __init__(
        self, transport: Transport, reads: Sequence[Prepared], *, at_once: int, timing: Timing
    ) -> None:
        self._transport = transport
        self._reads = reads
        self._at_once = max(1, at_once)
        self._timing = timing
        self._patience = Patience(timing)
        self._answers: list[Any] = [None] * len(reads)
        self._waiting = deque(range(len(reads)))
        self._in_flight: dict[int, grpc.Future[Any]] = {}
        self._over: SimpleQueue[int] = SimpleQueue()
        self._pause_s = 0.0
        self._timeouts = 0

    def all(self) -> list[Any]:
        """Make all reads; return answers, and errors where there are none, in order."""
        try:
            while self._waiting or self._in_flight:
                if self._pause_s and not self._in_flight:
                    self._timing.sleep(self._pause_s)
                    self._pause_s = 0.0
                while self._waiting and self._may_start():
                    self._start(self._waiting.popleft())
                self._finish(self._over.get())
        finally:
            for future in self._in_flight.values():
                future.cancel()
        return self._answers

    def _may_start(self) -> bool:
        return not self._pause_s and len(self._in_flight) < self._at_once

    def _start(self, index: int) -> None:
        self._in_flight[index] = self._transport.start(
            self._reads[index], lambda: self._over.put(index)
        )

    def _finish(self, index: int) -> None:
        answer = self._transport.finish(self._in_flight.pop(index), self._reads[index])
        self._answers[index] = answer
        if isinstance(answer, Unreachable | RateLimited):
            self._try_again(index, answer)
        elif isinstance(answer, DeadlineExceeded):
            self._timeouts += 1
            if self._timeouts >= self._at_once:
                # As many as may be in flight, one after the other: nobody is there.
                self._give_up(answer)
        else:
            self._patience.restore()
            self._timeouts = 0

    def _try_again(self, index: int, error: ServerError) -> None:
        """Put a read back; all wait for the pause that the first of a round asks for."""
        if not self._pause_s:
            pause_s = self._patience.pause_s(
                error, is_read=not self._transport.has_ended, answered=self._transport.answered
            )
            if pause_s is None:
                self._give_up(error)
                return
            self._pause_s = pause_s
        self._waiting.appendleft(index)

    def _give_up(self, error: ServerError) -> None:
        """Let what waits fail as the last one did, without asking."""
        for index in self._waiting:
            self._answers[index] = error
        self._waiting.clear()
