"""Grants of privileges to roles, in both forms, and groups of privileges."""

from __future__ import annotations

from typing import Any

from migrator.wire import milvus_pb2
from tests.simulator import names
from tests.simulator.call import Call
from tests.simulator.privileges import BUILT_IN_GROUPS, PRIVILEGES, level_of
from tests.simulator.refusal import invalid, unnumbered
from tests.simulator.state import Grant

EVERY = "*"
#: What `*` as a privilege is called by those who read the grant.
OBJECTS = frozenset({"Collection", "Global", "User"})


def operate(call: Call) -> None:
    """Grant or revoke in the old form: an object of a kind, by its name."""
    entity = call.request.entity
    _check_caller(call)
    kind, name = entity.object.name, entity.object_name
    privilege = entity.grantor.privilege.name
    if kind not in OBJECTS:
        raise unnumbered(f"not found the object type[name: {kind}]")
    _check_role(call, entity.role.name)
    if not _fits_kind(call, kind, privilege):
        raise unnumbered(f"not found the privilege[{privilege}] in object[{kind}]")
    database = entity.db_name or call.headers.get("dbname") or "default"
    if kind == "Global":
        name = EVERY
    _apply(call, Grant(entity.role.name, kind, name, privilege, database))


def _check_caller(call: Call) -> None:
    if "authorization" not in call.headers:
        raise unnumbered("fail to get authorization from the md, authorization:[authorization]")


def _check_role(call: Call, role: str) -> None:
    if role not in call.state.roles:
        raise unnumbered(f"not found the role: {role}")


def _fits_kind(call: Call, kind: str, privilege: str) -> bool:
    if privilege == EVERY:
        return True
    if privilege in call.state.privilege_groups:
        return True
    row = PRIVILEGES.get(privilege)
    return row is not None and row[0] == kind and _is_known(call, privilege)


def _is_known(call: Call, privilege: str) -> bool:
    since = PRIVILEGES[privilege][2]
    return since <= (2, 3) or call.profile.at_least(*since)


def _apply(call: Call, grant: Grant) -> None:
    held = call.state.grants
    revoked = call.request.type == milvus_pb2.OperatePrivilegeType.Revoke
    if revoked and grant in held:
        held.remove(grant)
    elif not revoked and grant not in held:
        held.append(grant)


def operate_v2(call: Call) -> None:
    """Grant or revoke in the form of 2.5: a database and a collection in it.

    Read in milvus-io/milvus internal/proxy/impl.go: OperatePrivilegeV2,
    validOperatePrivilegeV2Params, and in internal/proxy/util.go: ValidatePrivilege.
    """
    request = call.request
    _check_caller(call)
    privilege = request.grantor.privilege.name
    database, collection = request.db_name or "default", request.collection_name
    if not collection:
        raise invalid("collection name is empty")
    _check_role(call, request.role.name)
    level = level_of(privilege, call.state.privilege_groups)
    if level is None:
        raise unnumbered(f"not found the privilege[{privilege}]")
    if level == "Cluster" and (database, collection) != (EVERY, EVERY):
        raise invalid("dbName and collectionName should be * for the cluster level privilege")
    if level == "Database" and collection != EVERY:
        raise invalid("collectionName should be * for the database level privilege")
    if level == "Collection" and database == EVERY and collection != EVERY:
        raise invalid("please specify database name for the collection level privilege")
    # Read in internal/rootcoord/root_coord.go, OperatePrivilege: the type is that of the
    # privilege, Global for a group and for *, and the name stays as it is given.
    kind = PRIVILEGES[privilege][0] if privilege in PRIVILEGES else "Global"
    _apply(call, Grant(request.role.name, kind, collection, privilege, database))


def select(call: Call) -> milvus_pb2.SelectGrantResponse:
    entity = call.request.entity
    if not entity.role.name:
        raise unnumbered("the role entity in the grant entity is invalid")
    _check_role(call, entity.role.name)
    database = entity.db_name or call.headers.get("dbname") or "default"
    answer = milvus_pb2.SelectGrantResponse()
    for grant in call.state.grants:
        if grant.role == entity.role.name and _is_seen(call, grant, database, entity):
            _add(answer, grant)
    return answer


def _is_seen(call: Call, grant: Grant, database: str, entity: Any) -> bool:
    everywhere = database == EVERY and call.profile.sees_every_grant
    if not everywhere and grant.database not in {database, EVERY}:
        return False
    if not entity.HasField("object"):
        return True
    return grant.kind == entity.object.name and entity.object_name in {"", grant.name}


def _add(answer: milvus_pb2.SelectGrantResponse, grant: Grant) -> None:
    told = answer.entities.add(object_name=grant.name, db_name=grant.database)
    told.role.name = grant.role
    told.object.name = grant.kind
    told.grantor.user.name = grant.grantor
    told.grantor.privilege.name = grant.privilege


# ---- groups of privileges; read in milvus-io/milvus internal/rootcoord/meta_table.go:
# CreatePrivilegeGroup, DropPrivilegeGroup, OperatePrivilegeGroup, and in
# internal/rootcoord/root_coord.go: OperatePrivilegeGroup.


def create_group(call: Call) -> None:
    name = call.request.group_name
    names.check("privilege group", name)
    if name in BUILT_IN_GROUPS or name in PRIVILEGES:
        raise invalid(f"privilege group name [{name}] is defined by built in privileges")
    if name in call.state.privilege_groups:
        raise invalid(f"privilege group [{name}] already exists")
    call.state.privilege_groups[name] = []


def drop_group(call: Call) -> None:
    name = call.request.group_name
    names.check("privilege group", name)
    if any(grant.privilege == name for grant in call.state.grants):
        raise invalid(f"privilege group [{name}] is used by a role, remove it from the role first")
    call.state.privilege_groups.pop(name, None)


def list_groups(call: Call) -> milvus_pb2.ListPrivilegeGroupsResponse:
    answer = milvus_pb2.ListPrivilegeGroupsResponse()
    for name, members in sorted((BUILT_IN_GROUPS | call.state.privilege_groups).items()):
        group = answer.privilege_groups.add(group_name=name)
        for member in members:
            group.privileges.add(name=member)
    return answer


def operate_group(call: Call) -> None:
    request = call.request
    name = request.group_name
    names.check("privilege group", name)
    if name in BUILT_IN_GROUPS:
        raise invalid(
            f"the privilege group name [{name}] is defined by built in, cannot be changed"
        )
    if name not in call.state.privilege_groups:
        raise invalid(f"there is no privilege group name [{name}] to operate")
    given = [privilege.name for privilege in request.privileges]
    for privilege in given:
        if privilege not in PRIVILEGES:
            raise invalid(f"there is no privilege name [{privilege}]")
    held = call.state.privilege_groups[name]
    if request.type == milvus_pb2.OperatePrivilegeGroupType.RemovePrivilegesFromGroup:
        call.state.privilege_groups[name] = [one for one in held if one not in given]
        return
    after = held + [one for one in given if one not in held]
    if len({PRIVILEGES[one][1] for one in after}) > 1:
        raise invalid("privileges in one group must be of the same level")
    call.state.privilege_groups[name] = after
