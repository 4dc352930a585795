"""Capabilities: the table is used as a whole, and answers for every version."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from migrator.capabilities import Capabilities, capabilities_of
from migrator.datatypes import DATA_TYPES
from migrator.features import FEATURES, HIDDEN
from migrator.kinds import KIND_BY_NAME
from tests.repository.sources import modules

#: Modules that ask for features under names they were given, or hold the table itself.
TABLES = ("migrator.features", "migrator.capabilities")


def asked_for() -> Iterator[tuple[str, str]]:
    """List what the code asks capabilities for by a literal name, with its place."""
    for module in modules():
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="can" | "needs"), args=[ast.Constant(value=str(name))]
                ):
                    yield name, f"{module.name}:{node.lineno}"


def mentioned() -> tuple[set[str], list[str]]:
    """Return every text of the code, and the beginnings of those with something put in."""
    texts: set[str] = set()
    beginnings: list[str] = []
    for module in modules():
        if module.name.startswith(TABLES):
            continue
        for node in ast.walk(module.tree):
            match node:
                case ast.Constant(value=str(text)):
                    texts.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), ast.FormattedValue()]):
                    beginnings.append(text)
    return texts, [text for text in beginnings if re.fullmatch(r"[a-z]+[-:]", text)]


def test_every_feature_that_is_asked_for_is_in_the_table() -> None:
    asked = list(asked_for())
    assert len(asked) > 10
    assert [place for name, place in asked if name not in FEATURES] == []


def test_every_feature_of_the_table_is_asked_for() -> None:
    texts, beginnings = mentioned()
    assert beginnings
    unused = [
        feature
        for feature in FEATURES
        if feature not in texts
        and feature not in DATA_TYPES
        and not feature.startswith(tuple(beginnings))
    ]
    assert unused == []


def test_every_feature_says_where_it_was_learned() -> None:
    for feature in FEATURES.values():
        assert feature.title
        assert feature.source
        assert feature.since is not None or feature.lite is not None


def test_every_hidden_attribute_is_one_of_its_kind() -> None:
    for row in HIDDEN:
        kind, _, path = row.path.partition(".")
        fields = KIND_BY_NAME[kind].spec.model_fields
        assert path.partition(".")[0] in fields, row.path
        assert row.why
        assert row.lite or row.until is not None


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("v2.3.5-lite", "Milvus 2.3.5"),
        ("v2.6.4", "Milvus 2.6.4"),
        ("2.5", "Milvus 2.5.0"),
        ("v3.0.0-beta.1", "Milvus 3.0.0"),
        ("milvus_lite-3.2.2", "Milvus Lite 3.2.2"),
        ("", "Milvus 2.3.0"),
        ("a build of mine", "Milvus 2.3.0"),
    ],
)
def test_a_server_is_known_by_what_it_says_of_itself(text: str, server: str) -> None:
    assert capabilities_of(text).server == server


def test_a_feature_is_there_from_its_version_on() -> None:
    assert not capabilities_of("v2.4.9").can("nullable")
    assert capabilities_of("v2.5.0").can("nullable")
    assert capabilities_of("v2.5.7").can("index-JSON")
    assert not capabilities_of("v2.5.6").can("index-JSON")


def test_lite_has_its_own_versions() -> None:
    """Its number is no Milvus's, and it lacks much of what its number promises."""
    lite = capabilities_of("milvus_lite-3.2.2")
    assert lite.can("nullable")
    assert not lite.can("BinaryVector")
    assert lite.lite
    assert not capabilities_of("v3.2.2").lite


def test_a_feature_that_nobody_wrote_down_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        capabilities_of("v2.6.4").can("unheard-of")


def test_a_feature_that_turns_out_to_be_missing_is_taken_away() -> None:
    server = capabilities_of("v2.6.4")
    less = server.without(["nullable"]).without(["functions"])
    assert not less.can("nullable")
    assert not less.can("functions")
    assert less.can("analyzers")
    assert server.can("nullable")


@pytest.mark.parametrize(
    ("server", "feature", "told"),
    [
        (capabilities_of("v2.3.5"), "nullable", "Milvus 2.5.0 and newer"),
        (
            capabilities_of("milvus_lite-3.2.2"),
            "BinaryVector",
            "Milvus 2.3.0 and newer (not Milvus Lite)",
        ),
    ],
)
def test_who_has_a_feature_is_told(server: Capabilities, feature: str, told: str) -> None:
    assert server.needs(feature) == told


def test_lite_hides_what_milvus_shows() -> None:
    lite, milvus = capabilities_of("milvus_lite-3.2.2"), capabilities_of("v2.3.5")
    for row in HIDDEN:
        assert lite.hides(row.path) is row.lite
        assert milvus.hides(row.path) is (row.until is not None and row.until > (2, 3, 5))
    assert not lite.hides("Collection.fields.*.dim")
