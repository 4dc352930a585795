"""Grants that Milvus 2.3.5 keeps and no call of its own shows, in its embedded etcd.

DropRole looks at the grants in ``default`` and ``*`` only. Those in other databases stay,
and so do those in a database that is dropped; whoever makes a role of that name next has
them (seen on 2.3.5). A test must not find what another test has granted.
"""

from __future__ import annotations

import re

import grpc
import yaml

from tests.servers.process import RunningServer

_GRANTS = b"by-dev/meta/root-coord/credential/grantee-privileges/"

#: What the role ``public`` has from the beginning.
_BUILT_IN = frozenset({b"public/Collection/*.*", b"public/Global/*.*"})

#: Field numbers of etcd's RangeRequest and DeleteRangeRequest, and the wire type of bytes.
_KEY, _RANGE_END, _KEYS_ONLY, _BYTES = 1, 2, 8, 2


def forget_grants(server: RunningServer) -> None:
    """Delete all grants but the built-in ones. Idempotent."""
    config = yaml.safe_load((server.data_dir / "configs" / "etcd.yaml").read_text("utf-8"))
    with grpc.insecure_channel(config["listen-client-urls"].removeprefix("http://")) as channel:
        after = _GRANTS[:-1] + bytes([_GRANTS[-1] + 1])
        wanted = _field(_KEY, _GRANTS) + _field(_RANGE_END, after) + bytes([_KEYS_ONLY << 3, 1])
        found = _call(channel, "Range", wanted)
        # A key is followed by the tag of the next field, which no name can hold.
        for grant in re.findall(re.escape(_GRANTS) + rb"([ -~]+)", found):
            if grant not in _BUILT_IN:
                _call(channel, "DeleteRange", _field(_KEY, _GRANTS + grant))


def _field(number: int, value: bytes) -> bytes:
    size = len(value)
    # A name has up to 255 bytes, a key three names: more than one byte of length.
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    return bytes([number << 3 | _BYTES]) + length + value


def _call(channel: grpc.Channel, name: str, request: bytes) -> bytes:
    method = channel.unary_unary(
        f"/etcdserverpb.KV/{name}", request_serializer=bytes, response_deserializer=bytes
    )
    answer: bytes = method(request, timeout=10.0)
    return answer
