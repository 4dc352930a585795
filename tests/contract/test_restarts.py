"""What a server still knows after it was killed and started again."""

from __future__ import annotations

import pytest

from migrator.errors import DeadlineExceeded
from tests.contract.test_collections import INDEX, collection
from tests.contract.world import World, ops
from tests.servers.fixtures import OpenWitness
from tests.servers.server import Server
from tests.servers.waiting import until

#: 2.3.5 answers some reads late for half a minute after it was killed.
LATE_S = 120.0


def killed_and_started(server: Server) -> None:
    server.kill()
    server.restart()


def test_altered_properties_outlast_a_restart(
    world: World, milvus: Server, open_witness: OpenWitness
) -> None:
    """2.3.5 writes an alteration down with the next one only, so that it is made twice."""
    world.apply(collection(properties={"a": "1"}))
    world.apply(collection(properties={"a": "2", "b": "1"}))
    killed_and_started(milvus)
    described = open_witness(milvus).describe_collection("articles")["properties"]
    assert {key: described[key] for key in ("a", "b")} == {"a": "2", "b": "1"}


def test_a_collection_that_is_loading_again_is_not_taken_for_released(
    world: World, milvus: Server, is_lite: bool
) -> None:
    """After a restart a 2.3.5 has loaded nothing for up to a minute, and will."""
    if is_lite:
        pytest.skip("Milvus Lite forgets what was loaded.")
    loaded = collection(indexes=[INDEX], load={"state": "loaded"})
    world.apply(loaded)
    killed_and_started(milvus)

    def is_loaded_again() -> bool:
        try:
            plan = world.plan(loaded)
        except DeadlineExceeded:
            return False
        if plan.is_empty:
            return True
        fields = [field for change in plan.changes for field in change.fields]
        assert [(field.name, field.before) for field in fields] == [("load.state", "loading")]
        assert ops(plan) == [
            "LoadCollection Collection default/articles",
            "WaitLoad Collection default/articles",
        ]
        return False

    until(is_loaded_again, "it is not loaded again", within_s=LATE_S)
