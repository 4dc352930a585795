"""Leases of tests: time that passes when somebody sleeps, and what a server says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from migrator.errors import Locked
from migrator.generations import PROPERTY, Held, Holder, Terms, current, listed, name
from migrator.kinds.base import Rpc
from migrator.lease import Lease, Waiting
from tests.core.serving import Serving

EXPIRY_S = 30.0


class Time:
    """A clock that stands still but for sleeping; ``meanwhile`` happens in each sleep."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.meanwhile: Callable[[], None] = lambda: None

    def sleep(self, pause_s: float) -> None:
        self.now_s += pause_s
        self.meanwhile()

    def terms(self, expiry_s: float = EXPIRY_S) -> Terms:
        return Terms(expiry_s, lambda: self.now_s, self.sleep, lambda: "2026-03-01T12:00:00+00:00")


def holder(holder_id: str) -> Holder:
    return Holder(holder_id, "anna", "ci-7", 4711, "")


def lease(
    rpc: Rpc,
    holder_id: str,
    time: Time | None = None,
    *,
    timeout_s: float = 0.0,
    told: Callable[[Held], None] = lambda _held: None,
) -> Lease:
    """A lease that nobody has taken yet, on a clock of its own unless one is given."""
    return Lease(rpc, holder(holder_id), Waiting(timeout_s, told), (time or Time()).terms())


def taken(rpc: Rpc, holder_id: str, time: Time | None = None) -> Lease:
    """A lease that is held."""
    made = lease(rpc, holder_id, time)
    made.take()
    return made


def who_holds(rpc: Rpc) -> str:
    """The id of who holds the lease; empty where nobody does."""
    held = current(rpc)
    if held is None or held.released:
        return ""
    return held.holder.id if held.holder else "?"


def is_refused(attempt: Lease) -> bool:
    """Whether somebody else holds the lease that is tried for."""
    try:
        attempt.take()
    except Locked:
        return True
    return False


def stored(server: Serving) -> dict[str, Any]:
    """The property of the lease of a server."""
    found = server.collections["default"][name(listed(server)[-1])]
    data: dict[str, Any] = json.loads(found["properties"][PROPERTY])
    return data


def store(server: Serving, text: str) -> None:
    """Put another property in the place of the lease's."""
    found = server.collections["default"][name(listed(server)[-1])]
    found["properties"] = {PROPERTY: text}
