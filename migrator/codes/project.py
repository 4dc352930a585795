"""Codes 2xx: the project file, connections, values and secrets."""

from __future__ import annotations

from migrator.codes.entry import Code, error

CODES: tuple[Code, ...] = (
    error(
        "MIG201",
        "unknown key in the project file",
        "The key is none that migrator.yaml may have at this place, so that a typing error "
        "never passes in silence. Take the suggested key, or look at `migrator schema`.",
    ),
    error(
        "MIG202",
        "something is missing in the project file",
        "A key that the project file needs is not there. Add it.",
    ),
    error(
        "MIG203",
        "value in the project file does not fit",
        "The value is of another type, or outside of what the key takes; the message says "
        "what is expected. Correct the value.",
    ),
    error(
        "MIG204",
        "not a project file",
        "migrator.yaml holds exactly one document, with apiVersion: migrator/v1 and kind: "
        "Project. Manifests go into files of their own. `migrator init` writes a project "
        "file to start from.",
    ),
    error(
        "MIG210",
        "secret is written out",
        "A token or password stands in the project file as it is, where everybody who can "
        "read the repository can read it. It counts as leaked: change it on the server, and "
        "write ${env:NAME} or ${file:/path} instead.",
    ),
    error(
        "MIG211",
        "reference that cannot be resolved here",
        "${env:…} and ${file:…} resolve only in a connection's token, user and password and "
        "in its tls. ${values.…} resolves in manifests. Anything else of that form is a "
        "mistake. Move the reference, or write $${ in a manifest for a literal ${.",
    ),
    error(
        "MIG212",
        "credentials contradict each other",
        "A connection authenticates by a token, or by user and password together. Remove "
        "what is too much, or add what is missing.",
    ),
    error(
        "MIG213",
        "URI cannot be used",
        "A connection's uri is http://host:port, https://host:port, unix:path, or the path of "
        "an embedded database. The database and credentials have keys of their own. Correct "
        "the URI.",
    ),
    error(
        "MIG214",
        "credentials in the URI",
        "The URI has a user or a password in it, which would be shown wherever the server is "
        "named. They count as leaked: change the password, and use user: and password: with a "
        "reference.",
    ),
    error(
        "MIG215",
        "TLS settings do not fit",
        "tls needs an https URI, and cert and key are needed together. Without these the "
        "connection would not be what the file says. Correct the URI or the tls section.",
    ),
    error(
        "MIG216",
        "default connection is unknown",
        "default_connection names an alias that is not among the connections. Correct it.",
    ),
    error(
        "MIG218",
        "alias cannot be used",
        "A connection alias is a word of letters, digits, dots, dashes and underscores that "
        "begins with a letter or digit, because it becomes part of file names. Rename it.",
    ),
    error(
        "MIG219",
        "exclude pattern matches no kind",
        "scope.exclude holds patterns of whole addresses such as Collection default/tmp_*. "
        "One that no kind can match excludes nothing, and prune would delete what it was "
        "meant to keep. Put the kind, or *, in front.",
    ),
    error(
        "MIG220",
        "expected version cannot be read",
        "expect.server_version holds comparisons separated by commas, such as >=2.5,<3. "
        "Correct it.",
    ),
    error(
        "MIG221",
        "not a file of values",
        "A file that values_files names holds one YAML document, a mapping of names to values. "
        "References do not resolve in it. Correct the file, or split it.",
    ),
    error(
        "MIG222",
        "value is set that nothing refers to",
        "--set gives a value for a name that no manifest and no overlay of the connection refers "
        "to, so that it would change nothing. Correct the name, or leave it out.",
    ),
    error(
        "MIG231",
        "value is not defined",
        "A manifest refers to ${values.name}, and the connection has no such value. Add it to "
        "the connection's values, or give a default: ${values.name:-1}.",
    ),
    error(
        "MIG232",
        "reference cannot be read",
        "${…} in a manifest is ${values.name} or ${values.name:-default}, in a value, not in "
        "a key. Correct it, or write $${ for a literal ${.",
    ),
    error(
        "MIG233",
        "secret in a manifest",
        "${env:…} and ${file:…} in a manifest could carry a secret into a description, a plan "
        "or a comment, so they are refused there. Use ${values.…} for what is not secret.",
    ),
    error(
        "MIG234",
        "value is no text",
        "A reference stands inside other text, and its value is a list, a mapping or null. "
        "Let the reference be the whole value, or refer to something that can be text.",
    ),
)
