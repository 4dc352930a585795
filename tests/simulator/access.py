"""Users, roles, and who has which role."""

from __future__ import annotations

import base64
import binascii

from migrator.wire import milvus_pb2
from tests.simulator import names
from tests.simulator.call import Call
from tests.simulator.refusal import Refused, invalid, unnumbered

BUILT_IN_ROLES = frozenset({"admin", "public"})
ROOT = "root"


def _password(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise unnumbered("decode password failed") from None


def _check_password(call: Call, password: str) -> None:
    # Read in milvus-io/milvus configs/milvus.yaml: proxy.maxPasswordLength is 256, then 72.
    most = 256 if not call.profile.at_least(2, 5) else 72
    if not 6 <= len(password) <= most:
        raise invalid(
            f"The length of password must be great than 6 and less than {most} characters"
        )


def create_user(call: Call) -> None:
    request = call.request
    # Read in milvus-io/milvus configs/milvus.yaml: proxy.maxUsernameLength.
    if not names.fits(names.USER, request.username, 32):
        raise invalid(f"Invalid username: {request.username}")
    password = _password(request.password)
    _check_password(call, password)
    if request.username in call.state.users:
        raise unnumbered(f"user already exists: {request.username}")
    if len(call.state.users) >= 100:
        raise unnumbered("unable to add user because the number of users has reached the limit")
    call.state.users[request.username] = password
    if call.profile.at_least(2, 6, 19):
        call.state.descriptions["user", request.username] = request.description


def update_user(call: Call) -> None:
    request = call.request
    old, new = _password(request.oldPassword), _password(request.newPassword)
    _check_password(call, new)
    if call.state.users.get(request.username) != old:
        raise Refused(1400, f"old password not correct for {request.username}: not authenticated")
    call.state.users[request.username] = new


def delete_user(call: Call) -> None:
    name = call.request.username
    if name == ROOT:
        raise Refused(1401, "root user cannot be deleted: privilege not permitted")
    call.state.users.pop(name, None)
    for members in call.state.roles.values():
        if name in members:
            members.remove(name)


def list_users(call: Call) -> milvus_pb2.ListCredUsersResponse:
    return milvus_pb2.ListCredUsersResponse(usernames=sorted(call.state.users))


def select_user(call: Call) -> milvus_pb2.SelectUserResponse:
    answer = milvus_pb2.SelectUserResponse()
    request = call.request
    wanted = [request.user.name] if request.HasField("user") else sorted(call.state.users)
    for name in wanted:
        if name not in call.state.users:
            continue
        result = answer.results.add()
        result.user.name = name
        result.description = call.state.descriptions.get(("user", name), "")
        if request.include_role_info:
            for role in _roles_of(call, name):
                result.roles.add(name=role)
    return answer


def _roles_of(call: Call, user: str) -> list[str]:
    return sorted(role for role, members in call.state.roles.items() if user in members)


def create_role(call: Call) -> None:
    name = call.request.entity.name
    names.check("role", name, names.ROLE)
    if name in call.state.roles:
        raise unnumbered(f"role [name:{name}] already exists")
    call.state.roles[name] = []
    if call.profile.at_least(2, 6, 19):
        call.state.descriptions["role", name] = call.request.entity.description


def alter_role(call: Call) -> None:
    name = call.request.role_name
    if name not in call.state.roles:
        raise unnumbered(f"not found the role: {name}")
    call.state.descriptions["role", name] = call.request.description


def drop_role(call: Call) -> None:
    name = call.request.role_name
    if name in BUILT_IN_ROLES:
        raise Refused(1401, f"the role[{name}] is a default role, which can't be dropped")
    if name not in call.state.roles:
        raise unnumbered(f"not found the role: {name}")
    seen = {"default", "*"}
    grants = [grant for grant in call.state.grants if grant.role == name]
    if call.profile.sees_every_grant:
        seen |= {grant.database for grant in grants}
    forced = call.profile.at_least(2, 4) and call.request.force_drop
    if any(grant.database in seen for grant in grants) and not forced:
        raise unnumbered("fail to drop the role that it has privileges. Use REVOKE API to revoke")
    if forced:
        call.state.grants = [grant for grant in call.state.grants if grant.role != name]
    del call.state.roles[name]


def select_role(call: Call) -> milvus_pb2.SelectRoleResponse:
    answer = milvus_pb2.SelectRoleResponse()
    request = call.request
    wanted = [request.role.name] if request.HasField("role") else sorted(call.state.roles)
    for name in wanted:
        if name not in call.state.roles:
            continue
        result = answer.results.add()
        result.role.name = name
        result.role.description = call.state.descriptions.get(("role", name), "")
        if request.include_user_info:
            for user in call.state.roles[name]:
                result.users.add(name=user)
    return answer


def operate_user_role(call: Call) -> None:
    request = call.request
    if request.role_name not in call.state.roles:
        raise unnumbered(f"not found the role: {request.role_name}")
    added = request.type == milvus_pb2.OperateUserRoleType.AddUserToRole
    if added and request.username not in call.state.users:
        raise unnumbered(f"not found the user: {request.username}")
    members = call.state.roles[request.role_name]
    if added and request.username not in members:
        members.append(request.username)
    elif not added and request.username in members:
        members.remove(request.username)
