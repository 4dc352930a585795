"""Users: roles are complete, passwords are references that are tried and never read."""

from __future__ import annotations

from typing import Any

import pytest

from migrator.kinds.user import USER, UserSpec, observe
from migrator.model import Resource
from tests.kinds.answering import Answering
from tests.kinds.tables import Case, check, outside, work_out

OLD, NEW = "${env:OLD}", "${env:NEW}"


def user(**spec: Any) -> Resource:
    return outside("User", "ci", spec)


CASES = {
    "a user is made and gets roles that are made first": Case(
        [],
        [user(password=NEW, roles=["reader"]), outside("Role", "reader")],
        ["create Role reader", "create User ci"],
        ["CreateRole", "CreateCredential", "OperateUserRole"],
    ),
    "roles are complete, and one that goes is a loss": Case(
        [user(roles=["a", "b"])],
        [user(roles=["b", "c"])],
        [
            "update User ci [destroy: revoke-grant]",
            "  roles: ['a', 'b'] -> ['b', 'c'] (destroy revoke-grant)",
        ],
        ["OperateUserRole", "OperateUserRole"],
    ),
    "roles that are not declared stay": Case([user(roles=["a"])], [user(password=NEW)], []),
    "a password that was not tried is no difference": Case(
        [user(roles=[])], [user(password=NEW, roles=[])], []
    ),
    "a password that fails is changed from the previous one": Case(
        [user(password=None, roles=[])],
        [user(password=NEW, previous_password=OLD)],
        ["update User ci", "  password: None -> '${env:NEW}' (live)"],
        ["UpdateCredential"],
    ),
    "a password that fails cannot be changed without": Case(
        [user(password=None, roles=[])],
        [user(password=NEW)],
        ["update User ci refused", "  password: None -> '${env:NEW}' (refused)"],
    ),
    "a user is dropped": Case(
        [user(roles=["a"])],
        [outside("User", "ci", absent=True)],
        ["delete User ci [destroy: drop-user]"],
        ["DeleteCredential"],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_changes(case: Case) -> None:
    check(case)


def test_a_role_is_dropped_after_its_users_have_lost_it() -> None:
    live = [user(roles=["a"]), outside("Role", "a")]
    steps = work_out(live, [user(roles=[]), outside("Role", "a", absent=True)]).steps
    assert [step.op for step in steps] == ["OperateUserRole", "DropRole"]
    assert steps[1].needs == (steps[0].id,)


def test_a_login_tells_whether_the_password_is_the_declared_one() -> None:
    rpc = Answering({})
    desired = user(password=NEW)
    assert observe(rpc, user(roles=[]), desired) == user(roles=[])
    rpc.asks_for_login = True
    assert observe(rpc, user(roles=[]), desired).spec.managed()["password"] is None
    rpc.logins["ci"] = NEW
    assert observe(rpc, user(roles=[]), desired).spec.managed()["password"] == NEW


def test_a_password_is_never_written_out() -> None:
    with pytest.raises(ValueError, match="a password is"):
        UserSpec.model_validate({"password": "hunter22"})


def test_root_is_built_in() -> None:
    assert USER.builtin(outside("User", "root").address)
