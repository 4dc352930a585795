"""Files: which ones are read, in what order, and how much they may hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from migrator.manifest import files
from migrator.manifest.load import load
from tests.manifest.samples import HEAD, TODAY, addresses, load_text, manifest, told

ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(manifest("Database", path.stem), "utf-8")


def names_of(folder: Path, *paths: str) -> list[str]:
    found = files.find(paths, folder)
    assert found.findings == ()
    return [str(path.relative_to(folder)) for path in found.paths]


def test_folders_are_read_with_what_is_in_them_but_what_is_hidden(tmp_path: Path) -> None:
    make(tmp_path, "b.yaml", "a.yml", "in/c.yaml", "in/deeper/d.yaml")
    make(tmp_path, ".hidden.yaml", ".git/e.yaml", "in/.f/g.yaml", "notes.md", "h.yaml.bak")
    assert names_of(tmp_path, ".") == ["a.yml", "b.yaml", "in/c.yaml", "in/deeper/d.yaml"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.yaml", ["b.yaml"]),
        ("*", ["a.yml", "b.yaml", "in/c.yaml", "in/deeper/d.yaml"]),
        ("**/*.yaml", ["b.yaml", "in/c.yaml", "in/deeper/d.yaml"]),
        ("in/*/*", ["in/deeper/d.yaml"]),
        ("[a-b].y*", ["a.yml", "b.yaml"]),
    ],
)
def test_patterns_lead_to_files(pattern: str, expected: list[str], tmp_path: Path) -> None:
    make(tmp_path, "b.yaml", "a.yml", "in/c.yaml", "in/deeper/d.yaml", ".hidden.yaml", "x.json")
    assert names_of(tmp_path, pattern) == expected


def test_a_file_is_read_whatever_its_name_is_when_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "manifest.txt", ".hidden.yaml", "a[1].yaml")
    paths = ["manifest.txt", ".hidden.yaml", "a[1].yaml"]
    assert names_of(tmp_path, *paths) == [".hidden.yaml", "a[1].yaml", "manifest.txt"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "a.yaml")
    tmp_path.joinpath("b.yaml").symlink_to("a.yaml")
    tmp_path.joinpath("loop").symlink_to(".", target_is_directory=True)
    assert names_of(tmp_path, ".", "a.yaml", str(tmp_path / "a.yaml")) == ["a.yaml"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("missing.yaml", "error MIG101: {root}/missing.yaml does not exist (correct the path)"),
        ("", "error MIG101: '' is no path"),
        ("a\0b", "error MIG101: 'a\\x00b' is no path"),
        ("*.yaml", "error MIG107: *.yaml matches no *.yaml or *.yml file in {root}"),
        ("empty", "warning MIG105: no *.yaml or *.yml file in {root}/empty"),
        ("x" * 300, f"error MIG102: {'x' * 117}… cannot be read: File name too long"),
    ],
)
def test_a_path_that_leads_to_nothing_is_told(path: str, problem: str, tmp_path: Path) -> None:
    tmp_path.joinpath("empty").mkdir()
    (found,) = files.find([path], tmp_path).findings
    assert str(found) == problem.replace("{root}", str(tmp_path))


def test_the_first_byte_that_is_no_text_is_told(tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_bytes(b"a: 1\nb: \xc3\xa4 \xe4\n")
    text, (found,) = files.read(tmp_path / "a.yaml")
    assert text == ""
    assert str(found) == (
        f"{tmp_path / 'a.yaml'}:2:7: error MIG104: the byte 0xe4 is not UTF-8 (save it as UTF-8)"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_are_refused_by_name(encoding: str, tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_bytes("a: 1".encode(encoding))
    _, (found,) = files.read(tmp_path / "a.yaml")
    assert (found.code, found.message) == ("MIG104", "the file is in UTF-16 or UTF-32")


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    found = load_text(tmp_path, "\ufeffkindd: Collection\n")
    assert told(found.findings, tmp_path) == [
        "1.yaml:1:1: note MIG106: the file begins with a byte order mark",
        "1.yaml:1:1: error MIG312: kind is missing (known are Alias, Approval, Collection, "
        "Database, Index, Partition, PrivilegeGroup, ResourceGroup, Role, User)",
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_systems_are_lines(ending: str, tmp_path: Path) -> None:
    text = (HEAD + "spec:\n  num_shards: 0\n").replace("\n", ending)
    tmp_path.joinpath("a.yaml").write_bytes(text.encode())
    (found,) = load(["."], root=tmp_path, today=TODAY).findings
    assert str(found).startswith(f"{tmp_path / 'a.yaml'}:5:15: error MIG303")


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    found = load_text(tmp_path, "a: [", manifest("Database", "d"), "\x00", "# nothing")
    assert addresses(found) == ["Database d"]
    assert [item.code for item in found.findings] == ["MIG110", "MIG112", "MIG105"]


def test_a_file_up_to_the_bound_is_read_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = manifest("Database", "d")
    path.write_text(text + "#" * (files.MAX_BYTES - len(text)), "utf-8")
    assert files.read(path)[1] == ()
    with path.open("a", encoding="utf-8") as file:
        file.write("#")
    assert [item.code for item in files.read(path)[1]] == ["MIG103"]


LOADS = """
import sys
from datetime import date
from pathlib import Path
from migrator.manifest.load import load
for found in load(["."], root=Path(sys.argv[1]), today=date(2030, 1, 15)).findings:
    print(found.code)
"""

HOSTILE = {
    "brackets": ("[" * 200_000, "MIG114"),
    "brackets in a spec": (HEAD + "spec: {properties: {a: " + "[" * 200_000, "MIG114"),
    "braces": ("{a: " * 200_000, "MIG114"),
    "dashes": ("- " * 200_000, "MIG114"),
    "questions": ("? " * 200_000, "MIG114"),
    "quotes": ('["' * 200_000, "MIG110"),
    "JSON that may be any text": (HEAD + f"spec: {{properties: {{a: '{'[' * 200_000}'}}}}", ""),
    "JSON": (
        HEAD + "spec: {fields: [{name: a, dtype: VarChar, "
        f"analyzer_params: '{'[' * 200_000}'}}]}}",
        "MIG303",
    ),
    "aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
        "MIG115",
    ),
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_and_does_not_crash(text: str, code: str, tmp_path: Path) -> None:
    tmp_path.joinpath("a.yaml").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOADS, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", code)
