"""The client: calls to one Milvus server, made from plain data."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from types import TracebackType
from typing import Any

from migrator.capabilities import Capabilities, capabilities_of
from migrator.connection import Connection
from migrator.errors import (
    DeadlineExceeded,
    PermissionDenied,
    ServerError,
    Unauthenticated,
    Unimplemented,
    Unreachable,
)
from migrator.features import FEATURES_BY_RPC
from migrator.kinds.base import Call
from migrator.milvus.embedded import EmbeddedServer, embedded
from migrator.milvus.methods import Method
from migrator.milvus.patience import Patience, Timing
from migrator.milvus.reads import Reads
from migrator.milvus.transport import Prepared, Transport, look_up
from migrator.tally import Tally

_READY_POLL_S = 0.25


class Client:
    """A connection to one Milvus server; a context manager that closes it.

    An ``Rpc``, safe to use from many threads. Nothing is sent before the first call.
    ``server`` is the embedded one, where it is that.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        server: EmbeddedServer | None = None,
        timing: Timing | None = None,
        tally: Tally | None = None,
    ) -> None:
        """Open a channel. Contacts no server.

        Raises:
            UsageError: the URI or a file of ``tls`` cannot be used.
        """
        self.connection = connection
        self.server = server
        self._timing = timing or Timing()
        self._transport = Transport(connection, server, tally)
        self._capabilities: Capabilities | None = None
        self._asks_for_login: bool | None = None
        self._asking = threading.Lock()
        self._writing = threading.Lock()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the channel; calls under way fail. Idempotent."""
        self._transport.close()

    @property
    def alias(self) -> str:
        """The connection alias."""
        return self.connection.alias

    @property
    def sent(self) -> Counter[str]:
        """How many RPCs went out by method, further tries included."""
        return self._transport.tally.sent

    @property
    def capabilities(self) -> Capabilities:
        """What this server can do; the first time, it is asked for its version.

        Raises:
            ServerError: the server cannot be reached, or refused.
        """
        with self._asking:
            if self._capabilities is None:
                version = self.call("GetVersion", {}).version
                is_embedded = self.connection.path is not None
                self._capabilities = capabilities_of(version, embedded=is_embedded)
            return self._capabilities

    def correct(self, missing: Iterable[str]) -> None:
        """Take away features that the server has turned out not to have."""
        corrected = self.capabilities.without(missing)
        with self._asking:
            self._capabilities = corrected

    def check(self, call: Call) -> None:
        """Make sure that a call can be sent. Contacts no server.

        Raises:
            TypeError: there is no such RPC, or the request does not fit it.
        """
        self._transport.prepare(call)

    def call(self, method: str, request: Mapping[str, Any], *, database: str = "default") -> Any:
        """Make one RPC and return its answer; try again where that is safe.

        A rate limit is waited for; an unreachable server only by reads, for some seconds.

        Raises:
            ServerError: the server cannot be reached, or refused.
            TypeError: there is no such RPC, or the request does not fit it.
        """
        prepared = self._transport.prepare(Call(method, request, database))
        with self._turn(prepared.method):
            answer = self._insist(prepared)
            if method == "AlterCollection" and not self.capabilities.can("keeps-last-alter"):
                # It is the next alteration that writes down this one.
                answer = self._insist(prepared)
            return answer

    def call_all(self, calls: Sequence[Call]) -> list[Any]:
        """Make many reads, at most ``limits.reads_in_flight`` at once.

        Answers come in the order of the calls; where an RPC failed its ``ServerError``
        stands in the place of the answer. They are tried again as single calls are, all
        together: once the server has been away for too long, what is left is not sent.

        Raises:
            TypeError: there is no such RPC, it is not a read, or a request does not fit.
        """
        prepared = [self._transport.prepare(call) for call in calls]
        for read in prepared:
            if not read.method.is_read:
                raise TypeError(f"{read.method.name} is not a read")
        at_once = self.connection.limits.reads_in_flight
        answers = Reads(self._transport, prepared, at_once=at_once, timing=self._timing).all()
        for answer in answers:
            if isinstance(answer, ServerError):
                self._learn(answer)
        return answers

    def logs_in(self, username: str, password: str) -> bool:
        """Try a login with a password that is a reference; a user may always ask for itself.

        Raises:
            UsageError: the reference cannot be resolved.
            ServerError: the server cannot be reached.
        """
        login = f"{username}:{look_up(self.connection, password, username)}"
        return self._is_let_in(login, Call("SelectUser", {"user": {"name": username}}))

    @property
    def asks_for_login(self) -> bool:
        """Whether the server lets in only who says who they are; asks it once.

        Raises:
            ServerError: the server cannot be reached.
        """
        if self._asks_for_login is None:
            self._asks_for_login = not self._is_let_in("", Call("GetVersion", {}))
        return self._asks_for_login

    def _is_let_in(self, login: str, call: Call) -> bool:
        connection = replace(self.connection, authorization=login)
        with Client(connection, server=self.server, timing=self._timing) as client:
            try:
                client.call(call.method, call.request)
            except Unauthenticated:
                return False
            except PermissionDenied:
                return True
        return True

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until the server answers a ShowCollections.

        Health checks do not tell: those of 2.3.5 stay bad for half a minute after a
        restart while all else works.

        Raises:
            ServerError: it does not answer in time, or refuses.
        """
        deadline_s = self._timing.clock() + timeout_s
        prepared = self._transport.prepare(Call("ShowCollections", {}))
        while True:
            answer = self._transport.ask(prepared)
            if not isinstance(answer, ServerError):
                return
            is_late = self._timing.clock() >= deadline_s or self._transport.has_ended
            if is_late or not isinstance(answer, Unreachable | DeadlineExceeded):
                raise answer
            self._timing.sleep(_READY_POLL_S)

    def _turn(self, method: Method) -> AbstractContextManager[object]:
        """Let writes go one at a time where the server gets them wrong otherwise.

        Two alterations at once share a temporary file in Milvus Lite 3.2.2, and one of
        them is told that it failed although both were applied.
        """
        if method.is_read or not (self.server or self.capabilities.lite):
            return nullcontext()
        return self._writing

    def _insist(self, prepared: Prepared) -> Any:
        patience = Patience(self._timing)
        while True:
            answer = self._transport.ask(prepared)
            if not isinstance(answer, ServerError):
                return answer
            pause_s = patience.pause_s(
                answer,
                is_read=prepared.method.is_read and not self._transport.has_ended,
                answered=self._transport.answered,
            )
            if pause_s is None:
                self._learn(answer)
                raise answer
            self._timing.sleep(pause_s)

    def _learn(self, error: ServerError) -> None:
        """Believe a server that says UNIMPLEMENTED more than the table of its version."""
        missing = FEATURES_BY_RPC.get(error.rpc)
        if isinstance(error, Unimplemented) and missing and self._capabilities is not None:
            self.correct(missing)


@contextmanager
def open_client(connection: Connection, tally: Tally | None = None) -> Iterator[Client]:
    """Connect to a server; for a connection with a path, start Milvus Lite and stop it after.

    ``tally`` counts the RPCs, even those of a client that could not be given.

    Raises:
        EmbeddedError: Milvus Lite cannot be started.
        UsageError: the URI or a file of ``tls`` cannot be used.
    """
    if connection.path is None:
        with Client(connection, tally=tally) as client:
            yield client
        return
    with (
        embedded(connection.path) as server,
        Client(connection, server=server, tally=tally) as client,
    ):
        yield client
