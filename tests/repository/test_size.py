"""Modules and functions stay short enough to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.repository.sources import Module, modules

MODULE_LINES = 400
FUNCTION_LINES = 60


def long_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            if lines >= FUNCTION_LINES:
                yield f"{module.name}:{node.lineno}: {node.name} has {lines} lines"


def test_no_module_is_long() -> None:
    lengths = {module.name: len(module.text.splitlines()) for module in modules()}
    assert {name: lines for name, lines in lengths.items() if lines >= MODULE_LINES} == {}


def test_no_function_is_long() -> None:
    assert [line for module in modules() for line in long_functions(module)] == []


def test_a_long_function_is_found() -> None:
    body = "    pass\n" * (FUNCTION_LINES - 1)
    assert len(list(long_functions(Module("migrator.plan", f"def make():\n{body}")))) == 1
