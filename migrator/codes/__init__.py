"""The catalogue of finding codes: one entry a code, the source of docs and ``explain``.

Codes never change their meaning and are never used again for something else. Ranges:
1xx files and YAML, 2xx project file, connections and secrets, 3xx the shape of
manifests and references between them, 4xx collections, fields and functions, 5xx
indexes, partitions, aliases and databases, 6xx plans and approvals, 7xx servers, 8xx
users, roles, grants and groups.
"""

from __future__ import annotations

from migrator.codes import access, files, manifests, plans, project, schema, servers
from migrator.codes.entry import Code
from migrator.findings import Finding, Source

__all__ = ["CODES", "Code", "finding"]


def _catalogue(*parts: tuple[Code, ...]) -> dict[str, Code]:
    codes = [code for part in parts for code in part]
    catalogue = {code.id: code for code in codes}
    assert len(catalogue) == len(codes), "a code is listed twice"
    return dict(sorted(catalogue.items()))


CODES: dict[str, Code] = _catalogue(
    files.CODES,
    project.CODES,
    manifests.CODES,
    schema.CODES,
    plans.CODES,
    servers.CODES,
    access.CODES,
)


def finding(
    code: str,
    message: str,
    *,
    hint: str = "",
    address: object = "",
    source: Source | None = None,
) -> Finding:
    """Make a finding with the level that the catalogue gives its code."""
    return Finding(code, CODES[code].level, message, hint, str(address), source)
