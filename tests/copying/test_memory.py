"""Memory stays the same however many rows there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.shop import ROOT


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak as Linux tells it")
@pytest.mark.parametrize("shards", [1, 4, 8])
def test_a_million_rows_take_less_than_300_mb(shards: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.copying.endless", "1000000", str(shards)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        text=True,
    )
    assert int(ended.stdout) < 300_000_000
