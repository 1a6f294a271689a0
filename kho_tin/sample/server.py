"""The sample site on loopback: one plain handler, pages made once and kept."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import json
import re
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import uvloop
from aiohttp import web

from kho_tin.sample import assets, faults, trouble, vnpt, websphere
from kho_tin.sample.addresses import Face
from kho_tin.sample.answers import SampleResponse
from kho_tin.sample.certificates import Authority
from kho_tin.sample.news import NewsArticle
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.site import SampleSite

HOST = "127.0.0.1"
KEPT = 5000  # pages cached at once: an endless site must not fill the memory
_SESSION = re.compile(r";jsessionid=[^/?]*")
TURNS = 4  # how many forms a page has whose links differ from one request to the next


@dataclass
class Logged:
    """One request as it came, its time (seconds since the epoch), and the status of its answer: 0
    while it has none, or when the client hung up before."""

    method: str
    path: str
    headers: dict[str, str]
    at: float = field(default_factory=time.time)
    status: int = 0


class SampleServer:
    """The site in a thread with a loop of its own, as a context manager.

    `with SampleServer(wall="d1n") as s:` serves it at `s.url`; `s.site` may be changed while it
    runs, `s.requests` lists what was requested. Keywords that are not named here are switches.
    With `tls=`, `s.authority` has the certificates, as files that are there while it runs.
    """

    def __init__(
        self,
        face: Face = "vnpt",
        *,
        port: int = 0,
        news: Iterable[NewsArticle] | None = None,
        site: SampleSite | None = None,
        control: bool = False,
        log: bool = True,
        **switches: object,
    ) -> None:
        """`port` 0 takes a free one. `control` obeys `POST /__switch__`. Raises ValueError for
        a switch that does not exist, NewsError for a bad news file."""
        self.site = site or SampleSite(news, face, **switches)
        self.port = port
        self.log: list[Logged] = []
        self._control = control
        self._keep_log = log
        self._pages: dict[tuple[str | int, ...], SampleResponse] = {}
        self._made_for: tuple[int, dt.date] | None = None
        self._turns: dict[str, int] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._https = self.site.tls != "none"
        self.most_at_once = 0  # requests that were being answered at the same time
        self.most_connections = 0  # open at the same time
        self._at_once = 0
        self._server: web.Server | None = None
        self.authority: Authority | None = None

    @property
    def url(self) -> str:
        """The home page, with a slash at the end."""
        return f"http{'s' if self._https else ''}://{HOST}:{self.port}/"

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Method, path with query, and status of every request so far, in order."""
        return [(entry.method, entry.path, entry.status) for entry in self.log]

    @property
    def count(self) -> int:
        """How many requests there have been."""
        return len(self.log)

    def __enter__(self) -> Self:
        ready: list[BaseException | None] = []
        started = threading.Event()

        def opened(error: BaseException | None = None) -> None:
            ready.append(error)
            started.set()

        def run() -> None:
            try:
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    runner.run(self.serve(opened))
            except BaseException as error:
                opened(error)

        self._thread = threading.Thread(target=run, name="sample site", daemon=True)
        self._thread.start()
        started.wait()
        if ready[0] is not None:
            raise ready[0]
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    def stop(self) -> None:
        """End `serve`; to be called in its own thread."""
        self._stop.set()

    async def serve(self, opened: Callable[[], None] | None = None) -> None:
        """Serve until stopped; `opened` is called once the port is known. Raises OSError for a
        port that is taken."""
        self._loop = asyncio.get_running_loop()
        server = self._server = web.Server(self._handle, access_log=None)
        with ExitStack() as stack:
            tls = self._certificates(stack) if self._https else None
            listener = await self._loop.create_server(server, HOST, self.port, ssl=tls)
            self.port = listener.sockets[0].getsockname()[1]
            if opened:
                opened()
            try:
                await self._stop.wait()
            finally:
                listener.close()
                await server.shutdown(timeout=0.2)

    def _certificates(self, stack: ExitStack) -> ssl.SSLContext:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="sample-"))
        self.authority = Authority.create(Path(folder))
        return self.authority.choosing(lambda: self.site.tls)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        logged = Logged(request.method, request.raw_path, dict(request.headers))
        if self._keep_log:
            self.log.append(logged)
        assert self._server
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.most_connections = max(self.most_connections, len(self._server.connections))
        try:
            response = await self._respond(request)
        finally:
            self._at_once -= 1
        logged.status = response.status
        return response

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        site, path = self.site, request.raw_path
        if self._control and request.method == "POST" and path == "/__switch__":
            return await self._switch(request)
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        headers = request.headers
        if refused := trouble.refusal(site, path, headers.get("Cookie", "")):
            return web.Response(body=refused.body, status=refused.status, headers=refused.headers)
        if site.slow:
            await asyncio.sleep(site.slow)
        if trouble.strikes(site.hang, path):
            await asyncio.get_running_loop().create_future()
        answer = self._page(request, path)
        if response := await trouble.deliver(site, path, request, answer):
            return response
        gzip = answer.gzipped if "gzip" in headers.get("Accept-Encoding", "") else None
        fields = answer.gzip_headers if gzip else answer.headers
        if answer.unchanged(headers.get("If-None-Match"), headers.get("If-Modified-Since")):
            kept = ("ETag", "Last-Modified", "Cache-Control", "Vary")
            fields = {name: fields[name] for name in kept if name in fields}
            return web.Response(status=304, headers=fields)
        return web.Response(body=gzip or answer.body, status=answer.status, headers=fields)

    def _page(self, request: web.BaseRequest, path: str) -> SampleResponse:
        """The answer to a path with its query, made anew only when the site has changed."""
        made_for = (self.site.version, self.site.today())
        if made_for != self._made_for or len(self._pages) > KEPT:
            self._pages, self._made_for = {}, made_for
        if len(self._turns) > KEPT:
            self._turns = {}
        key = (request.host, path)
        answer = self._pages.get(key)
        if answer is None:
            answer = self._pages[key] = self._make(request)
        if not answer.varies:
            return answer
        turn = self._turns[path] = (self._turns.get(path, -1) + 1) % TURNS
        varied = self._pages.get((*key, turn))
        if varied is None:
            digest = hashlib.sha256(f"{key} {turn}".encode()).digest()
            varied = answer.at_turn(base64.b64encode(digest[:18], b"-_"))
            self._pages[*key, turn] = varied
        return varied

    def _make(self, request: web.BaseRequest) -> SampleResponse:
        query = {name: value for name, value in request.query.items() if name != "sid"}
        path = _SESSION.sub("", request.path)
        sample_request = SampleRequest(path, query, f"{request.scheme}://{request.host}")
        face = websphere if "websphere" in (self.site.face, self.site.layout) else vnpt
        answer = (
            assets.answer(self.site, path)
            or faults.page(self.site, sample_request)
            or face.answer(self.site, sample_request)
            or face.missing()
        )
        return faults.spoil(self.site, sample_request, answer)

    async def _switch(self, request: web.BaseRequest) -> web.Response:
        """`POST /__switch__` with a JSON object of switches and acts; {"reset": true} first."""
        try:
            wanted = json.loads(await request.read())
            if wanted.pop("reset", False):
                self.site.reset()
            for name, value in wanted.items():
                self.site.set(name, value)
        except (ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"version": self.site.version})
