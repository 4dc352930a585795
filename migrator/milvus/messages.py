"""Requests: plain data turned into the protocol's messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, TypeVar

from google.protobuf import message_factory
from google.protobuf.descriptor import EnumDescriptor
from google.protobuf.message import Message

from migrator.wire import common_pb2, schema_pb2

#: Messages that travel as bytes, by the full name of the field.
_PACKED: Mapping[str, type[Message]] = {
    "migrator.wire.CreateCollectionRequest.schema": schema_pb2.CollectionSchema,
    "migrator.wire.AddCollectionFieldRequest.schema": schema_pb2.FieldSchema,
}

_PAIR = common_pb2.KeyValuePair.DESCRIPTOR

_M = TypeVar("_M", bound=Message)

#: Puts a value into a message's field.
_Put = Callable[[Message, Any], None]


def build(message_class: type[_M], data: Mapping[str, Any]) -> _M:
    """Make a message of plain data.

    Keys are the protocol's names. Sub-messages are mappings, enum values are names or
    numbers, repeated fields are iterables. A repeated KeyValuePair may be a mapping, whose
    pairs are put in the order of their keys, so that the same data gives the same bytes.
    A message that travels as bytes may be a mapping too. Messages are taken as they are.

    Raises:
        TypeError: there is no such field, or its value is of another type.
    """
    message = message_class()
    fill(message, data)
    return message


def fill(message: Message, data: Mapping[str, Any]) -> None:
    """Put plain data into a message, as ``build`` does."""
    fields = _puts(message.DESCRIPTOR)
    for name, value in data.items():
        put = fields.get(name)
        if put is None:
            raise TypeError(f"{message.DESCRIPTOR.name} has no field {name!r}")
        try:
            put(message, value)
        except (AttributeError, ValueError, TypeError) as wrong:
            raise TypeError(f"{message.DESCRIPTOR.name}.{name}: {wrong}") from wrong


@cache
def _puts(descriptor: Any) -> Mapping[str, _Put]:
    empty = message_factory.GetMessageClass(descriptor)()
    return {field.name: _put_for(empty, field) for field in descriptor.fields}


def _put_for(empty: Message, field: Any) -> _Put:
    # What a field of an empty message is tells more versions of protobuf apart than its
    # descriptor: `label` has gone from 7, `is_repeated` is not in 5.
    container = getattr(empty, field.name)
    if isinstance(container, Message):
        return partial(_put_message, field.name)
    if isinstance(container, Mapping):
        return partial(_put_map, field.name)
    if hasattr(container, "add"):
        pairs = field.message_type is _PAIR
        return partial(_put_pairs if pairs else _put_messages, field.name)
    if hasattr(container, "extend"):
        return partial(_put_values, field.name, field.enum_type)
    if field.full_name in _PACKED:
        return partial(_put_packed, field.name, _PACKED[field.full_name])
    return partial(_put_value, field.name, field.enum_type)


def _put_value(name: str, enum: EnumDescriptor | None, message: Message, value: Any) -> None:
    setattr(message, name, _number(enum, value))


def _put_values(
    name: str, enum: EnumDescriptor | None, message: Message, values: Iterable[Any]
) -> None:
    if isinstance(values, str | bytes | Mapping):
        raise TypeError(f"{values!r} is not a list")
    # Columns of a million rows come here, so nothing is done to each value of them.
    getattr(message, name).extend(values if enum is None else [_number(enum, v) for v in values])


def _put_message(name: str, message: Message, value: Mapping[str, Any] | Message) -> None:
    inner = getattr(message, name)
    if isinstance(value, Message):
        inner.CopyFrom(value)
        return
    # Else an empty mapping would leave no trace, and a choice between messages is one.
    inner.SetInParent()
    fill(inner, value)


def _put_messages(
    name: str, message: Message, values: Iterable[Mapping[str, Any] | Message]
) -> None:
    container = getattr(message, name)
    for value in values:
        if isinstance(value, Message):
            container.append(value)
        else:
            fill(container.add(), value)


def _put_pairs(name: str, message: Message, values: Any) -> None:
    if not isinstance(values, Mapping):
        _put_messages(name, message, values)
        return
    container = getattr(message, name)
    for key in sorted(values):
        container.add(key=key, value=values[key])


def _put_map(name: str, message: Message, values: Mapping[Any, Any]) -> None:
    container = getattr(message, name)
    for key, value in values.items():
        if not hasattr(container, "get_or_create"):
            container[key] = value
        elif isinstance(value, Message):
            container.get_or_create(key).CopyFrom(value)
        else:
            fill(container.get_or_create(key), value)


def _put_packed(name: str, inner: type[Message], message: Message, value: Any) -> None:
    if not isinstance(value, bytes):
        made = value if isinstance(value, Message) else build(inner, value)
        value = made.SerializeToString(deterministic=True)
    setattr(message, name, value)


def _number(enum: EnumDescriptor | None, value: Any) -> Any:
    if enum is None or not isinstance(value, str):
        return value
    if value not in enum.values_by_name:
        raise ValueError(f"{enum.name} has no value {value!r}")
    return enum.values_by_name[value].number
