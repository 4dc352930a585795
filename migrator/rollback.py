"""Rolling back: a recorded past as the state to plan for, and what no plan brings back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from migrator.address import Address
from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.export import exportable
from migrator.findings import Finding
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.collection.inplace import TTL
from migrator.kinds.user import UserSpec
from migrator.model import Action, Change, FieldChange, Metadata, Resource, Severity, State
from migrator.past import Past
from migrator.rename import moved_address


@dataclass(frozen=True, slots=True)
class Aim:
    """What a rollback plans for, and what it cannot set back, by what it found live."""

    desired: State
    findings: tuple[Finding, ...]


def aim_of(past: Past, live: State, declared: State, capabilities: Capabilities) -> Aim:
    """Turn a recorded past into a desired state; contacts no server.

    ``live`` has the past's addresses under the names of today. What ``declared``, which is
    what the manifests say, protects stays protected.
    """
    resources: list[Resource] = []
    findings: list[Finding] = []
    for address, spec in past.objects.items():
        now = _now(address, past, live)
        metadata = Metadata(
            previous_name=_previous_name(address, past, live),
            protect=_is_protected(address, past, declared),
        )
        if now is None:
            made = _made(address, spec)
            if made is not None and _lacks_password(made):
                findings.append(_gone(address, "the user, whose password nobody has kept"))
            elif made is not None:
                resources.append(replace(made, metadata=metadata))
            continue
        wanted, left = _taken_back(now, spec, capabilities)
        if address in past.recreated:
            wanted = {**wanted, "replace": {"strategy": "recreate"}}
        resources.append(Resource(address, _model(address, wanted), metadata=metadata))
        findings += [_stays(address, name, capabilities) for name in left]
    for address in past.absent:
        now = _now(address, past, live)
        if now is not None:
            protect = _is_protected(address, past, declared)
            metadata = Metadata(absent=True, protect=protect)
            resources.append(Resource(address, now.spec, metadata=metadata))
    return Aim(State.of(resources), tuple(findings))


def _now(address: Address, past: Past, live: State) -> Resource | None:
    return live.get(address) or live.get(moved_address(address, past.renamed))


def _previous_name(address: Address, past: Past, live: State) -> str | None:
    """Return the name that a collection is to be renamed back from."""
    new = past.renamed.get(address)
    if new is None or live.get(new) is None:
        return None
    return new.name if new.database == address.database else f"{new.database}/{new.name}"


def _is_protected(address: Address, past: Past, declared: State) -> bool:
    names = (address, address.collection)
    named = {name for each in names if each for name in (each, moved_address(each, past.renamed))}
    found = (declared.get(name) for name in named)
    return any(resource is not None and resource.metadata.protect for resource in found)


def _model(address: Address, spec: Mapping[str, Any]) -> Any:
    return KIND_BY_NAME[address.kind].spec.model_validate(dict(spec))


def _made(address: Address, spec: Mapping[str, Any]) -> Resource | None:
    """Return what is to be created as an export would declare it; None for what is built in."""
    return exportable(State.of([Resource(address, _model(address, spec))])).get(address)


def _lacks_password(made: Resource) -> bool:
    return isinstance(made.spec, UserSpec) and made.spec.password is None


def _taken_back(
    now: Resource, spec: Mapping[str, Any], capabilities: Capabilities
) -> tuple[dict[str, Any], list[str]]:
    """Return a recorded spec with what has come since declared away, and what has to stay.

    What a desired state leaves out is unmanaged, and a past leaves out what was not there.
    """
    live = now.spec.managed()
    wanted = dict(spec)
    if now.address.kind == "Collection" and live.get("functions"):
        wanted.setdefault("functions", {})
    stays: list[str] = []
    can_remove = capabilities.can("delete-properties")
    added = [key for key in live.get("properties", {}) if key not in spec.get("properties", {})]
    if added and can_remove:
        wanted["properties"] = {**spec.get("properties", {}), **dict.fromkeys(added)}
    elif added:
        stays += [f"properties.{key}" for key in added]
    if now.address.kind == "Index" and live.get("index_type") == spec.get("index_type"):
        params = spec.get("params", {})
        stays += [f"params.{key}" for key in live.get("params", {}) if key not in params]
    if live.get("mmap_enabled") is not None:
        wanted.setdefault("mmap_enabled", None)
    wanted["fields"] = _fields_taken_back(live.get("fields", {}), spec.get("fields", {}))
    return ({k: v for k, v in wanted.items() if k != "fields" or v}, stays)


def _fields_taken_back(live: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Declare away what fields that were there have got since."""
    fields: dict[str, Any] = {}
    for name, field in spec.items():
        now = live.get(name, {})
        unset = {"mmap_enabled": None} if now.get("mmap_enabled") is not None else {}
        params = {**dict.fromkeys(now.get("type_params", {})), **field.get("type_params", {})}
        fields[name] = {**unset, **field, **({"type_params": params} if params else {})}
    return fields


def _stays(address: Address, name: str, capabilities: Capabilities) -> Finding:
    message = f"{name} was not set before, and {capabilities.server} cannot unset it"
    return finding("MIG621", message, address=address)


def lost(changes: Iterable[Change], past: Past) -> Iterator[Finding]:
    """Say what the changes of a rollback do not bring back: rows, and values of fields."""
    anew = set(past.recreated)
    for change in changes:
        address = change.address
        made = change.action is Action.CREATE and address in past.objects
        if address.kind == "Collection" and (made or change.action is Action.REPLACE):
            anew.add(address)
        elif made and address.kind == "Partition" and address.collection not in anew:
            yield _gone(address, "the rows that it had when it was dropped")
        elif change.action is Action.UPDATE:
            yield from (_gone(address, what) for what in _lost_values(change.fields))
    for address in sorted(anew):
        yield _gone(address, "the rows that it had when it was dropped or made anew")


def _lost_values(fields: Iterable[FieldChange]) -> Iterator[str]:
    for field in fields:
        match field.path:
            case ("fields", name) if field.before is None:
                yield f"the values of field {name}"
            case ("enable_dynamic_field",) if field.after:
                yield "the values of fields that the schema does not name"
            case ("properties", key) if key == TTL and field.severity is Severity.LIVE:
                yield "the rows that the TTL has deleted meanwhile"


def _gone(address: Address, what: str) -> Finding:
    return finding("MIG620", f"not brought back: {what}", address=address)
