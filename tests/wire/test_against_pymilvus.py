"""Every message and enum of ours has its twin, field by field, in pymilvus."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator

import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

from migrator.wire import common_pb2, milvus_pb2, rg_pb2, schema_pb2

# Ours share one scope for the values of top-level enums, so one enum had to go
# inside the message that uses it.
MOVED = {"milvus.CheckHealthResponse.QuotaState": "milvus.QuotaState"}

Types = dict[str, DescriptorProto | EnumDescriptorProto]


def described(module: object) -> FileDescriptorProto:
    file = FileDescriptorProto()
    module.DESCRIPTOR.CopyToProto(file)  # type: ignore[attr-defined]
    return file


OURS = [described(module) for module in (common_pb2, schema_pb2, rg_pb2, milvus_pb2)]
THEIRS = [
    # By name, because pymilvus's own type stubs do not parse.
    described(importlib.import_module(f"pymilvus.grpc_gen.{name}_pb2"))
    for name in ("common", "schema", "rg", "milvus")
]


def types(files: Iterable[FileDescriptorProto]) -> Types:
    """Return all types by name, the file's stem first: `milvus.GetReplicasRequest`."""
    return {
        name: found
        for file in files
        for name, found in within(
            file.name.removesuffix(".proto").rpartition("/")[2],
            [*file.message_type, *file.enum_type],
        )
    }


def within(
    scope: str, members: Iterable[DescriptorProto | EnumDescriptorProto]
) -> Iterator[tuple[str, DescriptorProto | EnumDescriptorProto]]:
    for member in members:
        name = f"{scope}.{member.name}"
        yield name, member
        if isinstance(member, DescriptorProto):
            yield from within(name, [*member.nested_type, *member.enum_type])


def differences(files: list[FileDescriptorProto]) -> list[str]:
    """Return one line for each way in which `files` are not a subset of pymilvus's."""
    ours, theirs = types(files), types(THEIRS)
    # `.migrator.wire.KeyValuePair` is `.milvus.proto.common.KeyValuePair`.
    twins = {
        f".migrator.wire.{name.partition('.')[2]}": f".milvus.proto.{MOVED.get(name, name)}"
        for name in ours
    }
    found: list[str] = []
    for name, our in ours.items():
        their = theirs.get(MOVED.get(name, name))
        if type(our) is not type(their):
            found.append(f"{name}: pymilvus has no such type")
        elif isinstance(our, EnumDescriptorProto) and isinstance(their, EnumDescriptorProto):
            found += enum_differences(name, our, their)
        elif isinstance(our, DescriptorProto) and isinstance(their, DescriptorProto):
            found += message_differences(name, our, their, twins)
    return found


def enum_differences(
    name: str, our: EnumDescriptorProto, their: EnumDescriptorProto
) -> Iterator[str]:
    """Compare whole enums: an absent value would be a number without a name."""
    mine = {(value.name, value.number) for value in our.value}
    other = {(value.name, value.number) for value in their.value}
    for value, number in sorted(mine ^ other):
        side = "only ours" if (value, number) in mine else "only pymilvus's"
        yield f"{name}.{value} = {number}: {side}"


def message_differences(
    name: str, our: DescriptorProto, their: DescriptorProto, twins: dict[str, str]
) -> Iterator[str]:
    if our.options.map_entry != their.options.map_entry:
        yield f"{name}: a map's entry on one side only"
    fields = {field.name: field for field in their.field}
    for field in our.field:
        if field.name not in fields:
            yield f"{name}.{field.name}: pymilvus has no such field"
            continue
        mine = facts(field, our) | {"type": twins.get(field.type_name, field.type_name)}
        other = facts(fields[field.name], their) | {"type": fields[field.name].type_name}
        for fact, value in mine.items():
            if value != other[fact]:
                yield f"{name}.{field.name}: {fact} {value!r}, pymilvus {other[fact]!r}"


def facts(field: FieldDescriptorProto, owner: DescriptorProto) -> dict[str, object]:
    """Return what must be equal, except the message or enum it refers to."""
    in_oneof = field.HasField("oneof_index") and not field.proto3_optional
    return {
        "number": field.number,
        "wire type": FieldDescriptorProto.Type.Name(field.type),
        "label": FieldDescriptorProto.Label.Name(field.label),
        "optional": field.proto3_optional,
        "oneof": owner.oneof_decl[field.oneof_index].name if in_oneof else None,
        "packed": field.options.packed if field.options.HasField("packed") else None,
    }


def test_every_type_is_a_subset_of_pymilvuss() -> None:
    found = differences(OURS)
    assert not found, "\n".join(found)


def test_the_files_keep_clear_of_pymilvuss() -> None:
    assert [file.name for file in OURS] == [
        f"migrator/wire/{name}.proto" for name in ("common", "schema", "rg", "milvus")
    ]
    assert {file.package for file in OURS} == {"migrator.wire"}


def test_a_method_whose_request_we_have_has_its_answer_too() -> None:
    ours = {name.partition(".")[2] for name in types(OURS)}
    (service,) = (s for s in THEIRS[-1].service if s.name == "MilvusService")
    known = {
        method.name: method.output_type.rpartition(".")[2]
        for method in service.method
        if method.input_type.rpartition(".")[2] in ours
    }
    assert len(known) > 75
    assert not {name: answer for name, answer in known.items() if answer not in ours}


# The comparison itself: each deliberate mistake must be found, alone.

Mistake = Callable[[Types], None]


def message(found: Types, name: str) -> DescriptorProto:
    descriptor = found[name]
    assert isinstance(descriptor, DescriptorProto)
    return descriptor


def field(found: Types, name: str) -> FieldDescriptorProto:
    owner, _, short = name.rpartition(".")
    return next(field for field in message(found, owner).field if field.name == short)


def wrong_number(found: Types) -> None:
    field(found, "milvus.DropAliasRequest.alias").number = 4


def wrong_type(found: Types) -> None:
    field(found, "milvus.AlterDatabaseRequest.db_id").type = FieldDescriptorProto.TYPE_INT64


def wrong_message(found: Types) -> None:
    field(found, "schema.FieldData.vectors").type_name = ".migrator.wire.ScalarField"


def wrong_enum(found: Types) -> None:
    field(found, "schema.FieldSchema.state").type_name = ".migrator.wire.DataType"


def wrong_label(found: Types) -> None:
    label = FieldDescriptorProto.LABEL_OPTIONAL
    field(found, "milvus.ListAliasesResponse.aliases").label = label


def left_oneof(found: Types) -> None:
    field(found, "schema.FieldData.scalars").ClearField("oneof_index")


def renamed_oneof(found: Types) -> None:
    message(found, "milvus.AlterCollectionSchemaRequest.Action").oneof_decl[0].name = "what"


def no_longer_optional(found: Types) -> None:
    changed = field(found, "milvus.InsertRequest.namespace")
    changed.ClearField("proto3_optional")
    changed.ClearField("oneof_index")


def unpacked(found: Types) -> None:
    field(found, "schema.LongArray.data").options.packed = False


def no_longer_a_map(found: Types) -> None:
    message(found, "common.Status.ExtraInfoEntry").options.map_entry = False


def unknown_field(found: Types) -> None:
    message(found, "rg.ResourceGroupLimit").field.add(name="cpu", number=2)


def unknown_message(found: Types) -> None:
    message(found, "rg.ResourceGroupLimit").nested_type.add(name="Unheard")


def wrong_enum_number(found: Types) -> None:
    enum = found["common.ConsistencyLevel"]
    assert isinstance(enum, EnumDescriptorProto)
    enum.value[2].number = 7


def missing_enum_value(found: Types) -> None:
    enum = found["milvus.CheckHealthResponse.QuotaState"]
    assert isinstance(enum, EnumDescriptorProto)
    del enum.value[1]


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        (wrong_number, ["milvus.DropAliasRequest.alias: number 4, pymilvus 3"]),
        (
            wrong_type,
            ["milvus.AlterDatabaseRequest.db_id: wire type 'TYPE_INT64', pymilvus 'TYPE_STRING'"],
        ),
        (
            wrong_message,
            [
                "schema.FieldData.vectors: type '.milvus.proto.schema.ScalarField',"
                " pymilvus '.milvus.proto.schema.VectorField'"
            ],
        ),
        (
            wrong_enum,
            [
                "schema.FieldSchema.state: type '.milvus.proto.schema.DataType',"
                " pymilvus '.milvus.proto.schema.FieldState'"
            ],
        ),
        (
            wrong_label,
            [
                "milvus.ListAliasesResponse.aliases: label 'LABEL_OPTIONAL',"
                " pymilvus 'LABEL_REPEATED'"
            ],
        ),
        (left_oneof, ["schema.FieldData.scalars: oneof None, pymilvus 'field'"]),
        (
            renamed_oneof,
            [
                "milvus.AlterCollectionSchemaRequest.Action.add_request:"
                " oneof 'what', pymilvus 'op'",
                "milvus.AlterCollectionSchemaRequest.Action.drop_request:"
                " oneof 'what', pymilvus 'op'",
            ],
        ),
        (
            no_longer_optional,
            ["milvus.InsertRequest.namespace: optional False, pymilvus True"],
        ),
        (unpacked, ["schema.LongArray.data: packed False, pymilvus None"]),
        (no_longer_a_map, ["common.Status.ExtraInfoEntry: a map's entry on one side only"]),
        (unknown_field, ["rg.ResourceGroupLimit.cpu: pymilvus has no such field"]),
        (unknown_message, ["rg.ResourceGroupLimit.Unheard: pymilvus has no such type"]),
        (
            wrong_enum_number,
            [
                "common.ConsistencyLevel.Bounded = 2: only pymilvus's",
                "common.ConsistencyLevel.Bounded = 7: only ours",
            ],
        ),
        (
            missing_enum_value,
            ["milvus.CheckHealthResponse.QuotaState.ReadLimited = 2: only pymilvus's"],
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_mistake_is_found(mistake: Mistake, expected: list[str]) -> None:
    files = [FileDescriptorProto.FromString(file.SerializeToString()) for file in OURS]
    mistake(types(files))
    assert differences(files) == expected
