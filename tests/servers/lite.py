"""Milvus Lite as a server that outlives a command, over a Unix socket or TCP."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.servers import ports
from tests.servers.endpoint import Endpoint
from tests.servers.process import Recipe, RunningServer
from tests.servers.process import start as start_process

KIND = "lite"


def start(*, tcp: bool = False, data_dir: Path | None = None) -> RunningServer:
    """Start a server and wait until it answers, about 1 s; many can run at once.

    It answers on a Unix socket in a short temporary folder (a socket's path has about
    100 bytes) or, with ``tcp``, on a port of 127.0.0.1; one server has one address.
    Without ``data_dir`` the data lives in that folder until ``close``.

    Raises:
        ServerFailed: it exited, or does not answer in time.
    """
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="lite-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        data_dir = data_dir or folder / "data"
        data_dir.mkdir(parents=True, exist_ok=True)
        if tcp:
            host, port = "127.0.0.1", stack.enter_context(ports.claimed())[0]
            endpoint = Endpoint(uri=f"http://{host}:{port}", host=host, port=port)
        else:
            # Milvus Lite appends the port to whatever host it gets.
            host, port = f"unix:{folder / 'lite.sock'}", 1
            uri = f"{host}:{port}"
            endpoint = Endpoint(uri=uri, socket=Path(uri.removeprefix("unix:")))
        server = (sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(data_dir))
        recipe = Recipe(
            kind=KIND,
            endpoint=endpoint,
            command=(*server, "--host", host, "--port", str(port)),
            environment=os.environ,
            data_dir=data_dir,
            log=folder / "lite.log",
            stop_signal=signal.SIGINT,
            stop_timeout_s=15.0,
        )
        return start_process(recipe, stack.pop_all())
