"""``validate``: everything that can be checked without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from migrator import rules
from migrator.address import Address
from migrator.errors import InvalidInput
from migrator.findings import Finding, sort_key
from migrator.manifest.layers import UNUSED
from migrator.manifest.load import Manifests
from migrator.manifest.project import Project
from migrator.rules import SchemaLimits


def manifests_for(project: Project, alias: str, today: date) -> Manifests:
    """Load and check what the manifests say for one connection; contacts no server.

    Raises:
        InvalidInput: anything is wrong, with all findings.
    """
    manifests = project.manifests(alias, today=today)
    findings = _checked(project, alias, manifests)
    if any(finding.is_error for finding in findings):
        raise InvalidInput(findings)
    return manifests


def _checked(project: Project, alias: str, manifests: Manifests) -> tuple[Finding, ...]:
    """Return what is wrong with manifests: their own findings, then those of the rules.

    A state that could not be read whole would only be judged wrongly.
    """
    if any(finding.is_error for finding in manifests.findings):
        return manifests.findings
    limits = SchemaLimits.of(project.schema_limits(alias))
    ruled = rules.check(manifests.state, manifests.locate, limits)
    return tuple(sorted({*manifests.findings, *ruled}, key=sort_key))


@dataclass(frozen=True, slots=True)
class Checked:
    """What validation found, in how many resources and files."""

    findings: tuple[Finding, ...]
    resources: int
    files: int


def validate(project: Project, today: date) -> Checked:
    """Check everything that can be checked offline, as every connection would see it.

    What is found for some connections only names them.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    addresses: set[Address] = set()
    files: set[Path] = set()
    for alias in project.aliases:
        manifests = project.manifests(alias, today=today)
        found[alias] = _checked(project, alias, manifests)
        addresses |= set(manifests.state.resources)
        files |= set(manifests.files)
    told = sorted({*project.findings, *_told(found)}, key=sort_key)
    return Checked(tuple(told), len(addresses), len(files))


def _told(found: Mapping[str, Sequence[Finding]]) -> Iterator[Finding]:
    """Tell each finding once, with the connections that it is of unless it is of all."""
    same: dict[Finding, dict[str, Finding]] = {}
    for alias, findings in found.items():
        for each in findings:
            # What is known differs from connection to connection, and with it the hint.
            same.setdefault(replace(each, connections=(), hint=""), {})[alias] = each
    for concerned in same.values():
        first = next(iter(concerned.values()))
        if len(concerned) == len(found):
            yield replace(first, connections=())
        elif first.code != UNUSED:  # a value may be set for what one connection alone refers to
            yield replace(first, connections=tuple(concerned))
