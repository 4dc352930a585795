"""The folder that Milvus Lite keeps its data in, looked at while no server has it open."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from migrator import filetext
from migrator.address import Address
from migrator.errors import EmbeddedError

#: How long another process may take to let go: a server whose migrator was killed has to
#: notice that first.
LOCK_TIMEOUT_S = 3.0

_LOCK_POLL_S = 0.05
_SQLITE = b"SQLite format 3\0"
_COLLECTIONS = "collections"
_DATABASES = "databases"
_LOCK = "LOCK"
_SCHEMA = "schema.json"

#: What a collection's folder may hold beside rows, none of it worth keeping without a schema.
_NO_ROWS = frozenset(
    {"schema.json.tmp", "manifest.json", "manifest.json.prev", "manifest.json.tmp"}
)


def prepare(folder: Path) -> tuple[Address, ...]:
    """Make a folder ready for Milvus Lite and list the half-made collections removed from it.

    Creates it with its parents if it is missing. Idempotent. Contacts no server. While
    another process has the folder open nothing is touched; that one is waited for, for 3 s.

    A kill during CreateCollection leaves a folder without schema (21 of 45 kills of
    3.2.2): its name is not listed, cannot be created ("File exists") and cannot be
    dropped. Without files that hold rows such a folder is removed here.

    Raises:
        EmbeddedError: it is a file, holds something else, is in use, or cannot be written.
    """
    try:
        _refuse_file(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder)
        with _locked(folder):
            return tuple(sorted(_removed(folder)))
    except OSError as problem:
        raise EmbeddedError(
            f"{folder}: Milvus Lite cannot keep its data there: {problem.strerror or problem}",
            hint="give the connection a path to a folder that you can write to",
        ) from problem


def _refuse_file(path: Path) -> None:
    if not path.exists() or path.is_dir():
        return
    if path.is_file() and filetext.read_bytes(path, len(_SQLITE)).startswith(_SQLITE):
        raise EmbeddedError(
            f"{path} is a database file of Milvus Lite 2; Milvus Lite 3 keeps a folder",
            hint="point the connection at a new folder; to take the data along, dump each "
            "collection with the milvus-lite that wrote the file (milvus-lite dump)",
        )
    raise EmbeddedError(
        f"{path} is a file; Milvus Lite keeps its data in a folder",
        hint="give the connection another path, or move the file away",
    )


def _refuse_foreign(folder: Path) -> None:
    names = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
    if names and not names & {_LOCK, _COLLECTIONS}:
        raise EmbeddedError(
            f"{folder} holds something other than Milvus Lite's data: {min(names)}",
            hint="give the connection a path to a folder of its own; it need not exist yet",
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock that Milvus Lite holds while it has the folder open."""
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    with (folder / _LOCK).open("ab") as lock:
        while not _lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise in_use(folder)
            time.sleep(_LOCK_POLL_S)
        yield


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def in_use(folder: Path) -> EmbeddedError:
    """Say that another process has the folder open."""
    return EmbeddedError(
        f"another process uses {folder}",
        hint="one process at a time can open a Milvus Lite folder: wait for the other one, "
        "or stop it (another migrator, a notebook, a MilvusClient on the same path)",
    )


def _removed(folder: Path) -> Iterator[Address]:
    for database, collections in _databases(folder):
        for entry in _folders(collections):
            if _is_half_made(entry):
                shutil.rmtree(entry)
                yield Address("Collection", database, entry.name)


def _databases(folder: Path) -> Iterator[tuple[str, Path]]:
    yield "default", folder / _COLLECTIONS
    for database in _folders(folder / _DATABASES):
        yield database.name, database / _COLLECTIONS


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        with os.scandir(folder) as entries:
            yield from [Path(e.path) for e in entries if e.is_dir(follow_symlinks=False)]


def _is_half_made(collection: Path) -> bool:
    if (collection / _SCHEMA).exists():
        return False
    return all(set(files) <= _NO_ROWS for _, _, files in os.walk(collection))
