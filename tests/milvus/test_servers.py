"""The client against real servers."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from migrator.connection import Connection, Tls
from migrator.errors import (
    NotFound,
    PermissionDenied,
    Rejected,
    ServerError,
    Unauthenticated,
    Unimplemented,
    Unreachable,
)
from migrator.kinds.base import Call
from migrator.milvus.client import Client
from tests.canaries import canary
from tests.milvus.books import BOOKS, SCHEMA, create
from tests.servers.certificates import Certificates
from tests.servers.certificates import make as make_certificates
from tests.servers.fixtures import OpenWitness, StartLite, StartMilvus235
from tests.servers.process import RunningServer

SECRET = canary("a user")


def connection_to(server: RunningServer, **settings: Any) -> Connection:
    return Connection("dev", server.uri, **{"authorization": server.endpoint.token, **settings})


@contextmanager
def connected(server: RunningServer, **settings: Any) -> Iterator[Client]:
    with Client(connection_to(server, **settings)) as client:
        yield client


def failure(connection: Connection) -> ServerError:
    with Client(connection) as client, pytest.raises(ServerError) as raised:
        client.call("ShowCollections", {})
    return raised.value


def test_what_plain_data_asks_for_is_there(
    milvus: RunningServer, open_witness: OpenWitness
) -> None:
    with connected(milvus) as client:
        create(client)
        index = {
            "index_type": "HNSW",
            "metric_type": "COSINE",
            "params": '{"M": 8, "efConstruction": 64}',
        }
        client.call("CreateIndex", {**BOOKS, "field_name": "vector", "extra_params": index})
        client.call("CreateAlias", {**BOOKS, "alias": "live"})
        described = client.call("DescribeCollection", BOOKS)
    assert [field.name for field in described.schema.fields] == ["id", "title", "vector"]
    assert {p.key: p.value for p in described.properties} == {"collection.ttl.seconds": "3600"}
    witness = open_witness(milvus)
    assert witness.list_collections() == ["books"]
    assert witness.describe_index("books", "vector")["metric_type"] == "COSINE"
    assert witness.describe_alias("live")["collection_name"] == "books"


def test_calls_reach_their_database(milvus: RunningServer, open_witness: OpenWitness) -> None:
    with connected(milvus) as client:
        client.call("CreateDatabase", {"db_name": "archive"}, database="archive")
        create(client, database="archive")
        client.call("CreateAlias", {**BOOKS, "alias": "live"}, database="archive")
        assert list(client.call("ListAliases", {}, database="archive").aliases) == ["live"]
        assert list(client.call("ListAliases", {}).aliases) == []
    assert open_witness(milvus).list_collections() == []
    assert open_witness(milvus, database="archive").list_collections() == ["books"]


def test_a_missing_collection_is_not_found(milvus: RunningServer) -> None:
    with connected(milvus) as client, pytest.raises(NotFound) as raised:
        client.call("DescribeCollection", {"collection_name": "missing"})
    assert raised.value.code == 100
    assert "missing" in raised.value.reason


def test_a_missing_index_is_not_found(milvus: RunningServer) -> None:
    with connected(milvus) as client:
        create(client)
        with pytest.raises(NotFound) as raised:
            client.call("DescribeIndex", BOOKS)
    assert raised.value.code == 700


def test_a_missing_partition_is_not_found(milvus: RunningServer) -> None:
    with connected(milvus) as client:
        create(client)
        with pytest.raises(NotFound) as raised:
            client.call("GetPartitionStatistics", {**BOOKS, "partition_name": "missing"})
    assert raised.value.code == 200


def test_missing_things_of_milvus_are_not_found(milvus235_clean: RunningServer) -> None:
    with connected(milvus235_clean) as client:
        create(client)
        for method, request, code in (
            ("ShowCollections", {"db_name": "missing"}, 800),
            ("AlterAlias", {**BOOKS, "alias": "missing"}, 1600),
            ("DescribeResourceGroup", {"resource_group": "missing"}, 300),
            ("GetReplicas", BOOKS, 400),
        ):
            with pytest.raises(NotFound) as raised:
                client.call(method, request)
            assert raised.value.code == code


def test_a_refusal_has_the_words_of_the_server(milvus235_clean: RunningServer) -> None:
    with connected(milvus235_clean) as client:
        create(client)
        with pytest.raises(Rejected, match="duplicate collection") as raised:
            client.call("CreateCollection", {**BOOKS, "schema": {**SCHEMA, "description": "x"}})
    assert raised.value.code == 65535


def test_an_rpc_that_the_server_has_not_is_unimplemented(milvus: RunningServer) -> None:
    with connected(milvus) as client:
        for method in ("AddCollectionField", "AlterIndex", "ListPrivilegeGroups"):
            with pytest.raises(Unimplemented):
                client.call(method, {})


def test_the_server_says_what_it_is(milvus235: RunningServer, lite_server: RunningServer) -> None:
    with connected(milvus235) as client:
        assert client.capabilities.server == "Milvus 2.3.5"
    with connected(lite_server) as client:
        assert client.capabilities.lite
        assert not client.capabilities.embedded


def test_many_reads_are_one_rpc_each(milvus: RunningServer) -> None:
    names = [f"books_{number:02}" for number in range(40)]
    with connected(milvus) as client:
        for name in names:
            create(client, name)
        client.sent.clear()
        reads = [Call("DescribeCollection", {"collection_name": name}) for name in names]
        answers = client.call_all([*reads, Call("DescribeCollection", {"collection_name": "no"})])
    assert [answer.schema.name for answer in answers[:-1]] == names
    assert isinstance(answers[-1], NotFound)
    assert client.sent == {"DescribeCollection": 41}


def test_writes_of_many_threads_are_all_done(milvus: RunningServer) -> None:
    """Milvus Lite says that some of these fail when they come at once, though none does."""
    with connected(milvus) as client, ThreadPoolExecutor(8) as pool:
        create(client)
        names = [f"alias_{number:02}" for number in range(24)]
        list(pool.map(lambda n: client.call("CreateAlias", {**BOOKS, "alias": n}), names))
        assert sorted(client.call("ListAliases", {}).aliases) == names


def test_a_grant_is_made_where_nobody_logs_in(milvus235_clean: RunningServer) -> None:
    entity = {
        "role": {"name": "reader"},
        "object": {"name": "Collection"},
        "object_name": "books",
        "db_name": "default",
        "grantor": {"user": {"name": "root"}, "privilege": {"name": "Search"}},
    }
    with connected(milvus235_clean) as client:
        client.call("CreateRole", {"entity": {"name": "reader"}})
        client.call("OperatePrivilege", {"entity": entity, "type": "Grant"})
        role = {"role": {"name": "reader"}, "db_name": "default"}
        (grant,) = client.call("SelectGrant", {"entity": role}).entities
    assert grant.grantor.privilege.name == "Search"


def test_a_read_waits_for_a_server_that_restarts(start_lite: StartLite) -> None:
    server = start_lite()
    with connected(server) as client, ThreadPoolExecutor(1) as pool:
        client.call("ShowCollections", {})
        server.kill()
        reading = pool.submit(client.call, "ShowCollections", {})
        server.restart()
        assert list(reading.result().collection_names) == []
    assert client.sent["ShowCollections"] > 2


def test_a_restarting_server_is_ready_when_it_answers(start_lite: StartLite) -> None:
    server = start_lite()
    server.kill()
    with connected(server) as client, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.wait_ready, 60)
        server.restart()
        waiting.result()


def test_nobody_listening_is_unreachable() -> None:
    refusal = failure(Connection("dev", "http://127.0.0.1:1"))
    assert type(refusal) is Unreachable
    assert refusal.hint == "is http://127.0.0.1:1 right, and is the server running?"


def test_a_port_inside_milvus_is_told_from_the_public_one(milvus235: RunningServer) -> None:
    config = yaml.safe_load((milvus235.data_dir / "configs" / "milvus.yaml").read_text("utf-8"))
    uri = f"http://127.0.0.1:{config['proxy']['internalPort']}"
    refusal = failure(Connection("dev", uri))
    assert type(refusal) is Unimplemented
    assert "public port" in refusal.hint


def test_tls_to_a_server_without_it_is_told(milvus235: RunningServer) -> None:
    refusal = failure(Connection("dev", milvus235.uri.replace("http:", "https:")))
    assert type(refusal) is Unreachable
    assert "write http:// in the uri" in refusal.hint


def test_a_login_is_needed_and_checked(start_milvus235: StartMilvus235) -> None:
    server = start_milvus235(authorization=True)
    for authorization in ("", "root:wrong", "no token"):
        refusal = failure(connection_to(server, authorization=authorization))
        assert type(refusal) is Unauthenticated
        assert "connection dev in migrator.yaml" in refusal.hint
        assert "wrong" not in str(refusal)
    with connected(server) as client:
        client.call(
            "CreateCredential", {"username": "ci", "password": b64encode(SECRET.encode()).decode()}
        )
        with pytest.raises(Unauthenticated, match="old password") as raised:
            client.call(
                "UpdateCredential",
                {"username": "ci", "oldPassword": "b3RoZXIxMg==", "newPassword": "bmV3MTIzNA=="},
            )
        assert raised.value.code == 1400
    with connected(server, authorization=f"ci:{SECRET}") as client:
        client.call("ShowCollections", {})
        with pytest.raises(PermissionDenied, match="PrivilegeCreateDatabase"):
            client.call("CreateDatabase", {"db_name": "archive"})


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("strangers"))


def test_tls_is_checked_by_the_client(
    start_milvus235: StartMilvus235,
    certificates: Certificates,
    strangers: Certificates,
    tmp_path: Path,
) -> None:
    server = start_milvus235(tls=certificates)
    good = connection_to(server, tls=Tls(ca=certificates.authority))
    with Client(good) as client:
        create(client)
    by_address = replace(good, uri=f"https://127.0.0.2:{server.port}")
    with Client(replace(by_address, tls=Tls(certificates.authority, None, None, "localhost"))) as c:
        c.call("ShowCollections", {})
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense", "utf-8")
    for bad, hint in (
        (replace(good, uri=server.uri.replace("https:", "http:"), tls=None), "write https://"),
        (replace(good, tls=None), "tls.ca"),
        (replace(good, tls=Tls(ca=strangers.authority)), "tls.ca"),
        (by_address, "tls.server_name"),
        (replace(good, tls=Tls(ca=nonsense)), "PEM files"),
    ):
        refusal = failure(bad)
        assert type(refusal) is Unreachable
        assert hint in refusal.hint


def test_tls_is_checked_by_the_server(
    start_milvus235: StartMilvus235, certificates: Certificates, strangers: Certificates
) -> None:
    server = start_milvus235(tls=certificates, mutual=True)
    one_way = Tls(ca=certificates.authority)
    mutual = replace(one_way, cert=certificates.client, key=certificates.client_key)
    with connected(server, tls=mutual) as client:
        create(client)
    stranger = replace(one_way, cert=strangers.client, key=strangers.client_key)
    for bad in (one_way, stranger):
        refusal = failure(connection_to(server, tls=bad))
        assert type(refusal) is Unreachable
        assert "tls.cert and tls.key" in refusal.hint
