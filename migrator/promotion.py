"""Promotion: what one server is, as the desired state of another. Contacts no server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from migrator.address import DEFAULT_DATABASE, Address
from migrator.capabilities import Capabilities
from migrator.codes import finding
from migrator.export import exportable
from migrator.fields import NAMED, Shown, shown
from migrator.findings import Finding, Source
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.collection import LONGEST_VARCHAR
from migrator.kinds.collection.spec import CollectionSpec
from migrator.kinds.grant import GrantSpec, address_of, spec_of
from migrator.kinds.user import UserSpec
from migrator.manifest.dump import dump
from migrator.manifest.load import Manifests, Parsed, parse_text
from migrator.model import Resource, State

#: Parts of a spec that are filled in attribute by attribute; any other is one value, or a
#: mapping in which what is not declared stays.
_INNER = frozenset({*NAMED, "load", "struct_schema"})


@dataclass(frozen=True, slots=True)
class Proven:
    """What was read from the server that is promoted, at the addresses of the target."""

    alias: str
    capabilities: Capabilities
    state: State

    @property
    def file(self) -> str:
        """What stands in the place of a file name where its state is written down."""
        return f"live {self.alias}"


def moved(state: State, before: str, after: str) -> State:
    """Put what is in one database into another; further databases stay as they are.

    These are the databases of manifests that name none, so that what the source has in
    ``after`` itself, perhaps because it is the same server, is nothing that they declare.
    """
    if before == after:
        return state
    return State.of(
        _moved_grant(resource, before, after)
        if isinstance(resource.spec, GrantSpec)
        else replace(resource, address=_moved(resource.address, before, after))
        for resource in state.resources.values()
        if not _is_of(resource, after)
    )


def _is_of(resource: Resource, database: str) -> bool:
    address = resource.address
    if isinstance(resource.spec, GrantSpec):
        return resource.spec.db_name == database
    if address.kind == "Database":
        return address.name == database != DEFAULT_DATABASE
    return address.database == database


def _moved_grant(grant: Resource, before: str, after: str) -> Resource:
    """Put a grant that is on something of a database on the same of another."""
    spec = spec_of(grant)
    if spec.db_name != before or grant.address.owner is None:
        return grant
    spec = spec.model_copy(update={"db_name": after})
    return replace(grant, address=address_of(grant.address.owner.name, spec), spec=spec)


def _moved(address: Address, before: str, after: str) -> Address:
    if address.database == before:
        return replace(address, database=after)
    if address.kind == "Database" and address.name == before != DEFAULT_DATABASE:
        return replace(address, name=after)
    return address


def composed(proven: Proven, declared: State, database: str) -> Parsed:
    """Write what was proven as manifests, as an export would; ``database`` goes unsaid.

    What only manifests can say comes from those of the target: labels, protection, former
    names, how a replacement is made, and where passwords are.
    """
    state = exportable(proven.state)
    directed = (_directed(each, declared.get(each.address)) for each in state.resources.values())
    return parse_text(dump(directed, database), proven.file)


def _directed(resource: Resource, declared: Resource | None) -> Resource:
    if declared is None or declared.metadata.absent:
        return resource
    spec = resource.spec
    if isinstance(declared.spec, CollectionSpec) and "replace" in declared.spec.model_fields_set:
        spec = spec.model_copy(update={"replace": declared.spec.replace})
    if isinstance(declared.spec, UserSpec):
        secrets = {key: getattr(declared.spec, key) for key in ("password", "previous_password")}
        given = {key: value for key, value in secrets.items() if value is not None}
        spec = UserSpec.model_validate({**spec.managed(), **given})
    return replace(resource, spec=spec, metadata=declared.metadata)


def unplaced(manifests: Manifests, proven: Proven) -> Manifests:
    """Take away the places in a file that does not exist."""
    state = State.of(
        replace(each, source=_real(each.source, proven))
        for each in manifests.state.resources.values()
    )
    findings = (replace(each, source=_real(each.source, proven)) for each in manifests.findings)
    return replace(manifests, state=state, findings=tuple(findings))


def locate(
    manifests: Manifests, proven: Proven, address: Address, path: Sequence[str | int] = ()
) -> Source | None:
    """Return where a person wrote the value at a path, None where it was read from a server."""
    return _real(manifests.locate(address, path), proven)


def _real(source: Source | None, proven: Proven) -> Source | None:
    return None if source is None or source.file == proven.file else source


def filled(desired: State, proven: Proven, there: State) -> State:
    """Say of what the target has already also what an export leaves unsaid.

    A default need not be said when something is created, but it is a difference to what
    ``there`` has. What the source cannot show stays unset.
    """
    return State.of(
        _filled(resource, proven, there.get(resource.address))
        for resource in desired.resources.values()
    )


def _filled(resource: Resource, proven: Proven, there: Resource | None) -> Resource:
    source = proven.state.get(resource.address)
    if there is None or source is None or resource.metadata.absent:
        return resource
    wanted = resource.spec.managed()
    told = shown_of(source, proven.capabilities).data
    data = _merged(wanted, told, there.spec.model_dump(mode="json"))
    if data == wanted:
        return resource
    return replace(resource, spec=KIND_BY_NAME[resource.address.kind].spec.model_validate(data))


def without_strangers(desired: State, there: State) -> tuple[State, list[Finding]]:
    """Leave out the users whom the target does not have and nobody gives a password."""
    strangers = [
        user
        for user in desired.of_kind("User")
        if isinstance(user.spec, UserSpec)
        and user.spec.password is None
        and there.get(user.address) is None
        and not user.metadata.absent
    ]
    if not strangers:
        return desired, []
    left_out = {user.address for user in strangers}
    hint = "declare it in the manifests, with password: ${env:NAME} or ${file:path}"
    found = [
        finding(
            "MIG643",
            "is not promoted: it is not there, and has no password to be made with",
            hint=hint,
            address=user.address,
        )
        for user in strangers
    ]
    kept = (each for each in desired.resources.values() if each.address not in left_out)
    return State.of(kept), found


def shown_of(resource: Resource, capabilities: Capabilities) -> Shown:
    """Complete what a server tells of a resource with the defaults that it can show."""
    return shown(resource.spec, partial(_hides, capabilities, resource.address.kind))


def _hides(capabilities: Capabilities, kind: str, path: str) -> bool:
    return capabilities.hides(f"{kind}.{path}")


def _merged(
    wanted: Mapping[str, Any], told: Mapping[str, Any], there: Mapping[str, Any]
) -> dict[str, Any]:
    """Add to ``wanted`` the attributes that ``told`` has and in which ``there`` differs."""
    data = dict(wanted)
    for key, value in told.items():
        inner = there.get(key)
        if key not in wanted:
            complete = key in _INNER or not isinstance(value, Mapping)
            if complete and key != "replace" and inner != value:
                data[key] = value
        elif key in NAMED:
            known = inner or {}
            data[key] = {
                name: _merged(each, value.get(name, {}), known[name]) if name in known else each
                for name, each in wanted[key].items()
            }
        elif key in _INNER and isinstance(value, Mapping) and isinstance(wanted[key], Mapping):
            data[key] = _merged(wanted[key], value, inner or {})
    if wanted.get("max_length") == LONGEST_VARCHAR and told and "max_length" not in told:
        # An export has to say how long the texts of an array are; here nobody has to guess.
        data["max_length"] = there.get("max_length") or LONGEST_VARCHAR
    return data


def notes(proven: Proven, desired: State, alias: str) -> Iterator[Finding]:
    """Say where a desired state comes from, and what of it nobody can know."""
    server = proven.capabilities.server
    yield finding("MIG640", f"{alias} is to be what {proven.alias} is, {server}")
    hidden = sorted(_unknown(proven, desired.resources))
    if hidden:
        message = f"{server} cannot show: {', '.join(hidden)}"
        hint = f"{alias} keeps what it has of these; what is created there gets defaults"
        yield finding("MIG641", message, hint=hint)


def _unknown(proven: Proven, addresses: Iterable[Address]) -> set[str]:
    found: set[str] = set()
    for address in addresses:
        resource = proven.state.get(address)
        if resource is not None:
            hidden = shown_of(resource, proven.capabilities).hidden
            found |= {f"{address.kind}.{path}" for path in hidden}
    return found
