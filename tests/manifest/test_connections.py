"""Connections: where they lead, and secrets that are looked up late and never shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from migrator.errors import InvalidInput, UsageError
from migrator.manifest.project import load_project
from migrator.secrets import MAX_BYTES
from tests.canaries import canary, planted
from tests.manifest.samples import project_text, told

SECRET = canary("a connection")


def problems(folder: Path, connection: str) -> list[str]:
    """Return what is wrong with the one connection of a project; nothing in it is told twice."""
    text = project_text(f"connections:\n  dev: {{{connection}}}\n")
    planted(folder / "migrator.yaml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as raised:
        load_project(folder, environ={"TOKEN": SECRET})
    assert SECRET not in f"{raised.value} {raised.value!r} {raised.value.findings!r}"
    return [line.removeprefix("migrator.yaml:") for line in told(raised.value.findings, folder)]


def brief(folder: Path, connection: str) -> list[str]:
    return [
        line.partition(" error ")[2].partition(" (")[0] for line in problems(folder, connection)
    ]


LITERAL = "MIG210: the {} is written out"
NOWHERE = "MIG211: references do not resolve here"
FORM = "MIG211: a reference here is ${env:NAME} or ${file:path}"


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        (f"token: {SECRET}", [LITERAL.format("token")]),
        (f"token: 'root:{SECRET}'", [LITERAL.format("token")]),
        (f"token: 'root:{SECRET}${{env:X}}'", [LITERAL.format("token")]),
        (f"user: root, password: {SECRET}", [LITERAL.format("password")]),
        (f"user: root, password: '{SECRET}${{env:X}}'", [LITERAL.format("password")]),
        ("user: root, password: ''", [LITERAL.format("password")]),
        (
            f"token: {{a: {SECRET}}}",
            [
                "MIG203: connections.dev.token must be text, not a value that is not shown",
                LITERAL.format("token"),
            ],
        ),
        (
            f"token: '${{env:X:-{SECRET}}}'",
            ["MIG211: a secret takes no default, which would be written out"],
        ),
        (
            f"token: '${{env:{SECRET}!}}'",
            ["MIG211: the name of an environment variable has letters, digits and underscores"],
        ),
        (f"token: '${{{SECRET}}}'", [FORM]),
        ("token: '${env:TOKEN'", [FORM]),
        ("token: '${values.token}'", [FORM]),
        ("tls: {ca: '${values.ca}'}", ["MIG215: tls is given, and the URI is not https", FORM]),
        ("database: '${env:TOKEN}'", [NOWHERE]),
        ("values: {a: [{b: '${env:TOKEN}'}]}", [NOWHERE]),
        ("expect: {identity: '${file:/id}'}", [NOWHERE]),
        ("user: root", ["MIG212: user is given without password"]),
        ("password: '${env:P}'", ["MIG212: password is given without user"]),
        (
            "token: '${env:T}', user: root, password: '${env:P}'",
            ["MIG212: token and user or password are both given"],
        ),
        (f"passwrd: {SECRET}", ["MIG201: unknown key 'passwrd' in connections.dev"]),
    ],
)
def test_credentials_that_cannot_be_are_told_and_not_shown(
    connection: str, expected: list[str], tmp_path: Path
) -> None:
    assert brief(tmp_path, f"uri: 'http://h:1', {connection}") == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        (f"http://root:{SECRET}@h:1", "MIG214: the URI has credentials in it"),
        (f"https://{SECRET}@h", "MIG214: the URI has credentials in it"),
        (f"root:{SECRET}@h:19530", "MIG214: the URI has credentials in it"),
        ("ftp://h", "MIG213: the URI has the unknown scheme 'ftp'"),
        ("h:19530", "MIG213: the URI has no scheme"),
        ("[::1]:19530", "MIG213: the URI has no scheme"),
        ("http://", "MIG213: the URI has no usable host and port"),
        ("http://h:99999", "MIG213: the URI has no usable host and port"),
        ("http://h:0", "MIG213: the URI has no usable host and port"),
        ("http://[::1", "MIG213: the URI has no usable host and port"),
        ("http://h:1/db", "MIG213: the URI has something after host and port"),
        (f"http://h:1?token={SECRET}", "MIG213: the URI has something after host and port"),
        ("http://h h:1", "MIG213: the URI has a space or control character in it"),
    ],
)
def test_a_uri_that_cannot_be_used_is_told_and_not_shown(
    uri: str, expected: str, tmp_path: Path
) -> None:
    assert brief(tmp_path, f"uri: '{uri}'") == [expected]


@pytest.mark.parametrize(
    ("uri", "where"),
    [
        ("http://h", "http://h"),
        ("https://milvus.example:443/", "https://milvus.example:443/"),
        ("http://[::1]:19530", "http://[::1]:19530"),
        ("unix:/run/lite.sock", "unix:/run/lite.sock"),
        ("dev.db", "{root}/dev.db"),
        ("data/größe@home", "{root}/data/größe@home"),
        ("/var/lib/lite", "/var/lib/lite"),
    ],
)
def test_a_connection_leads_to_a_server_or_a_folder(uri: str, where: str, tmp_path: Path) -> None:
    text = project_text(f"connections:\n  dev: {{uri: '{uri}'}}\n")
    planted(tmp_path / "migrator.yaml").write_text(text, "utf-8")
    connection = load_project(tmp_path, environ={}).connection("dev")
    assert connection.where == where.replace("{root}", str(tmp_path))


def authorization(folder: Path, connection: str, environ: Mapping[str, str]) -> str:
    text = project_text(f"connections:\n  dev: {{uri: 'http://h:1', {connection}}}\n")
    planted(folder / "migrator.yaml").write_text(text, "utf-8")
    found = load_project(folder, environ=environ)
    assert SECRET not in repr(found)
    opened = found.connection("dev")
    assert SECRET not in repr(opened)
    return opened.authorization


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        ("database: a", ""),
        ("token: '${env:TOKEN}'", SECRET),
        ("token: 'root:${env:TOKEN}'", f"root:{SECRET}"),
        ("token: '${file:secret}'", f"from a file: {SECRET}"),
        ("user: ci, password: '${env:TOKEN}'", f"ci:{SECRET}"),
        ("user: 'a${env:NAME}', password: '${file:secret}'", f"aci:from a file: {SECRET}"),
    ],
)
def test_secrets_are_looked_up_when_a_connection_is_asked_for(
    connection: str, expected: str, tmp_path: Path
) -> None:
    planted(tmp_path / "secret").write_text(f"from a file: {SECRET}\r\n", "utf-8")
    environ = {"TOKEN": SECRET, "NAME": "ci"}
    assert authorization(tmp_path, connection, environ) == expected


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing", None, "cannot be read: No such file or directory"),
        ("empty", b"\n", "is empty"),
        ("latin", b"\xe4", "is not text in UTF-8"),
        ("large", b"x" * (MAX_BYTES + 1), "has more than 64 KiB"),
        (".", None, "is not a regular file"),
        (
            "lines",
            f"{SECRET}\n{SECRET}".encode(),
            "holds a line break or another control character",
        ),
    ],
)
def test_a_secret_file_that_cannot_be_used_is_named(
    name: str, content: bytes | None, reason: str, tmp_path: Path
) -> None:
    if content is not None:
        planted(tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as raised:
        authorization(tmp_path, f"token: '${{file:{name}}}'", {})
    assert raised.value.what.startswith("connection dev, token: ")
    assert raised.value.what.endswith(reason)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "the environment variable TOKEN is not set"),
        ({"TOKEN": ""}, "the environment variable TOKEN is empty"),
        ({"TOKEN": f"{SECRET}\n"}, "env:TOKEN holds a line break or another control character"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    environ: Mapping[str, str], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        authorization(tmp_path, "token: '${env:TOKEN}'", environ)
    assert raised.value.what == f"connection dev, token: {reason}"
    assert SECRET not in str(raised.value)


def test_a_secret_of_another_connection_is_not_needed(tmp_path: Path) -> None:
    spec = "connections:\n  a: {uri: a.db}\n  b: {uri: 'http://h:1', token: '${env:MISSING}'}\n"
    tmp_path.joinpath("migrator.yaml").write_text(project_text(spec), "utf-8")
    assert load_project(tmp_path, environ={}).connection("a").authorization == ""


def test_what_a_secret_holds_is_not_resolved_again(tmp_path: Path) -> None:
    found = authorization(tmp_path, "token: '${env:TOKEN}'", {"TOKEN": "${env:OTHER}"})
    assert found == "${env:OTHER}"
