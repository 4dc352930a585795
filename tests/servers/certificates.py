"""A certificate authority for one test run, with a server's and a client's certificate."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

#: Short, so that a key that somebody copies out of a test is soon worth nothing.
VALID_DAYS = "2"

_AUTHORITY = """\
[req]
distinguished_name = name
x509_extensions = authority
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
subjectAltName = DNS:localhost, IP:127.0.0.1
extendedKeyUsage = serverAuth
[client]
subjectAltName = DNS:client
extendedKeyUsage = clientAuth
"""


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """PEM files: an authority and what it signed; all in one folder."""

    authority: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path


def make(folder: Path) -> Certificates:
    """Make a fresh authority and sign a server (localhost, 127.0.0.1) and a client.

    Contacts no server. Needs the ``openssl`` command; writes into ``folder`` only.

    Raises:
        subprocess.CalledProcessError: openssl refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openssl.cnf").write_text(_AUTHORITY, "utf-8")
    _openssl(
        folder,
        *("req", "-x509", *_key("authority"), "-out", "authority.pem"),
        *("-subj", "/CN=migrator tests", "-days", VALID_DAYS),
    )
    _sign(folder, "server")
    _sign(folder, "client")
    return Certificates(
        authority=folder / "authority.pem",
        server=folder / "server.pem",
        server_key=folder / "server.key",
        client=folder / "client.pem",
        client_key=folder / "client.key",
    )


def _sign(folder: Path, who: str) -> None:
    _openssl(folder, "req", *_key(who), "-out", f"{who}.csr", "-subj", f"/CN={who}")
    _openssl(
        folder,
        *("x509", "-req", "-in", f"{who}.csr", "-out", f"{who}.pem", "-days", VALID_DAYS),
        *("-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial"),
        *("-extfile", "openssl.cnf", "-extensions", who),
    )


def _key(who: str) -> tuple[str, ...]:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    return (*curve, "-keyout", f"{who}.key", "-config", "openssl.cnf")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
