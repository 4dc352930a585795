"""A server as a child process: started until it answers, stopped by its process id."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.servers import ports
from tests.servers.endpoint import Endpoint

START_TIMEOUT_S = 90.0

#: Where Milvus 2.3.5 leaves a file for each process id, whatever it is told.
_RUNTIME_FOLDERS = (Path("/run") / "milvus", Path("/tmp") / "milvus")

_CHILD = Path(__file__).with_name("child.py")


class ServerFailed(Exception):
    """A server that did not start or has gone, with the end of its log."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """All that it takes to start one server, again and again on the same data.

    ``kind`` is ``milvus-2.3.5`` or ``lite``.
    """

    kind: str
    endpoint: Endpoint
    command: tuple[str, ...]
    environment: Mapping[str, str]
    data_dir: Path
    log: Path
    stop_signal: signal.Signals
    stop_timeout_s: float


class RunningServer:
    """One server process; a context manager that closes it.

    ``uri``, ``host``, ``port`` and ``data_dir`` outlive ``stop``, ``kill`` and
    ``restart``; ``pid`` is that of the process now or last.
    """

    def __init__(self, recipe: Recipe, resources: ExitStack) -> None:
        self._recipe = recipe
        self._resources = resources
        self._process: subprocess.Popen[bytes] | None = None
        self.start_s = 0.0
        self.endpoint = recipe.endpoint
        self.kind = recipe.kind
        self.uri = recipe.endpoint.uri
        self.host = recipe.endpoint.host
        self.port = recipe.endpoint.port
        self.data_dir = recipe.data_dir
        self.log = recipe.log

    def __repr__(self) -> str:
        return f"<{self.kind} {self.uri} pid {self.pid}>"

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id of the server itself, 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def rss_bytes(self) -> int:
        """The memory that the process holds now. Linux."""
        lines = Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines()
        (line,) = (line for line in lines if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    def restart(self, *, timeout_s: float = START_TIMEOUT_S) -> None:
        """Start, on the same data and the same address, after stopping if it runs.

        Must be called on the main thread: the server dies with the thread that started
        it, which is how it dies when pytest is killed.

        Raises:
            ServerFailed: it exited, or does not answer in time; it is gone then.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("Start servers on the main thread: they die with their thread.")
        self.stop()
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", _CHILD, str(os.getpid()), *self._recipe.command],
                cwd=self.data_dir,
                env=dict(self._recipe.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        try:
            self._wait_until_it_answers(began + timeout_s)
        except BaseException:
            self.kill()
            raise
        self.start_s = time.monotonic() - began

    def stop(self) -> None:
        """Ask the process to stop, kill it if it does not in time. Idempotent."""
        if self._process is None or not self.running:
            return
        os.kill(self.pid, self._recipe.stop_signal)
        try:
            self._process.wait(self._recipe.stop_timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
        self._forget()

    def kill(self) -> None:
        """End the process and its group the way a lost machine would. Idempotent."""
        if self._process is None or not self.running:
            return
        os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._forget()

    def close(self) -> None:
        """Stop for good: gives back the ports and removes folders made for it. Idempotent."""
        try:
            self.stop()
        finally:
            self._resources.close()
            atexit.unregister(self.close)

    def tail(self) -> str:
        """Give what the log says about a panic, and its last lines."""
        if not self.log.exists():
            return "(no log)"
        lines = [line[:400] for line in self.log.read_text("utf-8", "replace").splitlines()]
        # A Go panic stands before hundreds of lines of stacks.
        panics = [line for line in lines[:-30] if "panic" in line or "fatal" in line][-5:]
        return "\n".join([*panics, *lines[-30:]])

    def _wait_until_it_answers(self, deadline: float) -> None:
        from tests.servers.raw import answers

        reason = "it does not listen"
        while self.running:
            if time.monotonic() > deadline:
                raise ServerFailed(
                    f"{self.kind} does not answer at {self.uri}: {reason}; {self.log}:\n"
                    f"{self.tail()}"
                )
            if self._listens():
                reason = answers(self.endpoint)
                if not reason:
                    return
            time.sleep(0.05)
        assert self._process is not None
        raise ServerFailed(
            f"{self.kind} for {self.uri} exited with {self._process.returncode}; {self.log}:\n"
            f"{self.tail()}"
        )

    def _listens(self) -> bool:
        if self.endpoint.socket:
            return self.endpoint.socket.exists()
        # Asking the port alone could be answered by somebody else's server.
        return sys.platform != "linux" or ports.listens_alone(self.pid, self.port)

    def _forget(self) -> None:
        if self.endpoint.socket:
            self.endpoint.socket.unlink(missing_ok=True)
        for folder in _RUNTIME_FOLDERS:
            (folder / f"server_id_{self.pid}").unlink(missing_ok=True)


def start(recipe: Recipe, resources: ExitStack) -> RunningServer:
    """Start a server; what ``resources`` holds is given back when it is closed or failed.

    Raises:
        ServerFailed: it exited, or does not answer in time.
    """
    server = RunningServer(recipe, resources)
    atexit.register(server.close)
    try:
        server.restart()
    except BaseException:
        server.close()
        raise
    return server
