"""Codes 1xx: files and YAML."""

from __future__ import annotations

from migrator.codes.entry import Code, error, note, warning

CODES: tuple[Code, ...] = (
    error(
        "MIG101",
        "no such file",
        "A manifest path of the project names a file or folder that does not exist. Paths are "
        "looked up beside the project file. Correct the path, or create the file.",
    ),
    error(
        "MIG102",
        "file cannot be read",
        "The operating system refused to open or read the file; the message has its reason. "
        "Correct the permissions, or remove the file from what the project names.",
    ),
    error(
        "MIG103",
        "file is too large",
        "One file of YAML may have 16 MiB, so that a wrong file is refused rather than read "
        "for minutes. Split the manifests over several files; any layout works.",
    ),
    error(
        "MIG104",
        "file is not UTF-8",
        "Manifests and project files are text in UTF-8, and the bytes at this place are not. "
        "Files in UTF-16 and binary files are refused too. Save the file as UTF-8.",
    ),
    warning(
        "MIG105",
        "nothing is declared here",
        "The file has no document, only blank lines or comments, or the folder has no *.yaml "
        "and *.yml file. Remove it, or write a manifest into it.",
    ),
    note(
        "MIG106",
        "file begins with a byte order mark",
        "The mark is skipped, but other tools may take it for text. Save the file as UTF-8 "
        "without a byte order mark.",
    ),
    error(
        "MIG107",
        "pattern matches no file",
        "A glob among the project's manifests matches no *.yaml and *.yml file. Nothing is "
        "declared by it, which is rarely meant. Correct the pattern, or remove it.",
    ),
    error(
        "MIG108",
        "not a regular file",
        "The path leads to a device, a pipe or a socket, which could block or never end. Name "
        "a regular file or a folder.",
    ),
    error(
        "MIG110",
        "YAML cannot be parsed",
        "The parser does not understand the file at this place; what is wrong may stand a "
        "line or two before. Reading goes on with the next document. Check indentation, "
        "brackets and quotes.",
    ),
    error(
        "MIG111",
        "tab instead of spaces",
        "YAML does not allow tabs where indentation or a value begins. Set the editor to "
        "indent YAML with spaces and replace the tab.",
    ),
    error(
        "MIG112",
        "control character",
        "The file holds a character that YAML does not allow, such as NUL or a terminal's "
        "escape. Remove it; where it is really part of a value, write it as an escape such "
        'as "\\u0007" in double quotes.',
    ),
    error(
        "MIG113",
        "key stands twice",
        "A mapping has the same key twice. Many parsers keep the last one silently; migrator "
        "names both places instead. Remove one of the two.",
    ),
    error(
        "MIG114",
        "nested too deeply",
        "Values may be nested 64 levels deep, far deeper than any manifest. The file is most "
        "likely generated wrongly or hostile. Flatten it.",
    ),
    error(
        "MIG115",
        "document is too large",
        "One document may hold 200,000 keys and values, where each alias (*name) counts as "
        "much as what it stands for. Split the document, or write fewer aliases.",
    ),
    error(
        "MIG116",
        "alias to nothing",
        "*name stands for a value that was marked with &name earlier in the same document; "
        "anchors do not reach from one document into the next. Add the anchor, or put text "
        "that begins with * in quotes.",
    ),
    error(
        "MIG117",
        "tag",
        "Tags such as !!str or !!python/object ask a parser to make other types, and are not "
        "needed here. Remove the tag; text in quotes is always text.",
    ),
    error(
        "MIG118",
        "key is not text",
        "YAML lets lists and mappings be keys; manifests have no use for that. Most often a "
        "reference such as ${values.x} or a template stands there without quotes. Write the "
        "key out, or put the value in quotes.",
    ),
    error(
        "MIG119",
        "merge of something else than a mapping",
        "<< takes the entries of one mapping, or of a list of mappings, into another. Its "
        "value here is something else. Point it to a mapping, or write the keys out.",
    ),
    error(
        "MIG120",
        "file holds too much",
        "One file may hold 50,000 documents and 4,000,000 keys and values, where each alias "
        "(*name) counts as much as what it stands for. Split it over several files; any "
        "layout works.",
    ),
    error(
        "MIG121",
        "too many problems",
        "So much is wrong in one place that most of it has one cause, and what follows is not "
        "listed. Correct what is listed first, and run the command again.",
    ),
    error(
        "MIG122",
        "too many files",
        "A folder or a pattern leads to more than 100,000 files and folders, which looks like "
        "a wrong path, such as / or a home folder. Name the manifests more exactly.",
    ),
)
