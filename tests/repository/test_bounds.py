"""What pyproject.toml asks for is what is tested."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from migrator._version import __version__
from tests.repository.sources import ROOT, modules

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
GROUPS = PYPROJECT["dependency-groups"]
CORE: list[str] = PROJECT["dependencies"]
EXTRAS: list[str] = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]

#: Distributions whose import package has another name.
DISTRIBUTION = {
    "google": "protobuf",
    "grpc": "grpcio",
    "prometheus_client": "prometheus-client",
    "yaml": "pyyaml",
}

#: Modules that need an extra; nothing imports them before it is known to be there.
NEED_AN_EXTRA = {"migrator.copying.vectors", "migrator.views.metrics"}


def versions(requirements: Iterable[str], operator: str) -> dict[str, str]:
    """Map names to versions; every requirement must be one comparison with the operator."""
    found: dict[str, str] = {}
    for requirement in map(Requirement, requirements):
        (only,) = requirement.specifier
        assert only.operator == operator, str(requirement)
        found[canonicalize_name(requirement.name)] = only.version
    return found


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return versions((line for line in lines if line and not line.startswith("#")), "==")


def test_dependencies_have_the_lower_bounds_that_are_tested_and_no_upper_ones() -> None:
    assert versions(CORE + EXTRAS, ">=") == pinned("constraints-lowest.txt")


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_development_tools_are_pinned_as_they_are_locked(group: str) -> None:
    tools = versions((tool for tool in GROUPS[group] if isinstance(tool, str)), "==")
    locked = pinned("constraints-dev.txt")
    assert tools == {name: locked.get(name) for name in tools}


def test_the_lock_satisfies_the_bounds() -> None:
    locked = pinned("constraints-dev.txt")
    for requirement in map(Requirement, CORE + EXTRAS):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


def test_the_package_imports_what_it_asks_for_and_nothing_else() -> None:
    for module in modules():
        imported = {name.split(".")[0] for _, name in module.imports()}
        outside = imported - set(sys.stdlib_module_names) - {"migrator"}
        allowed = CORE + (EXTRAS if module.name in NEED_AN_EXTRA else [])
        assert {DISTRIBUTION.get(name, name) for name in outside} <= set(versions(allowed, ">="))


def test_tools_aim_at_the_oldest_python_that_is_allowed() -> None:
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == oldest
    assert PYPROJECT["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"Programming Language :: Python :: {oldest}" in PROJECT["classifiers"]


def test_the_version_stands_in_one_place_and_is_one() -> None:
    path = ROOT / PYPROJECT["tool"]["hatch"]["version"]["path"]
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[\d.]+\w*", str(node.value))
    }
    assert texts == {__version__}
    assert str(Version(__version__)) == __version__
