"""Applies that end in the middle: Ctrl-C, SIGTERM, a server that dies, a reader that goes."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.cli.shop import Shop, errors
from tests.scripts.story import Result
from tests.servers.process import RunningServer

#: Three steps each; far more than are done between a line and what a test does about it.
MANY = 40


def counts(result: Result) -> dict[str, int]:
    """What the end of a stopped apply counts: ``Done: 20 steps``."""
    found = re.findall(r"^(Done|Failed|Not [a-z ]+): (\d+) steps?$", result.stderr, re.MULTILINE)
    return {what: int(number) for what, number in found}


def converges(shop: Shop, *, tries: int = 1) -> None:
    """Apply once more; everything is there then, or the apply would not say so."""
    # A lease that could not be given back to a dead server ends after half a minute.
    again = shop.run("apply", "--yes", "--lock-timeout", "120")
    if again.exit_code and tries > 1:
        converges(shop, tries=tries - 1)
        return
    assert again.exit_code == 0, again.stderr
    assert "nothing is left to do" in again.stdout


@pytest.mark.parametrize(
    ("number", "saved"),
    [(signal.SIGINT, False), (signal.SIGTERM, True)],
    ids=["Ctrl-C", "SIGTERM, of a saved plan"],
)
def test_an_interrupted_apply_says_what_was_done_and_lets_go_of_the_folder(
    shop: Shop, number: signal.Signals, saved: bool
) -> None:
    shop.connect("dev.db")
    shop.declare(MANY)
    what = ["--yes"]
    if saved:
        what = [str(shop.folder / "plan.json")]
        assert shop.run("plan", "--out", *what).exit_code == 0
    with shop.process("apply", *what) as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, number)
        result = process.result()
    assert result.exit_code == 130
    told = counts(result)
    assert told["Done"] + told["Not begun"] + told.get("Not known to be done", 0) == MANY * 3
    assert result.stderr.endswith("Interrupted: apply again to go on from here.\n")
    converges(shop)


def test_an_interruption_before_anything_was_done_says_so(
    shop: Shop, lite_clean: RunningServer
) -> None:
    shop.connect(lite_clean.uri)
    shop.declare(MANY)
    fifo = shop.folder / "events"
    os.mkfifo(fifo)  # Its opening waits for a reader that never comes.
    with shop.process("apply", "--yes", "--events", str(fifo)) as process:
        process.wait_for_output("Plan: ")
        os.killpg(process.pid, signal.SIGINT)
        result = process.result()
    assert result.exit_code == 130
    assert errors(result) == ["error: interrupted; nothing was changed"]


def test_an_interruption_is_json_where_that_was_asked_for(shop: Shop) -> None:
    shop.connect("dev.db")
    shop.declare(MANY)
    with shop.process("apply", "--yes", "--format", "json") as process:
        process.wait_for("✓ [3/")
        os.killpg(process.pid, signal.SIGINT)
        result = process.result()
    assert result.exit_code == 130
    document = json.loads(result.stdout)
    assert document["interrupted"]
    assert document["skipped"]


@pytest.mark.slow
def test_a_server_that_dies_gives_one_error_and_a_second_apply_converges(
    shop: Shop, milvus235_clean: RunningServer
) -> None:
    shop.connect(milvus235_clean.uri)
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [20/")
        milvus235_clean.kill()
        result = process.result()
    check_death(result)
    milvus235_clean.restart()
    # For half a minute after such an end 2.3.5 answers some reads and lets the rest wait:
    # its parts are registered until their lease runs out.
    converges(shop, tries=4)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the child in /proc")
def test_an_embedded_server_that_dies_gives_one_error_and_a_second_apply_converges(
    shop: Shop,
) -> None:
    shop.connect("dev.db")
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [20/")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        os.kill(int(children.split()[0]), signal.SIGKILL)
        result = process.result()
    check_death(result)
    assert "ended with signal SIGKILL" in result.stderr
    converges(shop)


def check_death(result: Result) -> None:
    assert result.exit_code == 1
    assert len(errors(result)) == 1
    assert "cannot be reached" in errors(result)[0]
    told = counts(result)
    assert told["Done"] + told["Failed"] + told["Not begun"] == MANY * 3
    assert result.stderr.endswith("Not complete: apply again to go on from here.\n")


def test_an_apply_goes_on_when_nobody_reads_any_more(shop: Shop, lite_clean: RunningServer) -> None:
    shop.connect(lite_clean.uri)
    shop.declare(MANY)
    with shop.process("apply", "--yes") as process:
        process.wait_for("✓ [3/")
        process.stop_reading()
        assert process.exit_code() == 0
    assert shop.run("plan", "--detailed-exitcode").exit_code == 0


def test_a_full_disk_costs_the_events_and_not_the_apply(
    shop: Shop, lite_clean: RunningServer
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("There is no full disk here.")
    shop.connect(lite_clean.uri)
    shop.declare()
    result = shop.run("apply", "--yes", "--events", "/dev/full")
    assert result.exit_code == 0
    assert "cannot write /dev/full: No space left on device; going on without" in result.stderr
