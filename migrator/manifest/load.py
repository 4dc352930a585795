"""Loading: manifest files as one desired state, with everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from migrator.address import DEFAULT_DATABASE, Address
from migrator.approval import Approval
from migrator.codes import finding
from migrator.findings import Finding, Source, sort_key
from migrator.manifest import files, references
from migrator.manifest.approvals import approval
from migrator.manifest.documents import Document, open_document
from migrator.manifest.overlays import overlay
from migrator.manifest.positions import locate
from migrator.manifest.resources import Declared, declared
from migrator.manifest.specs import APPROVAL, SPELLINGS
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import collector_paused
from migrator.manifest.yaml import read as read_yaml
from migrator.model import State

#: After so many findings in all manifests together the rest of them is left.
MAX_FINDINGS = 5_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """Files as trees: read and parsed, not yet looked at, the same for every connection."""

    files: tuple[Path, ...]
    trees: tuple[Tree, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, parts: Iterable[Parsed]) -> Parsed:
        """Return several as one, in their order."""
        all_parts = tuple(parts)
        return cls(
            tuple(file for part in all_parts for file in part.files),
            tuple(tree for part in all_parts for tree in part.trees),
            tuple(found for part in all_parts for found in part.findings),
        )


NO_FILES = Parsed((), (), ())


@dataclass(frozen=True)
class Manifests:
    """What the manifests say for one connection.

    ``state`` holds all resources, those to be deleted with ``metadata.absent``. It is to
    be believed only where no finding is an error. ``approvals`` have the expired ones in
    them, which policy does not count.
    """

    state: State
    approvals: tuple[Approval, ...]
    findings: tuple[Finding, ...]
    documents: tuple[Document, ...]
    files: tuple[Path, ...] = ()
    origins: Mapping[Address, Declared] = field(default_factory=dict, repr=False)

    def locate(self, address: Address, path: Sequence[str | int] = ()) -> Source | None:
        """Return where a person wrote the value at a path of a resource's spec.

        ``("metadata", …)`` leads to metadata. Addresses of fields and functions lead to
        their place in the collection. None where nothing at the address is declared.
        """
        origin = self.origins.get(address)
        if origin is None:
            return self._locate_part(address, path)
        if origin.whole and path and path[0] == "metadata":
            return locate(origin.tree, path, SPELLINGS)
        return locate(origin.tree, (*origin.path, *path), SPELLINGS)

    def _locate_part(self, address: Address, path: Sequence[str | int]) -> Source | None:
        owner = address.collection
        words = {"Field": "fields", "Function": "functions"}
        if owner is None or owner not in self.origins or address.kind not in words:
            return None
        name = address.name.removeprefix(f"{owner.name}.")
        return self.locate(owner, (words[address.kind], name, *path))


def load(
    paths: Iterable[str | Path],
    *,
    root: Path,
    today: date,
    values: Mapping[str, object] | None = None,
    connection: str = "",
    connections: Iterable[str] | None = None,
) -> Manifests:
    """Read manifests from files, folders and globs; relative ones from ``root``.

    ``connection`` is the alias whose ``values`` these are, for messages; ``connections``
    are the aliases that approvals may name, None for any. Contacts no server and raises
    nothing: whatever is wrong is a finding.
    """
    return render(
        parse(paths, root=root),
        today=today,
        values=values,
        connection=connection,
        connections=connections,
    )


def parse(
    paths: Iterable[str | Path],
    *,
    root: Path,
    sources: Sequence[Source | None] = (),
    skip: Iterable[Path] = (),
) -> Parsed:
    """Read and parse files; ``sources`` says where each path stands, ``skip`` leaves out."""
    found = files.find(paths, root, sources=sources, skip=skip)
    findings = list(found.findings)
    trees: list[Tree] = []
    with collector_paused():
        for path in found.paths:
            text, problems = files.read(path)
            findings += problems
            if any(problem.is_error for problem in problems):
                continue
            read, problems_of_yaml = read_yaml(text, str(path))
            trees += read
            findings += problems_of_yaml
            if not read and not problems_of_yaml:
                nothing = "the file declares nothing"
                findings.append(finding("MIG105", nothing, source=Source(str(path), 1, 1)))
    return Parsed(found.paths, tuple(trees), tuple(findings))


def parse_text(text: str, name: str) -> Parsed:
    """Parse manifests that stand in no file; ``name`` stands in its place in findings."""
    with collector_paused():
        trees, findings = read_yaml(text, name)
    return Parsed((), tuple(trees), tuple(findings))


def render(
    parsed: Parsed,
    *,
    today: date,
    values: Mapping[str, object] | None = None,
    connection: str = "",
    connections: Iterable[str] | None = None,
    database: str = DEFAULT_DATABASE,
) -> Manifests:
    """Turn parsed files into the desired state of one connection.

    ``database`` is where manifests go that name none.
    """
    given = Values(values or {}, connection, database)
    return compose(parsed, given, today=today, connections=connections)


def compose(
    parsed: Parsed,
    values: Values,
    *,
    today: date,
    overlays: Parsed = NO_FILES,
    connections: Iterable[str] | None = None,
) -> Manifests:
    """Turn documents into a desired state, after overlays were merged onto them.

    The documents need not come from files: whatever ``yaml.read`` gives will do. Contacts
    no server and raises nothing: whatever is wrong is a finding.
    """
    renderer = _Renderer(values, None if connections is None else tuple(connections), today)
    with collector_paused():
        for tree, found in _overlaid(parsed, overlays, values, renderer.findings):
            if len(renderer.findings) >= MAX_FINDINGS:
                renderer.findings.append(_unread(tree))
                break
            renderer.add(tree, found)
        state = State.of(origin.resource for origin in renderer.origins.values())
        manifests = Manifests(
            state,
            tuple(renderer.approvals.values()),
            (),
            tuple(renderer.documents),
            (*parsed.files, *overlays.files),
            renderer.origins,
        )
        findings = [*parsed.findings, *overlays.findings, *renderer.findings]
        findings += islice(references.check(state, manifests.locate), MAX_FINDINGS)
    return replace(manifests, findings=tuple(sorted(set(findings), key=sort_key)))


def _overlaid(
    parsed: Parsed, overlays: Parsed, values: Values, findings: list[Finding]
) -> Iterable[tuple[Tree, list[Finding]]]:
    if not overlays.trees:
        return ((tree, []) for tree in parsed.trees)
    return overlay(parsed.trees, overlays.trees, values, findings)


class _Renderer:
    """Collects what documents declare."""

    def __init__(self, values: Values, connections: tuple[str, ...] | None, today: date) -> None:
        self.values = values
        self.connections = connections
        self.today = today
        self.documents: list[Document] = []
        self.findings: list[Finding] = []
        self.origins: dict[Address, Declared] = {}
        self.approvals: dict[str, Approval] = {}

    def add(self, tree: Tree, findings: list[Finding]) -> None:
        """Take in one document; ``findings`` are those of putting it together."""
        document = open_document(tree, self.values, findings)
        if document is not None:
            self.documents.append(document)
            if document.kind == APPROVAL:
                self._approve(document, findings)
            else:
                for origin in declared(document, findings):
                    self._declare(origin, findings)
        if findings:
            self.findings += _without_echoes(findings)

    def _approve(self, document: Document, findings: list[Finding]) -> None:
        given = approval(document, findings, connections=self.connections, today=self.today)
        if given is None:
            return
        first = self.approvals.setdefault(given.name, given)
        if first is not given:
            findings.append(_twice(f"Approval {given.name}", given.source, first.source))

    def _declare(self, origin: Declared, findings: list[Finding]) -> None:
        resource = origin.resource
        first = self.origins.setdefault(resource.address, origin)
        if first is not origin:
            findings.append(_twice(resource.address, resource.source, first.resource.source))


def _unread(tree: Tree) -> Finding:
    message = f"more than {MAX_FINDINGS} problems; documents from here on were not looked at"
    return finding("MIG121", message, source=tree.source(tree.root))


def _twice(address: object, source: Source | None, first: Source | None) -> Finding:
    return finding(
        "MIG320",
        f"declared twice; first at {first}",
        hint="keep one of the two",
        address=address,
        source=source,
    )


#: Codes of references that could not be resolved; what follows from that is not told.
_UNRESOLVED = frozenset({"MIG231", "MIG232", "MIG233", "MIG234"})


def _without_echoes(findings: list[Finding]) -> list[Finding]:
    """Leave out what is only wrong because a reference at the same place was not resolved."""
    unresolved = {item.source for item in findings if item.code in _UNRESOLVED}
    return [item for item in findings if item.code in _UNRESOLVED or item.source not in unresolved]
