"""``show --rendered``: the manifests as one connection gets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from migrator.commands.selection import Selection
from migrator.commands.validation import manifests_for
from migrator.errors import UsageError
from migrator.manifest.annotate import annotated, origins
from migrator.manifest.filling import filled
from migrator.manifest.project import Project
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree
from migrator.report import RenderedManifest


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the manifests are for one connection, document by document."""

    alias: str
    manifests: tuple[RenderedManifest, ...]

    @property
    def text(self) -> str:
        """All of them as one YAML stream."""
        return "---\n".join(manifest.text for manifest in self.manifests)


def rendered(project: Project, alias: str, selection: Selection, today: date) -> Rendered:
    """Render the manifests for one connection; contacts no server and resolves no secret.

    Raises:
        InvalidInput: the manifests are wrong.
        UsageError: nothing is selected.
    """
    made = manifests_for(project, alias, today)
    documents = made.documents
    if not selection.is_everything:
        chosen = selection.of(made.state).resources
        kept = {id(origin.tree) for address, origin in made.origins.items() if address in chosen}
        documents = tuple(each for each in documents if id(each.tree) in kept)
    if not documents:
        raise UsageError("nothing that the manifests declare is selected")
    values = project.values(alias)
    complete = (filled(each.subject(""), values, []) for each in documents)
    return Rendered(alias, tuple(_manifest(tree, values) for tree in complete))


def _manifest(tree: Tree, values: Values) -> RenderedManifest:
    told = tuple(origins(tree, values))
    return RenderedManifest(tree.data, tree.source(tree.root), annotated(tree, values), told)
