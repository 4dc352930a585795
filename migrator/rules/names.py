"""Names: what databases, collections, aliases, partitions, indexes and fields may be called.

Sources: observed on 2.3.5 (letters, digits and underscores, 255 bytes, partitions may begin
with a digit); server source, validateCollectionNameOrAlias, validatePartitionTag,
validateFieldName, validateIndexName, validateReservedFieldNames. Functions may have any name
(checkFunctionBasicParams). Lite takes nearly anything; what only Lite takes is an error too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrator.address import DEFAULT_DATABASE, collection_address, database_address
from migrator.findings import Finding
from migrator.kinds.alias import AliasSpec
from migrator.kinds.builtin import DEFAULT_PARTITION, OWN_PREFIX, is_own
from migrator.rules.subject import FieldSubject, IndexSubject, Subject
from migrator.wording import shown


class _Form(NamedTuple):
    """What names of a sort look like."""

    pattern: re.Pattern[str]
    hint: str


class _Problem(NamedTuple):
    what: str
    hint: str


_IDENTIFIER = _Form(
    re.compile(r"[A-Za-z_][A-Za-z0-9_]*"), "begin with a letter or _, go on with letters, digits, _"
)
_PARTITION = _Form(
    re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*"), "use letters, digits, _ and -, with no - in front"
)

#: Server source, ValidateUsername, ValidateRoleName and the name checks of groups.
_USER = _Form(re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}"), "use up to 32 letters, digits, _")
_ROLE = _Form(
    re.compile(r"[A-Za-z_][A-Za-z0-9_$]*"),
    "begin with a letter or _, go on with letters, digits, _",
)

#: Server source, validateReservedFieldNames and validateAddFieldRequest.
_SYSTEM_FIELDS = frozenset({"RowID", "Timestamp", "$meta", "$namespace_id", "__virtual_pk__"})

#: Server source, FieldNameKeywords; operators are refused in every casing, functions in two.
_OPERATORS = frozenset({"and", "exists", "false", "in", "like", "not", "null", "or", "true"})
_FUNCTIONS = frozenset(
    {
        *("array_contains", "array_contains_all", "array_contains_any", "array_length"),
        *("json_contains", "json_contains_all", "json_contains_any"),
        *("phrase_match", "random_sample", "text_match"),
    }
)


def database(subject: Subject) -> Iterator[Finding]:
    """Check a database's name, and that ``default`` is not dropped."""
    resource, path = subject.resource, ("metadata", "name")
    yield from _name(subject, resource.address.name, path)
    if resource.metadata.absent and resource.address.name == DEFAULT_DATABASE:
        message = f"database {DEFAULT_DATABASE} cannot be dropped"
        yield subject.find("MIG403", message, ("metadata", "ensure"), hint="remove ensure: absent")


def collection(subject: Subject) -> Iterator[Finding]:
    """Check a collection's name, the one that it had, and its database's."""
    yield from _collection_name(subject, subject.resource.address.name, ("metadata", "name"))
    yield from _in_database(subject)
    previous = subject.resource.metadata.previous_name
    if previous is not None:
        path = ("metadata", "previous_name")
        yield from _collection_name(subject, previous.rpartition("/")[2], path)


def access(subject: Subject) -> Iterator[Finding]:
    """Check the name of a user, a role or a group; a grant has none of its own."""
    address = subject.resource.address
    if address.kind != "Grant":
        form = {"User": _USER, "Role": _ROLE}.get(address.kind, _IDENTIFIER)
        yield from _name(subject, address.name, ("metadata", "name"), form)


def alias(subject: Subject) -> Iterator[Finding]:
    """Check an alias's name, and that of a collection that is not declared."""
    yield from _collection_name(subject, subject.resource.address.name, ("metadata", "name"))
    spec = subject.resource.spec
    if isinstance(spec, AliasSpec) and spec.collection_name:
        yield from _owner(subject, spec.collection_name)


def partition(subject: Subject) -> Iterator[Finding]:
    """Check a partition's name, and that it is not the one that is always there."""
    owner, _, name = subject.resource.address.name.partition("/")
    path = ("metadata", "name")
    if name == DEFAULT_PARTITION:
        message = f"partition {DEFAULT_PARTITION} is always there, and neither made nor dropped"
        yield subject.find("MIG403", message, path, hint="remove it")
    else:
        yield from _name(subject, name, path, _PARTITION)
    yield from _owner(subject, owner)


def index(subject: IndexSubject) -> Iterator[Finding]:
    """Check an index's name, where it has one of its own."""
    address, spec = subject.resource.address, subject.spec
    # A struct's field names its index too, and there has brackets.
    if spec.index_name is not None and spec.index_name != spec.field_name:
        problem = _problem(spec.index_name, subject.limits.max_name_bytes)
        if problem is not None:
            yield subject.find("MIG401", problem.what, subject.name_path, hint=problem.hint)
    if address.collection is not None:
        yield from _owner(subject, address.collection.name)


def field(subject: FieldSubject) -> Iterator[Finding]:
    """Check the name of a field, or of one inside a struct."""
    name = subject.path[-1]
    if name in _SYSTEM_FIELDS:
        yield subject.find("MIG402", "Milvus keeps this name for itself", "name", hint="rename it")
        return
    problem = _problem(name, subject.of.limits.max_name_bytes)
    if problem is not None:
        yield subject.find("MIG401", problem.what, "name", hint=problem.hint)
    elif name.lower() in _OPERATORS or name.lower() in _FUNCTIONS:
        message = "the name is a word of filter expressions"
        yield subject.find("MIG404", message, "name", hint="rename it")


def _owner(subject: Subject, name: str) -> Iterator[Finding]:
    """Check the name of the collection of a child, unless that is declared and checked itself."""
    address = collection_address(subject.resource.address.database or "", name)
    if subject.state.get(address) is None:
        yield from _collection_name(subject, name, ("collection_name",))
        yield from _in_database(subject)


def _in_database(subject: Subject) -> Iterator[Finding]:
    name = subject.resource.address.database or ""
    if subject.state.get(database_address(name)) is None:
        yield from _name(subject, name, ("metadata", "database"))


def _collection_name(subject: Subject, name: str, path: Sequence[str]) -> Iterator[Finding]:
    if is_own(name):
        message = f"names that begin with {OWN_PREFIX} are for migrator's own collections"
        yield subject.find("MIG402", message, path, hint="take another name")
    else:
        yield from _name(subject, name, path)


def _name(
    subject: Subject, name: str, path: Sequence[str], form: _Form = _IDENTIFIER
) -> Iterator[Finding]:
    problem = _problem(name, subject.limits.max_name_bytes, form)
    if problem is not None:
        yield subject.find("MIG401", problem.what, path, hint=problem.hint)


def _problem(name: str, max_bytes: int, form: _Form = _IDENTIFIER) -> _Problem | None:
    if not form.pattern.fullmatch(name):
        return _Problem(f"servers refuse the name {shown(name)}", form.hint)
    if len(name) > max_bytes:  # only ASCII gets here
        return _Problem(f"the name has {len(name)} bytes; servers take {max_bytes}", "shorten it")
    return None
