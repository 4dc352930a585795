"""What a kind is, what it is given to work with, and what a step of a plan holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.model import Change, FieldChange, Resource, Severity, Spec, State


class Call(NamedTuple):
    """One RPC that is still to be made: method, request as plain data, database."""

    method: str
    request: Mapping[str, Any]
    database: str = "default"


class Rpc(Protocol):
    """A connection to one Milvus server, as much of it as kinds and plans need.

    Requests are plain data with the names of the protocol's fields: sub-messages are
    mappings, enum values are names, key-value lists are given as mappings, and messages
    that travel as bytes (a collection's schema) are given as mappings too. ``database``
    goes into the ``dbname`` header and, where the request has it, into ``db_name``.
    Answers are protocol messages, read by attribute and turned into a ``Spec`` at once.
    """

    @property
    def alias(self) -> str:
        """The connection alias."""

    @property
    def capabilities(self) -> Capabilities:
        """What this server can do."""

    def call(self, method: str, request: Mapping[str, Any], *, database: str = "default") -> Any:
        """Make one RPC and return its answer.

        Raises:
            ServerError: the server cannot be reached, or refused.
        """

    def call_all(self, calls: Sequence[Call]) -> list[Any]:
        """Make many reads at once, bounded; answers come in the order of the calls.

        Where an RPC failed its ``ServerError`` stands in the place of the answer.
        """

    @property
    def asks_for_login(self) -> bool:
        """Whether the server lets in only who says who they are; asks it once.

        Raises:
            ServerError: the server cannot be reached.
        """

    def logs_in(self, username: str, password: str) -> bool:
        """Whether a login works; the password is a reference, looked up for this alone.

        A server that asks nobody for a login takes any.

        Raises:
            UsageError: the reference cannot be resolved.
            ServerError: the server cannot be reached.
        """


#: Kinds that are always looked for, because most others are about them.
IN_DATABASES = frozenset({"Alias", "Collection", "Database", "Index", "Partition"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What to read from a server.

    ``databases`` None means all of them. ``wanted`` None means everything that is there;
    otherwise only these addresses (and the children of wanted collections) are described
    and the rest is only listed. ``kinds`` are the kinds to look for, None for all of them.
    ``traced`` are collections and groups that are about to go or to lose their name: what
    is granted on them and of them, or names them, is looked for too, where the user may.
    """

    databases: tuple[str, ...] | None = None
    wanted: frozenset[Address] | None = None
    kinds: frozenset[str] | None = None
    traced: frozenset[Address] = frozenset()

    def wants(self, address: Address) -> bool:
        """Whether the resource at this address is to be described."""
        return self.wanted is None or address in self.wanted

    def names(self, kind: str) -> bool:
        """Whether resources of a kind are asked for by name, so that they must be readable."""
        return self.kinds is not None and kind in self.kinds

    def covers(self, kind: str) -> bool:
        """Whether resources of a kind are to be looked for at all."""
        if self.kinds is None or kind in self.kinds:
            return True
        return kind in GRANTS and any(each.kind != "ResourceGroup" for each in self.traced)


#: What has to be read to know who may do what; one is told by the other.
GRANTS = frozenset({"Role", "Grant"})


def kinds_of(addresses: Iterable[Address]) -> frozenset[str]:
    """Return the kinds to look for where these addresses are wanted."""
    kinds = IN_DATABASES | {address.kind for address in addresses}
    return kinds | GRANTS if kinds & GRANTS else kinds


class Phase(IntEnum):
    """The order of steps that touch one collection or one database; later needs earlier."""

    CREATE_DATABASE = 0
    RENAME = 1
    DROP_ALIAS = 2
    REMEMBER = 3
    RELEASE = 4
    DROP_CHILD = 5
    DROP = 6
    CREATE = 7
    ALTER = 8
    CREATE_PARTITION = 9
    CREATE_INDEX = 10
    BUILD = 11
    LOAD = 12
    WAIT_LOAD = 13
    FORGET = 14
    ALIAS = 15
    DROP_DATABASE = 16
    GRANT = 17
    WITHDRAW = 18


@dataclass(frozen=True, slots=True)
class Step:
    """One RPC, or one wait, of a plan; plain data.

    ``op`` is the RPC's name, or that of a wait in ``kinds.WAITS``. ``lane`` is the
    address whose steps run one after the other, ``phase`` their order in it; ``after``
    names lanes (with the phase that must be over) that this step also waits for.
    ``leaves`` is what must be true of ``address`` afterwards: the managed part of its
    spec, or None when it must be gone. ``released`` asks for a collection that is not
    loaded, ``unloads`` says that the step itself unloads it. ``outage`` says that the
    collection cannot be searched from here on until it is loaded again. ``guards`` are
    addresses, as text, whose rows are counted before the step, each with the most that may
    be there. ``id`` and ``needs`` are filled in when the plan is ordered.
    """

    op: str
    address: Address
    title: str
    severity: Severity
    phase: Phase
    lane: Address
    database: str
    request: Mapping[str, Any]
    leaves: Mapping[str, Any] | None
    after: tuple[tuple[Address, Phase], ...] = ()
    released: bool = False
    unloads: bool = False
    outage: bool = False
    guards: Mapping[str, int] = field(default_factory=dict)
    id: str = ""
    needs: tuple[str, ...] = ()


class Progress(NamedTuple):
    """How far a wait has come; ``unit`` says of what (``rows``, ``%``)."""

    finished: bool
    done: int = 0
    total: int = 0
    unit: str = ""


Poll = Callable[[Rpc, Step], Progress]


@dataclass(frozen=True, slots=True)
class Context:
    """What step makers may look at beside their own change.

    ``pending`` are collections of which something is remembered on the server.
    """

    live: State
    desired: State
    capabilities: Capabilities
    changes: Mapping[Address, Change] = field(default_factory=dict)
    pending: frozenset[Address] = frozenset()


def _declared(change: Change) -> Resource:
    assert change.after is not None
    return change.after


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource: everything the line needs to know about it, as functions.

    ``read`` returns the given state with the live resources of this kind added. It asks
    the server for as little as the scope allows; ``describe`` reads a single one, None
    where it does not exist. ``compare`` says what differs between
    live and desired and what each difference costs, looking only at what is declared.
    ``steps`` turns one change into the steps that carry it out. ``requires`` names the
    addresses that must exist first. ``drop_approval`` is the id of the approval that a
    delete needs. ``tidy`` has the last word on what an export says of a live spec, given the
    spec and what is told of it without defaults. ``becomes`` says what a resource will be
    after a change that makes it, where that is more than what is declared. ``observe`` adds
    to a live resource what no read shows and what can be told by trying what is declared.
    """

    name: str
    spec: type[Spec]
    drop_approval: str
    read: Callable[[Rpc, Scope, State], State]
    describe: Callable[[Rpc, Address], Resource | None]
    compare: Callable[[Resource, Resource, Capabilities], tuple[FieldChange, ...]]
    steps: Callable[[Change, Context], Iterable[Step]]
    requires: Callable[[Resource], Iterable[Address]]
    builtin: Callable[[Address], bool] = lambda _address: False
    tidy: Callable[[Spec, dict[str, Any]], dict[str, Any]] = lambda _live, told: told
    becomes: Callable[[Change], Resource] = _declared
    observe: Callable[[Rpc, Resource, Resource], Resource] = lambda _rpc, live, _desired: live
