"""Approvals: committed, expiring permissions for single destructive changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from migrator.address import Address
from migrator.findings import Source

#: Every approval id with what it allows. Anything else is an error, never ignored.
APPROVAL_IDS: dict[str, str] = {
    "drop-database": "drop a database",
    "drop-collection": "drop a collection and its rows",
    "drop-partition": "drop a partition and its rows",
    "drop-field": "drop a field and its values",
    "drop-function": "drop a function",
    "drop-index": "drop an index",
    "drop-alias": "drop an alias",
    "drop-user": "drop a user",
    "drop-role": "drop a role",
    "drop-privilege-group": "drop a privilege group",
    "drop-resource-group": "drop a resource group",
    "revoke-grant": "revoke a grant",
    "recreate-collection": "drop a collection and create it anew, without its rows",
    "disable-dynamic-field": "drop every dynamic value of a collection",
    "shrink-field": "lower a field's max_length or max_capacity",
    "shorten-ttl": "set or lower a TTL, which deletes older rows",
    "change-keys": "copy rows under new automatic keys",
    "rollback-loses-writes": "roll back without the rows written since",
    "unclassified-change": "make a change whose cost is not known",
    "reload-collection": "release and load a collection",
    "release-collection": "release a collection",
    "reduce-replicas": "serve a collection from fewer replicas",
    "rebuild-index": "drop an index and build it anew",
    "move-alias": "move an alias to another collection",
    "rename-collection": "rename a collection",
    "replace-collection": "replace a collection by a copy",
}

#: Approvals end at most so many days ahead.
MAX_DAYS = 30


@dataclass(frozen=True, slots=True)
class Approval:
    """One permission: what, where, on which connections, until which day, and why.

    ``connections`` empty means on every one. ``until`` is the last day, in UTC, on
    which it counts. ``max_rows`` voids it when more rows are at stake.
    """

    name: str
    allow: str
    address: Address
    until: date
    reason: str
    connections: tuple[str, ...] = ()
    max_rows: int | None = None
    source: Source | None = None
