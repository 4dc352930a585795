"""No word of a server reaches a terminal as something that it obeys, whichever way it comes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from migrator import jsontext
from migrator.commands.export import _part
from migrator.manifest.emit import quoted
from tests import simulator
from tests.cli.shop import ROOT, Shop
from tests.cli.test_terminal import at_terminal
from tests.fuzz.verdict import ACTIVE, inert
from tests.fuzz.words import ESCAPES
from tests.scripts.stage import in_process
from tests.simulator.server import Simulator

EVIL = "".join(ESCAPES)

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("plan",),
    ("plan", "--format", "json"),
    ("plan", "--out", "plan.json"),
    ("show", "plan.json"),
    ("show", "plan.json", "--format", "json"),
    ("drift",),
    ("drift", "--format", "json"),
    ("export",),
    ("export", "--format", "json"),
    ("export", "--out", "out"),
    ("diff", "it", "manifests"),
    ("connections", "test"),
    ("connections", "test", "--format", "json"),
    ("history",),
    ("history", "--format", "json"),
    ("apply", "--yes", "--events", "events.jsonl"),
    ("apply", "--yes", "--format", "json"),
    ("rollback",),
    ("rollback", "--format", "json"),
)


@pytest.fixture
def server() -> Iterator[Simulator]:
    """A server that calls everything by evil names."""
    with simulator.start("2.6") as server:
        yield server


@pytest.fixture
def evil(shop: Shop, server: Simulator, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A project with something to change there."""
    monkeypatch.chdir(shop.folder)
    shop.connect(server.uri)
    shop.declare(2)
    assert shop.run("apply", "--yes").exit_code == 0
    collections = server.state.databases["default"].collections
    books = collections["books_000"]
    books.schema.description = EVIL
    books.schema.fields[0].description = EVIL
    books.properties[f"x{EVIL}"] = EVIL
    books.properties["collection.ttl.seconds"] = f"{EVIL}7"
    own = collections["_migrator"]
    own.properties["migrator.identity"] = EVIL
    entry = json.loads(own.properties["migrator.history.01"])
    entry.update(who=EVIL, project=EVIL, commit=EVIL, when=EVIL, plan=EVIL)
    own.properties["migrator.history.01"] = json.dumps(entry)
    collections[f"c{EVIL}"] = collections["books_001"]
    shop.write("manifests/all.yaml", CHANGED)
    return shop


CHANGED = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: books_000}
spec: {description: other, properties: {collection.ttl.seconds: 7}}
"""


def test_no_name_of_a_server_moves_a_terminal(evil: Shop) -> None:
    for command in COMMANDS:
        result = evil.run(*command)
        inert(result.stdout)
        inert(result.stderr)
        if "json" in command:
            json.loads(result.stdout)
    for path in evil.folder.rglob("*"):
        inert(str(path.relative_to(evil.folder)))
        if path.is_file():
            inert(path.read_text("utf-8"))


@pytest.mark.parametrize("command", ["plan", "apply", "export", "history", "connections test"])
@pytest.mark.parametrize("form", [(), ("--format", "json"), ("--debug",)], ids=" ".join)
def test_no_refusal_of_a_server_moves_a_terminal(
    shop: Shop, server: Simulator, command: str, form: tuple[str, ...]
) -> None:
    shop.connect(server.uri)
    shop.declare()
    server.faults.refuse("*", 1100, EVIL, nth=None)
    arguments = [*command.split(), *(["--yes"] if command == "apply" else []), *form]
    result = in_process(["-C", str(shop.folder), *arguments])
    assert result.exit_code == 1
    inert(result.stdout)
    inert(result.stderr)


@pytest.mark.slow
def test_progress_at_a_terminal_shows_no_evil(evil: Shop, server: Simulator) -> None:
    server.faults.refuse("AlterCollection", 1100, EVIL, nth=4)
    seen, _ = at_terminal(evil, "yes\n")
    for piece in ("\x1b]8", "\x1b]0", "\x9b", "\x9d", "\u202e", "\u2066", "\u2028"):
        assert piece not in seen


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_stream_that_cannot_show_a_character_gets_an_escape(shop: Shop, encoding: str) -> None:
    shop.connect("http://127.0.0.1:1")
    shop.write("manifests/größe → 大.yaml", "a: [")
    done = subprocess.run(
        [sys.executable, "-m", "migrator", "-C", str(shop.folder), "validate"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": f"{encoding}:strict"},
        capture_output=True,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert b"MIG110" in told
    assert b"Traceback" not in told


@pytest.mark.parametrize("text", ESCAPES, ids=ascii)
def test_what_is_written_is_what_was_meant(text: str) -> None:
    written = jsontext.write({text: [text]}, indent=2)
    inert(written)
    assert json.loads(written) == {text: [text]}
    inert(quoted(text))
    assert yaml.safe_load(quoted(text)) == text


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("books", "books"),
        ("größe", "größe"),
        ("../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"),
        ("..", "%2E%2E"),
        (".hidden", "%2Ehidden"),
        ("a\0b", "a%00b"),
        ("a%2Fb", "a%252Fb"),
        ("", "%"),
    ],
)
def test_no_name_of_a_server_leads_out_of_a_folder(name: str, part: str) -> None:
    assert _part(name) == part
    assert Path(part).name == part


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "[" * 66 + "]" * 66, '{"a":' * 900 + "1" + "}" * 900, "NaN", "1e999",
     '"\\ud800"', '{"\\udfff": 1}', "9" * 5_000, "", '{"a" 1}'],
    ids=lambda text: text[:9],
)  # fmt: skip
def test_json_that_hurts_later_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        jsontext.read(text)


def test_json_up_to_the_bound_is_read() -> None:
    depth = jsontext.MAX_DEPTH
    assert jsontext.read("[" * depth + "]" * depth) is not None
    assert jsontext.read('{"a": [1, "\\ud83d\\udca5", 1.5e3]}') == {"a": [1, "💥", 1500.0]}


def test_what_is_active_is_told_from_what_is_not() -> None:
    assert all(ACTIVE.search(text) for text in ESCAPES)
    assert not ACTIVE.search("Größe 大 💥 é ﷺ\n")
