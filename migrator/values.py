"""Normal forms of single values, so that equal things compare equal however they are spelt.

Milvus keeps properties and parameters as strings, and every client spells them in its
own way: ``16`` and ``"16"``, ``true`` and ``"True"``, JSON with and without spaces.
"""

from __future__ import annotations

import json
import re
import struct
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from migrator import jsontext

#: Longer numbers stay text; nothing in Milvus is one.
MAX_DIGITS = 40

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def property_value(value: object) -> str:
    """Return the normal form of a property or parameter as the string that Milvus keeps.

    Booleans become ``true`` and ``false``, numbers lose spelling (``1.0`` is ``1``,
    ``04`` stays text because a leading zero may matter), JSON is written sorted and
    without spaces.

    Raises:
        ValueError: the value is null or of a type that has no such form.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(str(value))
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, str):
        return _text(value)
    raise ValueError(f"a property is text, a number, a boolean, a list or a mapping, not {value!r}")


def _text(text: str) -> str:
    if text in ("True", "False", "TRUE", "FALSE"):
        return text.lower()
    if text[:1] in ("{", "["):
        try:
            return property_value(jsontext.read(text))
        except ValueError:
            return text
    return _number(text)


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text) or re.match(r"-?0\d", text):
        return text
    if "." not in text and "e" not in text.lower():
        return text
    number = float(text)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def natural(text: str) -> Any:
    """Return a normal-form property as people write it in YAML: a number, a boolean, JSON, text.

    ``property_value`` of the result is ``text`` again.
    """
    if text in ("true", "false"):
        return text == "true"
    if text[:1] in ("{", "["):
        try:
            data = jsontext.read(text)
        except ValueError:
            return text
        return data if property_value(data) == text else text
    if _NUMBER.fullmatch(text) and len(text) <= MAX_DIGITS:
        number = float(text) if "." in text or "e" in text.lower() else int(text)
        return number if property_value(number) == text else text
    return text


def float32(value: float) -> float:
    """Return a number as a 32-bit float holds it, which is how Milvus keeps a Float.

    Raises:
        ValueError: the number is too large for one.
    """
    try:
        rounded: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        raise ValueError(f"default_value {value!r} is too large for a 32-bit float") from None
    return rounded


def timestamp(text: str) -> str:
    """Return an ISO 8601 time in UTC with a ``Z``; a time without a zone counts as UTC.

    Raises:
        ValueError: the text is not a time.
    """
    moment = datetime.fromisoformat(text)
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is outside of the years 1 to 9999 in UTC") from None
    return moment.isoformat().replace("+00:00", "Z")


def timestamp_of_us(microseconds: int) -> str:
    """Return the time that is so many microseconds after 1970, in the form of ``timestamp``."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return timestamp(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest).isoformat())


def json_value(value: object) -> object:
    """Return JSON data, parsed where it is given as text.

    Raises:
        ValueError: the text is not JSON.
    """
    if isinstance(value, str):
        parsed: object = jsontext.read(value)
        return parsed
    return value


_SECRET = re.compile(r"passw|secret|api_?key|access_?key|(^|_)token$", re.IGNORECASE)


def as_sent(value: object) -> str:
    """Return a value as the text that Milvus takes it as; text stays as it is.

    Raises:
        ValueError: the value has no such form.
    """
    return value if isinstance(value, str) else property_value(value)


def holds_a_secret(key: str) -> bool:
    """Whether the value of a parameter with this key is never shown, saved or exported.

    Milvus's own ``credential`` only names one of the server's configuration, and is none.
    """
    return _SECRET.search(key) is not None


PropertyValue = Annotated[str, BeforeValidator(property_value)]
JsonValue = Annotated[Any, BeforeValidator(json_value)]


def _flag(value: object) -> object:
    """Take true and false only: ``yes``, ``on`` and ``"false"`` are text to a YAML 1.2 reader.

    Raises:
        ValueError: the value is anything else.
    """
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _whole(value: object) -> object:
    """Refuse true and false where a number is expected, which Python takes for 1 and 0.

    Raises:
        ValueError: the value is one of them, or longer than any number is.
    """
    if isinstance(value, bool):
        raise ValueError(f"must be a whole number, not {str(value).lower()}")
    if isinstance(value, str) and len(value) > MAX_DIGITS:
        raise ValueError(f"must be a whole number of at most {MAX_DIGITS} digits")
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
Whole = Annotated[int, BeforeValidator(_whole)]
