"""A client that follows nothing and adds nothing, and the site with both of its faces."""

from __future__ import annotations

import datetime as dt
import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kho_tin.sample import NewsArticle, SampleServer, load_news
from kho_tin.sample.board import BY_SLUG
from tests.waiting import STUCK

TODAY = dt.date(2027, 1, 4)


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.body.decode())


def get(
    server: SampleServer, path: str, *, method: str = "GET", body: bytes = b"", **headers: str
) -> Got:
    """One request on a connection of its own; `If_None_Match=…` becomes a header."""
    address = urlsplit(urljoin(server.url, path))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=STUCK)
    try:
        target = address.path + (f"?{address.query}" if address.query else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body or None, named)
        response = connection.getresponse()
        return Got(response.status, response.headers, response.read())
    finally:
        connection.close()


def only(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The first node that the selector finds; the test fails if there is none."""
    nodes = node.css(selector)
    assert nodes, selector
    return nodes[0]


def squeezed(text: str) -> str:
    """With every run of blanks, breaking or not, as one."""
    return " ".join(text.split())


def some_news(count: int, category: str = "moi-truong") -> list[NewsArticle]:
    """That many articles of one category, a day apart, the id 1 the oldest."""
    model = load_news()[-1]
    return [
        replace(
            model,
            id=number,
            alias=f"tin-so-{number}",
            title=f"Tin số {number}",
            date=dt.date(2020, 1, 1) + dt.timedelta(days=number),
            category=BY_SLUG[category],
            also=(),
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="session")
def vnpt() -> Iterator[SampleServer]:
    """For tests that change nothing on it."""
    with SampleServer(now=TODAY) as server:
        yield server


@pytest.fixture(scope="session")
def websphere() -> Iterator[SampleServer]:
    """For tests that change nothing on it."""
    with SampleServer("websphere", now=TODAY) as server:
        yield server


@pytest.fixture
def serve() -> Iterator[Callable[..., SampleServer]]:
    """Servers of one's own: `serve(wall="d1n")`."""
    running: list[SampleServer] = []

    def start(**options: object) -> SampleServer:
        server = SampleServer(**{"now": TODAY, **options})  # type: ignore[arg-type]
        running.append(server.__enter__())
        return server

    yield start
    for server in running:
        server.__exit__()
