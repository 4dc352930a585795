"""The binaries of Milvus 2.3.5, fetched once into ``.cache/`` and shared by all starts."""

from __future__ import annotations

import fcntl
import lzma
import platform
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import ServerFailed

VERSION = "2.3.5"

#: Of the wheel for Linux on x86_64, the one platform that this is for.
WHEEL_SHA256 = "69515a0630ce29fd10e101fa442afea8ca1387b93a456cd9bd41fdf3deb93d04"

CACHE = Path(__file__).resolve().parents[2] / ".cache"


@dataclass(frozen=True)
class Distribution:
    """An unpacked Milvus; its files are only read, so that many servers can share them."""

    folder: Path

    @property
    def binary(self) -> Path:
        """The server."""
        return self.folder / "bin" / "milvus"

    @property
    def libraries(self) -> Path:
        """What the server is linked with."""
        return self.folder / "bin"

    @property
    def template(self) -> Path:
        """Its configuration, with ``{{ name(type): default }}`` for what the package sets."""
        return self.folder / "config.yaml.template"

    @property
    def logging(self) -> Path:
        """What its C++ part logs."""
        return self.folder / "glog.conf"


def is_supported() -> bool:
    """Whether this machine can run it."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def fetched() -> Distribution:
    """Give the unpacked distribution; download and unpack it if that has not been done.

    About 58 MB to download, 246 MB on disk, a few seconds. Safe to call from several
    processes at once. Installing the package instead would drag in its pins.

    Raises:
        ServerFailed: pip cannot get it.
    """
    folder = CACHE / f"milvus-{VERSION}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"milvus-{VERSION}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            partial = CACHE / f"milvus-{VERSION}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            _unpack(_downloaded(partial), partial)
            partial.rename(folder)
    return Distribution(folder)


def _downloaded(folder: Path) -> Path:
    folder.mkdir()
    wanted = folder / "requirements.txt"
    wanted.write_text(f"milvus=={VERSION} --hash=sha256:{WHEEL_SHA256}\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download"]
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-cache-dir"]
    done = subprocess.run(
        [*pip, *options, "--dest", str(folder), "--requirement", str(wanted)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServerFailed(f"pip cannot download milvus=={VERSION}:\n{done.stdout}{done.stderr}")
    (wheel,) = folder.glob("*.whl")
    return wheel


def _unpack(wheel: Path, folder: Path) -> None:
    binaries = folder / "bin"
    binaries.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            path = Path(name)
            if path.suffix == ".lzma":
                target = binaries / path.stem
                with lzma.open(archive.open(name)) as packed, target.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1 << 20)
                target.chmod(0o755)
            elif path.name in {"config.yaml.template", "glog.conf"}:
                (folder / path.name).write_bytes(archive.read(name))
    wheel.unlink()
