"""Aliases: created, moved, listed, dropped."""

from __future__ import annotations

from migrator.wire import milvus_pb2
from tests.simulator import names
from tests.simulator.call import Call
from tests.simulator.refusal import (
    Refused,
    alias_missing,
    collection_missing,
    database_missing,
    unnumbered,
)
from tests.simulator.state import Database


def _missing(call: Call, alias: str) -> Refused:
    if call.profile.lite:
        return Refused(100, f"alias {alias!r} does not exist")
    return alias_missing(call.database_name, alias)


def _target(call: Call, database: Database) -> str:
    """The collection that is named; Lite takes an alias for it too."""
    name: str = call.request.collection_name
    if call.profile.lite:
        name = database.aliases.get(name, name)
    if name not in database.collections:
        raise collection_missing(database.name, name)
    return name


def create(call: Call) -> None:
    alias = call.request.alias
    database = call.database()
    if call.profile.lite:
        target = _target(call, database)
        names.check_of_lite("collection", alias)
        if alias in database.collections or alias in database.aliases:
            raise Refused(1, f"alias {alias!r} already exists")
        database.aliases[alias] = target
        return
    names.check("collection alias", alias)
    if alias in database.collections:
        raise Refused(1601, f"alias and collection name conflict[alias={alias}]")
    target = _target(call, database)
    if database.aliases.get(alias, target) != target:
        raise Refused(1602, f"alias already exist[alias={alias}]")
    database.aliases[alias] = target


def alter(call: Call) -> None:
    alias = call.request.alias
    database = call.database()
    if call.profile.lite:
        if alias not in database.aliases:
            raise _missing(call, alias)
        database.aliases[alias] = _target(call, database)
        return
    names.check("collection alias", alias)
    target = _target(call, database)
    if alias not in database.aliases:
        raise _missing(call, alias)
    database.aliases[alias] = target


def drop(call: Call) -> None:
    """Drop an alias, or none where there is none.

    Read in milvus-io/milvus internal/rootcoord/ddl_callbacks_alias_test.go:
    TestDDLCallbacksAliasDDL.
    """
    if call.database_name not in call.state.databases and call.profile.hides_database:
        raise unnumbered(f"database not found: {call.database_name}")
    call.database().aliases.pop(call.request.alias, None)


def describe(call: Call) -> milvus_pb2.DescribeAliasResponse:
    alias = call.request.alias
    database = _database(call)
    if alias not in database.aliases:
        raise _missing(call, alias)
    answer = milvus_pb2.DescribeAliasResponse(alias=alias, collection=database.aliases[alias])
    if not call.profile.lite:
        answer.db_name = _told_database(call, database)
    return answer


def _told_database(call: Call, database: Database) -> str:
    """Name the database as it was asked for; 2.3.5 says nothing where nothing was said."""
    name: str = call.request.db_name
    return database.name if call.profile.at_least(2, 4) else name


def show(call: Call) -> milvus_pb2.ListAliasesResponse:
    database = _database(call)
    wanted = call.request.collection_name
    answer = milvus_pb2.ListAliasesResponse()
    if call.profile.lite:
        wanted = database.aliases.get(wanted, wanted)
        answer.collection_name = wanted
    elif wanted and wanted not in database.collections:
        raise collection_missing(database.name, wanted)
    if not call.profile.lite:
        answer.db_name = _told_database(call, database)
    if call.profile.at_least(2, 4):
        answer.collection_name = wanted
    answer.aliases.extend(sorted(database.aliases.of(wanted) if wanted else database.aliases))
    return answer


def _database(call: Call) -> Database:
    name = call.database_name
    if name not in call.state.databases and not call.profile.lite:
        raise database_missing(name)
    return call.database()
