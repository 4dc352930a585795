"""The privileges that a plan needs, as people read them and can paste them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.manifest.emit import flow
from migrator.permissions import Need
from migrator.views.lines import Line, line


def privileges_lines(needed: Iterable[Need]) -> Iterator[Line]:
    """Write what is needed as the grants of a role's manifest, for copying."""
    yield Line()
    yield line(("Privileges that planning and applying need", "strong"), ", as grants of a role:")
    yield line("grants:", indent=4)
    for need in needed:
        yield line(f"  - {flow(need.grant)}", indent=4)
