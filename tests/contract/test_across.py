"""Looking across servers: any two sides compared, and the status of all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest

from migrator import InvalidInput, UsageError
from migrator.model import Action, Comparison
from migrator.report import Standing
from migrator.reportschema import status_schema
from migrator.views.status import status_json
from tests import simulator
from tests.contract.test_collections import FIELDS, INDEX, collection
from tests.contract.world import World, document
from tests.servers.fixtures import OpenWitness
from tests.servers.process import RunningServer
from tests.simulator.server import Simulator

OTHER = document("Collection", "other", {"fields": FIELDS})

#: Longest that a test waits for another thread, in seconds.
PATIENCE_S = 60.0


@pytest.fixture
def pair() -> Iterator[tuple[Simulator, Simulator]]:
    with simulator.start("2.6") as one, simulator.start("2.6") as other:
        yield one, other


@pytest.fixture
def world(pair: tuple[Simulator, Simulator], tmp_path: Path) -> World:
    return World(tmp_path, {"dev": pair[0], "prod": pair[1]})


@pytest.fixture
def beside_lite(
    lite_clean: RunningServer, pair: tuple[Simulator, Simulator], tmp_path: Path
) -> World:
    return World(tmp_path, {"dev": lite_clean, "prod": pair[1]})


def told(comparison: Comparison) -> dict[str, object]:
    """Return differences in short: the attributes, or ``create`` and ``delete``."""
    return {
        str(change.address): change.action.value
        if change.action in (Action.CREATE, Action.DELETE)
        else {field.name: (field.before, field.after) for field in change.fields}
        for change in comparison.changes
    }


def test_servers_are_compared_both_ways(world: World) -> None:
    world.apply(collection(properties={"a": "1"}, description="x"), on="dev")
    world.apply(collection(properties={"b": "2"}, indexes=[INDEX]), OTHER, on="prod")
    assert told(world.project().diff("dev", "prod")) == {
        "Collection default/articles": {
            "description": ("x", ""),
            "properties.a": ("1", None),
            "properties.b": (None, "2"),
        },
        "Index default/articles.v": "create",
        "Collection default/other": "create",
    }
    assert told(world.project().diff("prod", "dev")) == {
        "Collection default/articles": {
            "description": ("", "x"),
            "properties.a": (None, "1"),
            "properties.b": ("2", None),
        },
        "Index default/articles.v": "delete",
        "Collection default/other": "delete",
    }


def test_what_manifests_leave_out_is_no_difference_in_what_they_declare(world: World) -> None:
    world.apply(collection(properties={"a": "1"}), on="dev")
    world.write(collection())
    for sides in (("dev", "manifests:dev"), ("manifests:dev", "dev")):
        assert told(world.project().diff(*sides)) == {}
    world.write(collection(description="new"))
    changed = {"Collection default/articles": {"description": ("", "new")}}
    assert told(world.project().diff("dev", "manifests:prod")) == changed
    back = {"Collection default/articles": {"description": ("new", "")}}
    assert told(world.project().diff("manifests:prod", "dev")) == back


def test_manifests_are_those_that_an_alias_sees(world: World) -> None:
    world.each = {"dev": {"values": {"text": "a"}}, "prod": {"values": {"text": "b"}}}
    world.write(collection(description="${values.text}"))
    assert told(world.project().diff("manifests:dev", "manifests:prod")) == {
        "Collection default/articles": {"description": ("a", "b")}
    }
    with pytest.raises(UsageError, match="no connection"):
        world.project().diff("manifests:nowhere", "prod")


def test_an_export_is_what_was_exported(world: World) -> None:
    world.apply(collection(properties={"a": "1"}, indexes=[INDEX]), OTHER, on="dev")
    folder = world.folder / "export"
    for name, text in world.project().export("dev").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    project = world.project()
    assert told(project.diff("dev", str(folder))) == {}
    assert told(project.diff(str(folder), "dev")) == {}
    assert set(told(project.diff("prod", str(folder))).values()) == {"create"}


def test_a_plan_is_compared_in_what_it_changes(world: World, open_witness: OpenWitness) -> None:
    world.apply(collection(), OTHER, on="dev")
    file = world.folder / "plan.json"
    world.plan(collection(description="new"), OTHER, on="dev").save(file)
    found = world.project().diff("dev", str(file))
    assert told(found) == {"Collection default/articles": {"description": ("", "new")}}
    (note,) = found.findings
    assert note.code == "MIG651"
    assert "1 resource is not compared" in note.message
    world.project().saved_plan(file).apply()
    assert told(world.project().diff("dev", str(file))) == {}
    open_witness(world.servers["dev"]).drop_collection("articles")
    assert told(world.project().diff(str(file), "dev")) == {"Collection default/articles": "delete"}


def test_what_a_plan_drops_is_gone_in_it(world: World) -> None:
    world.apply(collection(), on="dev")
    file = world.folder / "plan.json"
    world.plan(document("Collection", "articles", ensure="absent"), on="dev").save(file)
    assert told(world.project().diff(str(file), "dev")) == {"Collection default/articles": "create"}


def test_what_one_side_cannot_show_is_a_note(beside_lite: World) -> None:
    wanted = collection(description="x", consistency_level="Strong", num_shards=2)
    beside_lite.apply(wanted, on="dev")
    beside_lite.apply(wanted, on="prod")
    project = beside_lite.project()
    for sides in (("dev", "prod"), ("prod", "dev"), ("dev", "manifests:dev")):
        found = project.diff(*sides)
        assert told(found) == {}
        (note,) = found.findings
        assert note.code == "MIG650"
        assert note.message.startswith("dev cannot show: Collection.consistency_level, ")


def test_what_is_out_of_scope_is_on_neither_side(world: World) -> None:
    world.apply(collection(), on="dev")
    world.apply(OTHER, on="prod")
    world.scope = {"exclude": ["Collection default/other"]}
    world.write(OTHER)
    assert told(world.project().diff("dev", "prod")) == {"Collection default/articles": "delete"}


def test_how_a_replacement_would_be_made_is_no_difference(world: World) -> None:
    longer = [{**FIELDS[1], "max_length": 65}, FIELDS[0], FIELDS[2]]
    world.apply(collection(indexes=[INDEX]), on="dev")
    world.write(collection(fields=longer, indexes=[INDEX], replace={"strategy": "recreate"}))
    found = told(world.project().diff("dev", "manifests:dev"))
    assert found == {"Collection default/articles": {"fields.title.max_length": (64, 65)}}


def test_a_folder_of_wrong_manifests_is_an_error(world: World) -> None:
    world.write(document("Collection", "a", {"fields": [{"name": "id", "dtype": "Int65"}]}))
    for side in (str(world.folder / "manifests"), "manifests:dev"):
        with pytest.raises(InvalidInput, match="Int65"):
            world.project().diff("dev", side)


def test_every_resource_has_its_standing_on_every_server(
    world: World, open_witness: OpenWitness
) -> None:
    wanted = collection(properties={"a": "1"}, indexes=[INDEX])
    world.apply(wanted, OTHER, on="dev")
    world.apply(wanted, on="prod")
    world.apply(document("Collection", "left", {"fields": FIELDS}), on="prod")
    world.write(wanted, OTHER)
    open_witness(world.servers["prod"]).alter_collection_properties("articles", {"a": "2"})
    report = world.project().status()
    dev, prod = report.connections
    assert {str(a): s.value for a, s in dev.standings.items()} == {
        "Collection default/articles": "in sync",
        "Collection default/other": "in sync",
        "Index default/articles.v": "in sync",
    }
    assert {str(a): s.value for a, s in prod.standings.items()} == {
        "Collection default/articles": "drifted",
        "Collection default/left": "unmanaged",
        "Collection default/other": "missing",
        "Index default/articles.v": "in sync",
    }
    assert report.differs
    assert [str(address) for address in report.addresses] == [
        "Collection default/articles",
        "Index default/articles.v",
        "Collection default/left",
        "Collection default/other",
    ]
    jsonschema.Draft202012Validator(status_schema()).validate(json.loads(status_json(report)))


def test_what_is_declared_absent_is_drift_while_it_is_there(world: World) -> None:
    world.apply(OTHER, on="dev")
    world.write(document("Collection", "other", ensure="absent"))
    dev, prod = world.project().status().connections
    assert list(dev.standings.values()) == [Standing.DRIFTED]
    assert prod.standings == {}


def test_what_prune_would_delete_is_unmanaged(world: World) -> None:
    world.apply(OTHER, on="dev")
    world.write(collection())
    world.scope = {"prune": True}
    (dev,) = world.project().status("dev").connections
    assert sorted(dev.standings.values()) == [Standing.MISSING, Standing.UNMANAGED]


def test_a_server_that_is_not_there_does_not_stop_the_others(
    world: World, pair: tuple[Simulator, Simulator]
) -> None:
    world.apply(OTHER, on="prod")
    world.each = {"secret": {"token": "${env:NOWHERE}"}}
    world.uris = {"dev": world.uris["dev"], "prod": world.uris["prod"], "secret": world.uris["dev"]}
    pair[0].stop()
    dev, prod, secret = world.project().status().connections
    assert "cannot be reached" in dev.problem
    assert dev.of(next(iter(prod.standings))) is None
    assert list(prod.standings.values()) == [Standing.IN_SYNC]
    assert "NOWHERE" in secret.problem
    assert world.project().status().unread == (dev, secret)


def test_servers_are_read_at_the_same_time(world: World, pair: tuple[Simulator, Simulator]) -> None:
    """While one server keeps its first call waiting the other is read to the end."""
    world.write(OTHER)
    project = world.project()
    slow, quick = pair
    reading = threading.Thread(target=project.status)
    with slow.lock:
        reading.start()
        seen = waited_for(lambda: quick.counts["ShowCollections"] >= 2)
    reading.join(PATIENCE_S)
    assert seen
    assert not reading.is_alive()


def waited_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()
