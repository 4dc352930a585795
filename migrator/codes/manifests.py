"""Codes 3xx: the shape of manifests and the references between them."""

from __future__ import annotations

from migrator.codes.entry import Code, error, warning

CODES: tuple[Code, ...] = (
    error(
        "MIG301",
        "unknown key",
        "The key is none that a manifest may have at this place, so that a typing error never "
        "passes in silence. Words of pymilvus are accepted where it has several for one "
        "thing. Take the suggested key, or look at `migrator schema`.",
    ),
    error(
        "MIG302",
        "something is missing",
        "A key without which the resource cannot be described is not there. Add it; the JSON "
        "Schema of `migrator schema` lets editors fill it in.",
    ),
    error(
        "MIG303",
        "value does not fit",
        "The value is of another type, or outside of what the key takes; the message says "
        "what is expected. Numbers and words such as true in quotes are text. Correct the "
        "value.",
    ),
    error(
        "MIG304",
        "name stands twice in a list",
        "Fields and functions are told apart by their names, so that no two in a list may "
        "have the same. The message has both places. Rename or remove one.",
    ),
    error(
        "MIG305",
        "list item has no name",
        "Each item of fields and functions is a mapping with a name (or field_name) that is "
        "text. Add the name, in quotes where it looks like a number.",
    ),
    error(
        "MIG306",
        "two words for one thing",
        "Some keys have a second spelling, which pymilvus uses, and here both are given. "
        "Which one is meant cannot be known even where they agree today. Keep one.",
    ),
    error(
        "MIG307",
        "number that parsers read differently",
        "Numbers such as 010, 1_000, 1:30 or 0b11 are different numbers, or text, to YAML 1.1 "
        "and YAML 1.2, and this key takes a number. Write it as a plain decimal number.",
    ),
    error(
        "MIG310",
        "not a manifest",
        "Every document is a mapping with apiVersion, kind, metadata and spec. This one is "
        "something else. Remove it, or take the file out of the project's manifests.",
    ),
    error(
        "MIG311",
        "apiVersion is missing or unknown",
        "Manifests begin with apiVersion: migrator/v1, so that later versions can change "
        "their form without breaking them. Add or correct the line.",
    ),
    error(
        "MIG312",
        "kind is missing or unknown",
        "kind says what the document declares, in the spelling of the reference, such as "
        "Collection. Correct it, or take the file out of the project's manifests.",
    ),
    # MIG313 was for kinds that no version managed yet.
    error(
        "MIG314",
        "project file among the manifests",
        "A document of kind Project configures migrator and declares nothing on a server. It "
        "stands in migrator.yaml, beside the manifests. Move it, or name the manifests more "
        "exactly.",
    ),
    error(
        "MIG315",
        "key without a meaning for the kind",
        "Not all metadata fit every kind: users and databases are in no database, and only "
        "collections can be renamed. What a collection's list declares has no metadata of its own. "
        "Remove the key.",
    ),
    error(
        "MIG320",
        "declared twice",
        "The same address is declared at two places: in two documents, or inside a collection "
        "and on its own. An alias counts as the same for whichever collection it is declared, "
        "an index as the same for its field (and JSON path). Keep one of the two.",
    ),
    error(
        "MIG321",
        "alias has the name of a collection",
        "In one database, aliases and collections share their names, and the server refuses "
        "one that exists as the other. Give the alias another name.",
    ),
    error(
        "MIG322",
        "index on a field that is not there",
        "The collection declares its fields, which is the complete list, and the index names "
        "another one. A struct's field is named struct[field]; with dynamic fields an index "
        "may also name a key, with params.json_path. Correct field_name.",
    ),
    error(
        "MIG323",
        "previous_name is the name",
        "metadata.previous_name is the name that a collection had before. Here it is the name "
        "that it has. Remove it.",
    ),
    error(
        "MIG324",
        "previous_name is declared itself",
        "A collection is to be renamed from a name under which another manifest declares a "
        "collection, present or absent. Both cannot come true. Remove the other manifest or "
        "previous_name.",
    ),
    warning(
        "MIG325",
        "loads a partition that is not declared",
        "load.partitions names a partition that is not among those that the manifests declare "
        "for the collection. Unless it is live already, loading will fail. Declare it, or "
        "correct the name.",
    ),
    error(
        "MIG326",
        "belongs to something declared absent",
        "A manifest deletes the collection or database (ensure: absent) that this resource is "
        "in, or stands for. Declare both absent, or keep both.",
    ),
    error(
        "MIG327",
        "two collections with one previous name",
        "A rename moves one collection; two manifests claim the same old name. Remove "
        "previous_name from one of them.",
    ),
    error(
        "MIG330",
        "overlay for something that is not declared",
        "An overlay changes what a manifest declares and declares nothing itself, so that a "
        "slip in a name never makes a second collection. Correct the address, or declare the "
        "resource among the manifests.",
    ),
    error(
        "MIG331",
        "overlay for an approval",
        "An approval is what somebody has agreed to, and says itself on which connections it "
        "counts, with spec.connections. Write one for each connection, among the manifests.",
    ),
    error(
        "MIG332",
        "nothing to take away",
        "$remove in an overlay names something that is not declared where it would be taken "
        "away. What it was meant for would stay. Correct the name, or remove it.",
    ),
    error(
        "MIG333",
        "$remove cannot be read",
        "$remove: true takes away the item, key or document that it stands in, so nothing but "
        "its name stands beside it. $remove: [key, …] takes away keys of the mapping that it "
        "stands in, before the rest of the overlay is merged. Neither deletes anything on a "
        "server; ensure: absent does that.",
    ),
    error(
        "MIG334",
        "overlay without an address",
        "An overlay names the resource that it is for as its manifest does: kind, "
        "metadata.name and metadata.database, for partitions and indexes spec.collection_name, "
        "for indexes spec.field_name too. Add what is missing.",
    ),
    error(
        "MIG340",
        "unknown approval",
        "spec.allow is none of the ids that migrator knows. An approval that allows nothing "
        "is an error, because whoever wrote it relies on it. Take the id that the refusal or "
        "the plan prints.",
    ),
    error(
        "MIG341",
        "approval without a proper address",
        "spec.address names one resource, or a part of one, as plans print it: Collection "
        "default/articles, Field default/articles.lang, User ci. Copy it from the plan.",
    ),
    error(
        "MIG342",
        "approval without a proper last day",
        "spec.until is the last day, in UTC, on which the approval counts, written as "
        "2030-01-31. Correct it.",
    ),
    error(
        "MIG343",
        "approval that lasts too long",
        "Approvals end at most 30 days ahead, so that none lies in wait for a change that "
        "nobody has in mind. Choose an earlier day, and renew it when needed.",
    ),
    warning(
        "MIG344",
        "approval has expired",
        "The last day is over, so the approval does not count any more. Remove the document, "
        "or give it a new last day in a reviewed change.",
    ),
    error(
        "MIG345",
        "approval without a reason",
        "The reason is what a reviewer and a later reader have to go by. Say in a sentence "
        "why the data may go.",
    ),
    error(
        "MIG346",
        "approval for an unknown connection",
        "spec.connections names an alias that the project file does not have, so the approval "
        "would never count. Correct the alias, or leave connections out for all of them.",
    ),
)
