"""Become a server that dies with its parent: ``child.py PARENT_PID COMMAND ...``.

A script of its own, so that no Python runs between fork and exec in a parent that
has gRPC's threads. The process id stays the same.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Set what the server shall inherit and turn into it."""
    parent, *command = sys.argv[1:]
    # A shell's background job ignores SIGINT, and Milvus Lite stops on nothing else.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # Milvus 2.3.5 aborts at every SIGTERM.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        sys.exit("The parent was gone before the server was there.")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
