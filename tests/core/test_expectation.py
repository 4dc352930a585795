"""The wrong-server guard: versions and identities that a connection expects."""

from __future__ import annotations

import pytest

from migrator.capabilities import capabilities_of
from migrator.connection import Connection, Expectation
from migrator.errors import UsageError, WrongServer
from migrator.expectation import check, satisfies

SERVER = capabilities_of("v2.5.4")


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        (">=2.5", True),
        (">=2.5,<3", True),
        (">= 2.5.4 , <= 2.5.4", True),
        (">=2.5.5", False),
        ("<2.5", False),
        ("<3", True),
        (">2.5.3", True),
        ("==2", True),
        ("==2.5", True),
        ("==2.5.3", False),
        ("!=2.5", False),
        ("!=2.6", True),
        (">=2.6,<3", False),
        (">=2.5,<2.5.4", False),
    ],
)
def test_a_version_meets_every_clause(requirement: str, met: bool) -> None:
    assert satisfies((2, 5, 4), requirement) is met


@pytest.mark.parametrize("requirement", ["", "2.5", "~=2.5", ">=2.5,", ">=2.5.4.1", ">=two", "=2"])
def test_a_requirement_that_cannot_be_read_is_an_error(requirement: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        satisfies((2, 5, 4), requirement)


def hold(expect: Expectation, identity: str = "abc") -> None:
    check(Connection("prod", "http://milvus:19530", expect=expect), SERVER, identity)


def test_the_expected_server_passes() -> None:
    hold(Expectation())
    hold(Expectation(), identity="")
    hold(Expectation(identity="abc", server_version=">=2.5"))


@pytest.mark.parametrize(
    ("expect", "identity", "told"),
    [
        (Expectation(identity="xyz"), "abc", "its identity is abc, expect.identity is xyz"),
        (Expectation(identity="xyz"), "", "it has no identity yet"),
        (Expectation(server_version=">=2.6"), "abc", "runs Milvus 2.5.4"),
    ],
)
def test_another_server_is_refused(expect: Expectation, identity: str, told: str) -> None:
    with pytest.raises(WrongServer, match=told) as caught:
        hold(expect, identity)
    assert caught.value.exit_code == 3
    assert "prod" in caught.value.what
