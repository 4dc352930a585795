"""What is committed under migrator/wire is what proto/ makes."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "proto" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = load_generator()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of proto/ and migrator/wire."""
    for name in ("proto", "migrator/wire"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_nothing_changed_since_the_last_generation() -> None:
    stale = generate.unsealed(ROOT)
    assert not stale, f"edited, added or removed since `make proto`: {', '.join(stale)}"


@pytest.mark.parametrize(
    "name",
    [
        "proto/migrator/wire/schema.proto",
        "proto/generate.py",
        "migrator/wire/schema_pb2.py",
        "migrator/wire/schema_pb2.pyi",
    ],
)
def test_an_edited_file_is_stale(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert generate.unsealed(copy) == [name]


@pytest.mark.parametrize("name", ["proto/migrator/wire/new.proto", "migrator/wire/new_pb2.py"])
def test_an_added_file_is_stale(copy: Path, name: str) -> None:
    (copy / name).touch()
    assert generate.unsealed(copy) == [name]


@pytest.mark.parametrize("name", ["proto/migrator/wire/rg.proto", "migrator/wire/rg_pb2.pyi"])
def test_a_removed_file_is_stale(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert generate.unsealed(copy) == [name]


def test_without_a_seal_everything_is_stale(copy: Path) -> None:
    (copy / generate.SEAL).unlink()
    assert generate.unsealed(copy) == sorted(
        [*generate.proto_files(ROOT), *generate.generated_files(ROOT), "proto/generate.py"]
    )


def test_a_correction_keeps_what_is_right() -> None:
    text = "from typing import Mapping as _Mapping\n    None: X\n    a: _Mapping[str, int]\n"
    assert generate.corrected("x_pb2.pyi", text) == text.replace("    None: X\n", "")
    assert generate.corrected("x_pb2.py", text) == text


def test_the_modules_work_where_warnings_are_errors() -> None:
    program = "from migrator.wire import common_pb2, milvus_pb2, rg_pb2, schema_pb2"
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, cwd=ROOT)


@pytest.mark.skipif(
    not list((ROOT / ".cache" / "proto-tools").glob(f"*-cp3{sys.version_info.minor}/finished")),
    reason="the compiler is not there; `make proto-check` fetches it",
)
def test_the_compiler_makes_what_is_committed() -> None:
    check = [sys.executable, str(ROOT / "proto" / "generate.py"), "--check"]
    subprocess.run(check, check=True, cwd=ROOT)
