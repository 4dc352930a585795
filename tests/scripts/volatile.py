"""What differs from run to run, and what stories have in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Put = str | Callable[[re.Match[str]], str]


def today() -> date:
    return datetime.now(UTC).date()


def _relative(found: re.Match[str]) -> str:
    days = (date.fromisoformat(found[0]) - today()).days
    return f"{{today{days:+}}}" if -100 < days < 100 else found[0]


#: What to look for, what to put there, and why it differs.
VOLATILE: tuple[tuple[str, Put, str], ...] = (
    (
        r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        "{uuid}",
        "identities of servers are random",
    ),
    (
        r"\b[0-9a-f]{64}\b",
        "{hash}",
        "a plan's hash covers the identity of its server",
    ),
    (
        r'(?<=": ")[0-9a-f]{16}(?=")',
        "{fingerprint}",
        "fingerprints change with what a version of Milvus Lite describes",
    ),
    (r"\(\d+(?:\.\d)? s\)", "({time})", "how long a step took"),
    (r"\b(steps?) in \d+(?:\.\d)? s", r"\1 in {time}", "how long an apply took"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC", "{when}", "when something was applied"),
    (r"(?<=by )[^\s@]+@[^\s,]+", "{who}", "who runs the suite, and where"),
    (r'"elapsed_s": [\d.]+', '"elapsed_s": {time}', "how long a step took"),
    (r"(?<=Lite )\d+\.\d+\.\d+", "{version}", "the suite runs on several"),
    (r"migrator \d+\.\d+\.\S+", "migrator {version}", "releases change it"),
    (
        r"(?s)cannot be reached: .*?(?=\n +→|\",\n)",
        "cannot be reached: {why}",
        "versions of gRPC word it differently",
    ),
    (r'"migrator": "[^"]+"', '"migrator": "{version}"', "releases change it"),
    (r'"semanticVersion": "[^"]+"', '"semanticVersion": "{version}"', "releases change it"),
    (r"\b20\d\d-\d\d-\d\d\b", _relative, "approvals count from today"),
    # click 8.1 and 8.2 word these differently.
    (r"No such (option|command):? '?([\w-]+)'?\.?", r"No such \1 '\2'.", "click's words differ"),
)


def steady(text: str) -> str:
    """Put names in the place of what differs from run to run."""
    for pattern, put, _why in VOLATILE:
        text = re.sub(pattern, put, text)
    return text


def dated(text: str) -> str:
    """Put dates in the place of ``{today+14}``, in what a story writes."""
    return re.sub(
        r"\{today([+-]\d+)\}",
        lambda found: (today() + timedelta(days=int(found[1]))).isoformat(),
        text,
    )
