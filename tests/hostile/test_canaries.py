"""No credential gets out: of any command, with any option, into any file, error or object."""

from __future__ import annotations

import base64
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator
from migrator.connection import Connection, Tls
from migrator.errors import MigratorError
from migrator.milvus.channel import open_channel
from migrator.milvus.client import Client
from migrator.secrets import Secrets
from tests import simulator
from tests.canaries import canary, find, leaks, planted
from tests.cli.shop import ROOT, Shop
from tests.scripts.stage import in_process
from tests.simulator.server import Simulator

RIGHT = canary("the right password")
WRONG = canary("a wrong password")

#: A test that leaks, in each of the ways that the hook has to see.
LEAKING = """
from tests.canaries import canary, pytest_runtest_makereport

def test_a_file(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "log").write_text("user ci, " + canary("x"))

def test_words():
    print("the password is " + canary("x"))

def test_nothing(tmp_path):
    (tmp_path / "log").write_text("user ci")
    print("the password is ***")
"""

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("plan", "--out", "plan.json"),
    ("apply", "plan.json", "--events", "events.jsonl"),
    ("plan", "--format", "json"),
    ("apply", "--yes", "--format", "json"),
    ("drift", "--format", "json"),
    ("export", "--out", "out"),
    ("export",),
    ("diff", "it", "manifests"),
    ("history",),
    ("history", "--format", "json"),
    ("rollback", "--out", "back.json"),
    ("unlock", "--id", "nobody"),
    ("connections",),
    ("connections", "test", "--format", "json"),
    ("validate",),
    ("show", "plan.json"),
)


@pytest.fixture(scope="module")
def started() -> Iterator[Simulator]:
    """A server that asks for a login."""
    with simulator.start("2.6", authorization=True) as server:
        yield server


@pytest.fixture
def server(started: Simulator) -> Simulator:
    """An empty server whose root has the right password."""
    started.reset()
    started.state.users["root"] = RIGHT
    return started


def project(shop: Shop, server: Simulator, **login: str) -> None:
    shop.write("secret.txt", f"{RIGHT}\n")
    shop.connect(server.uri, **login)
    shop.declare()


@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["", "debug"])
def test_no_command_says_the_credentials(
    shop: Shop, server: Simulator, debug: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    project(shop, server, user="root", password="${file:secret.txt}")
    monkeypatch.chdir(shop.folder)
    for command in COMMANDS:
        result = in_process([*command, *debug])
        assert result.exit_code in (0, 2) or "unlock" in command, (command, result.stderr)
    written = {path.name for path in shop.folder.rglob("*") if path.is_file()}
    assert {"it.jsonl", "plan.json", "back.json", "events.jsonl"} <= written
    assert list(leaks(shop.folder)) == []


@pytest.mark.parametrize("token", [f"root:{WRONG}", WRONG, f"nobody:{WRONG}"])
@pytest.mark.parametrize("command", ["plan", "apply", "export", "history"])
def test_no_refusal_says_the_credentials(
    shop: Shop, server: Simulator, command: str, token: str
) -> None:
    project(shop, server, token="${env:LOGIN}")
    result = shop.run(command, LOGIN=token)
    assert result.exit_code == 1
    assert "credentials refused" in result.stderr


def test_no_traceback_says_the_credentials(shop: Shop, server: Simulator) -> None:
    project(shop, server, token="${env:LOGIN}")
    arguments = ["-C", str(shop.folder), "plan", "--debug"]
    result = in_process(arguments, {"LOGIN": f"root:{WRONG}"})
    assert "Traceback" in result.stderr


def errors(folder: Path, uri: str) -> Iterator[MigratorError]:
    """Make the errors that come of what has to do with credentials."""
    planted(folder / "broken").write_text(f"{WRONG}\n{WRONG}", "utf-8")
    planted(folder / "key").write_text(WRONG, "utf-8")
    secrets = Secrets({"LOGIN": WRONG}, folder)
    login = f"root:{WRONG}"
    tls = _tls(folder)
    attempts = (
        lambda: secrets.resolve("${file:broken}", "token"),
        lambda: secrets.resolve("${env:OTHER}", "token"),
        lambda: secrets.resolve("${file:.}", "token"),
        lambda: Client(Connection("it", uri, authorization=login)).call("ListDatabases", {}),
        lambda: open_channel(Connection("it", f"http://root:{WRONG}@h", tls=tls), "h:1"),
        lambda: Client(Connection("it", f"http://root:{WRONG}@h")),
    )
    for attempt in attempts:
        with pytest.raises(MigratorError) as raised:
            attempt()
        yield raised.value


def _tls(folder: Path) -> Tls:
    return Tls(folder / "missing.pem", folder / "key", folder / "key")


def test_no_error_holds_the_credentials(tmp_path: Path, server: Simulator) -> None:
    for problem in errors(tmp_path, server.uri):
        held = (str(problem), repr(problem), repr(problem.args), repr(vars(problem)))
        for told in (*held, pickle.dumps(problem)):
            assert not find(told), f"{type(problem).__name__}: {problem.what!r}"


def test_no_object_shows_the_credentials(shop: Shop, server: Simulator) -> None:
    project(shop, server, token="${env:LOGIN}")
    login = f"root:{RIGHT}"
    opened = migrator.Project.load(shop.folder, environ={"LOGIN": login})
    plan = opened.plan(on="it")
    connection = opened.data.connection("it")
    assert connection.authorization == login
    for each in (opened, opened.data, plan, plan.data, connection, Secrets({"A": RIGHT}, Path())):
        assert not find(repr(each)), type(each)
        assert not find(str(each)), type(each)
    with Client(connection) as client:
        assert not find(repr(client))


def test_a_canary_is_found_plain_and_encoded() -> None:
    login = f"root:{RIGHT}"
    assert find(f"x{RIGHT}y")
    for lead in ("", "a", "ab", "abc"):
        encoded = base64.b64encode(f"{lead}{login}".encode()).decode()
        assert find(f'{{"authorization": "{encoded}"}}')
    assert not find("a password that is none of ours: hunter2")


def test_the_hook_fails_a_test_that_leaks(tmp_path: Path) -> None:
    path = tmp_path / "test_leaking.py"
    path.write_text(LEAKING, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.canaries",
    ]
    done = subprocess.run(
        [
            *command,
            "-c",
            str(ROOT / "pyproject.toml"),
            "--basetemp",
            str(tmp_path / "t"),
            str(path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    for name in ("test_a_file", "test_words"):
        assert f"::{name}" in done.stdout
    assert "::test_nothing" not in done.stdout
    assert "2 errors" in done.stdout
    planted(tmp_path / "t" / "test_a_file0" / "deep" / "log")
