"""The transport: single tries of calls to one server, counted, without another chance."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import Message

from migrator.connection import Connection
from migrator.errors import ServerError, Unreachable, UsageError
from migrator.kinds.base import Call
from migrator.milvus import channel, messages, status
from migrator.milvus.embedded import EmbeddedServer
from migrator.milvus.methods import NEED_AUTHORIZATION, SECRETS, Method, method
from migrator.secrets import is_reference
from migrator.tally import Tally

Headers = tuple[tuple[str, str], ...]


def look_up(connection: Connection, reference: str, username: str) -> str:
    """Return the password of a user that a reference stands for.

    Raises:
        UsageError: it cannot be resolved. No value is shown.
    """
    what = f"the password of User {username}"
    if connection.secret is None:
        raise UsageError(f"{what}: nothing here looks up {reference}")
    return connection.secret(reference, what)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One call as it goes out, as often as it takes."""

    method: Method
    message: Message
    headers: Headers
    timeout_s: float


class Transport:
    """An open channel to one server; safe to use from many threads.

    ``tally`` counts the tries by method. ``answered`` is whether any answer ever came.
    """

    def __init__(
        self, connection: Connection, server: EmbeddedServer | None, tally: Tally | None = None
    ) -> None:
        self.tally = tally or Tally()
        self.answered = False
        self._connection = connection
        self._server = server
        target = server.target if server else channel.target_of(connection)
        self._channel = channel.open_channel(connection, target)
        self._stubs: dict[str, grpc.UnaryUnaryMultiCallable[Any, Any]] = {}
        self._headers: dict[tuple[str, bool], Headers] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the channel; calls under way fail. Idempotent."""
        self._channel.close()

    @property
    def has_ended(self) -> bool:
        """Whether the server was an embedded one, and is no more."""
        return self._server is not None and bool(self._server.ended)

    def prepare(self, call: Call) -> Prepared:
        """Make the message and the headers of a call. Contacts no server.

        Raises:
            TypeError: there is no such RPC, or the request does not fit it.
            UsageError: a secret in the request cannot be looked up.
        """
        known = method(call.method)
        message = messages.build(known.request, self._with_secrets(call))
        if "db_name" not in call.request and "db_name" in message.DESCRIPTOR.fields_by_name:
            # ListAliases and DescribeAlias ignore the header (2.3.5).
            messages.fill(message, {"db_name": call.database})
        timeout_s = max(self._connection.timeout_s, known.deadline_s)
        return Prepared(known, message, self._headers_of(call), timeout_s)

    def _with_secrets(self, call: Call) -> Mapping[str, Any]:
        """Put passwords in the place of references to them; nobody above sees one."""
        found = {}
        for key in SECRETS.get(call.method, ()):
            text = call.request.get(key)
            if isinstance(text, str) and is_reference(text):
                secret = look_up(self._connection, text, call.request.get("username", ""))
                found[key] = base64.b64encode(secret.encode()).decode()
        return {**call.request, **found}

    def ask(self, prepared: Prepared) -> Any:
        """Make one try; return the answer, or the error that became of it."""
        try:
            answer = self._stub(prepared.method)(
                prepared.message, timeout=prepared.timeout_s, metadata=prepared.headers
            )
        except grpc.RpcError as failed:
            return self._failure(failed, prepared)
        return self._checked(answer, prepared)

    def start(self, prepared: Prepared, when_over: Callable[[], None]) -> grpc.Future[Any]:
        """Start one try; ``when_over`` is called on gRPC's own thread and shall be quick."""
        future = self._stub(prepared.method).future(
            prepared.message, timeout=prepared.timeout_s, metadata=prepared.headers
        )
        future.add_done_callback(lambda _over: when_over())
        return future

    def finish(self, future: grpc.Future[Any], prepared: Prepared) -> Any:
        """Return the answer of a try that is over, or the error that became of it."""
        try:
            answer = future.result()
        except grpc.RpcError as failed:
            return self._failure(failed, prepared)
        return self._checked(answer, prepared)

    def _stub(self, known: Method) -> grpc.UnaryUnaryMultiCallable[Any, Any]:
        with self._lock:
            self.tally.sent[known.name] += 1
            if known.name not in self._stubs:
                self._stubs[known.name] = self._channel.unary_unary(
                    known.path,
                    request_serializer=known.request.SerializeToString,
                    response_deserializer=known.answer.FromString,
                )
            return self._stubs[known.name]

    def _headers_of(self, call: Call) -> Headers:
        key = (call.database, call.method in NEED_AUTHORIZATION)
        if key not in self._headers:
            self._headers[key] = channel.metadata(
                self._connection, call.database, need_authorization=key[1]
            )
        return self._headers[key]

    def _checked(self, answer: Any, prepared: Prepared) -> Any:
        self.answered = True
        field = prepared.method.status
        told = getattr(answer, field) if field else answer
        if not told.code and not told.error_code:
            return answer
        self._count_failure(prepared)
        return status.of_status(told, self._asked(prepared))

    def _count_failure(self, prepared: Prepared) -> None:
        with self._lock:
            self.tally.failed[prepared.method.name] += 1

    def _failure(self, failed: Any, prepared: Prepared) -> ServerError:
        self._count_failure(prepared)
        error = status.of_rpc_error(failed.code(), failed.details() or "", self._asked(prepared))
        if self._server and isinstance(error, Unreachable) and self._server.ended:
            return Unreachable(self._server.ended, server=error.server, rpc=error.rpc)
        return error

    def _asked(self, prepared: Prepared) -> status.Asked:
        return status.Asked(
            self._connection.alias,
            self._connection.where,
            prepared.method.name,
            tls=channel.uses_tls(self._connection),
            answered=self.answered,
        )
