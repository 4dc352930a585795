"""A hosting service in small: a repository whose workflows run when something happens to it.

Only what the workflows of ``examples/gitops`` use is understood, and each job gets a machine
and a checkout of its own, as it would there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ready.workflow import Runner, documents

_EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")


@dataclass
class Job:
    """One run of a job: its name, what it was run on, how it ended, what it said."""

    name: str
    commit: str
    passed: bool = True
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    log: str = ""


@dataclass
class Repository:
    """A repository with its pull requests' comments, secrets and artifacts."""

    folder: Path
    secrets: Mapping[str, str] = field(default_factory=dict)
    runs: int = 0

    @property
    def checkout(self) -> Path:
        """Where its owner works."""
        return self.folder / "work"

    def git(self, *arguments: str) -> str:
        name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
        done = subprocess.run(
            ["git", *name, *arguments],
            cwd=self.checkout,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def comments(self) -> dict[str, str]:
        """Return what stands on the pull request, by its first line."""
        bodies = [file.read_text("utf-8") for file in sorted(self._comments.glob("*"))]
        return {body.partition("\n")[0]: body for body in bodies}

    @property
    def _comments(self) -> Path:
        return self.folder / "comments"

    def happens(self, event: str, workflow: str, **given: str) -> dict[str, Job]:
        """Run a workflow on an event, its jobs in their order; return them by name."""
        told = documents(self.checkout / ".github" / "workflows" / f"{workflow}.yml")
        assert event in told["on"]
        commit = self.git("rev-parse", "HEAD")
        done: dict[str, Job] = {}
        for name, job in told["jobs"].items():
            needed = job.get("needs", "")
            if needed and not (needed in done and done[needed].passed):
                continue
            context = {f"inputs.{key}": value for key, value in given.items()}
            context |= {f"secrets.{key}": value for key, value in self.secrets.items()}
            if needed:
                outputs = done[needed].outputs
                context |= {f"needs.{needed}.outputs.{key}": v for key, v in outputs.items()}
            if not holds(job.get("if", ""), context):
                continue
            for label, matrix in _matrix(job):
                title = f"{name} ({label})" if label else name
                done[title] = self._run(title, job, {**context, **matrix}, event, commit)
        return done

    def _run(
        self, title: str, job: Mapping[str, Any], context: dict[str, str], event: str, commit: str
    ) -> Job:
        self.runs += 1
        machine = self.folder / f"machine-{self.runs}"
        clone = machine / "checkout"
        subprocess.run(["git", "clone", "--quiet", str(self.checkout), str(clone)], check=True)
        subprocess.run(["git", "checkout", "--quiet", commit], cwd=clone, check=True)
        runner = Runner(machine / "runner", clone, comments_folder=self.folder)
        ran = Job(title, commit)
        for step in job["steps"]:
            if not holds(step.get("if", ""), context):
                continue
            code = self._step(runner, step, context, event)
            if step.get("id"):
                outputs = runner.outputs.get("run", {})
                context |= {f"steps.{step['id']}.outputs.{k}": v for k, v in outputs.items()}
            if code and not step.get("continue-on-error"):
                ran.passed = False
                break
        ran.outputs = {key: filled(value, context) for key, value in job.get("outputs", {}).items()}
        ran.log = runner.log
        ran.summary = runner.summary
        return ran

    def _step(
        self, runner: Runner, step: Mapping[str, Any], context: Mapping[str, str], event: str
    ) -> int:
        given = {key: filled(value, context) for key, value in step.get("with", {}).items()}
        environ = {key: filled(value, context) for key, value in step.get("env", {}).items()}
        uses, _, _ = step.get("uses", "").partition("@")
        match uses:
            case "actions/checkout":
                return 0
            case "OWNER/migrator":
                number = {"number": 7} if event == "pull_request" else {}
                return runner.action(given, number, **environ)
            case "actions/upload-artifact":
                artifacts = self.folder / "artifacts" / given["name"]
                artifacts.mkdir(parents=True, exist_ok=True)
                shutil.copy(given["path"], artifacts)
                return 0
            case "actions/download-artifact":
                for file in (self.folder / "artifacts" / given["name"]).iterdir():
                    shutil.copy(file, runner.checkout)
                return 0
        return runner.shell(step["run"], environ)


def _matrix(job: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    matrix = job.get("strategy", {}).get("matrix", {})
    if not matrix:
        yield "", {}
        return
    ((key, values),) = matrix.items()
    for value in values:
        yield value, {f"matrix.{key}": value}


def holds(condition: str, context: Mapping[str, str]) -> bool:
    """Whether ``name == 'text'`` holds; nothing always does."""
    if not condition:
        return True
    name, _, wanted = condition.partition(" == ")
    return context.get(name, "") == wanted.strip("'")


def filled(text: str, context: Mapping[str, str]) -> str:
    """Return text with its expressions looked up; what nobody said is empty, as there."""
    return _EXPRESSION.sub(lambda found: context.get(found[1], ""), text)
