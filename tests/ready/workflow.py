"""A runner in small: the steps of an action or a job as GitHub and GitLab run them.

Only what our files use is understood. ``migrator`` is the one of this checkout; ``gh`` and
``curl`` are programs that write down what they would have sent.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]

#: Comments are files in a folder, each with its body; ids count from 1.
GH = """\
#!{python}
import os, pathlib, sys
store = pathlib.Path({store!r})
store.mkdir(exist_ok=True)
args = sys.argv[1:]
if args[:2] == ["run", "download"]:
    sys.exit(0)
assert args[0] == "api", args
if "--paginate" in args:
    assert args[args.index("--jq") + 1] == ".[] | select(.body | startswith($ENV.MARKER)) | .id"
    for file in sorted(store.iterdir()):
        if file.read_text().startswith(os.environ["MARKER"]):
            print(file.name)
    sys.exit(0)
name, _, value = args[args.index("--field") + 1].partition("=@")
assert name == "body", args
body = pathlib.Path(value).read_text()
assert len(body) <= 65536
(path,) = [arg for arg in args if arg.startswith("repos/")]
method = args[args.index("--method") + 1]
number = path.rpartition("/")[2] if method == "PATCH" else str(len(list(store.iterdir())) + 1)
(store / number).write_text(body)
"""

CURL = """\
#!{python}
import pathlib, sys
args = sys.argv[1:]
store = pathlib.Path({store!r})
store.mkdir(exist_ok=True)
name, _, value = args[args.index("--data-urlencode") + 1].partition("@")
assert name == "body", args
(store / "1").write_text(args[-1] + "\\n" + pathlib.Path(value).read_text())
"""


def documents(path: Path) -> Any:
    """Read YAML as texts: to YAML 1.1 the word `on` is no text, to those who read this it is."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


@dataclass
class Runner:
    """A machine with a checkout, on which steps are run; comments may be kept elsewhere."""

    folder: Path
    checkout: Path
    comments_folder: Path = Path()
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""

    def __post_init__(self) -> None:
        self.comments_folder = self.folder / self.comments_folder / "comments"
        bin_folder = self.folder / "bin"
        bin_folder.mkdir(parents=True)
        programs = {
            "migrator": f'#!/bin/sh\nexec "{sys.executable}" -P -m migrator "$@"\n',
            "gh": GH.format(python=sys.executable, store=str(self.comments_folder)),
            "curl": CURL.format(python=sys.executable, store=str(self.comments_folder)),
            "pip": "#!/bin/sh\n",
        }
        for name, text in programs.items():
            (bin_folder / name).write_text(text, "utf-8")
            (bin_folder / name).chmod(0o755)

    @property
    def comments(self) -> list[str]:
        if not self.comments_folder.exists():
            return []
        return [file.read_text("utf-8") for file in sorted(self.comments_folder.iterdir())]

    @property
    def summary(self) -> str:
        file = self.folder / "summary"
        return file.read_text("utf-8") if file.exists() else ""

    def action(self, given: Mapping[str, str], event: Mapping[str, Any], **environ: str) -> int:
        """Run our action with these inputs but for its installation; return its exit code."""
        action = documents(ROOT / "action.yml")
        defaults = {name: item.get("default", "") for name, item in action["inputs"].items()}
        context = {
            **{f"inputs.{name}": value for name, value in {**defaults, **given}.items()},
            "github.event.pull_request.number": str(event.get("number", "")),
            "github.token": "t0ken",
        }
        assert given.keys() <= defaults.keys()
        for step in action["runs"]["steps"][1:]:
            if not self._is_wanted(step.get("if"), context):
                continue
            code = self.step(step, context, environ)
            if code:
                return code
        return 0

    def step(
        self, step: Mapping[str, Any], context: Mapping[str, str], environ: Mapping[str, str]
    ) -> int:
        """Run one step; return its exit code."""
        env = {name: self._value(str(text), context) for name, text in step.get("env", {}).items()}
        return self.shell(step["run"], {**environ, **env}, step.get("id", ""))

    def shell(self, script: str, environ: Mapping[str, str], step: str = "") -> int:
        """Run a script as a step of a job."""
        output = self.folder / "output"
        output.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env={
                "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "RUNNER_TEMP": str(self.folder),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "GITHUB_REPOSITORY": "shop/search",
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        self.log += done.stdout
        pairs = (line.partition("=") for line in output.read_text().splitlines())
        self.outputs[step] = {name: value for name, _, value in pairs}
        return done.returncode

    def _is_wanted(self, condition: str | None, context: Mapping[str, str]) -> bool:
        """Whether a step runs: every part of its condition is there, or equals its text."""
        for part in (condition or "").split(" && "):
            name, _, wanted = part.partition(" == ")
            value = self._look_up(name, context) if name else "true"
            if value != wanted.strip("'") if wanted else not value:
                return False
        return True

    def _value(self, text: str, context: Mapping[str, str]) -> str:
        return re.sub(
            r"\$\{\{ ([\w.-]+) \}\}", lambda found: self._look_up(found[1], context), text
        )

    def _look_up(self, name: str, context: Mapping[str, str]) -> str:
        if name.startswith("steps."):
            _, step, _, output = name.split(".")
            return self.outputs.get(step, {}).get(output, "")
        return context[name]
