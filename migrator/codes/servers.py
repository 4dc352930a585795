"""Codes 7xx: what a server can, cannot and does not show."""

from __future__ import annotations

from migrator.codes.entry import Code, error, note, warning

CODES: tuple[Code, ...] = (
    error(
        "MIG701",
        "not served by this server",
        "The server would refuse this attribute, or take it and silently drop it. The message "
        "names the version that serves it: use such a server, or leave the attribute out.",
    ),
    warning(
        "MIG702",
        "dangerous on this server",
        "The server takes the attribute, and some use of it brings the server down or does "
        "something else than was asked. The message says which use, and which version is safe.",
    ),
    note(
        "MIG703",
        "the server has less than its version should",
        "An RPC that the server's version ought to have was answered with UNIMPLEMENTED. "
        "Plans for this server do without it from now on; the note stays until the server's "
        "version changes.",
    ),
    error(
        "MIG710",
        "may not be read",
        "The connected user lacks a privilege that reading needs, so that nobody can say what "
        "a promotion would have to do. Grant the privilege that the message names, or "
        "connect as somebody who has it.",
    ),
)
