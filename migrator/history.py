"""History: the last applies, kept on the server in properties of migrator's own collection.

A ring of slots that are overwritten in turn, because Milvus 2.3.5 cannot remove a property;
and small ones, because etcd takes about 1.5 MB for all properties of a collection together.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from migrator import jsontext, past
from migrator.identity import COLLECTION
from migrator.kinds.base import Rpc
from migrator.past import Past

PREFIX = "migrator.history."
SLOTS = 50
#: The most bytes of one slot, its key included.
SLOT_BYTES = 4096
#: The most bytes that a record may unfold to; a real one is some hundred kilobytes.
UNFOLDED_BYTES = 1 << 24
#: The most bytes of each text that somebody else chose.
TEXT_BYTES = 200
FORMAT = 1


class Result(StrEnum):
    """How an apply ended; ``unfinished`` is one that runs, or was killed."""

    COMPLETE = "complete"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Entry:
    """One apply: which plan, by whom, when (UTC), from which commit, and how it ended.

    ``seq`` counts the applies of a server, 0 for one that only a journal has. ``apply`` is
    a random id. ``done`` of ``steps`` were done; ``unknown`` may have been. ``before`` is
    the state before, packed; empty where it did not fit (``before_bytes`` is its size then).
    """

    seq: int
    apply: str
    project: str
    plan: str
    who: str
    when: str
    commit: str = ""
    dirty: bool = False
    result: Result = Result.UNFINISHED
    duration_s: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)
    steps: int = 0
    done: int = 0
    unknown: int = 0
    migrator: str = ""
    before: str = ""
    before_bytes: int = 0

    @property
    def is_local(self) -> bool:
        """Whether only a journal beside the project has this entry."""
        return not self.seq

    @property
    def may_have_changed(self) -> bool:
        """Whether the apply did anything, as far as anybody knows."""
        ended = self.result in (Result.FAILED, Result.INTERRUPTED)
        return not ended or self.done + self.unknown > 0


def pack(before: Past) -> str:
    """Return a past as text, compressed."""
    text = json.dumps(past.to_data(before), sort_keys=True, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(text: str) -> Past:
    """Return the past that was packed.

    Raises:
        ValueError: the text is no packed past, or unfolds to too much.
    """
    try:
        unfolding = zlib.decompressobj()
        data = unfolding.decompress(base64.b64decode(text, validate=True), UNFOLDED_BYTES)
        if not unfolding.eof:
            raise ValueError("it is cut short, or too large")
        return past.from_data(jsontext.read(data))
    except (ValueError, zlib.error, KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"the record of the state before cannot be read: {problem}") from problem


def key_of(seq: int) -> str:
    """Return the key of the slot that an entry goes into."""
    return f"{PREFIX}{seq % SLOTS:02}"


def to_text(entry: Entry) -> str:
    """Return an entry as the text of its slot, without the state before where that is too much."""
    texts = {key: shortened(getattr(entry, key)) for key in ("project", "who", "commit", "plan")}
    data = {"v": FORMAT, **asdict(entry), **texts}
    text = _dumped(data)
    if len(key_of(entry.seq)) + len(text) <= SLOT_BYTES:
        return text
    return _dumped({**data, "before": "", "before_bytes": len(entry.before)})


def keeps_before(entry: Entry) -> bool:
    """Whether the state before fits into an entry's slot."""
    kept = from_text(to_text(entry))
    return kept is not None and bool(kept.before)


def shortened(text: str) -> str:
    """Return a text as a slot has it: cut off where its JSON would be too long."""
    while len(_dumped(text)) > TEXT_BYTES:
        text = text[: max(len(text) * 9 // 10, 1)]
    return text


def _dumped(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Entry | None:
    """Return the entry of a slot; None where it is empty or not for this migrator to read."""
    try:
        data = jsontext.read(text)
        return from_data(data) if data.pop("v") == FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def from_data(data: Mapping[str, Any]) -> Entry | None:
    """Return the entry that data make; None where they make none."""
    try:
        return _entry({"seq": 0, **data})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _entry(data: Mapping[str, Any]) -> Entry:
    entry = Entry(**{**data, "result": Result(data["result"])})
    for name, value in asdict(entry).items():
        # What a slot holds may have been written by anybody.
        if type(value) is not type(_SHAPE[name]) and not isinstance(value, StrEnum):
            raise ValueError(f"{name} is {value!r}")
        if isinstance(value, int | float) and not 0 <= value <= _LARGEST:
            raise ValueError(f"{name} is out of bounds")
    if not all(type(count) is int and 0 <= count <= _LARGEST for count in entry.counts.values()):
        raise ValueError("counts are whole numbers")
    return entry


#: What every reader of JSON takes for the number that it is.
_LARGEST = 2**53

_SHAPE = asdict(Entry(0, "", "", "", "", ""))


def read(own: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the entries that a server keeps, newest first.

    ``own`` is what migrator keeps there, as ``identity.read_own`` gives it.
    """
    slots = (from_text(text) for key, text in own.items() if key.startswith(PREFIX))
    return tuple(sorted(filter(None, slots), key=lambda entry: entry.seq, reverse=True))


def next_seq(entries: Iterable[Entry]) -> int:
    """Return the number of the next entry."""
    return max((entry.seq for entry in entries), default=0) + 1


def write(rpc: Rpc, entry: Entry) -> None:
    """Write an entry into its slot, over what is there. Idempotent.

    Raises:
        ServerError: the server refuses.
    """
    put_back(rpc, entry.seq, to_text(entry))


def put_back(rpc: Rpc, seq: int, text: str) -> None:
    """Write what a slot held before an entry went into it.

    Raises:
        ServerError: the server refuses.
    """
    request = {"collection_name": COLLECTION, "properties": {key_of(seq): text}}
    rpc.call("AlterCollection", request)


def merged(kept: Iterable[Entry], local: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return what a server keeps and what only a journal has, newest first, at most a ring.

    The server's own are in the order of their numbers, whatever the clocks of those who wrote
    them said. One that has a number and is not among them has been overwritten there.
    """
    result = list(kept)
    known = {entry.apply for entry in result}
    for entry in sorted(local, key=lambda entry: entry.when):
        if entry.apply in known or entry.seq:
            continue
        place = next((n for n, each in enumerate(result) if each.when <= entry.when), len(result))
        result.insert(place, entry)
    return tuple(result[:SLOTS])
