"""A project in a folder with connections to servers: what contract tests work with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from migrator import Plan, Project
from migrator.approval import APPROVAL_IDS
from migrator.execute import Outcome
from tests.servers.server import Server


def document(kind: str, name: str, spec: object = None, **metadata: object) -> dict[str, object]:
    """Return a manifest as data."""
    made: dict[str, object] = {
        "apiVersion": "migrator/v1",
        "kind": kind,
        "metadata": {"name": name, **metadata},
    }
    return made if spec is None else {**made, "spec": spec}


def approval(allow: str, address: str, **more: object) -> dict[str, object]:
    """Return an approval that ends in two weeks."""
    assert allow in APPROVAL_IDS
    until = datetime.now(UTC).date() + timedelta(days=14)
    spec = {"allow": allow, "address": address, "until": until.isoformat(), "reason": "a test"}
    name = f"{allow}-{address}".lower().translate(str.maketrans(" /._", "----"))
    return document("Approval", name, {**spec, **more})


class World:
    """A project whose manifests are written anew for each step of a test."""

    def __init__(self, folder: Path, servers: Mapping[str, Server]) -> None:
        self.folder = folder
        self.servers = servers
        self.environ: dict[str, str] = {}
        self.scope: dict[str, object] = {}
        self.limits: dict[str, object] = {}
        self.more: dict[str, object] = {}
        #: What one connection has beside that, by alias.
        self.each: dict[str, dict[str, object]] = {}
        self.uris = {alias: server.uri for alias, server in servers.items()}

    def project(self) -> Project:
        """Write the project file and load it."""
        connections = {
            alias: {"uri": uri, **self.more, **self.each.get(alias, {})}
            for alias, uri in self.uris.items()
        }
        spec: dict[str, object] = {
            "manifests": ["manifests/"],
            "connections": connections,
            "default_connection": next(iter(connections)),
        }
        if self.scope:
            spec["scope"] = self.scope
        if self.limits:
            spec["limits"] = self.limits
        data = document("Project", "contract", spec)
        (self.folder / "migrator.yaml").write_text(yaml.safe_dump(data), "utf-8")
        return Project.load(self.folder, environ=self.environ)

    def write(self, *manifests: Mapping[str, object] | str) -> None:
        """Replace the manifests: data, or YAML as text."""
        folder = self.folder / "manifests"
        folder.mkdir(exist_ok=True)
        texts = [
            item if isinstance(item, str) else yaml.safe_dump(item, sort_keys=False)
            for item in manifests
        ]
        (folder / "all.yaml").write_text("---\n".join(texts), "utf-8")

    def plan(self, *manifests: Mapping[str, object] | str, on: str | None = None) -> Plan:
        """Plan the given manifests, or those that are written already."""
        if manifests:
            self.write(*manifests)
        return self.project().plan(on)

    def apply(self, *manifests: Mapping[str, object] | str, on: str | None = None) -> Outcome:
        """Apply manifests and hold the promise that nothing is left to do then."""
        outcome = self.plan(*manifests, on=on).apply()
        again = self.plan(on=on)
        assert again.is_empty, f"a plan after an apply is not empty:\n{again}"
        return outcome

    def export(self, on: str | None = None) -> str:
        """Export a server, hold that the export plans to nothing, and return its text."""
        project = self.project()
        text = "---\n".join(project.export(on).values())
        kept = self.folder / "manifests" / "all.yaml"
        before = kept.read_text("utf-8") if kept.exists() else ""
        self.write(text)
        wrong = [str(item) for item in project.validate() if item.is_error]
        assert wrong == []
        plan = self.plan(on=on)
        assert plan.is_empty, f"an export does not plan to nothing:\n{text}\n{plan}"
        assert plan.data.unmanaged == ()
        if before:
            self.write(before)
        return text


def collections(client: Any) -> list[str]:
    """Return the names of collections that the witness sees, without migrator's own."""
    return sorted(name for name in client.list_collections() if not name.startswith("_migrator"))


def index_params(client: Any, collection: str, field: str = "v") -> dict[str, str]:
    """Return what the witness is told of an index; parameters flat, as text."""
    names = client.list_indexes(collection, field_name=field)
    told = dict(client.describe_index(collection, names[0]))
    inner = told.pop("params", {})
    inner = json.loads(inner) if isinstance(inner, str) else inner
    return {key: str(value) for key, value in {**told, **inner}.items()}


def shown(plan: Plan) -> list[str]:
    """Return a plan's changes in short: ``create Collection default/a``."""
    return [f"{change.action} {change.address}" for change in plan.changes]


def ops(plan: Plan) -> list[str]:
    """Return a plan's steps in short: ``CreateCollection Collection default/a``."""
    return [f"{step.op} {step.address}" for step in plan.data.steps]
