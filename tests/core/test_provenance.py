"""Who applies, from which commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migrator.provenance import find_provenance


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=me", "-c", "user.email=me@example.org"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "all.yaml").write_text("a", "utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--no-verify", "-m", "first")
    return tmp_path


def test_the_user_is_told_with_the_host(tmp_path: Path) -> None:
    found = find_provenance({"USER": "anna"}, tmp_path)
    user, at, host = found.who.partition("@")
    assert (user, at) == ("anna", "@")
    assert host


def test_a_user_without_a_variable_has_a_name_too(tmp_path: Path) -> None:
    assert find_provenance({}, tmp_path).who.partition("@")[0]


def test_the_commit_is_that_of_the_folder(repository: Path) -> None:
    found = find_provenance({}, repository)
    assert found.commit == git(repository, "rev-parse", "HEAD").strip()
    assert not found.dirty


@pytest.mark.parametrize(
    ("name", "dirty"), [("all.yaml", True), ("new.yaml", True), ("plan.json", False)]
)
def test_a_tree_is_dirty_where_manifests_are_not_in_the_commit(
    repository: Path, name: str, dirty: bool
) -> None:
    (repository / name).write_text("b", "utf-8")
    assert find_provenance({}, repository).dirty is dirty


def test_there_is_no_commit_outside_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    found = find_provenance({}, tmp_path)
    assert (found.commit, found.dirty) == ("", False)


def test_a_repository_without_a_commit_has_none(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert find_provenance({}, tmp_path).commit == ""


def test_there_is_no_commit_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert find_provenance({}, repository).commit == ""
