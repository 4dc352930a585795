"""The seed that the sample of faults is chosen by."""

from __future__ import annotations

import pytest


@pytest.fixture
def faults_seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run, which is printed at its beginning."""
    seed: int = request.config.getoption("--faults-seed")
    return seed
