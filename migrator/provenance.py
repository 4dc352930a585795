"""Provenance: who applies a plan, on which machine, from which git commit."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: A repository that takes longer, in seconds, is not asked any further.
GIT_TIMEOUT_S = 10.0

_MANIFESTS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who applies a plan (``user@host``) and from which commit, empty where there is none.

    ``dirty`` says that tracked files differ from the commit, or that YAML files are not in it.
    """

    who: str
    commit: str = ""
    dirty: bool = False


def find_provenance(environ: Mapping[str, str], folder: Path) -> Provenance:
    """Find out who works in a folder; asks git, contacts nobody, changes nothing."""
    commit, dirty = _commit(folder)
    return Provenance(f"{_user(environ)}@{platform.node() or 'unknown'}", commit, dirty)


def _user(environ: Mapping[str, str]) -> str:
    for name in ("LOGNAME", "USER", "USERNAME"):
        if environ.get(name):
            return environ[name]
    try:
        import os
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        # Windows has no such list, and a container's user may stand in none.
        return "unknown"


def _commit(folder: Path) -> tuple[str, bool]:
    # A repository's own settings may name programs for git to run; that one is for looking.
    options = ["-c", "core.fsmonitor=false", "--no-optional-locks"]
    command = ["git", *options, "status", "--porcelain=v2", "--branch", "--untracked-files=all"]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "", False
    lines = done.stdout.decode("utf-8", errors="replace").splitlines()
    oids = [line.removeprefix("# branch.oid ") for line in lines if line.startswith("# branch.oid")]
    commit = oids[0] if oids and oids[0].isalnum() else ""
    return commit, any(_counts(line) for line in lines)


def _counts(line: str) -> bool:
    """Whether a line of git's status tells of something that no commit has."""
    if line.startswith("? "):
        return line.rstrip('"').endswith(_MANIFESTS)
    return line[:1] in ("1", "2", "u")
