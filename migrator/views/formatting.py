"""What formatting changes, as text and as a patch."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrator.views.words import counted


def formatting_lines(paths: Sequence[Path], *, wrote: bool) -> Iterator[str]:
    """Name each file that was, or would be, written anew."""
    for path in paths:
        yield f"{'formatted' if wrote else 'would format'} {path}"


def formatting_summary(changed: int, unchanged: int, left: int, *, wrote: bool) -> str:
    """Count files in one line."""
    told = []
    if changed:
        told.append(f"{counted(changed, 'file')} {'formatted' if wrote else 'to format'}")
    if unchanged or not changed:
        told.append(f"{counted(unchanged, 'file')} in canonical form already")
    if left:
        told.append(f"{counted(left, 'file')} left alone: not manifests")
    return ", ".join(told)


def patch(path: Path, before: str, after: str) -> str:
    """Return the difference that the canonical form makes, as a patch."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{path}",
        f"b/{path}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
