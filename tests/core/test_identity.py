"""The identity of a server: written once, and the same for everybody."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from migrator.errors import PermissionDenied, Rejected
from migrator.identity import COLLECTION, PROPERTY, ensure_identity, read_identity
from migrator.kinds.base import Call
from migrator.kinds.builtin import is_own
from tests.core.serving import Serving, failing
from tests.kinds.answering import Answering


def test_a_server_that_nobody_applied_to_has_none() -> None:
    assert read_identity(Serving()) == ""


def test_an_identity_is_a_random_uuid_and_stays() -> None:
    first, second = Serving(), Serving()
    identity = ensure_identity(first)
    assert uuid.UUID(identity).version == 4
    assert ensure_identity(first) == identity == read_identity(first)
    assert ensure_identity(second) != identity
    assert first.writes == ["CreateCollection"]


def test_its_collection_is_one_of_migrators_own() -> None:
    server = Serving()
    ensure_identity(server)
    assert list(server.collections["default"]) == [COLLECTION]
    assert is_own(COLLECTION)


def test_of_two_first_applies_both_see_the_identity_of_the_one_that_won() -> None:
    server = Serving()

    def overtake(call: Call) -> None:
        if call.method == "CreateCollection":
            server.before = lambda _call: None
            ensure_identity(server)

    server.before = overtake
    assert ensure_identity(server) == read_identity(server) != ""


@pytest.mark.parametrize(
    "answer",
    [{}, {"properties": {"other": "x"}}],
    ids=["without properties", "with somebody's properties"],
)
def test_a_collection_of_that_name_without_an_identity_is_an_error(answer: dict[str, Any]) -> None:
    taken = Rejected("exists", code=65535)
    rpc = Answering({"DescribeCollection": answer, "CreateCollection": taken})
    with pytest.raises(Rejected):
        ensure_identity(rpc)


def test_an_identity_among_other_properties_is_found() -> None:
    rpc = Answering({"DescribeCollection": {"properties": {"a": "1", PROPERTY: "abc"}}})
    assert read_identity(rpc) == "abc"


def test_a_server_that_may_not_be_read_is_an_error() -> None:
    server = Serving()
    server.before = failing(PermissionDenied("no"), "DescribeCollection")
    with pytest.raises(PermissionDenied):
        ensure_identity(server)
    assert server.writes == []
