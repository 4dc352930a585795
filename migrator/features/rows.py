"""Rows of the tables behind capabilities: features, and attributes that cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that some servers can do and others cannot.

    ``backports`` are versions of older lines from which those lines have it too, ``gaps``
    ranges of versions that lost it, each with the first that has it again.
    """

    id: str
    title: str
    since: Version | None
    lite: Version | None
    source: str
    backports: tuple[Version, ...] = ()
    gaps: tuple[tuple[Version, Version], ...] = ()

    def in_milvus(self, version: Version) -> bool:
        """Whether a Milvus of this version has it."""
        if any(first <= version < end for first, end in self.gaps):
            return False
        if self.since is not None and version >= self.since:
            return True
        return any(version[:2] == line[:2] and version >= line for line in self.backports)


@dataclass(frozen=True, slots=True)
class Hidden:
    """An attribute that some servers take and cannot show back.

    ``path`` is a kind and a pattern of attributes, ``Collection.fields.*.description``;
    ``*[Array]`` means arrays only. ``until`` is the first Milvus that shows it (None: all
    do), ``lite`` whether Milvus Lite hides it. ``why`` is what the server does instead.
    """

    path: str
    until: Version | None
    lite: bool
    why: str


OBSERVED = "observed on 2.3.5 and Lite 3.2.2"
V2_3 = (2, 3, 0)
V2_4 = (2, 4, 0)
V2_5 = (2, 5, 0)
V2_6 = (2, 6, 0)
V3_0 = (3, 0, 0)
LITE = (3, 2, 0)
