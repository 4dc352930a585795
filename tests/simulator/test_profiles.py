"""Newer profiles follow the rules that their modules cite; no real server is here to ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import grpc
import pytest
from pymilvus.grpc_gen import rg_pb2

from tests import simulator
from tests.servers.raw import Raw
from tests.simulator.conversation import answered
from tests.simulator.profile import PROFILES
from tests.simulator.requests import (
    HNSW,
    PK,
    TEXT,
    VEC,
    Ask,
    Step,
    ask,
    column,
    count,
    create,
    field,
    field_schema,
    index,
    insert,
    pairs,
    query,
)
from tests.simulator.server import Simulator

A = {"collection_name": "a"}
NEWER = ("2.4", "2.5", "2.6", "3.0")
INVALID, OK = "1100", "OK"


@pytest.fixture(scope="module", name="all_servers")
def servers() -> Iterator[dict[str, Simulator]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(simulator.start(name)) for name in PROFILES}


class Talk:
    """Says steps to one server and gives what they are answered, in short."""

    def __init__(self, server: Simulator, raw: Raw) -> None:
        self.server = server
        self.raw = raw

    def __call__(self, *steps: Step) -> list[str]:
        told = [answered(self.raw, step) for step in steps if isinstance(step, Ask)]
        return [line.split(" ")[0] if line.startswith("OK") else line for line in told]

    def ask(self, rpc: str, **fields: Any) -> Any:
        return self.raw(rpc, **fields)

    def described(self, name: str = "a") -> Any:
        return self.raw("DescribeCollection", collection_name=name)

    def properties(self, name: str = "a") -> dict[str, str]:
        return {pair.key: pair.value for pair in self.described(name).properties}


@pytest.fixture
def talk(request: pytest.FixtureRequest, all_servers: dict[str, Simulator]) -> Iterator[Talk]:
    server = all_servers[request.param]
    server.reset()
    with Raw(server.endpoint) as raw:
        yield Talk(server, raw)
    assert server.bugs == []


def on(*profiles: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("talk", profiles, indirect=True)


def added(name: str, data_type: int, **more: Any) -> Step:
    schema = field_schema(field(name, data_type, **more)).SerializeToString()
    return ask("AddCollectionField", schema=schema, **A)


def altered(field_name: str, **properties: str) -> Step:
    told = {key.replace("__", "."): value for key, value in properties.items()}
    return ask("AlterCollectionField", field_name=field_name, properties=pairs(told), **A)


def prop(**properties: str) -> Step:
    told = {key.replace("__", "."): value for key, value in properties.items()}
    return ask("AlterCollection", properties=pairs(told), **A)


FIRST = {
    "AddCollectionField": "2.6",
    "AddCollectionStructField": "3.0",
    "AlterCollectionField": "2.4",
    "AlterCollectionSchema": "3.0",
    "AlterDatabase": "2.4",
    "BatchDescribeCollection": "2.6",
    "DescribeDatabase": "2.4",
    "ListPrivilegeGroups": "2.4",
    "OperatePrivilegeV2": "2.4",
    "TruncateCollection": "2.6",
    "UpdateResourceGroups": "2.4",
}


@pytest.mark.parametrize("rpc", FIRST)
@on("2.3", *NEWER)
def test_an_rpc_is_there_from_its_first_version_on(talk: Talk, rpc: str) -> None:
    (told,) = talk(ask(rpc))
    known = talk.server.profile.name >= FIRST[rpc]
    assert (told == str(grpc.StatusCode.UNIMPLEMENTED)) is not known


@on(*NEWER)
def test_a_missing_database_is_told_from_a_missing_collection(talk: Talk) -> None:
    assert talk(
        ask("DescribeCollection", db_name="none", **A),
        ask("DescribeCollection", **A),
        create("a", db_name="none"),
    ) == ["800", "100", "800"]


@on(*NEWER)
def test_properties_are_set_and_removed_but_not_both_at_once(talk: Talk) -> None:
    assert talk(
        create("a", properties={"x": "1"}),
        prop(y="2"),
        ask("AlterCollection", properties=pairs({"z": "1"}), delete_keys=["x"], **A),
        ask("AlterCollection", delete_keys=["x", "none"], **A),
        ask("AlterCollection", **A),
    ) == [OK, OK, INVALID, OK, INVALID]
    shown = {"timezone": "UTC"} if talk.server.profile.name >= "2.6" else {}
    assert talk.properties() == {"y": "2", **shown}


@on(*NEWER)
def test_mmap_is_altered_on_a_released_collection_only(talk: Talk) -> None:
    assert talk(
        create("a"),
        index("a", "v", HNSW),
        ask("LoadCollection", **A),
        prop(mmap__enabled="true"),
        ask("AlterIndex", index_name="v", extra_params=pairs({"mmap.enabled": "true"}), **A),
        altered("v", mmap__enabled="true"),
        prop(collection__ttl__seconds="60"),
        ask("ReleaseCollection", **A),
        prop(mmap__enabled="true"),
        ask("AlterIndex", index_name="v", extra_params=pairs({"mmap.enabled": "true"}), **A),
        ask("AlterIndex", index_name="v", extra_params=pairs({"M": "1"}), **A),
        ask("AlterIndex", index_name="none", extra_params=pairs({"mmap.enabled": "true"}), **A),
        altered("v", mmap__enabled="true"),
    ) == [OK, OK, OK, "104", "104", "104", OK, OK, OK, OK, INVALID, "700", OK]
    (told,) = talk.ask("DescribeIndex", **A).index_descriptions
    assert {pair.key: pair.value for pair in told.params} == {**HNSW, "mmap.enabled": "true"}


@on(*NEWER)
def test_description_consistency_and_dynamic_field_by_version(talk: Talk) -> None:
    talk(create("a", consistency_level=2))
    talk(prop(collection__description="d"), prop(consistency_level="Strong"))
    told = talk.described()
    newer = talk.server.profile.name >= "2.5"
    assert (told.schema.description, told.consistency_level) == ("d" if newer else "", 0)
    codes = talk(prop(dynamicfield__enabled="true", x="1"), prop(dynamicfield__enabled="true"))
    if talk.server.profile.name >= "2.6":
        assert codes == [INVALID, OK]
        assert talk.described().schema.enable_dynamic_field
        assert "dynamicfield.enabled" not in talk.properties()
        (code,) = talk(prop(dynamicfield__enabled="false"))
        assert code == (OK if talk.server.profile.name == "3.0" else INVALID)


@on("2.6", "3.0")
def test_a_field_is_added_to_rows_that_are_there(talk: Talk) -> None:
    talk(create("a"), insert("a", [1, 2]), index("a", "v", HNSW), ask("LoadCollection", **A))
    before = talk.described()
    default = {"string_data": "x"}
    assert talk(
        added("n", 5),
        added("n", 5, nullable=True),
        added("n", 5, nullable=True),
        added("d", 21, params={"max_length": "9"}, nullable=True, default_value=default),
        added("k", 5, nullable=True, is_partition_key=True),
        added("p", 5, nullable=True, is_primary_key=True),
        added("1bad", 5, nullable=True),
        added("w", 101, params={"dim": "4"}, nullable=True),
        count("a"),
    ) == [
        INVALID,
        OK,
        INVALID,
        OK,
        INVALID,
        INVALID,
        "1701",
        OK if talk.server.profile.name == "3.0" else INVALID,
        OK,
    ]
    after = talk.described()
    assert after.collectionID == before.collectionID
    assert [item.fieldID for item in after.schema.fields][:4] == [100, 101, 102, 103]
    step = query("a", "id > 0", "n", "d", params={"limit": "5"})
    columns = {item.field_name: item for item in talk.ask(step.rpc, **step.fields).fields_data}
    assert list(columns["n"].valid_data) == [False, False]
    assert list(columns["d"].scalars.string_data.data) == ["x", "x"]


@on(*NEWER)
def test_a_field_is_altered_within_limits(talk: Talk) -> None:
    array = field("l", 22, {"max_capacity": "4"}, element_type=5)
    newer = talk.server.profile.name >= "2.6"
    assert talk(
        create("a", PK, TEXT, array, VEC),
        altered("t", max_length="128"),
        altered("t", max_length="1"),
        altered("t", max_length="65536"),
        altered("id", max_length="5"),
        altered("none", max_length="5"),
        altered("l", max_capacity="8"),
        altered("v", dim="8"),
        altered("t", field__description="d"),
        altered("t", analyzer_params="{}"),
    ) == [
        OK,
        OK,
        OK,
        INVALID,
        INVALID,
        "1700",
        OK if newer else INVALID,
        INVALID,
        OK if newer else INVALID,
        OK if talk.server.profile.name == "3.0" else INVALID,
    ]
    fields = {item.name: item for item in talk.described().schema.fields}
    assert fields["t"].type_params[0].value == "1"
    assert fields["t"].description == ("d" if newer else "")


def dropped(**what: str) -> Step:
    return ask("AlterCollectionSchema", action={"drop_request": what}, **A)


@on("3.0")
def test_fields_and_functions_are_dropped(talk: Talk) -> None:
    text = field("t", 21, {"max_length": "99", "enable_analyzer": "true"})
    bm25 = {"name": "bm", "type": 1, "input_field_names": ["t"], "output_field_names": ["s"]}
    keyed = field("k", 5, is_partition_key=True)
    assert talk(
        create(
            "a",
            PK,
            text,
            keyed,
            field("n", 5),
            field("s", 104),
            VEC,
            schema_more={"functions": [bm25]},
        ),
        index("a", "n", {"index_type": "STL_SORT"}),
        dropped(field_name="id"),
        dropped(field_name="k"),
        dropped(field_name="t"),
        dropped(field_name="s"),
        dropped(field_name="none"),
        dropped(field_name="n"),
        dropped(function_name="bm"),
        dropped(function_name="bm"),
        dropped(field_name="v"),
        ask("DescribeIndex", **A),
    ) == [OK, OK, *[INVALID] * 5, OK, OK, INVALID, INVALID, "700"]
    told = talk.described()
    assert [item.name for item in told.schema.fields] == ["id", "t", "k", "v"]
    assert talk.properties()["max_field_id"] == "105"


@pytest.mark.parametrize("storage_v3", [False, True])
def test_a_function_is_added_with_its_field_where_the_storage_can(storage_v3: bool) -> None:
    text = field("t", 21, {"max_length": "99", "enable_analyzer": "true"})
    bm25 = {"name": "bm", "type": 1, "input_field_names": ["t"], "output_field_names": ["s"]}
    info = {
        "field_schema": {"name": "s", "data_type": 104},
        "extra_params": pairs({"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25"}),
    }
    request = {"add_request": {"field_infos": [info], "func_schema": [bm25]}}
    profile = replace(PROFILES["3.0"], storage_v3=storage_v3)
    with simulator.start(profile) as server, Raw(server.endpoint) as raw:
        talk = Talk(server, raw)
        told = talk(create("a", PK, text, VEC), ask("AlterCollectionSchema", action=request, **A))
        assert told == [OK, OK if storage_v3 else INVALID]
        if storage_v3:
            assert [item.name for item in talk.described().schema.functions] == ["bm"]
            (built,) = talk.ask("DescribeIndex", **A).index_descriptions
            assert built.field_name == "s"


@on(*NEWER)
def test_an_index_is_dropped_from_a_loaded_collection_by_version(talk: Talk) -> None:
    code = {"2.6": INVALID, "3.0": INVALID}.get(talk.server.profile.name, "65535")
    scalar = OK if code == INVALID else code
    assert talk(
        create("a", PK, TEXT, VEC),
        index("a", "v", HNSW),
        index("a", "t", {"index_type": "INVERTED"}),
        ask("LoadCollection", **A),
        ask("DropIndex", index_name="v", **A),
        ask("DropIndex", index_name="t", **A),
        ask("DropIndex", index_name="none", **A),
    )[4:] == [code, scalar, OK if code == INVALID else code]


@on(*NEWER)
def test_a_collection_under_an_alias_is_dropped_until_2_5_only(talk: Talk) -> None:
    kept = talk.server.profile.name >= "2.5"
    code = INVALID if talk.server.profile.name == "3.0" else "65535"
    assert talk(
        create("a"),
        ask("CreateAlias", alias="x", **A),
        ask("DropCollection", **A),
        ask("DropCollection", collection_name="x"),
    ) == [OK, OK, code if kept else OK, code if kept else OK]


@on(*NEWER)
def test_a_database_has_properties_and_a_limit(talk: Talk) -> None:
    limit = pairs({"database.max.collections": "1"})
    shop = {"db_name": "shop"}
    assert talk(
        ask("CreateDatabase", properties=limit, **shop),
        create("a", **shop),
        create("b", **shop),
        ask("AlterDatabase", properties=pairs({"k": "v"}), delete_keys=["k"], **shop),
        ask("AlterDatabase", delete_keys=["database.max.collections"], **shop),
        create("b", **shop),
        ask("DropDatabase", db_name="none"),
    ) == [OK, OK, "102", INVALID, OK, OK, "800" if talk.server.profile.name >= "2.6" else OK]
    assert list(talk.ask("DescribeDatabase", **shop).properties) == []


@on(*NEWER)
def test_automatic_indexes_have_defaults(talk: Talk) -> None:
    talk(create("a", PK, field("b", 100, {"dim": "8"}), VEC))
    talk(index("a", "v", {}), index("a", "b", {"index_type": "AUTOINDEX"}), index("a", "id", {}))
    told = {
        item.field_name: {pair.key: pair.value for pair in item.params}
        for item in talk.ask("DescribeIndex", **A).index_descriptions
    }
    assert told == {
        "v": {"index_type": "AUTOINDEX", "metric_type": "COSINE"},
        "b": {"index_type": "AUTOINDEX", "metric_type": "HAMMING"},
        "id": {},
    }


@on(*NEWER)
def test_an_automatic_index_keeps_its_metric_where_none_is_asked_for(talk: Talk) -> None:
    auto = {"index_type": "AUTOINDEX"}
    assert talk(
        create("a"),
        index("a", "v", {**auto, "metric_type": "L2"}),
        index("a", "v", auto),
        index("a", "v", {}),
        index("a", "v", {**auto, "metric_type": "COSINE"}),
    ) == [OK, OK, OK, OK, INVALID if talk.server.profile.name == "3.0" else "65535"]
    (told,) = talk.ask("DescribeIndex", **A).index_descriptions
    assert {pair.key: pair.value for pair in told.params} == {**auto, "metric_type": "L2"}


@on("2.6", "3.0")
def test_aliases_can_be_made_and_dropped_twice(talk: Talk) -> None:
    x = {"alias": "x"}
    assert talk(
        create("a"),
        create("b"),
        *[ask("CreateAlias", **x, **A)] * 2,
        ask("CreateAlias", collection_name="b", **x),
        *[ask("AlterAlias", collection_name="b", **x)] * 2,
        ask("AlterAlias", alias="y", **A),
        *[ask("DropAlias", **x)] * 2,
    ) == [OK, OK, OK, OK, "1602", OK, OK, "1600", OK, OK]


@on(*NEWER)
def test_a_collection_is_found_by_its_number(talk: Talk) -> None:
    talk(create("a"), index("a", "v", HNSW), ask("LoadCollection", **A))
    told = talk.ask("DescribeCollection", **A)
    assert talk.ask("DescribeCollection", collectionID=told.collectionID).schema == told.schema
    (replica,) = talk.ask("GetReplicas", collectionID=told.collectionID).replicas
    assert [shard.dm_channel_name for shard in replica.shard_replicas] == list(
        told.virtual_channel_names
    )


@on("2.5", "2.6", "3.0")
def test_a_json_field_has_an_index_for_each_path(talk: Talk) -> None:
    def path(text: str, cast: str = "varchar") -> dict[str, str]:
        return {"index_type": "INVERTED", "json_path": text, "json_cast_type": cast}

    code = INVALID if talk.server.profile.name == "3.0" else "65535"
    assert talk(
        create("a", PK, field("j", 23), VEC),
        index("a", "j", path('j["a"]["b"]')),
        index("a", "j", path('j["a"]["b"]')),
        index("a", "j", path('j["a"]["b"]', "double")),
        index("a", "j", path('j["c"]'), "mine"),
        index("a", "j", {"index_type": "INVERTED", "json_path": 'j["d"]'}),
    ) == [OK, OK, OK, code, OK, INVALID]
    told = {
        item.index_name: {pair.key: pair.value for pair in item.params}["json_path"]
        for item in talk.ask("DescribeIndex", **A).index_descriptions
    }
    assert told == {"j/a/b": "/a/b", "mine": "/c"}


@on(*NEWER)
def test_every_vector_needs_an_index_before_a_load(talk: Talk) -> None:
    assert talk(
        create("a", PK, field("w", 101, {"dim": "4"}), VEC),
        ask("LoadCollection", **A),
        index("a", "v", HNSW),
        ask("LoadCollection", **A),
        index("a", "w", HNSW),
        ask("LoadCollection", **A),
    ) == [OK, "700", OK, INVALID, OK, OK]


def test_replicas_change_with_a_property_while_the_collection_is_loaded() -> None:
    with simulator.start("2.6", nodes=3) as server, Raw(server.endpoint) as raw:
        talk = Talk(server, raw)
        talk(create("a"), index("a", "v", HNSW), ask("LoadCollection", **A))
        assert talk(
            ask("LoadCollection", replica_number=2, **A),
            prop(collection__replica__number="2"),
        ) == [INVALID, OK]
        assert len(raw("GetReplicas", **A).replicas) == 2


def test_a_database_takes_the_replicas_of_its_collections_away_with_any_other_change() -> None:
    with simulator.start("2.6", nodes=3) as server, Raw(server.endpoint) as raw:
        talk = Talk(server, raw)
        two = pairs({"database.replica.number": "2"})
        talk(ask("AlterDatabase", db_name="default", properties=two), create("a"))
        talk(index("a", "v", HNSW), ask("LoadCollection", **A))
        assert len(raw("GetReplicas", **A).replicas) == 2
        talk(ask("AlterDatabase", db_name="default", properties=pairs({"k": "v"})))
        assert len(raw("GetReplicas", **A).replicas) == 1


@on("2.4", "2.5")
def test_what_a_protocol_does_not_have_is_dropped_without_a_word(talk: Talk) -> None:
    member = {"name": "m", "data_type": 22, "element_type": 4}
    struct = {"name": "s", "fields": [{**member, "type_params": pairs({"max_capacity": "4"})}]}
    keyed = field("c", 5, is_clustering_key=True)
    more = {"struct_array_fields": [struct]}
    made = create("a", PK, keyed, field("n", 5, nullable=True), VEC, schema_more=more)
    assert talk(made) == [OK]
    schema = talk.described().schema
    assert list(schema.struct_array_fields) == []
    assert [item.is_clustering_key for item in schema.fields] == [False, True, False, False]
    newer = talk.server.profile.name == "2.5"
    assert [item.nullable for item in schema.fields] == [False, False, newer, False]


def limits(requests: int, most: int, **more: Any) -> dict[str, Any]:
    return {"requests": {"node_num": requests}, "limits": {"node_num": most}, **more}


def test_resource_groups_have_a_configuration_and_take_nodes() -> None:
    with simulator.start("2.5", nodes=2) as server, Raw(server.endpoint) as raw:
        talk = Talk(server, raw)
        # Dictionaries in place of a map's messages are for newer protobuf only.
        nothing = rg_pb2.ResourceGroupConfig(**limits(0, 0))
        to_none = limits(1, 1, transfer_to=[{"resource_group": "none"}])
        assert talk(
            ask("CreateResourceGroup", resource_group="rg", config=limits(1, 2)),
            ask("CreateResourceGroup", resource_group="rg", config=limits(1, 2)),
            ask("CreateResourceGroup", resource_group="rg", config=limits(0, 2)),
            ask("CreateResourceGroup", resource_group="x", config=limits(2, 1)),
            ask("CreateResourceGroup", resource_group="x", config=to_none),
            ask("DropResourceGroup", resource_group="rg"),
        ) == [OK, OK, "301", "303", "303", INVALID]
        told = raw("DescribeResourceGroup", resource_group="rg").resource_group
        assert (told.num_available_node, told.config.limits.node_num) == (1, 2)
        assert talk(
            ask("UpdateResourceGroups", resource_groups={"rg": nothing}),
            ask("UpdateResourceGroups", resource_groups={"none": nothing}),
            ask("DropResourceGroup", resource_group="rg"),
        ) == [OK, "300", OK]


def grant(privilege: str, database: str, collection: str, *, revoke: bool = False) -> Step:
    return ask(
        "OperatePrivilegeV2",
        role={"name": "r"},
        grantor={"user": {"name": "root"}, "privilege": {"name": privilege}},
        db_name=database,
        collection_name=collection,
        type=int(revoke),
    )


def privileges(group: str, *names: str, remove: bool = False) -> Step:
    given = [{"name": name} for name in names]
    return ask("OperatePrivilegeGroup", group_name=group, privileges=given, type=int(remove))


@on(*NEWER)
def test_privileges_are_granted_by_level_and_in_groups(talk: Talk) -> None:
    talk(ask("CreateRole", entity={"name": "r"}))
    assert talk(
        ask("CreatePrivilegeGroup", group_name="g"),
        ask("CreatePrivilegeGroup", group_name="g"),
        ask("CreatePrivilegeGroup", group_name="Search"),
        ask("CreatePrivilegeGroup", group_name="ClusterAdmin"),
        privileges("g", "Search", "Query"),
        privileges("g", "CreateDatabase"),
        privileges("g", "Nothing"),
        privileges("none", "Search"),
        grant("g", "default", "a"),
        grant("Search", "shop", "*"),
        grant("CreateDatabase", "default", "*"),
        grant("CreateDatabase", "*", "*"),
        grant("CreateCollection", "shop", "a"),
        grant("Search", "*", "a"),
        grant("CollectionReadOnly", "shop", "b"),
        ask("DropPrivilegeGroup", group_name="g"),
        ask("DropRole", role_name="r"),
    ) == [
        *[OK, INVALID, INVALID, INVALID, OK, INVALID, INVALID, INVALID, OK, OK],
        *[INVALID, OK, INVALID, INVALID, OK, INVALID],
        INVALID if talk.server.profile.name == "3.0" else "65535",
    ]
    everywhere = talk.ask("SelectGrant", entity={"role": {"name": "r"}, "db_name": "*"}).entities
    found = {(item.grantor.privilege.name, item.db_name, item.object_name) for item in everywhere}
    assert found == {
        ("g", "default", "a"),
        ("Search", "shop", "*"),
        ("CreateDatabase", "*", "*"),
        ("CollectionReadOnly", "shop", "b"),
    }
    assert talk(
        grant("g", "default", "a", revoke=True),
        ask("DropPrivilegeGroup", group_name="g"),
        ask("DropRole", role_name="r", force_drop=True),
    ) == [OK, OK, OK]


@on("2.5", "2.6", "3.0")
def test_nulls_come_back_as_nulls(talk: Talk) -> None:
    talk(create("a", PK, field("n", 5, nullable=True), VEC), index("a", "v", HNSW))
    columns = [
        column("id", 5, [1, 2, 3]),
        column("n", 5, [7], valid_data=[False, True, False]),
        column("v", 101, [[0.0] * 4] * 3),
    ]
    talk(ask("Insert", fields_data=columns, num_rows=3, **A), ask("LoadCollection", **A))
    step = query("a", "n is null", "n")
    told = {item.field_name: item for item in talk.ask(step.rpc, **step.fields).fields_data}
    assert list(told["id"].scalars.long_data.data) == [1, 3]
    assert list(told["n"].valid_data) == [False, False]


@on("2.6", "3.0")
def test_moments_and_structs_are_shown_as_clients_know_them(talk: Talk) -> None:
    moment = {"string_data": "2024-01-01T00:00:00+01:00"}
    member = {"name": "page", "data_type": 22, "element_type": 4}
    struct = {"name": "s", "fields": [{**member, "type_params": pairs({"max_capacity": "4"})}]}
    made = create(
        "a",
        PK,
        field("t", 26, default_value=moment),
        VEC,
        schema_more={"struct_array_fields": [struct]},
        properties={"timezone": "Asia/Kolkata"},
    )
    assert talk(made) == [OK]
    schema = talk.described().schema
    assert schema.fields[1].default_value.string_data == "2024-01-01T04:30:00+05:30"
    assert [item.name for item in schema.struct_array_fields[0].fields] == ["page"]


def test_lite_forgets_what_was_loaded_when_it_starts_again() -> None:
    with simulator.start("lite") as server:
        with Raw(server.endpoint) as raw:
            talk = Talk(server, raw)
            talk(create("a"), create("b"), index("a", "v", HNSW), ask("LoadCollection", **A))
        server.restart()
        with Raw(server.endpoint) as raw:
            states = [raw("GetLoadState", collection_name=name).state for name in ("a", "b")]
    assert states == [1, 3]


def test_loads_and_builds_take_their_time() -> None:
    now = [0.0]
    pace = simulator.Pace(load_s=5.0, build_s=5.0, now=lambda: now[0])
    with simulator.start("2.6", pace=pace) as server, Raw(server.endpoint) as raw:
        talk = Talk(server, raw)
        talk(create("a"), insert("a", [1]), ask("Flush", collection_names=["a"]))
        now[0] = 10.0
        talk(index("a", "v", HNSW), ask("LoadCollection", **A))

        def seen() -> tuple[int, int, int]:
            (built,) = raw("DescribeIndex", **A).index_descriptions
            return raw("GetLoadState", **A).state, built.state, built.pending_index_rows

        assert seen() == (2, 2, 1)
        now[0] = 16.0
        assert seen() == (3, 3, 0)
