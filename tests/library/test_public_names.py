"""What ``import migrator`` offers, and how little it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import migrator
from tests.repository.sources import ROOT

#: What is slow to import, or drags much in.
HEAVY = frozenset({"deepdiff", "google", "grpc", "importlib.metadata", "pydantic", "rich", "yaml"})

#: What pydantic imports by itself.
OWN_OF_PYDANTIC = frozenset({"importlib.metadata"})


def imported(code: str) -> set[str]:
    """Run code in a fresh interpreter and return which heavy packages it has imported."""
    ending = "\nimport sys; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + ending],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    modules = done.stdout.split()
    return {name for name in HEAVY if any(f"{m}.".startswith(f"{name}.") for m in modules)}


def test_importing_migrator_imports_next_to_nothing() -> None:
    assert imported("import migrator; migrator.__version__; dir(migrator)") == set()


def test_describing_resources_needs_no_connection() -> None:
    code = "from migrator import Collection, Field; Collection('a', fields=[Field('v', 'Bool')])"
    assert imported(code) - OWN_OF_PYDANTIC == {"pydantic"}


def test_loading_a_project_needs_no_connection() -> None:
    slow = {"deepdiff", "google", "grpc", "rich"}
    assert imported("from migrator import Project").isdisjoint(slow)
    assert imported("import migrator.commands.planning, migrator.views.text").isdisjoint(slow)


@pytest.mark.parametrize("name", migrator.__all__)
def test_every_public_name_can_be_had_and_says_what_it_is(name: str) -> None:
    value = getattr(migrator, name)
    assert name in dir(migrator)
    if name != "__version__":
        assert value.__name__ == name
        assert value.__doc__


def test_every_public_name_is_listed() -> None:
    listed = {name for name in dir(migrator) if not name.startswith("_")}
    homes = {name for names in migrator._HOMES.values() for name in names}
    assert {*homes, "__version__"} == set(migrator.__all__)
    assert homes <= listed


def test_a_name_that_is_not_there_is_missed_as_usual() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        migrator.Nothing  # noqa: B018


def test_every_error_is_one_of_migrators() -> None:
    names = ("ApplyError", "InvalidInput", "Refused", "ServerError", "UsageError")
    for name in names:
        assert issubclass(getattr(migrator, name), migrator.MigratorError)
