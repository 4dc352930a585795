"""The lease: one apply at a time per server, held on the server itself.

A lease is a small collection ``_migrator_lease_<generation>`` whose property says who holds
it. Creating a collection is atomic on every server, so that of many contenders for one
generation exactly one gets it. The highest generation is the lease; generations never go
down, and only lower ones are dropped, by whoever has made a higher one, before they begin.

A holder renews its lease by a counter. Whoever waits goes by that counter and by a clock of
their own, so that no two machines have to agree on the time: a lease that was not renewed
for its full expiry is over, and the next generation may be made. A holder stops earlier
than that by itself, and looks at its lease before each step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from migrator import generations, interruption
from migrator.errors import LeaseLost, Locked, NotFound, Refused, ServerError
from migrator.generations import PROPERTY, Held, Holder, Terms
from migrator.kinds.base import Rpc

#: A lease is renewed this often within its expiry, and given up after two failed times.
RENEWALS = 3

#: How often a waiter looks.
POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long to wait for a lease, in seconds, and whom to tell of each holder meanwhile."""

    timeout_s: float = 0.0
    told: Callable[[Held], None] = lambda _held: None


class Lease:
    """A lease on one server, from taking it to giving it back; safe to use from many threads."""

    def __init__(
        self, rpc: Rpc, holder: Holder, waiting: Waiting | None = None, terms: Terms | None = None
    ) -> None:
        self._rpc = rpc
        self._holder = holder
        self._waiting = waiting or Waiting()
        self._terms = terms or Terms()
        self._turn = threading.Lock()
        self._generation: int | None = None
        self._beat = 0
        self._confirmed_s = 0.0
        self._trouble = ""
        self._lost = ""
        self._over = False

    @property
    def pause_s(self) -> float:
        """How long to wait for the next renewal; less where the last one failed."""
        return self._terms.expiry_s / RENEWALS / (4 if self._trouble else 1)

    def take(self) -> None:
        """Take the lease, waiting for whoever holds it. Writes to the server.

        Raises:
            Locked: somebody else holds it, and still does after the time-out.
            ServerError: the server cannot be read, or refuses.
            KeyboardInterrupt: somebody does not want to wait any more.
        """
        clock = self._terms.clock
        deadline_s = clock() + self._waiting.timeout_s
        watched: Held | None = None
        since_s = 0.0
        while True:
            held = generations.current(self._rpc)
            if held is None or held.released:
                if self._make(held):
                    return
                continue
            now_s = clock()
            if watched is None or _seen(watched) != _seen(held):
                if watched is None or watched.holder != held.holder:
                    self._tell(held)
                watched, since_s = held, now_s
            elif now_s - since_s >= held.expiry_s:
                if self._make(held):
                    return
                continue
            if now_s >= deadline_s:
                raise _locked(self._rpc.alias, held)
            self._terms.sleep(min(POLL_S, held.expiry_s / 10, deadline_s - now_s))

    def _tell(self, held: Held) -> None:
        if self._waiting.timeout_s > 0:
            self._waiting.told(held)

    def _make(self, before: Held | None) -> bool:
        """Make the next generation; whether it is ours and the highest."""
        generation = before.generation + 1 if before else 1
        with interruption.put_off() as asked:
            began_s = self._terms.clock()
            self._generation = generation
            self._holder = replace(self._holder, started=self._terms.now())
            text = self._text()
            older = generations.made(self._rpc, generation, self._holder, text, self._terms)
            if older is None:
                self._generation = None
            else:
                self._confirmed_s = began_s
                generations.drop(self._rpc, older)
        if asked.is_set():
            raise KeyboardInterrupt
        return older is not None

    def renew(self) -> None:
        """Renew the lease, or note that it cannot be, or that it is lost. Writes to the server."""
        with self._turn:
            if self._over or self._generation is None:
                return
            self._lose_in_silence()
            if self._lost:
                return
            began_s = self._terms.clock()
            self._beat += 1
            try:
                self._write(self._generation, self._text())
                # Not before: whoever has made a higher generation by now had not seen this.
                highest = max(generations.listed(self._rpc), default=0)
            except NotFound:
                self._lose()
            except ServerError as problem:
                self._trouble = problem.what
            else:
                self._trouble = ""
                self._confirmed_s = began_s
                if highest != self._generation:
                    self._lose()

    def check(self) -> None:
        """Make sure that the lease is still held, before something is done under it.

        Contacts the server with a read: a machine that slept does not know by its clock.

        Raises:
            LeaseLost: it is not, or nobody can be sure.
            ServerError: the server cannot be read.
        """
        self._lose_in_silence()
        if not self._lost:
            assert self._generation is not None
            held = generations.read(self._rpc, self._generation)
            if held is None or not held.is_of(self._holder.id):
                self._lose()
        if self._lost:
            raise LeaseLost(
                f"the lease of {self._rpc.alias} was lost: {self._lost}",
                hint="nothing more was begun; see who else applies there, then apply again",
            )

    def release(self) -> None:
        """Give the lease back. Writes to the server; idempotent.

        Where the server cannot be reached the lease is over by itself after its expiry.
        """
        with self._turn, suppress(ServerError):
            if self._over or self._generation is None:
                return
            self._over = True
            held = generations.read(self._rpc, self._generation)
            if held is not None and held.is_of(self._holder.id):
                self._write(self._generation, self._text(released=True))

    def _lose_in_silence(self) -> None:
        """Give up what was not renewed for so long that somebody may soon take it over."""
        silent_s = self._terms.expiry_s * (RENEWALS - 1) / RENEWALS
        if not self._lost and self._terms.clock() - self._confirmed_s > silent_s:
            why = f": {self._trouble}" if self._trouble else ""
            self._lost = f"it could not be renewed for {silent_s:g} s{why}"

    def _lose(self) -> None:
        self._lost = "another apply has taken it over, or migrator unlock has broken it"

    def _text(self, *, released: bool = False) -> str:
        expiry_s, beat = self._terms.expiry_s, self._beat
        return generations.text_of(self._holder, expiry_s, beat=beat, released=released)

    def _write(self, generation: int, text: str) -> None:
        name = generations.name(generation)
        request = {"collection_name": name, "properties": {PROPERTY: text}}
        self._rpc.call("AlterCollection", request)


@contextmanager
def holding(lease: Lease | None) -> Iterator[Callable[[], None]]:
    """Hold a lease, renewing it, and give what raises ``LeaseLost`` once it is lost.

    None is for a server that nobody else can reach. Released on every way out.

    Raises:
        as ``Lease.take`` does.
    """
    if lease is None:
        yield lambda: None
        return
    stop = threading.Event()
    renewing = threading.Thread(target=_renew, args=(lease, stop), name="lease", daemon=True)
    try:
        lease.take()
        renewing.start()
        yield lease.check
    finally:
        with interruption.put_off():
            stop.set()
            lease.release()
            if renewing.ident is not None:
                renewing.join()


def _renew(lease: Lease, stop: threading.Event) -> None:
    while not stop.wait(lease.pause_s):
        lease.renew()


def unlock(rpc: Rpc, holder_id: str, by: Holder, terms: Terms | None = None) -> Held:
    """Break the lease of a holder by its id; it stops before its next step.

    Writes to the server: a higher generation, released at once. Returns what was broken.

    Raises:
        Refused: nobody holds it, or somebody of another id does; nothing was changed.
        ServerError: the server cannot be read, or refuses.
    """
    terms = terms or Terms()
    broken = generations.current(rpc)
    if broken is None or broken.released:
        raise Refused(f"nobody holds the lease of {rpc.alias}", hint="there is nothing to unlock")
    if not broken.is_of(holder_id):
        raise Refused(
            f"the lease of {rpc.alias} is not that of {holder_id}: {broken}",
            hint="give the id of who holds it now, if it is theirs that you mean",
        )
    text = generations.text_of(by, terms.expiry_s, released=True)
    older = generations.made(rpc, broken.generation + 1, by, text, terms)
    if older is None:
        raise Refused(
            f"the lease of {rpc.alias} changed hands meanwhile", hint="look who holds it now"
        )
    generations.drop(rpc, older)
    return broken


def _seen(held: Held) -> tuple[int, str]:
    return held.generation, held.text


def _locked(alias: str, held: Held) -> Locked:
    holder = held.holder
    wait = f"wait with --lock-timeout {2 * held.expiry_s:g}, which takes it over once it has ended"
    if holder is None:
        return Locked(f"{alias} is locked: {held}", expiry_s=held.expiry_s, hint=wait)
    return Locked(
        f"{alias} is locked: {held}",
        holder=holder.id,
        owner=holder.owner,
        host=holder.host,
        since=holder.started,
        expiry_s=held.expiry_s,
        hint=f"{wait}; or break it: migrator unlock --on {alias} --id {holder.id}",
    )
