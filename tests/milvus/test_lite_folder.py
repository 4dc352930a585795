"""The folder of Milvus Lite is made ready, and nothing that is somebody's is touched."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from migrator.address import Address
from migrator.errors import EmbeddedError
from migrator.milvus import lite_folder
from migrator.milvus.lite_folder import prepare


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite_folder, "LOCK_TIMEOUT_S", 0.0)


def folder_of(root: Path, name: str, *files: str, database: str = "default") -> Path:
    """Make a collection's folder as Milvus Lite lays it out, with some files."""
    collections = root / "collections"
    if database != "default":
        collections = root / "databases" / database / "collections"
    made = collections / name
    made.mkdir(parents=True)
    for file in files:
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_text("x", "utf-8")
    return made


def test_a_missing_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert prepare(folder) == ()
    assert folder.is_dir()
    assert prepare(folder) == ()


def test_half_made_collections_are_removed_and_listed(tmp_path: Path) -> None:
    half = [
        folder_of(tmp_path, "films"),
        folder_of(tmp_path, "books", "schema.json.tmp"),
        folder_of(tmp_path, "songs", "manifest.json", database="archive"),
    ]
    (half[0] / "wal").mkdir()
    assert prepare(tmp_path) == (
        Address("Collection", "archive", "songs"),
        Address("Collection", "default", "books"),
        Address("Collection", "default", "films"),
    )
    assert not [folder for folder in half if folder.exists()]
    assert prepare(tmp_path) == ()


@pytest.mark.parametrize(
    "file", ["schema.json", "wal/data_000001.arrow", "partitions/_default/data/x.parquet", "note"]
)
def test_what_may_hold_rows_stays(file: str, tmp_path: Path) -> None:
    whole = folder_of(tmp_path, "books", file)
    assert prepare(tmp_path) == ()
    assert (whole / file).exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = tmp_path / "data"
    (data / "collections").mkdir(parents=True)
    (data / "collections" / "books").symlink_to(elsewhere)
    assert prepare(data) == ()
    assert elsewhere.is_dir()


@pytest.mark.usefixtures("impatient")
def test_nothing_is_touched_while_the_folder_is_in_use(tmp_path: Path) -> None:
    half = folder_of(tmp_path, "books")
    with (tmp_path / "LOCK").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EmbeddedError, match="another process uses") as refused:
            prepare(tmp_path)
    assert str(tmp_path) in refused.value.what
    assert half.is_dir()
    assert prepare(tmp_path) == (Address("Collection", "default", "books"),)


def test_a_database_of_milvus_lite_2_is_told_and_left_alone(tmp_path: Path) -> None:
    old = tmp_path / "milvus.db"
    with closing(sqlite3.connect(old)) as database:
        database.execute("create table collections (name text)")
        database.commit()
    before = old.read_bytes()
    with pytest.raises(EmbeddedError, match="file of Milvus Lite 2") as refused:
        prepare(old)
    assert "new folder" in refused.value.hint
    assert old.read_bytes() == before


def test_any_other_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", "utf-8")
    with pytest.raises(EmbeddedError, match=r"notes\.txt is a file"):
        prepare(file)
    with pytest.raises(EmbeddedError, match="Not a directory"):
        prepare(file / "below")


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    with pytest.raises(EmbeddedError, match=r"holds something other than.*manifests"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["manifests"]


def test_hidden_files_do_not_make_a_folder_something_else(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*", "utf-8")
    assert prepare(tmp_path) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(EmbeddedError, match="Permission denied"):
        prepare(tmp_path / "data")
