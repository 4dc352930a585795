"""Loading: what a collection that is to be loaded needs.

Sources: observed on 2.3.5 (700 without a vector index); server source, load tasks (an index on
every vector field, groups of replicas). The fields of structs are left to the server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrator.datatypes import VECTORS
from migrator.findings import Finding
from migrator.kinds.index.spec import IndexSpec
from migrator.rules.fields import SKIP_LOAD
from migrator.rules.subject import CollectionSubject
from migrator.wording import cut


def check(collection: CollectionSubject) -> Iterator[Finding]:
    """Check the load state of a collection, where it is to be loaded."""
    load = collection.spec.load
    if load is None or load.state != "loaded":
        return
    groups, replicas = load.resource_groups or (), load.replica_number
    if replicas is not None and len(groups) > 1 and len(groups) != replicas:
        message = f"{len(groups)} resource groups for {replicas} replicas"
        hint = "name one group, or one for each replica"
        yield collection.find("MIG481", message, ("load", "resource_groups"), hint=hint)
    indexed = {
        child.spec.field_name for child in collection.children if isinstance(child.spec, IndexSpec)
    }
    if not indexed:
        return
    for name, field in collection.spec.fields.items():
        if field.dtype not in VECTORS or name in indexed:
            continue
        if field.type_params.get(SKIP_LOAD) != "true":
            message = f"is to be loaded, and vector field {cut(name)} has no declared index"
            yield collection.find("MIG480", message, ("load",), hint="declare one")


def partition_key(collection: CollectionSubject) -> Iterator[Finding]:
    """Check that nothing names partitions where a partition key makes them.

    Sources: observed on 2.3.5 (CreatePartition and LoadPartitions fail).
    """
    key = collection.spec.partition_key
    if key is None:
        return
    load = collection.spec.load
    if load is not None and load.partitions is not None:
        message = f"partitions cannot be loaded by name: {key} is the partition key"
        yield collection.find("MIG530", message, ("load", "partitions"), hint="remove it")
    for partition in collection.partitions:
        name = partition.address.name.partition("/")[2]
        message = f"partition {name} cannot be made: {key} is the partition key"
        found = collection.find("MIG530", message, hint="remove it")
        source = collection.locate(partition.address, ("metadata", "name")) or partition.source
        yield replace(found, address=str(partition.address), source=source)
