"""``fmt``: manifest files in canonical form."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import UsageError
from migrator.findings import Finding, sort_key
from migrator.manifest import files
from migrator.manifest.format import formatted
from migrator.manifest.project import Project


@dataclass(frozen=True, slots=True)
class Reformatted:
    """A file whose canonical form is another text."""

    path: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Formatting:
    """What the canonical form changes, what it does not, and files that are not manifests.

    ``findings`` are the errors of files that are left as they are for it.
    """

    changed: tuple[Reformatted, ...]
    unchanged: tuple[Path, ...]
    left: tuple[Path, ...]
    findings: tuple[Finding, ...]


def project_files(project: Project) -> files.Found:
    """List the manifest files of a project; the project file is none of them."""
    sources = [project.locate("manifests", n) for n in range(len(project.spec.manifests))]
    return files.find(project.spec.manifests, project.root, sources=sources, skip=[project.file])


def named_files(paths: Sequence[Path]) -> files.Found:
    """List the files that paths lead to; folders are searched for *.yaml and *.yml."""
    return files.find(paths, Path())


def formatting(found: files.Found) -> Formatting:
    """Put the text of files into canonical form; writes nothing."""
    changed: list[Reformatted] = []
    unchanged: list[Path] = []
    left: list[Path] = []
    findings = [finding for finding in found.findings if finding.is_error]
    for path in found.paths:
        text, problems = files.read(path)
        errors = [problem for problem in problems if problem.is_error]
        made = None if errors else formatted(text, str(path))
        findings += errors if made is None else made.findings
        if made is None or made.findings:
            continue
        if made.text is None:
            left.append(path)
        elif made.text != text or problems:  # a byte order mark is no part of the text
            changed.append(Reformatted(path, text, made.text))
        else:
            unchanged.append(path)
    ordered = tuple(sorted(findings, key=sort_key))
    return Formatting(tuple(changed), tuple(unchanged), tuple(left), ordered)


def write(changed: Iterable[Reformatted]) -> None:
    """Write canonical forms, each file at once; permissions stay, links stay links.

    Raises:
        UsageError: a file cannot be written; it is as it was then.
    """
    for item in changed:
        try:
            _replace(Path(os.path.realpath(item.path)), item.after)
        except OSError as problem:
            raise UsageError(f"cannot write {item.path}: {problem.strerror}") from problem


def _replace(path: Path, text: str) -> None:
    """Put a new file in the place of one, so that nobody ever reads half of it."""
    mode = path.stat().st_mode
    if not os.access(path, os.W_OK):
        raise PermissionError(13, os.strerror(13))
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode & 0o7777)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
