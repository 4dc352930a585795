"""Milvus 2.3.5 standalone: a real server with auth, TLS, roles and resource groups."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import yaml

from tests.servers import ports
from tests.servers.certificates import Certificates
from tests.servers.distribution import VERSION, Distribution, fetched
from tests.servers.endpoint import Endpoint
from tests.servers.process import Recipe, RunningServer
from tests.servers.process import start as start_process

KIND = f"milvus-{VERSION}"

#: What 2.3.5 makes of itself when authorization is on.
ROOT = "root:Milvus"

#: Names in the configuration's template, in the order in which they get ports.
_PORTS = (
    "proxy_port",
    "proxy_internal_port",
    "root_coord_port",
    "query_coord_port",
    "query_node_port",
    "index_coord_port",
    "index_node_port",
    "data_coord_port",
    "data_node_port",
    "etcd_port",
)


def start(
    *,
    authorization: bool = False,
    tls: Certificates | None = None,
    mutual: bool = False,
    port: int | None = None,
    data_dir: Path | None = None,
) -> RunningServer:
    """Start a server and wait until it answers, about 3 s; many can run at once.

    ``authorization`` makes it ask for a login (``root:Milvus``); ``tls`` makes it speak
    TLS, and with ``mutual`` ask for the client's certificate too. Without ``data_dir``
    the data (200 MB) lives in a temporary folder until ``close``. It listens on all
    interfaces; no setting is against that. On a ``data_dir`` that another server has left
    it takes a minute; ``restart`` takes 9 s, because it keeps the ports.

    Raises:
        ServerFailed: it cannot be fetched, exited, or does not answer in time.
        ValueError: ``port`` is taken, or ``mutual`` without ``tls``.
    """
    if mutual and tls is None:
        raise ValueError("A client's certificate can be asked for over TLS only.")
    if port is not None and not ports.is_free(port):
        raise ValueError(f"Port {port} is taken; Milvus would silently use another one.")
    distribution = fetched()
    with ExitStack() as stack:
        free = iter(stack.enter_context(ports.claimed()))
        if data_dir is None:
            data_dir = Path(tempfile.mkdtemp(prefix=f"{KIND}-"))
            stack.callback(shutil.rmtree, data_dir, ignore_errors=True)
        numbers = dict(zip(_PORTS, free, strict=False))
        numbers["proxy_port"] = port or numbers["proxy_port"]
        metrics, etcd_peer = next(free), next(free)
        settings = _settings(data_dir, numbers, authorization=authorization)
        settings |= _tls_settings(tls, mutual=mutual)
        _configure(distribution, data_dir, settings)
        etcd = _configure_etcd(data_dir, numbers["etcd_port"], etcd_peer)
        host = "localhost" if tls else "127.0.0.1"
        recipe = Recipe(
            kind=KIND,
            endpoint=Endpoint(
                uri=f"{'https' if tls else 'http'}://{host}:{numbers['proxy_port']}",
                host=host,
                port=numbers["proxy_port"],
                token=ROOT if authorization else "",
                tls=tls,
                mutual=mutual,
            ),
            command=(str(distribution.binary), "run", "standalone"),
            environment=_environment(distribution, etcd=etcd, metrics_port=metrics),
            data_dir=data_dir,
            log=data_dir / "milvus.log",
            stop_signal=signal.SIGTERM,
            # With a collection loaded it would take more than 15 s to leave.
            stop_timeout_s=1.0,
        )
        return start_process(recipe, stack.pop_all())


def _environment(distribution: Distribution, *, etcd: Path, metrics_port: int) -> dict[str, str]:
    """Give what the package's own starter sets, and a place for etcd.

    Without the latter etcd takes ports 2379 and 2380, whatever the flags say, and a
    second server panics.
    """
    return {
        **os.environ,
        "DEPLOY_MODE": "STANDALONE",
        "ETCD_CONFIG_PATH": str(etcd),
        "LD_LIBRARY_PATH": str(distribution.libraries),
        "METRICS_PORT": str(metrics_port),
    }


def _settings(
    data_dir: Path, numbers: Mapping[str, int], *, authorization: bool
) -> dict[str, object]:
    storage = data_dir / "data"
    return {
        **numbers,
        "authorization_enabled": authorization,
        "etcd_data_dir": str(storage / "etcd"),
        "etcd_log_path": str(data_dir / "logs" / "etcd.log"),
        "local_storage_dir": str(storage),
        "rocksmq_data_dir": str(storage / "rocksmq"),
        # It logs to its standard output as well, and that is the log we keep.
        "system_log_path": '""',
    }


def _tls_settings(tls: Certificates | None, *, mutual: bool) -> dict[str, object]:
    if tls is None:
        return {}
    return {
        "tls_mode": 2 if mutual else 1,
        "server_pem_path": str(tls.server),
        "server_key_path": str(tls.server_key),
        "ca_pem_path": str(tls.authority),
    }


def _configure(distribution: Distribution, data_dir: Path, settings: Mapping[str, object]) -> None:
    for name in ("configs", "logs", "data"):
        (data_dir / name).mkdir(parents=True, exist_ok=True)
    template = distribution.template.read_text("utf-8")
    config: dict[str, Any] = yaml.safe_load(_filled(template, settings))
    for section in config.values():
        if isinstance(section, dict) and "ip" in section:
            # Else the parts find each other through the machine's first other interface.
            section["ip"] = "127.0.0.1"
    (data_dir / "configs" / "milvus.yaml").write_text(yaml.safe_dump(config), "utf-8")
    shutil.copyfile(distribution.logging, data_dir / "configs" / "glog.conf")


def _filled(template: str, settings: Mapping[str, object]) -> str:
    def value(found: re.Match[str]) -> str:
        name, _, default = found[1].partition(":")
        name = name.partition("(")[0].strip()
        chosen = settings.get(name, default.strip())
        return str(chosen).lower() if isinstance(chosen, bool) else str(chosen)

    return re.sub(r"\{\{(.*?)\}\}", value, template)


def _configure_etcd(data_dir: Path, client_port: int, peer_port: int) -> Path:
    client, peer = f"http://127.0.0.1:{client_port}", f"http://127.0.0.1:{peer_port}"
    path = data_dir / "configs" / "etcd.yaml"
    config = {
        "name": "default",
        "data-dir": str(data_dir / "data" / "etcd"),
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"default={peer}",
        "log-level": "warn",
    }
    path.write_text(yaml.safe_dump(config), "utf-8")
    return path
