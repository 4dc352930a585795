"""The live state: what describe RPCs say, in the same form as manifests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from migrator.address import GLOBAL_KINDS
from migrator.errors import PermissionDenied
from migrator.kinds import KINDS
from migrator.kinds.base import Rpc, Scope
from migrator.model import Resource, State

#: Kinds of which a user who has to do with collections need not see anything.
MAY_BE_HIDDEN = GLOBAL_KINDS - {"Database"}


def read(rpc: Rpc, scope: Scope) -> State:
    """Read the part of a server that the scope asks for.

    Contacts the server with reads only; at most ``reads_in_flight`` at once. What lies
    outside of databases and is not asked for by name may be hidden from the user; its kind
    is ``unseen`` then.

    Raises:
        ServerError: a read failed.
    """
    state = State()
    for kind in KINDS:
        if not scope.covers(kind.name):
            continue
        try:
            state = kind.read(rpc, scope, state)
        except PermissionDenied:
            if kind.name not in MAY_BE_HIDDEN or scope.names(kind.name):
                raise
            state = replace(state, unseen=state.unseen | {kind.name})
    return state


def fingerprints(state: State) -> dict[str, str]:
    """Return a hash for every described object, by its address as text.

    A hash covers the object's id and its normalised attributes, never counters,
    timestamps or progress.
    """
    return {str(address): fingerprint(resource) for address, resource in state.resources.items()}


def fingerprint(resource: Resource) -> str:
    """Return the hash of one object, 16 hexadecimal digits."""
    spec = resource.spec.managed()
    for key in resource.facts.get("volatile", ()):
        spec.pop(key, None)
    data = [str(resource.address), resource.facts.get("id", 0), spec]
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
