"""Imports point downwards, and what touches the world stays where it belongs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.repository.sources import Module, modules

#: From the bottom up. A part imports from the rows above its own, and from itself; two
#: parts of one row do not know each other. A package stands for all of its modules, but
#: for those that have a row of their own.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("wording",),
    ("filetext", "jsontext"),
    (
        "_version",
        "address",
        "connection",
        "datatypes",
        "features",
        "findings",
        "privileges",
        "tally",
        "values",
        "wire",
    ),
    ("journal", "provenance"),
    ("approval", "capabilities", "codes", "errors", "model"),
    ("expectation", "fields", "interruption", "kinds.base", "secrets"),
    ("kinds", "milvus"),
    ("access", "grants", "rules"),
    ("diff", "export", "identity", "live", "manifest", "order", "references", "rename", "restore"),
    ("plan",),
    ("past", "permissions", "promises", "policy"),
    ("copying", "execute", "history", "lease", "resume"),
    ("freshness", "planning", "recording"),
    ("applying", "promotion", "rollback"),
    ("rehearsal",),
    ("report", "rounds"),
    ("commands", "views"),
    ("cli", "library"),
    ("__main__",),
)

#: Modules that are one part with another, split off for their size.
PART_OF = {
    "generations": "lease",
    "planfile": "plan",
    "planschema": "plan",
    "reportschema": "report",
}

#: The only parts that may import what lies outside.
IMPORTERS = {
    "click": {"cli"},
    "deepdiff": {"fields"},
    "google": {"milvus", "wire"},
    "grpc": {"milvus"},
    "migrator.wire": {"milvus", "wire"},
    "numpy": {"copying"},
    "prometheus_client": {"views"},
    "rich": {"cli", "views"},
}

#: How a program talks to people and to its environment; only the command line does.
TALKING = {"breakpoint", "exit", "input", "print", "quit"}
SURROUNDINGS = {
    "os": {"environ", "environb", "getenv", "getenvb"},
    "sys": {"argv", "exit", "stderr", "stdin", "stdout"},
}
MAY_TALK = {"cli", "__main__"}

#: The library looks up ``${env:…}`` where nobody says otherwise; it prints nothing.
MAY_LOOK_AROUND = {"library"}

RANKS = {part: rank for rank, row in enumerate(LAYERS) for part in row}

MODULES = modules()


def part_of(name: str) -> str:
    """Return the part that a module, or a name in one, belongs to; '' for the root."""
    _, _, inside = name.partition("migrator")
    words = inside.removeprefix(".").split(".")
    pair = ".".join(words[:2])
    return pair if pair in RANKS else PART_OF.get(words[0], words[0])


def upward_imports(module: Module) -> Iterator[str]:
    here = part_of(module.name)
    for line, name in module.imports():
        if name.split(".")[0] != "migrator":
            continue
        there = part_of(name)
        if there not in RANKS:
            yield f"{module.name}:{line}: {name} has no place in the layers"
        elif there != here and RANKS[there] >= RANKS.get(here, len(LAYERS)):
            yield f"{module.name}:{line}: {here} imports {there}"


def foreign_imports(module: Module) -> Iterator[str]:
    here = part_of(module.name)
    for line, name in module.imports():
        for package, importers in IMPORTERS.items():
            if f"{name}.".startswith(f"{package}.") and here not in importers:
                yield f"{module.name}:{line}: only {sorted(importers)} may import {package}"


def talk(module: Module) -> Iterator[str]:
    if part_of(module.name) in MAY_TALK:
        return
    surroundings = {} if part_of(module.name) in MAY_LOOK_AROUND else SURROUNDINGS
    for line, name in module.imports():
        base, _, attribute = name.partition(".")
        if base == "getpass" or attribute in surroundings.get(base, ()):
            yield f"{module.name}:{line}: {name}"
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in TALKING:
                yield f"{module.name}:{node.lineno}: {name}()"
            case ast.Attribute(value=ast.Name(id=base), attr=attribute) if (
                attribute in surroundings.get(base, ())
            ):
                yield f"{module.name}:{node.lineno}: {base}.{attribute}"


def test_every_module_has_its_place() -> None:
    parts = {part_of(module.name) for module in MODULES} - {""}
    assert parts == set(RANKS)


def test_imports_point_downwards() -> None:
    assert [line for module in MODULES for line in upward_imports(module)] == []


def test_what_lies_outside_has_one_importer() -> None:
    assert [line for module in MODULES for line in foreign_imports(module)] == []


def test_only_the_command_line_prints_prompts_and_reads_the_environment() -> None:
    assert [line for module in MODULES for line in talk(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("migrator.kinds.alias", "from migrator.milvus.client import Client"),
        ("migrator.kinds.base", "from migrator.kinds.alias import ALIAS"),
        ("migrator.views.text", "from migrator.commands import plan"),
        ("migrator.plan", "def late():\n    from migrator import cli"),
        ("migrator.model", "from migrator.unheard_of import Thing"),
    ],
)
def test_an_import_upwards_is_found(name: str, text: str) -> None:
    assert len(list(upward_imports(Module(name, text)))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("migrator.plan", "from migrator.planfile import to_data"),
        ("migrator.kinds.alias", "from migrator.kinds.base import Rpc"),
        ("migrator.milvus.client", "from migrator.kinds.base import Call"),
        ("migrator", "from migrator._version import __version__"),
    ],
)
def test_an_import_downwards_or_within_a_part_is_none(name: str, text: str) -> None:
    assert list(upward_imports(Module(name, text))) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("migrator.diff", "import deepdiff"),
        ("migrator.kinds.alias", "from google.protobuf import message"),
        ("migrator.live", "def late():\n    import grpc.aio"),
        ("migrator.commands.plan", "from rich.console import Console"),
        ("migrator.live", "from migrator.wire import milvus_pb2"),
    ],
)
def test_a_foreign_import_is_found(name: str, text: str) -> None:
    assert len(list(foreign_imports(Module(name, text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "print(1)",
        "import os\nhome = os.environ['HOME']",
        "from os import getenv",
        "from getpass import getpass",
        "import sys\nsys.stdout.write('')",
    ],
)
def test_talk_is_found_below_the_command_line_only(text: str) -> None:
    assert len(list(talk(Module("migrator.views.text", text)))) == 1
    assert list(talk(Module("migrator.cli.app", text))) == []
