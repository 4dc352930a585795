"""Whether the rows of a collection on one server fit the one of that name on another."""

from __future__ import annotations

from dataclasses import replace

from migrator.address import Address
from migrator.commands.session import Session
from migrator.copying.mapping import make_conversion
from migrator.copying.moving import Job
from migrator.copying.places import Place, find_place
from migrator.errors import Refused


def find_job(source: Session, target: Session, address: Address) -> Job:
    """Look at both collections, and decide what becomes of each column.

    Contacts both servers with reads; an embedded one, which forgets what is loaded whenever
    it ends, loads its collection.

    Raises:
        Refused: a collection is not there or not loaded, or rows do not fit.
        ServerError: a read failed.
    """
    theirs = _loaded(source, find_place(source.client, address))
    ours = find_place(target.client, address)
    conversion = make_conversion(theirs.spec, ours.spec)
    misfits = [f"{name}: {why}" for name, why in conversion.misfits.items()]
    misfits += [f"{name}: {target.client.alias} has no such field" for name in conversion.dropped]
    if misfits:
        raise Refused(
            f"the rows of {address} do not fit on {target.client.alias}:\n    "
            + "\n    ".join(misfits),
            hint=f"migrator promote --from {source.client.alias} --to {target.client.alias} makes "
            "the collections alike",
        )
    _check_keys(ours)
    _check_partitions(theirs, ours)
    return Job(theirs, _loaded(target, ours), conversion)


def _check_keys(target: Place) -> None:
    """Refuse a target that would give rows other keys, or forget which ones it gave."""
    if not target.key_field.auto_id:
        return
    allowed = target.spec.properties.get("allow_insert_auto_id")
    if str(allowed).lower() == "true" and not target.rpc.capabilities.lite:
        return
    raise Refused(
        f"{target.rpc.alias} makes the keys of {target.address} itself, and rows keep theirs",
        hint="declare auto_id: false there, or, on Milvus 2.6 and newer, the property "
        "allow_insert_auto_id: true",
    )


def _check_partitions(source: Place, target: Place) -> None:
    if not (source.partitions and target.partitions):
        return
    missing = sorted(set(source.partitions) - set(target.partitions))
    if missing:
        raise Refused(
            f"{target.rpc.alias} has no partition {', '.join(missing)} of {target.address}",
            hint=f"migrator promote --from {source.rpc.alias} --to {target.rpc.alias} makes it",
        )


def _loaded(session: Session, place: Place) -> Place:
    """Make sure that rows can be read."""
    if place.loaded:
        return place
    if session.connection.path is None:
        raise Refused(
            f"{place.address} is not loaded on {session.connection.alias}, or not all of it",
            hint="rows can be read of what is loaded: declare load: {state: loaded}, and apply",
        )
    place.call("LoadCollection", replica_number=1)
    return replace(place, loaded=True)
