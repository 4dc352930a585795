"""Secrets: references to what must not be written down, resolved only when it is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migrator import filetext
from migrator.errors import UsageError

MAX_BYTES = 64 * 2**10

_REFERENCE = re.compile(r"\$\{(env|file):([^{}]+)\}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def malformed(text: str) -> str:
    """Say what is wrong with the references in a text, without its literal parts; "" if nothing.

    Contacts nothing and reads no file.
    """
    for kind, name in _REFERENCE.findall(text):
        if kind == "env" and not _VARIABLE.fullmatch(name):
            if ":-" in name:
                return "a secret takes no default, which would be written out"
            return "the name of an environment variable has letters, digits and underscores"
        if "\0" in name:
            return "a path cannot hold that character"
    if "${" in _REFERENCE.sub("", text):
        return "a reference here is ${env:NAME} or ${file:path}"
    return ""


def is_reference(text: str) -> bool:
    """Whether a text is one reference, and nothing of it written out."""
    return _REFERENCE.fullmatch(text) is not None


def is_token(text: str) -> bool:
    """Whether nothing of a token is written out but, at most, ``user:`` in front."""
    user, colon, rest = text.partition(":")
    return is_reference(text) or (bool(colon) and "${" not in user and is_reference(rest))


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where references are looked up: an environment, and the folder of relative paths."""

    environ: Mapping[str, str] = field(repr=False)
    folder: Path

    def resolve(self, text: str, what: str) -> str:
        """Return a text with its references resolved; ``what`` names it in errors.

        Reads the files that are referred to, each up to 64 KiB, without the newline at
        their end.

        Raises:
            UsageError: a variable is not set, a file cannot be read. No value is shown.
        """
        return _REFERENCE.sub(lambda match: self._one(match.group(1), match.group(2), what), text)

    def _one(self, kind: str, name: str, what: str) -> str:
        value = self._variable(name, what) if kind == "env" else self._file(name, what)
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise UsageError(
                f"{what}: {kind}:{name} holds a line break or another control character",
                hint="put nothing but the secret there",
            )
        return value

    def _variable(self, name: str, what: str) -> str:
        value = self.environ.get(name, "")
        if not value:
            state = "is empty" if name in self.environ else "is not set"
            raise UsageError(f"{what}: the environment variable {name} {state}", hint=f"set {name}")
        return value

    def _file(self, name: str, what: str) -> str:
        path = self.folder / name
        hint = f"check what ${{file:{name}}} stands for"
        try:
            data = filetext.read_bytes(path, MAX_BYTES)
        except filetext.NotAFile as problem:
            raise UsageError(f"{what}: {path} is not a regular file", hint=hint) from problem
        except OSError as problem:
            reason = problem.strerror or "cannot be read"
            raise UsageError(f"{what}: {path} cannot be read: {reason}", hint=hint) from problem
        if len(data) > MAX_BYTES:
            raise UsageError(f"{what}: {path} has more than {MAX_BYTES // 1024} KiB", hint=hint)
        try:
            value = data.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise UsageError(f"{what}: {path} is not text in UTF-8", hint=hint) from None
        if not value:
            raise UsageError(f"{what}: {path} is empty", hint=hint)
        return value
