"""Output formats: which document stands on standard output for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.errors import InvalidInput, MigratorError

if TYPE_CHECKING:
    from migrator.findings import Finding
    from migrator.permissions import Need
    from migrator.plan import Plan


def plan_document(form: str, made: Plan, needed: Sequence[Need] | None = None) -> str | None:
    """Return a plan in a format, None for text; JSON has the privileges that are needed."""
    if form == "json":
        from migrator.views.json import plan_json

        return plan_json(made, needed)
    if form == "markdown":
        from migrator.views.markdown import plan_markdown

        return plan_markdown(made)
    if form == "github":
        from migrator.views.annotations import plan_annotations

        return "\n".join(plan_annotations(made, Path.cwd()))
    if form == "sarif":
        from migrator.views.sarif import plan_sarif

        return plan_sarif(made, Path.cwd())
    return None


def findings_document(form: str, findings: Sequence[Finding]) -> str | None:
    """Return findings in a format, None for text."""
    if form == "json":
        from migrator.views.json import findings_json

        return findings_json(findings)
    if form == "github":
        from migrator.views.annotations import findings_annotations

        return "\n".join(findings_annotations(findings, Path.cwd()))
    if form == "sarif":
        from migrator.views.sarif import findings_sarif

        return findings_sarif(findings, Path.cwd())
    return None


def problem_document(form: str, problem: MigratorError) -> str | None:
    """Return an error in a format, None for text."""
    if form == "json":
        from migrator.views.json import error_json

        return error_json(problem)
    findings = problem.findings if isinstance(problem, InvalidInput) else ()
    if form == "markdown":
        from migrator.views.markdown import problem_markdown

        return problem_markdown(problem.what, problem.hint, findings)
    told = findings_document(form, findings) if findings else None
    if told is None and form == "github":
        from migrator.views.annotations import problem_annotation

        return problem_annotation(problem.what, problem.hint)
    if told is None and form == "sarif":
        from migrator.views.sarif import problem_sarif

        return problem_sarif(problem.what, problem.hint)
    return told
