"""Files: which ones hold manifests, and their text."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from migrator import filetext
from migrator.codes import finding
from migrator.findings import Finding, Source

MAX_BYTES = 16 * 2**20
#: The most parts of a path; each part of a pattern is looked for in those before.
MAX_PARTS = 100
#: The most files and folders that are looked at for one path.
MAX_ENTRIES = 100_000
SUFFIXES = frozenset({".yaml", ".yml"})
_BYTE_ORDER_MARK = "\ufeff"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _TooMany(Exception):
    """A path leads to more files and folders than anybody means."""


_Entry = TypeVar("_Entry")


@dataclass(slots=True)
class _Walked:
    """How many files and folders one path has led to."""

    entries: int = 0

    def count(self, more: int) -> None:
        self.entries += more
        if self.entries > MAX_ENTRIES:
            raise _TooMany

    def counted(self, entry: _Entry) -> _Entry:
        self.count(1)
        return entry


@dataclass(frozen=True, slots=True)
class Found:
    """The files that paths lead to, each once and sorted, and what was wrong on the way."""

    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]


def find(
    paths: Iterable[str | Path],
    root: Path,
    *,
    sources: Sequence[Source | None] = (),
    skip: Iterable[Path] = (),
) -> Found:
    """List the files that files, folders and globs lead to; relative ones from ``root``.

    Folders are searched for *.yaml and *.yml, leaving out hidden ones. ``sources`` says
    where each path was written down, ``skip`` which files are no manifests.
    """
    files: dict[Path, Path] = {}
    findings: list[Finding] = []
    skipped = {_identity(path) for path in skip}
    for position, path in enumerate(paths):
        source = sources[position] if position < len(sources) else None
        for item in _expanded(str(path), root, source):
            if isinstance(item, Finding):
                findings.append(item)
            elif _identity(item) not in skipped:
                files.setdefault(_identity(item), item)
    return Found(tuple(sorted(files.values())), tuple(findings))


def shortened(text: str) -> str:
    """Return text that is short enough for a message."""
    return text if len(text) <= 120 else f"{text[:117]}…"


def _identity(path: Path) -> Path:
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a NUL in the path
        return path


def _expanded(text: str, root: Path, source: Source | None) -> Iterator[Path | Finding]:
    try:
        yield from _expand(text, root, source)
    except OSError as problem:  # a name that is too long, a folder that may not be searched
        reason = problem.strerror or "cannot be read"
        yield finding("MIG102", f"{shortened(text)} cannot be read: {reason}", source=source)
    except _TooMany:
        message = f"{shortened(text)} leads to more than {MAX_ENTRIES} files and folders"
        hint = "name the manifests more exactly"
        yield finding("MIG122", message, hint=hint, source=source)


def _expand(text: str, root: Path, source: Source | None) -> Iterator[Path | Finding]:
    path = root / text
    if "\0" in text or not text or len(path.parts) > MAX_PARTS:
        yield finding("MIG101", f"{shortened(repr(text))} is no path", source=source)
    elif path.is_dir():
        found = list(_walk(path, _Walked()))
        yield from found
        if not found:
            yield finding("MIG105", f"no *.yaml or *.yml file in {path}", source=source)
    elif path.exists():
        yield path
    elif glob.has_magic(text):
        yield from _match(text, root, source)
    else:
        yield finding("MIG101", f"{path} does not exist", hint="correct the path", source=source)


def _match(text: str, root: Path, source: Source | None) -> Iterator[Path | Finding]:
    found: list[Path | Finding] = []
    walked = _Walked()
    start, *parts = Path(text).parts
    if not Path(text).is_absolute():
        start, parts = "", [start, *parts]
    for path in sorted(set(_matching(root / start, tuple(parts), walked))):
        if path.is_dir():
            found += _walk(path, walked)
        elif path.suffix in SUFFIXES:
            found.append(path)
    yield from found
    if not found:
        yield finding("MIG107", f"{text} matches no *.yaml or *.yml file in {root}", source=source)


def _matching(folder: Path, parts: tuple[str, ...], walked: _Walked) -> Iterator[Path]:
    """Yield what a pattern matches below a folder, as a shell does: nothing that is hidden.

    Other than ``glob``, ``**`` follows no links, which may go round in circles.
    """
    if not parts:
        yield folder
        return
    part, *rest = parts
    if part == "**":
        yield from _matching(folder, tuple(rest), walked)
        for entry in _entries(folder, walked):
            if entry.is_dir(follow_symlinks=False):
                yield from _matching(folder / entry.name, parts, walked)
            elif not rest and not entry.is_symlink():
                yield folder / entry.name
    elif glob.has_magic(part):
        for entry in _entries(folder, walked, hidden=part.startswith(".")):
            if fnmatchcase(entry.name, part) and (not rest or entry.is_dir()):
                yield from _matching(folder / entry.name, tuple(rest), walked)
    elif (folder / part).exists():
        yield from _matching(folder / part, tuple(rest), walked)


def _entries(folder: Path, walked: _Walked, *, hidden: bool = False) -> Iterator[os.DirEntry[str]]:
    """List a folder, sorted; nothing where it is none, or may not be searched."""
    try:
        with os.scandir(folder) as found:
            entries = [walked.counted(entry) for entry in found]
    except OSError:
        return
    for entry in sorted(entries, key=lambda entry: entry.name):
        if hidden or not entry.name.startswith("."):
            yield entry


def _walk(folder: Path, walked: _Walked) -> Iterator[Path | Finding]:
    problems: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=problems.append):
        walked.count(len(folders) + len(names))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if path.suffix in SUFFIXES and not name.startswith("."):
                yield path
    for problem in problems:
        yield _unreadable(Path(problem.filename), problem)


def read(path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of a file and what is wrong with it; the text is empty on an error."""
    start = Source(str(path), 1, 1)
    try:
        data = filetext.read_bytes(path, MAX_BYTES)
    except filetext.NotAFile:
        return "", (finding("MIG108", "not a regular file", source=start),)
    except FileNotFoundError:
        return "", (finding("MIG101", f"{path} does not exist", source=start),)
    except OSError as problem:
        return "", (_unreadable(path, problem),)
    if len(data) > MAX_BYTES:
        message = f"more than {MAX_BYTES // 2**20} MiB"
        return "", (finding("MIG103", message, hint="split the file", source=start),)
    return _decode(data, path)


def _unreadable(path: Path, problem: OSError) -> Finding:
    reason = problem.strerror or "cannot be read"
    return finding("MIG102", f"cannot be read: {reason}", source=Source(str(path), 1, 1))


def _decode(data: bytes, path: Path) -> tuple[str, tuple[Finding, ...]]:
    start = Source(str(path), 1, 1)
    if data.startswith(_OTHER_MARKS):
        message = "the file is in UTF-16 or UTF-32"
        return "", (finding("MIG104", message, hint="save it as UTF-8", source=start),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        message = f"the byte 0x{data[problem.start]:02x} is not UTF-8"
        source = Source(str(path), line, column)
        return "", (finding("MIG104", message, hint="save it as UTF-8", source=source),)
    if text.startswith(_BYTE_ORDER_MARK):
        found = finding("MIG106", "the file begins with a byte order mark", source=start)
        return text.removeprefix(_BYTE_ORDER_MARK), (found,)
    return text, ()
