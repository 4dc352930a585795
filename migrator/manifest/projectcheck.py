"""Checks of a project file that its form alone does not make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from migrator.errors import UsageError
from migrator.expectation import satisfies
from migrator.findings import Finding
from migrator.manifest.problems import Path, Subject, shown
from migrator.manifest.projectfile import ConnectionSection, ProjectSection
from migrator.manifest.specs import SPECS
from migrator.secrets import is_reference, is_token, malformed
from migrator.wording import suggestion

_ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_HOST_AND_PORT = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}")
_CREDENTIALS = ("token", "user", "password")
_REFERENCE_HINT = "write ${env:NAME} or ${file:/path}"


def references(data: object, subject: Subject) -> Iterator[Finding]:
    """Find ``${…}`` where nothing resolves it, in data that are not checked yet."""
    for path, text in referring(data):
        if not _resolves(path):
            message = "references do not resolve here"
            hint = "${env:…} and ${file:…} resolve in credentials and TLS only"
            yield subject.find("MIG211", message, path, hint=hint)
        elif problem := malformed(text):
            yield subject.find("MIG211", problem, path, hint=_REFERENCE_HINT)


def referring(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Find all text with ``${`` in it, each with its path."""
    if isinstance(data, str):
        if "${" in data:
            yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from referring(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from referring(value, (*path, index))


def _resolves(path: Path) -> bool:
    match path:
        case ("connections", _, str(key)):
            return key in _CREDENTIALS
        case ("connections", _, "tls", _):
            return True
    return False


def credentials(data: object, subject: Subject) -> Iterator[Finding]:
    """Find secrets that are written out, in data that are not checked yet."""
    for alias, connection in _connections(data):
        path: Path = ("connections", alias)
        for key, fits in (("token", is_token), ("password", is_reference)):
            value = connection.get(key)
            if value is None or (isinstance(value, str) and (fits(value) or malformed(value))):
                continue
            message = f"the {key} is written out"
            hint = f"it counts as leaked: change it, and {_REFERENCE_HINT}"
            yield subject.find("MIG210", message, (*path, key), hint=hint)
        if "token" in connection and {"user", "password"} & connection.keys():
            message = "token and user or password are both given"
            yield subject.find("MIG212", message, (*path, "token"), hint="keep one")
        for key, other in (("user", "password"), ("password", "user")):
            if key in connection and other not in connection:
                message = f"{key} is given without {other}"
                yield subject.find("MIG212", message, (*path, key), hint=f"add {other}", key=True)


def _connections(data: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    connections = data.get("connections") if isinstance(data, dict) else None
    if isinstance(connections, dict):
        for alias, connection in connections.items():
            if isinstance(connection, dict):
                yield alias, connection


def uris(data: object, subject: Subject) -> Iterator[Finding]:
    """Find URIs that cannot be used; none is repeated, because one may hold a password."""
    for alias, connection in _connections(data):
        uri = connection.get("uri")
        if isinstance(uri, str) and "${" not in uri:
            problem = _uri_problem(uri)
            if problem is not None:
                code, message, hint = problem
                path: Path = ("connections", alias, "uri")
                yield subject.find(code, message, path, hint=hint)


def _uri_problem(uri: str) -> tuple[str, str, str] | None:
    hint = "write http://host:port, https://host:port, unix:path or a path"
    scheme, separator, rest = uri.partition("://")
    if "@" in rest.partition("/")[0] or (not separator and re.search(r":[^/]*@", uri)):
        return "MIG214", "the URI has credentials in it", "use user: and password: instead"
    if any(ord(char) < 33 for char in uri):
        return "MIG213", "the URI has a space or control character in it", hint
    if not separator and _HOST_AND_PORT.fullmatch(uri):
        return "MIG213", "the URI has no scheme", f"write http://{uri} or https://{uri}"
    if not separator or uri.startswith("unix:"):
        return None
    if scheme not in ("http", "https"):
        return "MIG213", f"the URI has the unknown scheme {shown(scheme)}", hint
    return _server_problem(uri)


def _server_problem(uri: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "MIG213", "the URI has no usable host and port", "write http://host:port"
    if not parts.hostname or port == 0:
        return "MIG213", "the URI has no usable host and port", "write http://host:port"
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        message = "the URI has something after host and port"
        return "MIG213", message, "a database goes into the key database"
    return None


def checks(spec: ProjectSection, data: Any, subject: Subject) -> Iterator[Finding]:
    """Find what the well-formed sections of a project say and cannot be.

    ``data`` are what ``spec`` was made from, with what is not well-formed still in them.
    """
    aliases = data["connections"]
    default = spec.default_connection
    if default is not None and default not in aliases:
        message = f"there is no connection {shown(default)}"
        hint = suggestion(default, aliases)
        yield subject.find("MIG216", message, ("default_connection",), hint=hint)
    for index, pattern in enumerate(spec.scope.exclude):
        if not _can_match(pattern):
            message = f"no address can match {shown(pattern)}"
            hint = f"put a kind in front, such as Collection {pattern}"
            yield subject.find("MIG219", message, ("scope", "exclude", index), hint=hint)
    for alias, connection in spec.connections.items():
        yield from _connection(alias, connection, subject)


def _can_match(pattern: str) -> bool:
    kinds = tuple(SPECS)
    first, space, _ = pattern.partition(" ")
    if space and any(fnmatchcase(kind, first) for kind in kinds):
        return True
    fixed = re.split(r"[*?\[]", first)[0]
    return "*" in first and any(kind.startswith(fixed) for kind in kinds)


def _connection(alias: str, connection: ConnectionSection, subject: Subject) -> Iterator[Finding]:
    path: Path = ("connections", alias)
    if not _ALIAS.fullmatch(alias):
        message = f"{shown(alias)} cannot be an alias"
        hint = "use letters, digits, dots, dashes and underscores"
        yield subject.find("MIG218", message, path, hint=hint, key=True)
    yield from _tls(connection, subject, path)
    required = connection.expect.server_version
    if required is not None:
        try:
            satisfies((0, 0, 0), required)
        except UsageError as problem:
            place = (*path, "expect", "server_version")
            yield subject.find("MIG220", problem.what, place, hint=problem.hint)


def _tls(connection: ConnectionSection, subject: Subject, path: Path) -> Iterator[Finding]:
    tls = connection.tls
    if tls is None:
        return
    if not connection.uri.startswith("https://"):
        message = "tls is given, and the URI is not https"
        yield subject.find("MIG215", message, (*path, "tls"), hint="write https://…", key=True)
    for key, given, missing in (("cert", tls.cert, tls.key), ("key", tls.key, tls.cert)):
        if given is not None and missing is None:
            other = "key" if key == "cert" else "cert"
            message = f"tls.{key} is given without tls.{other}"
            yield subject.find("MIG215", message, (*path, "tls", key), hint=f"add {other}")
