"""Every way to fail has its exception, its words made harmless, and a way out."""

from __future__ import annotations

from dataclasses import replace

import grpc
import pytest

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
from migrator.milvus.patience import Patience, Timing
from migrator.milvus.status import ERRORS, LEGACY_CODES, Asked, of_rpc_error, of_status
from migrator.wire import common_pb2
from migrator.wire.common_pb2 import Status

ASKED = Asked("prod", "http://milvus:19530", "DescribeCollection")


def failure(code: int, legacy: int = 0, reason: str = "no") -> ServerError:
    status = Status(code=code, reason=reason)
    status.error_code = legacy  # type: ignore[assignment]
    error = of_status(status, ASKED)
    assert error is not None
    return error


def test_every_code_of_grpc_is_in_the_table() -> None:
    codes = {code for code in ERRORS if isinstance(code, grpc.StatusCode)}
    assert codes == set(grpc.StatusCode) - {grpc.StatusCode.OK}


def test_success_is_both_codes_at_zero() -> None:
    assert of_status(Status(), ASKED) is None
    assert of_status(Status(reason=": "), ASKED) is None


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1, Rejected),
        (2, Unreachable),
        (8, RateLimited),
        (10, Unimplemented),
        (100, NotFound),
        (101, Rejected),
        (200, NotFound),
        (300, NotFound),
        (400, NotFound),
        (700, NotFound),
        (800, NotFound),
        (1100, Rejected),
        (1400, Unauthenticated),
        (1401, PermissionDenied),
        (1600, NotFound),
        (10001, DeadlineExceeded),
        (65535, Rejected),
        (4711, Rejected),
    ],
)
def test_a_code_of_milvus_has_its_exception(code: int, error: type[ServerError]) -> None:
    made = failure(code)
    assert type(made) is error
    assert made.code == code


@pytest.mark.parametrize("code", [1, 6])
def test_a_database_that_is_not_there_is_told_by_words_on_lite(code: int) -> None:
    assert type(failure(code, reason="database 'shop' does not exist")) is NotFound
    assert type(failure(code, reason="database name 'a b' is invalid")) is Rejected


def test_a_list_that_met_a_drop_is_asked_for_again() -> None:
    status = Status(code=1, reason="collection 'gone' does not exist")
    listing = of_status(status, replace(ASKED, rpc="ShowCollections"))
    assert type(listing) is Unsettled
    assert Patience(Timing()).pause_s(listing, is_read=True, answered=True)
    assert type(of_status(status, replace(ASKED, rpc="CreateIndex"))) is Rejected


@pytest.mark.parametrize(
    ("legacy", "error", "code"),
    [
        (common_pb2.CollectionNotExists, NotFound, 100),
        (common_pb2.IndexNotExist, NotFound, 700),
        (common_pb2.RateLimit, RateLimited, 8),
        (common_pb2.ForceDeny, Rejected, 9),
        (common_pb2.IllegalArgument, Rejected, 1100),
        (common_pb2.PermissionDenied, PermissionDenied, 1401),
        (common_pb2.NotReadyServe, Unreachable, 1),
        (common_pb2.UnexpectedError, Rejected, 65535),
    ],
)
def test_a_legacy_code_counts_where_there_is_no_other(
    legacy: int, error: type[ServerError], code: int
) -> None:
    made = failure(0, legacy)
    assert type(made) is error
    assert made.code == code


def test_the_code_counts_more_than_the_legacy_one() -> None:
    # 2.3.5 says UnexpectedError of a missing collection, Milvus Lite 35 of an index.
    assert type(failure(100, common_pb2.UnexpectedError)) is NotFound
    assert type(failure(35, common_pb2.CreateRoleFailure)) is Rejected


def test_code_1_is_a_refusal_of_milvus_lite_and_not_ready_in_milvus() -> None:
    assert type(failure(1, common_pb2.UnexpectedError)) is Rejected
    assert type(failure(1, common_pb2.NotReadyServe)) is Unreachable


def test_all_legacy_codes_of_the_table_exist() -> None:
    assert set(LEGACY_CODES) <= set(common_pb2.ErrorCode.values())


@pytest.mark.parametrize(
    ("code", "words", "rpc", "error"),
    [
        (grpc.StatusCode.UNAVAILABLE, "Socket closed", "DropIndex", Unreachable),
        (grpc.StatusCode.CANCELLED, "", "DropIndex", Unreachable),
        (grpc.StatusCode.UNKNOWN, "service panic", "DropIndex", Rejected),
        (grpc.StatusCode.UNKNOWN, "Proxy is not ready yet", "ShowCollections", Unreachable),
        (grpc.StatusCode.INTERNAL, "proto: Marshal called with nil", "AlterIndex", Unimplemented),
        (grpc.StatusCode.INTERNAL, "proto: Marshal called with nil", "DropIndex", Rejected),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "larger than max", "Insert", Rejected),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded", "Insert", DeadlineExceeded),
        (grpc.StatusCode.PERMISSION_DENIED, "PrivilegeX: permission deny", "X", PermissionDenied),
    ],
)
def test_a_failure_of_grpc_has_its_exception(
    code: grpc.StatusCode, words: str, rpc: str, error: type[ServerError]
) -> None:
    made = of_rpc_error(code, words, Asked("prod", "http://milvus:19530", rpc))
    assert type(made) is error
    assert made.code == 0


def test_an_error_says_where_what_and_why() -> None:
    made = failure(100, reason="can't find collection[books]")
    assert str(made) == (
        "prod: DescribeCollection: not found (code 100): can't find collection[books]"
    )


def test_an_error_without_words_has_some() -> None:
    assert "gives no reason" in failure(1100, reason="").reason
    assert of_rpc_error(grpc.StatusCode.ABORTED, "", ASKED).reason == "ABORTED"


def test_words_of_a_server_are_shown_without_escapes() -> None:
    made = failure(65535, reason="\x1b[31mred\x1b[0m\r\n::error::forged \x1b]0;title\x07\u202eend")
    assert made.reason == "red ::error::forged end"


@pytest.mark.parametrize(
    ("code", "words", "tls", "hint"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, "auth check failure", False, "connection prod in migra"),
        (grpc.StatusCode.PERMISSION_DENIED, "deny", False, "the user of connection prod"),
        (grpc.StatusCode.UNIMPLEMENTED, "unknown service milvus.X", False, "the public port"),
        (grpc.StatusCode.UNIMPLEMENTED, "unknown method X for service", False, ""),
        (grpc.StatusCode.UNAVAILABLE, "Connection refused", False, "is http://milvus:19530 right"),
        (grpc.StatusCode.UNAVAILABLE, "Socket closed", False, "write https://"),
        (grpc.StatusCode.UNAVAILABLE, "x: WRONG_VERSION_NUMBER: y", True, "write http://"),
        (grpc.StatusCode.UNAVAILABLE, "Unwrap failed", True, "tls.cert and tls.key"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "", False, "firewall"),
    ],
)
def test_a_failure_to_get_through_has_a_way_out(
    code: grpc.StatusCode, words: str, tls: bool, hint: str
) -> None:
    asked = Asked("prod", "http://milvus:19530", "ShowCollections", tls=tls)
    made = of_rpc_error(code, words, asked)
    assert hint in made.hint
    assert bool(made.hint) is bool(hint)


def test_a_connection_that_breaks_later_is_not_about_tls() -> None:
    asked = Asked("prod", "http://milvus:19530", "ShowCollections", answered=True)
    assert "https" not in of_rpc_error(grpc.StatusCode.UNAVAILABLE, "Socket closed", asked).hint


def test_a_refused_old_password_is_not_about_the_connection() -> None:
    assert failure(1400, reason="old password not correct").hint == ""
