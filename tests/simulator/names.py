"""Names that servers take."""

from __future__ import annotations

import re

from tests.simulator.refusal import Refused, invalid

# Read in milvus-io/milvus internal/proxy/util.go: validateName, validatePartitionTag,
# ValidateField, ValidateUsername, ValidateRoleName.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
PARTITION = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
PARTITION_WITH_DASH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*", re.ASCII)
ROLE = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*", re.ASCII)
USER = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)

LONGEST = 255


def fits(pattern: re.Pattern[str], name: str, longest: int = LONGEST) -> bool:
    return len(name.encode()) <= longest and pattern.fullmatch(name) is not None


def check(what: str, name: str, pattern: re.Pattern[str] = NAME) -> None:
    """Refuse a name.

    Raises:
        Refused: it is empty, too long, or has other characters.
    """
    if not fits(pattern, name):
        raise invalid(f"Invalid {what} name: {name}")


def check_of_lite(what: str, name: str) -> None:
    """Refuse what cannot be a folder's name; Milvus Lite refuses nothing else."""
    if not name or name in {".", ".."} or set(name) & {"/", "\\", "\0"}:
        raise Refused(1, f"invalid {what} name: {name!r}")
    if len(name.encode()) > LONGEST:
        raise Refused(1, f"{what} name too long")
