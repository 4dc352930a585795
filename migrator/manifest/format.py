"""Formatting: the text of a manifest file in canonical form, meaning what it meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from migrator.errors import MigratorError
from migrator.findings import Finding
from migrator.manifest.approvals import approval
from migrator.manifest.canonical import is_manifest, make_canonical
from migrator.manifest.comments import all_comments, read_written
from migrator.manifest.documents import open_document
from migrator.manifest.nodes import Container, Remark, Scalar, Written
from migrator.manifest.resources import declared
from migrator.manifest.specs import APPROVAL
from migrator.manifest.style import written_text
from migrator.manifest.substitution import Values
from migrator.manifest.tree import Tree
from migrator.manifest.yaml import read as read_yaml

_BREAKS = re.compile("\r\n?")

#: Approvals are compared by what they say, so that any day will do.
_ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a text: ``text`` is None where it is no manifest, or has errors."""

    text: str | None
    findings: tuple[Finding, ...] = field(default=())


def formatted(text: str, file: str) -> Formatted:
    """Return a text in canonical form; contacts no server.

    Raises:
        MigratorError: the canonical form would not mean the same, which is a bug.
    """
    trees, findings = read_yaml(text, file)
    errors = tuple(finding for finding in findings if finding.is_error)
    if errors:
        return Formatted(None, errors)
    source = _BREAKS.sub("\n", text)
    if not trees or not all(is_manifest(document.root) for document in _read(source)):
        return Formatted(None)
    for words in (True, False):
        made = _made(source, words=words)
        if _means_the_same(trees, made, file) and all_comments(source) == all_comments(made):
            return Formatted(made)
    raise MigratorError(
        f"{file} would not mean the same in canonical form; it is left as it is",
        hint="this is a bug in migrator: report it with the file",
    )


def _made(source: str, *, words: bool) -> str:
    documents = _read(source)
    if words:
        for document in documents:
            make_canonical(document)
    return written_text(documents)


def _read(source: str) -> list[Written]:
    """Return the documents that say something; comments of empty ones go to their neighbours."""
    documents: list[Written] = []
    waiting: list[Remark] = []
    for document in read_written(source):
        if isinstance(document.root, Scalar) and document.root.value is None:
            waiting += document.head
            continue
        document.head = [*waiting, *document.head]
        waiting = []
        documents.append(document)
    last = documents[-1].root if documents else None
    if isinstance(last, Container):
        last.trailing += waiting
    return documents


def _means_the_same(before: list[Tree], text: str, file: str) -> bool:
    after, findings = read_yaml(text, file)
    if any(finding.is_error for finding in findings) or len(after) != len(before):
        return False
    return all(_meaning(one) == _meaning(other) for one, other in zip(before, after, strict=True))


def _meaning(tree: Tree) -> list[object]:
    """Return all that a document declares and all that is wrong with it, but for places."""
    findings: list[Finding] = []
    document = open_document(tree, Values(), findings)
    said: list[object] = []
    if document is not None and document.kind == APPROVAL:
        given = approval(document, findings, connections=None, today=_ANY_DAY)
        said = [document.spec, None if given is None else given.name]
    elif document is not None:
        resources = [item.resource for item in declared(document, findings)]
        said = [(item.address, item.spec.managed(), item.spec, item.metadata) for item in resources]
    return [*said, sorted((item.code, item.address) for item in findings)]
