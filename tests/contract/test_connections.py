"""Several servers at once, each under its alias; and servers that cannot be worked with."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator import Project, Refused, ServerError
from migrator.commands.connections import test as try_connections
from migrator.errors import Unauthenticated, Unreachable, WrongServer
from tests.contract.test_collections import INDEX, collection
from tests.contract.world import World, collections, document
from tests.servers import ports
from tests.servers.certificates import Certificates
from tests.servers.fixtures import OpenWitness, StartMilvus235
from tests.servers.process import RunningServer


def test_two_aliases_at_once_stay_apart(
    tmp_path: Path,
    lite_clean: RunningServer,
    milvus235_clean: RunningServer,
    open_witness: OpenWitness,
) -> None:
    world = World(tmp_path, {"lite": lite_clean, "milvus": milvus235_clean})
    world.apply(collection("one", indexes=[INDEX]), on="lite")
    assert collections(open_witness(milvus235_clean)) == []
    assert not world.plan(on="milvus").is_empty
    world.apply(collection("two", indexes=[INDEX]), on="milvus")
    assert collections(open_witness(lite_clean)) == ["one"]
    assert collections(open_witness(milvus235_clean)) == ["two"]
    reports = try_connections(["lite", "milvus"], world.project().data.connection)
    assert [report.reachable for report in reports] == [True, True]
    assert [report.server for report in reports] == ["Milvus Lite 3.2.2", "Milvus 2.3.5"]
    identities = {report.identity for report in reports}
    assert len(identities) == 2
    assert "" not in identities


def test_a_plan_for_one_server_is_refused_by_another(
    tmp_path: Path, lite_clean: RunningServer, milvus235_clean: RunningServer
) -> None:
    world = World(tmp_path, {"lite": lite_clean, "milvus": milvus235_clean})
    plan = world.plan(collection(), on="lite")
    with pytest.raises(WrongServer):
        plan.apply(on="milvus")


def test_expectations_are_checked_before_anything_else(world: World) -> None:
    world.apply(collection())
    world.more = {"expect": {"server_version": ">=9"}}
    with pytest.raises(WrongServer, match="server_version"):
        world.plan()
    world.more = {"expect": {"identity": "somebody-else"}}
    with pytest.raises(WrongServer, match="identity"):
        world.plan()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with ports.claimed() as free:
        world = World(tmp_path, {})
        world.uris = {"gone": f"http://127.0.0.1:{free[0]}"}
        with pytest.raises(Unreachable, match="cannot be reached"):
            world.plan(collection())
        (report,) = try_connections(["gone"], world.project().data.connection)
    assert not report.reachable
    assert "is the server running" in report.hint


@pytest.mark.parametrize(
    "login", [None, "root:wrong", "nobody:Milvus"], ids=["none", "wrong password", "unknown user"]
)
def test_credentials_that_a_server_does_not_take(
    tmp_path: Path, milvus235_secured: RunningServer, login: str | None
) -> None:
    world = World(tmp_path, {"it": milvus235_secured})
    if login is not None:
        world.more = {"token": "${env:LOGIN}"}
        world.environ = {"LOGIN": login}
    with pytest.raises(Unauthenticated) as caught:
        world.plan(collection())
    assert caught.value.exit_code == 1
    assert login is None or login not in str(caught.value)


def test_the_right_credentials(tmp_path: Path, milvus235_secured: RunningServer) -> None:
    world = World(tmp_path, {"it": milvus235_secured})
    world.environ = {"USER": "root", "PASSWORD": "Milvus"}
    world.more = {"user": "${env:USER}", "password": "${env:PASSWORD}"}
    world.apply(collection())


@pytest.fixture(scope="module")
def milvus235_secured(shared_secured: RunningServer) -> RunningServer:
    return shared_secured


@pytest.mark.slow
def test_tls_and_mutual_tls(
    tmp_path: Path, start_milvus235: StartMilvus235, certificates: Certificates
) -> None:
    server = start_milvus235(tls=certificates, mutual=True)
    world = World(tmp_path, {"it": server})
    tls = {
        "ca": str(certificates.authority),
        "cert": str(certificates.client),
        "key": str(certificates.client_key),
    }
    world.more = {"tls": tls}
    world.apply(collection())
    world.more = {"tls": {"ca": str(certificates.authority)}}
    with pytest.raises(ServerError):
        world.plan()
    world.more = {}
    with pytest.raises(Unreachable):
        world.plan()
    world.uris = {"it": server.uri.replace("https:", "http:")}
    with pytest.raises(Unreachable) as caught:
        world.plan()
    assert "https://" in caught.value.hint


def test_a_protected_connection_takes_a_saved_plan_only(world: World) -> None:
    world.more = {"protected": True}
    plan = world.plan(collection())
    with pytest.raises(Refused, match="protected"):
        plan.apply()
    file = world.folder / "plan.json"
    plan.save(file)
    project = Project.load(world.folder, environ={})
    assert project.saved_plan(file).apply().complete


def test_a_connection_says_where_manifests_go_that_name_no_database(
    world: World, milvus: RunningServer, open_witness: OpenWitness
) -> None:
    world.more = {"database": "team_a"}
    world.apply(document("Database", "team_a"), collection("one"))
    assert collections(open_witness(milvus, database="team_a")) == ["one"]
    assert collections(open_witness(milvus)) == []
