"""Which attributes differ: leaf paths between two specs, over what is declared.

The only module that knows deepdiff. It is slow to import and to run, so equal specs
never reach it and it is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from migrator.model import FieldChange, Severity, Spec

#: Mappings whose keys are names that people chose; a path pattern has ``*`` for them.
NAMED = frozenset({"fields", "functions"})

#: Attributes that are one value although they are JSON inside.
WHOLE = frozenset({"analyzer_params", "multi_analyzer_params", "default_value"})


class Leaf(NamedTuple):
    """One attribute that differs; ``None`` means that the side does not have it."""

    path: tuple[str, ...]
    before: Any
    after: Any

    def costs(
        self, severity: Severity, reason: str = "", approval: str = "", refused: str = ""
    ) -> FieldChange:
        """Return this difference as a change, with what it costs."""
        return FieldChange(self.path, self.before, self.after, severity, reason, approval, refused)


class Declared(NamedTuple):
    """Both sides, cut down to what is declared and can be seen."""

    live: dict[str, Any]
    desired: dict[str, Any]


#: Asked with a path pattern such as ``fields.*.description``; members of ``NAMED`` are
#: ``*``, and ``*[Array]`` where only arrays are meant.
Hides = Callable[[str], bool]


def declared(live: Spec, desired: Spec, hides: Hides) -> Declared:
    """Cut live and desired down to the attributes that the manifest declares.

    What is named in ``NAMED`` is complete when declared, so that live members which the
    manifest leaves out stay in. What the server cannot show back is left out.
    """
    return Declared(
        *_cut(live.model_dump(mode="json"), live.managed(), desired.managed(), (), hides)
    )


def hidden(desired: Spec, hides: Hides) -> frozenset[str]:
    """List the patterns of declared attributes that a server cannot show back."""
    found: set[str] = set()

    def walk(data: Mapping[str, Any], pattern: tuple[str, ...]) -> None:
        for key, value in data.items():
            here = (*pattern, _segment(pattern, key, value))
            if _is_hidden(here, hides):
                found.add(".".join(here))
            elif isinstance(value, Mapping) and key not in WHOLE:
                walk(value, here)

    walk(desired.managed(), ())
    return frozenset(found)


class Shown(NamedTuple):
    """What a server tells of an object, and the patterns of what it cannot show."""

    data: dict[str, Any]
    hidden: frozenset[str]


def shown(live: Spec, hides: Hides) -> Shown:
    """Complete a live spec: what a server can show and does not tell has its default.

    What it cannot show stays unset: nobody knows whether that is the default.
    """
    hidden: set[str] = set()
    data = _completed(live.model_dump(mode="json"), live.managed(), (), hides, hidden)
    return Shown(data, frozenset(hidden))


def _completed(
    full: Mapping[str, Any],
    told: Mapping[str, Any],
    pattern: tuple[str, ...],
    hides: Hides,
    hidden: set[str],
) -> dict[str, Any]:
    """Walk both sides together; ``full`` has defaults filled in, ``told`` has not."""
    data: dict[str, Any] = {}
    for key, value in full.items():
        here = (*pattern, _segment(pattern, key, value))
        inner = told.get(key)
        if _is_hidden(here, hides):
            if key in told:
                data[key] = inner
            else:
                hidden.add(".".join(here))
        elif isinstance(value, Mapping) and key not in WHOLE:
            inner = inner if isinstance(inner, Mapping) else {}
            data[key] = _completed(value, inner, here, hides, hidden)
        else:
            data[key] = value
    return data


def _segment(pattern: tuple[str, ...], key: str, value: Any) -> str:
    if not pattern or pattern[-1] not in NAMED:
        return key
    array = isinstance(value, Mapping) and value.get("dtype") == "Array"
    return "*[Array]" if array else "*"


def _is_hidden(pattern: tuple[str, ...], hides: Hides) -> bool:
    path = ".".join(pattern)
    return hides(path) or ("[Array]" in path and hides(path.replace("[Array]", "")))


def _cut(
    live: Mapping[str, Any],
    shown: Mapping[str, Any],
    desired: Mapping[str, Any],
    pattern: tuple[str, ...],
    hides: Hides,
    *,
    inside_hidden: bool = False,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Walk both sides together; ``live`` has defaults filled in, ``shown`` has not.

    ``inside_hidden`` is a part that the server need not show, and shows a little of.
    """
    left: dict[str, Any] = {}
    right: dict[str, Any] = {}
    for key, value in desired.items():
        here = (*pattern, _segment(pattern, key, value))
        is_hidden = inside_hidden or _is_hidden(here, hides)
        if is_hidden and key not in shown:
            continue
        other = live.get(key)
        if isinstance(value, Mapping) and isinstance(other, Mapping) and key not in WHOLE:
            inner = shown.get(key)
            inner = inner if isinstance(inner, Mapping) else {}
            left[key], right[key] = _cut(other, inner, value, here, hides, inside_hidden=is_hidden)
            continue
        if other is not None:
            left[key] = other
        if value is not None:
            right[key] = value
    if pattern and pattern[-1] in NAMED:
        left.update({key: shown.get(key, live[key]) for key in live if key not in desired})
    return left, right


def leaves(live: Mapping[str, Any], desired: Mapping[str, Any]) -> tuple[Leaf, ...]:
    """List the attributes that differ, sorted by path; a list counts as one value."""
    if live == desired:
        return ()
    from deepdiff import DeepDiff

    tree = DeepDiff(live, desired, view="tree", threshold_to_diff_deeper=0)
    paths = {
        _to_attribute(node.path(output_format="list")) for group in tree.values() for node in group
    }
    return tuple(Leaf(path, _at(live, path), _at(desired, path)) for path in sorted(paths))


def _to_attribute(path: list[str | int]) -> tuple[str, ...]:
    """Cut a path off where a list or a whole value begins."""
    names: list[str] = []
    for part in path:
        if isinstance(part, int):
            break
        names.append(part)
        if part in WHOLE:
            break
    return tuple(names)


def _at(data: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = data
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value
