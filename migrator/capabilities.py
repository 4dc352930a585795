"""Capabilities: what a server of a given version can do, keeps, and can show back.

One table, from a version to answers. Kinds ask ``capabilities.can("nullable")`` and
never look at versions themselves. UNIMPLEMENTED from a live server corrects the table
at run time (``without``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from migrator.features import FEATURES, HIDDEN, Version

_HIDDEN_BY_LITE = frozenset(row.path for row in HIDDEN if row.lite)
_SHOWN_FROM = {row.path: row.until for row in HIDDEN if row.until is not None}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one server can do.

    ``product`` is ``Milvus`` or ``Milvus Lite``, ``version`` its number. ``missing``
    are features that the table grants and that the server turned out not to have.
    ``beside`` is another server whose blind spots count as well.
    """

    product: str
    version: Version
    embedded: bool = False
    missing: frozenset[str] = frozenset()
    beside: Capabilities | None = None

    @property
    def lite(self) -> bool:
        """Whether this is Milvus Lite."""
        return self.product == "Milvus Lite"

    @property
    def server(self) -> str:
        """The server as people call it: ``Milvus 2.3.5``."""
        return f"{self.product} {'.'.join(map(str, self.version))}"

    def can(self, feature: str) -> bool:
        """Whether the server has a feature of the table.

        Raises:
            KeyError: the feature is not in the table.
        """
        row = FEATURES[feature]
        if feature in self.missing:
            return False
        if self.lite:
            return row.lite is not None and self.version >= row.lite
        return row.in_milvus(self.version)

    def needs(self, feature: str) -> str:
        """Say which server has a feature that this one has not, as a phrase."""
        since = FEATURES[feature].since
        if since is None:
            return "no released Milvus"
        newer = f"Milvus {'.'.join(map(str, since))} and newer"
        return (
            f"{newer} (not Milvus Lite)" if self.lite and FEATURES[feature].lite is None else newer
        )

    def hides(self, path: str) -> bool:
        """Whether the server takes an attribute and cannot show it back.

        ``path`` is like ``Collection.fields.*.description``.
        """
        if self.beside is not None and self.beside.hides(path):
            return True
        if self.lite:
            return path in _HIDDEN_BY_LITE
        until = _SHOWN_FROM.get(path)
        return until is not None and self.version < until

    def without(self, features: Iterable[str]) -> Capabilities:
        """Return this with features taken away that the server does not have after all."""
        return replace(self, missing=self.missing | frozenset(features))


_NUMBER = re.compile(r"(?<![0-9])([0-9]{1,6})\.([0-9]{1,6})(?:\.([0-9]{1,6}))?(?![0-9])")


def capabilities_of(version: str, *, embedded: bool = False) -> Capabilities:
    """Look up a server by what its GetVersion answers (``v2.3.5-lite``, ``milvus_lite-3.2.2``).

    A text without a number counts as the oldest supported version, 2.3.0, so that
    nothing is assumed. The suffix ``-lite`` of the PyPI standalone is not Milvus Lite.
    """
    match = _NUMBER.search(version)
    number = tuple(int(part or 0) for part in match.groups()) if match else (2, 3, 0)
    product = "Milvus Lite" if version.startswith("milvus_lite") else "Milvus"
    return Capabilities(product, (number[0], number[1], number[2]), embedded)
