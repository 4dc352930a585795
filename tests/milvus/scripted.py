"""A gRPC server that answers as a test wants: what real servers do only on bad days."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

import grpc
from google.protobuf.message import Message

from migrator.connection import Connection
from migrator.milvus.methods import NAMES, method
from migrator.milvus.patience import Timing


class Failure(Exception):
    """Ends a call with a gRPC code."""

    def __init__(self, code: grpc.StatusCode, details: str = "") -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass
class Asked:
    """One call as the server sees it; ``nth`` counts the calls of its RPC from 1."""

    rpc: str
    request: Any
    nth: int
    headers: dict[str, str]
    remaining_s: float


#: What to answer: fields of the answer, or its Status where the answer is one.
Behaviour = Callable[[Asked], dict[str, Any]]


@dataclass
class Scripted:
    """The server; remembers what it was asked and how much of it at once."""

    behave: Behaviour
    uri: str = ""
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _at_once: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def connection(self, **settings: Any) -> Connection:
        return Connection("dev", self.uri, **settings)

    def handler(self, rpc: str) -> Any:
        known = method(rpc)
        return grpc.unary_unary_rpc_method_handler(
            lambda request, context: self._answer(rpc, request, context),
            request_deserializer=known.request.FromString,
            response_serializer=known.answer.SerializeToString,
        )

    def _answer(self, rpc: str, request: Message, context: grpc.ServicerContext) -> Message:
        with self._lock:
            self._counts[rpc] += 1
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            headers = {str(key): str(value) for key, value in context.invocation_metadata()}
            remaining_s = context.time_remaining() or 0.0
            asked = Asked(rpc, request, self._counts[rpc], headers, remaining_s)
            self.asked.append(asked)
        try:
            return method(rpc).answer(**self.behave(asked))
        except Failure as failure:
            _end(context, failure)
        finally:
            with self._lock:
                self._at_once -= 1


def _end(context: grpc.ServicerContext, failure: Failure) -> NoReturn:
    context.abort(failure.code, failure.details)
    raise AssertionError("abort raises")


@contextmanager
def serving(behave: Behaviour, *, threads: int = 16) -> Iterator[Scripted]:
    """Serve on a free port of 127.0.0.1."""
    scripted = Scripted(behave)
    rpcs = {rpc: scripted.handler(rpc) for rpc in NAMES}
    service = grpc.method_handlers_generic_handler("milvus.proto.milvus.MilvusService", rpcs)
    with ThreadPoolExecutor(threads) as pool:
        server = grpc.server(pool, handlers=[service])
        scripted.uri = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            yield scripted
        finally:
            server.stop(grace=None).wait()


def refused(code: int, reason: str = "", *, legacy: int = 0) -> dict[str, Any]:
    """The fields of an answer that refuses."""
    return {"status": {"code": code, "error_code": legacy, "reason": reason}}


class Clock:
    """Time that passes only while somebody sleeps; ``pauses`` in seconds."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.pauses: list[float] = []

    def sleep(self, pause_s: float) -> None:
        self.pauses.append(pause_s)
        self.now_s += pause_s

    @property
    def timing(self) -> Timing:
        return Timing(clock=lambda: self.now_s, sleep=self.sleep, chance=lambda: 1.0)
