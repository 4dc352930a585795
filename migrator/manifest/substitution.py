"""Substitution: ``${values.x}`` in manifests becomes what the connection's values say.

A scalar that is one reference as a whole takes the value's type; inside other text the
value becomes text. ``$${`` stands for ``${``. What is put in is not looked at again.
Secrets (``${env:…}``, ``${file:…}``) are refused but where they are allowed, and there
they stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from migrator.findings import Finding
from migrator.manifest.problems import Path, Subject
from migrator.manifest.scalars import is_ambiguous, plain
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import MAX_NODES, MAX_PROBLEMS
from migrator.wording import cut, suggestion

_REFERENCE = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_VALUE = re.compile(r"values\.([A-Za-z_][\w.-]*?)(?::-(.*))?", re.DOTALL)
_SECRET = re.compile(r"\s*(?:env|file)\s*:")
#: The code of a value that is not defined.
UNDEFINED = "MIG231"

#: The most characters that values put into one document.
MAX_CHARACTERS = 1 << 24

_ESCAPE_HINT = "write $${ for a literal ${"


@dataclass(frozen=True, slots=True)
class Values:
    """What references stand for, and the connection whose values these are.

    ``database`` is where manifests go that name none. ``used`` collects the names that
    were asked for, ``tree`` has the places of the values where these are known.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    connection: str = ""
    database: str = "default"
    used: set[str] = field(default_factory=set)
    tree: Tree | None = field(default=None, repr=False)

    def get(self, name: str) -> tuple[bool, Any]:
        """Look a name up, with dots into nested mappings; whether it is defined, and its value."""
        self.used.add(name)
        if name in self.values:
            return True, self.values[name]
        here: Any = self.values
        for part in name.split("."):
            if not isinstance(here, Mapping) or part not in here:
                return False, None
            here = here[part]
        return True, here


class _Refused(Exception):
    """A reference that cannot be resolved."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


def substitute(
    data: object,
    subject: Subject,
    values: Values,
    findings: list[Finding],
    *,
    path: Path = (),
    secret: Callable[[Path], bool] = lambda _path: False,
) -> Any:
    """Return a part of a tree with references resolved, copying only what holds some.

    ``path`` is where the data are, ``secret`` tells at which paths secrets may stand.
    """
    return _Walk(subject, values, findings, secret).of(data, path)


@dataclass(slots=True)
class _Room:
    """What values may still put into a document: a few of them make a lot of text."""

    characters: int = MAX_CHARACTERS
    nodes: int = MAX_NODES
    sizes: dict[int, int] = field(default_factory=dict)
    told: bool = False

    def fits(self, text: str, values: Values) -> bool:
        """Take what a text's references stand for off the room; whether there was enough."""
        for found in _REFERENCE.finditer(text):
            match = _VALUE.fullmatch(found.group(1) or "")
            value = values.get(match.group(1))[1] if match else None
            if isinstance(value, str):
                self.characters -= len(value)
            elif isinstance(value, Mapping | list):
                self.nodes -= self._size(value)
            if self.characters < 0 or self.nodes < 0:
                return False
        return True

    def _size(self, value: Mapping[str, object] | list[object]) -> int:
        """Count the keys and values of a value; each one once."""
        if id(value) not in self.sizes:
            waiting: list[object] = [value]
            count = 0
            while waiting and count <= MAX_NODES:
                item = waiting.pop()
                count += 1
                if isinstance(item, Mapping):
                    waiting += item.values()
                    count += len(item)
                elif isinstance(item, list):
                    waiting += item
            self.sizes[id(value)] = count
        return self.sizes[id(value)]


@dataclass(frozen=True, slots=True)
class _Walk:
    """One walk over a tree; what is shared by aliases is done once."""

    subject: Subject
    values: Values
    findings: list[Finding]
    secret: Callable[[Path], bool]
    done: dict[int, object] = field(default_factory=dict)
    room: _Room = field(default_factory=_Room)

    def of(self, item: Any, path: Path) -> Any:
        if isinstance(item, str):
            return self._scalar(item, path) if "${" in item else item
        if id(item) not in self.subject.tree.references:
            return item
        if id(item) not in self.done:
            self.done[id(item)] = self._container(item, path)
        return self.done[id(item)]

    def _container(self, item: dict[str, Any] | list[Any], path: Path) -> object:
        if isinstance(item, list):
            return [self.of(value, (*path, index)) for index, value in enumerate(item)]
        return {self._key(key, path): self.of(value, (*path, key)) for key, value in item.items()}

    def _key(self, key: str, path: Path) -> str:
        if "${" in key.replace("$${", ""):
            refused = _Refused("MIG232", "references are resolved in values, not in keys")
            self.findings.append(_finding(refused, self.subject, (*path, key), key=True))
        return key.replace("$${", "${")

    def _scalar(self, text: str, path: Path) -> Any:
        if self.secret(path) and _SECRET.match(text.removeprefix("${")):
            return text
        if not self.room.fits(text, self.values):
            if not self.room.told:
                self.room.told = True
                message = "values make the document larger than a document may be"
                self.findings.append(self.subject.find("MIG115", message, path))
            return text
        try:
            value = resolve(text, self.values)
        except _Refused:
            for refused in _refusals(text, self.values):
                found = _finding(refused, self.subject, path)
                if refused.code == UNDEFINED and self.values.connection:
                    found = replace(found, connections=(self.values.connection,))
                if len(self.findings) == MAX_PROBLEMS:
                    message = f"more than {MAX_PROBLEMS} problems; the rest is not listed"
                    found = self.subject.find("MIG121", message, path)
                if len(self.findings) <= MAX_PROBLEMS:
                    self.findings.append(found)
            return text
        if isinstance(value, str) and is_ambiguous(value):
            self.subject.tree.ambiguous = True
        return value


def _finding(refused: _Refused, subject: Subject, path: Path, *, key: bool = False) -> Finding:
    return subject.find(refused.code, refused.message, path, hint=refused.hint, key=key)


def resolve(text: str, values: Values) -> Any:
    """Return text with its references resolved."""
    whole = _REFERENCE.fullmatch(text)
    if whole is not None and whole.group(1) is not None:
        return _value(whole.group(1), values)
    return _REFERENCE.sub(lambda match: _inside(match, values), text)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the values that a text refers to, each once."""
    inside = (match.group(1) for match in _REFERENCE.finditer(text))
    found = (_VALUE.fullmatch(reference) for reference in inside if reference is not None)
    return tuple(dict.fromkeys(match.group(1) for match in found if match is not None))


def try_resolve(item: object, values: Values) -> Any:
    """Return text with its references resolved, None where that cannot be; the rest as it is."""
    if not isinstance(item, str) or "${" not in item:
        return item
    try:
        return resolve(item, values)
    except _Refused:
        return None


def _refusals(text: str, values: Values) -> Iterator[_Refused]:
    """Give each reference of a text that cannot be resolved once."""
    whole = _REFERENCE.fullmatch(text)
    for reference in dict.fromkeys(match.group() for match in _REFERENCE.finditer(text)):
        try:
            # Inside other text its value has to be text, too.
            resolve(reference if whole else f" {reference}", values)
        except _Refused as refused:
            yield refused


def _inside(match: re.Match[str], values: Values) -> str:
    if match.group() == "$${":
        return "${"
    if match.group(1) is None:
        hint = f"close it with }}, or {_ESCAPE_HINT}"
        raise _Refused("MIG232", "a reference is not closed", hint)
    value = _value(match.group(1), values)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    what = "null" if value is None else "a list or a mapping"
    raise _Refused("MIG234", f"${{{cut(match.group(1))}}} is {what}, which is no text")


def _value(reference: str, values: Values) -> Any:
    match = _VALUE.fullmatch(reference)
    if match is None:
        raise _unknown(reference)
    name, default = match.groups()
    defined, value = values.get(name)
    if defined:
        return value
    if default is not None:
        return plain(default) if default else ""
    known = suggestion(name, map(str, values.values)) if values.values else ""
    hint = f"{known or 'define it in the project file'}; ${{values.{name}:-…}} gives a default"
    raise _Refused(UNDEFINED, f"values.{name} is not defined", hint)


def _unknown(reference: str) -> _Refused:
    if _SECRET.match(reference):
        return _Refused(
            "MIG233",
            "secrets cannot stand here",
            "${env:…} and ${file:…} resolve in the project file's credentials and TLS only",
        )
    return _Refused(
        "MIG232",
        f"${{{cut(reference)}}} is no reference",
        f"write ${{values.name}}, or {_ESCAPE_HINT}",
    )


def escape(text: str) -> str:
    """Return text so that substitution gives it back."""
    return text.replace("${", "$${")
