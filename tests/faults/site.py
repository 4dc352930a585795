"""A server with a proxy before it, on which one migration after the other is prepared."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from migrator.capabilities import Capabilities, capabilities_of
from tests.contract.world import World
from tests.faults import proxy as proxies
from tests.faults.command import Running, run
from tests.faults.plans import ROWS, How, Manifest, Migration
from tests.faults.proxy import Boundary, Proxy, Trouble
from tests.scripts.story import Result
from tests.servers import milvus235
from tests.servers.cleaning import clean
from tests.servers.raw import Raw
from tests.servers.server import Server
from tests.servers.witness import witness
from tests.simulator.server import Simulator
from tests.simulator.state import State

#: How long a 2.3.5 may call itself unwell after it was killed.
WELL_TIMEOUT_S = 90.0

_UNLOCK = re.compile(r"migrator unlock --on it --id (\S+)")


@dataclass(frozen=True, slots=True)
class Saved:
    """A prepared migration on a simulator: what the server holds, and the project's folder."""

    state: State
    folder: Path
    command: tuple[str, ...]


@dataclass(slots=True)
class Site:
    """One server and the proxy before it; ``folder`` is where projects are."""

    server: Server
    proxy: Proxy
    folder: Path
    capabilities: Capabilities
    saved: dict[tuple[str, bool], Saved] = field(default_factory=dict)

    @property
    def is_lite(self) -> bool:
        """Whether it is Milvus Lite, or plays it."""
        return self.capabilities.lite

    @property
    def twice(self) -> frozenset[str]:
        """The writes that are made twice, so that the server keeps them."""
        keeps = self.capabilities.can("keeps-last-alter")
        return frozenset() if keeps else frozenset({"AlterCollection"})

    def wait_until_well(self) -> None:
        """Wait, after a kill, for the parts of a 2.3.5 that answer later than the others.

        Raises:
            TimeoutError: it stays unwell.
        """
        if self.server.kind != milvus235.KIND:
            return
        deadline = time.monotonic() + WELL_TIMEOUT_S
        with Raw(self.server.endpoint, deadline_s=60.0) as raw:
            while not raw("CheckHealth").isHealthy:
                if time.monotonic() > deadline:
                    raise TimeoutError("the server stays unwell")
                time.sleep(0.5)


@contextmanager
def opened(server: Server) -> Iterator[Site]:
    """Stand before a server until the end."""
    with Raw(server.endpoint) as raw:
        capabilities = capabilities_of(raw("GetVersion").version)
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    try:
        with proxies.before(server.endpoint) as proxy:
            yield Site(server, proxy, folder, capabilities)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A project whose next command is the apply that is walked."""

    world: World
    command: tuple[str, ...]


def prepare(site: Site, migration: Migration, *, saved_plan: bool) -> Prepared:
    """Bring a server to where the walked apply begins; from memory where that is possible.

    With ``saved_plan`` the apply is one of a plan that was saved before.
    """
    key = migration.name, saved_plan
    kept = site.saved.get(key)
    simulator = site.server if isinstance(site.server, Simulator) else None
    folder = site.folder / "project"
    shutil.rmtree(folder, ignore_errors=True)
    if simulator is not None and kept is not None:
        simulator.restore(kept.state)
        shutil.copytree(kept.folder, folder)
        world = _world(site, folder)
        site.proxy.clear()
        return Prepared(world, kept.command)
    folder.mkdir()
    world = _world(site, folder)
    clean(site.server)
    command = _brought_there(site, migration, world, saved_plan=saved_plan)
    if simulator is not None:
        copy = site.folder / f"saved-{len(site.saved)}"
        shutil.copytree(folder, copy)
        site.saved[key] = Saved(simulator.saved(), copy, command)
    site.proxy.clear()
    return Prepared(world, command)


def _world(site: Site, folder: Path) -> World:
    world = World(folder, {"it": site.server})
    (folder / "password").write_text("for-those-who-walk", "utf-8")
    world.uris["it"] = site.proxy.uri
    # One call after the other, so that the nth is the same one every time.
    world.limits = {"parallelism": 1, "reads_in_flight": 1}
    return world


def _brought_there(
    site: Site, migration: Migration, world: World, *, saved_plan: bool
) -> tuple[str, ...]:
    if migration.base:
        must(site, world, migration.base, "apply", "--yes")
        _insert(site, migration)
    if migration.how is How.ROLLING_BACK:
        must(site, world, migration.desired, "apply", "--yes")
        must(site, world, migration.base, "rollback", "--out", str(world.folder / "plan.json"))
        return "apply", str(world.folder / "plan.json")
    if migration.how is How.RESTORING:
        _break(site, migration, world)
    world.write(*migration.desired)
    if saved_plan:
        must(site, world, (), "plan", "--out", str(world.folder / "plan.json"))
        return "apply", str(world.folder / "plan.json")
    world.project()
    return "apply", "--yes"


def must(site: Site, world: World, manifests: tuple[Manifest, ...], *words: str) -> Result:
    """Run a command that must not fail."""
    if manifests:
        world.write(*manifests)
    world.project()
    site.proxy.clear()
    result = run(world.folder, *words)
    assert result.exit_code == 0, f"{' '.join(words)}:\n{result.stdout}\n{result.stderr}"
    return result


def _break(site: Site, migration: Migration, world: World) -> None:
    """Kill an apply in its window, once its index is dropped, and break its lease."""
    world.write(*migration.broken)
    world.project()
    site.proxy.order(Boundary("CreateIndex", "articles/v"), Trouble.STRIKE_BEFORE)
    process = Running(world.folder, "apply", "--yes")
    site.proxy.strike = process.kill
    process.result()
    assert site.proxy.met.is_set(), "the window was not reached"
    locked = run(world.folder, "apply", "--yes")
    unlock(world, locked)


def unlock(world: World, locked: Result) -> None:
    """Break a lease the way that an error has said."""
    told = _UNLOCK.search(" ".join(locked.stderr.split()))
    assert told, f"it does not say how to unlock:\n{locked.stdout}\n{locked.stderr}"
    result = run(world.folder, "unlock", "--on", "it", "--id", told[1])
    assert result.exit_code == 0, result.stderr


def _insert(site: Site, migration: Migration) -> None:
    client = witness(site.server)
    rows = [{"id": n, "text": f"t{n}", "v": [float(n), 0.0, 0.0, 1.0]} for n in range(ROWS)]
    try:
        for name in migration.rows:
            client.insert(name, rows)
    finally:
        client.close()
