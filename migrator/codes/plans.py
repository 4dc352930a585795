"""Codes 6xx: plans, policies and approvals."""

from __future__ import annotations

from migrator.codes.entry import Code, error, note, warning

CODES: tuple[Code, ...] = (
    note(
        "MIG601",
        "cannot be shown back",
        "The server takes this attribute and does not tell it afterwards. It is applied when "
        "the resource is created and never shown as a difference, because nobody can know. "
        "The reference of unobservable attributes lists them for each server.",
    ),
    error(
        "MIG602",
        "both names of a rename exist",
        "metadata.previous_name renames a collection only where the old one exists and the new "
        "one does not. Here both exist, and migrator will not guess which rows are the right "
        "ones. Remove previous_name, or drop or rename one of the two.",
    ),
    note(
        "MIG603",
        "rename is done",
        "The collection already has its new name on this server, so previous_name has nothing "
        "left to do here. Remove it once every connection has been renamed.",
    ),
    error(
        "MIG604",
        "refers to something that does not exist",
        "A partition, an index or an alias names a collection that is neither declared nor on "
        "the server, or a collection names such a database. Declare it, or correct the name.",
    ),
    error(
        "MIG605",
        "an alias still points to a collection that is to be dropped",
        "Dropping the collection would take the alias away from its clients. Declare the alias "
        "for another collection, or declare it absent.",
    ),
    error(
        "MIG606",
        "a database that is to be dropped has collections in it",
        "Servers drop empty databases only, and what is in this one is not declared absent. "
        "Declare its collections absent too, each with its approval, or leave the database.",
    ),
    error(
        "MIG610",
        "needs an approval",
        "The change destroys data or access, or costs as much as the connection's approve_from "
        "says. Commit a document of kind Approval that names the change, its address, a last "
        "day and a reason; the refusal prints one that is ready to paste.",
    ),
    error(
        "MIG611",
        "cannot be carried out",
        "The server cannot make this change in place, or the manifest does not say how it may "
        "be made. The message names what is missing: a newer server, or replace.strategy.",
    ),
    error(
        "MIG612",
        "is protected",
        "metadata.protect forbids whatever destroys or replaces this resource, with or without "
        "an approval. Remove protect in a change of its own if the change is wanted.",
    ),
    error(
        "MIG613",
        "prunes more than allowed",
        "limits.max_deletes bounds how many undeclared resources one apply may delete; its "
        "default is none. Raise it, declare the resources, or exclude them from the scope.",
    ),
    error(
        "MIG614",
        "destroys more rows than allowed",
        "limits.max_rows_destroyed bounds how many rows one apply may destroy, whatever is "
        "approved; rows that cannot be counted count as too many. Raise it or apply in parts.",
    ),
    error(
        "MIG615",
        "prune with nothing declared",
        "The manifests declare no resource at all, so that pruning would delete everything in "
        "scope. That is taken for a mistake in the files or the selection, and refused.",
    ),
    warning(
        "MIG620",
        "is not brought back by a rollback",
        "A rollback plans definitions back, not data: the rows of what was dropped or made anew "
        "and the values of fields that were dropped are gone, and so are rows that a TTL has "
        "deleted meanwhile. Only a backup has them.",
    ),
    warning(
        "MIG621",
        "stays after a rollback",
        "The last apply has set this attribute, which was not set before, and nothing takes it "
        "away again: this server cannot remove it, or no RPC can. Everything else goes back.",
    ),
    note(
        "MIG640",
        "is a promotion",
        "The desired state of this plan was read from another server and not from manifests. "
        "Approvals, labels, protection, former names and replace come from the manifests of "
        "the target, and so do its overlays. Nothing is deleted unless scope.prune is on.",
    ),
    note(
        "MIG641",
        "is not known of the promoted server",
        "The server that is promoted takes these attributes and does not tell them "
        "afterwards. Nobody knows their values, so they are not promoted: the target keeps "
        "what it has, and what is created gets defaults. An overlay of the target can set "
        "them.",
    ),
    note(
        "MIG642",
        "is not proven",
        "The manifests declare this for the target of a promotion and not for the connection "
        "that is promoted, so nothing was proven there. An overlay of the target may well do "
        "so on purpose.",
    ),
    warning(
        "MIG643",
        "a user is not promoted",
        "Passwords are in no server, so that a user whom the target does not have can only be "
        "made from manifests that say where the password is: declare the user there, with "
        "password: ${env:NAME} or ${file:path}. Everything else is promoted.",
    ),
    note(
        "MIG650",
        "is not compared",
        "One side of the diff cannot show these attributes, so nobody can know whether they "
        "differ. They are never shown as a difference. The reference of unobservable "
        "attributes lists them for each server.",
    ),
    note(
        "MIG651",
        "is not told by a plan",
        "A saved plan holds what it changes and nothing else of its server. A diff with it is "
        "about the resources of its changes; the others are counted and not compared.",
    ),
)
