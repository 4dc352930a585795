"""The simulated server: gRPC on one side, handlers over the state on the other."""

from __future__ import annotations

import base64
import binascii
import copy
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import grpc
from google.protobuf.message import Message

from migrator.milvus.methods import Method, method
from migrator.wire.common_pb2 import ErrorCode, Status
from tests.servers import ports
from tests.servers.endpoint import Endpoint
from tests.simulator import loading, permissions
from tests.simulator.call import Call, Pace
from tests.simulator.faults import Action, Faults
from tests.simulator.profile import PROFILES, Profile
from tests.simulator.refusal import LEGACY, LITE_LEGACY, UNNUMBERED, Failed, Panicked, Refused
from tests.simulator.state import State, fresh
from tests.simulator.table import RPCS

_PREFIX = "/milvus.proto.milvus.MilvusService/"
_THREADS = 8


class Gone(Exception):
    """Ends a call because the server is no more."""


class Simulator:
    """One server in this process; as a test sees it, a ``RunningServer``.

    ``counts`` are the calls by RPC since the start or the last ``reset``, refused and
    unknown ones included. ``faults`` is what shall go wrong. ``spoil`` is given each answer
    as bytes, with its RPC, and gives what is sent. ``state`` is what it holds; whoever looks
    at it while calls are under way holds ``lock``.
    """

    def __init__(
        self, profile: Profile, endpoint: Endpoint, *, pace: Pace, nodes: int, authorization: bool
    ) -> None:
        self.profile = profile
        self.kind = f"simulator-{profile.name}"
        self.endpoint = endpoint
        self.uri = endpoint.uri
        self.host = endpoint.host
        self.port = endpoint.port
        self.pace = pace
        self.counts: Counter[str] = Counter()
        self.faults = Faults()
        self.spoil: Callable[[str, bytes], bytes] = lambda _rpc, answer: answer
        self.lock = threading.RLock()
        #: What went wrong in the simulator itself.
        self.bugs: list[Exception] = []
        self._nodes = nodes
        self._authorization = authorization
        self._end: threading.Thread | None = None
        self._server: grpc.Server | None = None
        self._pool: ThreadPoolExecutor | None = None
        self.state: State = fresh(nodes)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.uri}>"

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._server is not None and self._end is None

    def reset(self) -> None:
        """Become what a new server is: empty, without faults, nothing counted."""
        with self.lock:
            self.state = fresh(self._nodes)
            self.counts.clear()
        self.faults.clear()

    def saved(self) -> State:
        """Copy what it holds; ids and timestamps go on from where they are."""
        with self.lock:
            return copy.deepcopy(self.state, {id(self.state.clock): self.state.clock})

    def restore(self, state: State) -> None:
        """Hold a copy of what was saved, without faults."""
        with self.lock:
            self.state = copy.deepcopy(state, {id(state.clock): state.clock})
        self.faults.clear()

    def restart(self) -> None:
        """Start, on the same state and the same address, after stopping if it runs."""
        self.stop()
        if self.profile.lite:
            # Load states are not kept; a collection without an index is always loaded.
            call = Call("", None, {}, self.state, self.profile, self.pace)
            for collection in self.state.all_collections():
                loading.reopen(call, collection)
        for collection in self.state.all_collections():
            if collection.stored is not None:
                collection.properties, collection.stored = collection.stored, None
        pool = ThreadPoolExecutor(_THREADS)
        # Else two servers would silently share the port.
        options = [("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", 64 << 20)]
        server = grpc.server(pool, handlers=[_Service(self)], options=options)
        if not server.add_insecure_port(self.endpoint.target):
            raise OSError(f"{self.endpoint.target} cannot be listened on")
        server.start()
        self._server, self._pool, self._end = server, pool, None

    def stop(self) -> None:
        """Stop at once; calls under way fail. Idempotent."""
        end = self._end
        if end is not None and end is not threading.current_thread():
            end.join()
        with self.lock:
            server, self._server = self._server, None
            pool, self._pool = self._pool, None
        if server is not None:
            server.stop(grace=None).wait()
        if pool is not None:
            pool.shutdown(wait=True)
        if self.endpoint.socket:
            self.endpoint.socket.unlink(missing_ok=True)

    kill = stop

    def _end_itself(self) -> None:
        """Stop from another thread, since a server waits for its calls; answer nobody else."""
        with self.lock:
            if self._end is None:
                self._end = threading.Thread(target=self.stop)
                self._end.start()

    def answer(self, rpc: str, request: Any, context: grpc.ServicerContext) -> Message:
        """Answer one call, faults and all."""
        known = method(rpc)
        try:
            return self._answer(rpc, request, context)
        except Refused as refused:
            return self._refusal(known, refused)
        except Failed as failed:
            _end(context, failed.code, failed.details)
        except (Gone, Panicked) as gone:
            self._end_itself()
            _end(context, grpc.StatusCode.UNAVAILABLE, f"Socket closed: {gone}")
        except Exception as bug:
            self.bugs.append(bug)
            raise

    def _answer(self, rpc: str, request: Any, context: grpc.ServicerContext) -> Message:
        if self._end is not None:
            raise Failed(grpc.StatusCode.UNAVAILABLE, "connection refused")
        faults = {fault.action: fault for fault in self.faults.of(rpc)}
        if Action.STOP in faults:
            raise Gone
        if Action.UNAVAILABLE in faults:
            raise Failed(grpc.StatusCode.UNAVAILABLE, "connection refused")
        if refusal := faults.get(Action.REFUSE):
            raise Refused(refusal.code, refusal.reason)
        headers = {str(key): str(value) for key, value in context.invocation_metadata()}
        with self.lock:
            call = Call(rpc, request, headers, self.state, self.profile, self.pace)
            if self._authorization:
                permissions.check(call, self._user(headers))
            answer = RPCS[rpc].handler(call)
        if delay := faults.get(Action.DELAY):
            time.sleep(delay.seconds)
        if Action.STOP_AFTER in faults:
            raise Gone
        if Action.LOSE in faults:
            raise Failed(grpc.StatusCode.UNAVAILABLE, "Socket closed")
        return answer if answer is not None else Status()

    def _refusal(self, known: Method, refused: Refused) -> Message:
        code = refused.code
        if code == UNNUMBERED:
            code = self.profile.code_unnumbered
        legacy = LITE_LEGACY if self.profile.lite else LEGACY
        status = Status(code=code, reason=refused.reason)
        # Lite's numbers are not all in the protocol.
        status.error_code = legacy.get(code, ErrorCode.UnexpectedError)  # type: ignore[assignment]
        return known.answer(**{known.status: status}) if known.status else status

    def _user(self, headers: dict[str, str]) -> str:
        """Give who is calling; refuse whoever does not prove it."""
        sent = headers.get("authorization")
        if sent is None:
            raise Failed(grpc.StatusCode.UNAUTHENTICATED, "missing authorization in header")
        try:
            user, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise Failed(grpc.StatusCode.UNAUTHENTICATED, "invalid token format") from None
        if self.state.users.get(user) != password:
            raise Failed(
                grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check username"
            )
        return user


class _Service(grpc.GenericRpcHandler):  # type: ignore[type-arg] # at run time it has none
    """Finds what answers a call, and counts it; what is not known is UNIMPLEMENTED."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._handlers = {
            rpc: _handler(simulator, rpc)
            for rpc, row in RPCS.items()
            if row.is_in(simulator.profile)
        }

    def service(self, handler_call_details: Any) -> Any:
        rpc = str(handler_call_details.method).removeprefix(_PREFIX)
        with self._simulator.lock:
            self._simulator.counts[rpc] += 1
        return self._handlers.get(rpc)


def _handler(simulator: Simulator, rpc: str) -> Any:
    known = method(rpc)

    def behave(request: Any, context: grpc.ServicerContext) -> Message:
        return simulator.answer(rpc, request, context)

    return grpc.unary_unary_rpc_method_handler(
        behave,
        request_deserializer=known.request.FromString,
        response_serializer=lambda answer: simulator.spoil(rpc, answer.SerializeToString()),
    )


def _end(context: grpc.ServicerContext, code: grpc.StatusCode, details: str) -> NoReturn:
    context.abort(code, details)
    raise AssertionError("abort raises")


@contextmanager
def start(
    profile: str | Profile = "2.6",
    *,
    pace: Pace | None = None,
    nodes: int = 1,
    authorization: bool = False,
    tcp: bool = True,
) -> Iterator[Simulator]:
    """Serve a profile on a free port of 127.0.0.1, or on a Unix socket, until the end.

    A profile is named, or made of one with other flags. ``nodes`` is how many query nodes
    there are; ``authorization`` asks for a login, of root with ``root:Milvus`` at first.

    Raises:
        Exception: what went wrong in the simulator itself meanwhile.
    """
    with ExitStack() as stack:
        endpoint = _endpoint(stack, tcp=tcp, token="root:Milvus" if authorization else "")
        server = Simulator(
            PROFILES[profile] if isinstance(profile, str) else profile,
            endpoint,
            pace=pace or Pace(),
            nodes=nodes,
            authorization=authorization,
        )
        stack.callback(server.stop)
        server.restart()
        yield server
        if server.bugs:
            raise server.bugs[0]


def _endpoint(stack: ExitStack, *, tcp: bool, token: str) -> Endpoint:
    if tcp:
        port = stack.enter_context(ports.claimed())[0]
        return Endpoint(uri=f"http://127.0.0.1:{port}", host="127.0.0.1", port=port, token=token)
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="sim-")))
    socket = folder / "s.sock"
    return Endpoint(uri=f"unix:{socket}", socket=socket, token=token)
