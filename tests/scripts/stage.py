"""The stage: a folder in which the commands of a story run, in this process."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from migrator.cli.app import run
from tests.canaries import no_canary, planted
from tests.scripts.story import Command, Part, Result, Write
from tests.scripts.volatile import dated, steady

#: Variables whose values are secrets: no command may print one.
_SECRET = re.compile(r"PASSWORD|TOKEN|SECRET")


class Stage:
    """Runs the parts of a story in the current folder.

    Beside ``migrator`` there are ``cat``, ``ls``, ``rm`` and ``replace FILE OLD NEW``, in which
    ``\\n`` ends a line.
    ``NAME=value`` before a command sets a variable for it; ``$HASH`` is the hash of the
    plan that was last shown as JSON.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = ""

    def play(self, parts: Iterable[Part]) -> list[Part]:
        """Do what a story says; return it with the results as they are."""
        return [self._part(part) for part in parts]

    def _part(self, part: Part) -> Part:
        if isinstance(part, Write):
            path = self._folder / part.path
            path.parent.mkdir(parents=True, exist_ok=True)
            planted(path).write_text(dated(part.text), "utf-8")
        if isinstance(part, Command):
            return Command(part.text, self._run(part.text))
        return part

    def _run(self, command: str) -> Result:
        words = shlex.split(command.replace("$HASH", self._hash))
        environ = {}
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            environ[name] = value
        name, *arguments = words
        if name != "migrator":
            return Result(_COMMANDS[name](self._folder, *arguments))
        result = in_process(arguments, environ)
        self._check(arguments, environ, result)
        return Result(steady(result.stdout), steady(result.stderr), result.exit_code)

    def _check(self, arguments: list[str], environ: Mapping[str, str], result: Result) -> None:
        """Hold what is true of every command, so that no golden has to be read for it."""
        everything = result.stdout + result.stderr
        assert "Traceback" not in everything
        for name, value in environ.items():
            assert not (_SECRET.search(name) and value in everything), f"{name} was printed"
        if "json" in arguments:
            document = json.loads(result.stdout)
            self._hash = document.get("hash", self._hash)


def in_process(arguments: list[str], environ: Mapping[str, str] = {}) -> Result:
    """Run ``migrator`` here, without a terminal."""
    with _standing_in(environ) as streams:
        exit_code = run(arguments)
        stdout, stderr = (_written(stream) for stream in streams)
    for text in (stdout, stderr):
        no_canary(text, f"what migrator {' '.join(arguments)} says")
    return Result(stdout, stderr, exit_code)


@contextmanager
def _standing_in(environ: Mapping[str, str]) -> Iterator[tuple[io.TextIOWrapper, ...]]:
    before = sys.stdin, sys.stdout, sys.stderr, dict(os.environ)
    # As Python opens them, so that what cannot be encoded is noticed here too.
    stdout, stderr = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors=errors, newline="\n")
        for errors in ("strict", "backslashreplace")
    )
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), stdout, stderr
    os.environ.update(environ)
    try:
        yield stdout, stderr
    finally:
        sys.stdin, sys.stdout, sys.stderr, variables = before
        os.environ.clear()
        os.environ.update(variables)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()


def _cat(folder: Path, name: str) -> str:
    return steady((folder / name).read_text("utf-8"))


def _ls(folder: Path, name: str) -> str:
    files = (path for path in (folder / name).rglob("*") if path.is_file())
    return "\n".join(sorted(path.relative_to(folder).as_posix() for path in files))


def _rm(folder: Path, name: str) -> str:
    (folder / name).unlink()
    return ""


def _replace(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new.replace("\\n", "\n")), "utf-8")
    return ""


_COMMANDS: Mapping[str, Callable[..., str]] = {
    "cat": _cat,
    "ls": _ls,
    "replace": _replace,
    "rm": _rm,
}
