"""Databases: name spaces for collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from migrator.address import DEFAULT_DATABASE, Address, database_address
from migrator.capabilities import Capabilities
from migrator.errors import NotFound, Rejected, ServerError, Unimplemented
from migrator.fields import declared, leaves
from migrator.kinds.base import Call, Context, Kind, Phase, Rpc, Scope, Step
from migrator.kinds.believing import believed
from migrator.model import Action, Change, FieldChange, Resource, Severity, Spec, State
from migrator.values import PropertyValue

#: Keys that decide how the collections of a database are loaded.
PLACEMENT = ("database.replica.number", "database.resource_groups")


class DatabaseSpec(Spec):
    """A database and its properties."""

    properties: dict[str, PropertyValue | None] = Field(
        default_factory=dict, description="Database properties; null removes one."
    )


def read(rpc: Rpc, scope: Scope, state: State) -> State:
    """Add the databases of the scope; their properties where the server can show them."""
    names = sorted(rpc.call("ListDatabases", {}).db_names)
    if scope.databases is not None:
        names = [name for name in names if name in scope.databases]
    if not rpc.capabilities.can("describe-database"):
        return state.merged(Resource(database_address(name), DatabaseSpec()) for name in names)
    answers = rpc.call_all([_call(name) for name in names])
    found = []
    for name, answer in zip(names, answers, strict=True):
        if isinstance(answer, Unimplemented):
            found.append(Resource(database_address(name), DatabaseSpec()))
            continue
        if isinstance(answer, ServerError):
            raise answer
        found.append(_resource(name, answer))
    return state.merged(found)


def describe(rpc: Rpc, address: Address) -> Resource | None:
    """Read one database, None where it does not exist."""
    if address.name not in rpc.call("ListDatabases", {}).db_names:
        return None
    if not rpc.capabilities.can("describe-database"):
        return Resource(address, DatabaseSpec())
    (answer,) = rpc.call_all([_call(address.name)])
    if isinstance(answer, NotFound | Rejected):
        return None
    if isinstance(answer, Unimplemented):
        return Resource(address, DatabaseSpec())
    if isinstance(answer, ServerError):
        raise answer
    return _resource(address.name, answer)


def _call(name: str) -> Call:
    return Call("DescribeDatabase", {"db_name": name}, name)


def _resource(name: str, answer: object) -> Resource:
    pairs = {pair.key: pair.value for pair in answer.properties}  # type: ignore[attr-defined]
    address = database_address(name)
    told = {"properties": pairs} if pairs else {}
    spec = believed(DatabaseSpec, told, address, "DescribeDatabase")
    return Resource(address, spec, facts={"id": getattr(answer, "dbID", 0)})


def compare(
    live: Resource, desired: Resource, capabilities: Capabilities
) -> tuple[FieldChange, ...]:
    """List the declared properties that differ."""
    cut = declared(live.spec, desired.spec, lambda path: capabilities.hides(f"Database.{path}"))
    changes = []
    for leaf in leaves(cut.live, cut.desired):
        refused = ""
        if not capabilities.can("alter-database"):
            refused = f"{capabilities.server} cannot alter a database"
        changes.append(leaf.costs(Severity.LIVE, refused=refused))
    return tuple(changes)


def steps(change: Change, context: Context) -> Iterable[Step]:
    """Turn one change of a database into steps."""
    del context
    if change.action is Action.DELETE:
        yield _step(change, "DropDatabase", "drop", Phase.DROP_DATABASE, {}, None)
        return
    assert change.after is not None
    assert isinstance(change.after.spec, DatabaseSpec)
    if change.action is Action.CREATE:
        put = {key: value for key, value in change.after.spec.properties.items() if value}
        request: dict[str, object] = {"properties": put} if put else {}
        leaves_ = {"properties": put} if put else {}
        yield _step(change, "CreateDatabase", "create", Phase.CREATE_DATABASE, request, leaves_)
        return
    put = {field.path[1]: field.after for field in change.fields if field.after is not None}
    gone = sorted(field.path[1] for field in change.fields if field.after is None)
    if put:
        title = f"set {', '.join(sorted(put))}"
        request, left = {"properties": {**_placement(change), **put}}, {"properties": put}
        yield _step(change, "AlterDatabase", title, Phase.ALTER, request, left)
    if gone:
        title = f"remove {', '.join(gone)}"
        without = {"properties": dict.fromkeys(gone)}
        keys = {"delete_keys": gone}
        yield _step(change, "AlterDatabase", title, Phase.ALTER, keys, without)


def _placement(change: Change) -> dict[str, str]:
    """Return the replica settings that stay, which have to be sent along.

    Else the server takes their absence from the request for a change to none, and moves
    the replicas of every collection (getAlterLoadConfigOfAlterDatabase in its source).
    """
    assert change.before is not None
    assert isinstance(change.before.spec, DatabaseSpec)
    there = change.before.spec.properties
    going = {field.path[1] for field in change.fields}
    return {key: there[key] or "" for key in PLACEMENT if key in there and key not in going}


def _step(
    change: Change,
    op: str,
    title: str,
    phase: Phase,
    request: Mapping[str, object],
    leaves_: Mapping[str, object] | None,
) -> Step:
    return Step(
        op=op,
        address=change.address,
        title=title,
        severity=change.severity if op == "DropDatabase" else Severity.LIVE,
        phase=phase,
        lane=change.address,
        database=DEFAULT_DATABASE,
        request={"db_name": change.address.name, **request},
        leaves=leaves_,
    )


DATABASE = Kind(
    name="Database",
    spec=DatabaseSpec,
    drop_approval="drop-database",
    read=read,
    describe=describe,
    compare=compare,
    steps=steps,
    requires=lambda _resource: (),
    builtin=lambda address: address.name == DEFAULT_DATABASE,
)
