"""Findings as text: place, level, code, address, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.findings import Finding, Level
from migrator.views.lines import Line, line
from migrator.views.words import counted

_STYLES = {Level.ERROR: "bad", Level.WARNING: "warn", Level.NOTE: "faint"}


def findings_lines(findings: Iterable[Finding]) -> Iterator[Line]:
    """Say each finding; the place comes first, so that terminals and editors link it."""
    for finding in findings:
        place = f"{finding.source}: " if finding.source else ""
        about = f"{finding.address}: " if finding.address else ""
        level = (f"{finding.level} {finding.code}", _STYLES[finding.level])
        yield line(place, level, f"{finding.where}: {about}{finding.message}")
        if finding.hint:
            yield line(f"→ {finding.hint}", indent=4)


def findings_summary(findings: Iterable[Finding]) -> str:
    """Count findings by level: ``2 errors, 1 warning``."""
    levels = [finding.level for finding in findings]
    told = [counted(levels.count(level), level.value) for level in Level if level in levels]
    return ", ".join(told)
