"""Live and desired states by chance, over few names, so that much of them meets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from migrator.model import Resource
from tests.kinds.answering import LITE, MILVUS_2_3, MILVUS_2_6
from tests.kinds.tables import (
    FIELDS,
    LOADED,
    alias,
    collection,
    database,
    index,
    live_collection,
    partition,
)

NAMES = ["a", "b", "c"]
DATABASES = ["default", "shop"]
SPECS: list[dict[str, Any]] = [
    {"fields": FIELDS},
    {"fields": FIELDS, "properties": {"mmap.enabled": True, "x": 1}},
    {"fields": FIELDS, "properties": {"x": 2}, "load": {"state": "loaded"}},
    {"fields": FIELDS, "load": {"state": "released"}},
    {"fields": FIELDS, "num_shards": 2, "replace": {"strategy": "recreate"}},
    {"fields": FIELDS, "num_shards": 2},
]
INDEXES: list[dict[str, Any]] = [{}, {"metric_type": "L2"}, {"metric_type": "IP"}]


@st.composite
def worlds(draw: st.DrawFn, *, desired: bool) -> list[Resource]:
    """A live or a desired state over few names, so that much of it meets."""
    made: list[Resource] = []

    def absent() -> bool:
        return desired and draw(st.integers(0, 3)) == 0

    for within in DATABASES:
        if within != "default" and draw(st.booleans()):
            made.append(database(within, absent=absent()))
        elif within != "default":
            continue
        taken = draw(st.sets(st.sampled_from(NAMES)))
        for name in sorted(taken):
            owner = _collection(draw, name, within, desired, gone=absent())
            made.append(owner)
            if draw(st.booleans()):
                spec = draw(st.sampled_from(INDEXES))
                made.append(index(spec, of=owner.address, absent=absent()))
            made += [
                partition(part, of=owner.address, absent=absent())
                for part in sorted(draw(st.sets(st.sampled_from(["en", "de"]))))
            ]
        for name in sorted(draw(st.sets(st.sampled_from(["live", *NAMES]))) - taken):
            if taken:
                target = draw(st.sampled_from(sorted(taken)))
                made.append(alias(name, target, within=within, absent=absent()))
    return made


def _collection(draw: st.DrawFn, name: str, within: str, desired: bool, *, gone: bool) -> Resource:
    if not desired:
        load = draw(st.sampled_from([None, LOADED, {**LOADED, "partitions": ["en"]}]))
        spec = draw(st.sampled_from(SPECS[:2]))
        return live_collection(spec, name=name, within=within, load=load)
    previous = draw(st.sampled_from([None, None, *NAMES, "shop/a"]))
    spec = draw(st.sampled_from(SPECS))
    renamed = None if previous == name else previous
    return collection(spec, name=name, within=within, absent=gone, previous_name=renamed)


LIVE, DESIRED = worlds(desired=False), worlds(desired=True)
SERVERS = st.sampled_from([MILVUS_2_3, MILVUS_2_6, LITE])
