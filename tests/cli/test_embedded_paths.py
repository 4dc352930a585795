"""Paths that no Milvus Lite can be started on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.milvus import lite_folder
from migrator.milvus.embedded import embedded
from tests.cli.shop import Shop, errors


def said(shop: Shop, path: str) -> str:
    """Plan on a path and give the one error."""
    shop.connect(path)
    shop.declare()
    result = shop.run("plan")
    assert result.exit_code == 1
    assert len(errors(result)) == 1
    return " ".join(result.stderr.split())


def test_a_file(shop: Shop) -> None:
    shop.write("dev.db", "hello")
    assert "is a file; Milvus Lite keeps its data in a folder" in said(shop, "dev.db")


def test_a_file_of_the_old_milvus_lite(shop: Shop) -> None:
    shop.write("dev.db", b"SQLite format 3\0" + bytes(100))
    assert "is a database file of Milvus Lite 2" in said(shop, "dev.db")


def test_a_folder_of_something_else(shop: Shop) -> None:
    shop.write("photos/cat.jpg", "meow")
    assert "holds something other than Milvus Lite's data" in said(shop, "photos")


def test_a_path_below_a_file(shop: Shop) -> None:
    shop.write("dev", "hello")
    assert "cannot keep its data there" in said(shop, "dev/dev.db")


def test_a_second_migrator_on_the_same_path(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite_folder, "LOCK_TIMEOUT_S", 0.0)
    with embedded(tmp_path / "dev.db"):
        told = said(shop, "dev.db")
        assert "another process uses" in told
        listed = shop.run("connections", "test")
    assert listed.exit_code == 1
    assert "another process uses" in listed.stdout


def test_without_the_package_the_way_to_install_it_is_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert 'pip install "milvus-migrator[lite]"' in said(shop, "dev.db")
