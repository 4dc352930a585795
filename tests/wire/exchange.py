"""Send every field of every message from ours to pymilvus and back, in one process.

    python tests/wire/exchange.py migrator.wire pymilvus     ours is imported first
    python tests/wire/exchange.py pymilvus migrator.wire     pymilvus is

Prints how many fields went both ways. A program of its own, because only the
first imports of a process show whether the order matters.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

FILES = ("common", "schema", "rg", "milvus")

SCALARS: dict[type, object] = {bool: True, int: 1, float: 0.5, str: "text", bytes: b"\x01\x02"}


def main(order: list[str]) -> int:
    for package in order:
        load(package)
    count = 0
    for name in FILES:
        ours = importlib.import_module(f"migrator.wire.{name}_pb2")
        theirs = importlib.import_module(f"pymilvus.grpc_gen.{name}_pb2")
        for message_name in ours.DESCRIPTOR.message_types_by_name:
            for sample in samples(getattr(ours, message_name)):
                exchange(sample, getattr(theirs, message_name))
                count += 1
    print(count)
    return 0


def load(package: str) -> None:
    """Import all of a package; only ours has to do so without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error" if package == "migrator.wire" else "ignore")
        prefix = package if package == "migrator.wire" else f"{package}.grpc_gen"
        importlib.import_module(package)
        for name in FILES:
            importlib.import_module(f"{prefix}.{name}_pb2")


def samples(cls: type[Message]) -> Iterator[Message]:
    """Yield an empty message, and one for each field with only that field set."""
    yield cls()
    for field in cls.DESCRIPTOR.fields:
        message = cls()
        fill(message, field, depth=3)
        yield message


def fill(message: Message, field: Any, *, depth: int) -> None:
    """Set one field, and in what it contains every field down to `depth`."""
    held = getattr(message, field.name)
    repeated = hasattr(held, "extend")
    if field.message_type is None:
        value = 1 if field.enum_type is not None else scalar(field.type)
        if repeated:
            held.extend([value, value])
        else:
            setattr(message, field.name, value)
    elif field.message_type.GetOptions().map_entry:
        value_field = field.message_type.fields_by_name["value"]
        if value_field.message_type is not None:
            fill_all(held["key"], depth=depth - 1)
        else:
            held["key"] = scalar(value_field.type)
    else:
        target = held.add() if repeated else held
        target.SetInParent()
        fill_all(target, depth=depth - 1)


def fill_all(message: Message, *, depth: int) -> None:
    for field in message.DESCRIPTOR.fields if depth > 0 else ():
        fill(message, field, depth=depth)


def scalar(kind: int) -> object:
    """Return a value for a scalar that is not the one an absent field reads as."""
    python: dict[int, type] = {
        FieldDescriptor.TYPE_BOOL: bool,
        FieldDescriptor.TYPE_FLOAT: float,
        FieldDescriptor.TYPE_DOUBLE: float,
        FieldDescriptor.TYPE_STRING: str,
        FieldDescriptor.TYPE_BYTES: bytes,
    }
    return SCALARS[python.get(kind, int)]


def exchange(sample: Message, their_class: type[Message]) -> None:
    """Check that pymilvus reads the same names and values, and gives them back."""
    received = their_class.FromString(sample.SerializeToString())
    assert as_dict(received) == as_dict(sample), (sample, received)
    returned = type(sample).FromString(received.SerializeToString())
    assert returned == sample, (sample, returned)


def as_dict(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
