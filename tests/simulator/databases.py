"""Databases: created, altered, listed, dropped."""

from __future__ import annotations

from migrator.wire import milvus_pb2
from tests.simulator import liteschemas, loading, names
from tests.simulator.call import Call
from tests.simulator.collections import dictionary, pairs
from tests.simulator.properties import check_zone
from tests.simulator.refusal import Refused, invalid, unnumbered
from tests.simulator.state import DEFAULT_DATABASE, Database

MOST = 64


def create(call: Call) -> None:
    name = call.request.db_name
    properties = dictionary(call.request.properties)
    if call.profile.lite:
        names.check_of_lite("database", name)
        if name in call.state.databases:
            raise Refused(6, f"database {name!r} already exists")
        liteschemas.check_properties(properties)
    else:
        if not names.fits(names.NAME, name):
            raise Refused(802, f"invalid database name[database={name}]")
        if name in call.state.databases:
            raise unnumbered(f"database already exist: {name}")
        if len(call.state.databases) >= MOST:
            raise unnumbered(f"database number ({MOST}) exceeds max configuration")
        if not call.profile.at_least(2, 4):
            properties = {}
        check_zone(call, properties)
    clock = call.state.clock
    call.state.databases[name] = Database(name, clock.new_id(), clock.tick(), properties)


def alter(call: Call) -> None:
    request = call.request
    database = call.database()
    properties = dictionary(request.properties)
    if call.profile.lite:
        kept = {k: v for k, v in database.properties.items() if k not in request.delete_keys}
        kept |= properties
        liteschemas.check_properties(kept)
        database.properties = kept
        return
    # Read in milvus-io/milvus internal/rootcoord/ddl_callbacks_alter_database.go:
    # broadcastAlterDatabase.
    if properties and request.delete_keys:
        raise invalid("alter database cannot modify properties and delete keys at the same time")
    if not properties and not request.delete_keys:
        raise invalid(
            "alter database with empty properties and delete keys, expected to set either"
        )
    check_zone(call, properties)
    loading.configure_all(call, database, properties)
    for key in request.delete_keys:
        database.properties.pop(key, None)
    database.properties |= properties


def drop(call: Call) -> None:
    name = call.request.db_name
    if name == DEFAULT_DATABASE:
        reason = "can not drop default database"
        raise Refused(1, reason) if call.profile.lite else unnumbered(reason)
    if not name and not call.profile.lite:
        raise Refused(802, "invalid database name[database=]")
    database = call.state.databases.get(name)
    if database is None:
        if call.profile.lite or call.profile.misses_dropped_database:
            raise call.no_database(name)
        return
    if database.collections:
        reason = f"database {name} not empty, must drop all collections before drop database"
        raise Refused(6, reason) if call.profile.lite else unnumbered(reason)
    del call.state.databases[name]


def show(call: Call) -> milvus_pb2.ListDatabasesResponse:
    answer = milvus_pb2.ListDatabasesResponse()
    for name, database in sorted(call.state.databases.items()):
        answer.db_names.append(name)
        if not call.profile.lite:
            # Nanoseconds, not the hybrid timestamp that it is elsewhere.
            answer.created_timestamp.append((database.created >> 18) * 1_000_000)
        if call.profile.at_least(2, 4):
            answer.db_ids.append(database.id)
    return answer


def describe(call: Call) -> milvus_pb2.DescribeDatabaseResponse:
    database = call.database()
    answer = milvus_pb2.DescribeDatabaseResponse(
        db_name=database.name, properties=pairs(database.properties)
    )
    if not call.profile.lite:
        answer.dbID = database.id
        answer.created_timestamp = (database.created >> 18) * 1_000_000
    return answer
