"""The repository's own files, for tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Folders that hold nothing of ours: environments, caches, what a build leaves.
NOT_OURS = frozenset({"build", "dist", "site", "__pycache__", "node_modules"})


@dataclass(frozen=True)
class Module:
    """One module of the package, such as ``migrator.kinds.alias``."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[tuple[int, str]]:
        """List what is imported anywhere in the module, with the line; lazy or for types too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: relative import"
                # What is named may be a module or something in one; the layers only
                # need the beginning of it.
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def modules() -> list[Module]:
    """List the modules of the package that people write, sorted by name."""
    paths = sorted((ROOT / "migrator").rglob("*.py"))
    return [
        Module(_name(path), path.read_text("utf-8"))
        for path in paths
        if not path.stem.endswith("_pb2")
    ]


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def files() -> Iterator[Path]:
    """List every file that belongs to the repository, sorted."""
    yield from _files_in(ROOT)


def _files_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if _is_ours(path):
                yield from _files_in(path)
        elif path.suffix != ".pyc" and path.name not in (".coverage", ".git"):
            yield path


def _is_ours(folder: Path) -> bool:
    if folder.name in NOT_OURS or folder.name.endswith(".egg-info"):
        return False
    return not folder.name.startswith(".") or folder.name in {".ci", ".github"}
