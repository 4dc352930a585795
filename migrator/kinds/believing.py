"""What a server says of an object, believed as far as it makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from migrator.errors import Unreadable
from migrator.model import Spec

S = TypeVar("S", bound=Spec)


def believed(shape: type[S], told: Mapping[str, Any], what: object, rpc: str) -> S:
    """Return what a server has told of an object as its spec.

    Raises:
        Unreadable: it is nothing that such an object can be; ``rpc`` has told it.
    """
    try:
        return shape.model_validate(told)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise Unreadable(f"{what}: {f'{where}: ' if where else ''}{message}", rpc=rpc) from problem
