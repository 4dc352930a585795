"""From what a connection says to where and how to connect."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from migrator.connection import Connection, Tls
from migrator.errors import UsageError
from migrator.milvus.channel import metadata, open_channel, target_of, uses_tls
from tests.canaries import canary

SECRET = canary("a channel")


@pytest.mark.parametrize(
    ("uri", "target"),
    [
        ("http://milvus.internal:19530", "milvus.internal:19530"),
        ("http://milvus.internal", "milvus.internal:19530"),
        ("https://milvus.internal", "milvus.internal:443"),
        ("https://milvus.internal:19530/", "milvus.internal:19530"),
        ("http://[::1]:1234", "[::1]:1234"),
        ("unix:/run/milvus.sock", "unix:/run/milvus.sock"),
    ],
)
def test_a_uri_is_a_target(uri: str, target: str) -> None:
    assert target_of(Connection("dev", uri)) == target


@pytest.mark.parametrize(
    "uri", ["milvus:19530", "ftp://milvus", "http://", "http://milvus:port", "http://m/db", ""]
)
def test_a_uri_of_no_milvus_is_refused(uri: str) -> None:
    with pytest.raises(UsageError, match=r"dev: .* is not an address of a Milvus server"):
        target_of(Connection("dev", uri))


@pytest.mark.parametrize("uri", [f"http://root:{SECRET}@milvus:1", f"https://{SECRET}@milvus/db"])
def test_a_uri_with_a_secret_is_refused_without_telling_it(uri: str) -> None:
    with pytest.raises(UsageError, match="the uri holds credentials") as refused:
        target_of(Connection("dev", uri))
    assert SECRET not in str(refused.value)


def test_tls_is_by_scheme_or_by_its_block() -> None:
    assert uses_tls(Connection("dev", "https://milvus"))
    assert uses_tls(Connection("dev", "http://milvus", tls=Tls()))
    assert not uses_tls(Connection("dev", "http://milvus"))


def test_a_file_of_tls_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "ca.pem"
    with pytest.raises(UsageError, match=r"dev: cannot read .*ca\.pem: No such file"):
        open_channel(Connection("dev", "https://milvus", tls=Tls(ca=missing)), "milvus:1")


@pytest.mark.parametrize("half", [Tls(cert=Path("a")), Tls(key=Path("a"))])
def test_half_a_client_certificate_is_refused(half: Tls) -> None:
    with pytest.raises(UsageError, match=r"tls\.cert and tls\.key go together"):
        open_channel(Connection("dev", "https://milvus", tls=half), "milvus:1")


def test_the_login_is_encoded_as_milvus_wants_it() -> None:
    connection = Connection("dev", "http://milvus", authorization="root:Größe")
    headers = dict(metadata(connection, "search", need_authorization=False))
    assert base64.b64decode(headers["authorization"]).decode() == "root:Größe"
    assert headers["dbname"] == "search"


def test_nobody_logs_in_where_nobody_is_named() -> None:
    connection = Connection("dev", "http://milvus")
    assert metadata(connection, "default", need_authorization=False) == (("dbname", "default"),)


def test_a_grantor_is_named_where_the_server_insists() -> None:
    connection = Connection("dev", "http://milvus")
    headers = dict(metadata(connection, "default", need_authorization=True))
    assert base64.b64decode(headers["authorization"]) == b"root:"
    known = Connection("dev", "http://milvus", authorization=f"ci:{SECRET}")
    assert metadata(known, "default", need_authorization=True) == metadata(
        known, "default", need_authorization=False
    )


def test_a_database_that_no_header_can_name_is_in_the_request_only() -> None:
    connection = Connection("dev", "unix:/x")
    assert metadata(connection, "größe", need_authorization=False) == ()
