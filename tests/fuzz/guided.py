"""The process that atheris guides: bytes as a manifest, and as a project file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["migrator"]):
    from migrator.errors import MigratorError
    from migrator.manifest.load import load
    from migrator.manifest.project import load_project

from tests.fuzz.loaders import TODAY, hold, hold_error

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def one(data: bytes) -> None:
    """Load one input as both; whatever is raised is a bug."""
    path = FOLDER / "migrator.yaml"
    path.write_bytes(data)
    hold(load([path], root=FOLDER, today=TODAY, values={"name": "books"}).findings)
    try:
        load_project(path, environ={})
    except MigratorError as problem:
        hold_error(problem)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
