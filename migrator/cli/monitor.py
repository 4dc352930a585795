"""What a reconciliation answers over HTTP: metrics, and whether it lives and is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from migrator.errors import UsageError


class Page(NamedTuple):
    """An answer: its status, its body, its media type."""

    status: int
    body: bytes
    type: str = "text/plain; charset=utf-8"


#: What is answered, by path.
Pages = Mapping[str, Callable[[], Page]]


@contextmanager
def answering(host: str, port: int, pages: Pages) -> Iterator[str]:
    """Answer GET and HEAD requests in the background; give the address, as ``host:port``.

    Raises:
        UsageError: the address cannot be listened on.
    """

    class Handler(BaseHTTPRequestHandler):
        """Answers with the pages; logs nothing, since probes come every few seconds."""

        protocol_version = "HTTP/1.1"
        server_version = "migrator"
        sys_version = ""
        # A peer that opens a connection and says nothing does not keep a thread for ever.
        timeout = 10

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0], _nothing)()
            self.send_response(page.status)
            self.send_header("Content-Type", page.type)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(page.body)

        do_HEAD = do_GET  # noqa: N815 - as http.server wants it

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except OSError as problem:
        raise UsageError(
            f"cannot listen on {host}:{port}: {problem.strerror or problem}",
            hint="choose another address with --listen, or --listen off",
        ) from problem
    with server:
        thread = Thread(target=server.serve_forever, name="monitor", daemon=True)
        thread.start()
        try:
            yield f"{host}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _nothing() -> Page:
    return Page(404, b"there are /metrics, /healthz and /readyz\n")
