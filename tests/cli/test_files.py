"""Files that are missing, unreadable, or not what they are taken for."""

from __future__ import annotations

import os

import pytest

from tests.cli.shop import Shop, errors

GONE = "http://127.0.0.1:1"

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param("", "migrator.yaml", "empty", id="empty"),
        pytest.param("- 1\n", "migrator.yaml:1:1", "mapping", id="a list"),
        pytest.param("spec: {", "migrator.yaml:2:1", "MIG110", id="broken"),
        pytest.param("a: 1\na: 2\n", "migrator.yaml:2:1", "twice", id="a key twice"),
        pytest.param(b"\xff\xfe\x00", "migrator.yaml", "UTF-8", id="not text"),
        pytest.param("[" * 10_000, "migrator.yaml", "deep", id="too deep"),
        pytest.param("kind: Collection\n", "migrator.yaml:1:7", "Project", id="a manifest"),
    ],
)
def test_a_project_file_that_is_none(shop: Shop, text: str | bytes, place: str, words: str) -> None:
    shop.write("migrator.yaml", text)
    result = shop.run("validate")
    assert result.exit_code == 1
    assert place in result.stderr
    assert words in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        pytest.param("a.yaml", "kind: [", "a.yaml:2:1", "MIG110", id="broken"),
        pytest.param("a.yaml", b"\x80abc", "a.yaml", "UTF-8", id="not text"),
        pytest.param("a.yaml", "7\n", "a.yaml:1:1", "mapping", id="a number"),
        pytest.param("a.yaml", "a: &x [*x]\n", "a.yaml:1", "MIG", id="a loop"),
        pytest.param(
            "a.yaml", "apiVersion: migrator/v9\nkind: Alias\n", "a.yaml:1:13", "v9", id="of later"
        ),
    ],
)
def test_a_manifest_that_is_none(
    shop: Shop, name: str, text: str | bytes, place: str, words: str
) -> None:
    shop.connect(GONE)
    shop.write(f"manifests/{name}", text)
    for command in ("validate", "plan", "drift"):
        result = shop.run(command)
        told = result.stdout + result.stderr
        assert result.exit_code == 1
        assert place in told
        assert words in told


def test_a_folder_of_manifests_that_is_missing(shop: Shop) -> None:
    shop.connect(GONE)
    result = shop.run("plan")
    assert result.exit_code == 1
    assert "manifests" in result.stderr


@needs_permissions
@pytest.mark.parametrize("name", ["migrator.yaml", "manifests/all.yaml"])
def test_a_file_that_may_not_be_read(shop: Shop, name: str) -> None:
    shop.connect(GONE)
    shop.declare()
    (shop.folder / name).chmod(0)
    result = shop.run("plan")
    assert result.exit_code == 1
    assert name in result.stderr
    assert "Permission denied" in result.stderr


def test_a_folder_in_the_place_of_the_project_file(shop: Shop) -> None:
    (shop.folder / "migrator.yaml").mkdir()
    result = shop.run("validate")
    assert result.exit_code == 1
    assert "migrator.yaml" in result.stderr


def test_a_secret_that_is_nowhere(shop: Shop) -> None:
    shop.connect(GONE, token="${file:missing.txt}")
    shop.declare()
    result = shop.run("plan")
    assert result.exit_code == 1
    assert len(errors(result)) == 1
    assert "missing.txt" in result.stderr


@pytest.mark.parametrize("command", ["plan", "apply", "drift", "export"])
def test_a_server_that_is_not_there(shop: Shop, command: str) -> None:
    shop.connect(GONE)
    shop.declare()
    result = shop.run(command)
    assert result.exit_code == 1
    assert len(errors(result)) == 1
    assert "is http://127.0.0.1:1 right, and is the server running?" in result.stderr


@pytest.mark.parametrize("command", ["plan", "export", "init", "explain MIG101"])
def test_a_reader_that_goes_away_changes_nothing(shop: Shop, command: str) -> None:
    """``migrator … | head -1``: no traceback, and none of Python's own complaints."""
    read, write = os.pipe()
    os.close(read)
    shop.connect(GONE)
    with open(write, "w") as broken, shop.process(*command.split(), stdout=broken) as process:  # noqa: PTH123
        result = process.result()
    assert "Broken pipe" not in result.stderr
    assert "BrokenPipeError" not in result.stderr
