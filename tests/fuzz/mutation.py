"""Mutations: what is right made wrong, by chance and reproducibly, with its structure known."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from google.protobuf.message import Message

from tests.fuzz.words import MARKUP, TEXTS, VALUES

#: Texts that a mutation makes grow no further than this, in characters.
LONGEST = 200_000


def mutated_text(text: str, random: Random, others: list[str]) -> str:
    """Change a text in a few places: cut, repeat, put hostile words in, take from others."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        text = _text_once(text, random, others)[:LONGEST]
    return text


def _text_once(text: str, random: Random, others: list[str]) -> str:
    start = random.randint(0, len(text))
    end = min(len(text), start + random.choice((0, 1, 1, 4, 20, 200)))
    match random.randrange(7):
        case 0:
            return text[:start] + text[end:]
        case 1:
            return text[:start] + text[start:end] * random.choice((2, 3, 50, 2_000)) + text[end:]
        case 2:
            return text[:start] + random.choice(MARKUP) + text[start:]
        case 3:
            return text[:start] + random.choice(TEXTS) + text[end:]
        case 4:
            return text[:start] + chr(random.choice((random.randrange(256), 0x2028))) + text[end:]
        case 5:
            other = random.choice(others)
            cut = random.randint(0, len(other))
            return text[:start] + other[cut:]
        case _:
            return _with_value(text, random)


def _with_value(text: str, random: Random) -> str:
    """Put a hostile word in the place of what stands after a colon."""
    lines = text.split("\n")
    places = [n for n, line in enumerate(lines) if ": " in line]
    if places:
        at = random.choice(places)
        key = lines[at].partition(": ")[0]
        word = random.choice(TEXTS)
        lines[at] = f"{key}: {word}" if random.random() < 0.5 else f'{key}: "{_escaped(word)}"'
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in text)


def mutated_bytes(data: bytes, random: Random) -> bytes:
    """Change some bytes, or cut the rest off."""
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randint(0, len(made))
        match random.randrange(4):
            case 0:
                del made[at:]
            case 1:
                made[at:at] = random.randbytes(random.choice((1, 2, 9)))
            case 2 if at < len(made):
                made[at] ^= 1 << random.randrange(8)
            case _:
                del made[at : at + random.choice((1, 4))]
    return bytes(made)


def mutated_data(data: Any, random: Random) -> Any:
    """Change JSON data in a few places."""
    made = copy.deepcopy(data)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        places = list(_places(made))
        if not places:
            return random.choice(VALUES)
        made = _data_once(made, *random.choice(places), random)
    return made


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Give every container with every key of it."""
    waiting = [data]
    while waiting:
        here = waiting.pop()
        items = here.items() if isinstance(here, dict) else enumerate(here)
        if not isinstance(here, dict | list):
            continue
        for key, value in items:
            yield here, key
            if isinstance(value, dict | list):
                waiting.append(value)


def _data_once(whole: Any, container: Any, key: Any, random: Random) -> Any:
    match random.randrange(8):
        case 0:
            del container[key]
        case 1 | 2 | 3:
            container[key] = copy.deepcopy(random.choice(VALUES))
        case 4 if isinstance(container, dict):
            container[random.choice(TEXTS)] = container.pop(key)
        case 5:
            container[key] = _nested(container[key], random.choice((1, 2, 70, 100)))
        case 6:
            other, place = random.choice(list(_places(whole)))
            container[key] = copy.deepcopy(other[place])
        case _ if isinstance(container, list):
            container += [copy.deepcopy(container[key])] * random.choice((1, 2, 300))
        case _:
            container[random.choice(TEXTS)] = copy.deepcopy(random.choice(VALUES))
    return whole


def _nested(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value] if depth % 2 else {"a": value}
    return value


_EXTREMES = (0, 1, -1, -7, 2, 5, 100, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63))


def mutate_message(message: Message, random: Random) -> None:
    """Change a message in a few places, so that it still travels."""
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        inside = list(_messages(message))
        here = random.choice(inside)
        fields = list(here.DESCRIPTOR.fields)
        # What is set is worth more than what most servers never send.
        present = [field for field, _ in here.ListFields()] or fields
        _message_once(here, random.choice(present if random.random() < 0.8 else fields), random)


def _messages(message: Message) -> Iterator[Message]:
    yield message
    for field, value in message.ListFields():
        inner = field.message_type
        if inner is None or inner.GetOptions().map_entry:
            continue
        if isinstance(value, Message):
            yield from _messages(value)
        else:
            for each in value:
                yield from _messages(each)


def _message_once(message: Message, field: Any, random: Random) -> None:
    held = getattr(message, field.name)
    repeated = hasattr(held, "append")
    action = random.randrange(5)
    if action == 0:
        message.ClearField(field.name)
    elif repeated and len(held) and action == 1:
        del held[random.randrange(len(held))]
    elif repeated and len(held) and action == 2:
        held.extend([held[random.randrange(len(held))]] * random.choice((1, 2, 40)))
    elif field.type == field.TYPE_MESSAGE:
        if not repeated:
            held.SetInParent()
        elif hasattr(held, "add"):
            held.add()
    elif not repeated:
        setattr(message, field.name, _scalar(field, random))
    elif len(held):
        held[random.randrange(len(held))] = _scalar(field, random)
    else:
        held.append(_scalar(field, random))


def _scalar(field: Any, random: Random) -> Any:
    if field.type == field.TYPE_STRING:
        return random.choice(TEXTS).encode("utf-8", "replace").decode()
    if field.type == field.TYPE_BYTES:
        return random.choice((b"", b"\xff\xfe", b"[" * 3_000, b"1", b'"\\ud800"', b"{"))
    if field.type == field.TYPE_BOOL:
        return random.random() < 0.5
    if field.type in (field.TYPE_DOUBLE, field.TYPE_FLOAT):
        return random.choice((0.0, -1.0, 1e38, float("nan"), float("inf"), -float("inf")))
    return _whole(field, random)


def _whole(field: Any, random: Random) -> int:
    value = random.choice(_EXTREMES)
    if field.type in (field.TYPE_UINT64, field.TYPE_FIXED64):
        return abs(value)
    if field.type in (field.TYPE_UINT32, field.TYPE_FIXED32):
        return abs(value) % 2**32
    if field.type in (field.TYPE_INT64, field.TYPE_SINT64, field.TYPE_SFIXED64):
        return value
    return max(-(2**31), min(value, 2**31 - 1))
