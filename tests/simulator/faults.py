"""Faults on order: calls that are late, refused, lost, or the last ones of a server."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import Enum


class Action(Enum):
    """What goes wrong with a call."""

    DELAY = "answered late"
    REFUSE = "refused with a code"
    UNAVAILABLE = "not taken, the server is away"
    LOSE = "done, and the answer lost"
    STOP = "not taken, the server is gone for good"
    STOP_AFTER = "done, and the server gone for good"


@dataclass(slots=True)
class Fault:
    """One fault; ``rpc`` may be ``*``.

    ``nth`` is which of the calls that match it befalls, counted from 1 on since it was
    added, None for every one. ``seconds`` is for a delay, ``code`` and ``reason`` for a
    refusal.
    """

    rpc: str
    action: Action
    nth: int | None = 1
    seconds: float = 0.0
    code: int = 0
    reason: str = ""
    met: int = 0

    def befalls(self, rpc: str) -> bool:
        if self.rpc not in {"*", rpc}:
            return False
        self.met += 1
        return self.nth is None or self.met == self.nth


@dataclass
class Faults:
    """The faults of one server; safe to use while it runs."""

    _listed: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def delay(self, rpc: str, seconds: float, *, nth: int | None = 1) -> None:
        """Answer late, after having done what is asked."""
        self._add(Fault(rpc, Action.DELAY, nth, seconds=seconds))

    def refuse(self, rpc: str, code: int, reason: str = "refused", *, nth: int | None = 1) -> None:
        """Refuse without doing anything."""
        self._add(Fault(rpc, Action.REFUSE, nth, code=code, reason=reason))

    def be_away(self, rpc: str, *, nth: int | None = 1) -> None:
        """Answer UNAVAILABLE without doing anything."""
        self._add(Fault(rpc, Action.UNAVAILABLE, nth))

    def lose_answer(self, rpc: str, *, nth: int | None = 1) -> None:
        """Do what is asked, and answer UNAVAILABLE."""
        self._add(Fault(rpc, Action.LOSE, nth))

    def stop(self, rpc: str, *, nth: int = 1, after: bool = False) -> None:
        """End the server: before it does what is asked, or after and without an answer."""
        self._add(Fault(rpc, Action.STOP_AFTER if after else Action.STOP, nth))

    def clear(self) -> None:
        with self._lock:
            self._listed.clear()

    def of(self, rpc: str) -> list[Fault]:
        """Give the faults that befall a call now."""
        if not self._listed:
            return []
        with self._lock:
            return [fault for fault in self._listed if fault.befalls(rpc)]

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._listed.append(fault)
