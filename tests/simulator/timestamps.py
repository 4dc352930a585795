"""Timestamps with a zone, as servers keep them and show them.

Read in milvus-io/milvus pkg/util/timestamptz/timestamptz.go: ParseTimeTz,
RewriteTimestampTzDefaultValueToString, ConvertUnixMicroToTimezoneString.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(text: str, zone: str = "UTC") -> int:
    """Read a timestamp; one without a zone is in the given one.

    Raises:
        ValueError: it is none.
    """
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return (moment - _EPOCH) // timedelta(microseconds=1)


def shown(microseconds: int, zone: str = "UTC") -> str:
    """Write a timestamp in a zone, without zeros at the end of its fraction."""
    moment = (_EPOCH + timedelta(microseconds=microseconds)).astimezone(ZoneInfo(zone))
    whole, fraction = moment.strftime("%Y-%m-%dT%H:%M:%S"), f"{moment:%f}".rstrip("0")
    offset = f"{moment:%z}"
    suffix = "Z" if moment.utcoffset() == timedelta(0) else f"{offset[:3]}:{offset[3:]}"
    return f"{whole}{'.' if fraction else ''}{fraction}{suffix}"
