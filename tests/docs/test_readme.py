"""What README shows is run as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def shell_commands() -> list[str]:
    """Return the commands of the block that begins a project, but for the installation."""
    (block,) = (each for each in blocks("sh") if "migrator init" in each)
    return [line for line in block.splitlines() if not line.startswith("pip install")]


def run(script: str, folder: Path, *, timeout_s: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Run a script with this interpreter's ``migrator`` on the path."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    wrapper = bin_folder / "migrator"
    wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m migrator "$@"\n', "utf-8")
    wrapper.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def test_the_commands_work_as_written(tmp_path: Path) -> None:
    done = run("\n".join(shell_commands()), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Plan: 5 to create" in done.stdout
    assert "Nothing to do" in done.stdout.splitlines()[-1]


def test_the_python_works_as_written(tmp_path: Path) -> None:
    (example,) = blocks("python")
    made = run("migrator init .", tmp_path)
    assert made.returncode == 0, made.stderr
    (tmp_path / "example.py").write_text(example, "utf-8")
    done = run(f'"{sys.executable}" example.py', tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_manifest_is_the_one_that_init_writes(tmp_path: Path) -> None:
    import yaml

    (shown,) = (each for each in blocks("yaml") if "kind: Collection" in each)
    run("migrator init .", tmp_path)
    written = yaml.safe_load((tmp_path / "manifests" / "articles.yaml").read_text("utf-8"))
    told = yaml.safe_load(shown)
    written["spec"].pop("consistency_level")
    assert told == written


@pytest.mark.parametrize("command", re.findall(r"`migrator ([a-z]+)", README))
def test_every_command_that_is_named_exists(command: str) -> None:
    from migrator.cli.app import app

    assert command in app.commands
