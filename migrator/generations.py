"""Generations of the lease: how they are made, read and dropped on a server.

Each is a small collection ``_migrator_lease_<generation>`` with one property, which says
who holds it. ``lease`` says who may make one, and when.
"""

from __future__ import annotations

import json
import math
import os
import pwd
import re
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from migrator import jsontext
from migrator.errors import DeadlineExceeded, NotFound, Rejected, ServerError, Unreachable
from migrator.identity import own_collection
from migrator.kinds.base import Rpc
from migrator.kinds.builtin import OWN_PREFIX

PROPERTY = "migrator.lease"

#: How long a lease lasts that is not renewed.
EXPIRY_S = 30.0

#: How long a generation that was just made may take to show. Milvus Lite 3.2.2 tells the
#: losers of a race that it exists before anybody can describe it.
SETTLE_S = 5.0
SETTLE_PAUSE_S = 0.05

#: How often a lease is read that is gone before it can be; others cannot be so fast.
MOST_READS = 100

_NAME = re.compile(rf"{OWN_PREFIX}_lease_([0-9]{{8}})")
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease; ``id`` is random, ``started`` a UTC time in ISO 8601."""

    id: str
    owner: str
    host: str
    pid: int
    started: str


@dataclass(frozen=True, slots=True)
class Held:
    """A lease as it was read; ``holder`` is None where nobody can tell from its property.

    ``text`` is that property: while it changes, somebody renews it.
    """

    generation: int
    text: str
    holder: Holder | None
    expiry_s: float
    released: bool

    def __str__(self) -> str:
        if self.holder is None:
            return f"nobody can read who holds its lease; it ends {self._end}"
        who = f"{self.holder.owner} on {self.holder.host} (process {self.holder.pid})"
        what = f"lease {self.holder.id} since {self.holder.started}"
        return f"{who} has held {what}; it ends {self._end}"

    @property
    def _end(self) -> str:
        return f"when it was not renewed for {self.expiry_s:g} s"

    def is_of(self, holder_id: str) -> bool:
        """Whether a holder of this id has it, or had it."""
        return self.holder is not None and self.holder.id == holder_id


def now() -> str:
    """Return the time of day, UTC in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a lease lasts, in seconds, the clock it goes by, and the time of day."""

    expiry_s: float = EXPIRY_S
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    now: Callable[[], str] = now


def this_process() -> Holder:
    """Describe this process as a holder, with an id that is new every time."""
    try:
        owner = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a user that nobody has named
        owner = f"user {os.getuid()}"
    return Holder(str(uuid.uuid4()), owner, socket.gethostname(), os.getpid(), now())


def current(rpc: Rpc) -> Held | None:
    """Read the lease of a server, None where nobody has ever taken it. Reads only.

    Raises:
        ServerError: the server cannot be read.
    """
    generations: list[int] = []
    for _ in range(MOST_READS):
        generations = listed(rpc)
        if not generations:
            return None
        held = read(rpc, generations[-1])
        if held is not None:
            return held
        # Somebody has made a higher one meanwhile and dropped this.
    raise Rejected(
        f"the server lists the collection {name(generations[-1])} and does not describe it",
        server=rpc.alias,
        hint="drop it, if no apply runs there",
    )


def made(
    rpc: Rpc, generation: int, holder: Holder, text: str, terms: Terms
) -> tuple[int, ...] | None:
    """Make a generation, and return the lower ones; None where somebody else was faster.

    What the server answers does not count, only what it shows afterwards.
    """
    problem: ServerError | None = None
    # 2.3.5 takes two that are alike for one; the description sets them apart as well.
    made = own_collection(name(generation), {PROPERTY: text}, f"lease {holder.id}")
    try:
        rpc.call("CreateCollection", made)
    except (Rejected, DeadlineExceeded, Unreachable) as unsure:
        problem = unsure
    deadline_s = terms.clock() + SETTLE_S
    while True:
        there = read(rpc, generation)
        generations = listed(rpc)
        highest = max(generations, default=0)
        if highest > generation or (there is not None and not there.is_of(holder.id)):
            return None
        if there is not None and highest == generation:
            return tuple(generations[:-1])
        if terms.clock() > deadline_s:
            raise problem or Rejected(
                f"the server does not show the collection {name(generation)}",
                server=rpc.alias,
                hint="migrator's user has to see all collections of database default",
            )
        terms.sleep(SETTLE_PAUSE_S)


def drop(rpc: Rpc, generations: tuple[int, ...]) -> None:
    """Drop generations that are over, so that whoever still holds one sees it."""
    for generation in generations:
        rpc.call("DropCollection", {"collection_name": name(generation)})


def listed(rpc: Rpc) -> list[int]:
    """List the generations that are there, the lease last. Reads only."""
    names = rpc.call("ShowCollections", {}).collection_names
    return sorted(int(found[1]) for name in names if (found := _NAME.fullmatch(name)))


def name(generation: int) -> str:
    """Return the name of a generation's collection."""
    return f"{OWN_PREFIX}_lease_{generation:08}"


def read(rpc: Rpc, generation: int) -> Held | None:
    """Read one generation, None where it is not there. Reads only."""
    try:
        answer = rpc.call("DescribeCollection", {"collection_name": name(generation)})
    except NotFound:
        return None
    found = (pair.value for pair in answer.properties if pair.key == PROPERTY)
    return _parsed(generation, next(found, ""))


def _parsed(generation: int, text: str) -> Held:
    try:
        data = jsontext.read(text)
        expiry_s = float(data["expiry_s"])
        if not (_ID.fullmatch(data["id"]) and 0 < expiry_s < math.inf):
            raise ValueError
        owner, host, started = (_plain(data[key]) for key in ("owner", "host", "started"))
        holder = Holder(data["id"], owner, host, int(data["pid"]), started)
        return Held(generation, text, holder, expiry_s, data["released"] is True)
    except (ValueError, KeyError, TypeError, OverflowError):
        return Held(generation, text, None, EXPIRY_S, released=False)


def _plain(text: object) -> str:
    """Make a name that came from a server fit for a line of text."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:_LONGEST])


def text_of(holder: Holder, expiry_s: float, *, beat: int = 0, released: bool = False) -> str:
    """Return the property of a generation; ``beat`` counts its renewals."""
    data = {**asdict(holder), "expiry_s": expiry_s, "beat": beat, "released": released}
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
