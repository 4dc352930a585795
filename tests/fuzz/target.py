"""A target: something of migrator that takes what others wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

#: One case: by chance alone, in a folder that is empty before.
Case = Callable[[Random, Path], None]


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed; a case that raises anything has found a bug.

    ``share`` is how many of a hundred cases are of it.
    """

    name: str
    about: str
    share: int
    case: Case
