"""For each code of files, project files and manifests the smallest thing that earns it.

A text is a manifest, unless it begins with ``connections:``: then it is the spec of a
project file. Where it takes more than one text, a function makes the files in a folder
and gives what to load there, or ``Layered`` says what lies over a manifest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from migrator.manifest import files, yaml
from tests.canaries import canary
from tests.manifest.samples import manifest

SECRET = canary("an example")

Make = Callable[[Path], list[str | Path]]


class Layered(NamedTuple):
    """What a connection lays over the manifest of a collection ``a``."""

    overlay: str = ""
    values: str = ""
    given: Mapping[str, object] = MappingProxyType({})


def _missing(folder: Path) -> list[str | Path]:
    return ["missing.yaml"]


def _unreadable(folder: Path) -> list[str | Path]:
    return ["x" * 300]  # longer than a name may be; permissions do not stop root


def _too_large(folder: Path) -> list[str | Path]:
    with folder.joinpath("large.yaml").open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    return ["."]


def _latin(folder: Path) -> list[str | Path]:
    folder.joinpath("latin.yaml").write_bytes("kind: Größe".encode("latin-1"))
    return ["."]


def _pattern(folder: Path) -> list[str | Path]:
    folder.joinpath("a.json").write_text("{}", "utf-8")
    return ["*.json"]


def _pipe(folder: Path) -> list[str | Path]:
    os.mkfifo(folder / "pipe.yaml")
    return ["."]


def _too_many(folder: Path) -> list[str | Path]:
    for name in ("a", "b"):
        folder.joinpath(name).mkdir()
        folder.joinpath(name, "there").symlink_to(folder, target_is_directory=True)
    return ["*/there/" * 32 + "*.yaml"]


def _manifest(spec: str, kind: str = "Collection", **metadata: str) -> str:
    return manifest(kind, "a", spec, **metadata)


def _approval(**changed: str) -> str:
    said = {
        "allow": "drop-collection",
        "address": "Collection default/a",
        "until": "2030-01-31",
        "reason": "Replaced",
        **changed,
    }
    inside = ", ".join(f"{key}: {value}" for key, value in said.items())
    return manifest("Approval", "drop-a", f"{{{inside}}}")


FIELDS = "fields: [{name: id, dtype: Int64, is_primary: true}]"

FILES: Mapping[str, str | Make | Layered] = {
    "MIG101": _missing,
    "MIG102": _unreadable,
    "MIG103": _too_large,
    "MIG104": _latin,
    "MIG105": "# nothing\n",
    "MIG106": "\ufeff" + _manifest("{description: d}"),
    "MIG107": _pattern,
    "MIG108": _pipe,
    "MIG110": "a: [1",
    "MIG111": "a:\n\tb: 1",
    "MIG112": "a: \x07",
    "MIG113": _manifest("{num_shards: 1, num_shards: 2}"),
    "MIG114": "[" * (yaml.MAX_DEPTH + 1),
    "MIG115": "- [x]\n" * (yaml.MAX_NODES // 2 + 1),
    "MIG116": _manifest("{load: *b}"),
    "MIG117": _manifest("{description: !!str d}"),
    "MIG118": _manifest("{{ x }: 1}"),
    "MIG119": _manifest("{<<: text}"),
    "MIG120": "---\n" * (yaml.MAX_DOCUMENTS + 1),
    "MIG121": _manifest("{" + ", ".join(f"k{n}: 1" for n in range(yaml.MAX_PROBLEMS + 1)) + "}"),
    "MIG122": _too_many,
}

PROJECT: Mapping[str, str | Make | Layered] = {
    "MIG201": "connections: {dev: {uri: dev.db, tokn: x}}",
    "MIG202": "connections: {dev: {protected: true}}",
    "MIG203": "connections: {dev: {uri: dev.db, protected: maybe}}",
    "MIG204": "connections: {dev: {uri: dev.db}}\n---\n{}",
    "MIG210": f"connections: {{dev: {{uri: 'http://h:1', token: 'root:{SECRET}'}}}}",
    "MIG211": "connections: {dev: {uri: '${env:URI}'}}",
    "MIG212": "connections: {dev: {uri: 'http://h:1', user: root}}",
    "MIG213": "connections: {dev: {uri: 'ftp://h:1'}}",
    "MIG214": f"connections: {{dev: {{uri: 'http://root:{SECRET}@h:1'}}}}",
    "MIG215": "connections: {dev: {uri: 'http://h:1', tls: {ca: ca.pem}}}",
    "MIG216": "connections: {dev: {uri: dev.db}}\ndefault_connection: prod",
    "MIG218": "connections: {../dev: {uri: dev.db}}",
    "MIG219": "connections: {dev: {uri: dev.db}}\nscope: {exclude: [default/tmp_*]}",
    "MIG220": "connections: {dev: {uri: dev.db, expect: {server_version: newest}}}",
    "MIG221": Layered(values="[1]"),
    "MIG222": Layered(given={"replicas": 1}),
    "MIG231": _manifest("{description: '${values.text}'}"),
    "MIG232": _manifest("{description: '${text}'}"),
    "MIG233": _manifest("{description: '${env:TOKEN}'}"),
    "MIG234": _manifest("{description: 'a ${values.list} b'}"),
}

MANIFESTS: Mapping[str, str | Make | Layered] = {
    "MIG301": _manifest("{descripton: d}"),
    "MIG302": _manifest("{fields: [{name: id}]}"),
    "MIG303": _manifest("{num_shards: many}"),
    "MIG304": _manifest("{fields: [{name: id, dtype: Int64}, {name: id, dtype: Int8}]}"),
    "MIG305": _manifest("{fields: [{dtype: Int64}]}"),
    "MIG306": _manifest("{num_shards: 1, shards_num: 1}"),
    "MIG307": _manifest("{num_shards: 010}"),
    "MIG310": "just text",
    "MIG311": "kind: Collection\nmetadata: {name: a}\n",
    "MIG312": "apiVersion: migrator/v1\nkind: Colection\nmetadata: {name: a}\n",
    "MIG314": _manifest("{}", kind="Project"),
    "MIG315": manifest("Database", "a", previous_name="b"),
    "MIG320": _manifest("{}") + "---\n" + _manifest("{}"),
    "MIG321": _manifest("{aliases: [a]}"),
    "MIG322": _manifest(f"{{{FIELDS}, indexes: [{{field_name: vector}}]}}"),
    "MIG323": _manifest("{}", previous_name="a"),
    "MIG324": _manifest("{}", previous_name="b") + "---\n" + manifest("Collection", "b"),
    "MIG325": _manifest("{partitions: [en], load: {partitions: [de]}}"),
    "MIG326": _manifest("{}", database="old")
    + "---\n"
    + manifest("Database", "old", ensure="absent"),
    "MIG327": _manifest("{}", previous_name="c")
    + "---\n"
    + manifest("Collection", "b", previous_name="c"),
    "MIG330": Layered(manifest("Collection", "b")),
    "MIG331": Layered(_approval()),
    "MIG332": Layered(_manifest("{$remove: [load]}")),
    "MIG333": Layered(_manifest("{$remove: load}")),
    "MIG334": Layered(manifest("Partition", "a")),
    "MIG340": _approval(allow="drop-everything"),
    "MIG341": _approval(address="articles"),
    "MIG342": _approval(until="soon"),
    "MIG343": _approval(until="2030-02-15"),
    "MIG344": _approval(until="2030-01-14"),
    "MIG345": _approval(reason="' '"),
    "MIG346": _approval(connections="[staging]"),
}

EXAMPLES: Mapping[str, str | Make | Layered] = {**FILES, **PROJECT, **MANIFESTS}
