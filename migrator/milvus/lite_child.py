"""The child process that Milvus Lite runs in: a script of its own, started by ``embedded``.

It imports nothing of ours, and starts with ``-P``, because the modules beside it must not
stand in for others of the same name. It ends with its parent, however the parent ends.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import signal
import threading
import time
from pathlib import Path
from types import FrameType

#: How often to look whether the parent is still there.
PARENT_POLL_S = 0.25

#: How long Milvus Lite may take to close its files; the parent waits as long.
STOP_TIMEOUT_S = 10.0


def main() -> None:
    """Serve a folder on a Unix socket until SIGINT, or until the parent has gone.

    The folder of the socket is removed at the end; it may hold nothing else.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--socket", type=Path, required=True)
    settings = parser.parse_args()
    # A shell's background job ignores SIGINT, and Milvus Lite stops on nothing else.
    signal.signal(signal.SIGINT, _interrupt_once)
    watch = threading.Thread(
        target=_follow_parent, args=(settings.parent, settings.socket.parent), daemon=True
    )
    watch.start()
    try:
        # Not an import statement: the package does without Milvus Lite, this script cannot.
        server = importlib.import_module("milvus_lite.cmdline")
        # Milvus Lite appends the port to whatever host it gets; ``embedded`` knows.
        host = ["--host", f"unix:{settings.socket}", "--port", "1"]
        server.main(["server", "--data-dir", settings.data_dir, *host])
    finally:
        shutil.rmtree(settings.socket.parent, ignore_errors=True)


def _interrupt_once(_number: int, _frame: FrameType | None) -> None:
    """Interrupt, but never the closing of files that an interrupt leads to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _follow_parent(parent: int, folder: Path) -> None:
    """Interrupt the server when the parent has gone; end it when that does not help.

    The parent's id is asked for again and again, because the other ways have holes:
    Linux's parent-death signal follows the thread that started the child and not the
    process, a pipe stays open in whatever else the parent has forked, and macOS has
    only the pipe.
    """
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_S)
    main_thread = threading.main_thread().ident
    assert main_thread is not None
    signal.pthread_kill(main_thread, signal.SIGINT)
    time.sleep(STOP_TIMEOUT_S)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
