"""Sections of a comment: what is in them, how they fold, and how all of them fit.

Sizes are in bytes of UTF-8, which are never fewer than the characters that are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from migrator.milvus.words import harmless
from migrator.views.words import counted

#: GitHub takes comments of 65,536 characters, and GitLab longer ones; a workflow may add a
#: line of its own.
LIMIT = 65_000

#: What each section may take of the room that is left, where not everything fits.
_SHARE = 0.5
#: What a section needs that only says how much is in it.
_LEAST = 300

_BACKTICKS = re.compile("`+")


def code(text: str) -> str:
    """Return text of anybody as a span of code, in which it means nothing."""
    shown = harmless(text).strip() or "(empty)"
    fence = "`" * (_longest_run(shown) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a comment: items of a list, or of a block of code in a language.

    It is folded unless ``opened``; ``between`` stands between items of a block. ``noun``
    is what the items are called where they are counted.
    """

    title: str
    noun: str
    items: tuple[str, ...]
    language: str = ""
    opened: bool = False
    between: str = ""

    def text(self, room: int) -> str:
        """Return the section in no more than so many bytes; empty where it has no items."""
        if not self.items:
            return ""
        fence = "`" * max(3, 1 + max(map(_longest_run, self.items)))
        before, after = self._around(fence)
        left = room - _size(before) - _size(after) - _LEAST // 2
        taken: list[str] = []
        for item in self.items:
            piece = self.between + item if taken else item
            if not self.language:
                piece += "\n"
            left -= _size(piece)
            if left < 0:
                break
            taken.append(piece)
        rest = len(self.items) - len(taken)
        if rest and not taken and self.language:
            taken, rest = [_beginning(self.items[0], left + _size(self.items[0]))], rest - 1
        if not taken:
            title = f"**{self.title}:** " if self.title else ""
            return f"{title}{counted(rest, self.noun)}, too long to be shown here\n"
        more = f"\n… and {rest:,} more\n" if rest else ""
        return before + "".join(taken) + after.replace("\0", more)

    def _around(self, fence: str) -> tuple[str, str]:
        count = f": {len(self.items):,}" if len(self.items) > 1 else ""
        title = f"{self.title}{count}" if self.title else ""
        head, tail = (f"**{title}**\n\n" if title else ""), "\0"
        if not self.opened:
            head = f"<details>\n<summary>{title}</summary>\n\n"
            tail = "\0\n</details>\n"
        if not self.language:
            return head, tail
        return f"{head}{fence}{self.language}\n", f"{fence}\n{tail}"


def fit(head: Sequence[str], sections: Sequence[Section], foot: Sequence[str], limit: int) -> str:
    """Return a comment of at most ``limit`` characters; what comes first has most room."""
    above, below = ("\n\n".join(part) + "\n" for part in (head, foot))
    room = limit - _size(above) - _size(below) - 2 * (len(sections) + 2)
    told = [section for section in sections if section.items]
    whole = [section.text(limit * limit) for section in told]
    texts = whole
    if sum(map(_size, whole)) > room:
        texts = []
        for number, section in enumerate(told):
            later = _LEAST * (len(told) - number - 1)
            most = room - later
            if number + 1 < len(told):
                most = max(_LEAST, int(most * _SHARE))
            text = whole[number] if _size(whole[number]) <= most else section.text(most)
            room -= _size(text)
            texts.append(text)
    return "\n".join([above, *texts, *([below] if foot else [])])


def _beginning(item: str, room: int) -> str:
    """Return as many lines of a long item as there is room for."""
    lines = item.splitlines(keepends=True)
    taken: list[str] = []
    for text in lines:
        room -= _size(text)
        if room < 0:
            break
        taken.append(text)
    return "".join([*taken, f"… and {counted(len(lines) - len(taken), 'line')} more\n"])


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
