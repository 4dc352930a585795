"""What went wrong with an RPC: from the ways in which servers say it to our exceptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import grpc

from migrator.errors import (
    DeadlineExceeded,
    NotFound,
    PermissionDenied,
    RateLimited,
    Rejected,
    ServerError,
    Unauthenticated,
    Unimplemented,
    Unreachable,
    Unsettled,
)
from migrator.milvus.words import harmless
from migrator.wire.common_pb2 import Status

_GRPC = grpc.StatusCode

#: What a failure is: by gRPC's code, or by ``Status.code``. Any other ``Status.code`` is
#: Rejected; 65535 among them, which stands for whatever the server gives no number.
ERRORS: Mapping[grpc.StatusCode | int, type[ServerError]] = {
    _GRPC.CANCELLED: Unreachable,  # of our calls we cancel none that we wait for
    _GRPC.UNKNOWN: Rejected,
    _GRPC.INVALID_ARGUMENT: Rejected,
    _GRPC.DEADLINE_EXCEEDED: DeadlineExceeded,
    _GRPC.NOT_FOUND: Rejected,
    _GRPC.ALREADY_EXISTS: Rejected,
    _GRPC.PERMISSION_DENIED: PermissionDenied,
    _GRPC.RESOURCE_EXHAUSTED: Rejected,  # a message above a limit; the rate limit is 8
    _GRPC.FAILED_PRECONDITION: Rejected,
    _GRPC.ABORTED: Rejected,
    _GRPC.OUT_OF_RANGE: Rejected,
    _GRPC.UNIMPLEMENTED: Unimplemented,
    _GRPC.INTERNAL: Rejected,
    _GRPC.UNAVAILABLE: Unreachable,
    _GRPC.DATA_LOSS: Rejected,
    _GRPC.UNAUTHENTICATED: Unauthenticated,
    # 1 is "not ready" in Milvus, but anything in Milvus Lite; see _NOT_READY.
    2: Unreachable,  # service unavailable
    8: RateLimited,
    10: Unimplemented,
    100: NotFound,  # collection
    200: NotFound,  # partition
    300: NotFound,  # resource group
    400: NotFound,  # replica
    700: NotFound,  # index
    800: NotFound,  # database
    1400: Unauthenticated,
    1401: PermissionDenied,
    1600: NotFound,  # alias
    10000: Unreachable,  # cancelled inside the server; whether it acted is unknown
    10001: DeadlineExceeded,  # the same, by a time-out
}

#: ``error_code`` of servers that leave ``code`` at 0, as the ``code`` of later ones.
LEGACY_CODES: Mapping[int, int] = {3: 1401, 4: 100, 5: 1100, 25: 700, 48: 9, 49: 8, 56: 1, 57: 1}
_CATCH_ALL = 65535

#: ``error_code`` of a Milvus that is still starting, beside ``code`` 1.
_NOT_READY = frozenset({56, 57})

#: Where the words say what the code does not: code, RPC or "", part of the words.
_BY_WORDS: tuple[tuple[grpc.StatusCode, str, str, type[ServerError]], ...] = (
    # Answered by a 2.3.5 for some seconds after its start.
    (_GRPC.UNKNOWN, "", "Proxy is not ready yet", Unreachable),
    # 2.3.5 has no AlterIndex and says so in a way of its own.
    (_GRPC.INTERNAL, "AlterIndex", "Marshal called with nil", Unimplemented),
)

#: Milvus Lite's words and codes for what others number 800 (3.2.2).
_NO_DATABASE = re.compile(r"database '.*' does not exist")
_NO_DATABASE_CODES = frozenset({1, 6})

#: What Milvus Lite answers to a list of collections while one of them is dropped (3.2.2).
_GONE_MEANWHILE = re.compile(r"collection '.*' does not exist")

#: What gRPC says of a handshake that fails, with what to do about it. Seen with a 2.3.5 and
#: gRPC 1.66 and 1.85; another try would give the same.
_HANDSHAKES: Mapping[str, str] = {
    "WRONG_VERSION_NUMBER": "the server does not speak TLS: write http:// in the uri, and no tls",
    "CERTIFICATE_VERIFY_FAILED": "set tls.ca to who signed the server's valid certificate",
    "Hostname Verification": "set tls.server_name to the name in the server's certificate",
    "Peer name": "set tls.server_name to the name in the server's certificate",
    "Unwrap failed": "the server wants another client certificate: set tls.cert and tls.key",
    "security handshaker": "tls.ca, tls.cert and tls.key are PEM files, the key without passphrase",
}

#: How a connection without TLS ends where the server wants it; and any that breaks.
_CUT_SHORT = ("Socket closed", "Connection reset", "end of TCP stream", "connection closed")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which server was asked for what.

    ``alias`` and ``where`` say it to people, ``tls`` is whether the connection uses it,
    ``answered`` whether the server has answered this client before.
    """

    alias: str
    where: str
    rpc: str
    tls: bool = False
    answered: bool = False


def of_status(status: Status, asked: Asked) -> ServerError | None:
    """Turn the Status of an answer into an error, None where it is a success."""
    if not status.code and not status.error_code:
        return None
    code = status.code or LEGACY_CODES.get(status.error_code, _CATCH_ALL)
    error = ERRORS.get(code, Rejected)
    if status.error_code in _NOT_READY:
        error = Unreachable
    if code in _NO_DATABASE_CODES and _NO_DATABASE.search(status.reason):
        error = NotFound
    if code == 1 and asked.rpc == "ShowCollections" and _GONE_MEANWHILE.search(status.reason):
        error = Unsettled
    return _made(error, status.reason or status.detail, asked, code=code)


def of_rpc_error(code: grpc.StatusCode, words: str, asked: Asked) -> ServerError:
    """Turn a failure of gRPC itself into an error."""
    # What stands before it is the same for every address that cannot be connected to.
    words = words.partition("; last error: ")[2] or words
    error = ERRORS[code]
    for its_code, its_rpc, its_words, meant in _BY_WORDS:
        if code is its_code and its_rpc in {"", asked.rpc} and its_words in words:
            error = meant
    return _made(error, words or code.name, asked)


def _made(error: type[ServerError], words: str, asked: Asked, *, code: int = 0) -> ServerError:
    reason = harmless(words) or "the server gives no reason"
    hint = _hint(error, reason, asked, code)
    return error(reason, server=asked.alias, rpc=asked.rpc, code=code, hint=hint)


def may_pass(error: ServerError) -> bool:
    """Whether a failure to connect may be over by itself."""
    return not any(words in error.reason for words in _HANDSHAKES)


def _hint(error: type[ServerError], reason: str, asked: Asked, code: int) -> str:
    if error is Unauthenticated and not code:
        return (
            f"set token, or user and password, of connection {asked.alias} in migrator.yaml "
            "to what this server knows"
        )
    if error is PermissionDenied and not code:
        return f"give the user of connection {asked.alias} this privilege, or use another user"
    if error is Unimplemented and "unknown service" in reason:
        return f"is {asked.where} the public port of Milvus (19530 unless it was changed)?"
    if error is Unreachable and not code:
        return _hint_unreachable(reason, asked)
    if error is DeadlineExceeded and not asked.answered:
        return f"is {asked.where} right, and does a firewall let this machine reach it?"
    if error is RateLimited:
        return "try again later, or with lower limits of parallelism and reads_in_flight"
    return ""


def _hint_unreachable(reason: str, asked: Asked) -> str:
    for words, hint in _HANDSHAKES.items():
        if words in reason:
            return hint
    if not (asked.tls or asked.answered) and any(words in reason for words in _CUT_SHORT):
        return "if the server speaks TLS, write https:// in the uri"
    if asked.answered:
        return f"it has answered before: is the server at {asked.where} still running?"
    return f"is {asked.where} right, and is the server running?"
