"""Mapping: from two schemas, and what a manifest says, to the rules of a copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrator.copying.columns import META
from migrator.copying.rules import (
    Cast,
    Computed,
    Constant,
    Conversion,
    Dynamic,
    FromKey,
    Pass,
    Rule,
    Truncate,
)
from migrator.datatypes import DENSE_VECTORS, INTEGERS, VECTORS
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec, MappingSpec

#: Vectors whose dimensions are numbers of their own, so that some can be left out.
_FLOATING = ("FloatVector", "Float16Vector", "BFloat16Vector")

#: Casts that lose nothing, so that nobody has to ask for them.
_SAFE = frozenset(
    {(low, high) for at, low in enumerate(INTEGERS) for high in INTEGERS[at + 1 :]}
    | {("Float", "Double"), ("VarChar", "Text"), ("Text", "VarChar")}
)

_NUMBERS = (*INTEGERS, "Float", "Double")

#: Casts that a manifest can ask for; each value is checked.
_CHECKED = frozenset(
    {(before, after) for before in _NUMBERS for after in _NUMBERS if before != after}
    | {(before, "VarChar") for before in (*INTEGERS, "Bool")}
    | {("VarChar", after) for after in _NUMBERS}
    | {("Bool", after) for after in INTEGERS}
    | {(before, after) for before in _FLOATING for after in _FLOATING if before != after}
)

_NO_MAPPING = MappingSpec.model_validate({})


class _Misfit(Exception):
    """Why the rows cannot fit one new field."""


def make_conversion(
    source: CollectionSpec,
    target: CollectionSpec,
    mapping: Mapping[str, MappingSpec] | None = None,
    *,
    keeps_keys: bool = True,
) -> Conversion:
    """Decide what becomes of each column. Contacts no server and imports no function.

    Fields of the same name go through, with a cast where it loses nothing; ``mapping`` says
    the rest. A new field takes the key of its name from the old dynamic field, else its
    default, else null. What functions of the target make is left out, and so is a primary
    key that the server makes anew (without ``keeps_keys``).
    """
    given = dict(mapping or {})
    made = {name for function in target.functions.values() for name in function.output_field_names}
    rules: list[Rule] = []
    misfits: dict[str, str] = {}
    for name in given.keys() - target.fields.keys() - {META}:
        misfits[name] = "the mapping names it, and the new collection has no such field"
    for name, field in target.fields.items():
        if name in made or (field.is_primary and field.auto_id and not keeps_keys):
            continue
        try:
            rules.append(_rule(name, field, source, given.get(name, _NO_MAPPING)))
        except _Misfit as problem:
            misfits[name] = str(problem)
    if target.enable_dynamic_field:
        try:
            rules.append(_dynamic(rules, source, target, given.get(META, _NO_MAPPING)))
        except _Misfit as problem:
            misfits[META] = str(problem)
    reads = _reads(rules, source)
    every = [*source.fields, *([META] if source.enable_dynamic_field else [])]
    outputs = {
        name for function in source.functions.values() for name in function.output_field_names
    }
    dropped = tuple(name for name in every if name not in {*reads, *outputs} and name not in made)
    return Conversion(tuple(rules), reads, dropped, dict(sorted(misfits.items())))


def _reads(rules: list[Rule], source: CollectionSpec) -> tuple[str, ...]:
    read: list[str] = [source.primary_key or ""]
    for rule in rules:
        match rule:
            case Pass(source=name) | Cast(source=name) | Truncate(source=name):
                read.append(name)
            case FromKey():
                read.append(META)
            case Dynamic(keeps=keeps, added=added):
                read += [META] if keeps else []
                read += [name for name, _ in added]
            case Computed(sources=sources):
                read += [name for name, _ in sources]
            case _:
                pass
    return tuple(dict.fromkeys(read))


def _rule(name: str, field: FieldSpec, source: CollectionSpec, asked: MappingSpec) -> Rule:
    """Say where the values of one new field come from."""
    if asked.call is not None:
        return Computed(name, field, asked.call, _inputs(source, asked))
    if "constant" in asked.model_fields_set:
        return _constant(name, field, asked.constant)
    (wanted,) = asked.source if asked.source is not None and len(asked.source) == 1 else (name,)
    if asked.source is not None and len(asked.source) != 1:
        raise _Misfit("only call takes several fields")
    before = source.fields.get(wanted)
    if before is not None:
        return _from_field(name, field, wanted, before, asked)
    if field.is_primary:
        raise _Misfit(f"the primary key needs a field to come from, and there is no {wanted}")
    if source.enable_dynamic_field:
        return _from_key(name, field, wanted)
    if asked.source is not None:
        raise _Misfit(f"the old collection has no field {wanted}")
    return _filled(name, field)


def _inputs(source: CollectionSpec, asked: MappingSpec) -> tuple[tuple[str, FieldSpec], ...]:
    names = asked.source or ()
    missing = [name for name in names if name not in source.fields]
    if missing:
        raise _Misfit(f"the old collection has no field {', '.join(missing)}")
    if ":" not in (asked.call or ""):
        raise _Misfit(f"{asked.call} is not module:function")
    return tuple((name, source.fields[name]) for name in names)


def _constant(name: str, field: FieldSpec, value: Any) -> Constant:
    if value is None and not field.nullable:
        raise _Misfit("it cannot be null")
    if field.dtype in VECTORS or field.dtype == "Array":
        raise _Misfit(f"a constant of type {field.dtype} is not supported; use call")
    return Constant(name, field, value)


def _from_key(name: str, field: FieldSpec, key: str) -> FromKey:
    if field.dtype in VECTORS or field.dtype in ("Array", "Geometry", "Timestamptz"):
        raise _Misfit(f"a dynamic key cannot become a field of type {field.dtype}; use call")
    return FromKey(name, key, field, field.default_value)


def _filled(name: str, field: FieldSpec) -> Constant:
    if field.default_value is not None:
        # Written out: a 2.3.5 that is to fill in a default by itself ends in a panic.
        return Constant(name, field, field.default_value)
    if field.nullable and field.dtype not in VECTORS:
        return Constant(name, field, None)
    raise _Misfit("the old collection has no such field, and it has no default")


def _from_field(
    name: str, field: FieldSpec, wanted: str, before: FieldSpec, asked: MappingSpec
) -> Rule:
    if asked.cast is not None and asked.cast != field.dtype:
        raise _Misfit(f"it is of type {field.dtype}, and the mapping casts to {asked.cast}")
    if asked.truncate is not None:
        return _truncated(name, field, wanted, before, asked.truncate)
    if field.dtype != before.dtype:
        pair = (before.dtype, field.dtype)
        if pair not in _SAFE and not (pair in _CHECKED and asked.cast is not None):
            can = pair in _CHECKED
            hint = f"; a mapping with cast: {field.dtype} does it" if can else ""
            raise _Misfit(f"{before.dtype} does not become {field.dtype}{hint}")
        _check_dim(field, before)
        return Cast(name, wanted, field, before)
    if field.dtype in DENSE_VECTORS:
        _check_dim(field, before)
    if field.dtype == "Array":
        _check_elements(field, before)
    checks = _shorter(field, before, "max_length") or _shorter(field, before, "max_capacity")
    return Pass(name, wanted, field, checks)


def _check_dim(field: FieldSpec, before: FieldSpec) -> None:
    if field.dim != before.dim:
        raise _Misfit(
            f"{before.dim} dimensions do not become {field.dim}; "
            "a mapping with truncate keeps the first ones"
        )


def _check_elements(field: FieldSpec, before: FieldSpec) -> None:
    if field.element_type != before.element_type:
        raise _Misfit(f"an Array of {before.element_type} is none of {field.element_type}")
    if field.struct_schema is None or before.struct_schema is None:
        return
    new, old = field.struct_schema.fields, before.struct_schema.fields
    alike = new.keys() == old.keys() and all(
        (new[name].dtype, new[name].dim) == (old[name].dtype, old[name].dim) for name in new
    )
    if not alike:
        raise _Misfit("the members of its structs differ")


def _shorter(field: FieldSpec, before: FieldSpec, word: str) -> bool:
    """Whether a bound is lower than it was; where one of them is not told, values decide."""
    new, old = getattr(field, word), getattr(before, word)
    return new is not None and (old is None or new < old)


def _truncated(name: str, field: FieldSpec, wanted: str, before: FieldSpec, dims: int) -> Truncate:
    if field.dtype not in _FLOATING or before.dtype not in _FLOATING:
        raise _Misfit(f"truncate is for {', '.join(_FLOATING)}")
    if field.dim != dims:
        raise _Misfit(f"it has {field.dim} dimensions, and the mapping keeps {dims}")
    if before.dim is None or before.dim < dims:
        raise _Misfit(f"{wanted} has {before.dim} dimensions, fewer than {dims}")
    return Truncate(name, wanted, field, before)


def _dynamic(
    rules: list[Rule], source: CollectionSpec, target: CollectionSpec, asked: MappingSpec
) -> Dynamic:
    """Say what becomes of the dynamic field: keys that are fields now are not in it."""
    taken = {rule.key for rule in rules if isinstance(rule, FromKey)}
    added = tuple((name, source.fields.get(name)) for name in asked.source or () if name != META)
    missing = [name for name, field in added if field is None]
    if missing:
        raise _Misfit(f"the old collection has no field {', '.join(missing)}")
    odd = [
        name
        for name, field in added
        if field is not None and (field.dtype in VECTORS or field.dtype in ("Array", "Geometry"))
    ]
    if odd:
        raise _Misfit(f"{', '.join(odd)} cannot be a key of the dynamic field")
    removed = frozenset(taken | set(target.fields)) if source.enable_dynamic_field else frozenset()
    kept = tuple((name, field) for name, field in added if field is not None)
    new_names = set(target.fields) - set(source.fields)
    return Dynamic(source.enable_dynamic_field, removed & (taken | new_names), kept)
