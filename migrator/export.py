"""Export: a live state as a desired one, without what need not be said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrator.kinds import KIND_BY_NAME
from migrator.model import Resource, State


def exportable(state: State) -> State:
    """Return a live state as manifests would declare it; contacts no server.

    Built-in objects are left out, and so are attributes that have their default or that
    the server cannot show back. Planned against the same server the result is empty.
    """
    return State.of(_tidied(state.resources.values()))


def _tidied(resources: Iterable[Resource]) -> Iterable[Resource]:
    for resource in resources:
        kind = KIND_BY_NAME[resource.address.kind]
        if kind.builtin(resource.address):
            continue
        spec = kind.spec.model_validate(kind.tidy(resource.spec, _without_defaults(resource)))
        yield Resource(resource.address, spec)


def _without_defaults(resource: Resource) -> dict[str, Any]:
    return resource.spec.model_dump(
        mode="json", exclude_unset=True, exclude_defaults=True, exclude_none=True
    )
