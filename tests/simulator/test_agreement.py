"""The simulator answers as the real server of a profile does, where there is one.

Each scenario of ``scenarios*`` is a conversation; it is held with the real server and with
the simulator, and every answer compared: the code, or what is described.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest

from tests import simulator
from tests.servers import milvus235
from tests.servers.cleaning import clean
from tests.servers.distribution import is_supported
from tests.servers.process import RunningServer
from tests.simulator import (
    scenarios,
    scenarios_access,
    scenarios_children,
    scenarios_data,
    scenarios_login,
    scenarios_rows,
)
from tests.simulator.conversation import held
from tests.simulator.profile import PROFILES
from tests.simulator.requests import Step
from tests.simulator.server import Simulator

EVERYWHERE = {
    **scenarios.EVERYWHERE,
    **scenarios_children.EVERYWHERE,
    **scenarios_rows.EVERYWHERE,
    **scenarios_data.EVERYWHERE,
}
MILVUS = {
    **scenarios.MILVUS,
    **scenarios_rows.MILVUS,
    **scenarios_data.MILVUS,
    **scenarios_access.MILVUS,
}
LITE = {**scenarios.LITE, **scenarios_rows.LITE, **scenarios_data.LITE}

#: Scenarios in which a 2.3.5 takes more than three seconds, most of it to load.
SLOW = frozenset({"partitions loaded one by one", "rows that are flushed", "grants"})


def cases(listed: dict[str, list[Step]]) -> list[Any]:
    return [
        pytest.param(steps, id=name, marks=[pytest.mark.slow] if name in SLOW else [])
        for name, steps in listed.items()
    ]


@pytest.fixture(scope="module", name="simulated_milvus")
def milvus_of_2_3() -> Iterator[Simulator]:
    with simulator.start("2.3") as server:
        yield server


@pytest.fixture(scope="module", name="simulated_lite")
def lite() -> Iterator[Simulator]:
    with simulator.start("lite") as server:
        yield server


@pytest.mark.parametrize("steps", cases(EVERYWHERE | MILVUS))
def test_the_2_3_profile_answers_as_milvus_2_3_5(
    steps: list[Step], milvus235_clean: RunningServer, simulated_milvus: Simulator
) -> None:
    simulated_milvus.reset()
    real = held(milvus235_clean.endpoint, steps)
    assert held(simulated_milvus.endpoint, steps) == real
    assert simulated_milvus.bugs == []


@pytest.fixture(scope="module", name="secured")
def both_secured() -> Iterator[tuple[RunningServer, Simulator]]:
    """A Milvus 2.3.5 that asks for a login, and its simulation."""
    if not is_supported():
        pytest.skip("The package milvus 2.3.5 is for Linux on x86_64.")
    with (
        milvus235.start(authorization=True) as real,
        simulator.start("2.3", authorization=True) as simulated,
    ):
        yield real, simulated


@pytest.mark.slow
@pytest.mark.live
@pytest.mark.parametrize("steps", cases(scenarios_login.SECURED))
def test_the_2_3_profile_lets_in_whom_milvus_2_3_5_lets_in(
    steps: list[Step], secured: tuple[RunningServer, Simulator]
) -> None:
    real, simulated = secured
    clean(real)
    simulated.reset()
    expected = held(real.endpoint, steps)
    assert held(simulated.endpoint, steps) == expected
    assert simulated.bugs == []


@pytest.mark.skipif(
    f"milvus_lite-{version('milvus-lite')}" != PROFILES["lite"].reported,
    reason="The profile answers as one version of Milvus Lite; another one is installed.",
)
@pytest.mark.parametrize("steps", cases(EVERYWHERE | LITE))
def test_the_lite_profile_answers_as_milvus_lite(
    steps: list[Step], lite_clean: RunningServer, simulated_lite: Simulator
) -> None:
    simulated_lite.reset()
    real = held(lite_clean.endpoint, steps)
    assert held(simulated_lite.endpoint, steps) == real
    assert simulated_lite.bugs == []
