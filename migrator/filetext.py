"""Files that others wrote: read only where they are files, and no further than a bound."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


class NotAFile(OSError):
    """There is something else in the place of a file: a folder, a pipe, a device."""

    def __init__(self, path: Path, mode: int) -> None:
        reason = os.strerror(errno.EISDIR) if stat.S_ISDIR(mode) else "not a regular file"
        super().__init__(errno.EINVAL, reason, str(path))


def read_bytes(path: Path, most: int) -> bytes:
    """Return what a file holds; of a larger one, the first ``most`` + 1 bytes.

    Never waits: a named pipe is no file, even where it takes a file's place meanwhile.

    Raises:
        OSError: it cannot be read; ``NotAFile`` where it is no file.
    """
    descriptor = open_file(path)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - what is opened already has no path
        return file.read(most + 1)


def open_file(path: Path) -> int:
    """Open a file for reading and return its descriptor.

    Raises:
        OSError: it cannot be opened; ``NotAFile`` where it is no file.
    """
    try:
        # Looked at first, because merely opening a device may do something to it.
        _check(path, path.stat().st_mode)
        # Opening a pipe that was put there since would wait without O_NONBLOCK.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except ValueError:  # a NUL in the path
        raise OSError(errno.EINVAL, "no path", str(path)) from None
    try:
        _check(path, os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotAFile(path, mode)
