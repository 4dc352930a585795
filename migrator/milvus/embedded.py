"""Milvus Lite as a child process on a private Unix socket, for as long as it is needed."""

from __future__ import annotations

import atexit
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import grpc

from migrator.address import Address
from migrator.errors import EmbeddedError
from migrator.milvus import lite_child, lite_folder
from migrator.milvus.methods import method
from migrator.milvus.words import harmless

START_TIMEOUT_S = 30.0

#: The first Milvus Lite that is itself and not a C++ library.
OLDEST = (3, 2)

_START_POLL_S = 0.02
_LOG_TAIL_BYTES = 16_384
_INSTALL = 'pip install "milvus-migrator[lite]"'

#: Folders in which a socket's path stays below 100 bytes (the kernel takes 108, macOS 104)
#: and needs no escapes in gRPC's ``unix:`` targets.
_SOCKET_FOLDER = re.compile(r"[A-Za-z0-9/._+-]{1,60}")


class EmbeddedServer:
    """A Milvus Lite that runs as a child of this process.

    ``target`` is its address as gRPC takes it, ``removed`` the half-made collections that
    were removed from its folder before it started.
    """

    def __init__(
        self,
        path: Path,
        socket: Path,
        log: IO[bytes],
        *,
        removed: tuple[Address, ...],
    ) -> None:
        self.path = path
        self.removed = removed
        # Milvus Lite appends the port.
        self._bound = socket.with_name(f"{socket.name}:1")
        self.target = f"unix:{self._bound}"
        self._log = log
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-P", lite_child.__file__),
                *("--parent", str(os.getpid())),
                *("--data-dir", str(path), "--socket", str(socket)),
            ],
            # Milvus Lite's libraries look for settings in the folder that they start in.
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A Ctrl-C is for us; the server has to outlive what we do about it.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    @property
    def ended(self) -> str:
        """What became of the child and its last words; empty while it runs."""
        code = self._process.poll()
        if code is None:
            return ""
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return f"Milvus Lite for {self.path} ended with {how}: {self._last_words()}"

    def wait_until_it_answers(self, timeout_s: float) -> None:
        """Wait for the first answer, about 2 s after the start.

        Raises:
            EmbeddedError: it ended, or did not answer in time.
        """
        deadline = time.monotonic() + timeout_s
        while not self.ended:
            if self._bound.exists() and _answers(self.target):
                return
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Milvus Lite for {self.path} did not answer within {timeout_s:g} s: "
                    f"{self._last_words()}"
                )
            time.sleep(_START_POLL_S)
        if "DataDirLockedError" in self._last_words():
            raise lite_folder.in_use(self.path)
        raise EmbeddedError(self.ended)

    def stop(self) -> None:
        """Let the child close its files; kill it if it has not within 10 s. Idempotent."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(lite_child.STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # What was acknowledged survives a kill; an impatient second Ctrl-C comes here too.
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        if self._log.closed:
            return "its log has gone"
        # The child writes at the same offset, so it must not be moved.
        size = os.fstat(self._log.fileno()).st_size
        tail = os.pread(self._log.fileno(), _LOG_TAIL_BYTES, max(0, size - _LOG_TAIL_BYTES))
        lines = [line for line in tail.decode("utf-8", "replace").splitlines() if line.strip()]
        return harmless(lines[-1]) if lines else "it said nothing"


@contextmanager
def embedded(path: Path, *, timeout_s: float = START_TIMEOUT_S) -> Iterator[EmbeddedServer]:
    """Run Milvus Lite on a folder and stop it afterwards.

    The folder is created if it is missing. The child ends with this process, however that
    ends, and leaves nothing in the temporary folder.

    Raises:
        EmbeddedError: not installed or too old, the path cannot be used or is in use by
            another process, or the server does not start.
    """
    _check_installed()
    path = path.absolute()
    removed = lite_folder.prepare(path)
    with ExitStack() as stack:
        try:
            folder = Path(tempfile.mkdtemp(prefix="migrator-", dir=_socket_parent()))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            log = stack.enter_context(tempfile.TemporaryFile())
            server = EmbeddedServer(path, folder / "lite.sock", log, removed=removed)
        except OSError as problem:
            raise EmbeddedError(f"Milvus Lite for {path} cannot be started: {problem}") from problem
        stack.callback(server.stop)
        atexit.register(server.stop)
        stack.callback(atexit.unregister, server.stop)
        server.wait_until_it_answers(timeout_s)
        yield server


def _check_installed() -> None:
    # Milvus Lite 3.2 imports pymilvus without asking for it.
    missing = [name for name in ("milvus_lite", "pymilvus") if not importlib.util.find_spec(name)]
    if missing:
        raise EmbeddedError(
            f"the embedded server needs the package {missing[0].replace('_', '-')}, "
            "which is not installed",
            hint=_INSTALL,
        )
    try:
        version = importlib.metadata.version("milvus-lite")
    except importlib.metadata.PackageNotFoundError:
        return  # A source tree on the path; whoever has that knows.
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < OLDEST:
        raise EmbeddedError(
            f"the embedded server needs Milvus Lite {'.'.join(map(str, OLDEST))} or newer, "
            f"and {version} is installed",
            hint=_INSTALL,
        )


def _socket_parent() -> str:
    folder = tempfile.gettempdir()
    return folder if _SOCKET_FOLDER.fullmatch(folder) else str(Path("/") / "tmp")


def _answers(target: str) -> bool:
    """Ask once, on a channel of its own: a failed one would wait before it tries again."""
    options = (("grpc.use_local_subchannel_pool", 1),)
    with grpc.insecure_channel(target, options) as channel:
        known = method("GetVersion")
        ask = channel.unary_unary(
            known.path, known.request.SerializeToString, known.answer.FromString
        )
        try:
            ask(known.request(), timeout=5.0)
        except grpc.RpcError:
            return False
        return True
