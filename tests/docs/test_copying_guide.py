"""The guide to copying rows, walked: its commands give what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.cli.shop import collection
from tests.scripts.stage import in_process
from tests.servers.fixtures import OpenWitness, StartLite

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "copying-rows.md"


def sessions() -> list[tuple[str, str]]:
    """The commands of the guide, each with what it prints."""
    block = re.compile(r"^```console\n\$ (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    blocks = block.findall(GUIDE.read_text("utf-8"))
    return [(command, shown) for command, shown in blocks]


def steady(text: str) -> str:
    return re.sub(r"\d+(\.\d)? s\b", "{time}", text)


def rows(keys: range, shift: float = 0.0) -> list[dict[str, object]]:
    return [{"id": key, "v": [key + shift, 1.0, 2.0, 3.0]} for key in keys]


def test_the_guide_shows_what_happens(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start_lite: StartLite,
    open_witness: OpenWitness,
) -> None:
    monkeypatch.chdir(tmp_path)
    servers = {name: start_lite() for name in ("dev", "staging")}
    (tmp_path / "manifests").mkdir()
    manifest = yaml.safe_dump(collection("articles"))
    (tmp_path / "manifests" / "all.yaml").write_text(manifest, "utf-8")
    connections = {name: {"uri": server.uri} for name, server in servers.items()}
    project = {
        "apiVersion": "migrator/v1",
        "kind": "Project",
        "metadata": {"name": "guide"},
        "spec": {"manifests": ["manifests/"], "connections": connections},
    }
    (tmp_path / "migrator.yaml").write_text(yaml.safe_dump(project), "utf-8")
    for name in connections:
        assert in_process(["apply", "--yes", "--on", name]).exit_code == 0
    open_witness(servers["dev"]).insert("articles", rows(range(200)))
    shown = sessions()
    assert len(shown) == 3
    for number, (command, text) in enumerate(shown):
        if number == 1:
            changed = [*rows(range(7, 8), shift=0.5), *rows(range(9_000, 9_001))]
            open_witness(servers["staging"]).upsert("articles", changed)
        result = in_process(command.split()[1:])
        assert steady(result.stderr + result.stdout) == steady(text)
