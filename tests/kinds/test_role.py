"""Roles: a name, read with all others at once."""

from __future__ import annotations

from migrator.kinds.base import Scope
from migrator.kinds.role import ROLE, describe, read
from migrator.model import State
from tests.kinds.answering import LITE, Answering
from tests.kinds.tables import outside

LISTED = {"SelectRole": {"results": [{"role": {"name": "reader"}}, {"role": {"name": "admin"}}]}}


def test_wanted_roles_are_read_and_the_others_are_known() -> None:
    reader = outside("Role", "reader")
    rpc = Answering(LISTED)
    state = read(rpc, Scope(wanted=frozenset({reader.address})), State())
    assert state.of_kind("Role") == (reader,)
    assert state.unread == {outside("Role", "admin").address}
    assert rpc.methods == ["SelectRole"]


def test_lite_is_not_asked() -> None:
    rpc = Answering({}, LITE)
    assert read(rpc, Scope(), State()) == State()
    assert rpc.methods == []


def test_one_role_is_described() -> None:
    assert describe(Answering(LISTED), outside("Role", "reader").address) is not None
    assert describe(Answering(LISTED), outside("Role", "writer").address) is None


def test_roles_of_milvus_are_built_in() -> None:
    assert [ROLE.builtin(outside("Role", name).address) for name in ("admin", "public", "x")] == [
        True,
        True,
        False,
    ]
