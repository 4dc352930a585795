"""What Milvus and migrator keep for themselves: never deleted, exported or promoted."""

from __future__ import annotations

#: migrator's own collections on a server begin with this.
OWN_PREFIX = "_migrator"
DEFAULT_PARTITION = "_default"
DEFAULT_RESOURCE_GROUP = "__default_resource_group"
ROOT = "root"
ADMIN = "admin"
BUILT_IN_ROLES = frozenset({ADMIN, "public"})


def is_own(collection_name: str) -> bool:
    """Whether a collection is one of migrator's own."""
    return collection_name.startswith(OWN_PREFIX)
