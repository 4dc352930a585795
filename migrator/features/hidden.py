"""What a server takes and cannot show back."""

from __future__ import annotations

from migrator.features.rows import Hidden

HIDDEN: tuple[Hidden, ...] = (
    Hidden("Collection.description", None, lite=True, why="dropped"),
    Hidden("Collection.fields.*.description", None, lite=True, why="dropped"),
    Hidden("Collection.functions.*.description", None, lite=True, why="dropped"),
    Hidden("Collection.consistency_level", None, lite=True, why="always Strong"),
    Hidden("Collection.num_shards", None, lite=True, why="always 1"),
    Hidden("Collection.num_partitions", None, lite=True, why="always 16"),
    Hidden("Collection.fields.*[Array].max_length", None, lite=True, why="dropped"),
    Hidden("Collection.fields.*.mmap_enabled", None, lite=True, why="dropped"),
    Hidden("Collection.fields.*.type_params", None, lite=True, why="dropped"),
    Hidden(
        "Collection.load",
        None,
        lite=True,
        why="forgotten when the server ends; a collection without an index is always loaded",
    ),
    Hidden("Index.index_name", None, lite=True, why="always the field's name"),
    Hidden("Index.mmap_enabled", None, lite=True, why="dropped"),
    Hidden("Index.properties", None, lite=True, why="dropped"),
)
