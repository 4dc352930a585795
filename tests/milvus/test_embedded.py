"""Milvus Lite as a child: it starts, serves one, and goes whenever its parent goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import grpc
import pytest

from migrator.address import Address
from migrator.connection import Connection
from migrator.errors import EmbeddedError, Rejected, Unreachable
from migrator.milvus import lite_folder
from migrator.milvus.client import Client, open_client
from migrator.milvus.embedded import EmbeddedServer, embedded
from tests.milvus.books import BOOKS, create

ROOT = Path(__file__).resolve().parents[2]


def at(path: Path) -> Connection:
    return Connection("dev", path=path)


def socket_of(server: EmbeddedServer) -> Path:
    return Path(server.target.removeprefix("unix:"))


def collections(path: Path) -> list[str]:
    with open_client(at(path)) as client:
        return sorted(client.call("ShowCollections", {}).collection_names)


def is_there(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_until_gone(pid: int) -> None:
    while is_there(pid):
        time.sleep(0.01)  # pytest's own time-out is the end of this


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lite_folder, "LOCK_TIMEOUT_S", 0.0)


def test_data_is_there_again_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "dev.db"
    with open_client(at(path)) as client:
        create(client)
        assert client.capabilities.lite
        assert client.capabilities.embedded
    assert collections(path) == ["books"]


def test_a_relative_path_is_below_the_folder_of_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert collections(Path("dev.db")) == []
    assert (tmp_path / "dev.db" / "collections").is_dir()


def test_nothing_is_left_but_the_data(tmp_path: Path) -> None:
    with embedded(tmp_path / "dev.db") as server:
        socket = socket_of(server)
        assert socket.is_socket()
        assert socket.parent.stat().st_mode & 0o777 == 0o700
        assert is_there(server.pid)
    assert not is_there(server.pid)
    assert not socket.parent.exists()
    assert server._process.returncode == 0


def test_a_server_is_stopped_when_its_user_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), embedded(tmp_path) as server:
        raise KeyboardInterrupt
    assert server._process.returncode == 0
    assert not socket_of(server).parent.exists()


def test_a_server_that_will_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrator.milvus.lite_child.STOP_TIMEOUT_S", 0.2)
    with embedded(tmp_path) as server:
        os.kill(server.pid, signal.SIGSTOP)
    assert server._process.returncode == -signal.SIGKILL


@pytest.mark.usefixtures("impatient")
def test_a_second_server_on_the_path_is_refused(tmp_path: Path) -> None:
    with open_client(at(tmp_path)) as client:
        create(client)
        with pytest.raises(EmbeddedError, match="another process uses"), embedded(tmp_path):
            pass
        assert list(client.call("ShowCollections", {}).collection_names) == ["books"]


def test_a_server_that_loses_the_race_for_the_path_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded(tmp_path):
        monkeypatch.setattr(lite_folder, "prepare", lambda _folder: ())
        with pytest.raises(EmbeddedError, match="another process uses"), embedded(tmp_path):
            pass


def test_a_path_that_is_about_to_be_let_go_is_waited_for(tmp_path: Path) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        stack.enter_context(embedded(tmp_path))
        second = pool.submit(collections, tmp_path)
        stack.close()
        assert second.result() == []


def test_several_servers_on_several_paths_know_nothing_of_each_other(tmp_path: Path) -> None:
    with open_client(at(tmp_path / "a")) as first, open_client(at(tmp_path / "b")) as second:
        create(first)
        assert list(second.call("ShowCollections", {}).collection_names) == []


def test_a_server_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with ThreadPoolExecutor(1) as pool:
            server = pool.submit(stack.enter_context, embedded(tmp_path)).result()
        time.sleep(0.6)  # longer than the child takes to notice that its parent has gone
        with Client(at(tmp_path), server=server) as client:
            client.call("ShowCollections", {})


def test_a_server_that_dies_is_told_from_one_that_is_away(tmp_path: Path) -> None:
    with open_client(at(tmp_path)) as client:
        client.call("ShowCollections", {})
        assert client.server is not None
        os.kill(client.server.pid, signal.SIGKILL)
        with pytest.raises(Unreachable, match="ended with signal SIGKILL") as raised:
            client.call("ShowCollections", {})
        assert str(tmp_path) in raised.value.reason


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "LOCK").touch()
    (tmp_path / "collections").write_text("not a folder", "utf-8")
    with (
        pytest.raises(EmbeddedError, match=r"ended with exit code 1: FileExistsError.*collections"),
        embedded(tmp_path),
    ):
        pass


def test_a_server_that_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    with (
        pytest.raises(EmbeddedError, match="did not answer within 0 s"),
        embedded(tmp_path, timeout_s=0),
    ):
        pass
    assert collections(tmp_path) == []


def test_what_a_failed_create_leaves_is_cleared_away(tmp_path: Path) -> None:
    """Milvus Lite 3.2.2 writes a JSON default half and then blocks the name."""
    poison = {
        "name": "books",
        "fields": [
            {"name": "id", "data_type": "Int64", "is_primary_key": True},
            {"name": "meta", "data_type": "JSON", "default_value": {"bytes_data": b"{}"}},
            {"name": "vector", "data_type": "FloatVector", "type_params": {"dim": "4"}},
        ],
    }
    with open_client(at(tmp_path)) as client:
        with pytest.raises(Rejected):
            client.call("CreateCollection", {**BOOKS, "schema": poison})
        with pytest.raises(Rejected, match="File exists"):
            create(client)
    with open_client(at(tmp_path)) as client:
        assert client.server is not None
        assert client.server.removed == (Address("Collection", "default", "books"),)
        create(client)
    with embedded(tmp_path) as server:
        assert server.removed == ()


@contextmanager
def script(text: str, *arguments: object, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a Python script in a process group of its own, with these environment variables."""
    process = subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


OPENED = """
import signal, sys, time
from pathlib import Path
from migrator.connection import Connection
from migrator.milvus.client import open_client
with open_client(Connection("dev", path=Path(sys.argv[1]))) as client:
"""

TELLS = "print(client.server.pid, client.server.target, flush=True)"

OPEN = f"{OPENED}    {TELLS}\n"

HOLDS = f"{OPEN}    time.sleep(600)\n"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_server_goes_with_its_parent_and_leaves_nothing(
    end: signal.Signals, tmp_path: Path
) -> None:
    with script(HOLDS, tmp_path / "data") as parent:
        pid, target = line_of(parent).split()
        parent.send_signal(end)
        parent.wait()
    # Waits for the lock, that is for the server that was left behind.
    assert collections(tmp_path / "data") == []
    wait_until_gone(int(pid))
    assert not Path(target.removeprefix("unix:")).parent.exists()


def test_a_server_goes_when_its_parent_is_killed_at_once(tmp_path: Path) -> None:
    with script(HOLDS, tmp_path / "data") as parent:
        while not (tmp_path / "data" / "LOCK").exists():
            time.sleep(0.001)
        parent.kill()
    assert collections(tmp_path / "data") == []


ANSWERS_LAST = f"""
{OPENED}
    # A shell's background job, which pytest may be, ignores it, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        {TELLS}
        while True:
            time.sleep(0.1)  # One long sleep may begin just after a signal and outlast it.
    except KeyboardInterrupt:
        time.sleep(0.5)
        client.call("ShowCollections", {{}})
        print("still there", flush=True)
"""


def test_an_interrupt_of_the_terminal_is_for_us_first(tmp_path: Path) -> None:
    with script(ANSWERS_LAST, tmp_path) as parent:
        pid = int(line_of(parent).split()[0])
        os.killpg(parent.pid, signal.SIGINT)
        assert line_of(parent) == "still there"
        assert parent.wait() == 0
    assert not is_there(pid)


IGNORES = f"""
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
{OPEN}
print("stopped with", client.server._process.returncode)
"""


def test_a_background_job_stops_its_server(tmp_path: Path) -> None:
    with script(IGNORES, tmp_path) as parent:
        line_of(parent)
        assert line_of(parent) == "stopped with 0"
        assert parent.wait() == 0


@pytest.mark.parametrize("name", ["l" * 150, "with space", "größe", "per%20cent"])
def test_a_temporary_folder_that_no_socket_fits_in_is_avoided(name: str, tmp_path: Path) -> None:
    odd = tmp_path / name
    odd.mkdir()
    with script(OPEN, tmp_path / "data", TMPDIR=str(odd)) as parent:
        target = line_of(parent).split(maxsplit=1)[1]
        assert parent.wait() == 0
    assert Path(target.removeprefix("unix:")).parents[1] == Path("/") / "tmp"
    assert len(target) < 100


def test_the_temporary_folder_of_the_user_is_used_where_it_is_short(tmp_path: Path) -> None:
    short = Path(tempfile.mkdtemp(dir=Path("/") / "tmp"))
    try:
        with script(OPEN, tmp_path, TMPDIR=str(short)) as parent:
            target = line_of(parent).split()[1]
            assert parent.wait() == 0
        assert Path(target.removeprefix("unix:")).parents[1] == short
        assert list(short.iterdir()) == []
    finally:
        short.rmdir()


def test_a_path_with_odd_characters_is_fine(tmp_path: Path) -> None:
    assert collections(tmp_path / "größe, 100% & more" / "dev.db") == []


REFUSES = """
import sys
from pathlib import Path
from migrator.errors import EmbeddedError
from migrator.milvus.embedded import embedded
assert "milvus_lite" not in sys.modules
try:
    with embedded(Path(sys.argv[1])):
        print("started")
except EmbeddedError as error:
    print(error.what, "|", error.hint)
"""


def test_an_environment_without_the_extra_is_told_what_to_install(tmp_path: Path) -> None:
    """A Python with what migrator needs and nothing else of what is installed here."""
    packages = tmp_path / "packages"
    packages.mkdir()
    installed = Path(grpc.__file__).parents[1]
    for name in ("google", "grpc", "typing_extensions.py"):
        (packages / name).symlink_to(installed / name)
    bare = [sys.executable, "-S", "-c", REFUSES, str(tmp_path / "data")]
    paths = os.pathsep.join([str(ROOT), str(packages)])
    done = subprocess.run(
        bare, env={"PYTHONPATH": paths}, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == (
        "the embedded server needs the package milvus-lite, which is not installed | "
        'pip install "milvus-migrator[lite]"'
    )
    assert not (tmp_path / "data").exists()


def test_a_milvus_lite_that_is_too_old_is_told(tmp_path: Path) -> None:
    old = tmp_path / "milvus_lite-2.5.1.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Name: milvus-lite\nVersion: 2.5.1\n", "utf-8")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    with script(REFUSES, tmp_path / "data", PYTHONPATH=paths) as process:
        assert line_of(process).startswith(
            "the embedded server needs Milvus Lite 3.2 or newer, and 2.5.1 is installed |"
        )


def test_this_process_does_not_import_milvus_lite(tmp_path: Path) -> None:
    text = f"{OPEN}print([name for name in sys.modules if 'milvus_lite' in name])"
    with script(text, tmp_path) as process:
        line_of(process)
        assert line_of(process) == "[]"
