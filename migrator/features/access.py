"""What a server has of users, roles, grants and groups. Milvus Lite has none of it."""

from __future__ import annotations

from migrator.features.rows import OBSERVED, V2_3, V2_4, V2_5, Feature

_NOT_IN_LITE = f"{OBSERVED}, where Lite answers UNIMPLEMENTED"

ACCESS = (
    Feature("access", "users, roles and grants", V2_3, None, _NOT_IN_LITE),
    Feature(
        "every-grant-at-once",
        "listing the grants of every database at once",
        V2_4,
        None,
        "server source of 2.4, ListGrant; 2.3.5 shows those of one database, observed",
    ),
    Feature(
        "privilege-groups",
        "privilege groups",
        V2_5,
        None,
        "protocol of 2.4.16, served from 2.5.0 on; server source, CreatePrivilegeGroup",
    ),
    Feature(
        "grants-v2",
        "grants by database and collection",
        V2_5,
        None,
        "protocol of 2.4.18 and 2.5.0; OperatePrivilegeV2",
    ),
    Feature(
        "grants-fall-with-collections",
        "dropping grants with their collection",
        (2, 6, 12),
        None,
        "milvus#47850, milvus#48062: nothing of it works on 2.6.11",
    ),
    Feature("resource-groups", "resource groups", V2_3, None, _NOT_IN_LITE),
    Feature(
        "resource-group-config",
        "requests, limits and transfers of resource groups",
        (2, 4, 1),
        None,
        "protocol of 2.4.1; UpdateResourceGroups",
    ),
    Feature(
        "resource-group-filter",
        "node filters of resource groups",
        V2_5,
        None,
        "protocol of 2.4.16; ResourceGroupNodeFilter",
        backports=((2, 4, 16),),
    ),
)
