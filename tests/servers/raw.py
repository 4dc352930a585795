"""Calls by name over pymilvus's messages: what a server says, with nothing in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

import grpc
from google.protobuf import message_factory
from pymilvus.grpc_gen import common_pb2, milvus_pb2, milvus_pb2_grpc

from tests.servers.endpoint import Endpoint

_METHODS = milvus_pb2.DESCRIPTOR.services_by_name["MilvusService"].methods_by_name


class Answered(Exception):
    """A status that is not success; ``code`` and ``reason`` are the server's."""

    def __init__(self, rpc: str, code: int, reason: str) -> None:
        super().__init__(f"{rpc}: {code} {reason}")
        self.rpc = rpc
        self.code = code
        self.reason = reason


class Raw:
    """One channel to a server; a context manager.

    Fields of a request are keyword arguments. Every call has a deadline in seconds.
    """

    def __init__(self, endpoint: Endpoint, *, deadline_s: float = 30.0) -> None:
        self._channel = endpoint.channel()
        self._stub = milvus_pb2_grpc.MilvusServiceStub(self._channel)
        self._metadata = endpoint.metadata
        self._deadline_s = deadline_s

    def __enter__(self) -> Raw:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the channel. Idempotent."""
        self._channel.close()

    def __call__(self, rpc: str, **fields: Any) -> Any:
        """Call and give the answer.

        Raises:
            Answered: the server's status is not success.
            grpc.RpcError: the call itself failed.
        """
        return self._send(rpc, fields, metadata=self._metadata)()

    def each(self, rpc: str, requests: Iterable[Mapping[str, Any]], *, in_flight: int) -> None:
        """Call once for each request, so many at a time; raises as one call does."""
        waiting = list(requests)
        while waiting:
            batch, waiting = waiting[:in_flight], waiting[in_flight:]
            sent = [self._send(rpc, fields, metadata=self._metadata) for fields in batch]
            for answer in sent:
                answer()

    def as_root(self, rpc: str, **fields: Any) -> Any:
        """Call with root's name on it, which 2.3.5 wants for grants even with auth off."""
        # base64("root:x"); with auth off nobody looks at the password.
        metadata = self._metadata or (("authorization", "cm9vdDp4"),)
        return self._send(rpc, fields, metadata=metadata)()

    def with_headers(self, headers: tuple[tuple[str, str], ...], rpc: str, **fields: Any) -> Any:
        """Call with these headers and no others; raises as one call does."""
        return self._send(rpc, fields, metadata=headers)()

    def _send(
        self, rpc: str, fields: Mapping[str, Any], *, metadata: tuple[tuple[str, str], ...]
    ) -> Any:
        request = message_factory.GetMessageClass(_METHODS[rpc].input_type)(**fields)
        future = getattr(self._stub, rpc).future(
            request, timeout=self._deadline_s, metadata=metadata
        )

        def answer() -> Any:
            result = future.result()
            status = result
            if not isinstance(result, common_pb2.Status):
                # AlterCollectionSchema calls it by another name.
                named = "status" if hasattr(result, "status") else "alter_status"
                status = getattr(result, named)
            if status.code or status.error_code:
                raise Answered(rpc, status.code or status.error_code, status.reason)
            return result

        return answer


def answers(endpoint: Endpoint) -> str:
    """Ask once for the collections; give what is in the way, empty when nothing is."""
    # CheckHealth and /healthz of 2.3.5 stay bad for half a minute after a restart
    # while all else works, so neither says when a server can be used.
    try:
        with Raw(endpoint, deadline_s=5.0) as raw:
            raw("ShowCollections")
    except Answered as refused:
        return str(refused)
    except grpc.RpcError as failed:
        return f"{failed.code()} {failed.details()}"
    return ""
