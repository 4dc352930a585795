"""The documentation says what is so: generated pages are current, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", list(generator().PAGES))
def test_a_generated_page_is_current(name: str) -> None:
    if name == "commands.md" and version("click") < "8.2":
        pytest.skip("Older versions of click lay the same help out in another way.")
    there = ROOT / "docs" / "reference" / name
    assert there.read_text("utf-8") == generator().page(name), "run: make reference"


def test_the_page_on_reliability_names_tests_that_there_are() -> None:
    text = (ROOT / "docs" / "reference" / "reliability.md").read_text("utf-8")
    functions = set(re.findall(r"`(test_\w+)`", text))
    paths = set(re.findall(r"`(tests/[\w./]+)`", text))
    there = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert len(functions) > 5
    assert sorted(name for name in functions if f"def {name}(" not in there) == []
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    broken = [link for link in links if not (path.parent / link).exists()]
    assert broken == []
