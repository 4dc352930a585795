"""The wrong-server guard: a connection's expectations, held against the server behind it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping

from migrator.capabilities import Capabilities
from migrator.connection import Connection
from migrator.errors import UsageError, WrongServer

Number = tuple[int, ...]

_COMPARISONS: Mapping[str, Callable[[Number, Number], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
_CLAUSE = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+){0,2})\s*")


def check(connection: Connection, capabilities: Capabilities, identity: str) -> None:
    """Hold a server against what its connection expects; contacts no server.

    Raises:
        WrongServer: version or identity are not the expected ones.
        UsageError: the expected version cannot be read.
    """
    expect = connection.expect
    if expect.identity is not None and expect.identity != identity:
        found = f"its identity is {identity}" if identity else "it has no identity yet"
        raise WrongServer(
            f"{connection.alias}: the server at {connection.where} is not the expected one: "
            f"{found}, expect.identity is {expect.identity}",
            hint="check the URI, or correct expect.identity in the project file",
        )
    if expect.server_version is not None and not satisfies(
        capabilities.version, expect.server_version
    ):
        raise WrongServer(
            f"{connection.alias}: {connection.where} runs {capabilities.server}, "
            f"expect.server_version is {expect.server_version}",
            hint="check the URI, or correct expect.server_version in the project file",
        )


def satisfies(version: Number, requirement: str) -> bool:
    """Whether a version meets every clause of a requirement such as ``>=2.5,<3``.

    Raises:
        UsageError: the requirement cannot be read.
    """
    for clause in requirement.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match is None:
            raise UsageError(
                f"server_version {requirement!r} cannot be read",
                hint="write comparisons separated by commas, such as >=2.5,<3",
            )
        sign, number = match.groups()
        wanted = tuple(int(part) for part in number.split("."))
        width = max(len(wanted), len(version)) if sign not in ("==", "!=") else len(wanted)
        if not _COMPARISONS[sign](_padded(version, width), _padded(wanted, width)):
            return False
    return True


def _padded(number: Number, width: int) -> Number:
    return (*number, *([0] * width))[:width]
