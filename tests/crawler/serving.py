"""Small sites on loopback that misbehave in ways the sample site does not: raw pages, TLS."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


HTML = {"Content-Type": "text/html; charset=utf-8"}
# The path of a request, and whether it came over TLS.
Respond = Callable[[str, bool], Answer]


@dataclass(frozen=True)
class Sent:
    """A request as it came; the names of `headers` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@contextmanager
def answering(respond: Callable[[Sent], Answer]) -> Iterator[str]:
    """Serve what `respond` says to whole requests, also by POST; gives "127.0.0.1:PORT"."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "Loopback/1.0", ""
        timeout = 5

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = respond(Sent(self.command, self.path, headers, body))
            self.send_response(answer.status)
            length = {} if answer.status == 304 else {"Content-Length": str(len(answer.body))}
            for name, value in {**answer.headers, **length}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def served(respond: Respond, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve what `respond` says at one port; gives "127.0.0.1:PORT". With `tls` the port speaks
    both: the first byte of a connection tells http from https."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "Loopback/1.0", ""
        timeout = 5

        def setup(self) -> None:
            if tls and self.request.recv(1, socket.MSG_PEEK) == b"\x16":
                self.request = tls.wrap_socket(self.request, server_side=True)
            super().setup()

        def do_GET(self) -> None:
            answer = respond(self.path, isinstance(self.request, ssl.SSLSocket))
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def finish(self) -> None:
            super().finish()
            self.request.close()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that does not like the certificate hangs up

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
