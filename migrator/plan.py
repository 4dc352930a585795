"""The plan: what will be done to which server, in which order, and what it costs; plain data."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.findings import Finding
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.base import Context, Step
from migrator.model import Action, Change, Comparison, Severity, State, worst
from migrator.order import ordered

#: Version of the plan's JSON form.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Target:
    """The server that a plan is for; ``where`` is its URI or folder without credentials."""

    alias: str
    where: str
    server: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a plan may not be applied, with the way out (such as an approval)."""

    code: str
    address: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class UsedApproval:
    """An approval that a plan rests on; ``until`` is its last day, as an ISO date."""

    name: str
    allow: str
    address: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class Touched:
    """An object as it is known to be: its spec as data, its id (0: it has none).

    ``whole`` says that the spec is all of it, as for whatever was read from the server, and
    not only what a step has made.
    """

    spec: Mapping[str, Any]
    id: int = 0
    whole: bool = True


@dataclass(frozen=True)
class Plan:
    """What will be done, for reading, saving, reviewing and applying.

    ``base`` holds the fingerprint of every live object that it was made from, by address;
    ``desired`` is the fingerprint of the manifests. A change that is refused has no steps.
    ``objects`` holds, by address, what the objects were that the steps touch.
    """

    target: Target
    base: Mapping[str, str]
    desired: str
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]
    unmanaged: tuple[Address, ...] = ()
    findings: tuple[Finding, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    approvals: tuple[UsedApproval, ...] = ()
    objects: Mapping[str, Touched] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.changes

    @property
    def severity(self) -> Severity:
        """The highest severity among the changes."""
        return worst(change.severity for change in self.changes)

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many changes there are of each action."""
        return Counter(change.action for change in self.changes)

    @property
    def outages(self) -> tuple[Address, ...]:
        """The collections that cannot be searched for a while, or from then on."""
        return tuple(sorted({step.lane for step in self.steps if step.outage}))

    @cached_property
    def lanes(self) -> Mapping[Address, Sequence[Step]]:
        """The steps by lane, each in its order."""
        lanes: dict[Address, list[Step]] = {}
        for step in self.steps:
            lanes.setdefault(step.lane, []).append(step)
        return lanes

    @cached_property
    def hash(self) -> str:
        """A hash of everything in the plan; the same for the same plan."""
        from migrator.planfile import to_data

        text = json.dumps(to_data(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode(errors="surrogatepass"))
        return f"sha256:{digest.hexdigest()}"


def make_steps(
    live: State,
    desired: State,
    comparison: Comparison,
    capabilities: Capabilities,
    pending: Iterable[Address] = (),
) -> tuple[Step, ...]:
    """Turn changes into ordered steps; what is refused gets none. Contacts no server.

    ``live`` has renames followed already, so that every change finds its live side.
    ``pending`` are collections of which something is remembered on the server.
    """
    changes = {change.address: change for change in comparison.changes}
    context = Context(live, desired, capabilities, changes, frozenset(pending))
    steps = [
        step
        for change in comparison.changes
        if not change.refused and not _owner_refused(change, changes)
        for step in KIND_BY_NAME[change.address.kind].steps(change, context)
    ]
    return ordered(steps, context)


def _owner_refused(change: Change, changes: Mapping[Address, Change]) -> bool:
    owner = change.address.owner
    return owner is not None and owner in changes and bool(changes[owner].refused)
