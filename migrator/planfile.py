"""Saved plans: a plan as JSON data and back; deterministic, versioned, free of secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from migrator import filetext, jsontext
from migrator._version import __version__
from migrator.address import Address
from migrator.errors import MigratorError, Refused
from migrator.findings import Finding, Level, Source
from migrator.kinds import KIND_BY_NAME, WAITS
from migrator.kinds.base import Phase, Step
from migrator.model import Action, Change, FieldChange, Resource, Severity
from migrator.plan import FORMAT, Plan, Refusal, Target, Touched, UsedApproval
from migrator.wording import shown

#: The most bytes of a plan file; one of 10,000 collections has some 40 million.
MAX_BYTES = 1 << 28

_MAKE_ONE = "make one with: migrator plan --out FILE"

#: The longest reason why a file is no whole plan, in characters.
_LONGEST = 500

#: What stands in a file beside the plan itself.
_BESIDE = frozenset({"hash", "migrator"})


class PlanFileError(MigratorError):
    """A plan file cannot be read, or is not a plan."""


class EditedPlan(PlanFileError, Refused):
    """A plan file is not as it was written, so that nobody may have seen what it does."""


def save(plan: Plan, path: Path) -> None:
    """Write a plan to a file, with its hash.

    Raises:
        PlanFileError: the file cannot be written.
    """
    data = {**to_data(plan), "hash": plan.hash, "migrator": __version__}
    text = jsontext.write(data, indent=2)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as problem:
        raise PlanFileError(f"cannot write {path}: {problem.strerror}") from problem


def load(path: Path) -> Plan:
    """Read a saved plan and check that nobody edited it.

    Raises:
        PlanFileError: unreadable, not a plan, or of another format.
        EditedPlan: it was edited.
    """
    data = _read(path)
    if not isinstance(data, dict) or data.get("kind") != "Plan":
        raise PlanFileError(f"{path} is not a plan", hint=_MAKE_ONE)
    if data.get("format") != FORMAT:
        raise PlanFileError(
            f"{path} has plan format {shown(data.get('format'))}, this migrator reads {FORMAT}",
            hint="plan anew",
        )
    try:
        plan = from_data(data)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise PlanFileError(
            f"{path} is not a whole plan: {what[:_LONGEST]}", hint="plan anew"
        ) from problem
    told = {key: value for key, value in data.items() if key not in _BESIDE}
    # The hash covers what is read; the rest is what a person may have read in the file.
    if plan.hash != data.get("hash") or to_data(plan) != told:
        raise EditedPlan(f"{path} was edited after it was made", hint="plan anew")
    return plan


def _read(path: Path) -> Any:
    try:
        text = filetext.read_bytes(path, MAX_BYTES)
    except OSError as problem:
        raise PlanFileError(f"cannot read {path}: {problem.strerror}") from problem
    if len(text) > MAX_BYTES:
        raise PlanFileError(f"{path} has more than {MAX_BYTES >> 20} MiB", hint=_MAKE_ONE)
    try:
        return jsontext.read(text)
    except ValueError as problem:
        raise PlanFileError(f"{path} is not a plan: it is not JSON", hint=_MAKE_ONE) from problem


def to_data(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON data."""
    return {
        "kind": "Plan",
        "format": FORMAT,
        "target": asdict(plan.target),
        "base": plan.base,
        "desired": plan.desired,
        "severity": plan.severity.value,
        "changes": [change_data(change) for change in plan.changes],
        "steps": [_step_data(step) for step in plan.steps],
        "unmanaged": [str(address) for address in plan.unmanaged],
        "findings": [finding_data(finding) for finding in plan.findings],
        "refusals": [asdict(refusal) for refusal in plan.refusals],
        "approvals": [asdict(approval) for approval in plan.approvals],
        "objects": {
            name: {"spec": dict(touched.spec), "id": touched.id}
            for name, touched in sorted(plan.objects.items())
        },
    }


def change_data(change: Change) -> dict[str, Any]:
    """Return one change as JSON data."""
    return {
        "address": str(change.address),
        "action": change.action.value,
        "severity": change.severity.value,
        "reason": change.reason,
        "approvals": list(change.approvals),
        "rows": change.rows,
        "refused": change.refused,
        "before": _resource_data(change.before),
        "after": _resource_data(change.after),
        "fields": [
            {**asdict(field), "path": list(field.path), "severity": field.severity.value}
            for field in change.fields
        ],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return one finding as JSON data."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "message": finding.message,
        "hint": finding.hint,
        "address": finding.address,
        "source": asdict(finding.source) if finding.source else None,
    }


def _resource_data(resource: Resource | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    return {"address": str(resource.address), "spec": resource.spec.managed()}


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "op": step.op,
        "address": str(step.address),
        "title": step.title,
        "severity": step.severity.value,
        "phase": step.phase.name,
        "lane": str(step.lane),
        "database": step.database,
        "request": step.request,
        "leaves": step.leaves,
        "outage": step.outage,
        "guards": dict(sorted(step.guards.items())),
        "needs": list(step.needs),
    }


def from_data(data: Mapping[str, Any]) -> Plan:
    """Return the plan that ``to_data`` wrote.

    Raises:
        KeyError, TypeError, ValueError: the data is not a whole plan.
    """
    return Plan(
        target=_typed(Target(**data["target"])),
        base={_address(name): _text(told) for name, told in data["base"].items()},
        desired=_text(data["desired"]),
        changes=tuple(_change(item) for item in data["changes"]),
        steps=_in_order(_step(item) for item in data["steps"]),
        unmanaged=tuple(Address.parse(item) for item in data["unmanaged"]),
        findings=tuple(_finding(item) for item in data["findings"]),
        refusals=tuple(_typed(Refusal(**item)) for item in data["refusals"]),
        approvals=tuple(_typed(UsedApproval(**item)) for item in data["approvals"]),
        objects={name: _touched(name, item) for name, item in data["objects"].items()},
    )


def _change(data: Mapping[str, Any]) -> Change:
    made = Change(
        address=Address.parse(data["address"]),
        action=Action(data["action"]),
        before=_resource(data["before"]),
        after=_resource(data["after"]),
        fields=tuple(
            _typed(
                FieldChange(**{**f, "path": tuple(f["path"]), "severity": Severity(f["severity"])})
            )
            for f in data["fields"]
        ),
        reason=data["reason"],
        severity=Severity(data["severity"]),
        approvals=tuple(data["approvals"]),
        rows=data["rows"],
        refused=data["refused"],
    )
    return _typed(made)


def _resource(data: Mapping[str, Any] | None) -> Resource | None:
    if data is None:
        return None
    address = Address.parse(data["address"])
    return Resource(address, KIND_BY_NAME[address.kind].spec.model_validate(data["spec"]))


def _step(data: Mapping[str, Any]) -> Step:
    if data["op"] not in WAITS and not str(data["op"]).isidentifier():
        raise ValueError(f"unknown step {data['op']!r}")
    if not re.fullmatch("[0-9]{1,9}", data["id"]):
        raise ValueError(f"a step has the id {data['id']!r}")
    if data["leaves"]:
        _spec(data["address"], data["leaves"])
    made = Step(
        op=data["op"],
        address=Address.parse(data["address"]),
        title=data["title"],
        severity=Severity(data["severity"]),
        phase=Phase[data["phase"]],
        lane=Address.parse(data["lane"]),
        database=data["database"],
        request=data["request"],
        leaves=data["leaves"],
        outage=data["outage"],
        guards={_address(name): int(most) for name, most in data["guards"].items()},
        id=data["id"],
        needs=tuple(data["needs"]),
    )
    return _typed(made)


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return steps of which each needs earlier ones only; else a run would wait for ever."""
    known: dict[str, Step] = {}
    for step in steps:
        if step.id in known or not known.keys() >= set(step.needs):
            raise ValueError(f"step {step.id!r} stands twice, or before what it needs")
        known[step.id] = step
    return tuple(known.values())


def _finding(data: Mapping[str, Any]) -> Finding:
    source = _typed(Source(**data["source"])) if data["source"] else None
    return _typed(
        Finding(
            data["code"],
            Level(data["level"]),
            data["message"],
            data["hint"],
            data["address"],
            source,
        )
    )


#: What may stand in an attribute, by how its type is written down.
_TYPES: Mapping[object, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "int | None": (int, NoneType),
    "bool": (bool,),
    "tuple[str, ...]": (tuple,),
    "Mapping[str, Any]": (dict,),
    "Mapping[str, Any] | None": (dict, NoneType),
}

_T = TypeVar("_T")


def _typed(made: _T) -> _T:
    """Return what was made of data, if each of its attributes is of its type.

    Whoever edits a plan can give it the right hash as well.
    """
    for attribute in fields(made):  # type: ignore[arg-type] # all of them are dataclasses
        value = getattr(made, attribute.name)
        types = _TYPES.get(attribute.type)
        if types is not None and type(value) not in types:
            raise ValueError(f"{attribute.name} is {shown(value)}")
        if isinstance(value, tuple) and attribute.type == "tuple[str, ...]":
            for item in value:
                _text(item)
    return made


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} is no text")
    return value


def _address(text: str) -> str:
    Address.parse(text)
    return text


def _spec(address: str, data: object) -> None:
    KIND_BY_NAME[Address.parse(address).kind].spec.model_validate(data)


def _touched(name: str, data: Mapping[str, Any]) -> Touched:
    _spec(name, data["spec"])
    return _typed(Touched(data["spec"], data["id"]))
