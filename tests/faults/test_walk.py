"""A sample of faults in the middle of applies: one more apply puts everything right."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator import kinds
from migrator.milvus.methods import NAMES, method
from tests.faults.command import run
from tests.faults.plans import How, Migration
from tests.faults.proxy import Boundary
from tests.faults.site import Site, opened, prepare
from tests.faults.sites import Course, started
from tests.faults.walk import Case, Fault
from tests.servers.process import RunningServer

KINDS = Path(kinds.__file__).parent


def sample(course: Course, seed: int, count: int) -> list[Case]:
    """Choose cases of one migration by the seed of the run."""
    dice = random.Random(f"{seed} {course.site.server.kind}")
    cases = course.cases(dice.choice(sorted(course.migrations)))
    return dice.sample(cases, min(count, len(cases)))


def hold(course: Course, cases: list[Case]) -> None:
    """Do cases, and tell of those that are not as promised."""
    verdicts = [course.walk(case) for case in cases]
    told = [f"{verdict.case}:\n{problem}" for verdict in verdicts for problem in verdict.problems]
    assert told == [], "\n".join(told)


@pytest.mark.parametrize("server", ["simulator-2.6", "simulator-3.0"])
def test_one_more_apply_converges_on_a_simulator(server: str, faults_seed: int) -> None:
    with started(server) as site:
        course = Course(site)
        hold(course, sample(course, faults_seed, 3))


def test_one_more_apply_converges_on_lite(lite_clean: RunningServer, faults_seed: int) -> None:
    with opened(lite_clean) as site:
        course = Course(site)
        hold(course, sample(course, faults_seed, 3))


@pytest.mark.slow
def test_one_more_apply_converges_on_milvus(
    milvus235_clean: RunningServer, faults_seed: int
) -> None:
    with opened(milvus235_clean) as site:
        course = Course(site)
        hold(course, sample(course, faults_seed, 3))


def migration_of(site: Site, name: str) -> Migration:
    return Course(site).migrations[name]


@pytest.mark.parametrize("fault", [Fault.FAIL, Fault.LOSE], ids=lambda fault: fault.words)
def test_a_saved_plan_goes_on_after_its_failed_window_was_put_back(fault: Fault) -> None:
    """The property that was set stays so, and the index is the old one again."""
    with started("simulator-2.6") as site:
        case = Case(site.server.kind, "rollback", Boundary("CreateIndex", "articles/v"), fault)
        hold(Course(site), [case])


def test_a_fault_that_is_not_put_right_would_be_told() -> None:
    """The walk itself: rows that are gone, and a plan that is not empty, are problems."""
    with started("simulator-2.6") as site:
        course = Course(site)
        migration = migration_of(site, "window")
        prepare(site, migration, saved_plan=False)
        (saved,) = site.saved.values()
        saved.state.databases["default"].collections["stranger"].rows.drop_partition("_default")
        case = Case(
            site.server.kind, "window", Boundary("ReleaseCollection", "articles"), Fault.KILL_AFTER
        )
        verdict = course.walk(case)
        assert verdict.met
        assert verdict.problems == ("stranger has 0 rows and not 7",)


def written() -> Iterator[str]:
    """The names of RPCs that change something, and that some kind mentions."""
    for path in KINDS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in NAMES:
                name = str(node.value)
                if not method(name).is_read:
                    yield name


#: A password is known to differ only where servers ask for logins; 3.0 has other requests for
#: the nodes of resource groups.
ELSEWHERE = {"UpdateCredential", "TransferNode"}


@pytest.mark.slow
def test_the_migrations_use_every_kind_of_step() -> None:
    used: set[str] = set()
    hows: set[How] = set()
    with started("simulator-3.0") as site:
        for migration in Course(site).migrations.values():
            hows.add(migration.how)
            prepared = prepare(site, migration, saved_plan=False)
            assert run(prepared.world.folder, *prepared.command).exit_code == 0
            used |= {call.boundary.rpc for call in site.proxy.calls if call.performed}
    assert set(written()) - used == ELSEWHERE
    assert hows == set(How)
