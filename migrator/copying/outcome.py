"""What is told of a copy while it runs, and of what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from migrator.address import Address
from migrator.copying.checking import Checked


class Way(Enum):
    """How a copy is done."""

    ANEW = "anew"
    RESUME = "resume"
    EVEN_OUT = "even out"


@dataclass(frozen=True, slots=True)
class Told:
    """How far a copy is: ``done`` of ``total`` rows, in ``phase`` (copy, check)."""

    address: Address
    phase: str
    done: int
    total: int


@dataclass(slots=True)
class Copied:
    """One collection that was copied.

    ``written`` are the rows of this run, ``before`` those that an earlier one had written.
    """

    address: Address
    way: Way
    written: int = 0
    before: int = 0
    checked: Checked = field(default_factory=Checked)
    elapsed_s: float = 0.0
