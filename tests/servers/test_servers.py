"""The servers that other tests stand on start, answer, stop and can be emptied."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
from pymilvus import DataType
from pymilvus.client.connection_manager import ConnectionManager

from tests.servers import ports
from tests.servers.certificates import Certificates
from tests.servers.cleaning import clean
from tests.servers.endpoint import Endpoint
from tests.servers.fixtures import OpenWitness, StartLite, StartMilvus235, emptied
from tests.servers.process import RunningServer, ServerFailed
from tests.servers.raw import Answered, Raw
from tests.servers.witness import witness

ROOT = Path(__file__).resolve().parents[2]


def has_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def make_collection(server: RunningServer, open_witness: OpenWitness, name: str = "books") -> None:
    open_witness(server).create_collection(name, dimension=4)


def collections(server: RunningServer, database: str = "default") -> list[str]:
    with Raw(server.endpoint) as raw:
        return sorted(raw("ShowCollections", db_name=database).collection_names)


def refusal(endpoint: Endpoint) -> grpc.StatusCode:
    with Raw(endpoint, deadline_s=5.0) as raw, pytest.raises(grpc.RpcError) as refused:
        raw("ShowCollections")
    code: grpc.StatusCode = refused.value.code()
    return code


def test_a_witness_reads_back_what_a_server_was_given(
    milvus: RunningServer, open_witness: OpenWitness
) -> None:
    client = open_witness(milvus)
    client.create_collection("books", dimension=4)
    client.insert("books", [{"id": 1, "vector": [0.0, 1.0, 2.0, 3.0]}])
    assert client.list_collections() == ["books"]
    fields = {field["name"] for field in client.describe_collection("books")["fields"]}
    assert fields == {"id", "vector"}
    rows = client.query("books", filter="id == 1", consistency_level="Strong")
    assert [row["vector"] for row in rows] == [[0.0, 1.0, 2.0, 3.0]]


def test_a_shared_server_is_empty_for_the_next_test(milvus: RunningServer) -> None:
    assert collections(milvus) == []


def test_a_stopped_milvus_has_gone_with_its_port_and_its_folder(
    start_milvus235: StartMilvus235, open_witness: OpenWitness
) -> None:
    server = start_milvus235()
    make_collection(server, open_witness)
    assert collections(server) == ["books"]
    server.close()
    assert has_gone(server.pid)
    assert ports.is_free(server.port)
    assert not server.data_dir.exists()


@pytest.mark.parametrize("tcp", [False, True], ids=["unix", "tcp"])
def test_a_stopped_lite_has_gone_with_its_address_and_its_folder(
    tcp: bool, start_lite: StartLite, open_witness: OpenWitness
) -> None:
    server = start_lite(tcp=tcp)
    make_collection(server, open_witness)
    assert collections(server) == ["books"]
    server.close()
    assert has_gone(server.pid)
    assert not server.data_dir.exists()
    if tcp:
        assert ports.is_free(server.port)
    else:
        assert server.endpoint.socket is not None
        assert not server.endpoint.socket.exists()


def test_a_lite_stops_by_itself_when_asked(start_lite: StartLite) -> None:
    server = start_lite()
    server.stop()
    assert "Shutting down" in server.log.read_text("utf-8")


@pytest.mark.parametrize("end", [RunningServer.stop, RunningServer.kill])
def test_a_restarted_server_has_its_address_and_its_data(
    end: object, start_lite: StartLite, open_witness: OpenWitness
) -> None:
    server = start_lite()
    make_collection(server, open_witness)
    before = server.pid
    assert callable(end)
    end(server)
    assert has_gone(before)
    assert not server.running
    server.restart()
    assert server.pid != before
    assert collections(server) == ["books"]


@pytest.mark.slow
def test_a_restarted_milvus_has_its_address_and_its_data(
    start_milvus235: StartMilvus235, open_witness: OpenWitness
) -> None:
    server = start_milvus235()
    make_collection(server, open_witness)
    server.kill()
    server.restart()
    assert collections(server) == ["books"]


def test_two_milvus_at_once_know_nothing_of_each_other(
    milvus235_clean: RunningServer, start_milvus235: StartMilvus235, open_witness: OpenWitness
) -> None:
    other = start_milvus235()
    assert other.port != milvus235_clean.port
    make_collection(milvus235_clean, open_witness, "books")
    make_collection(other, open_witness, "films")
    assert collections(milvus235_clean) == ["books"]
    assert collections(other) == ["films"]


def test_a_milvus_starts_on_the_port_that_is_asked_for(start_milvus235: StartMilvus235) -> None:
    with ports.claimed() as block:
        assert start_milvus235(port=block[0]).uri == f"http://127.0.0.1:{block[0]}"


def test_a_taken_port_is_refused(milvus235: RunningServer, start_milvus235: StartMilvus235) -> None:
    with pytest.raises(ValueError, match="is taken"):
        start_milvus235(port=milvus235.port)


def test_authorization_wants_a_login(
    start_milvus235: StartMilvus235, open_witness: OpenWitness
) -> None:
    server = start_milvus235(authorization=True)
    endpoint = server.endpoint
    assert endpoint.token == "root:Milvus"
    assert refusal(Endpoint(uri=endpoint.uri, host=endpoint.host, port=endpoint.port)) == (
        grpc.StatusCode.UNAUTHENTICATED
    )
    assert open_witness(server).list_users() == ["root"]
    clean(server)


@pytest.mark.parametrize("mutual", [False, True], ids=["one-way", "mutual"])
def test_tls_wants_the_right_certificates(
    mutual: bool,
    certificates: Certificates,
    start_milvus235: StartMilvus235,
    open_witness: OpenWitness,
) -> None:
    server = start_milvus235(tls=certificates, mutual=mutual)
    make_collection(server, open_witness)
    assert open_witness(server).list_collections() == ["books"]
    plain = Endpoint(uri=server.uri, host=server.host, port=server.port)
    assert refusal(plain) == grpc.StatusCode.UNAVAILABLE
    without_client = replace(plain, tls=certificates)
    if mutual:
        assert refusal(without_client) == grpc.StatusCode.UNAVAILABLE
    else:
        with Raw(without_client) as raw:
            assert list(raw("ShowCollections").collection_names) == ["books"]


def fill(server: RunningServer, open_witness: OpenWitness) -> None:
    """Put in what both servers have: a database, collections with rows, aliases."""
    client = open_witness(server)
    client.create_database("archive")
    schema = client.create_schema()
    schema.add_field("id", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=4)
    for database in ("default", "archive"):
        client = open_witness(server, database=database)
        client.create_collection("books", schema=schema)
        client.create_partition("books", "old")
        client.insert("books", [{"id": 1, "vector": [1.0] * 4}])
        client.create_alias("books", "live")


def test_clean_leaves_no_data(milvus: RunningServer, open_witness: OpenWitness) -> None:
    fill(milvus, open_witness)
    make_collection(milvus, open_witness, "loaded")
    clean(milvus)
    client = open_witness(milvus)
    assert client.list_databases() == ["default"]
    assert client.list_collections() == []
    with Raw(milvus.endpoint) as raw:
        assert list(raw("ListAliases", db_name="default").aliases) == []
    fill(milvus, open_witness)


def test_a_new_witness_knows_nothing_of_a_collection_of_the_same_name_before(
    lite_clean: RunningServer, open_witness: OpenWitness
) -> None:
    for dimension in (4, 8):
        client = open_witness(lite_clean)
        client.create_collection("books", dimension=dimension)
        assert client.insert("books", [{"id": 1, "vector": [1.0] * dimension}])["insert_count"] == 1
        clean(lite_clean)


def test_a_closed_witness_leaves_no_connection_to_the_next(lite_clean: RunningServer) -> None:
    kept = ConnectionManager.get_instance().get_stats
    before = kept()["total_connections"]
    with closing(witness(lite_clean)), closing(witness(lite_clean)):
        assert kept()["total_connections"] == before + 2
    assert kept()["total_connections"] == before


def test_clean_unsets_the_properties_of_the_default_database(
    lite_clean: RunningServer, open_witness: OpenWitness
) -> None:
    client = open_witness(lite_clean)
    untouched = client.describe_database("default")
    client.alter_database_properties("default", {"database.replica.number": "1"})
    clean(lite_clean)
    assert client.describe_database("default") == untouched


def grants(raw: Raw, role: str, database: str) -> list[tuple[str, str]]:
    entity = {"role": {"name": role}, "db_name": database}
    found = raw("SelectGrant", entity=entity).entities
    return sorted((grant.db_name, grant.grantor.privilege.name) for grant in found)


def grant(raw: Raw, role: str, database: str) -> None:
    entity = {
        "role": {"name": role},
        "object": {"name": "Collection"},
        "object_name": "books",
        "db_name": database,
        "grantor": {"user": {"name": "root"}, "privilege": {"name": "Search"}},
    }
    raw.as_root("OperatePrivilege", entity=entity)


def test_clean_leaves_no_access(milvus235_clean: RunningServer) -> None:
    with Raw(milvus235_clean.endpoint) as raw:
        built_in = grants(raw, "public", "default")
        assert len(built_in) == 3
        raw("CreateRole", entity={"name": "reader"})
        raw("CreateCredential", username="ci", password="c2VjcmV0MTI=")
        for user, role in (("ci", "reader"), ("root", "reader"), ("root", "public")):
            raw("OperateUserRole", username=user, role_name=role)
        raw("CreateDatabase", db_name="archive")
        for database in ("", "*", "archive", "never_made"):
            grant(raw, "reader", database)
            grant(raw, "public", database)
        clean(milvus235_clean)
        roles = raw("SelectRole", include_user_info=True).results
        assert sorted(result.role.name for result in roles) == ["admin", "public"]
        assert [list(result.users) for result in roles] == [[], []]
        assert list(raw("ListCredUsers").usernames) == ["root"]
        assert grants(raw, "public", "default") == built_in
        raw("CreateRole", entity={"name": "reader"})
        for database in ("", "archive", "never_made"):
            assert grants(raw, "reader", database) == []


def test_a_role_made_again_has_the_grants_that_its_drop_left_elsewhere(
    milvus235_clean: RunningServer,
) -> None:
    """Why ``clean`` looks into etcd; should this fail, it need not any more."""
    with Raw(milvus235_clean.endpoint) as raw:
        raw("CreateRole", entity={"name": "reader"})
        grant(raw, "reader", "archive")
        raw("DropRole", role_name="reader")
        raw("CreateRole", entity={"name": "reader"})
        assert grants(raw, "reader", "archive") == [("archive", "Search")]


def test_clean_gives_nodes_back(milvus235_clean: RunningServer, open_witness: OpenWitness) -> None:
    with Raw(milvus235_clean.endpoint) as raw:
        raw("CreateResourceGroup", resource_group="rg1")
        raw("CreateResourceGroup", resource_group="rg2")
        client = open_witness(milvus235_clean)
        client.create_collection("books", dimension=4)
        client.release_collection("books")
        raw(
            "TransferNode",
            source_resource_group="__default_resource_group",
            target_resource_group="rg1",
            num_node=1,
        )
        raw("LoadCollection", collection_name="books", resource_groups=["rg1"])
        clean(milvus235_clean)
        assert list(raw("ListResourceGroups").resource_groups) == ["__default_resource_group"]
        default = raw("DescribeResourceGroup", resource_group="__default_resource_group")
        assert default.resource_group.num_available_node == 1


def test_a_server_that_an_earlier_test_brought_down_is_started_again(
    start_lite: StartLite, open_witness: OpenWitness
) -> None:
    server = start_lite()
    make_collection(server, open_witness)
    server.kill()
    emptied(server)
    assert collections(server) == []


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(
    start_lite: StartLite, tmp_path: Path
) -> None:
    first = start_lite(data_dir=tmp_path)
    with pytest.raises(ServerFailed, match=r"exited with 1(.|\n)*DataDirLockedError"):
        start_lite(data_dir=tmp_path)
    assert collections(first) == []


def test_a_server_that_does_not_answer_in_time_is_ended(start_lite: StartLite) -> None:
    server = start_lite()
    with pytest.raises(ServerFailed, match="does not answer at unix:"):
        server.restart(timeout_s=0)
    assert has_gone(server.pid)


def test_a_server_is_not_started_on_a_thread_that_may_end_before(start_lite: StartLite) -> None:
    server = start_lite()
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="main thread"):
        pool.submit(server.restart).result()
    assert server.running


STARTS_AND_WAITS = """
import sys, time
from tests.servers import lite, milvus235
server = {"lite": lite, "milvus-2.3.5": milvus235}[sys.argv[1]].start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("kind", ["lite", pytest.param("milvus-2.3.5", marks=pytest.mark.live)])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_dies_with_the_process_that_started_it(
    kind: str, end: signal.Signals, tmp_path: Path
) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS, kind],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert not has_gone(pid)
        starter.send_signal(end)
        starter.wait()
    shutil.rmtree(tmp_path)
    while not has_gone(pid):
        time.sleep(0.01)  # pytest's own time-out is the end of this


def test_a_claimed_block_of_ports_is_given_once() -> None:
    with ports.claimed() as first, ports.claimed() as second:
        assert not set(first) & set(second)


def test_who_listens_on_a_port_is_known(start_lite: StartLite) -> None:
    server = start_lite(tcp=True)
    assert ports.listening(server.pid) == (server.port,)
    assert ports.listens_alone(server.pid, server.port)
    assert not ports.listens_alone(os.getpid(), server.port)


def test_a_status_that_is_no_success_is_raised(lite_clean: RunningServer) -> None:
    with Raw(lite_clean.endpoint) as raw, pytest.raises(Answered, match="DescribeCollection: 100"):
        raw("DescribeCollection", collection_name="missing")


@pytest.mark.live
def test_one_process_has_all_tests_that_need_a_milvus(request: pytest.FixtureRequest) -> None:
    """Each further Milvus would cost a good part of a processor."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@live")
