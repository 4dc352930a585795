"""Generate the modules of migrator/wire from the .proto files beside this script.

    python proto/generate.py            write them, and seal them in proto/generated.sha256
    python proto/generate.py --check    write nothing; exit 1 if what is committed is stale

The compiler is pinned and lives in a virtual environment of its own under
.cache/, made on the first run, the only one that needs the network.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

# From 1.66 on, generated code checks protobuf's version when it is imported. This
# one's does not, so one committed copy serves protobuf 5, 6 and 7. It has wheels
# up to Python 3.12, so newer ones cannot run this script.
TOOL = "grpcio-tools==1.63.2"

ROOT = Path(__file__).resolve().parent.parent
SEAL = "proto/generated.sha256"


def main(arguments: list[str]) -> int:
    """Write the modules, or check them, and return the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    tool = tool_python(ROOT / ".cache" / "proto-tools")
    with tempfile.TemporaryDirectory() as folder:
        fresh = generated(tool, ROOT, Path(folder))
    if not arguments:
        write(ROOT, fresh)
        return 0
    stale = sorted({*unsealed(ROOT), *different(ROOT, fresh)})
    for name in stale:
        print(f"{name}: stale; run `make proto`", file=sys.stderr)
    return 1 if stale else 0


def tool_python(cache: Path) -> Path:
    """Return the interpreter that has the compiler, after installing it if need be."""
    version = f"{sys.version_info.major}{sys.version_info.minor}"
    folder = cache / f"{TOOL.replace('==', '-')}-cp{version}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    finished = folder / "finished"
    if not finished.exists():
        venv.EnvBuilder(with_pip=True, clear=True).create(folder)
        # Without dependencies: the compiler needs none, and setuptools and
        # protobuf would otherwise float.
        install = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", TOOL]
        subprocess.run([python, *install], check=True)
        finished.touch()
    return python


def generated(tool: Path, root: Path, folder: Path) -> dict[str, str]:
    """Compile every .proto of `root` into `folder`; return the files' texts by name."""
    sources = [name.removeprefix("proto/") for name in proto_files(root)]
    compiler = [str(tool), "-m", "grpc_tools.protoc", f"-I{root / 'proto'}"]
    options = [f"--python_out={folder}", f"--pyi_out={folder}"]
    subprocess.run([*compiler, *options, *sources], check=True)
    files = sorted(path for path in folder.rglob("*_pb2.py*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): corrected(path.name, path.read_text("utf-8"))
        for path in files
    }


def corrected(name: str, text: str) -> str:
    """Return the text with what the compiler gets wrong in type stubs put right."""
    if not name.endswith(".pyi"):
        return text
    # An enum value called None is a syntax error as an attribute.
    text = re.sub(r"^ *None: .*\n", "", text, flags=re.MULTILINE)
    # For a message, protobuf accepts a dict and no other mapping, and mypy wants
    # the type parameters.
    text, found = re.subn(r"\b_Mapping\]", "dict[str, _Any]]", text)
    if found:
        text = text.replace("from typing import ", "from typing import Any as _Any, ", 1)
    return text


def write(root: Path, fresh: dict[str, str]) -> None:
    """Replace the generated files of `root` by the fresh ones and seal them."""
    for name in set(generated_files(root)) - set(fresh):
        (root / name).unlink()
    for name, text in fresh.items():
        (root / name).write_text(text, "utf-8", newline="\n")
    (root / SEAL).write_text(seal(root), "utf-8", newline="\n")


def different(root: Path, fresh: dict[str, str]) -> list[str]:
    """Return the names of generated files that are not what the compiler makes now."""
    names = {*generated_files(root), *fresh}
    return sorted(name for name in names if text_or_none(root / name) != fresh.get(name))


def unsealed(root: Path) -> list[str]:
    """Return the names of files that are not as they were sealed; runs no compiler.

    Covers the .proto files, this script and what it made, so an edit to any of
    them shows, and one that was added or removed.
    """
    sealed = set((text_or_none(root / SEAL) or "").splitlines())
    found = set(seal(root).splitlines())
    return sorted({line.split(maxsplit=1)[1] for line in sealed ^ found})


def seal(root: Path) -> str:
    """Return the checksums that `sha256sum --check` can read, from the root folder."""
    names = sorted([*proto_files(root), *generated_files(root), "proto/generate.py"])
    sums = ((hashlib.sha256((root / name).read_bytes()).hexdigest(), name) for name in names)
    return "".join(f"{digest}  {name}\n" for digest, name in sums)


def proto_files(root: Path) -> list[str]:
    """Return the names of the .proto files, from the root folder, sorted."""
    return sorted(path.relative_to(root).as_posix() for path in root.glob("proto/**/*.proto"))


def generated_files(root: Path) -> list[str]:
    """Return the names of the generated files, from the root folder, sorted."""
    return sorted(p.relative_to(root).as_posix() for p in root.glob("migrator/wire/*_pb2*.py*"))


def text_or_none(path: Path) -> str | None:
    """Return the text of a file, or None if there is none."""
    return path.read_text("utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
