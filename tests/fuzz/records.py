"""Targets that read what migrator itself once wrote: history, leases, memory, journals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from migrator import history, journal, past
from migrator.generations import PROPERTY, Holder, name, text_of
from migrator.history import Entry
from migrator.identity import COLLECTION, MISSING
from migrator.model import Action
from migrator.plan import Plan
from migrator.planfile import from_data
from migrator.recording import unfinished_text
from tests.cli.shop import Shop
from tests.fuzz import samples
from tests.fuzz.answers import PROFILES, _here, project
from tests.fuzz.mutation import mutated_bytes, mutated_data, mutated_text
from tests.fuzz.target import Target
from tests.fuzz.verdict import sane
from tests.fuzz.words import TEXTS
from tests.scripts.stage import in_process
from tests.simulator.server import Simulator

_COUNTS = {action.value: 1 for action in Action}
_COMMANDS = (
    ("history",),
    ("history", "--format", "json"),
    ("rollback",),
    ("rollback", "--format", "json"),
    ("plan",),
    ("apply", "--yes"),
    ("unlock", "--id", "a"),
)


def _plan(random: Random) -> Plan:
    return from_data(random.choice(samples.plans()))


def _slot(random: Random) -> dict[str, Any]:
    entry = Entry(
        seq=random.randint(1, 60),
        apply="5f",
        project="shop",
        plan="sha256:0",
        who="anna@host",
        when="2030-01-01T00:00:00+00:00",
        commit="abc",
        result=history.Result.COMPLETE,
        duration_s=1.5,
        counts=_COUNTS,
        steps=3,
        done=3,
        migrator="0",
        before=history.pack(past.past_of(_plan(random))),
    )
    return {"v": history.FORMAT, **asdict(entry)}


def _journal(random: Random) -> Iterator[str]:
    entry = {"apply": "7a", **_slot(random)}
    begin = {
        "type": "begin",
        "identity": "",
        **entry,
        "before": past.to_data(past.past_of(_plan(random))),
    }
    step = {"type": "step", "apply": "7a", "step": "1", "phase": "started", "title": "t"}
    end = {"type": "end", "apply": "7a", "result": "failed", "seq": 0, "duration_s": 0.5}
    for line in (begin, step, {**step, "phase": "done"}, end, begin, step):
        data = {**line, "v": journal.FORMAT}
        yield _dumped(mutated_data(data, random) if random.random() < 0.4 else data)


def _dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=True)


def case_records(random: Random, folder: Path) -> None:
    """Entries of history, packed states, and journals, without a server."""
    text = _dumped(mutated_data(_slot(random), random))
    entries = history.read(
        {"migrator.history.01": text, "migrator.history.02": random.choice(TEXTS)}
    )
    for entry in entries:
        history.to_text(entry)
        try:
            history.unpack(entry.before)
        except ValueError:
            continue
    history.next_seq(entries)
    path = folder / "journal.jsonl"
    path.write_text(
        mutated_text("\n".join(_journal(random)), random, list(TEXTS)), "utf-8", "replace"
    )
    for told in journal.applies(path):
        unfinished_text(told)


def case_kept(random: Random, folder: Path) -> None:
    """Commands, where what migrator keeps on the server and in the journal is changed."""
    with project(random.choice(PROFILES), folder) as (shop, server):
        _spoil_kept(server, random)
        _spoil_journal(shop, random)
        arguments = _here(random.choice(_COMMANDS), shop)
        sane(in_process(["-C", str(shop.folder), *arguments]))


def _spoil_kept(server: Simulator, random: Random) -> None:
    """Write what nobody would into migrator's own collections on a server."""
    own = server.state.databases["default"].collections
    lease = _lease(random)
    for collection_name, collection in own.items():
        if collection_name == COLLECTION:
            collection.properties.update(dict(_properties(random)))
        elif collection_name.startswith(name(1)[:15]) and random.random() < 0.4:
            collection.properties[PROPERTY] = lease


def _lease(random: Random) -> str:
    holder = Holder("a", "anna", "host", 7, "2030-01-01T00:00:00+00:00")
    if random.random() < 0.2:
        return random.choice(TEXTS).encode("utf-8", "replace").decode()
    return _dumped(mutated_data(json.loads(text_of(holder, 30.0)), random))


def _properties(random: Random) -> Iterator[tuple[str, str]]:
    for number in range(random.randint(1, 3)):
        yield history.key_of(number + 2), _dumped(mutated_data(_slot(random), random))
    before = {
        "id": 1,
        "load": {"state": "loaded"},
        "indexes": {"Index default/books.v": {"field_name": "v"}},
    }
    yield "migrator.before.default/books", _dumped(mutated_data(before, random))
    missing = {"server": "Milvus 2.6.0", "missing": ["add-field"]}
    yield MISSING, _dumped(mutated_data(missing, random))
    if random.random() < 0.2:
        yield "migrator.identity", random.choice(TEXTS).encode("utf-8", "replace").decode()


def _spoil_journal(shop: Shop, random: Random) -> None:
    text = "\n".join(_journal(random)).encode()
    data = mutated_bytes(text, random) if random.random() < 0.5 else text
    shop.write(".migrator/journal/it.jsonl", data)


TARGETS = (
    Target("records", "history, packed states and journals", 14, case_records),
    Target("kept", "what migrator keeps on a server, in commands", 2, case_kept),
)
