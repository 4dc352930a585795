"""Overlays: what is merged and how, what is refused, and where findings point to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from migrator.address import Address
from migrator.findings import Finding
from migrator.manifest.dump import dump
from migrator.manifest.emit import emit
from migrator.manifest.load import Manifests, Parsed, compose
from migrator.manifest.overlays import UNMATCHED, overlay
from migrator.manifest.substitution import Values
from migrator.manifest.yaml import read
from migrator.model import State
from tests.manifest.random_resources import states
from tests.manifest.samples import COLLECTION, TODAY, addresses, manifest

BASE = """\
apiVersion: migrator/v1
kind: Collection
metadata: {name: a, labels: {team: search}}
spec:
  num_shards: 1
  fields:
    - {name: id, dtype: Int64, is_primary: true}
    - {name: text, dtype: VarChar, max_length: 10}
    - {name: meta, dtype: JSON}
    - {name: v, dtype: FloatVector, dim: 4}
  indexes:
    - {field_name: v, index_type: HNSW, metric_type: L2, params: {M: 16, efConstruction: 64}}
    - field_name: meta
      index_name: lang
      index_type: INVERTED
      params: {json_path: /lang, json_cast_type: varchar}
    - field_name: meta
      index_name: year
      index_type: INVERTED
      params: {json_path: 'meta["year"]', json_cast_type: double}
  partitions: [en, {name: de, ensure: absent}]
  aliases: [live]
  properties: {collection.ttl.seconds: 60, mmap.enabled: true}
"""
A = Address("Collection", "default", "a")


def parsed(text: str, file: str = "base.yaml") -> Parsed:
    trees, findings = read(text, file)
    assert findings == []
    return Parsed((), tuple(trees), ())


def overlaid(base: str, *overlays: str, **values: object) -> Manifests:
    """Lay texts over one, as the files 1.yaml, 2.yaml, …"""
    layers = Parsed.of(parsed(text, f"{n}.yaml") for n, text in enumerate(overlays, 1))
    return compose(parsed(base), Values(values), today=TODAY, overlays=layers)


def over(spec: str, kind: str = "Collection", name: str = "a") -> str:
    return manifest(kind, name, spec)


def spec_of(manifests: Manifests, address: Address = A) -> Any:
    assert list(manifests.findings) == []
    resource = manifests.state.get(address)
    assert resource is not None
    return resource.spec.managed()


def index(path: str) -> Address:
    return Address("Index", "default", f"a.{path}")


def test_scalars_are_replaced_and_mappings_are_merged() -> None:
    found = spec_of(
        overlaid(BASE, over("{num_shards: 2, properties: {mmap.enabled: false, x: 1}}"))
    )
    assert found["num_shards"] == 2
    assert found["properties"] == {
        "collection.ttl.seconds": "60",
        "mmap.enabled": "false",
        "x": "1",
    }


def test_null_still_removes_a_live_property() -> None:
    found = spec_of(overlaid(BASE, over("{properties: {collection.ttl.seconds: null}}")))
    assert found["properties"] == {"collection.ttl.seconds": None, "mmap.enabled": "true"}


@pytest.mark.parametrize(
    "fields",
    [
        "[{name: text, max_length: 99}, {name: new, dtype: Int8}]",
        "[{field_name: text, max_length: 99}, {name: new, dtype: Int8}]",
        "{text: {max_length: 99}, new: {dtype: Int8}}",
    ],
)
def test_fields_are_merged_by_name_and_new_ones_come_last(fields: str) -> None:
    found = spec_of(overlaid(BASE, over(f"{{fields: {fields}}}")))["fields"]
    assert list(found) == ["id", "text", "meta", "v", "new"]
    assert found["text"] == {"dtype": "VarChar", "max_length": 99}


@pytest.mark.parametrize("fields", ["[{name: text, max_length: 9}]", "{text: {max_length: 9}}"])
def test_fields_that_are_a_mapping_by_name_are_merged_too(fields: str) -> None:
    base = over("{fields: {id: {dtype: Int64}, text: {dtype: VarChar, max_length: 1}}}")
    found = spec_of(overlaid(base, over(f"{{fields: {fields}}}")))["fields"]
    assert found == {"id": {"dtype": "Int64"}, "text": {"dtype": "VarChar", "max_length": 9}}


def test_another_word_for_a_key_replaces_it() -> None:
    text = over("{shards_num: 3, fields: [{name: text, datatype: JSON, $remove: [max_length]}]}")
    found = spec_of(overlaid(BASE, text))
    assert (found["num_shards"], found["fields"]["text"]) == (3, {"dtype": "JSON"})


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ("{field_name: v, params: {M: 8}}", "v"),
        ("{field_name: meta, params: {json_path: /year, json_cast_type: varchar}}", "meta/year"),
        ("{field_name: meta, index_name: lang, params: {json_cast_type: double}}", "meta/lang"),
        ("{name: lang, params: {json_cast_type: double}}", "meta/lang"),
    ],
)
def test_indexes_are_merged_by_field_path_or_name(item: str, address: str) -> None:
    manifests = overlaid(BASE, over(f"{{indexes: [{item}]}}"))
    before = spec_of(overlaid(BASE), index(address))
    after = spec_of(manifests, index(address))
    assert len(manifests.state.of_kind("Index")) == 3
    assert before["index_type"] == after["index_type"]
    assert before["params"].keys() == after["params"].keys()
    assert before["params"] != after["params"]


def test_type_and_metric_win_over_those_inside_params() -> None:
    base = over("{indexes: [{field_name: v, params: {index_type: HNSW, metric_type: L2, M: 8}}]}")
    text = over("{indexes: [{field_name: v, index_type: FLAT, params: {$remove: [M]}}]}")
    assert spec_of(overlaid(base, text), index("v")) == {
        "field_name": "v",
        "index_type": "FLAT",
        "metric_type": "L2",
        "params": {},
    }


def test_partitions_and_aliases_are_merged_by_name() -> None:
    text = (
        "{partitions: [fr, {name: en, ensure: absent}, {name: de, ensure: present}],"
        " aliases: [live, b]}"
    )
    manifests = overlaid(BASE, over(text))
    assert manifests.findings == ()
    assert [each for each in addresses(manifests) if "Index" not in each] == [
        "Alias default/b",
        "Alias default/live",
        "Collection default/a",
        "Partition default/a/de",
        "-Partition default/a/en",
        "Partition default/a/fr",
    ]


def test_a_list_of_plain_values_is_replaced() -> None:
    base = over("{load: {resource_groups: [a, b]}, functions: [{name: f, type: BM25,"
                " input_field_names: [x]}]}")  # fmt: skip
    text = over("{load: {resource_groups: [c]}, functions: {f: {input_field_names: [y, z]}}}")
    found = spec_of(overlaid(base, text))
    assert found["load"] == {"resource_groups": ["c"]}
    assert found["functions"]["f"]["input_field_names"] == ["y", "z"]


def test_metadata_are_merged() -> None:
    text = manifest("Collection", "a", labels="{stage: prod}", protect="true")
    (found,) = overlaid(BASE, text).state.of_kind("Collection")
    assert found.metadata.labels == {"team": "search", "stage": "prod"}
    assert found.metadata.protect


@pytest.mark.parametrize(
    ("spec", "gone"),
    [
        ("{partitions: [{name: en, $remove: true}]}", ["Partition default/a/en"]),
        ("{partitions: {$remove: [en]}}", ["Partition default/a/en"]),
        ("{indexes: [{field_name: v, $remove: true}]}", ["Index default/a.v"]),
        ("{indexes: {$remove: [v]}}", ["Index default/a.v"]),
        ("{indexes: [{index_name: year, $remove: true}]}", ["Index default/a.meta/year"]),
        ("{aliases: {$remove: true}}", ["Alias default/live"]),
        ("{$remove: [aliases]}", ["Alias default/live"]),
    ],
)
def test_what_is_removed_is_not_declared(spec: str, gone: list[str]) -> None:
    manifests = overlaid(BASE, over(spec))
    assert manifests.findings == ()
    before = [str(address) for address in overlaid(BASE).state.resources]
    assert [str(a) for a in manifests.state.resources] == [a for a in before if a not in gone]


def test_keys_are_removed_before_the_rest_is_merged() -> None:
    text = (
        "{indexes: [{field_name: v, index_type: IVF_FLAT, $remove: [params], params: {nlist: 8}}]}"
    )
    found = spec_of(overlaid(BASE, over(text)), index("v"))
    assert (found["index_type"], found["params"]) == ("IVF_FLAT", {"nlist": "8"})


def test_a_field_is_removed() -> None:
    text = over("{fields: {$remove: [meta]}, indexes: [{name: lang, $remove: true}, "
                "{name: year, $remove: true}], num_shards: {$remove: true}}")  # fmt: skip
    found = spec_of(overlaid(BASE, text))
    assert list(found["fields"]) == ["id", "text", "v"]
    assert "num_shards" not in found


def test_a_document_is_removed() -> None:
    base = BASE + "---\n" + manifest("Database", "b")
    manifests = overlaid(base, manifest("Database", "b") + "$remove: true\n")
    assert manifests.findings == ()
    assert "Database b" not in addresses(manifests)


def test_later_overlays_win() -> None:
    texts = [over("{num_shards: 2, partitions: [fr]}"), over("{num_shards: 3}")]
    manifests = overlaid(BASE, *texts)
    assert spec_of(manifests)["num_shards"] == 3
    assert "Partition default/a/fr" in addresses(manifests)
    assert str(manifests.locate(A, ("num_shards",))) == "2.yaml:4:20"
    assert str(manifests.locate(Address("Partition", "default", "a/fr"))) == "1.yaml:4:36"


def test_values_are_put_into_manifests_first_and_into_overlays() -> None:
    base = manifest("Collection", "'${values.name}'", "{fields: '${values.fields}'}")
    text = over("{fields: [{name: '${values.field}', max_length: '${values.n:-7}'}]}")
    fields = [{"name": "x", "dtype": "VarChar", "max_length": 1}]
    manifests = overlaid(base, text, name="a", field="x", fields=fields)
    assert spec_of(manifests) == {"fields": {"x": {"dtype": "VarChar", "max_length": 7}}}
    assert str(manifests.locate(A, ("fields", "x", "dtype"))) == "base.yaml:4:16"
    assert str(manifests.locate(A, ("fields", "x", "max_length"))).startswith("1.yaml:4:")


def test_what_is_put_in_is_not_looked_at_again() -> None:
    base = over("{description: '${values.text}', num_shards: 1}")
    found = overlaid(base, over("{num_shards: 2}"), text="$${values.x} ${y}")
    assert spec_of(found)["description"] == "$${values.x} ${y}"


CHILDREN = "---\n".join(
    [
        over("{fields: [{name: v, dtype: FloatVector, dim: 4}]}"),
        manifest("Index", "by_v", "{collection: a, field_name: v, params: {M: 4}}"),
        manifest("Partition", "en", "{collection_name: a}"),
        manifest("Alias", "live", "{collection_name: a}"),
    ]
)


def test_children_are_overlaid_wherever_they_are_declared() -> None:
    """An overlay may say inside the collection what has a document of its own, or the reverse."""
    inside = over(
        "{indexes: [{field_name: v, params: {M: 8}}], aliases: {$remove: [live]},"
        " partitions: [{name: en, ensure: absent}, de]}"
    )
    alone = "---\n".join(
        [
            manifest("Index", "by_v", "{collection_name: a, field_name: v, params: {M: 8}}"),
            manifest("Partition", "en", "{collection_name: a}", ensure="absent"),
            over("{partitions: [de]}"),
            manifest("Alias", "live", "{collection_name: a}") + "$remove: true\n",
        ]
    )
    inline = over(
        "{fields: [{name: v, dtype: FloatVector, dim: 4}], partitions: [en], aliases: [live],"
        " indexes: [{field_name: v, index_name: by_v, params: {M: 4}}]}"
    )
    for base in (CHILDREN, inline):
        for text in (inside, alone):
            manifests = overlaid(base, text)
            assert spec_of(manifests, index("v"))["params"] == {"M": "8"}
            assert addresses(manifests) == [
                "Collection default/a",
                "Index default/a.v",
                "Partition default/a/de",
                "-Partition default/a/en",
            ]


ROLE = manifest(
    "Role",
    "reader",
    """
  grants:
    - {privilege: Search, object_name: books}
    - {privilege: Query, collection_name: books, db_name: shop}
    - {privilege: CreateCollection, object_type: Global}
""",
)


def grants_of(manifests: Manifests) -> dict[str, bool]:
    assert list(manifests.findings) == []
    grants = manifests.state.of_kind("Grant")
    return {str(each.address): each.metadata.absent for each in grants}


def test_grants_are_merged_by_all_that_they_say() -> None:
    search, make = "Grant reader/Search/default/books", "Grant reader/CreateCollection/default/*"
    query = "Grant reader/Query/shop/books"
    layer = over(
        """
  grants:
    # The same in other words.
    - {privilege: Search, object_type: Collection, object_name: books, db_name: default}
    - {privilege: Query, object_name: books, db_name: shop, $remove: true}
    - {privilege: CreateCollection, ensure: absent}
    - {privilege: Query, object_name: books}
""",
        kind="Role",
        name="reader",
    )
    assert grants_of(overlaid(ROLE)) == {search: False, query: False, make: False}
    more = {"Grant reader/Query/default/books": False}
    assert grants_of(overlaid(ROLE, layer)) == {search: False, make: True, **more}


def test_an_alias_is_moved() -> None:
    moved = over("{collection_name: b}", "Alias", "live")
    found = overlaid(CHILDREN, moved)
    assert spec_of(found, Address("Alias", "default", "live")) == {"collection_name": "b"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (over("{}", name="b"), "1.yaml:1:1: error MIG330: Collection default/b: no manifest "
         "declares what this overlay is for (did you mean Collection default/a?)"),
        (manifest("Partition", "fr", "{collection_name: a}"), "1.yaml:1:1: error MIG330: "
         "Partition default/a/fr: no manifest declares what this overlay is for (did you mean "
         "Partition default/a/en?)"),
        (manifest("Approval", "x", "{}"), "1.yaml:2:7: error MIG331: Approval x: an approval takes "
         "no overlay (write one for each connection, with spec.connections)"),
        (over("{fields: {$remove: [txt]}}"), "1.yaml:4:27: error MIG332: Collection default/a: "
         "there is no 'txt' to take away (did you mean text?)"),
        (over("{$remove: [load]}"), "1.yaml:4:18: error MIG332: Collection default/a: there is no "
         "'load' to take away (known are num_shards, fields, indexes, partitions, aliases, "
         "properties)"),
        (over("{aliases: [{name: dead, $remove: true}]}"), "1.yaml:4:18: error MIG332: Collection "
         "default/a: there is no 'dead' to take away (known are live)"),
        (over("{grants: [{privilege: Load, $remove: true}]}", "Role", "reader"),
         "1.yaml:4:17: error MIG332: Role reader: there is no 'Load' to take away (known are "
         "Search, Query, CreateCollection)"),
        (over("{properties: {$remove: 1}}"), "1.yaml:4:30: error MIG333: Collection default/a: "
         "$remove must be a list of keys, or true for the whole (write $remove: [key], or "
         "$remove: true)"),
        (over("{fields: [{name: text, $remove: true, dtype: JSON}]}"), "1.yaml:4:45: error MIG333: "
         "Collection default/a: dtype stands beside $remove: true, which takes the whole away "
         "(remove it, or write $remove: [key])"),
        (over("{num_shards: 1}") + "$remove: true\n", "1.yaml:4:8: error MIG333: Collection "
         "default/a: spec.num_shards stands beside $remove: true, which takes all away (remove "
         "it)"),
        (over("{}") + "$remove: [spec]\n", "1.yaml:5:10: error MIG333: Collection default/a: "
         "$remove of a document must be true, not a list"),
        ("apiVersion: migrator/v1\nkind: Index\n", "1.yaml:1:1: error MIG334: the overlay does not "
         "say which resource it is for (write metadata.name; for an index spec.collection_name "
         "and spec.field_name)"),
        (manifest("Index", "x", "{collection: a, field_name: v}", labels="{a: b}"),
         "1.yaml:3:21: error MIG315: Index default/a.v: metadata.labels has no place where a "
         "collection's list declares the resource (declare it in a document of its own)"),
        ("[]", "1.yaml:1:1: error MIG310: an overlay is a mapping, not a list (begin with "
         "apiVersion: migrator/v1)"),
        (over("{num_shards: many}"), "1.yaml:4:20: error MIG303: Collection default/a: num_shards "
         "must be a whole number, not 'many'"),
        (over("{fields: [{name: text, max_lenght: 1}]}"), "1.yaml:4:30: error MIG301: Collection "
         "default/a: unknown key 'max_lenght' in fields.text (did you mean max_length?)"),
        (over("{fields: [{name: text}, {name: text}]}"), "1.yaml:4:31: error MIG304: Collection "
         "default/a: the name text stands twice in fields; first at base.yaml:8:7 (rename or "
         "remove one)"),
        (over("{shards_num: 1, num_shards: 1}"), "1.yaml:4:23: error MIG306: Collection default/a: "
         "num_shards and shards_num mean the same (keep one of the two)"),
        (over("{num_shards: '${values.x}'}"), "1.yaml:4:20: error MIG231: Collection default/a: "
         "values.x is not defined (define it in the project file; ${values.x:-…} gives a "
         "default)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_is_written(text: str, problem: str) -> None:
    assert [str(found) for found in overlaid(f"{BASE}---\n{ROLE}", text).findings] == [problem]


def test_an_undefined_value_of_an_overlaid_manifest_is_told_once() -> None:
    base = over("{num_shards: '${values.x}', description: a}")
    (found,) = overlaid(base, over("{description: b}")).findings
    assert (found.code, str(found.source)) == ("MIG231", "base.yaml:4:20")


def test_a_manifest_that_no_overlay_is_for_is_left_alone() -> None:
    base = parsed(BASE + "---\n" + over("{}", name="b"))
    findings: list[Finding] = []
    (layer,) = parsed(over("{num_shards: 2}", name="b")).trees
    first, second = overlay(base.trees, [layer], Values(), findings)
    assert first.tree is base.trees[0]
    assert second.tree is not base.trees[1]
    assert findings == []


def told(manifests: Manifests) -> list[object]:
    """Return all that manifests say and where they say it."""
    resources = manifests.state.resources.values()
    places = [str(manifests.locate(each.address, ("fields",))) for each in resources]
    return [*manifests.findings, *((r, r.metadata, r.source) for r in resources), *places]


def without_overlays(base: Parsed) -> Manifests:
    return compose(base, Values(), today=TODAY)


@settings(max_examples=60)
@given(states)
def test_an_overlay_that_says_nothing_changes_nothing(state: State) -> None:
    base = parsed(dump(state.resources.values()))
    nothing = [emit(_names_only(tree.data), frozenset()) for tree in base.trees]
    layers = parsed("---\n".join(nothing), "nothing.yaml")
    found = compose(base, Values(), today=TODAY, overlays=layers)
    assert told(found) == told(without_overlays(base))


@settings(max_examples=60)
@given(states)
def test_a_document_laid_over_itself_changes_nothing(state: State) -> None:
    base = parsed(dump(state.resources.values()))
    again = parsed(dump(state.resources.values()), "again.yaml")
    for layers in (again, base):
        found = compose(base, Values(), today=TODAY, overlays=layers)
        assert told(found) == told(without_overlays(base))


@pytest.mark.parametrize("spec", ["{num_shards: 2}", "{fields: [{name: x, dtype: JSON}]}"])
def test_an_overlay_that_is_laid_twice_is_laid_once(spec: str) -> None:
    layer = over(spec, name="articles")
    once, twice = overlaid(COLLECTION, layer), overlaid(COLLECTION, layer, layer)
    assert once.state == twice.state


def test_what_is_not_found_can_be_told_apart() -> None:
    codes = [found.code for found in overlaid(BASE, over("{}", name="b")).findings]
    assert set(codes) <= UNMATCHED


def _names_only(data: Any) -> dict[str, Any]:
    spec = data.get("spec") or {}
    kept = {key: spec[key] for key in ("collection_name", "field_name") if key in spec}
    params = spec.get("params") or {}
    if data["kind"] == "Index" and "json_path" in params:
        kept["params"] = {"json_path": params["json_path"]}
    metadata = data.get("metadata", {})
    names = {key: metadata[key] for key in ("name", "database") if key in metadata}
    return {**data, "metadata": names, "spec": kept}
