"""A board's site over HTTP on loopback."""

from __future__ import annotations

import datetime as dt
import socket
import threading
from collections.abc import Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl

from tests.boards.board import Board
from tests.boards.model import ALL_SOURCES, HANOI, Source, Story
from tests.boards.site import Site
from tests.boards.web import Answer, Request

HOST = "127.0.0.1"
_LONGEST_FORM = 1 << 20


class BoardServer:
    """The site in threads of its own, as a context manager.

    `sources` says by what the site leads to its articles: without "listings" no page links to one
    and the addresses of listings (and the REST endpoint) answer 404, without "sitemap" there is
    none, nor its line in robots.txt, without "feed" no feed nor link to one. With one source alone,
    this source has all articles; beside others, a feed has as many as its system gives by default.
    WordPress pages its own. `news` replaces the board's own stories. `today` is the day that the
    pages print as the present one; by default it is, in Vietnam.
    """

    def __init__(
        self,
        board: Board,
        *,
        sources: Iterable[Source] = ALL_SOURCES,
        news: Sequence[Story] | None = None,
        today: dt.date | None = None,
    ) -> None:
        day = today or dt.datetime.now(HANOI).date()
        self.board = board
        self.site: Site = board.site(frozenset(sources), news, day)
        self.requests: list[tuple[str, str]] = []
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """The site's root, with a slash at the end."""
        assert self._server is not None, "the server is not running"
        return f"http://{HOST}:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._server = _Server(self.site, self.requests)
        loop = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name=self.board.name, daemon=True
        )
        loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, site: Site, log: list[tuple[str, str]]) -> None:
        super().__init__((HOST, 0), _Handler)
        self.site, self.log = site, log
        self._open: set[socket.socket] = set()

    def opened(self, connection: socket.socket) -> None:
        self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        self._open.discard(connection)

    def hang_up(self) -> None:
        """End what clients keep alive."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was first


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body in one piece
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        try:
            super().finish()
        except OSError:
            return  # the client hung up

    def do_GET(self) -> None:
        self._answer({})

    do_HEAD = do_GET

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_FORM)
        text = self.rfile.read(length).decode("utf-8", "replace")
        self._answer(dict(parse_qsl(text, keep_blank_values=True)))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `requests` has them."""

    def _answer(self, form: dict[str, str]) -> None:
        self.server.log.append((self.command, self.path))
        origin = f"http://{self.headers.get('Host') or HOST}"
        method = "GET" if self.command == "HEAD" else self.command
        answer = self.server.site.answer(Request(self.path, origin, method, form))
        if method == "GET" and answer.unchanged(
            self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        ):
            self._send(Answer(status=304), {**answer.headers}, b"")
        else:
            self._send(answer, answer.headers, answer.body)

    def _send(self, answer: Answer, headers: dict[str, str], body: bytes) -> None:
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
