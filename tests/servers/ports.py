"""TCP ports that two servers do not both get, and who listens on them."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Below the range from which Linux takes the ports of outgoing connections.
FIRST, LAST, BLOCK = 20_000, 30_000, 20

_LISTEN = "0A"


@contextmanager
def claimed() -> Iterator[range]:
    """Hold a block of free ports against every other test process of this user.

    Milvus 2.3.5 silently takes another port when one is busy, and gRPC silently shares
    one, so a free port that is looked up and let go would not do.

    Raises:
        RuntimeError: all blocks are taken.
    """
    folder = Path(tempfile.gettempdir()) / f"milvus-test-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    starts = list(range(FIRST, LAST, BLOCK))
    random.SystemRandom().shuffle(starts)
    for start in starts:
        with (folder / f"{start}.lock").open("ab") as lock:
            if not _locked(lock.fileno()) or not all(map(is_free, range(start, start + BLOCK))):
                continue
            yield range(start, start + BLOCK)
            return
    raise RuntimeError(f"No block of {BLOCK} free ports from {FIRST} to {LAST}.")


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_free(port: int) -> bool:
    """Whether nobody listens on the port, on any interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return False
        return True


def listens_alone(pid: int, port: int) -> bool:
    """Whether the process listens on the port and no other process does. Linux."""
    listeners = {inode for each, inode in _listeners() if each == port}
    return bool(listeners) and listeners <= _sockets(pid)


def listening(pid: int) -> tuple[int, ...]:
    """List the ports that the process listens on, sorted. Linux."""
    sockets = _sockets(pid)
    return tuple(sorted({port for port, inode in _listeners() if inode in sockets}))


def _listeners() -> Iterator[tuple[int, str]]:
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == _LISTEN:
                yield int(words[1].rpartition(":")[2], 16), words[9]


def _sockets(pid: int) -> frozenset[str]:
    found = set()
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                kind, _, inode = str(link.readlink()).partition(":")
            except FileNotFoundError:
                continue
            if kind == "socket":
                found.add(inode.strip("[]"))
    except (FileNotFoundError, ProcessLookupError):
        return frozenset()
    return frozenset(found)
