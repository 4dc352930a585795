"""What labels choose: resources that have them, and what belongs to a collection that has."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.commands.selection import Selection
from migrator.manifest.project import load_project
from migrator.planning import desired_fingerprint
from tests.manifest.samples import TODAY, load_text, manifest, project_text

BOOKS = manifest(
    "Collection",
    "books",
    "{fields: [{name: v, dtype: FloatVector, dim: 4}], indexes: [{field_name: v}],"
    " partitions: [en], aliases: [reading]}",
    labels="{team: search, tier: gold}",
)
ALONE = manifest("Alias", "reading_too", "{collection_name: books}", labels="{tier: tin}")
TAPES = manifest("Collection", "tapes", "{aliases: [hearing]}", labels="{team: sound}")


@pytest.mark.parametrize(
    ("labels", "chosen"),
    [
        (
            {"team": "search"},
            ["Alias default/reading", "Alias default/reading_too", "Collection default/books",
             "Index default/books.v", "Partition default/books/en"],
        ),
        ({"team": "search", "tier": "tin"}, ["Alias default/reading_too"]),
        ({"team": "sound"}, ["Alias default/hearing", "Collection default/tapes"]),
        ({"team": "sound", "tier": "gold"}, []),
    ],
)  # fmt: skip
def test_what_belongs_to_a_collection_has_its_labels(
    labels: dict[str, str], chosen: list[str], tmp_path: Path
) -> None:
    state = load_text(tmp_path, BOOKS, ALONE, TAPES).state
    found = Selection(labels=labels).of(state)
    assert [str(address) for address in found.resources] == chosen


def test_what_is_set_is_in_the_fingerprint_that_a_plan_is_bound_to(tmp_path: Path) -> None:
    text = manifest("Collection", "a", "{num_shards: '${values.shards:-1}'}")
    tmp_path.joinpath("a.yaml").write_text(text, "utf-8")
    spec = "manifests: [a.yaml]\nconnections: {dev: {uri: dev.db}}\n"
    tmp_path.joinpath("migrator.yaml").write_text(project_text(spec), "utf-8")

    def fingerprint(**given: object) -> str:
        project = load_project(tmp_path, environ={}, given=given)
        return desired_fingerprint(project.manifests("dev", today=TODAY).state)

    assert fingerprint() == fingerprint(shards=1) != fingerprint(shards=2)
