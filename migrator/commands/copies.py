"""What the journal has of copies: one file for each pair of servers and collection."""

from __future__ import annotations

import hashlib
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from migrator import journal
from migrator.address import Address
from migrator.copying.checkpoints import Checkpoint, from_data, latest, to_data
from migrator.copying.moving import Job
from migrator.errors import UsageError


def fingerprint(job: Job, source_identity: str, target_identity: str) -> str:
    """Return what tells one copy from another: which collections, and what becomes of rows."""
    facts = (
        source_identity,
        job.source.id,
        target_identity,
        job.target.id,
        job.target.partitions,
        repr(job.conversion),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Begun:
    """One copy in the journal, from its checkpoints on; safe to use from many threads."""

    path: Path
    facts: dict[str, Any]
    checkpoints: tuple[Checkpoint, ...]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    is_new: bool = True
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Write that the copy begins, in the place of an older one."""
        if not self.is_new:
            return
        try:
            self.path.unlink(missing_ok=True)
        except OSError as problem:
            raise _unwritable(self.path, problem) from problem
        self._write("begin", **self.facts, shards=[to_data(each) for each in self.checkpoints])

    def note(self, checkpoint: Checkpoint) -> None:
        """Write how far a shard has come; on the disk when this returns."""
        self._write("reached", **to_data(checkpoint))

    def end(self) -> None:
        """Write that nothing is left to do."""
        self._write("end")

    def _write(self, phase: str, **data: Any) -> None:
        line = {"type": "copy", "copy": self.id, "phase": phase, **data}
        with self._turn:
            try:
                journal.append(self.path, line)
            except OSError as problem:
                raise _unwritable(self.path, problem) from problem


class Copies:
    """The copies of one collection between two connections, in the journal."""

    def __init__(self, root: Path, source: str, target: str, address: Address) -> None:
        self._facts = {"from": source, "to": target, "address": str(address)}
        text = repr(sorted(self._facts.items()))
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        folder = journal.journal_path(root, target).parent
        self.path = folder / f"{quote(target, safe='')}.copy-{digest}.jsonl"

    def unfinished(self, print_: str) -> Begun | None:
        """Return the last copy where it has no end and was of the same things.

        Raises:
            UsageError: the journal cannot be read.
        """
        try:
            lines = list(journal.read(self.path))
        except OSError as problem:
            raise _unwritable(self.path, problem) from problem
        begin = next((line for line in lines if line.get("phase") == "begin"), None)
        if begin is None or begin.get("fingerprint") != print_:
            return None
        own = [line for line in lines if line.get("copy") == begin.get("copy")]
        if any(line.get("phase") == "end" for line in own):
            return None
        try:
            shards = [from_data(each) for each in begin["shards"]]
            reached = latest(line for line in own if line.get("phase") == "reached")
        except (KeyError, TypeError, ValueError):
            return None
        known = {each.shard: each for each in (*shards, *reached)}
        facts = {**self._facts, "fingerprint": print_}
        return Begun(
            self.path, facts, tuple(known.values()), id=str(begin.get("copy")), is_new=False
        )

    def fresh(self, print_: str, checkpoints: tuple[Checkpoint, ...]) -> Begun:
        """Return a copy that has not begun."""
        return Begun(self.path, {**self._facts, "fingerprint": print_}, checkpoints)


def _unwritable(path: Path, problem: OSError) -> UsageError:
    return UsageError(
        f"cannot use the journal {path}: {problem.strerror}",
        hint="without it a copy that is killed could not go on",
    )
