"""What tests need of a server, whether it is a process or a simulation."""

from __future__ import annotations

from typing import Protocol

from tests.servers.endpoint import Endpoint


class Server(Protocol):
    """A server that tests can talk to, and start again.

    ``kind`` is ``milvus-2.3.5``, ``lite``, or ``simulator-`` and a profile.
    """

    kind: str
    uri: str
    endpoint: Endpoint

    @property
    def running(self) -> bool:
        """Whether it is there."""

    def kill(self) -> None:
        """Stop without a chance to put anything away."""

    def restart(self) -> None:
        """Start, on the same data and the same address, after stopping if it runs."""
