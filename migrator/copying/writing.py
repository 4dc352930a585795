"""Writing: pages that go into a collection, and keys that go out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from migrator.copying.columns import Column
from migrator.copying.places import Place, literal
from migrator.errors import CopyFailed, DeadlineExceeded, Unreachable

#: Pauses before a page is written once more, in seconds; 2.3.5 restarts in 4 to 11 s.
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0)

#: Keys of one expression; longer ones are read slowly.
KEYS_AT_ONCE = 1_000


def write(
    place: Place,
    columns: Sequence[Column],
    rows: int,
    *,
    partition: str = "",
    anew: bool = False,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Write rows. Writes to the server.

    ``anew`` is for rows none of which is there; an insert, which costs the server less than
    an upsert, would double others. A page whose answer never came is upserted.

    Raises:
        CopyFailed: the server took fewer rows.
        ServerError: it refused, or cannot be reached any more.
    """
    request: dict[str, Any] = {"fields_data": columns, "num_rows": rows}
    if partition:
        request["partition_name"] = partition
    method = "Insert" if anew or place.overwrites else "Upsert"
    for pause_s in (*PAUSES_S, None):
        try:
            answer = place.call(method, **request)
        except (DeadlineExceeded, Unreachable):
            if pause_s is None:
                raise
            sleep(pause_s)
            method = "Insert" if place.overwrites else "Upsert"
            continue
        taken = int(answer.upsert_cnt or answer.insert_cnt)
        if answer.err_index or taken != rows:
            raise CopyFailed(f"{place.rpc.alias} took {taken} of {rows} rows of {place.address}")
        return


def delete(place: Place, keys: Sequence[int | str], *, partition: str = "") -> None:
    """Delete rows by their keys. Writes to the server; idempotent.

    Raises:
        ServerError: it refused, or cannot be reached.
    """
    for at in range(0, len(keys), KEYS_AT_ONCE):
        request: dict[str, Any] = {"expr": among(place, keys[at : at + KEYS_AT_ONCE])}
        if partition:
            request["partition_name"] = partition
        place.call("Delete", **request)


def among(place: Place, keys: Sequence[int | str]) -> str:
    """Return the expression that selects rows by their keys."""
    return f"{place.key} in [{', '.join(map(literal, keys))}]"
