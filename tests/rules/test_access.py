"""Users, roles, grants and groups: what no server accepts, and what is seldom meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manifest.samples import manifest
from tests.rules.checking import findings


def role(grant: str, name: str = "reader") -> str:
    return manifest("Role", name, f"{{grants: [{{{grant}}}]}}")


CASES = [
    ("MIG401", manifest("User", "1st", "{roles: []}")),
    ("MIG401", manifest("Role", "a-b")),
    ("MIG802", manifest("User", "root", "{roles: []}")),
    ("MIG802", role("privilege: Search, object_name: a", "public")),
    ("MIG802", manifest("ResourceGroup", "__default_resource_group")),
    ("MIG802", manifest("PrivilegeGroup", "ClusterAdmin")),
    ("MIG803", role("privilege: Search, object_name: a, object_type: Global")),
    ("MIG803", role("privilege: CreateDatabase, collection_name: a")),
    ("MIG803", role("privilege: CreateCollection, collection_name: a")),
    ("MIG803", role("privilege: Search, collection_name: a, db_name: '*'")),
    ("MIG804", role("privilege: Search, object_name: '*'")),
    ("MIG804", role("privilege: All, db_name: '*'")),
    ("MIG805", manifest("User", "ci", "{password: '${env:X}'}")),
    ("MIG812", manifest("ResourceGroup", "rg", "{requests: {node_num: 2}, limits: {node_num: 1}}")),
]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_a_code_is_earned(code: str, text: str, tmp_path: Path) -> None:
    assert code in {item.code for item in findings(tmp_path, text)}


@pytest.mark.parametrize(
    "text",
    [
        manifest("User", "ci", "{password: '${env:X}', roles: [reader]}"),
        role("privilege: Search, object_name: a"),
        role("privilege: ListDatabases, object_type: Global, db_name: '*'"),
        role("privilege: readers, collection_name: a"),
        manifest("ResourceGroup", "rg", "{requests: {node_num: 1}, limits: {node_num: 2}}"),
    ],
)
def test_what_is_right_has_nothing_wrong(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text) == ()
