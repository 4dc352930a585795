"""A Milvus 2.3.5 that asks for a login: who may do what, and what is said to who may not."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest

from migrator import Project
from migrator.cli.app import run
from migrator.errors import (
    ApplyError,
    InvalidInput,
    PermissionDenied,
    Refused,
    Unauthenticated,
    Unprivileged,
)
from migrator.execute import Event, Phase
from migrator.permissions import needs
from tests.contract.test_access import codes, grants_of, role, roles_of
from tests.contract.test_collections import INDEX, collection
from tests.contract.world import World, approval, collections, document
from tests.servers import waiting
from tests.servers.certificates import Certificates
from tests.servers.cleaning import clean
from tests.servers.fixtures import StartMilvus235
from tests.servers.process import RunningServer
from tests.servers.raw import Answered, Raw
from tests.servers.witness import witness

#: Rights take their time to be known on 2.3.5.
pytestmark = pytest.mark.slow

OLD, NEW, ROOT = "correct-horse-1", "correct-horse-2", "Milvus"
BOOKS = collection("books", indexes=[INDEX], load={"state": "loaded"})


class Name:
    """The name of the user and the role of a test."""

    numbers = itertools.count(1)
    current = ""


def ci() -> str:
    """Return a name that no other test uses.

    2.3.5 may go on refusing a role of a name that it has refused before.
    """
    return Name.current


@pytest.fixture
def secured(shared_secured: RunningServer) -> RunningServer:
    clean(shared_secured)
    Name.current = f"ci{next(Name.numbers)}"
    return shared_secured


@pytest.fixture
def world(tmp_path: Path, secured: RunningServer) -> World:
    return as_user(World(tmp_path, {"it": secured}), "root", ROOT)


def as_user(world: World, name: str, password: str) -> World:
    """Log in as somebody; the password is in the environment, as it always is."""
    world.environ = {"LOGIN": password, "OLD": OLD, "NEW": NEW}
    world.more = {"user": name, "password": "${env:LOGIN}"}
    return world


def user(
    password: str = "OLD", roles: tuple[str, ...] | None = None, **more: object
) -> dict[str, object]:
    spec = {
        "password": f"${{env:{password}}}",
        "roles": list((ci(),) if roles is None else roles),
        **more,
    }
    return document("User", ci(), spec)


def grants_needed(world: World, *manifests: dict[str, object]) -> list[dict[str, str]]:
    """What ``plan --show-privileges`` lists, as root sees it."""
    return [need.grant for need in needs(world.plan(*manifests).data)]


def as_ci(server: RunningServer, rpc: str, **fields: object) -> grpc.StatusCode:
    """Call as the user ci with the old password; say how gRPC takes it."""
    login = base64.b64encode(f"{ci()}:{OLD}".encode()).decode()
    with Raw(server.endpoint) as raw:
        try:
            raw.with_headers((("authorization", login),), rpc, **fields)
        except grpc.RpcError as refused:
            code: grpc.StatusCode = refused.code()
            return code
        except Answered:
            pass
    return grpc.StatusCode.OK


def until(holds: Callable[[], bool], otherwise: str) -> None:
    """Wait until a right has come, or gone: that takes a moment."""
    waiting.until(holds, otherwise, within_s=30)


def until_told(wanted: grpc.StatusCode, server: RunningServer, rpc: str, **fields: object) -> None:
    """Wait until the user ci gets this code for a call."""
    until(lambda: as_ci(server, rpc, **fields) is wanted, f"{rpc} is not {wanted}")


def let_in(world: World, server: RunningServer) -> World:
    """Log in as ci, once its rights are there."""
    for rpc in ("ListDatabases", "ListAliases"):
        until_told(grpc.StatusCode.OK, server, rpc)
    for rpc in ("ShowPartitions", "GetLoadState", "CreateIndex", "LoadCollection"):
        until_told(grpc.StatusCode.OK, server, rpc, collection_name="books")
    for rpc in ("CreateCollection", "DropCollection", "DescribeAlias"):
        name = "alias" if rpc == "DescribeAlias" else "collection_name"
        until_told(grpc.StatusCode.OK, server, rpc, **{name: "none"})
    return as_user(world, ci(), OLD)


def test_a_user_with_just_the_needed_rights_plans_and_applies(
    world: World, secured: RunningServer
) -> None:
    needed = grants_needed(world, BOOKS)
    world.apply(role(ci(), *needed), user())
    let_in(world, secured).apply(BOOKS)
    assert collections(witness(secured)) == ["books"]
    # One right less is named before anything runs.
    as_user(world, "root", ROOT)
    without = [{**each, "ensure": "absent"} for each in needed if each["privilege"] == "Load"]
    lost = approval("revoke-grant", f"Grant {ci()}/Load/default/books")
    world.apply(role(ci(), *without), lost)
    clean_books(world)
    as_user(world, ci(), OLD)
    with pytest.raises(Unprivileged, match="Load on books in default"):
        world.plan(BOOKS).apply()
    assert collections(witness(secured)) == []


def clean_books(world: World) -> None:
    gone = document("Collection", "books", ensure="absent")
    world.apply(gone, approval("drop-collection", "Collection default/books"))


def test_wrong_and_missing_credentials_say_what_to_set(world: World) -> None:
    for name, password in (("root", "wrong-password"), ("nobody", OLD)):
        as_user(world, name, password)
        with pytest.raises(Unauthenticated) as raised:
            world.plan(BOOKS)
        assert "set token, or user and password" in raised.value.hint
        assert password not in str(raised.value)
    world.more = {}
    with pytest.raises(Unauthenticated):
        world.plan(BOOKS)


def test_a_password_changes_only_from_the_previous_one(
    world: World, secured: RunningServer
) -> None:
    world.apply(role(ci()), user())
    assert world.plan(role(ci()), user()).is_empty
    plan = world.plan(role(ci()), user("NEW"))
    with pytest.raises(Refused, match="give previous_password"):
        plan.apply()
    assert NEW not in str(plan)
    world.apply(role(ci()), user("NEW", previous_password="${env:OLD}"))
    with pytest.raises(PermissionDenied):
        as_user(world, ci(), NEW).project().drift()
    with pytest.raises(Unauthenticated):
        as_user(world, ci(), OLD).project().drift()


def test_who_plans_need_not_know_the_passwords_of_others(world: World) -> None:
    world.apply(role(ci()), user())
    world.environ = {"LOGIN": ROOT}
    plan = world.plan(role(ci()), user())
    assert [found.code for found in plan.data.findings] == ["MIG813"]
    assert plan.is_empty


def test_a_right_that_is_revoked_while_applying_stops_with_all_said(
    world: World, secured: RunningServer
) -> None:
    needed = grants_needed(world, BOOKS)
    world.apply(role(ci(), *needed), user())
    plan = let_in(world, secured).plan(BOOKS)

    def revoke(event: Event) -> None:
        if event.step.op == "CreateCollection" and event.phase is Phase.DONE:
            with Raw(secured.endpoint) as raw:
                entity = {
                    "role": {"name": ci()},
                    "object": {"name": "Collection"},
                    "object_name": "books",
                    "grantor": {"privilege": {"name": "CreateIndex"}},
                    "db_name": "default",
                }
                raw.as_root("OperatePrivilege", entity=entity, type=1)
            denied = grpc.StatusCode.PERMISSION_DENIED
            until_told(denied, secured, "CreateIndex", collection_name="books", field_name="none")

    with pytest.raises(ApplyError, match="PrivilegeCreateIndex: permission deny") as raised:
        plan.apply(on_event=revoke)
    assert raised.value.done == ("1",)
    assert raised.value.failed == ("2",)
    assert raised.value.remaining
    as_user(world, "root", ROOT)
    world.apply(role(ci(), *needed), user())
    again = grpc.StatusCode.OK
    until_told(again, secured, "CreateIndex", collection_name="books", field_name="none")
    as_user(world, ci(), OLD).apply(BOOKS)


def test_nobody_is_locked_out_by_themselves(world: World, secured: RunningServer) -> None:
    admin = user(roles=("admin",))
    world.apply(admin)
    let_in(world, secured)
    for change in (document("User", ci(), ensure="absent"), user(roles=())):
        with pytest.raises(InvalidInput) as raised:
            world.plan(change)
        assert codes(raised) == {"MIG809"}


def test_what_was_granted_works_and_what_was_not_is_refused(
    world: World, secured: RunningServer
) -> None:
    search = {"privilege": "Search", "object_name": "books"}
    world.apply(BOOKS, role(ci(), search), user())
    assert grants_of(secured, ci()) == {("Search", "books", "default")}
    assert roles_of(secured, ci()) == [ci()]
    from pymilvus import MilvusClient, MilvusException

    client = MilvusClient(uri=secured.uri, token=f"{ci()}:{OLD}")

    def may_search() -> bool:
        try:
            client.search("books", [[0.0, 0.0, 0.0, 1.0]], limit=1, anns_field="v")
        except (MilvusException, grpc.RpcError) as refused:
            if "permission deny" in str(refused):
                return False
            raise
        return True

    try:
        until(may_search, "Search is not granted")
        with pytest.raises((MilvusException, grpc.RpcError), match="permission deny"):
            client.query("books", filter="id > 0", limit=1)
        with pytest.raises((MilvusException, grpc.RpcError), match="permission deny"):
            client.drop_collection("books")
    finally:
        client.close()


def test_a_user_without_ownership_exports_what_it_sees(
    world: World,
    secured: RunningServer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.apply(role(ci(), *grants_needed(world, BOOKS)), user())
    let_in(world, secured).project()
    monkeypatch.setenv("LOGIN", OLD)
    assert run(["export", "-C", str(world.folder)]) == 0
    told = capsys.readouterr()
    assert "left out, because the connected user may not see them: " in told.err
    assert "Role" in told.err
    assert OLD not in told.out + told.err


def test_the_users_of_the_example_can_do_what_they_are_for(
    tmp_path: Path, secured: RunningServer
) -> None:
    example = Path(__file__).parents[2] / "examples" / "access-control"
    texts = [
        (example / "manifests" / f"{name}.yaml").read_text() for name in ("access", "articles")
    ]
    world = as_user(World(tmp_path, {"it": secured}), "root", ROOT)
    passwords = dict.fromkeys(("SEARCH", "CI_PLAN", "CI_APPLY"), OLD)
    environ = {f"{name}_PASSWORD": value for name, value in passwords.items()}
    world.environ |= environ
    world.apply(texts[0])
    as_user(world, "ci_plan", OLD).environ |= environ
    until_known(world)
    plan = world.plan(*texts)
    assert [str(change.address) for change in plan.changes if change.address.database] == [
        "Collection default/articles",
        "Index default/articles.embedding",
    ]
    with pytest.raises(Unprivileged, match="CreateCollection in default; "):
        plan.apply()
    Name.current = "ci_apply"
    for rpc in ("CreateCollection", "CreateIndex", "LoadCollection"):
        until_told(grpc.StatusCode.OK, secured, rpc, collection_name="articles")
    as_user(world, "ci_apply", OLD).environ |= environ
    until_known(world)
    world.apply(*texts)
    assert collections(witness(secured)) == ["articles"]


def until_known(world: World) -> None:
    """Wait until the rights of whoever is logged in have come to be known."""

    def are_known() -> bool:
        try:
            world.project().drift()
        except PermissionDenied:
            return False
        return True

    until(are_known, "the rights are not known")


@pytest.mark.slow
@pytest.mark.parametrize("mutual", [False, True], ids=["TLS", "mutual TLS"])
def test_access_is_managed_over_tls(
    tmp_path: Path, start_milvus235: StartMilvus235, certificates: Certificates, mutual: bool
) -> None:
    server = start_milvus235(authorization=True, tls=certificates, mutual=mutual)
    Name.current = "ci"
    world = as_user(World(tmp_path, {"it": server}), "root", ROOT)
    tls = {"ca": str(certificates.authority)}
    if mutual:
        tls |= {"cert": str(certificates.client), "key": str(certificates.client_key)}
    world.more = {**world.more, "tls": tls}
    world.apply(role(ci(), {"privilege": "Search", "object_name": "books"}), BOOKS, user())
    world.apply(role(ci()), BOOKS, user("NEW", previous_password="${env:OLD}"))
    assert world.plan().is_empty
    assert isinstance(world.project(), Project)
    assert base64.b64encode(NEW.encode()).decode() not in str(world.plan())
