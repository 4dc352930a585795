"""Promotion: one server becomes what another is, and the same where the two are unlike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from migrator import InvalidInput, Plan, Project, Refused, UsageError
from migrator.errors import ApprovalMissing, StalePlan
from tests import simulator
from tests.contract.test_collections import FIELDS, INDEX, collection
from tests.contract.world import World, approval, collections, document, ops, shown
from tests.servers.fixtures import OpenWitness, StartLite, StartMilvus235
from tests.servers.raw import Raw
from tests.servers.server import Server
from tests.simulator.server import Simulator

MANIFESTS = Path(__file__).parent / "manifests"

#: What every server takes that there is.
TAGS = {"dtype": "Array", "element_type": "VarChar", "max_capacity": 4, "max_length": 20}
MANY_FIELDS = [*FIELDS, {"name": "tags", "description": "what it is about", **TAGS}]
EVERYWHERE = collection(
    fields=MANY_FIELDS,
    description="all that is read",
    enable_dynamic_field=True,
    consistency_level="Session",
    indexes=[INDEX],
    partitions=["en", "de"],
    aliases=["live"],
    properties={"collection.ttl.seconds": 86_400},
    load={"state": "loaded"},
)
SHOP = document("Database", "shop")
IN_SHOP = document("Collection", "carts", {"fields": FIELDS, "indexes": [INDEX]}, database="shop")
OTHER = document("Collection", "other", {"fields": FIELDS})

LIVE = pytest.mark.live
PAIRS = [
    "lite to simulator-lite",
    "lite to simulator-2.6",
    "simulator-2.6 to lite",
    "simulator-2.3 to simulator-2.6",
    "simulator-2.6 to simulator-2.3",
    "simulator-3.0 to simulator-2.6",
    pytest.param("lite to milvus-2.3.5", marks=LIVE),
    pytest.param("milvus-2.3.5 to lite", marks=LIVE),
    pytest.param("milvus-2.3.5 to simulator-2.6", marks=LIVE),
    pytest.param("simulator-2.6 to milvus-2.3.5", marks=LIVE),
]


def served(request: pytest.FixtureRequest, name: str) -> Server:
    """Return a server of a kind, shared and empty."""
    real = {"lite": "lite_clean", "milvus-2.3.5": "milvus235_clean"}
    if name in real:
        server: Server = request.getfixturevalue(real[name])
        return server
    simulated: Simulator = request.getfixturevalue("simulators")[name]
    if not simulated.running:
        simulated.restart()
    simulated.reset()
    return simulated


@pytest.fixture(params=PAIRS)
def unlike(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    """Two servers of different kinds: ``staging`` and ``prod``."""
    one, _, other = request.param.partition(" to ")
    return World(tmp_path, {"staging": served(request, one), "prod": served(request, other)})


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Two simulated Milvus 2.6."""
    with simulator.start("2.6") as other:
        staging = served(request, "simulator-2.6")
        yield World(tmp_path, {"staging": staging, "prod": other})


def promoted(world: World, **more: Any) -> Plan:
    """Plan a promotion; what is written for it is what the target has of its own."""
    return world.project().promote("staging", "prod", **more)


def differing(project: Project, a: str = "staging", b: str = "prod") -> list[str]:
    return [str(change.address) for change in project.diff(a, b).changes]


def test_the_target_becomes_what_the_source_is(unlike: World, open_witness: OpenWitness) -> None:
    unlike.apply(EVERYWHERE, SHOP, IN_SHOP, on="staging")
    unlike.write(OTHER)
    plan = promoted(unlike)
    plan.apply()
    assert promoted(unlike).is_empty
    project = unlike.project()
    assert differing(project) == []
    assert differing(project, "prod", "staging") == []
    client = open_witness(unlike.servers["prod"])
    assert collections(client) == ["articles"]
    assert client.list_aliases("articles")["aliases"] == ["live"]
    assert {"de", "en"} < set(client.list_partitions("articles"))
    names = [field["name"] for field in client.describe_collection("articles")["fields"]]
    assert names == [str(field["name"]) for field in MANY_FIELDS]
    assert collections(open_witness(unlike.servers["prod"], database="shop")) == ["carts"]


def test_a_change_follows_the_first_promotion(unlike: World) -> None:
    unlike.apply(collection(fields=MANY_FIELDS, indexes=[INDEX]), on="staging")
    unlike.write(OTHER)
    promoted(unlike).apply()
    changed = {**INDEX, "params": {"M": 32, "efConstruction": 64}}
    unlike.apply(collection(fields=MANY_FIELDS, indexes=[changed], aliases=["live"]), on="staging")
    unlike.write(OTHER)
    plan = promoted(unlike)
    assert shown(plan) == ["update Index default/articles.v", "create Alias default/live"]
    plan.apply()
    assert differing(unlike.project()) == []


@pytest.mark.slow
def test_two_milvus_and_a_lite_take_a_change_one_after_the_other(
    start_milvus235: StartMilvus235, start_lite: StartLite, tmp_path: Path
) -> None:
    servers = {"dev": start_lite(), "staging": start_milvus235(), "prod": start_milvus235()}
    world = World(tmp_path, servers)
    world.apply(EVERYWHERE, on="dev")
    world.write(OTHER)
    project = world.project()
    for source, target in (("dev", "staging"), ("staging", "prod")):
        file = tmp_path / f"{target}.json"
        project.promote(source, target).save(file)
        assert project.saved_plan(file).apply().complete
        assert differing(project, source, target) == []
    assert {each.alias for each in project.status().connections} == set(servers)


@pytest.mark.parametrize("target", ["simulator-2.3", "simulator-lite"])
def test_what_the_target_cannot_do_is_said_in_advance(
    request: pytest.FixtureRequest, tmp_path: Path, target: str
) -> None:
    servers = {"staging": served(request, "simulator-2.6"), "prod": served(request, target)}
    world = World(tmp_path, servers)
    world.apply((MANIFESTS / "simulator-2.6.yaml").read_text("utf-8"), on="staging")
    world.write(OTHER)
    prod = servers["prod"]
    assert isinstance(prod, Simulator)
    with pytest.raises(InvalidInput) as refused:
        promoted(world)
    wrong = [found for found in refused.value.findings if found.is_error]
    assert {found.code for found in wrong} == {"MIG701"}
    told = {found.address for found in wrong}
    assert {"Collection shop/vectors", "Index default/everything.g"} <= told
    assert [rpc for rpc in prod.counts if rpc.startswith(("Create", "Alter", "Drop"))] == []


def test_limits_of_the_target_are_held_in_advance(pair: World) -> None:
    pair.each = {"prod": {"schema_limits": {"max_fields": 2}}}
    pair.apply(collection(), on="staging")
    pair.write(document("Alias", "a", {"collection_name": "b"}))
    with pytest.raises(InvalidInput, match="fields"):
        promoted(pair)


def test_missing_approvals_are_said_in_advance(pair: World) -> None:
    pair.apply(collection(properties={"collection.ttl.seconds": 9}), on="prod")
    pair.apply(collection(properties={"collection.ttl.seconds": 5}), on="staging")
    (refusal,) = promoted(pair).data.refusals
    assert refusal.code == "MIG610"
    assert "connections: [prod]" in refusal.remedy
    pair.write(collection(), approval("shorten-ttl", "Collection default/articles"))
    (used,) = promoted(pair).data.approvals
    assert used.allow == "shorten-ttl"


def test_what_only_the_target_has_stays(pair: World) -> None:
    pair.apply(OTHER, on="prod")
    pair.apply(collection(properties={"a": "1"}), on="staging")
    pair.apply(collection(properties={"b": "2"}), OTHER, on="prod")
    plan = promoted(pair)
    assert shown(plan) == ["update Collection default/articles"]
    assert [str(address) for address in plan.data.unmanaged] == ["Collection default/other"]
    plan.apply()
    changes = pair.project().diff("staging", "prod").changes
    assert [(str(c.address), [f.name for f in c.fields]) for c in changes] == [
        ("Collection default/articles", ["properties.b"]),
        ("Collection default/other", []),
    ]


def test_prune_deletes_what_only_the_target_has_and_needs_an_approval(pair: World) -> None:
    pair.apply(OTHER, on="prod")
    pair.apply(collection(), on="staging")
    pair.scope, pair.limits = {"prune": True}, {"max_deletes": 1}
    plan = promoted(pair)
    assert "delete Collection default/other" in shown(plan)
    with pytest.raises(ApprovalMissing, match="drop-collection"):
        plan.apply()
    pair.write(collection(), approval("drop-collection", "Collection default/other"))
    promoted(pair).apply()
    assert differing(pair.project()) == []


def test_defaults_of_the_source_are_promoted_too(pair: World) -> None:
    pair.apply(
        collection(description="old", consistency_level="Strong", load={"state": "released"}),
        on="prod",
    )
    pair.apply(collection(), on="staging")
    plan = promoted(pair)
    (change,) = plan.changes
    assert [field.name for field in change.fields] == ["consistency_level", "description"]
    plan.apply()
    assert differing(pair.project()) == []


def test_what_is_protected_or_has_another_name_there_is_known_from_manifests(pair: World) -> None:
    pair.apply(document("Collection", "docs", {"fields": FIELDS}), on="prod")
    pair.apply(collection(), on="staging")
    spec = {"fields": FIELDS}
    pair.write(document("Collection", "articles", spec, previous_name="docs", protect=True))
    plan = promoted(pair)
    assert ops(plan) == ["RenameCollection Collection default/articles"]
    plan.apply()
    assert differing(pair.project()) == []
    pair.apply(collection(fields=[*FIELDS, {"name": "x", "dtype": "Int8", "nullable": True}]),
               on="staging")  # fmt: skip
    fewer = {"fields": FIELDS, "replace": {"strategy": "recreate"}}
    pair.write(document("Collection", "articles", fewer, protect=True))
    assert promoted(pair).data.refusals == ()
    (refusal,) = pair.project().promote("prod", "staging").data.refusals
    assert refusal.code == "MIG612"


def test_manifests_are_promoted_once_the_source_proves_them(pair: World) -> None:
    pair.write(collection(description="mine"))
    with pytest.raises(Refused, match="staging is not what the manifests say") as refused:
        promoted(pair, manifests=True)
    assert refused.value.exit_code == 3
    assert not isinstance(refused.value, StalePlan)
    pair.apply(on="staging")
    plan = promoted(pair, manifests=True)
    assert plan.hash == pair.project().plan("prod").hash
    plan.apply()
    assert differing(pair.project()) == []


def test_a_source_that_drifts_proves_nothing(pair: World, open_witness: OpenWitness) -> None:
    pair.apply(collection(properties={"note": "x"}), on="staging")
    open_witness(pair.servers["staging"]).alter_collection_properties("articles", {"note": "y"})
    with pytest.raises(Refused, match="Collection default/articles"):
        promoted(pair, manifests=True)
    pair.write(collection(properties={"note": "x"}), OTHER)
    chosen = promoted(pair, manifests=False, exclude=["*other*"])
    assert shown(chosen) == ["create Collection default/articles"]


def test_a_saved_promotion_is_stale_once_the_target_has_changed(
    pair: World, open_witness: OpenWitness
) -> None:
    pair.apply(collection(), on="prod")
    pair.apply(collection(properties={"note": "x"}), on="staging")
    file = pair.folder / "plan.json"
    promoted(pair).save(file)
    open_witness(pair.servers["prod"]).alter_collection_properties("articles", {"by": "somebody"})
    with pytest.raises(StalePlan, match="Collection default/articles differs"):
        pair.project().saved_plan(file).apply()


def test_a_promotion_is_another_once_the_source_has_changed(pair: World) -> None:
    pair.apply(collection(), on="staging")
    first = promoted(pair).hash
    assert promoted(pair).hash == first
    pair.apply(collection(properties={"note": "x"}), on="staging")
    assert promoted(pair).hash != first


def test_what_the_caller_may_not_read_is_a_finding(pair: World) -> None:
    pair.apply(collection(), on="staging")
    for alias, says in (("staging", "staging: "), ("prod", "prod: ")):
        server = pair.servers[alias]
        assert isinstance(server, Simulator)
        server.faults.refuse("DescribeCollection", 1401, "not yours", nth=None)
        with pytest.raises(InvalidInput) as refused:
            promoted(pair)
        server.faults.clear()
        (found,) = refused.value.findings
        assert found.code == "MIG710"
        assert says in found.message


def test_one_database_is_promoted_into_another_of_the_same_server(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = served(request, "simulator-2.6")
    world = World(tmp_path, {"staging": server, "prod": server})
    world.each = {"staging": {"database": "stage"}, "prod": {"database": "live"}}
    world.apply(document("Database", "stage"), collection(), on="staging")
    world.scope = {"databases": ["stage", "live"]}
    world.write(OTHER)
    plan = promoted(world)
    assert shown(plan) == ["create Database live", "create Collection live/articles"]
    plan.apply()
    assert promoted(world).is_empty


def test_nothing_to_promote_is_an_error(pair: World) -> None:
    pair.write(OTHER)
    with pytest.raises(UsageError, match="staging has nothing that could be promoted"):
        promoted(pair)
    pair.apply(collection(), on="staging")
    with pytest.raises(UsageError, match="staging has nothing that is selected"):
        promoted(pair, select=["*nowhere*"])
    with pytest.raises(UsageError, match="promoted to itself"):
        pair.project().promote("staging", "staging")


def test_only_what_is_selected_is_promoted(pair: World) -> None:
    labelled = document("Collection", "other", {"fields": FIELDS}, labels={"team": "a"})
    pair.apply(collection(), labelled, on="staging")
    by_label = promoted(pair, labels={"team": "a"})
    assert shown(by_label) == ["create Collection default/other"]
    by_name = promoted(pair, select=["*articles"])
    assert shown(by_name) == ["create Collection default/articles"]


def test_a_promotion_reads_and_does_not_write(pair: World) -> None:
    pair.apply(EVERYWHERE, on="staging")
    for server in pair.servers.values():
        assert isinstance(server, Simulator)
        server.counts.clear()
    promoted(pair)
    made = {rpc for s in pair.servers.values() if isinstance(s, Simulator) for rpc in s.counts}
    assert "DescribeCollection" in made
    assert not [rpc for rpc in made if rpc.startswith(("Create", "Alter", "Drop", "Load", "Rel"))]


def overlay(world: World, *documents: dict[str, object]) -> None:
    """Lay documents over what is for ``prod``."""
    folder = world.folder / "overlays"
    folder.mkdir(exist_ok=True)
    (folder / "prod.yaml").write_text(yaml.safe_dump_all(documents), "utf-8")
    world.each = {"prod": {"overlays": ["overlays/"], "values": {"text": "for everybody"}}}


def test_overlays_of_the_target_are_laid_over_what_is_promoted(pair: World) -> None:
    pair.apply(collection(indexes=[INDEX], description="for us"), on="staging")
    other = {**INDEX, "params": {"M": 64}}
    text = "${values.text}"
    overlay(pair, document("Collection", "articles", {"description": text, "indexes": [other]}))
    plan = promoted(pair)
    plan.apply()
    assert promoted(pair).is_empty
    changes = pair.project().diff("staging", "prod").changes
    assert [(str(c.address), [(f.name, f.after) for f in c.fields]) for c in changes] == [
        ("Collection default/articles", [("description", "for everybody")]),
        ("Index default/articles.v", [("params.M", "64")]),
    ]


def test_an_overlay_may_be_for_what_is_not_on_the_source_yet(pair: World) -> None:
    pair.apply(collection(), OTHER, on="prod")
    pair.apply(OTHER, on="staging")
    pair.write(collection(), OTHER)
    overlay(pair, document("Collection", "articles", {"description": "later"}))
    assert promoted(pair).is_empty


def test_what_is_wrong_in_an_overlay_is_said_with_its_place(pair: World) -> None:
    pair.apply(collection(), on="staging")
    wrong = {"indexes": [{"field_name": "nowhere", "index_type": "FLAT", "metric_type": "L2"}]}
    overlay(pair, document("Collection", "articles", wrong))
    with pytest.raises(InvalidInput) as refused:
        promoted(pair)
    places = {str(found.source.file) for found in refused.value.findings if found.source}
    assert places == {str(pair.folder / "overlays" / "prod.yaml")}
    assert "nowhere" in str(refused.value.findings)


READS = {"privilege": "Search", "object_name": "articles"}
SHOP_READS = {"privilege": "Insert", "object_name": "carts", "db_name": "shop"}


def role(*grants: object) -> dict[str, object]:
    return document("Role", "reader", {"grants": list(grants)})


def user(name: str, **more: object) -> dict[str, object]:
    return document("User", name, {"password": f"${{env:{name.upper()}_PASSWORD}}", **more})


@pytest.fixture(params=["simulator-2.6", pytest.param("milvus-2.3.5", marks=LIVE)])
def guarded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A server with users and roles, and a simulated 2.6 that has none of them yet."""
    with simulator.start("2.6") as prod:
        world = World(tmp_path, {"staging": served(request, request.param), "prod": prod})
        world.environ = {"ANN_PASSWORD": "of-staging-9", "BOB_PASSWORD": "of-bob-0"}
        world.apply(
            EVERYWHERE, SHOP, IN_SHOP, role(READS, SHOP_READS), user("ann", roles=["reader"]),
            user("bob"), on="staging",
        )  # fmt: skip
        yield world


def test_roles_and_grants_are_promoted_and_passwords_stay_apart(guarded: World) -> None:
    # Another secret of that name where prod is applied; nobody declares bob there.
    guarded.environ = {"ANN_PASSWORD": "of-prod-7"}
    guarded.write(user("ann"))
    plan = promoted(guarded)
    (stranger,) = [found for found in plan.data.findings if found.code == "MIG643"]
    assert stranger.address == "User bob"
    assert plan.apply().complete
    assert promoted(guarded).is_empty
    assert differing(guarded.project()) == ["User bob"]
    with Raw(guarded.servers["prod"].endpoint) as raw:
        assert sorted(raw("ListCredUsers").usernames) == ["ann", "root"]
        (result,) = raw("SelectUser", user={"name": "ann"}, include_role_info=True).results
        assert [each.name for each in result.roles] == ["reader"]
        granted = {
            (told.grantor.privilege.name, told.object_name, told.db_name)
            for database in ("default", "shop")
            for told in raw(
                "SelectGrant", entity={"role": {"name": "reader"}, "db_name": database}
            ).entities
        }
    assert granted == {("Search", "articles", "default"), ("Insert", "carts", "shop")}


def test_grants_follow_into_the_database_of_the_target(tmp_path: Path) -> None:
    with simulator.start("2.6") as staging, simulator.start("2.6") as prod:
        world = World(tmp_path, {"staging": staging, "prod": prod})
        world.apply(collection(), role(READS), on="staging")
        world.apply(SHOP, on="prod")
        world.each = {"prod": {"database": "shop"}}
        plan = promoted(world)
        assert "create Grant reader/Search/shop/articles" in shown(plan)
        assert "create Grant reader/Search/default/articles" not in shown(plan)
