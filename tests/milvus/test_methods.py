"""The table of RPCs says what Milvus's own service says."""

from __future__ import annotations

import pytest
from pymilvus.grpc_gen import milvus_pb2

from migrator.milvus.methods import NAMES, method
from migrator.wire import common_pb2

SERVICE = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_an_rpc_has_the_path_and_the_messages_that_pymilvus_uses(name: str) -> None:
    ours, theirs = method(name), SERVICE.methods_by_name[name]
    assert ours.path == f"/{SERVICE.full_name}/{theirs.name}"
    assert ours.request.DESCRIPTOR.name == theirs.input_type.name
    assert ours.answer.DESCRIPTOR.name == theirs.output_type.name


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_status_of_every_answer_is_found(name: str) -> None:
    known = method(name)
    status = getattr(known.answer(), known.status) if known.status else known.answer()
    assert isinstance(status, common_pb2.Status)


READING = ("Alloc", "BatchDescribe", "Check", "Connect", "Describe", "Get", "Has", "List", "Query")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_reads_are_those_that_only_ask(name: str) -> None:
    assert method(name).is_read == name.startswith((*READING, "Select", "Show"))


def test_an_rpc_that_works_before_it_answers_has_a_long_deadline() -> None:
    assert method("CreateIndex").deadline_s > 60
    assert method("DescribeIndex").deadline_s == 0


def test_an_unknown_rpc_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError, match="CreateColection is not an RPC"):
        method("CreateColection")
