"""What stands in the place of a file: pipes, devices, loops, and files without end."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator import filetext, journal
from migrator.planfile import MAX_BYTES
from tests.cli.shop import ROOT, Shop
from tests.scripts.story import Result

GONE = "http://127.0.0.1:1"

#: More than any command needs for files that are refused.
MEMORY_BYTES = 3 << 30

Put = Callable[[Path], None]


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(max(MAX_BYTES + 1, 100 << 20))


def _nul(path: Path) -> None:
    path.write_bytes(b"\0" * 1_000)


PUTS: dict[str, Put] = {
    "a pipe": _pipe,
    "a folder": _folder,
    "a device": _device,
    "a loop of links": _loop,
    "a large file": _large,
    "zeros": _nul,
}

#: Where files of others are read: the path, the command, and what it is in the project.
PLACES: dict[str, tuple[str, tuple[str, ...], dict[str, object]]] = {
    "project file": ("migrator.yaml", ("validate",), {}),
    "manifest": ("manifests/a.yaml", ("validate",), {}),
    "saved plan": ("plan.json", ("show", "plan.json"), {}),
    "secret": ("secret", ("plan",), {"token": "${file:secret}"}),
    "certificate": (
        "ca.pem",
        ("plan",),
        {"uri": "https://127.0.0.1:1", "tls": {"ca": "ca.pem"}},
    ),
    "embedded server": ("lite.db", ("plan",), {"uri": "lite.db"}),
}


#: A folder of manifests, and one of Milvus Lite; what is no certificate is gRPC's to say.
FINE = {("manifests/a.yaml", _folder), ("lite.db", _folder), ("ca.pem", _nul)}


def bounded(folder: Path, *arguments: str) -> Result:
    """Run a command as a process that may take so much memory, and no longer than a minute."""
    done = subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
    )
    return Result(done.stdout, done.stderr, done.returncode)


@pytest.mark.parametrize("put", PUTS.values(), ids=PUTS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_is_no_file_is_refused_in_words(
    shop: Shop,
    put: Put,
    place: tuple[str, tuple[str, ...], dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, command, connection = place
    if (name, put) in FINE:
        pytest.skip("That is as it may be.")
    shop.connect(**{"uri": GONE, **connection})  # type: ignore[arg-type]
    shop.declare()
    path = shop.folder / name
    path.unlink(missing_ok=True)
    put(path)
    monkeypatch.chdir(shop.folder)
    result = shop.run(*command)
    assert result.exit_code == 1
    assert name.split("/")[0] in result.stdout + result.stderr


@pytest.mark.parametrize("put", [_pipe, _device, _loop, _folder])
def test_a_journal_that_is_none_is_said(put: Put, tmp_path: Path) -> None:
    path = tmp_path / "it.jsonl"
    put(path)
    with pytest.raises(OSError, match=r"it\.jsonl"):
        journal.applies(path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["migrator.yaml", "manifests/all.yaml", "plan.json"])
def test_a_hundred_megabytes_take_no_memory(shop: Shop, name: str) -> None:
    shop.connect(GONE)
    shop.declare()
    with (shop.folder / name).open("wb") as file:
        file.write(b"[" * (100 << 20))
    command = ("show", name) if name == "plan.json" else ("validate",)
    result = bounded(shop.folder, *command)
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr


def test_a_pipe_that_takes_a_files_place_meanwhile_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(path)
    file.write_bytes(b"x")
    looked_at = os.stat(file)  # noqa: PTH116
    monkeypatch.setattr(Path, "stat", lambda _path, **_more: looked_at)
    with pytest.raises(filetext.NotAFile):
        filetext.read_bytes(path, 9)


def test_a_file_is_read_up_to_a_bound_and_one_more(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert filetext.read_bytes(path, 5) == b"12345"
    assert filetext.read_bytes(path, 3) == b"1234"
    with pytest.raises(FileNotFoundError):
        filetext.read_bytes(tmp_path / "missing", 3)
    with pytest.raises(OSError, match="no path"):
        filetext.read_bytes(tmp_path / "a\0b", 3)


def test_links_that_go_round_in_circles_lead_nowhere_twice(shop: Shop) -> None:
    shop.connect(GONE)
    shop.declare()
    for name in ("a", "b", "c"):
        (shop.folder / "manifests" / name).symlink_to(".", target_is_directory=True)
    text = (shop.folder / "migrator.yaml").read_text("utf-8")
    shop.write("migrator.yaml", text.replace("manifests/", "manifests/**/*.yaml"))
    result = shop.run("validate")
    assert result.exit_code == 0, result.stderr
    assert "in 1 file" in result.stderr


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("/**", marks=pytest.mark.slow),
        "**/" * 99 + "*.yaml",
        "../" * 300 + "*.yaml",
        "*/*/*/*/*/*/*/*/*/*.yaml",
    ],
)
def test_a_pattern_that_matches_the_whole_machine_ends(shop: Shop, pattern: str) -> None:
    shop.connect(GONE)
    text = (shop.folder / "migrator.yaml").read_text("utf-8")
    shop.write("migrator.yaml", text.replace("manifests/", pattern))
    result = shop.run("validate")
    assert result.exit_code == 1


def test_a_name_that_is_no_text_is_shown_as_an_escape(shop: Shop) -> None:
    shop.connect(GONE)
    shop.write(
        "manifests/\x1b[31m\udcff.yaml".encode("utf-8", "surrogateescape").decode(
            "utf-8", "surrogateescape"
        ),
        "a: [",
    )
    for form in ((), ("--format", "json")):
        result = shop.run("validate", *form)
        assert result.exit_code == 1
        assert "\x1b" not in result.stdout + result.stderr
        assert "\udcff" not in result.stdout + result.stderr
