"""Servers that do not let one in: wrong credentials, and TLS that does not fit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.canaries import canary
from tests.cli.shop import Shop, errors
from tests.servers import milvus235
from tests.servers.certificates import Certificates
from tests.servers.distribution import is_supported
from tests.servers.process import RunningServer

WRONG = canary("a wrong login")

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def guarded(certificates: Certificates) -> Iterator[RunningServer]:
    """A Milvus 2.3.5 that wants TLS, a client's certificate, and a login."""
    if not is_supported():
        pytest.skip("The package milvus 2.3.5 is for Linux on x86_64.")
    with milvus235.start(authorization=True, tls=certificates, mutual=True) as server:
        yield server


@pytest.fixture
def files(certificates: Certificates) -> dict[str, str]:
    """What a connection says to fit that server."""
    return {
        "ca": str(certificates.authority),
        "cert": str(certificates.client),
        "key": str(certificates.client_key),
    }


def said(shop: Shop, *arguments: str, **environ: str) -> str:
    """Run a command that cannot get in, and give the one error."""
    shop.declare()
    result = shop.run(*(arguments or ("plan",)), **environ)
    assert result.exit_code == 1
    assert len(errors(result)) == 1
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("login", [f"root:{WRONG}", "nobody:Milvus", WRONG])
@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes"), ("export",)])
def test_wrong_credentials(
    shop: Shop, guarded: RunningServer, files: dict[str, str], login: str, command: tuple[str]
) -> None:
    shop.connect(guarded.uri, tls=files, token="${env:LOGIN}")
    told = said(shop, *command, LOGIN=login)
    assert "credentials refused" in told
    assert "set token, or user and password, of connection it" in told


def test_the_right_ones_are_never_printed(
    shop: Shop, guarded: RunningServer, files: dict[str, str]
) -> None:
    shop.connect(guarded.uri, tls=files, user="root", password="${file:secret.txt}")
    shop.write("secret.txt", "Milvus\n")
    shop.declare()
    events = str(shop.folder / "events.jsonl")
    plan = str(shop.folder / "plan.json")
    for command in (
        ("plan", "--out", plan, "--format", "json"),
        ("apply", "--yes", "--events", events, "--debug"),
        ("connections", "test"),
        ("export",),
    ):
        result = shop.run(*command)
        assert result.exit_code == 0
        words = (result.stdout + result.stderr).replace("Milvus 2.3.5", "")
        assert "Milvus" not in words
    for file in ("events.jsonl", "plan.json"):
        assert "Milvus" not in (shop.folder / file).read_text("utf-8").replace("Milvus 2.3.5", "")


def test_plain_text_to_a_server_with_tls(shop: Shop, guarded: RunningServer) -> None:
    shop.connect(guarded.uri.replace("https:", "http:"))
    assert "if the server speaks TLS, write https:// in the uri" in said(shop)


def test_an_authority_that_is_not_known(shop: Shop, guarded: RunningServer) -> None:
    shop.connect(guarded.uri)
    assert "set tls.ca" in said(shop)


def test_no_certificate_of_ones_own(
    shop: Shop, guarded: RunningServer, files: dict[str, str]
) -> None:
    shop.connect(guarded.uri, tls={"ca": files["ca"]})
    said(shop)


def test_a_certificate_without_its_key(
    shop: Shop, guarded: RunningServer, files: dict[str, str]
) -> None:
    shop.connect(guarded.uri, tls={"ca": files["ca"], "cert": files["cert"]})
    result = shop.run("plan")
    assert result.exit_code == 1
    assert "key" in result.stderr


def test_a_certificate_file_that_is_missing(shop: Shop, guarded: RunningServer) -> None:
    shop.connect(guarded.uri, tls={"ca": "missing.pem"})
    assert "missing.pem: No such file or directory" in said(shop)


def test_tls_to_a_server_without(shop: Shop, milvus235: RunningServer) -> None:
    shop.connect(milvus235.uri.replace("http:", "https:"))
    assert "write http:// in the uri" in said(shop)
