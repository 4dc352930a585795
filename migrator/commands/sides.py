"""The sides of a diff: an alias, manifests, a saved plan or an export folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from migrator import live, planfile
from migrator.address import DEFAULT_DATABASE, Address
from migrator.capabilities import Capabilities, capabilities_of
from migrator.commands.selection import Selection
from migrator.commands.session import open_session
from migrator.commands.validation import manifests_for
from migrator.errors import InvalidInput, UsageError
from migrator.kinds import KIND_BY_NAME
from migrator.kinds.base import Scope
from migrator.kinds.collection.spec import CollectionSpec
from migrator.manifest.load import load
from migrator.manifest.project import Project
from migrator.model import Action, Resource, State

#: What stands before an alias whose manifests are meant, not its server.
AS_SEEN_BY = "manifests:"

#: What sides that are no server can show.
SHOWS_EVERYTHING = capabilities_of("v3.0.0")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a diff: what it is called, its state, and what can be seen of it.

    ``partial`` is a side that says nothing of what it leaves out, as manifests do.
    ``about`` are the only addresses that it knows anything of, None for all.
    """

    title: str
    state: State
    capabilities: Capabilities = SHOWS_EVERYTHING
    partial: bool = True
    about: frozenset[Address] | None = None
    database: str = DEFAULT_DATABASE


def resolve(text: str, project: Project, today: date) -> Side:
    """Find out what one side is, and read it; an alias's server with reads only.

    Raises:
        UsageError: neither an alias, nor manifests, nor a saved plan.
        InvalidInput, ServerError: it cannot be read.
    """
    if text in project.aliases:
        return _server(text, project)
    if text.startswith(AS_SEEN_BY):
        alias = text.removeprefix(AS_SEEN_BY)
        state = manifests_for(project, project.choose(alias), today).state
        database = project.connection(alias).database
        return Side(text, _declared(state.resources.values(), project), database=database)
    path = Path(text)
    if path.suffix == ".json" and path.is_file():
        return _plan(path)
    if path.exists():
        manifests = load([path], root=path.parent, today=today, values=project.given_values)
        if any(finding.is_error for finding in manifests.findings):
            raise InvalidInput(manifests.findings)
        return Side(text, _declared(manifests.state.resources.values(), project))
    raise UsageError(
        f"{text!r} is neither a connection alias nor a file or folder",
        hint=f"aliases are {', '.join(project.aliases)}; "
        f"{AS_SEEN_BY}ALIAS is what the manifests say for one",
    )


def _server(alias: str, project: Project) -> Side:
    connection = project.connection(alias)
    with open_session(connection) as session:
        state = live.read(session.client, Scope(project.scope.databases))
        capabilities = session.client.capabilities
    kept = (
        each
        for each in state.resources.values()
        if not KIND_BY_NAME[each.address.kind].builtin(each.address)
    )
    present = _declared(kept, project)
    return Side(alias, present, capabilities, partial=False, database=connection.database)


def _declared(resources: Iterable[Resource], project: Project) -> State:
    """Keep what is in scope and is to exist, without what only says how to change it."""
    scope = Selection(exclude=project.scope.exclude)
    return State.of(
        _without_directives(each)
        for each in resources
        if not each.metadata.absent and scope.takes(each.address)
    )


def _without_directives(resource: Resource) -> Resource:
    spec = resource.spec
    if not isinstance(spec, CollectionSpec) or "replace" not in spec.model_fields_set:
        return resource
    kept = {key: value for key, value in spec.managed().items() if key != "replace"}
    return replace(resource, spec=CollectionSpec.model_validate(kept))


def _plan(path: Path) -> Side:
    """Tell what a plan leaves of the resources that it changes; it knows no others."""
    changes = planfile.load(path).changes
    left = State.of(
        _without_directives(change.after)
        for change in changes
        if change.action is not Action.DELETE and change.after is not None
    )
    about = {change.address for change in changes}
    about |= {change.before.address for change in changes if change.before is not None}
    return Side(f"plan {path}", left, about=frozenset(about))
