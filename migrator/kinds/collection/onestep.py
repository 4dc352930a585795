"""One step of a plan that is about a collection as a whole."""

from __future__ import annotations

from typing import Any

from migrator.address import Address, database_address
from migrator.kinds.base import Phase, Step
from migrator.model import Severity


def collection_step(
    op: str,
    address: Address,
    title: str,
    *,
    severity: Severity,
    phase: Phase,
    request: dict[str, Any],
    leaves: dict[str, Any] | None,
    released: bool = False,
    outage: bool = False,
) -> Step:
    """Make a step in the collection's own lane; a creation waits for its database."""
    created = op == "CreateCollection"
    after = ((database_address(address.database or "default"), Phase.CREATE_DATABASE),)
    return Step(
        op=op,
        address=address,
        title=title,
        severity=severity,
        phase=phase,
        lane=address,
        database=address.database or "default",
        request=request,
        leaves=leaves,
        after=after if created else (),
        released=released,
        outage=outage,
    )
