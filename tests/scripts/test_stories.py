"""The command line, as stories: see ``story`` for how they are written.

``--rewrite-scripts`` writes down what the commands give now; what that changes is
reviewed as code is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import simulator
from tests.scripts.stage import Stage
from tests.scripts.story import Command, parse, render, rendered
from tests.servers.process import RunningServer

FOLDER = Path(__file__).parent
STORIES = sorted(FOLDER.glob("*.txt"))

#: Stories that start servers of their own, by a path in their project file.
EMBEDDED = frozenset({"embedded"})

#: Stories of more than one server.
SEVERAL = frozenset({"promote", "sides", "status"})


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.chdir(tmp_path)
    return Stage(tmp_path)


@pytest.fixture
def lite(lite_clean: RunningServer, tmp_path: Path) -> None:
    """An empty server at ``unix:lite.sock``: always the same words, whatever the folders."""
    assert lite_clean.endpoint.socket is not None
    (tmp_path / "lite.sock").symlink_to(lite_clean.endpoint.socket)


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[None]:
    """Simulated servers for stories of several: ``unix:2.3.sock`` and ``unix:2.6.sock``."""
    with simulator.start("2.3", tcp=False) as one, simulator.start("2.6", tcp=False) as other:
        for server in (one, other):
            assert server.endpoint.socket is not None
            (tmp_path / f"{server.profile.name}.sock").symlink_to(server.endpoint.socket)
        yield


@pytest.mark.parametrize(
    "file", [s for s in STORIES if s.stem not in EMBEDDED | SEVERAL], ids=lambda f: f.stem
)
def test_a_story_goes_as_written(
    file: Path, lite: None, stage: Stage, rewrite_scripts: bool
) -> None:
    check(file, stage, rewrite=rewrite_scripts)


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_a_story_of_several_servers_goes_as_written(
    name: str, lite: None, beside: None, stage: Stage, rewrite_scripts: bool
) -> None:
    check(FOLDER / f"{name}.txt", stage, rewrite=rewrite_scripts)


@pytest.mark.parametrize("name", sorted(EMBEDDED))
def test_a_story_with_servers_of_its_own_goes_as_written(
    name: str, stage: Stage, rewrite_scripts: bool
) -> None:
    check(FOLDER / f"{name}.txt", stage, rewrite=rewrite_scripts)


def check(file: Path, stage: Stage, *, rewrite: bool) -> None:
    parts = parse(file.read_text("utf-8"))
    played = stage.play(parts)
    if rewrite:
        file.write_text(render(played), "utf-8")
        return
    for expected, part in zip(parts, played, strict=True):
        if isinstance(expected, Command) and isinstance(part, Command):
            told = rendered(part.text, part.expected)
            assert told == rendered(expected.text, expected.expected)


def test_stories_are_written_as_a_rewrite_would_write_them() -> None:
    for file in STORIES:
        text = file.read_text("utf-8")
        assert render(parse(text)) == text, f"{file.name}: use --rewrite-scripts"
