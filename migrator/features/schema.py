"""What collections and indexes may have: types, attributes, index types."""

from __future__ import annotations

from migrator.features.rows import LITE, OBSERVED, V2_3, V2_4, V2_5, V2_6, V3_0, Feature

TYPES = (
    Feature("BinaryVector", "BinaryVector", V2_3, None, OBSERVED),
    Feature("Float16Vector", "Float16Vector", V2_4, None, "release notes 2.4.0"),
    Feature("BFloat16Vector", "BFloat16Vector", V2_4, None, "release notes 2.4.0"),
    Feature("SparseFloatVector", "SparseFloatVector", V2_4, LITE, "release notes 2.4.0"),
    Feature("Int8Vector", "Int8Vector", V2_6, None, "release notes 2.6.0"),
    Feature("Geometry", "Geometry", V2_6, LITE, "release notes 2.6.x"),
    Feature("Timestamptz", "Timestamptz", V2_6, LITE, "release notes 2.6.x"),
    Feature("Text", "Text", V3_0, None, "protocol of 3.0"),
    Feature("Struct", "arrays of structs", (2, 6, 4), None, "release notes 2.6.4"),
)

SCHEMA = (
    Feature("nullable", "nullable fields", V2_5, LITE, "release notes 2.5.0"),
    Feature("clustering-key", "clustering keys", V2_4, None, "release notes 2.4.6"),
    Feature("functions", "functions", V2_5, LITE, "release notes 2.5.0"),
    Feature("analyzers", "text analysis", V2_5, LITE, "release notes 2.5.0"),
    Feature("text-match", "text match", V2_5, LITE, "release notes 2.5.0"),
    Feature("several-vectors", "more than one vector field", V2_4, LITE, "release notes 2.4.0"),
    Feature("varchar-auto-id", "automatic VarChar keys", V2_3, None, OBSERVED),
    Feature(
        "omitted-defaults",
        "rows that leave a field with a default out",
        V2_4,
        LITE,
        "observed on 2.3.5: such an insert ends the server",
    ),
)

INDEXES = (
    Feature("index:INVERTED", "INVERTED indexes", V2_4, LITE, "release notes 2.4.0"),
    Feature("index:BITMAP", "BITMAP indexes", V2_5, None, "release notes 2.5.0"),
    Feature("index:STL_SORT", "STL_SORT indexes", V2_3, None, OBSERVED),
    Feature("index:Trie", "Trie indexes", V2_3, None, OBSERVED),
    Feature("index:NGRAM", "NGRAM indexes", V2_6, None, "release notes 2.6.0"),
    Feature("index:RTREE", "RTREE indexes", V2_6, None, "release notes 2.6.x"),
    Feature("index:IVF_PQ", "IVF_PQ indexes", V2_3, None, "read in the source of Lite 3.2.2"),
    Feature("index:SCANN", "SCANN indexes", V2_3, None, "read in the source of Lite 3.2.2"),
    Feature("index:DISKANN", "DISKANN indexes", V2_3, None, "read in the source of Lite 3.2.2"),
    Feature("index:GPU_IVF_FLAT", "GPU indexes", V2_3, None, OBSERVED),
    Feature("index:GPU_IVF_PQ", "GPU indexes", V2_3, None, "release notes 2.3.0"),
    Feature("index:GPU_CAGRA", "GPU_CAGRA indexes", V2_4, None, "release notes 2.4.0"),
    Feature("index:GPU_BRUTE_FORCE", "GPU_BRUTE_FORCE indexes", V2_4, None, "release notes 2.4.0"),
    Feature("index:IVF_RABITQ", "IVF_RABITQ indexes", V2_6, None, "release notes 2.6.0"),
    Feature("index:HNSW_SQ", "HNSW_SQ indexes", V2_5, LITE, "release notes 2.5.0"),
    Feature("index:HNSW_PQ", "HNSW_PQ indexes", V2_5, None, "release notes 2.5.0"),
    Feature("index:HNSW_PRQ", "HNSW_PRQ indexes", V2_5, None, "release notes 2.5.0"),
    Feature("index:MINHASH_LSH", "MINHASH_LSH indexes", V2_6, None, "release notes 2.6.0"),
    Feature("index:SPARSE_WAND", "SPARSE_WAND indexes", V2_4, None, OBSERVED),
    Feature("index-sparse-auto", "AUTOINDEX on sparse vectors", V2_4, None, OBSERVED),
    Feature("index-scalar-auto", "AUTOINDEX on scalars", V2_4, None, OBSERVED),
    Feature("index-scalar-plain", "scalar indexes without a type", V2_3, None, OBSERVED),
    Feature("index-Bool", "indexes on Bool fields", V2_4, LITE, OBSERVED),
    Feature("index-Array", "indexes on Array fields", V2_4, None, OBSERVED),
    Feature("index-JSON", "indexes on JSON fields", (2, 5, 7), None, "release notes 2.5.7"),
    Feature(
        "index-JSON:STL_SORT", "STL_SORT on JSON fields", (3, 1, 0), None, "source after 3.0.0"
    ),
    Feature("index-JSON:BITMAP", "BITMAP on JSON fields", (3, 1, 0), None, "source after 3.0.0"),
    Feature("index-Timestamptz", "indexes on Timestamptz fields", V2_6, None, OBSERVED),
    Feature("index-binary-auto", "AUTOINDEX on binary vectors", V2_4, None, OBSERVED),
    Feature("index-text-sorted", "STL_SORT on VarChar", V2_6, None, OBSERVED),
    Feature("index-vector-plain", "vector indexes without a type", V2_3, None, OBSERVED),
    Feature("metric:MHJACCARD", "the metric MHJACCARD", V2_6, None, OBSERVED),
    Feature("index-auto-metric", "vector indexes without a metric", V2_3, None, OBSERVED),
)
