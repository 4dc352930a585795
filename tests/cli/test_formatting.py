"""``fmt``: which files it takes, what it leaves of them, and how it writes."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests.cli.shop import Shop

UNTIDY = "kind: Alias\napiVersion: migrator/v1\nspec: {collection: a}\nmetadata: {name: live}\n"
TIDY = """\
apiVersion: migrator/v1
kind: Alias
metadata:
  name: live
spec:
  collection_name: a
"""


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_check_and_diff_write_nothing(shop: Shop) -> None:
    path = shop.write("one.yaml", UNTIDY)
    before = texts(shop.folder)
    checked, shown = (shop.run("fmt", option, str(path)) for option in ("--check", "--diff"))
    for result in (checked, shown):
        assert result.exit_code == 1
        assert f"would format {path}" in result.stdout
    assert "+  collection_name: a\n" in shown.stdout
    assert texts(shop.folder) == before


def test_what_is_written_is_canonical_then(shop: Shop) -> None:
    path = shop.write("one.yaml", UNTIDY)
    assert shop.run("fmt", str(path)).exit_code == 0
    assert path.read_text() == TIDY
    assert shop.run("fmt", "--check", str(path)).exit_code == 0
    assert [item.name for item in shop.folder.iterdir() if item.name.startswith(".")] == []


def test_permissions_stay_and_line_ends_become_one(shop: Shop) -> None:
    path = shop.write("one.yaml", ("\ufeff" + UNTIDY.replace("\n", "\r\n")).encode())
    path.chmod(0o640)
    assert shop.run("fmt", str(path)).exit_code == 0
    assert path.read_bytes() == TIDY.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_byte_order_mark_alone_is_a_change(shop: Shop) -> None:
    path = shop.write("one.yaml", ("\ufeff" + TIDY).encode())
    assert shop.run("fmt", "--check", str(path)).exit_code == 1
    assert shop.run("fmt", str(path)).exit_code == 0
    assert path.read_bytes() == TIDY.encode()


def test_a_link_stays_a_link(shop: Shop) -> None:
    elsewhere = shop.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one.yaml").write_text(UNTIDY)
    link = shop.folder / "link.yaml"
    link.symlink_to(Path("elsewhere") / "one.yaml")
    assert shop.run("fmt", str(link)).exit_code == 0
    assert link.is_symlink()
    assert (elsewhere / "one.yaml").read_text() == TIDY


def test_a_file_with_an_error_is_told_and_left_while_others_are_written(shop: Shop) -> None:
    broken = shop.write("a.yaml", f"{UNTIDY}labels: [\n")
    good = shop.write("b.yaml", UNTIDY)
    before = broken.read_bytes()
    result = shop.run("fmt", str(broken), str(good))
    assert result.exit_code == 1
    assert f"{broken}:6:1: error MIG110" in result.stderr
    assert broken.read_bytes() == before
    assert good.read_text() == TIDY


def test_what_is_no_manifest_is_left(shop: Shop) -> None:
    path = shop.write("values.yaml", "b:   1\na: 2\n")
    result = shop.run("fmt", str(path))
    assert result.exit_code == 0
    assert "1 file left alone: not manifests" in result.stderr
    assert path.read_text() == "b:   1\na: 2\n"


def test_a_path_that_is_not_there_is_told(shop: Shop) -> None:
    result = shop.run("fmt", str(shop.folder / "gone.yaml"))
    assert result.exit_code == 1
    assert "MIG101" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_told(shop: Shop) -> None:
    path = shop.write("one.yaml", UNTIDY)
    path.chmod(0o400)
    result = shop.run("fmt", str(path))
    assert result.exit_code == 1
    assert "cannot write" in result.stderr
    assert path.read_text() == UNTIDY


def test_json_tells_each_file(shop: Shop) -> None:
    path = shop.write("one.yaml", UNTIDY)
    told = json.loads(shop.run("fmt", "--check", "--format", "json", str(path)).stdout)
    assert told == {
        "kind": "Formatted",
        "wrote": False,
        "changed": [str(path)],
        "unchanged": [],
        "left": [],
        "findings": [],
    }
