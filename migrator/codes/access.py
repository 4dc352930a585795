"""Codes 8xx: users, roles, grants and groups."""

from __future__ import annotations

from migrator.codes.entry import Code, error, note, warning

CODES: tuple[Code, ...] = (
    error(
        "MIG801",
        "password is written out",
        "A password stands in a manifest as it is, where everybody who can read the "
        "repository can read it. It counts as leaked: change it on the server, and write "
        "${env:NAME} or ${file:/path} instead.",
    ),
    error(
        "MIG802",
        "belongs to Milvus",
        "Roles admin and public, user root, the default resource group and the privilege "
        "groups that Milvus brings are neither made, changed nor dropped. Declare one of your "
        "own and use that.",
    ),
    error(
        "MIG803",
        "cannot be granted so",
        "Every privilege is of one kind of object, and those of a cluster or of a database "
        "are granted on * and not on one collection. The message says what servers take.",
    ),
    warning(
        "MIG804",
        "wildcard grant",
        "The grant holds for everything there is, and for whatever will be there. That is "
        "seldom meant. Name the privilege, the object and the database, or use a privilege "
        "group.",
    ),
    warning(
        "MIG805",
        "user without roles",
        "The user declares no roles, so that it may log in and do next to nothing. Give it "
        "roles, or an empty list where that is meant.",
    ),
    warning(
        "MIG806",
        "grant on an alias",
        "Servers check privileges by the name that a client sends, and most do not look up "
        "what an alias stands for: a grant on the alias is worth nothing to who uses the "
        "collection's name, and is left behind when the alias moves (milvus#47850). Grant on "
        "the collection too, or instead.",
    ),
    warning(
        "MIG807",
        "grant on nothing that is there",
        "The grant names a collection or a database that is neither declared nor on the "
        "server. Servers take that, and the grant comes true for whatever gets that name. "
        "Correct the name, or declare what is meant.",
    ),
    warning(
        "MIG808",
        "grants may be left behind",
        "A collection is renamed or made anew, and the connected user may not see who is "
        "granted on it, so that grants cannot be moved along. Let somebody with the privilege "
        "SelectOwnership plan, or move the grants by hand.",
    ),
    error(
        "MIG809",
        "locks out who applies",
        "The change takes from the very user that applies it what it needs, so that nobody "
        "may be left who could take it back. Let another user apply it.",
    ),
    error(
        "MIG810",
        "no password to be made with",
        "The user is not on the server yet, and cannot be made without a password. Declare "
        "one as ${env:NAME} or ${file:/path}.",
    ),
    error(
        "MIG811",
        "still in use",
        "A group cannot be dropped as long as something uses it: a role that it is granted "
        "to, a collection that is loaded into it, a group that gives it nodes. Change that "
        "first, in the same plan where it can be.",
    ),
    error(
        "MIG812",
        "limits below requests",
        "A resource group may never have fewer nodes than it asks for; servers refuse such "
        "limits. Raise limits.node_num, or lower requests.node_num.",
    ),
    note(
        "MIG813",
        "password was not tried",
        "Whether a user still has the declared password is found out by a login, and here the "
        "reference to it cannot be resolved. Nothing is wrong where somebody else applies, who "
        "has the secret.",
    ),
)
