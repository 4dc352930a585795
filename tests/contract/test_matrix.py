"""The matrix of data types, index types and metrics: what a server takes plans to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.commands.session import open_session
from migrator.features import FEATURES
from tests.contract.matrix import Case, cases, refused
from tests.contract.world import World
from tests.servers.server import Server

#: The last test tells what the others found out, so that one process runs them all.
pytestmark = pytest.mark.xdist_group("live")

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "matrix.md"
SERVERS = {"milvus-2.3.5": "Milvus 2.3.5", "lite": "Milvus Lite 3.2.2"}


@pytest.fixture(scope="module")
def results() -> dict[str, dict[Case, str]]:
    """What each server made of each case, filled in as the tests run."""
    return {}


def test_what_a_server_takes_is_applied_exported_and_plans_to_nothing(
    world: World, milvus: Server, results: dict[str, dict[Case, str]]
) -> None:
    world.write("")
    project = world.project()
    with open_session(project.data.connection("it")) as session:
        capabilities = session.client.capabilities
    told = {case: refused(case, capabilities) for case in cases()}
    taken = [case for case, why in told.items() if not why and not uncertain(case, milvus)]
    assert len(taken) > 25
    collections = [case.collection() for case in taken]
    outcome = project.plan(resources=collections).apply()
    assert outcome.complete
    again = project.plan(resources=collections)
    assert again.is_empty, str(again)
    world.export()
    results[milvus.kind] = told


def uncertain(case: Case, server: Server) -> bool:
    """Whether nobody has seen what a newer server makes of a case; sources contradict another."""
    automatic = case.index_type in ("", "AUTOINDEX")
    simulated = server.kind.startswith("simulator")
    return simulated and automatic and case.dtype in ("JSON", "Geometry", "Timestamptz")


def test_the_page_tells_the_result(
    results: dict[str, dict[Case, str]], request: pytest.FixtureRequest
) -> None:
    if not results.keys() >= SERVERS.keys():
        pytest.skip("Not every server was asked in this run.")
    text = "\n".join(page(results)) + "\n"
    if request.config.getoption("--rewrite-pages"):
        PAGE.write_text(text, "utf-8")
    assert PAGE.read_text("utf-8") == text, "run: pytest tests/contract --rewrite-pages"


def page(results: dict[str, dict[Case, str]]) -> Iterator[str]:
    yield "# Data types, index types and metrics"
    yield ""
    yield "Written by `tests/contract/test_matrix.py`, which applied every row that a server takes"
    yield "(yes), planned it again to nothing, exported it and planned the export to nothing. A"
    yield "code says that the row is refused before anything is sent, `migrator explain` says why."
    yield ""
    yield f"| data type | index type | metric | {' | '.join(SERVERS.values())} |"
    yield f"|---|---|---|{'---|' * len(SERVERS)}"
    for case in cases():
        verdicts = [results[kind][case].split(" ")[0] or "yes" for kind in SERVERS]
        yield f"| {' | '.join((*case.row, *verdicts))} |"


def test_every_index_type_of_the_features_is_in_the_matrix() -> None:
    named = {name.removeprefix("index:") for name in FEATURES if name.startswith("index:")}
    assert named <= {case.index_type for case in cases()}
