"""The form of the project file ``migrator.yaml``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from migrator.model import Severity

FILE_NAME = "migrator.yaml"


class Section(BaseModel):
    """A part of the project file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TlsSection(Section):
    """Files for TLS, relative to the project file; references resolve here."""

    ca: str | None = Field(
        default=None, description="Certificates to trust. Default: those of gRPC."
    )
    cert: str | None = Field(
        default=None, description="Client certificate, for mutual TLS; with key."
    )
    key: str | None = Field(default=None, description="Key of the client certificate.")
    server_name: str | None = Field(
        default=None, description="Name in the server's certificate where it is not the URI's host."
    )


class ExpectSection(Section):
    """What the server must be, checked before anything else."""

    identity: str | None = Field(
        default=None, description="Identity that the first apply wrote to the server.", min_length=1
    )
    server_version: str | None = Field(
        default=None, description="Versions that are accepted, such as >=2.5,<3."
    )


class LimitsSection(Section):
    """Bounds on reads, writes and waits; those of a connection override the project's."""

    max_deletes: int = Field(
        default=0, description="Most deletes by prune in one apply. Default: 0.", ge=0
    )
    max_rows_destroyed: int | None = Field(
        default=None, description="Most rows that one apply may destroy. Default: no bound.", ge=0
    )
    parallelism: int = Field(
        default=8,
        description="Steps at once; a Milvus Lite always gets one. Default: 8.",
        ge=1,
        le=1024,
    )
    reads_in_flight: int = Field(
        default=32, description="Reads at once. Default: 32.", ge=1, le=1024
    )
    index_timeout_s: float = Field(
        default=86_400.0,
        description="Longest wait for an index, in seconds. Default: 86400.",
        gt=0,
        allow_inf_nan=False,
    )
    load_timeout_s: float = Field(
        default=3_600.0,
        description="Longest wait for a load, in seconds. Default: 3600.",
        gt=0,
        allow_inf_nan=False,
    )


class ConnectionSection(Section):
    """One server under an alias."""

    uri: str = Field(
        description="http://host:port, https://host:port, unix:path, or the path of an embedded "
        "Milvus Lite, relative to the project file.",
        min_length=1,
    )
    token: str | None = Field(
        default=None, description="Reference to a token: ${env:…} or ${file:…}."
    )
    user: str | None = Field(default=None, description="User name; with password.")
    password: str | None = Field(
        default=None, description="Reference to the password: ${env:…} or ${file:…}."
    )
    database: str = Field(
        default="default",
        description="Database of manifests that name none. Default: default.",
        min_length=1,
    )
    tls: TlsSection | None = Field(default=None, description="TLS settings of an https URI.")
    timeout_s: float = Field(
        default=30.0,
        description="Deadline of an ordinary call, in seconds. Default: 30.",
        gt=0,
        allow_inf_nan=False,
    )
    expect: ExpectSection = Field(
        default_factory=ExpectSection, description="Guard against the wrong server."
    )
    protected: bool = Field(
        default=False, description="Apply only saved plans, or with --plan-hash. Default: false."
    )
    approve_from: Literal["live", "reload", "reindex", "replace", "destroy"] = Field(
        default="destroy",
        description="Severity from which changes need an approval. Default: destroy.",
    )
    history: Literal["on", "off"] = Field(
        default="on",
        description="Whether each apply is recorded on the server, for history and rollback; off "
        "leaves the journal beside the project file. Default: on.",
    )
    overlays: tuple[str, ...] = Field(
        default=(),
        description="Files, folders or globs of partial manifests, merged in this order onto the "
        "manifests of the same address, after values.",
    )
    values_files: tuple[str, ...] = Field(
        default=(),
        description="YAML files of values; later ones win over earlier ones, values over all.",
    )
    values: dict[str, Any] = Field(
        default_factory=dict,
        description="What ${values.…} in manifests stands for; --set wins over it.",
    )
    limits: LimitsSection = Field(
        default_factory=LimitsSection, description="Bounds, over those of the project."
    )
    schema_limits: dict[str, int] = Field(
        default_factory=dict, description="Server limits that the offline rules assume, by name."
    )


class ScopeSection(Section):
    """What the project owns."""

    databases: tuple[str, ...] | None = Field(
        default=None, description="Databases that are looked at. Default: all of them."
    )
    exclude: tuple[str, ...] = Field(
        default=(), description='Address patterns left alone, such as "Collection default/tmp_*".'
    )
    prune: bool = Field(
        default=False, description="Plan undeclared resources in scope as deletes. Default: false."
    )


class ProjectSection(Section):
    """The spec of a project."""

    manifests: tuple[str, ...] = Field(
        default=("manifests/",),
        description="Files, folders or globs, relative to the project file.",
    )
    default_connection: str | None = Field(
        default=None, description="Alias that commands take without --on. Default: the only one."
    )
    connections: dict[str, ConnectionSection] = Field(
        description="Servers by connection alias.", min_length=1
    )
    scope: ScopeSection = Field(default_factory=ScopeSection, description="What the project owns.")
    limits: LimitsSection = Field(
        default_factory=LimitsSection, description="Bounds on reads, writes and waits."
    )
    schema_limits: dict[str, int] = Field(
        default_factory=dict, description="Server limits that the offline rules assume, by name."
    )


class ProjectMetadata(Section):
    """The name of a project."""

    name: str = Field(description="Name of the project.", min_length=1)
    labels: dict[str, str] = Field(default_factory=dict, description="Free labels.")


assert tuple(Severity) == ("live", "reload", "reindex", "replace", "destroy")
