"""Promises: what a plan's steps leave, as states that can be held against a live server.

A plan says of every object that its steps touch what it was (``Plan.objects``), and of
every step what it leaves. Together they tell how an object must look before each step, and
how far a killed apply has come.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

from migrator.address import Address
from migrator.kinds import KIND_BY_NAME, WAITS
from migrator.kinds.base import Phase, Rpc, Step
from migrator.kinds.builtin import is_own
from migrator.model import FieldChange, Resource
from migrator.plan import Plan, Touched

#: Parts of a spec that a step leaves as a whole, whatever they were.
_WHOLE = frozenset({"fields", "functions", "load"})


def overlaid(
    spec: Mapping[str, Any] | None, leaves: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Return what a step makes of a spec; None where the object is gone."""
    if leaves is None:
        return None
    result = dict(spec or {})
    for key, value in leaves.items():
        there = result.get(key)
        if key in _WHOLE or not isinstance(value, Mapping) or not isinstance(there, Mapping):
            result[key] = value
        else:
            result[key] = {**there, **value}
    return result


class Promises:
    """What each object of a plan must be before each of its steps.

    ``done`` are the ids of steps that were done already, whatever their place.
    """

    def __init__(self, plan: Plan, done: Container[str] = frozenset()) -> None:
        self.plan = plan
        self._done = done

    def before(self, step: Step) -> Touched | None:
        """Return what a step's object must be before it; None where it must not be there."""
        lane = self.plan.lanes[step.lane]
        place = lane.index(step)
        # What failed may have been put back while what came after it stays done.
        later = [each for each in lane[place + 1 :] if each.id in self._done]
        return self.after(step.address, [*lane[:place], *later])

    def after(self, address: Address, steps: Iterable[Step]) -> Touched | None:
        """Return what an object must be after some steps; None where it must not be there."""
        now = self.plan.objects.get(str(address))
        owner = address.owner
        for step in steps:
            if step.op == "DropCollection" and step.address == owner:
                now = None  # it goes with its collection
            if step.address != address:
                continue
            spec = overlaid(None if now is None else now.spec, step.leaves)
            if spec is None:
                now = None
            elif now is None:
                now = Touched(spec, whole=False)
            else:
                now = Touched(spec, now.id, whole=now.whole)
        return now


def is_recognised(step: Step) -> bool:
    """Whether it can be seen on the server that a step was done.

    A wait is over soon where nothing is left to wait for, and what leaves no trace (a load
    that has begun) can be done again.
    """
    if step.op in WAITS or is_own(step.address.name):
        return False
    if step.phase is Phase.WITHDRAW:
        return False  # from 2.6.12 on a rename takes some grants along, and leaves others
    return step.leaves != {} or step.op.startswith("Create")


def _without_load(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key != "load"}


def difference(rpc: Rpc, address: Address, promised: Touched | None) -> str:
    """Say how a live object differs from what was promised of it; empty when it does not.

    Contacts the server with reads.

    Raises:
        ServerError: a read failed.
    """
    kind = KIND_BY_NAME[address.kind]
    live = kind.describe(rpc, address)
    return differs(rpc, address, live, promised)


def differs(rpc: Rpc, address: Address, live: Resource | None, promised: Touched | None) -> str:
    """Say how an object that was read differs from what was promised; contacts nothing."""
    if promised is None:
        return "" if live is None else "it is there"
    if live is None:
        return "it is not there"
    # An index holds nothing of its own: one that was put back after a failed window will do.
    of_its_own = address.kind != "Index"
    if of_its_own and promised.id and live.facts.get("id", 0) not in (0, promised.id):
        return "it was dropped and made anew"
    spec = dict(promised.spec)
    if rpc.capabilities.lite:
        # Lite loads a collection that loses its last index, whoever has released it (3.2.2).
        spec = _without_load(spec)
    if not spec:
        return ""
    kind = KIND_BY_NAME[address.kind]
    wanted = Resource(address, kind.spec.model_validate(spec))
    changes = kind.compare(live, wanted, rpc.capabilities)
    if not changes and promised.whole:
        # What nobody declares counts as well: the object was seen whole when it was planned.
        whole = kind.spec.model_validate(_without_load(live.spec.managed()))
        changes = kind.compare(wanted, Resource(address, whole), rpc.capabilities)
    return told(changes)


def told(changes: Iterable[FieldChange]) -> str:
    """Say how an object differs from what it should be."""
    return ", ".join(
        f"{change.name} is {change.before!r} instead of {change.after!r}" for change in changes
    )
