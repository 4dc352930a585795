"""A project in a folder, and ``migrator`` run on it: here, or as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import yaml

from tests.canaries import no_canary, planted
from tests.scripts.stage import in_process
from tests.scripts.story import Result

ROOT = Path(__file__).resolve().parents[2]

INDEX = {"field_name": "v", "index_type": "FLAT", "metric_type": "L2"}


def collection(name: str) -> dict[str, object]:
    """A small collection with an index, as a manifest."""
    fields = [
        {"name": "id", "dtype": "Int64", "is_primary": True},
        {"name": "v", "dtype": "FloatVector", "dim": 4},
    ]
    return {
        "apiVersion": "migrator/v1",
        "kind": "Collection",
        "metadata": {"name": name},
        "spec": {"fields": fields, "indexes": [INDEX]},
    }


class Shop:
    """A project with one connection, ``it``, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def connect(self, uri: str, **more: object) -> None:
        """Write the project file."""
        connection = {"uri": uri, **more}
        spec = {"manifests": ["manifests/"], "connections": {"it": connection}}
        data = {"apiVersion": "migrator/v1", "kind": "Project", "metadata": {"name": "shop"}}
        self.write("migrator.yaml", yaml.safe_dump({**data, "spec": spec}))

    def declare(self, count: int = 1) -> None:
        """Write the manifests of so many collections."""
        documents = [collection(f"books_{number:03}") for number in range(count)]
        self.write("manifests/all.yaml", yaml.safe_dump_all(documents))

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        planted(path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *arguments: str, **environ: str) -> Result:
        """Run a command here and hold what is true of each that fails."""
        result = in_process(["-C", str(self.folder), *arguments], environ)
        hold(result, environ)
        return result

    @contextmanager
    def process(self, *arguments: str, stdout: IO[str] | None = None) -> Iterator[Process]:
        """Run a command as a process of its own, in a process group as a shell makes one."""
        with subprocess.Popen(
            [sys.executable, "-m", "migrator", "-C", str(self.folder), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
            process_group=0,
        ) as process:
            try:
                yield Process(process)
            finally:
                process.kill()


class Process:
    """A ``migrator`` that runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._read = ""
        self._output = ""

    @property
    def pid(self) -> int:
        """Its process id, and that of its group."""
        return self._process.pid

    def wait_for(self, text: str) -> None:
        """Read standard error up to a line with a text."""
        self._read += read_up_to(text, self._process.stderr)

    def wait_for_output(self, text: str) -> None:
        """Read standard output up to a line with a text."""
        self._output += read_up_to(text, self._process.stdout)

    @property
    def read(self) -> str:
        """What was read of standard error so far."""
        return self._read

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop_reading(self) -> None:
        """Leave, as ``head`` does when it has enough."""
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()

    def exit_code(self) -> int:
        """Wait until it ends, without reading."""
        return self._process.wait()

    def result(self) -> Result:
        """Wait until it ends and hold what is true of each that fails."""
        stdout, stderr = self._process.communicate()
        result = Result(
            self._output + (stdout or ""), self._read + stderr, self._process.returncode
        )
        hold(result, {})
        return result


def read_up_to(text: str, stream: IO[str] | None) -> str:
    """Read lines of a process up to one with a text."""
    assert stream is not None
    read = ""
    for line in stream:
        read += line
        if text in line:
            return read
    raise AssertionError(f"{text!r} never came:\n{read}")


def hold(result: Result, environ: Mapping[str, str]) -> None:
    """No traceback, no secret, and never nothing where something is wrong."""
    everything = result.stdout + result.stderr
    no_canary(everything, "what migrator says")
    assert "Traceback" not in everything
    assert "this is a bug" not in everything
    for value in environ.values():
        for secret in (value, value.rpartition(":")[2]):
            assert secret not in everything
    if result.exit_code not in (0, 2):
        assert everything


def errors(result: Result) -> list[str]:
    """The lines that begin an error."""
    return [line for line in result.stderr.splitlines() if line.startswith("error: ")]
