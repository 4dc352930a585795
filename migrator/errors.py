"""Every exception that migrator raises, and what each one means for the exit code.

    MigratorError                exit 1
    ├── InvalidInput             manifests, project or plan files with findings
    ├── UsageError               arguments that make no sense together, unknown names
    ├── EmbeddedError            the embedded Milvus Lite cannot be started or stopped
    ├── ServerError              a server did not do what it was asked
    │   ├── Unreachable          no connection, or it broke
    │   ├── DeadlineExceeded     no answer in time; whether it was done is unknown
    │   ├── Unauthenticated      credentials are missing or wrong
    │   ├── PermissionDenied     the user lacks a privilege
    │   ├── Unimplemented        this server does not know the RPC
    │   ├── RateLimited          the server asks to come again later
    │   ├── NotFound             the object named does not exist
    │   ├── Rejected             any other refusal, with the server's code
    │   └── Unreadable           an answer holds what this migrator does not know
    ├── ApplyError               a step failed; what was done and what was not is attached
    │   ├── Disturbed            an object is not as the plan's earlier steps left it
    │   └── LeaseLost            the server's lease is not held any more
    ├── CopyFailed               rows do not fit, or still differ after they were copied
    └── Refused                  exit 3: nothing was changed
        ├── ApprovalMissing      a change needs an approval that nobody gave
        ├── Locked               another apply holds the server's lease
        ├── EditedPlan           a saved plan is not as it was written (in planfile)
        ├── StalePlan            the server is not in the state that the plan was made from
        ├── WrongServer          the server is not the one that the connection expects
        ├── Protected            the connection or the resource does not allow it
        ├── Unprivileged         the connected user lacks privileges that a plan needs
        ├── NoRecord             nothing says what was there before the last apply
        └── NotConfirmed         nobody said yes

Facts are attributes; the text is built once, from them. Interruption is Python's own
``KeyboardInterrupt``, exit 130.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from migrator.findings import Finding


class MigratorError(Exception):
    """The root of everything that migrator raises on purpose."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, hint: str = "") -> None:
        self.what = what
        self.hint = hint
        super().__init__(f"{what}\n{hint}" if hint else what)


class InvalidInput(MigratorError):
    """Files that cannot be used, with one finding for each thing that is wrong."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        count = sum(1 for finding in self.findings if finding.is_error)
        lines = "\n".join(str(finding) for finding in self.findings)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the input", hint=lines)


class UsageError(MigratorError):
    """A request that names something unknown or contradicts itself."""


class EmbeddedError(MigratorError):
    """The embedded Milvus Lite cannot be started, or did not stay up."""


class ServerError(MigratorError):
    """A Milvus server did not do what it was asked.

    ``server`` is the connection alias, ``rpc`` the method, ``code`` Milvus's own
    status code (0 where gRPC itself failed) and ``reason`` the server's words.
    """

    summary: ClassVar[str] = "the server failed"

    def __init__(
        self, reason: str, *, server: str = "", rpc: str = "", code: int = 0, hint: str = ""
    ) -> None:
        self.reason = reason
        self.server = server
        self.rpc = rpc
        self.code = code
        where = f"{server}: " if server else ""
        call = f"{rpc}: " if rpc else ""
        number = f" (code {code})" if code else ""
        super().__init__(f"{where}{call}{self.summary}{number}: {reason}", hint=hint)


class Unreachable(ServerError):
    """There is no connection to the server, or it broke."""

    summary = "cannot be reached"


class Unsettled(Unreachable):
    """A read met a change that was made beside it; another try reads what there is then."""

    summary = "was disturbed by another change"


class DeadlineExceeded(ServerError):
    """The server did not answer in time; whether it acted is unknown."""

    summary = "no answer in time"


class Unauthenticated(ServerError):
    """The server does not accept the credentials."""

    summary = "credentials refused"


class PermissionDenied(ServerError):
    """The connected user lacks a privilege."""

    summary = "permission denied"


class Unimplemented(ServerError):
    """The server does not know this RPC."""

    summary = "not available on this server"


class RateLimited(ServerError):
    """The server limits the rate and asks to come again later."""

    summary = "rate limited"


class NotFound(ServerError):
    """What the request names does not exist on the server."""

    summary = "not found"


class Rejected(ServerError):
    """The server refused the request for a reason of its own."""

    summary = "refused"


class Unreadable(ServerError):
    """The answer holds something that only a newer migrator knows."""

    summary = "an answer that cannot be read"


class ApplyError(MigratorError):
    """A step failed, or its result is not what the plan promised.

    ``done``, ``failed``, ``unknown`` and ``remaining`` hold step ids; ``unknown`` are
    steps whose answer never came.
    """

    def __init__(
        self,
        what: str,
        *,
        done: Sequence[str] = (),
        failed: Sequence[str] = (),
        unknown: Sequence[str] = (),
        remaining: Sequence[str] = (),
        hint: str = "",
    ) -> None:
        self.done = tuple(done)
        self.failed = tuple(failed)
        self.unknown = tuple(unknown)
        self.remaining = tuple(remaining)
        super().__init__(what, hint=hint)


class Disturbed(ApplyError):
    """Somebody else changed an object while a plan was carried out; the rest is not run."""


class LeaseLost(ApplyError):
    """The lease of the server is not held any more, or nobody can be sure; the rest is not run."""


class CopyFailed(MigratorError):
    """Rows could not be carried over, or still differ afterwards; ``keys`` names some of them."""

    def __init__(self, what: str, *, keys: Sequence[int | str] = (), hint: str = "") -> None:
        self.keys = tuple(keys)
        super().__init__(what, hint=hint)


class Refused(MigratorError):
    """migrator declined, and nothing was changed."""

    exit_code = 3


class ApprovalMissing(Refused):
    """At least one change needs an approval that is not there."""


class StalePlan(Refused):
    """The live state is not the one that the plan was made from."""


class Locked(Refused):
    """Another apply holds the lease of the server.

    ``holder`` is the id of that lease, ``owner`` and ``host`` say who holds it and where,
    ``since`` when it was taken (UTC, ISO 8601); they are empty where nobody can tell.
    ``expiry_s`` is how long it lasts unless renewed.
    """

    def __init__(
        self,
        what: str,
        *,
        holder: str = "",
        owner: str = "",
        host: str = "",
        since: str = "",
        expiry_s: float,
        hint: str = "",
    ) -> None:
        self.holder = holder
        self.owner = owner
        self.host = host
        self.since = since
        self.expiry_s = expiry_s
        super().__init__(what, hint=hint)


class WrongServer(Refused):
    """The server behind the connection is not the one that was expected."""


class Protected(Refused):
    """The connection or the resource does not allow this."""


class Unprivileged(Refused):
    """The connected user lacks privileges that the plan needs."""


class NoRecord(Refused):
    """Nothing says what was there before the last apply, so that it cannot be rolled back."""


class NotConfirmed(Refused):
    """Nobody said yes, and nobody could be asked."""
