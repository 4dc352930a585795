"""Our messages and pymilvus's live in one process and understand each other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("implementation", ["upb", "python"])
@pytest.mark.parametrize("order", [["migrator.wire", "pymilvus"], ["pymilvus", "migrator.wire"]])
def test_every_field_goes_both_ways(order: list[str], implementation: str) -> None:
    chosen = {
        "PYTHONPATH": str(ROOT),
        "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": implementation,
    }
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "wire" / "exchange.py", *order],
        env={**os.environ, **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 500
