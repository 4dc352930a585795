"""The migrations that are walked: together they use every kind of step that a server has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from migrator.capabilities import Capabilities
from tests.contract.world import approval, document

Manifest = Mapping[str, object]

ROWS = 7

ID = {"name": "id", "dtype": "Int64", "is_primary": True}
TEXT = {"name": "text", "dtype": "VarChar", "max_length": 64}
V = {"name": "v", "dtype": "FloatVector", "dim": 4}
FIELDS = [ID, TEXT, V]
HNSW = {
    "field_name": "v",
    "index_type": "HNSW",
    "metric_type": "L2",
    "params": {"M": 8, "efConstruction": 32},
}
IVF = {"field_name": "v", "index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": 16}}
SEARCH = {"privilege": "Search", "object_name": "kept"}
#: Beside the manifests of each walked project there is a file of that name.
PASSWORD = "${file:password}"
LOADED = {"state": "loaded"}
ABSENT = {"ensure": "absent"}


class How(Enum):
    """How the walked apply comes about."""

    PLANNED = "the base, then the manifests"
    RESTORING = "the base, a change that was killed in its window, then the manifests"
    ROLLING_BACK = "the base, the manifests, then a rollback to the base"


@dataclass(frozen=True, slots=True)
class Migration:
    """From what to what: manifests that are applied first, those whose apply is walked.

    ``rows`` are the collections that get rows after the base. ``kept`` are those that have
    all of them at the end, ``loaded`` those that are loaded then; both by their last name.
    """

    name: str
    base: tuple[Manifest, ...]
    desired: tuple[Manifest, ...]
    rows: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    how: How = How.PLANNED
    broken: tuple[Manifest, ...] = field(default=())


def collection(name: str, /, **spec: Any) -> Manifest:
    """A collection that has an index and is loaded unless it is said otherwise."""
    given = {"fields": FIELDS, "indexes": [HNSW], "load": LOADED, **spec}
    return document("Collection", name, given)


#: Declared and never changed; and one that nobody declares any more.
KEPT = collection("kept")
STRANGER = collection("stranger")
ALWAYS = ("kept", "stranger")


def migrations(capabilities: Capabilities) -> Iterator[Migration]:
    """Give the migrations that a server can do, in the order of their names."""
    every = [
        *_access(capabilities),
        _dropped(),
        _first(capabilities),
        *_embedding(capabilities),
        *_functions(capabilities),
        _in_place(capabilities),
        *_partly_loaded(capabilities),
        _recreated(),
        _renamed(),
        _restored(),
        _rolled_back(),
        _window(),
    ]
    yield from sorted(every, key=lambda migration: migration.name)


def _first(capabilities: Capabilities) -> Migration:
    """Everything from nothing, on a server that no apply has seen."""
    shop = {"properties": {"database.max.collections": 9}}
    can = capabilities.can("database-properties")
    inner = document("Collection", "orders", {"fields": FIELDS, "indexes": [HNSW]}, database="shop")
    return Migration(
        "first",
        (),
        (
            document("Database", "shop", shop if can else {}),
            inner,
            collection("articles", partitions=["de", "en"], aliases=["live"]),
        ),
        loaded=("articles",),
    )


def _window() -> Migration:
    """An index built anew in a window; whether the collection is loaded is not declared."""
    spec = {"fields": FIELDS, "properties": {"note": "a"}}
    return Migration(
        "window",
        (collection("articles", aliases=["live"]), KEPT, STRANGER),
        (document("Collection", "articles", {**spec, "indexes": [IVF]}), KEPT),
        rows=("articles", *ALWAYS),
        kept=("articles", *ALWAYS),
        loaded=("articles", *ALWAYS),
    )


def _restored() -> Migration:
    """What a killed window took away, put back by an apply that is about something else."""
    undeclared = document("Collection", "articles", {"fields": FIELDS})
    return Migration(
        "restore",
        (collection("articles"), KEPT, STRANGER),
        (undeclared, KEPT, document("Collection", "papers", {"fields": FIELDS})),
        rows=("articles", *ALWAYS),
        kept=("articles", *ALWAYS),
        loaded=("articles", *ALWAYS),
        how=How.RESTORING,
        broken=(document("Collection", "articles", {"fields": FIELDS, "indexes": [IVF]}), KEPT),
    )


def _in_place(capabilities: Capabilities) -> Migration:
    """Everything that a server changes in place, on a loaded collection with rows."""
    text: dict[str, Any] = dict(TEXT)
    fields: list[Mapping[str, Any]] = [ID, text, V]
    indexes: list[Mapping[str, Any]] = [dict(HNSW)]
    spec: dict[str, Any] = {"properties": {"collection.ttl.seconds": 9640000, "note": "b"}}
    if capabilities.can("delete-properties"):
        spec["properties"]["gone"] = None
    if capabilities.can("alter-description"):
        spec["description"] = "two"
    if capabilities.can("alter-max-length"):
        text["max_length"] = 99
    if capabilities.can("add-field"):
        fields.append({"name": "n", "dtype": "Int64", "nullable": True})
    if capabilities.can("add-struct-field"):
        inner = {"fields": [{"name": "page", "dtype": "Int32"}]}
        fields.append(
            {
                "name": "chunks",
                "dtype": "Array",
                "element_type": "Struct",
                "max_capacity": 4,
                "nullable": True,
                "struct_schema": inner,
            }
        )
    if capabilities.can("alter-index"):
        indexes[0] = {**HNSW, "mmap_enabled": True}
    properties = {"collection.ttl.seconds": 8640000, "note": "a", "gone": "x"}
    database: list[Manifest] = []
    altered: list[Manifest] = []
    if capabilities.can("alter-database"):
        database = [_shop(9)]
        altered = [_shop(8)]
    return Migration(
        "in place",
        (*database, collection("articles", description="one", properties=properties), KEPT),
        (*altered, collection("articles", fields=fields, indexes=indexes, **spec), KEPT),
        rows=("articles", "kept"),
        kept=("articles", "kept"),
        loaded=("articles", "kept"),
    )


def _shop(most: int) -> Manifest:
    return document("Database", "shop", {"properties": {"database.max.collections": most}})


def _functions(capabilities: Capabilities) -> Iterator[Migration]:
    """Functions and fields that come and go, where a server has that at all."""
    if not (capabilities.can("add-function") and capabilities.can("drop-field")):
        return
    text = {**TEXT, "enable_analyzer": True}
    sparse = {"name": "s", "dtype": "SparseFloatVector"}
    bm25 = {
        "name": "bm25",
        "function_type": "BM25",
        "input_field_names": ["text"],
        "output_field_names": ["s"],
    }
    old = {"name": "old", "dtype": "Int64", "nullable": True}
    yield Migration(
        "functions",
        (collection("articles", fields=[ID, text, old, V], functions=[]), KEPT, STRANGER),
        (
            collection(
                "articles",
                fields=[ID, text, V, sparse],
                functions=[bm25],
            ),
            KEPT,
            approval("drop-field", "Field default/articles.old"),
        ),
        rows=("articles", *ALWAYS),
        kept=("articles", *ALWAYS),
        loaded=("articles", *ALWAYS),
    )


def _access(capabilities: Capabilities) -> Iterator[Migration]:
    """Users, roles, grants and groups that come, change and go, where a server has them."""
    if not capabilities.can("access"):
        return

    def user(name: str, *roles: str) -> Manifest:
        return document("User", name, {"password": PASSWORD, "roles": list(roles)})

    def role(name: str, *grants: Mapping[str, str]) -> Manifest:
        return document("Role", name, {"grants": list(grants)})

    def room(name: str, **more: object) -> Manifest:
        return document("ResourceGroup", name, {"requests": {"node_num": 0}, **more})

    def gone(kind: str, name: str) -> Iterator[Manifest]:
        words = {"PrivilegeGroup": "privilege-group", "ResourceGroup": "resource-group"}
        yield document(kind, name, **ABSENT)
        yield approval(f"drop-{words.get(kind, kind.lower())}", f"{kind} {name}")

    base = [role("reader", SEARCH), role("old"), user("ann", "old"), user("eve"), room("first")]
    desired = [
        role("reader", {**SEARCH, **ABSENT}, {**SEARCH, "privilege": "Query"}),
        approval("revoke-grant", "Grant reader/Search/default/kept"),
        user("ann", "reader"),
        approval("revoke-grant", "User ann"),
        user("bob", "reader"),
        *gone("Role", "old"),
        *gone("User", "eve"),
        *gone("ResourceGroup", "first"),
        room("second"),
    ]
    if capabilities.can("resource-group-config"):
        base.append(room("third"))
        desired.append(room("third", limits={"node_num": 3}))
    if capabilities.can("privilege-groups"):
        base += [
            document("PrivilegeGroup", name, {"privileges": ["Search"]}) for name in ("few", "lost")
        ]
        more = {"privilege": "new", "collection_name": "kept"}
        desired += [
            document("PrivilegeGroup", "few", {"privileges": ["Search", "Query"]}),
            document("PrivilegeGroup", "new", {"privileges": ["Query"]}),
            *gone("PrivilegeGroup", "lost"),
            role("writer", more),
        ]
    yield Migration("access", (KEPT, *base), (KEPT, *desired), ("kept",), ("kept",), ("kept",))


def _embedding(capabilities: Capabilities) -> Iterator[Migration]:
    """A function that a provider serves, added to one collection and changed in another."""
    if not capabilities.can("alter-embedding-function"):
        return

    def embedded(name: str, *models: str) -> Manifest:
        functions = [
            {
                "name": "embed",
                "function_type": "TextEmbedding",
                "input_field_names": ["text"],
                "output_field_names": ["v"],
                "params": {"provider": "openai", "model_name": model},
            }
            for model in models
        ]
        return collection(name, functions=functions)

    yield Migration(
        "embedding",
        (embedded("articles", "small"), embedded("papers"), KEPT, STRANGER),
        (embedded("articles", "large"), embedded("papers", "small"), KEPT),
        rows=ALWAYS,
        kept=ALWAYS,
        loaded=("articles", "papers", *ALWAYS),
    )


def _dropped() -> Migration:
    """Everything that goes, approved, beside what stays."""
    gone = document("Collection", "orders", {"fields": FIELDS}, database="shop")
    return Migration(
        "drops",
        (
            document("Database", "shop", {}),
            gone,
            collection("articles", partitions=["de", "en"], aliases=["live", "old"]),
            collection("papers", aliases=["papers_live"]),
            KEPT,
            STRANGER,
        ),
        (
            document("Database", "shop", **ABSENT),
            document("Collection", "orders", database="shop", **ABSENT),
            collection("articles", partitions=["de"], aliases=["live"]),
            document("Partition", "en", {"collection_name": "articles"}, **ABSENT),
            document("Alias", "old", {"collection_name": "articles"}, **ABSENT),
            document("Collection", "papers", **ABSENT),
            document("Alias", "papers_live", {"collection_name": "papers"}, **ABSENT),
            KEPT,
            approval("drop-database", "Database shop"),
            approval("drop-collection", "Collection shop/orders"),
            approval("drop-collection", "Collection default/papers"),
            approval("drop-partition", "Partition default/articles/en"),
            approval("drop-alias", "Alias default/old"),
            approval("drop-alias", "Alias default/papers_live"),
        ),
        rows=("articles", "papers", *ALWAYS),
        kept=("articles", *ALWAYS),
        loaded=("articles", *ALWAYS),
    )


def _renamed() -> Migration:
    """A collection that takes a new name and a partition, and an alias that moves to another."""
    renamed = document(
        "Collection",
        "essays",
        {"fields": FIELDS, "indexes": [HNSW], "partitions": ["de", "en"], "load": LOADED},
        previous_name="articles",
    )
    return Migration(
        "rename",
        (collection("articles", partitions=["de"], aliases=["live"]), KEPT, STRANGER),
        (renamed, collection("kept", aliases=["live"])),
        rows=("articles", *ALWAYS),
        kept=("essays", *ALWAYS),
        loaded=("essays", *ALWAYS),
    )


def _recreated() -> Migration:
    """A collection that is proven empty, dropped and made anew with another key."""
    spec = {"replace": {"strategy": "recreate"}, "partitions": ["de"], "aliases": ["live"]}
    other = [{**ID, "dtype": "VarChar", "max_length": 9}, TEXT, V]
    return Migration(
        "recreate",
        (collection("drafts", **spec), KEPT, STRANGER),
        (collection("drafts", **{**spec, "fields": other}), KEPT),
        rows=ALWAYS,
        kept=ALWAYS,
        loaded=("drafts", *ALWAYS),
    )


def _partly_loaded(capabilities: Capabilities) -> Iterator[Migration]:
    """Single partitions that are loaded, let go of for an index, and loaded again."""
    if not capabilities.can("load-partitions"):
        return
    load = {"state": "loaded", "partitions": ["de"]}
    yield Migration(
        "partly loaded",
        (collection("articles", partitions=["de", "en"], load=load), KEPT, STRANGER),
        (
            document(
                "Collection",
                "articles",
                {"fields": FIELDS, "indexes": [IVF], "partitions": ["de", "en", "fr"]},
            ),
            KEPT,
        ),
        rows=("articles", *ALWAYS),
        kept=("articles", *ALWAYS),
        loaded=("articles", *ALWAYS),
    )


def _rolled_back() -> Migration:
    """Back to what was before: another index, an alias, a property."""
    return Migration(
        "rollback",
        (
            collection("articles", aliases=["live"], properties={"note": "a"}),
            collection("papers"),
            KEPT,
        ),
        (
            collection("articles", indexes=[IVF], properties={"note": "b"}),
            collection("papers", aliases=["live"]),
            KEPT,
        ),
        rows=("articles", "papers", "kept"),
        kept=("articles", "papers", "kept"),
        loaded=("articles", "papers", "kept"),
        how=How.ROLLING_BACK,
    )
