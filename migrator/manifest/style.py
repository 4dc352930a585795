"""Style: nodes as text in the one style that export writes, with their comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator.manifest.dump import BLOCKS
from migrator.manifest.emit import LONGEST_KEY, WIDTH, is_literal, literal, scalar
from migrator.manifest.nodes import Alias, Container, Entry, Node, Remark, Scalar, Written

Path = tuple[str, ...]


def written_text(documents: Sequence[Written]) -> str:
    """Return documents as text; their roots are mappings."""
    lines: list[str] = []
    for number, document in enumerate(documents):
        if number:
            lines += ["", "---"] if document.blank else ["---"]
        lines += _document(document)
    return "".join(f"{line}\n" for line in lines)


def _document(document: Written) -> list[str]:
    root = document.root
    assert isinstance(root, Container)
    head = _remarks(document.head, 0, started=False)
    if head and document.gap:
        head.append("")
    return [*head, *_entries(root, 0, ())]


def _remarks(remarks: Iterable[Remark], indent: int, *, started: bool) -> list[str]:
    lines: list[str] = []
    for remark in remarks:
        if remark.blank and (started or lines):
            lines.append("")
        lines.append(" " * indent + remark.text)
    return lines


def _entries(container: Container, indent: int, path: Path) -> list[str]:
    """Write the entries of a mapping or list over lines, each with its comments above it."""
    lines: list[str] = []
    for entry in container.entries:
        written = _pair(entry, indent, path) if container.is_mapping else _item(entry, indent, path)
        above, body = written
        lines += _remarks(above, indent, started=bool(lines))
        if entry.blank and lines:
            lines.append("")
        lines += body
    return lines + _remarks(container.trailing, indent, started=True)


def _pair(entry: Entry, indent: int, path: Path) -> tuple[list[Remark], list[str]]:
    assert entry.key is not None
    key = _scalar(entry.key)
    head = f"{' ' * indent}{key}:"
    before: list[str] = []
    if len(key) > LONGEST_KEY:
        before = [f"{' ' * indent}? {key}"]
        head = f"{' ' * indent}:"
    above, beside = _about(entry)
    return above, [*before, *_value(head, entry.value, beside, indent, (*path, entry.key.value))]


def _value(head: str, value: Node, beside: str, indent: int, path: Path) -> list[str]:
    """Write a value after what stands before it in its line."""
    if isinstance(value, Scalar) and _is_literal(value):
        first, *rest = literal(_head(head, value.anchor), value.value, indent)
        return [f"{first}{beside}", *rest]
    line = f"{head} {_flow(value)}"
    if not _is_block(value, line, path in BLOCKS):
        return [line + beside]
    assert isinstance(value, Container)
    return [f"{_head(head, value.anchor)}{beside}", *_entries(value, indent + 2, path)]


def _item(entry: Entry, indent: int, path: Path) -> tuple[list[Remark], list[str]]:
    value = entry.value
    above, beside = _about(entry)
    dash = f"{' ' * indent}-"
    line = f"{dash} {_flow(value)}"
    if not _is_block(value, line, False):
        return above, [line + beside]
    assert isinstance(value, Container)
    if beside:
        above.append(Remark(beside.strip()))
    inner = (*path, "*")
    if not value.is_mapping or value.anchor:
        return above, [_head(dash, value.anchor), *_entries(value, indent + 2, inner)]
    # Comments above the first key have no place between the dash and the key.
    first = value.entries[0]
    above += [Remark(remark.text, remark.blank and bool(above)) for remark in first.above]
    first.above = []
    block = _entries(value, indent + 2, inner)
    return above, [f"{dash} {block[0].lstrip(' ')}", *block[1:]]


def _about(entry: Entry) -> tuple[list[Remark], str]:
    """Return the comments above an entry and the one beside it; only one has room there."""
    *more, last = entry.beside or [""]
    above = [*entry.above, *(Remark(text) for text in more)]
    return above, f"  {last}" if last else ""


def _is_block(value: Node, line: str, wanted: bool) -> bool:
    if not isinstance(value, Container) or not (value.entries or value.trailing):
        return False
    return wanted or len(line) > WIDTH or value.has_comments()


def _is_literal(value: Scalar) -> bool:
    return isinstance(value.value, str) and not value.verbatim and is_literal(value.value)


def _head(head: str, anchor: str) -> str:
    return f"{head} &{anchor}" if anchor else head


def _flow(node: Node) -> str:
    """Return a node in one line."""
    if isinstance(node, Alias):
        return f"*{node.name}"
    if isinstance(node, Scalar):
        return _scalar(node)
    if node.is_mapping:
        inside = ", ".join(
            f"{_scalar(entry.key)}: {_flow(entry.value)}" for entry in node.entries if entry.key
        )
        text = f"{{{inside}}}"
    else:
        text = f"[{', '.join(_flow(entry.value) for entry in node.entries)}]"
    return f"&{node.anchor} {text}" if node.anchor else text


def _scalar(node: Scalar) -> str:
    text = node.verbatim or scalar(node.value)
    return f"&{node.anchor} {text}" if node.anchor else text
