"""The project: what ``migrator.yaml`` says, with connections whose secrets resolve late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from migrator.connection import Connection, Expectation, Limits, Tls
from migrator.errors import InvalidInput, UsageError
from migrator.findings import Finding, Source, sort_key
from migrator.manifest import files, projectcheck
from migrator.manifest.layers import Layers, read_layers, unused
from migrator.manifest.load import Manifests, Parsed, compose, parse
from migrator.manifest.problems import (
    Codes,
    Subject,
    bounded,
    described,
    shown,
    unknown_keys,
    validate,
)
from migrator.manifest.projectfile import (
    FILE_NAME,
    ConnectionSection,
    LimitsSection,
    ProjectMetadata,
    ProjectSection,
    ScopeSection,
    TlsSection,
)
from migrator.manifest.repair import salvage
from migrator.manifest.specs import API_VERSION, PROJECT
from migrator.manifest.substitution import UNDEFINED, Values
from migrator.manifest.tree import Tree
from migrator.manifest.valuefiles import layered
from migrator.manifest.yaml import read as read_yaml
from migrator.secrets import Secrets
from migrator.wording import suggestion

CODES = Codes(unknown_key="MIG201", missing="MIG202", wrong="MIG203")
KEYS = ("apiVersion", "kind", "metadata", "spec")


@dataclass(frozen=True)
class Project:
    """A project file, checked; ``findings`` are those that stop nothing.

    Secrets are not resolved before a connection is asked for. ``given`` are values that win
    over those of every connection, by names with dots.
    """

    file: Path
    name: str
    spec: ProjectSection
    findings: tuple[Finding, ...] = ()
    tree: Tree | None = field(default=None, repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder that relative paths start from."""
        return self.file.parent

    @property
    def aliases(self) -> tuple[str, ...]:
        """The connection aliases, in the order of the file."""
        return tuple(self.spec.connections)

    @property
    def scope(self) -> ScopeSection:
        """What the project owns."""
        return self.spec.scope

    def choose(self, alias: str | None = None) -> str:
        """Return the alias to work on: the given one, the default, or the only one.

        Raises:
            UsageError: there is no such alias, or none is given and there are several.
        """
        if alias is not None:
            self._section(alias)
            return alias
        if self.spec.default_connection is not None:
            return self.spec.default_connection
        if len(self.aliases) == 1:
            return self.aliases[0]
        raise UsageError(
            "the project has several connections and no default_connection",
            hint=f"say which one: {', '.join(self.aliases)}",
        )

    def connection(self, alias: str) -> Connection:
        """Return a connection with its secrets resolved; reads the files they refer to.

        Raises:
            UsageError: the alias is unknown, or a secret cannot be resolved.
        """
        section = self._section(alias)
        uri, path = self._place(section.uri)
        secrets = Secrets(self.environ, self.root)
        return Connection(
            alias=alias,
            uri=uri,
            path=path,
            authorization=_authorization(alias, section, secrets),
            database=section.database,
            tls=self._tls(alias, section.tls, secrets),
            timeout_s=section.timeout_s,
            expect=Expectation(section.expect.identity, section.expect.server_version),
            protected=section.protected,
            approve_from=section.approve_from,
            history=section.history == "on",
            limits=_limits(self.spec.limits, section.limits),
            secret=secrets.resolve,
        )

    def schema_limits(self, alias: str) -> dict[str, int]:
        """Return the server limits that offline rules assume: the project's, then the alias's."""
        return {**self.spec.schema_limits, **self._section(alias).schema_limits}

    def manifests(self, alias: str, *, today: date) -> Manifests:
        """Return what the manifests say for one connection; secrets are not needed for it.

        Files are read once, whichever connections they are rendered for.
        """
        return self.compose(self.parsed, alias, today=today)

    def compose(self, documents: Parsed, alias: str, *, today: date) -> Manifests:
        """Return what documents become for a connection: with its values and overlays.

        The documents may be others than the project's manifests, such as the state of
        another server; ``overlays.UNMATCHED`` are codes that may be left out then.
        """
        self._section(alias)
        values, layers = self.values(alias), self._layers[alias]
        made = compose(
            documents, values, today=today, overlays=layers.overlays, connections=self.aliases
        )
        if layers.findings or self.given:
            # Where values could not be read, those that are missing now are no news.
            known = layers.findings or unused(self.given, values)
            rest = (each for each in made.findings if each.code != UNDEFINED or not layers.findings)
            found = {*rest, *known}
            made = replace(made, findings=tuple(sorted(found, key=sort_key)))
        return made

    def values(self, alias: str) -> Values:
        """Return what references stand for on a connection; secrets are not among it."""
        tree = self._layers[alias].values
        return Values(tree.data, alias, self._section(alias).database, tree=tree)

    @property
    def given_values(self) -> Mapping[str, Any]:
        """The values that are given for every connection, by name."""
        values: Mapping[str, Any] = layered((), self.given, []).data
        return values

    @cached_property
    def parsed(self) -> Parsed:
        """The manifest files, read and parsed; overlays and files of values are none."""
        sources = [self.locate("manifests", n) for n in range(len(self.spec.manifests))]
        skip = [self.file, *(file for each in self._layers.values() for file in each.files)]
        return parse(self.spec.manifests, root=self.root, sources=sources, skip=skip)

    @cached_property
    def _layers(self) -> Mapping[str, Layers]:
        """What each connection lays over the manifests."""
        return {
            alias: read_layers(
                section, alias, self.root, self.locate, self._own_values(alias), self.given
            )
            for alias, section in self.spec.connections.items()
        }

    def _own_values(self, alias: str) -> Tree:
        """Return the values of a connection's section, with their places."""
        data = self.spec.connections[alias].values
        if self.tree is not None:
            written = self.tree.data["spec"]["connections"][alias].get("values")
            if written is not None:
                return replace(self.tree, data=written, parts=(self.tree,))
        made = Tree(str(self.file), 0, data)
        made.put_all(data, 0)
        return made

    def locate(self, *path: str | int) -> Source | None:
        """Return where the value at a path of the spec stands."""
        return None if self.tree is None else _subject(self.tree).source(path)

    def _section(self, alias: str) -> ConnectionSection:
        section = self.spec.connections.get(alias)
        if section is None:
            raise UsageError(
                f"the project has no connection {shown(alias)}",
                hint=suggestion(alias, self.aliases),
            )
        return section

    def _place(self, uri: str) -> tuple[str, Path | None]:
        if "://" in uri or uri.startswith("unix:"):
            return uri, None
        return "", self.root / uri

    def _tls(self, alias: str, section: TlsSection | None, secrets: Secrets) -> Tls | None:
        if section is None:
            return None

        def resolved(key: str) -> str | None:
            text = getattr(section, key)
            what = f"connection {alias}, tls.{key}"
            return None if text is None else secrets.resolve(text, what)

        ca, cert, key = (
            None if text is None else self.root / text
            for text in (resolved("ca"), resolved("cert"), resolved("key"))
        )
        return Tls(ca, cert, key, resolved("server_name"))


def _authorization(alias: str, section: ConnectionSection, secrets: Secrets) -> str:
    if section.token is not None:
        return secrets.resolve(section.token, f"connection {alias}, token")
    if section.user is None or section.password is None:
        return ""
    user = secrets.resolve(section.user, f"connection {alias}, user")
    return f"{user}:{secrets.resolve(section.password, f'connection {alias}, password')}"


def _limits(project: LimitsSection, connection: LimitsSection) -> Limits:
    own = connection.model_dump(exclude_unset=True)
    return Limits(**{**project.model_dump(), **own})


def load_project(
    path: Path, *, environ: Mapping[str, str], given: Mapping[str, Any] | None = None
) -> Project:
    """Read a project file, or the ``migrator.yaml`` of a folder; resolves no secret.

    ``given`` are values that win over those of every connection, by names with dots.

    Raises:
        UsageError: there is no such file.
        InvalidInput: anything is wrong in it, with all findings.
    """
    file = path / FILE_NAME if path.is_dir() else path
    if not file.exists():
        raise UsageError(f"there is no project file {file}", hint="migrator init writes one")
    text, found = files.read(file)
    findings = list(found)
    project = None
    if not any(finding.is_error for finding in findings):
        trees, problems = read_yaml(text, str(file))
        findings += problems
        project = _open(file, trees, environ, findings)
    findings.sort(key=sort_key)
    if project is None or any(finding.is_error for finding in findings):
        raise InvalidInput(findings)
    return replace(project, findings=tuple(findings), given=given or {})


def _open(
    file: Path, trees: list[Tree], environ: Mapping[str, str], findings: list[Finding]
) -> Project | None:
    if not trees:
        if not findings:
            start = Subject(Tree(str(file), 0), (), CODES)
            findings.append(start.find("MIG204", "the file is empty", hint="see migrator init"))
        return None
    for tree in trees[1:]:
        message = "a project file holds one document"
        found = Subject(tree, (), CODES).find("MIG204", message, hint="move the others away")
        findings.append(found)
    tree = trees[0]
    about = Subject(tree, (), CODES)
    if not isinstance(tree.data, dict):
        message = f"a project file is a mapping, not {described(tree.data)}"
        findings.append(about.find("MIG204", message, hint="begin with apiVersion: migrator/v1"))
        return None
    _check_envelope(tree.data, about, findings)
    metadata = _part(ProjectMetadata, "metadata", tree, findings)
    spec = _part(ProjectSection, "spec", tree, findings)
    data = tree.data.get("spec")
    subject = _subject(tree)
    for check in (projectcheck.references, projectcheck.credentials, projectcheck.uris):
        findings += bounded(check(data, subject), subject)
    right = spec or salvage(ProjectSection, data)
    if right is not None:
        findings += bounded(projectcheck.checks(right, data, subject), subject)
    if metadata is None or spec is None:
        return None
    return Project(file, metadata.name, spec, (), tree, environ)


def _subject(tree: Tree) -> Subject:
    return Subject(tree, ("spec",), CODES)


def _part(model: Any, key: str, tree: Tree, findings: list[Finding]) -> Any:
    data = tree.data.get(key)
    if data is None:
        findings.append(Subject(tree, (), CODES).find("MIG202", f"{key} is missing"))
        return None
    return validate(model, data, Subject(tree, (key,), CODES), findings)


def _check_envelope(data: dict[str, Any], about: Subject, findings: list[Finding]) -> None:
    findings += bounded(unknown_keys(data, KEYS, about), about)
    for key, expected in (("apiVersion", API_VERSION), ("kind", PROJECT)):
        if data.get(key) != expected:
            what = f"not {described(data[key])}" if key in data else "and is missing"
            message = f"{key} must be {expected}, {what}"
            findings.append(about.find("MIG204", message, (key,)))
