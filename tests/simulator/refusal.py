"""How a server says no: with a Status, or with a failure of gRPC itself."""

from __future__ import annotations

import grpc

#: ``error_code`` that servers set beside ``code``; any other is UnexpectedError.
LEGACY = {4: 57, 8: 49, 100: 4, 700: 25, 1100: 5, 1401: 3}
LITE_LEGACY = {1: 1, 6: 6, 35: 35, 100: 4, 101: 101, 200: 200, 700: 11}

#: Whatever has no number of its own.
UNNUMBERED = 65535


class Refused(Exception):
    """Ends a call with a Status that is no success."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Failed(Exception):
    """Ends a call with a code of gRPC."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.details = details


class Panicked(Exception):
    """Ends the server itself, as some requests end a real one."""


def unnumbered(reason: str) -> Refused:
    return Refused(UNNUMBERED, reason)


def invalid(reason: str) -> Refused:
    return Refused(1100, f"{reason}: invalid parameter")


def collection_missing(database: str, name: str) -> Refused:
    return Refused(100, f"collection not found[database={database}][collection={name}]")


def partition_missing(name: str) -> Refused:
    return Refused(200, f"partition not found[partition={name}]")


def index_missing(name: str) -> Refused:
    return Refused(700, f"index not found[indexName={name}]")


def database_missing(name: str) -> Refused:
    return Refused(800, f"database not found[database={name}]")


def alias_missing(database: str, name: str) -> Refused:
    return Refused(1600, f"alias not found[database={database}][alias={name}]")
