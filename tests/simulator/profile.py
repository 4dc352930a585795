"""What tells one server version from another, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One server version. Every flag says what it is like there."""

    name: str
    version: Version
    #: What GetVersion answers.
    reported: str
    lite: bool = False
    #: Takes what it cannot serve, and has no number for most refusals: as 2.3.5 was observed.
    early: bool = False

    # --- databases
    #: RPCs that look at their own db_name only.
    ignore_header: frozenset[str] = frozenset()
    #: A collection in a database that is not there is a missing collection (100), not 800.
    hides_database: bool = False

    #: Dropping a database that is not there is an error.
    misses_dropped_database: bool = False

    # --- collections
    #: Parts of a schema that are dropped without a word: observed on 2.3.5; later servers
    #: do not know them either, before the milvus-proto of the version that brought them.
    drops: frozenset[str] = frozenset()
    most_vectors: int = 4
    default_key_partitions: int = 16
    most_partitions: int = 1024
    #: Text of partition names may have a dash.
    dashes_in_partitions: bool = True
    #: AlterCollection removes keys.
    deletes_properties: bool = True
    #: mmap.enabled and warmup are refused on a loaded collection.
    guards_mmap: bool = True
    #: A collection under an alias can be dropped; the alias goes with it.
    drops_under_alias: bool = False
    #: A collection under an alias can be renamed.
    renames_under_alias: bool = True
    #: description and consistency_level can be altered through AlterCollection.
    alters_description: bool = False
    alters_consistency: bool = False
    #: dynamicfield.enabled can be set; and unset again.
    enables_dynamic: bool = False
    disables_dynamic: bool = False
    #: Changes of the schema leave the highest field id among the properties.
    tells_field_id: bool = False
    #: Properties that a described collection has by itself.
    injected: tuple[tuple[str, str], ...] = ()

    #: The code of what has no number of its own.
    code_unnumbered: int = 65535

    # --- indexes
    default_metric: str = "COSINE"
    #: Scalar index types and what they can be on.
    auto_scalars: bool = True
    #: DropIndex without a name goes by the field.
    field_narrows_drop: bool = False
    #: A scalar index can be dropped while the collection is loaded.
    drops_loaded_scalar: bool = False
    #: A code of its own for what is refused about a loaded collection, a full name …
    code_index_loaded: int = 65535
    code_index_ambiguous: int = 65535
    code_duplicate: int = 65535

    # --- loading
    #: Every vector field needs an index before a load.
    needs_every_index: bool = True
    #: collection.replica.number changes a loaded collection.
    replicas_by_property: bool = True

    #: What a 3.0 needs for Text and for functions that are added; off by default.
    storage_v3: bool = False

    # --- access and nodes
    groups_have_config: bool = True
    #: Grants of every database are found under `*`, and hinder the drop of their role.
    sees_every_grant: bool = True

    def at_least(self, *version: int) -> bool:
        """Whether this is a Milvus of that version or later; never true for Lite."""
        return not self.lite and self.version >= (*version, *(0,) * (3 - len(version)))


_2_3 = Profile(
    name="2.3",
    version=(2, 3, 5),
    # The PyPI distribution of the standalone server; nothing to do with Milvus Lite.
    reported="v2.3.5-lite",
    ignore_header=frozenset({"ListAliases", "DescribeAlias"}),
    hides_database=True,
    early=True,
    drops=frozenset({"nullable", "clustering keys", "functions", "structs"}),
    most_vectors=1,
    default_key_partitions=64,
    most_partitions=4096,
    dashes_in_partitions=False,
    deletes_properties=False,
    guards_mmap=False,
    drops_under_alias=True,
    default_metric="IP",
    auto_scalars=False,
    needs_every_index=False,
    replicas_by_property=False,
    groups_have_config=False,
    sees_every_grant=False,
)

_2_4 = replace(
    _2_3,
    name="2.4",
    version=(2, 4, 23),
    reported="v2.4.23",
    ignore_header=frozenset(),
    hides_database=False,
    early=False,
    # Clustering keys came with milvus-proto 2.4.6.
    drops=frozenset({"nullable", "functions", "structs"}),
    most_vectors=4,
    default_key_partitions=16,
    most_partitions=1024,
    dashes_in_partitions=True,
    deletes_properties=True,
    guards_mmap=True,
    # Release notes of 2.4.14: renaming under an alias is banned (milvus#37208).
    renames_under_alias=False,
    # Release notes of 2.4.23.
    alters_consistency=True,
    default_metric="COSINE",
    auto_scalars=True,
    needs_every_index=True,
    replicas_by_property=True,
    groups_have_config=True,
    sees_every_grant=True,
)

_2_5 = replace(
    _2_4,
    name="2.5",
    version=(2, 5, 15),
    reported="v2.5.15",
    # nullable and functions came with milvus-proto 2.5.0, structs with 2.6.0.
    drops=frozenset({"structs"}),
    # Since 2.5.5 (milvus#40236); read in internal/rootcoord/drop_collection_task.go.
    drops_under_alias=False,
    renames_under_alias=True,
    alters_description=True,
    code_duplicate=1100,
)

_2_6 = replace(
    _2_5,
    name="2.6",
    version=(2, 6, 14),
    reported="v2.6.14",
    drops=frozenset(),
    # Read in milvus-io/milvus internal/rootcoord/ddl_callbacks_drop_database.go:
    # broadcastDropDatabase.
    misses_dropped_database=True,
    # Read in internal/rootcoord/ddl_callbacks_alter_collection_properties.go; 2.6.2's notes.
    enables_dynamic=True,
    drops_loaded_scalar=True,
    code_index_loaded=1100,
    code_index_ambiguous=702,
    injected=(("timezone", "UTC"),),
)

_3_0 = replace(
    _2_6,
    name="3.0",
    version=(3, 0, 0),
    reported="v3.0.0",
    # What other versions have no number for is an invalid parameter here: read in
    # milvus-io/milvus internal/proxy/ddl/task.go.
    code_unnumbered=1100,
    # Read in internal/rootcoord/ddl_callbacks_alter_collection_properties.go:
    # broadcastDisableDynamicField, updateMaxFieldIDProperty.
    disables_dynamic=True,
    tells_field_id=True,
)

_LITE = Profile(
    name="lite",
    version=(3, 2, 2),
    reported="milvus_lite-3.2.2",
    lite=True,
    alters_consistency=False,
)

PROFILES = {profile.name: profile for profile in (_2_3, _2_4, _2_5, _2_6, _3_0, _LITE)}
