"""Messages of Milvus's protocol, generated from `proto/migrator/wire/`.

Our own wire-compatible subset: `common_pb2`, `schema_pb2`, `rg_pb2` and
`milvus_pb2` hold the names, numbers and types of the files that Milvus calls so,
under package `migrator.wire`, so that pymilvus may live in the same process.
Generated code is committed; `make proto` writes it anew.
"""
