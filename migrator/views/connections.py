"""Connections as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.report import ConnectionReport
from migrator.views.lines import Line, line


def connections_lines(reports: Sequence[ConnectionReport], *, tested: bool) -> Iterator[Line]:
    """Say for each alias where it leads and, if tested, whether its server answers."""
    width = max((len(report.alias) for report in reports), default=0)
    for report in reports:
        alias = (f"{report.alias:<{width}}", "strong")
        if report.reachable:
            identity = report.identity or "none yet (the first apply writes one)"
            yield line(alias, ("  reachable  ", "good"), f"{report.server} at {report.where}")
            yield line((f"identity: {identity}", "faint"), indent=width + 2)
        elif not tested and not report.problem:
            yield line(alias, f"  {report.where}")
        else:
            where = f"     {report.where}" if report.where else ""
            yield line(alias, ("  failed", "bad"), where)
            yield line(report.problem.removeprefix(f"{report.alias}: "), indent=width + 2)
            for text in report.hint.splitlines():
                yield line(f"→ {text}", indent=width + 2)
