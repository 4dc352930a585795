"""Resuming: how far an earlier apply of the same plan has come, seen on the server alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migrator.address import Address
from migrator.kinds import KIND_BY_NAME, WAITS
from migrator.kinds.base import Rpc, Step
from migrator.kinds.builtin import is_own
from migrator.model import Resource
from migrator.plan import Plan
from migrator.promises import Promises, differs, is_recognised


def completed(plan: Plan, rpc: Rpc, differing: Iterable[Address]) -> frozenset[str] | None:
    """Return the ids of the steps that were done already, None where that explains nothing.

    ``differing`` are the objects that are not as the plan's base has them. They are
    explained when, in each lane, they are what the first so many of its steps leave.
    Contacts the server with reads.

    Raises:
        ServerError: a read failed.
    """
    promises = Promises(plan)
    left = set(differing)
    done: set[str] = set()
    for lane in plan.lanes.values():
        places = _places(lane, plan)
        if not left & places.keys() and not left & set(places.values()):
            continue
        far = _how_far(promises, lane, places, rpc)
        if far is None:
            return None
        count, put_back = far
        for step in _seen(lane[:count]):
            # An index that was put back is in use again, and has to be let go of again.
            again = step.address in put_back or (put_back and step.op == "ReleaseCollection")
            if not again:
                done.add(step.id)
        renames = [step for step in lane[:count] if step.op == "RenameCollection"]
        done |= {step.id for step in renames}
        left -= {*places, *places.values(), *_made_beside(lane[:count])}
        for rename in renames:
            left -= set(_followed(rename, left, rpc))
    return None if left else frozenset(done)


def _seen(steps: Sequence[Step]) -> Iterator[Step]:
    """Find the steps that are seen to be done: by what they leave, or as what they were for."""
    for place, step in enumerate(steps):
        later = steps[place + 1 :]
        is_over = any(s.leaves is None and s.address == step.address for s in later)
        # Nothing is left to wait for, or to let go of, in what is gone.
        if is_recognised(step) or (is_over and step.op in (*WAITS, "ReleasePartitions")):
            yield step


def _made_beside(steps: Iterable[Step]) -> Iterator[Address]:
    """Find the indexes that a server makes by itself for the output fields of new functions."""
    for step in steps:
        added = step.request.get("action", {}).get("add_request", {})
        for info in added.get("field_infos", ()):
            name = f"{step.address.name}.{info['field_schema']['name']}"
            yield Address("Index", step.address.database, name)


def _followed(rename: Step, addresses: Iterable[Address], rpc: Rpc) -> Iterator[Address]:
    """Find what has changed its address, or where it leads, because a collection was renamed."""
    new = rename.address
    old = Address("Collection", rename.database, rename.request["oldName"])
    for address in addresses:
        if address.collection in (old, new):
            yield address
        elif address.kind == "Alias":
            alias = KIND_BY_NAME["Alias"].describe(rpc, address)
            if alias is not None and alias.spec.managed() == {"collection_name": new.name}:
                yield address


def _places(lane: Sequence[Step], plan: Plan) -> dict[Address, Address]:
    """Return the objects of a lane, each with where it is before a rename of the collection.

    Those that no step is about are among them where a step changes them all the same.
    """
    renames = [step for step in lane if step.op == "RenameCollection"]
    found: dict[Address, Address] = {}
    beside = (Address.parse(name) for name in plan.objects)
    owner = lane[0].lane
    for address in (
        *(step.address for step in lane),
        *(address for address in beside if address.collection == owner),
    ):
        if is_own(address.name):
            continue
        found[address] = _before_rename(address, renames[0]) if renames else address
    return found


def _before_rename(address: Address, rename: Step) -> Address:
    new, old = rename.address, rename.request["oldName"]
    owner = address.collection
    if owner != new:
        return address
    return Address(address.kind, rename.database, old + address.name[len(new.name) :])


def _how_far(
    promises: Promises, lane: Sequence[Step], places: dict[Address, Address], rpc: Rpc
) -> tuple[int, frozenset[Address]] | None:
    """Return after how many steps a lane's objects look as they do now; the most that fits.

    With it come the indexes that steps have changed and that are as they were before the
    plan all the same, because an apply has put back what a failed window took away.
    """
    seen: dict[Address, Resource | None] = {}

    def live(address: Address) -> Resource | None:
        if address not in seen:
            seen[address] = KIND_BY_NAME[address.kind].describe(rpc, address)
        return seen[address]

    def is_as_after(address: Address, before: Address, count: int) -> bool:
        place = before if any(count <= number for number in renames[:1]) else address
        promised = promises.after(address, lane[:count])
        return not differs(rpc, address, live(place), promised)

    renames = [place for place, step in enumerate(lane) if step.op == "RenameCollection"]
    differing = {
        count: frozenset(a for a, before in places.items() if not is_as_after(a, before, count))
        for count in range(len(lane), -1, -1)
    }
    for count, others in differing.items():
        if not others:
            return count, others
    for count, others in differing.items():
        if all(_is_put_back(promises, address, live(address), rpc) for address in others):
            return count, others
    return None


def _is_put_back(promises: Promises, address: Address, live: Resource | None, rpc: Rpc) -> bool:
    """Whether an index is there as it was before the plan."""
    if address.kind != "Index" or live is None:
        return False
    return not differs(rpc, address, live, promises.after(address, ()))
