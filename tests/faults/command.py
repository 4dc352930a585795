"""``migrator``, here or as a process of its own that starts at once and can be killed.

A new interpreter needs a second to import what migrator needs, a fork of one that has done
so needs some milliseconds. The fork is made by a server process without gRPC's threads.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.scripts.stage import in_process
from tests.scripts.story import Result

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.faults.preload"])

#: Longer than any case takes; whatever hangs fails then.
TIMEOUT_S = 180.0

KILLED = -9


class Running:
    """A ``migrator`` that runs in a project's folder."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._told = Path(tempfile.mkdtemp(prefix="migrator-told-"))
        words = ["-C", str(folder), *arguments]
        self._process: ForkServerProcess = _CONTEXT.Process(target=_run, args=(words, self._told))
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it the way a lost machine would. Idempotent."""
        self._process.kill()

    def result(self, timeout_s: float = TIMEOUT_S) -> Result:
        """Wait until it ends; the exit code is -9 where it was killed.

        Raises:
            TimeoutError: it does not end in time; it is killed then.
        """
        self._process.join(timeout_s)
        hung = self._process.exitcode is None
        if hung:
            self._process.kill()
            self._process.join()
        files = [self._told / name for name in ("stdout", "stderr")]
        stdout, stderr = (file.read_text("utf-8") if file.exists() else "" for file in files)
        for file in files:
            file.unlink(missing_ok=True)
        self._told.rmdir()
        if hung:
            raise TimeoutError(f"it did not end within {timeout_s:g} s:\n{stderr}")
        code = self._process.exitcode
        assert code is not None
        self._process.close()
        return Result(stdout, stderr, code)


def run(folder: Path, *arguments: str) -> Result:
    """Run ``migrator`` in a project's folder to its end, in this process."""
    return in_process(["-C", str(folder), *arguments])


def _run(words: list[str], told: Path) -> None:
    from migrator.cli.app import run as run_command

    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(told / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.exit(run_command(words))
