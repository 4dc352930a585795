"""Checkpoints: how far each shard has come, so that a copy that was killed goes on there.

They are noted after each page. What a kill leaves behind of the next one is written once
more, by upserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from migrator.copying.places import Range

Key = int | str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a shard has come; plain data.

    Rows up to ``reached`` are written, and ``rows`` counts them.
    """

    shard: Range
    reached: Key | None = None
    rows: int = 0
    finished: bool = False

    @property
    def rest(self) -> Range:
        """What is left to read."""
        return self.shard if self.reached is None else replace(self.shard, above=self.reached)


def to_data(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as the journal has it."""
    shard = checkpoint.shard
    return {
        "partition": shard.partition,
        "above": shard.above,
        "upto": shard.upto,
        "reached": checkpoint.reached,
        "rows": checkpoint.rows,
        "finished": checkpoint.finished,
    }


def from_data(data: Mapping[str, Any]) -> Checkpoint:
    """Read what ``to_data`` wrote.

    Raises:
        KeyError: something is missing.
    """
    shard = Range(data["partition"], data["above"], data["upto"])
    return Checkpoint(shard, data["reached"], int(data["rows"]), bool(data["finished"]))


def latest(lines: Iterable[Mapping[str, Any]]) -> tuple[Checkpoint, ...]:
    """Return the last checkpoint of each shard, in the order in which shards were first named."""
    found: dict[Range, Checkpoint] = {}
    for line in lines:
        checkpoint = from_data(line)
        found[checkpoint.shard] = checkpoint
    return tuple(found.values())
