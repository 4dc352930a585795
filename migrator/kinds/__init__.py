"""Kinds: one module for each kind of resource, and the one tuple that lists them."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.kinds.alias import ALIAS
from migrator.kinds.base import Kind, Poll
from migrator.kinds.collection import COLLECTION
from migrator.kinds.collection.steps import poll_load
from migrator.kinds.database import DATABASE
from migrator.kinds.grant import GRANT
from migrator.kinds.index import INDEX
from migrator.kinds.index.steps import poll_index
from migrator.kinds.partition import PARTITION
from migrator.kinds.privilegegroup import PRIVILEGE_GROUP
from migrator.kinds.resourcegroup import RESOURCE_GROUP, poll_nodes
from migrator.kinds.role import ROLE
from migrator.kinds.user import USER

__all__ = ["ASKED", "KINDS", "KIND_BY_NAME", "WAITS"]

#: Every kind, in the order in which they are read: a later one may look at the former.
KINDS: tuple[Kind, ...] = (
    DATABASE,
    RESOURCE_GROUP,
    COLLECTION,
    PARTITION,
    INDEX,
    ALIAS,
    PRIVILEGE_GROUP,
    ROLE,
    GRANT,
    USER,
)

KIND_BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}

#: Steps that are no RPC but a wait, each with the question that is asked until it is over.
WAITS: Mapping[str, Poll] = {
    "WaitIndex": poll_index,
    "WaitLoad": poll_load,
    "WaitNodes": poll_nodes,
}

#: The RPC of that question, and what a wait's request has to have beside what the RPC takes.
ASKED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "WaitIndex": ("DescribeIndex", ("collection_name", "field_name")),
    "WaitLoad": ("GetLoadState", ("collection_name",)),
    "WaitNodes": ("DescribeResourceGroup", ("resource_group", "node_num")),
}
