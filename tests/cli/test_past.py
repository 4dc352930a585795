"""What was applied, on the command line: kills, the journal, rollbacks on other machines."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
import yaml

from migrator import journal
from migrator.journal import Told
from tests.cli.shop import Shop, errors
from tests.cli.test_stopped import converges
from tests.servers.process import RunningServer

MANY = 40

#: The lease of who was killed is over by itself in half a minute.
AFTER_A_KILL = ("--lock-timeout", "120")


def told(shop: Shop) -> tuple[Told, ...]:
    return journal.applies(journal.journal_path(shop.folder, "it"))


def killed(shop: Shop) -> None:
    """Kill an apply in the middle, as nobody can prevent."""
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [5/")
        os.kill(process.pid, signal.SIGKILL)
        assert process.exit_code() == -signal.SIGKILL


def test_a_killed_apply_is_told_by_the_journal_and_by_the_server(
    shop: Shop, milvus: RunningServer
) -> None:
    shop.connect(milvus.uri)
    shop.declare(MANY)
    killed(shop)
    (last,) = told(shop)
    assert not last.end
    assert len(last.in_phase("done")) >= 5
    assert last.begin["steps"] == MANY * 3
    history = shop.run("history")
    assert "unfinished" in history.stdout
    assert "120 steps; it runs, or was killed" in history.stdout
    again = shop.run("apply", "--yes", *AFTER_A_KILL)
    assert again.exit_code == 0, again.stderr
    assert "note: the last apply from here, of plan sha256:" in " ".join(again.stderr.split())
    assert "ended without an end: " in " ".join(again.stderr.split())
    results = [each.end.get("result") for each in told(shop)]
    assert results == [None, "complete"]
    quiet = shop.run("apply", "--yes")
    assert "note: " not in quiet.stderr


@pytest.mark.slow
def test_what_an_apply_found_half_done_is_in_its_json(
    shop: Shop, lite_clean: RunningServer
) -> None:
    shop.connect(lite_clean.uri)
    shop.declare(MANY)
    killed(shop)
    document = json.loads(shop.run("apply", "--yes", "--format", "json", *AFTER_A_KILL).stdout)
    (note,) = document["notes"]
    assert "ended without an end" in note


@pytest.mark.slow
def test_a_killed_apply_can_be_rolled_back(shop: Shop, lite_clean: RunningServer) -> None:
    shop.connect(lite_clean.uri)
    shop.declare(MANY)
    killed(shop)
    result = shop.run("rollback", "--format", "json", "--detailed-exitcode")
    assert result.exit_code == 2
    plan = json.loads(result.stdout)
    assert {change["action"] for change in plan["changes"]} == {"delete"}
    assert {change["reason"] for change in plan["changes"]} == {"was not there before"}
    converges(shop)


def change(shop: Shop) -> None:
    """Apply a collection, and then a property of it that is another."""
    for text in ("one", "two"):
        shop.declare()
        file = shop.folder / "manifests" / "all.yaml"
        manifest = yaml.safe_load(file.read_text("utf-8"))
        manifest["spec"]["properties"] = {"note": text}
        file.write_text(yaml.safe_dump(manifest), "utf-8")
        assert shop.run("apply", "--yes").exit_code == 0


def test_a_rollback_is_planned_on_another_machine(
    shop: Shop, lite_clean: RunningServer, tmp_path: Path
) -> None:
    shop.connect(lite_clean.uri)
    change(shop)
    other = Shop(tmp_path / "elsewhere")
    other.connect(lite_clean.uri)
    other.declare()
    file = str(tmp_path / "back.json")
    result = other.run("rollback", "--out", file)
    assert result.exit_code == 0
    assert "properties.note: two → one" in result.stdout
    assert other.run("apply", file).exit_code == 0
    history = json.loads(other.run("history", "--format", "json").stdout)
    assert [entry["seq"] for entry in history["entries"]] == [3, 2, 1]
    assert {entry["result"] for entry in history["entries"]} == {"complete"}


def test_where_nothing_was_recorded_a_rollback_is_refused(
    shop: Shop, lite_clean: RunningServer
) -> None:
    shop.connect(lite_clean.uri)
    shop.declare()
    result = shop.run("rollback")
    assert result.exit_code == 3
    assert errors(result) == ["error: there is no record of an apply of shop on it"]


@pytest.mark.parametrize("word", ["off", "'off'"])
def test_history_can_be_turned_off(shop: Shop, lite_clean: RunningServer, word: str) -> None:
    shop.connect(lite_clean.uri)
    shop.declare()
    file = shop.folder / "migrator.yaml"
    text = file.read_text("utf-8").replace("      uri:", f"      history: {word}\n      uri:")
    assert "history" in text
    file.write_text(text, "utf-8")
    assert shop.run("apply", "--yes").exit_code == 0
    result = shop.run("history")
    assert "only in the journal here, not on the server" in result.stdout
    assert "history is off for this connection" in result.stdout


def test_a_journal_is_beside_the_project_wherever_the_command_runs(
    shop: Shop, lite_clean: RunningServer
) -> None:
    shop.connect(lite_clean.uri)
    shop.declare()
    assert shop.run("apply", "--yes").exit_code == 0
    assert (shop.folder / ".migrator" / "journal" / "it.jsonl").is_file()
