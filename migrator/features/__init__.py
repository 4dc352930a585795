"""The tables behind capabilities: features with the first version that has them.

``since`` is the first Milvus that has a feature, ``lite`` the first Milvus Lite, None
where none has it. Each row says where it was learned: ``observed`` on a real server in
this project's tests, a server issue or pull request, or the release notes.
"""

from __future__ import annotations

from migrator.features.access import ACCESS
from migrator.features.changes import CHANGES, IN_PLACE
from migrator.features.hidden import HIDDEN
from migrator.features.rows import Feature, Hidden, Version
from migrator.features.schema import INDEXES, SCHEMA, TYPES

__all__ = ["FEATURES", "FEATURES_BY_RPC", "HIDDEN", "Feature", "Hidden", "Version"]

FEATURES: dict[str, Feature] = {
    row.id: row for row in (*TYPES, *SCHEMA, *INDEXES, *CHANGES, *IN_PLACE, *ACCESS)
}

#: The features that a server cannot have which answers an RPC with UNIMPLEMENTED.
FEATURES_BY_RPC: dict[str, frozenset[str]] = {
    "AddCollectionField": frozenset({"add-field", "add-vector-field"}),
    "AddCollectionFunction": frozenset({"alter-embedding-function"}),
    "AddCollectionStructField": frozenset({"add-struct-field"}),
    "AlterCollectionField": frozenset(
        {
            "alter-max-length",
            "alter-max-capacity",
            "alter-field-description",
            "alter-field-mmap",
            "alter-field-warmup",
            "alter-analyzer",
        }
    ),
    "AlterCollectionFunction": frozenset({"alter-embedding-function"}),
    "AlterCollectionSchema": frozenset({"add-function", "drop-function", "drop-field"}),
    "AlterDatabase": frozenset({"alter-database"}),
    "AlterIndex": frozenset({"alter-index"}),
    "DescribeDatabase": frozenset({"describe-database"}),
    "GetReplicas": frozenset({"replicas"}),
    "ListPrivilegeGroups": frozenset({"privilege-groups"}),
    "LoadPartitions": frozenset({"load-partitions"}),
    "OperatePrivilegeV2": frozenset({"grants-v2"}),
    "RenameCollection": frozenset({"rename-database"}),
    "UpdateResourceGroups": frozenset({"resource-group-config"}),
}
