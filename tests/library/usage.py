"""The library as a program would use it; read by mypy, not run.

Every line with ``type: ignore`` is a wrong use. mypy reports an ignore that nothing needs,
so that a wrong use which passes is an error.
"""

from __future__ import annotations

from migrator import (
    Alias,
    Collection,
    Database,
    Field,
    Function,
    Grant,
    Index,
    Partition,
    Plan,
    Project,
    Role,
    User,
)


def describe() -> list[Collection | Database | Index | Partition | Alias]:
    books = Collection(
        "books",
        fields=[Field("id", "Int64", is_primary=True), Field("v", "FloatVector", dim=4)],
        functions=[Function("bm25", "BM25", ["text"], ["sparse"])],
        indexes=[Index("v", index_type="HNSW", params={"M": 16})],
        partitions=["en", Partition("de")],
        aliases=["live"],
        description="News",
    )
    name: str = books.name
    fields: tuple[Index, ...] = books.indexes
    dim: int | None = books.spec.fields["v"].dim
    assert name, (fields, dim)
    return [books, Database("shop"), Index("v", collection=books), Alias("live", books)]


def grant() -> list[Role | User]:
    reader = Role("reader", grants=[Grant("Search", object_name="books")])
    grants: tuple[Grant, ...] = reader.grants
    roles: tuple[str, ...] = User("ci", password="${env:CI}", roles=[reader, "public"]).spec.roles
    assert grants, roles
    User("ci", "hunter2")  # type: ignore[call-arg]
    return [reader]


def work() -> tuple[str, ...]:
    project = Project.load(".")
    plan: Plan = project.plan(on="dev", resources=describe())
    if not plan.is_empty:
        plan.save("plan.json")
        done: list[str] = plan.apply().done
        assert done
    with project.connect("dev") as server:
        books: Collection = server.collection("books")
        assert books.partitions
    files: dict[str, str] = project.export()
    assert files
    return project.aliases


def misuse(project: Project) -> None:
    Collection(7)  # type: ignore[arg-type]
    Collection("a", fields=["v"])  # type: ignore[list-item]
    Collection("a", protect="yes")  # type: ignore[arg-type]
    Field("v")  # type: ignore[call-arg]
    Function("bm25", "BM25")  # type: ignore[call-arg]
    Index("v", collection=7)  # type: ignore[arg-type]
    Alias("live")  # type: ignore[call-arg]
    Database("shop", properties=["a"])  # type: ignore[arg-type]
    project.plan(resources=["books"])  # type: ignore[list-item]
    project.plan(select="books", to="dev")  # type: ignore[call-arg]
    project.unheard_of()  # type: ignore[attr-defined]
    plan: int = project.plan()  # type: ignore[assignment]
    assert plan
