"""A life over real HTTP, crawled by real processes: the server is a thread of this one."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.lives.crawled import SITE, Crawled, arguments_of, clock_of
from tests.lives.process import ROOT
from tests.lives.script import Kill
from tests.lives.site import Answer, Site
from tests.starting import Started, starter
from tests.waiting import STUCK


def over_http(crawled: Crawled, night: int) -> int:
    """Crawl one night; a kill, whatever it is at, comes from outside, at that request."""
    lived = crawled.life.nights[night]
    with (
        crawled.output(night).open("w") as output,
        _Server(crawled, night) as server,
        served(server) as port,
    ):
        start = ("-a", f"start=http://127.0.0.1:{port}/")
        process = starter(ROOT).start(
            (*arguments_of(crawled, night, SITE), *start),
            {
                **os.environ,
                "ARCHIVE": str(crawled.archive),
                "KHO_TIN_CLOCK": clock_of(lived.clock),
                "ENV_FILE": os.devnull,
            },
            *(output.fileno(), output.fileno()),
            tool="kho-tin",
        )
        server.crawl = process
        try:
            return process.wait(STUCK)
        finally:
            process.kill()
            process.wait()


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[int]:
    """Its port, while it serves."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()


class _Server(ThreadingHTTPServer):
    """The site on one night."""

    daemon_threads = True
    crawl: Started | None = None

    def __init__(self, crawled: Crawled, night: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = Site(crawled.life, night)
        self.record = crawled.record(night)
        self.kill: Kill | None = crawled.life.nights[night].kill
        self.lock = threading.Lock()
        self.requests = 0

    def answer(self, target: str, headers: dict[str, str]) -> Answer | None:
        """None: whoever asked has just been killed."""
        with self.lock:
            self.requests += 1
            if self.kill and self.requests == self.kill.count:
                assert self.crawl
                self.crawl.kill()
                return None
            answer = self.site.answer(target, headers)
            with self.record.open("a") as record:
                print(json.dumps({"target": target, **answer.said}), file=record)
            return answer

    def handle_error(self, *_: object) -> None:
        """Whoever was killed does not read its answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer(self.path, headers)
        self.close_connection = True
        if answer is None or answer.fault == "refused":
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        half = len(answer.body) // 2
        self.wfile.write(answer.body[:half] if answer.fault == "cut" else answer.body)

    def log_message(self, *_: object) -> None:
        """The site keeps its own record."""
