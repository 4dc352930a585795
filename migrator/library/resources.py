"""Resources as objects: built in code, or read from a server; each with its children or alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from migrator.address import (
    DEFAULT_DATABASE,
    Address,
    alias_address,
    collection_address,
    database_address,
    index_address,
    partition_address,
)
from migrator.kinds.alias import AliasSpec
from migrator.kinds.collection.spec import CollectionSpec, FieldSpec, FunctionSpec
from migrator.kinds.database import DatabaseSpec
from migrator.kinds.index.spec import IndexSpec
from migrator.kinds.partition import PartitionSpec
from migrator.library.item import Item, copied, metadata_of, validated
from migrator.model import Resource, State


class Database(Item):
    """A database: ``Database("shop", properties={"database.max.collections": 10})``."""

    spec: DatabaseSpec

    def __init__(
        self, name: str, *, properties: Mapping[str, Any] | None = None, absent: bool = False
    ) -> None:
        """Describe a database; contacts no server.

        Raises:
            InvalidInput: a property has no value that Milvus could keep.
        """
        address = database_address(name)
        data = {} if properties is None else {"properties": properties}
        super().__init__(
            address, validated(DatabaseSpec, data, address), metadata_of(absent=absent)
        )

    @property
    def name(self) -> str:
        """The name of the database."""
        return self.address.name


class Field:
    """A field of a collection: ``Field("embedding", "FloatVector", dim=768)``.

    Everything else is a keyword, with the words of a manifest or of pymilvus.
    """

    def __init__(self, name: str, dtype: str, **attributes: Any) -> None:
        """Describe a field; contacts no server.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        self.name = name
        self.spec = validated(FieldSpec, {"dtype": dtype, **attributes}, f"field {name}")

    def __repr__(self) -> str:
        return f"<Field {self.name}: {self.spec.dtype}>"


class Function:
    """A function of a collection: ``Function("bm25", "BM25", ["text"], ["sparse"])``."""

    def __init__(
        self,
        name: str,
        function_type: str,
        input_field_names: Iterable[str],
        output_field_names: Iterable[str] = (),
        **attributes: Any,
    ) -> None:
        """Describe a function; contacts no server.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        self.name = name
        data = {
            "function_type": function_type,
            "input_field_names": list(input_field_names),
            "output_field_names": list(output_field_names),
            **attributes,
        }
        self.spec = validated(FunctionSpec, data, f"function {name}")

    def __repr__(self) -> str:
        return f"<Function {self.name}: {self.spec.function_type}>"


class Index(Item):
    """An index on a field, made with its collection or by itself.

    ``Index("embedding", index_type="HNSW", metric_type="COSINE", params={"M": 16})`` goes
    into ``Collection(indexes=[…])``; with ``collection=`` it stands alone.
    """

    spec: IndexSpec

    def __init__(
        self,
        field_name: str,
        *,
        collection: Collection | str | None = None,
        database: str = DEFAULT_DATABASE,
        absent: bool = False,
        **attributes: Any,
    ) -> None:
        """Describe an index; contacts no server. Attributes are those of a manifest.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        owner = _owner(collection, database)
        data = {"field_name": field_name, **attributes}
        spec = validated(IndexSpec, data, index_address(owner, field_name))
        address = index_address(owner, field_name, spec.json_path)
        super().__init__(address, spec, metadata_of(absent=absent))

    @property
    def field_name(self) -> str:
        """The field that is indexed."""
        return self.spec.field_name

    def of(self, collection: Address) -> Index:
        """Return this index on a collection."""
        address = index_address(collection, self.spec.field_name, self.spec.json_path)
        return copied(Index, Resource(address, self.spec, metadata=self.metadata))


class Partition(Item):
    """A partition, made with its collection or, with ``collection=``, by itself."""

    def __init__(
        self,
        name: str,
        *,
        collection: Collection | str | None = None,
        database: str = DEFAULT_DATABASE,
        absent: bool = False,
    ) -> None:
        """Describe a partition; contacts no server."""
        owner = _owner(collection, database)
        super().__init__(
            partition_address(owner, name), PartitionSpec(), metadata_of(absent=absent)
        )

    @property
    def name(self) -> str:
        """The name of the partition, without its collection's."""
        return self.address.name.rpartition("/")[2]

    def of(self, collection: Address) -> Partition:
        """Return this partition in a collection."""
        address = partition_address(collection, self.name)
        return copied(Partition, Resource(address, self.spec, metadata=self.metadata))


class Alias(Item):
    """An alias: ``Alias("articles_live", "articles")``."""

    spec: AliasSpec

    def __init__(
        self,
        name: str,
        collection: Collection | str,
        *,
        database: str = DEFAULT_DATABASE,
        absent: bool = False,
    ) -> None:
        """Describe an alias; contacts no server."""
        owner = _owner(collection, database)
        address = alias_address(owner.database or DEFAULT_DATABASE, name)
        spec = AliasSpec(collection_name=owner.name)
        super().__init__(address, spec, metadata_of(absent=absent))

    @property
    def name(self) -> str:
        """The name of the alias."""
        return self.address.name


class Collection(Item):
    """A collection with its indexes, partitions and aliases.

    ``Collection("articles", fields=[Field(…), …], indexes=[Index(…)], partitions=["en"])``;
    further attributes are keywords with the words of a manifest. What is left out is
    unmanaged, as in a manifest.
    """

    spec: CollectionSpec

    def __init__(
        self,
        name: str,
        *,
        fields: Iterable[Field] | None = None,
        functions: Iterable[Function] | None = None,
        indexes: Iterable[Index] = (),
        partitions: Iterable[Partition | str] = (),
        aliases: Iterable[str] = (),
        database: str = DEFAULT_DATABASE,
        previous_name: str | None = None,
        protect: bool = False,
        absent: bool = False,
        **attributes: Any,
    ) -> None:
        """Describe a collection; contacts no server.

        Raises:
            InvalidInput: an attribute is unknown or has no such value.
        """
        address = collection_address(database, name)
        data = dict(attributes)
        for key, members in (("fields", fields), ("functions", functions)):
            if members is not None:
                data[key] = [{"name": each.name, **each.spec.managed()} for each in members]
        metadata = metadata_of(absent=absent, protect=protect, previous_name=previous_name)
        super().__init__(address, validated(CollectionSpec, data, address), metadata)
        self.indexes = tuple(index.of(address) for index in indexes)
        self.partitions = tuple(
            (Partition(each) if isinstance(each, str) else each).of(address) for each in partitions
        )
        self.aliases = tuple(Alias(each, self) for each in aliases)

    @classmethod
    def of_state(cls, state: State, address: Address) -> Collection:
        """Return a collection of a state, with its children."""
        resource = state.resources[address]
        assert isinstance(resource.spec, CollectionSpec)
        made = copied(cls, resource)
        children = state.children(address)
        made.indexes = tuple(
            copied(Index, child) for child in children if child.address.kind == "Index"
        )
        made.partitions = tuple(
            copied(Partition, child) for child in children if child.address.kind == "Partition"
        )
        made.aliases = tuple(
            copied(Alias, alias)
            for alias in state.of_kind("Alias")
            if isinstance(alias.spec, AliasSpec)
            and alias.address.database == address.database
            and alias.spec.collection_name == address.name
        )
        return made

    @property
    def name(self) -> str:
        """The name of the collection."""
        return self.address.name

    @property
    def database(self) -> str:
        """The database that it is in."""
        return self.address.database or DEFAULT_DATABASE

    def resources(self) -> Iterator[Resource]:
        """Yield the collection, its partitions, indexes and aliases."""
        yield from super().resources()
        for child in (*self.partitions, *self.indexes, *self.aliases):
            yield from child.resources()


def _owner(collection: Collection | str | None, database: str) -> Address:
    """Return the collection that a child is of; one without a collection is given one later."""
    if isinstance(collection, Collection):
        return collection.address
    return collection_address(database, collection or "?")
