"""The journal: every step's intent and outcome, in a file beside the project.

One JSON object a line, only ever appended, and on the disk before what it tells of begins.
No values of requests are in it, so that no secret can be.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migrator import filetext, jsontext

FORMAT = 1

#: The most bytes of one line; the state before an apply of 10,000 collections has 40 million.
MAX_LINE_BYTES = 1 << 27

Line = Mapping[str, Any]


def journal_path(root: Path, alias: str) -> Path:
    """Return the file of a connection's journal, in the folder of the project file."""
    return root / ".migrator" / "journal" / f"{quote(alias, safe='')}.jsonl"


def append(path: Path, line: Line) -> None:
    """Add one line and wait until it is on the disk.

    Raises:
        OSError: it cannot be written.
    """
    text = jsontext.write({"v": FORMAT, **line})
    fresh = not path.exists()
    if fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Schemas are nobody else's business on a shared machine.
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        lead = "" if _ends_a_line(file) else "\n"
        _write(file, f"{lead}{text}\n".encode(errors="replace"))
        os.fsync(file)
    finally:
        os.close(file)
    if fresh:
        _sync_folder(path.parent)


def _ends_a_line(file: int) -> bool:
    """Whether a new line can begin; a kill may have left half of one."""
    size = os.lseek(file, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _sync_folder(folder: Path) -> None:
    """Let the name of a new file reach the disk, where folders can be opened for that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass
class Told:
    """What a journal says of one apply: its beginning, its steps, its end (empty: none)."""

    begin: Line
    steps: dict[str, Line] = field(default_factory=dict)
    end: Line = field(default_factory=dict)

    def in_phase(self, phase: str) -> tuple[Line, ...]:
        """Return the last lines of the steps that came to a phase and no further."""
        return tuple(line for line in self.steps.values() if line.get("phase") == phase)


def read(path: Path) -> Iterator[Line]:
    """Yield the lines of a journal, oldest first; none where there is no file.

    A line that was torn by a kill, or that a newer migrator wrote, is left out.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        descriptor = filetext.open_file(path)
    except FileNotFoundError:
        return
    with open(descriptor, "rb") as file:  # noqa: PTH123 - what is opened already has no path
        while raw := file.readline(MAX_LINE_BYTES):
            try:
                line = jsontext.read(raw)
            except ValueError:
                continue
            if isinstance(line, dict) and line.get("v") == FORMAT:
                yield line


def applies(path: Path) -> tuple[Told, ...]:
    """Return what a journal says of each apply, oldest first.

    Raises:
        OSError: the file cannot be read.
    """
    found: dict[str, Told] = {}
    for line in read(path):
        apply = str(line.get("apply"))
        told = found.get(apply)
        match line.get("type"):
            case "begin":
                found[apply] = Told(line)
            case "step" if told is not None:
                told.steps[str(line.get("step"))] = line
            case "end" if told is not None:
                told.end = line
    return tuple(found.values())
