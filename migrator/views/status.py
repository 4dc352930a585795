"""The status of a project: resources by connections, as text, markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrator.address import Address
from migrator.report import ConnectionStatus, Standing, StatusReport
from migrator.views.json import document
from migrator.views.lines import Line, Span, line
from migrator.views.words import counted

#: What stands where nobody knows.
UNKNOWN = "?"

_STYLES = {
    Standing.IN_SYNC: "good",
    Standing.DRIFTED: "warn",
    Standing.MISSING: "bad",
    Standing.UNMANAGED: "faint",
    Standing.OUT: "faint",
}

_INDENT = 2
_GAP = 2
#: The narrowest that the column of resources becomes before connections go further down.
_NARROWEST = 24


def status_lines(report: StatusReport, width: int, *, differing: bool = False) -> Iterator[Line]:
    """Say how each resource stands on each server, in as many tables as the width needs.

    What is nowhere declared is only counted. ``differing`` leaves out what is in sync
    wherever it is declared.
    """
    count = counted(len(report.connections), "connection")
    yield line(("Status", "strong"), f" of {report.project}: {count}")
    yield Line()
    addresses = tuple(_rows(report, differing=differing))
    for connections in _blocks(report.connections, addresses, width):
        yield from _table(connections, addresses, width)
        yield Line()
    if differing and not addresses:
        yield line(("Nothing differs.", "good"))
        yield Line()
    names = max((len(each.alias) for each in report.connections), default=0)
    for connection in report.connections:
        yield from _connection(connection, names)


def _rows(report: StatusReport, *, differing: bool) -> Iterator[Address]:
    quiet = {Standing.UNMANAGED, Standing.OUT, None}
    if differing:
        quiet.add(Standing.IN_SYNC)
    for address in report.addresses:
        if not quiet.issuperset(each.of(address) for each in report.connections):
            yield address


def _blocks(
    connections: Sequence[ConnectionStatus], addresses: Sequence[Address], width: int
) -> Iterator[Sequence[ConnectionStatus]]:
    """Share connections out over tables that fit the width."""
    if not addresses:
        return
    first = min(_widest(addresses), max(_NARROWEST, width // 2))
    room = width - _INDENT - first
    block: list[ConnectionStatus] = []
    used = 0
    for connection in connections:
        needed = _GAP + _column(connection)
        if block and used + needed > room:
            yield block
            block, used = [], 0
        block.append(connection)
        used += needed
    if block:
        yield block


def _widest(addresses: Sequence[Address]) -> int:
    return max(len("resource"), *(len(str(address)) for address in addresses))


def _column(connection: ConnectionStatus) -> int:
    return max(len(connection.alias), *(len(standing) for standing in Standing))


def _table(
    connections: Sequence[ConnectionStatus], addresses: Sequence[Address], width: int
) -> Iterator[Line]:
    columns = [_column(each) for each in connections]
    room = width - _INDENT - sum(columns) - _GAP * len(columns)
    first = min(_widest(addresses), max(room, _NARROWEST))
    heads = [(each.alias, "strong") for each in connections]
    yield _row(("resource", "strong"), first, heads, columns)
    for address in addresses:
        cells = [_cell(each.of(address)) for each in connections]
        *above, last = _folded(str(address), first)
        yield from (line(text, indent=_INDENT) for text in above)
        yield _row((last, ""), first, cells, columns)


def _folded(text: str, width: int) -> list[str]:
    """Cut a name that is too long; what goes on is set in a little."""
    if len(text) <= width:
        return [text]
    rest = text[width:]
    inner = width - 2
    return [text[:width], *(f"  {rest[at : at + inner]}" for at in range(0, len(rest), inner))]


def _row(
    name: tuple[str, str],
    first: int,
    cells: Sequence[tuple[str, str]],
    columns: Sequence[int],
) -> Line:
    spans = [Span(name[0].ljust(first), name[1])]
    for number, ((text, style), column) in enumerate(zip(cells, columns, strict=True), 1):
        last = number == len(columns)
        spans += [Span(" " * _GAP), Span(text if last else text.ljust(column), style)]
    return Line(tuple(spans), _INDENT)


def _cell(standing: Standing | None) -> tuple[str, str]:
    return (UNKNOWN, "bad") if standing is None else (standing.value, _STYLES[standing])


def _connection(connection: ConnectionStatus, width: int) -> Iterator[Line]:
    alias = (f"{connection.alias:<{width}}", "strong")
    if not connection.problem:
        where = f"{connection.server} at {connection.where}"
        yield line(alias, f"  {_counts(connection)}", (f"  {where}", "faint"))
        return
    what = connection.problem.removeprefix(f"{connection.alias}: ")
    yield line(alias, ("  not read: ", "bad"), what, hang=width + 2)
    for text in connection.hint.splitlines():
        yield line(f"→ {text}", indent=width + 2)


def _counts(connection: ConnectionStatus) -> str:
    told = [
        f"{connection.count(standing):,} {standing}"
        for standing in Standing
        if standing is not Standing.OUT and connection.count(standing)
    ]
    return ", ".join(told) or "nothing"


def status_markdown(report: StatusReport, *, differing: bool = False) -> str:
    """Return a status as Markdown: one table, and a line for each connection."""
    addresses = tuple(_rows(report, differing=differing))
    heads = [_escaped(each.alias) for each in report.connections]
    lines = [f"### Status of {_escaped(report.project)}", ""]
    if addresses:
        lines += [f"| resource | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
        for address in addresses:
            cells = [_cell(each.of(address))[0] for each in report.connections]
            lines.append(f"| {_escaped(str(address))} | {' | '.join(cells)} |")
        lines.append("")
    elif differing:
        lines += ["Nothing differs.", ""]
    for each, head in zip(report.connections, heads, strict=True):
        told = f"not read: {_escaped(each.problem)}" if each.problem else _counts(each)
        lines.append(f"- {head}: {told}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Let text be text in a table and in a list."""
    plain = " ".join(text.split())
    return "".join(f"\\{each}" if each in "\\`*_{}[]<>()#+!|~" else each for each in plain)


def status_json(report: StatusReport) -> str:
    """Return a status as one JSON document, with everything that is unmanaged."""
    return document(
        {
            "kind": "Status",
            "project": report.project,
            "connections": [
                {
                    "alias": each.alias,
                    "where": each.where,
                    "server": each.server,
                    "readable": not each.problem,
                    "problem": each.problem,
                    "hint": each.hint,
                    "counts": {
                        standing.value: each.count(standing)
                        for standing in Standing
                        if standing is not Standing.OUT
                    },
                    "resources": {
                        str(address): standing.value for address, standing in each.standings.items()
                    },
                }
                for each in report.connections
            ],
        }
    )
