"""Codes 4xx and 5xx: collections, fields, functions, indexes, partitions, aliases, databases."""

from __future__ import annotations

from migrator.codes.entry import Code, error, warning

_NAMES = (
    error(
        "MIG401",
        "name cannot be used",
        "Names begin with a letter or an underscore and go on with letters, digits and "
        "underscores; those of partitions may begin with a digit and have dashes. They take "
        "255 bytes. Servers refuse others. Choose another name.",
    ),
    error(
        "MIG402",
        "name is reserved",
        "Milvus keeps some field names for itself (RowID, Timestamp, $meta), and migrator "
        "keeps names that begin with _migrator for its own collections. Choose another name.",
    ),
    error(
        "MIG403",
        "built in",
        "Database default and the partition _default are always there: they cannot be dropped, "
        "and the partition has nothing to declare. Remove the declaration.",
    ),
    warning(
        "MIG404",
        "name is a word of filters",
        "The field has the name of an operator or function of Milvus's filter expressions, in "
        "which it can hardly be used. Most servers refuse such names, older ones take some. "
        "Choose another name.",
    ),
)

_KEYS = (
    error(
        "MIG410",
        "no primary key",
        "Every collection has exactly one primary key, an Int64 or VarChar field. Set "
        "is_primary: true on one. Where the schema is not to be managed, leave fields out.",
    ),
    error(
        "MIG411",
        "second key of a sort",
        "A collection has exactly one primary key, and at most one partition key and one "
        "clustering key. Keep the flag on one field.",
    ),
    error(
        "MIG412",
        "field cannot be such a key",
        "Primary and partition keys are Int64 or VarChar, clustering keys numbers or VarChar. "
        "Primary and partition keys are never null, a primary key has no default value, and one "
        "field is not both. Correct the field, or take another one.",
    ),
    error(
        "MIG413",
        "auto_id beside the primary key",
        "The server makes the values of primary keys only. Set auto_id on the primary key, or "
        "remove it.",
    ),
    warning(
        "MIG414",
        "vector as clustering key",
        "Servers refuse a vector as clustering key unless their configuration allows it "
        "(common.enableVectorClusteringKey). Take a scalar field, or make sure that it does.",
    ),
    error(
        "MIG415",
        "needs a partition key",
        "num_partitions and partitionkey.isolation say how a partition key works, and the "
        "collection declares its fields without one. Set is_partition_key on a field, or remove "
        "the setting.",
    ),
)

_FIELDS = (
    error(
        "MIG420",
        "type cannot stand here",
        "Struct stands only as element_type of an Array, vectors stand in an Array only as "
        "members of a struct, and arrays are not nested. Correct dtype or element_type.",
    ),
    error(
        "MIG421",
        "type needs a parameter",
        "Dense vectors need dim, VarChar needs max_length, Array needs element_type and "
        "max_capacity, an Array of Struct its struct_schema with at least one field. Add it.",
    ),
    error(
        "MIG422",
        "parameter is out of range",
        "dim, max_length and max_capacity have bounds on every server. Where yours is set up "
        "with others, say so under schema_limits of the connection. Correct the number.",
    ),
    warning(
        "MIG423",
        "parameter without a meaning",
        "The field has a parameter that its type has no use for. Servers ignore it, or keep it "
        "without effect. Remove it, or correct the type.",
    ),
    error(
        "MIG424",
        "parameter cannot stand here",
        "A sparse vector has no dim, only an Array of Struct has a struct_schema, and all fields "
        "of a struct have the capacity of its array. Remove the parameter.",
    ),
    error(
        "MIG425",
        "parameter has a key of its own",
        "type_params is for what the manifest has no key for. What has one is read back from "
        "the server as that key, so that it would differ for ever. Write the key itself.",
    ),
    error(
        "MIG426",
        "struct fields have no such attribute",
        "Fields of a struct are no keys, have no default value and no auto_id, and are null "
        "only where the whole struct may be. Move the attribute, or remove it.",
    ),
    error(
        "MIG427",
        "field must be loaded",
        "field.skipLoad cannot be set on primary, partition and clustering keys, nor on all "
        "vector fields. Remove it.",
    ),
    error(
        "MIG430",
        "type has no default value",
        "Arrays, vectors, JSON and Text have no default value; a JSON default even stops some "
        "servers. Remove default_value, and set nullable: true where rows may leave it out.",
    ),
    error(
        "MIG431",
        "default value does not fit the field",
        "The default is a number outside of what the type holds, or a text that is longer, in "
        "bytes, than max_length. Correct the value, or the field.",
    ),
    error(
        "MIG440",
        "analyzer is not enabled",
        "Text match and BM25 work on analysed text. Set enable_analyzer: true on the field.",
    ),
    error(
        "MIG441",
        "analyzer parameters do not fit",
        "analyzer_params is a mapping. multi_analyzer_params names a VarChar field in by_field, "
        "has analyzers with one called default, and excludes analyzer_params and enable_match. "
        "Correct them.",
    ),
)

_FUNCTIONS = (
    error(
        "MIG450",
        "function on a field that is not there",
        "The collection declares its fields, which is the complete list, and a function reads "
        "or fills another one. Fields of structs cannot be used. Correct the name.",
    ),
    error(
        "MIG451",
        "inputs or outputs do not fit",
        "A function reads one VarChar field and fills one vector field: BM25 a "
        "SparseFloatVector, TextEmbedding a FloatVector or Int8Vector, MinHash a BinaryVector. "
        "A field is not both, and no two functions fill one. Correct the names or the fields.",
    ),
    error(
        "MIG452",
        "field cannot be filled by a function",
        "The output of a function is no key and may not be null. Take a field of its own for it.",
    ),
    error(
        "MIG453",
        "input of a function may be null",
        "TextEmbedding needs a text in every row. Remove nullable from the field that it reads.",
    ),
    warning(
        "MIG454",
        "input of BM25 may be null",
        "Milvus 2.5 and 2.6 refuse a nullable field as the input of BM25; newer ones take it. "
        "Remove nullable, or make sure of the version.",
    ),
    error(
        "MIG455",
        "function parameters do not fit",
        "BM25 has no parameters of its own: bm25_k1 and bm25_b belong to the index. "
        "TextEmbedding needs some, its provider first. Correct params.",
    ),
    error(
        "MIG456",
        "function cannot be part of a schema",
        "Rerank works on the results of a search and is given with it; servers refuse it in a "
        "collection. Remove it.",
    ),
    error(
        "MIG457",
        "credential among a function's parameters",
        "Whoever may describe a collection reads the parameters of its functions. Keep the "
        "credential in the server's configuration and name it with the parameter credential.",
    ),
)

_COLLECTIONS = (
    error(
        "MIG460",
        "no vector field",
        "A collection has at least one vector field; without one it cannot be loaded, and most "
        "servers do not create it. Add one. Where the schema is not to be managed, leave fields "
        "out.",
    ),
    error(
        "MIG461",
        "more than a server takes",
        "Servers bound the number of fields (64, a struct counts with its fields), of vector "
        "fields (4), of shards (16) and of partitions (1024). These are settings: where yours "
        "has others, say so under schema_limits of the connection.",
    ),
    error(
        "MIG470",
        "property does not fit",
        "The server reads this property as a number, as true or false, or as one of a few "
        "words, and the value is something else. Some servers refuse it, the others ignore it. "
        "Correct the value.",
    ),
    warning(
        "MIG471",
        "TTL is out of range",
        "collection.ttl.seconds is -1 (no TTL) to 3155760000 (100 years). Newer servers refuse "
        "others, older ones keep them. Correct the number.",
    ),
    warning(
        "MIG472",
        "property has a key of its own",
        "The server takes this property as an input and tells it back as something else, so "
        "that it would differ for ever. Write the key of the collection instead.",
    ),
    error(
        "MIG473",
        "TTL by field does not fit",
        "ttl_field names a Timestamptz field of the collection, and excludes "
        "collection.ttl.seconds. Correct it.",
    ),
    warning(
        "MIG480",
        "loads a vector field without an index",
        "A collection can be loaded where all of its vector fields have an index. This one "
        "declares indexes and none for this field; unless it is live already, loading will "
        "fail. Declare it.",
    ),
    error(
        "MIG481",
        "resource groups do not fit the replicas",
        "Replicas go into one resource group, or each into one of its own. Name one group, or "
        "as many as replica_number says.",
    ),
    error(
        "MIG490",
        "duration cannot be read",
        "A duration is a whole number with a unit: 45s, 30m, 24h, 7d. Correct it.",
    ),
    error(
        "MIG491",
        "mapping for a field that is not there",
        "replace.mapping says where the values of a field come from, and the collection declares "
        "its fields without this one. Correct the name.",
    ),
    error(
        "MIG492",
        "mapping does not fit",
        "A value comes from one field, from a constant, or from a call on fields. cast and "
        "truncate work on a field and lead to what the new field holds, and what BM25 fills "
        "cannot be given. Correct the mapping.",
    ),
)

_INDEXES = (
    error(
        "MIG501",
        "unknown index type",
        "The index type is none that migrator knows. Some servers take any word, and fail or "
        "hang when there is data. Take the suggested type, or AUTOINDEX.",
    ),
    error(
        "MIG502",
        "index type does not fit the field",
        "Each index type is built on certain data types; the hint lists those for this field. "
        "An Array of Struct is indexed by its fields, struct[field]. Correct index_type.",
    ),
    warning(
        "MIG503",
        "index may not be served",
        "Some servers build such an index, and many do not. Try it on yours first, or take "
        "another type or metric.",
    ),
    error(
        "MIG504",
        "metric is missing",
        "An index on vectors needs a metric_type: L2, IP or COSINE for float vectors, HAMMING "
        "or JACCARD for binary ones, IP for sparse ones, BM25 where BM25 fills them. Add it.",
    ),
    warning(
        "MIG505",
        "metric is left to the server",
        "AUTOINDEX without metric_type means IP on Milvus 2.3, COSINE on newer ones, and is "
        "refused by Milvus Lite, so that connections differ. Say which metric is meant.",
    ),
    error(
        "MIG506",
        "metric does not fit the field",
        "Each kind of vector has its metrics; the hint lists them. Correct metric_type.",
    ),
    warning(
        "MIG507",
        "metric on a scalar index",
        "Metrics compare vectors; an index on a scalar field has none. Remove metric_type.",
    ),
    error(
        "MIG508",
        "BM25 metric and BM25 function belong together",
        "A sparse vector that a BM25 function fills is searched by the metric BM25, and no "
        "other field is. Correct metric_type, or the collection's functions.",
    ),
    error(
        "MIG510",
        "index parameter is out of range",
        "nlist is 1 to 65536, M is 1 to 2048, efConstruction at least 1. Correct it.",
    ),
    warning(
        "MIG511",
        "index parameter is unusual",
        "nbits of IVF_PQ is 1 to 16 on most servers, and m divides the number of dimensions. "
        "The server decides when it builds the index. Check the number.",
    ),
    error(
        "MIG512",
        "JSON index does not say what it holds",
        "An index on a JSON path needs json_cast_type: BOOL, DOUBLE, VARCHAR, ARRAY_BOOL, "
        "ARRAY_DOUBLE, ARRAY_VARCHAR or JSON, as far as the index type takes it. "
        "STRING_TO_DOUBLE casts to DOUBLE. Correct params.",
    ),
    warning(
        "MIG513",
        "JSON index without a path",
        "params.json_path says which value inside the JSON is indexed. Without one some servers "
        "take the whole field and others refuse. Add it.",
    ),
    error(
        "MIG514",
        "NGRAM index without its lengths",
        "NGRAM needs min_gram and max_gram, whole numbers with 1 <= min_gram <= max_gram. "
        "Correct params.",
    ),
    warning(
        "MIG515",
        "AUTOINDEX with parameters",
        "On vectors AUTOINDEX takes a metric_type and nothing else; only managed services ignore "
        "the rest. Remove params, or name the index type that they belong to.",
    ),
    error(
        "MIG520",
        "second index on a field",
        "A field has one index; only a JSON field has one for each path. Keep one of them.",
    ),
    error(
        "MIG521",
        "two indexes with one name",
        "Index names are unique in a collection; an index without index_name has the name of its "
        "field. Rename one.",
    ),
    error(
        "MIG522",
        "index property does not fit",
        "mmap.enabled and indexoffsetcache.enabled are true or false, the latter for BITMAP "
        "only; warmup is disable or sync. Correct the value.",
    ),
    warning(
        "MIG523",
        "unknown index property",
        "properties are what AlterIndex changes: mmap.enabled, indexoffsetcache.enabled and "
        "warmup. Servers refuse others. What is about building goes into params.",
    ),
    error(
        "MIG530",
        "partitions beside a partition key",
        "A collection with a partition key has partitions that the server makes and fills; none "
        "can be created or loaded by name. Remove them, or the partition key.",
    ),
)

CODES: tuple[Code, ...] = (
    *_NAMES,
    *_KEYS,
    *_FIELDS,
    *_FUNCTIONS,
    *_COLLECTIONS,
    *_INDEXES,
)
