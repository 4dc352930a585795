"""A gRPC proxy that goes wrong on order: bytes in, bytes out, for every RPC of Milvus."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, NoReturn

import grpc
from google.protobuf.message import Message

from migrator.milvus.methods import method
from tests.servers import ports
from tests.servers.endpoint import CHANNEL_OPTIONS, Endpoint

_PREFIX = "/milvus.proto.milvus.MilvusService/"
_THREADS = 24
_MESSAGE_BYTES = 64 << 20

#: What a request is about, in the words of the protocol.
_NAMES = ("collection_name", "oldName", "partition_name", "alias", "field_name")

#: Generations of the lease differ from run to run.
_GENERATION = re.compile(r"(?<=_migrator_lease_)\d{8}")


class Trouble(Enum):
    """What the proxy does to one call."""

    FAIL = "not passed on, and UNAVAILABLE"
    LOSE = "passed on, and UNAVAILABLE"
    LATE = "passed on, and DEADLINE_EXCEEDED"
    CUT = "passed on, and the connection cut"
    TWICE = "passed on twice, and the second answer"
    DELAY = "passed on late"
    STRIKE_BEFORE = "struck, not passed on, and UNAVAILABLE"
    STRIKE_AFTER = "passed on, struck, and UNAVAILABLE"


@dataclass(frozen=True, slots=True, order=True)
class Boundary:
    """One call of a conversation: the ``nth`` of an RPC about an object, counted from 1 on."""

    rpc: str
    about: str
    nth: int = 1

    def __str__(self) -> str:
        return " ".join(part for part in (self.rpc, self.about, f"#{self.nth}") if part)

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return method(self.rpc).is_read

    @property
    def is_own(self) -> bool:
        """Whether it is about a collection of migrator's own."""
        return self.about.startswith("_migrator")


@dataclass(slots=True)
class Passed:
    """A call as the proxy saw it; ``performed`` says that the server took it without an error."""

    boundary: Boundary
    request: bytes
    performed: bool = False


class Proxy:
    """Stands before a server; ``calls`` are all since the last ``order`` or ``clear``.

    ``strike`` is what a strike does, such as killing a process; it runs on a thread of gRPC.
    """

    def __init__(self, upstream: Endpoint, port: int) -> None:
        self.uri = f"http://127.0.0.1:{port}"
        self.endpoint = Endpoint(uri=self.uri, host="127.0.0.1", port=port, token=upstream.token)
        self.calls: list[Passed] = []
        self.strike: Callable[[], None] = lambda: None
        self.delay_s = 0.3
        #: Set when the trouble that was ordered begins, and when a strike is over.
        self.met = threading.Event()
        self.struck = threading.Event()
        self._port = port
        self._counts: Counter[tuple[str, str]] = Counter()
        self._ordered: tuple[Boundary, Trouble] | None = None
        self._lock = threading.Lock()
        self._channel = _channel(upstream)
        self._server: grpc.Server | None = None
        self._cutting: threading.Thread | None = None

    def start(self) -> None:
        """Listen."""
        options = [
            # Else two servers would silently share the port.
            ("grpc.so_reuseport", 0),
            ("grpc.max_receive_message_length", _MESSAGE_BYTES),
            ("grpc.max_send_message_length", _MESSAGE_BYTES),
        ]
        server = grpc.server(
            ThreadPoolExecutor(_THREADS), handlers=[_Service(self)], options=options
        )
        if not server.add_insecure_port(f"127.0.0.1:{self._port}"):
            raise OSError(f"port {self._port} cannot be listened on")
        server.start()
        self._server = server

    def stop(self) -> None:
        """Stop at once; calls under way fail."""
        if self._cutting is not None:
            self._cutting.join()
        self._hang_up()
        self._channel.close()

    def clear(self) -> None:
        """Forget the calls so far, and what was ordered."""
        with self._lock:
            self.calls.clear()
            self._counts.clear()
            self._ordered = None
            self.met.clear()
            self.struck.clear()

    def order(self, boundary: Boundary, trouble: Trouble) -> None:
        """Let one of the calls from now on go wrong."""
        self.clear()
        with self._lock:
            self._ordered = boundary, trouble

    def answer(self, rpc: str, request: bytes, context: grpc.ServicerContext) -> bytes:
        """Pass one call on, unless it is the one."""
        call, trouble = self._noted(rpc, request)
        if trouble is None:
            return self._pass_on(call, context)
        self.met.set()
        return self._go_wrong(trouble, call, context)

    def _strike(self, context: grpc.ServicerContext) -> NoReturn:
        self.strike()
        self.struck.set()
        _end(context, grpc.StatusCode.UNAVAILABLE)

    def _noted(self, rpc: str, request: bytes) -> tuple[Passed, Trouble | None]:
        about = _about(method(rpc).request.FromString(request))
        with self._lock:
            self._counts[rpc, about] += 1
            boundary = Boundary(rpc, about, self._counts[rpc, about])
            call = Passed(boundary, request)
            self.calls.append(call)
            if self._ordered is None or self._ordered[0] != boundary:
                return call, None
            return call, self._ordered[1]

    def _go_wrong(self, trouble: Trouble, call: Passed, context: grpc.ServicerContext) -> bytes:
        if trouble is Trouble.FAIL:
            _end(context, grpc.StatusCode.UNAVAILABLE)
        if trouble is Trouble.STRIKE_BEFORE:
            self._strike(context)
        if trouble is Trouble.DELAY:
            time.sleep(self.delay_s)
        answer = self._pass_on(call, context)
        if trouble is Trouble.TWICE:
            return self._pass_on(call, context)
        if trouble is Trouble.LATE:
            _end(context, grpc.StatusCode.DEADLINE_EXCEEDED)
        if trouble is Trouble.LOSE:
            _end(context, grpc.StatusCode.UNAVAILABLE)
        if trouble is Trouble.CUT:
            # A server that stops waits for its calls, and this is one.
            self._cutting = threading.Thread(target=self._cut)
            self._cutting.start()
            time.sleep(self.delay_s)
        if trouble is Trouble.STRIKE_AFTER:
            self._strike(context)
        return answer

    def _cut(self) -> None:
        self._hang_up()
        self.start()

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop(grace=None).wait()

    def _pass_on(self, call: Passed, context: grpc.ServicerContext) -> bytes:
        ask = self._channel.unary_unary(f"{_PREFIX}{call.boundary.rpc}", bytes, bytes)
        try:
            answer: bytes = ask(
                call.request, timeout=context.time_remaining(), metadata=_headers(context)
            )
        except grpc.RpcError as failed:
            _end(context, failed.code(), failed.details() or "")
        known = method(call.boundary.rpc)
        told: Any = known.answer.FromString(answer)
        status = getattr(told, known.status) if known.status else told
        call.performed = call.performed or not (status.code or status.error_code)
        return answer


class _Service(grpc.GenericRpcHandler):  # type: ignore[type-arg] # at run time it has none
    """Hands every call to the proxy as it came."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy

    def service(self, handler_call_details: Any) -> Any:
        rpc = str(handler_call_details.method).removeprefix(_PREFIX)

        def behave(request: bytes, context: grpc.ServicerContext) -> bytes:
            return self._proxy.answer(rpc, request, context)

        return grpc.unary_unary_rpc_method_handler(behave)


@contextmanager
def before(upstream: Endpoint) -> Iterator[Proxy]:
    """Stand before a server, on a free port of 127.0.0.1, until the end."""
    with ports.claimed() as free:
        proxy = Proxy(upstream, free[0])
        proxy.start()
        try:
            yield proxy
        finally:
            proxy.stop()


def _about(request: Message) -> str:
    """Name what a request is about; a generation of the lease without its number."""
    named = [str(getattr(request, name, "")) for name in _NAMES]
    if not any(named):
        named = [str(getattr(request, "db_name", ""))]
    return _GENERATION.sub("*", "/".join(name for name in named if name))


def _channel(upstream: Endpoint) -> grpc.Channel:
    options: dict[str, int] = {
        **CHANNEL_OPTIONS,
        "grpc.max_receive_message_length": _MESSAGE_BYTES,
        "grpc.max_send_message_length": _MESSAGE_BYTES,
        # A server that was killed is back soon, and shall be found then.
        "grpc.initial_reconnect_backoff_ms": 50,
        "grpc.min_reconnect_backoff_ms": 50,
        "grpc.max_reconnect_backoff_ms": 200,
    }
    return grpc.insecure_channel(upstream.target, tuple(options.items()))


def _headers(context: grpc.ServicerContext) -> tuple[tuple[str, str | bytes], ...]:
    own = {"authorization", "dbname"}
    return tuple((key, value) for key, value in context.invocation_metadata() if key in own)


def _end(
    context: grpc.ServicerContext, code: grpc.StatusCode, details: str = "Socket closed"
) -> NoReturn:
    context.abort(code, details)
    raise AssertionError("abort raises")
