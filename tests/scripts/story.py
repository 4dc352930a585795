"""Stories: text files of commands, input files, expected output and exit codes.

    Prose: what the story shows.

    -- write manifests/books.yaml --
    (the file)

    -- note --
    (more prose)

    $ migrator plan --on dev
    (what it writes to standard output)
    -- stderr --
    (what it writes to standard error)
    -- exit 3 --

What is empty, and an exit code of 0, is left out. Empty lines at the end of a part do not
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MARK = re.compile(r"-- (write|note|stderr|exit)(?: (.+))? --")


@dataclass(frozen=True, slots=True)
class Note:
    """Prose."""

    text: str


@dataclass(frozen=True, slots=True)
class Write:
    """A file to write, in the place of one that is there."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a command gave."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the result that it should have."""

    text: str
    expected: Result


Part = Note | Write | Command


def parse(text: str) -> list[Part]:
    """Read a story."""
    parts: list[Part] = []
    kind, name = "note", ""
    lines: list[str] = []

    def close() -> None:
        body = "\n".join(lines).strip("\n")
        lines.clear()
        match kind:
            case "note":
                parts.append(Note(body))
            case "write":
                parts.append(Write(name, f"{body}\n"))
            case "$":
                parts.append(Command(name, Result(stdout=body)))
            case "stderr":
                parts[-1] = _with(parts[-1], stderr=body)
            case "exit":
                parts[-1] = _with(parts[-1], exit_code=int(name))

    for line in text.splitlines():
        mark = _MARK.fullmatch(line)
        if mark is None and not line.startswith("$ "):
            lines.append(line)
            continue
        close()
        kind, name = (mark[1], mark[2] or "") if mark else ("$", line.removeprefix("$ "))
    close()
    return parts


def _with(part: Part, *, stderr: str = "", exit_code: int = 0) -> Command:
    assert isinstance(part, Command), "stderr and exit belong to a command"
    was = part.expected
    return Command(part.text, Result(was.stdout, stderr or was.stderr, exit_code or was.exit_code))


def render(parts: Iterable[Part]) -> str:
    """Write a story, the way it is parsed."""
    text = "\n\n".join(_text(part) for part in parts)
    return text.removeprefix("-- note --\n") + "\n"


def _text(part: Part) -> str:
    match part:
        case Note(text):
            return f"-- note --\n{text}"
        case Write(path, text):
            return f"-- write {path} --\n{text.rstrip()}"
        case Command(command, result):
            return rendered(command, result)


def rendered(command: str, result: Result) -> str:
    """Write one command with its result; what tests compare."""
    told = [f"$ {command}", result.stdout.strip("\n")]
    if result.stderr.strip("\n"):
        told += ["-- stderr --", result.stderr.strip("\n")]
    if result.exit_code:
        told.append(f"-- exit {result.exit_code} --")
    return "\n".join(text for text in told if text)
