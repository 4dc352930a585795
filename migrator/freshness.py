"""Freshness: whether a plan still fits the server that it was made for."""

from __future__ import annotations

from collections.abc import Iterable

from migrator import live
from migrator.address import Address
from migrator.connection import Connection
from migrator.errors import StalePlan, WrongServer
from migrator.identity import read_identity
from migrator.kinds.base import Rpc, Scope, kinds_of
from migrator.plan import Plan
from migrator.resume import completed

#: How many differing objects an error names before it only counts.
NAMED = 5


def check_target(plan: Plan, rpc: Rpc, connection: Connection) -> None:
    """Hold a plan against the server behind a connection; contacts it with reads.

    Raises:
        WrongServer: it is another server, or another version of it.
        ServerError: a read failed.
    """
    if plan.target.server != rpc.capabilities.server:
        raise WrongServer(
            f"{connection.alias} runs {rpc.capabilities.server}, "
            f"the plan was made for {plan.target.server}",
            hint="plan anew",
        )
    if plan.target.identity and plan.target.identity != read_identity(rpc):
        raise WrongServer(
            f"the server behind {connection.alias} is not the one that the plan was made for",
            hint=f"the plan was made for {plan.target.alias} at {plan.target.where}",
        )


def check_base(plan: Plan, rpc: Rpc) -> frozenset[str]:
    """Hold a plan against the live state, and return the steps that were done already.

    The state must be the plan's base, or that plus some completed steps of its own, which
    an apply has done that was killed. Contacts the server with reads; whoever goes on to
    write holds the lease, or it may change again at once.

    Raises:
        StalePlan: anything else has changed since.
        ServerError: a read failed.
    """
    now = live.fingerprints(live.read(rpc, scope_of(plan)))
    before = dict(plan.base)
    differing = sorted(
        address for address in {*now, *before} if now.get(address) != before.get(address)
    )
    if not differing:
        return frozenset()
    done = completed(plan, rpc, (Address.parse(text) for text in differing))
    if done is not None:
        return done
    told = [_what_happened(address, before, now) for address in differing[:NAMED]]
    if len(differing) > NAMED:
        told.append(f"{len(differing) - NAMED} more")
    raise StalePlan(
        "the server has changed since the plan was made: " + "; ".join(told),
        hint="nothing was done; plan anew and review the new plan",
    )


def _what_happened(address: str, before: dict[str, str], now: dict[str, str]) -> str:
    if address not in before:
        return f"{address} exists now"
    return f"{address} {'differs' if address in now else 'is gone'}"


def scope_of(plan: Plan) -> Scope:
    """Return what a plan was made from: the objects in its base and those of its changes."""

    def named() -> Iterable[Address]:
        yield from (Address.parse(text) for text in plan.base)
        for change in plan.changes:
            yield change.address
            if change.before is not None:
                yield change.before.address

    wanted = set(named())
    wanted |= {address.collection for address in wanted if address.collection}
    databases = {address.database for address in wanted if address.database}
    databases |= {address.name for address in wanted if address.kind == "Database"}
    return Scope(tuple(sorted(databases)), frozenset(wanted), kinds_of(wanted))
