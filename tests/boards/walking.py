"""How a person who knows a board's system walks it: plain rules, for the tests of the generator."""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from urllib.parse import quote, urlencode, urljoin, urlsplit

from tests.boards import Board, BoardServer
from tests.boards.web import key
from tests.waiting import STUCK

_LINK = re.compile(r'(?:href|data-url)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')', re.IGNORECASE)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" id="[^"]*" value="([^"]*)"')
_EVENT = re.compile(r"javascript:__doPostBack\('([^']*)','(Page\$\d+)'\)")
_LOC = re.compile(r"<loc>([^<]*)</loc>")
_ENTRY = re.compile(r'<(?:item|entry)>.*?<link(?:>([^<]*)</link>| href="([^"]*)")', re.DOTALL)
_MOST = 400  # pages; none of the boards has as many that are no articles


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(
    server: BoardServer, path: str, *, method: str = "GET", body: str = "", **headers: str
) -> Got:
    """One request that follows nothing; `If_None_Match=…` becomes a header."""
    address = urlsplit(urljoin(server.url, path))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=STUCK)
    try:
        target = quote(address.path, "/%:;@!$&'()*+,") + f"?{address.query}" * bool(address.query)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body or None, named)
        response = connection.getresponse()
        return Got(response.status, response.headers, response.read())
    finally:
        connection.close()


def links(text: str) -> list[str]:
    return [unescape(first or second) for first, second in _LINK.findall(text)]


def fields(text: str) -> dict[str, str]:
    """A page's hidden fields."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(text)}


def turn(server: BoardServer, path: str, form: dict[str, str], argument: str, target: str) -> Got:
    """A postback of that page."""
    sent = {**form, "__EVENTTARGET": target, "__EVENTARGUMENT": argument}
    kind = "application/x-www-form-urlencoded"
    return get(server, path, method="POST", body=urlencode(sent), Content_Type=kind)


@dataclass
class Walk:
    """Every page that is no article, from the home page on: what they link, and what they are."""

    server: BoardServer
    board: Board
    articles: set[str] = field(default_factory=set)
    pages: dict[str, int] = field(default_factory=dict)  # address and status

    def __post_init__(self) -> None:
        self._known = {key(truth.path): truth.path for truth in self.board.articles}
        self._due = [self.board.home_path]
        while self._due and len(self.pages) < _MOST:
            path = self._due.pop()
            if path not in self.pages:
                self._visit(path)

    def _visit(self, path: str) -> None:
        got = get(self.server, path)
        self.pages[path] = got.status
        if got.status == 302:
            self._due.append(self._own(path, got.headers["Location"]))
        if got.headers.get_content_type() != "text/html":
            return
        self._read(path, got.text)
        form = fields(got.text)
        for target, argument in _EVENT.findall(unescape(got.text)):
            self._read(path, turn(self.server, path, form, argument, target).text)

    def _read(self, path: str, text: str) -> None:
        for link in links(text):
            own = self._own(path, link)
            if known := self._known.get(key(own)):
                self.articles.add(known)
            elif own:
                self._due.append(own)

    def _own(self, path: str, link: str) -> str:
        """An address of this site without its origin; "" for others."""
        whole = urljoin(urljoin(self.server.url, path), link).split("#")[0]
        return whole.removeprefix(self.server.url[:-1]) if whole.startswith(self.server.url) else ""


def in_sitemaps(server: BoardServer) -> set[str]:
    """What the sitemaps list, from robots.txt or, where that names none, from the usual place."""
    robots = get(server, "/robots.txt").text
    due = [line[9:] for line in robots.split("\n") if line.startswith("Sitemap: ")]
    due = due or ["/sitemap.xml"]
    places: set[str] = set()
    while due:
        got = get(server, due.pop())
        if got.status != 200:
            continue
        text = gzip.decompress(got.body).decode() if got.body[:2] == b"\x1f\x8b" else got.text
        rows = [unescape(place) for place in _LOC.findall(text)]
        if "<sitemapindex" in text:
            due += rows
        places |= {place.removeprefix(server.url[:-1]) for place in rows}
    return places


def in_feed(server: BoardServer) -> list[str]:
    """What the feed has that the home page links, and the pages of a WordPress feed."""
    home = get(server, server.board.home_path)
    if home.status == 302:
        home = get(server, home.headers["Location"])
    feeds = [link for link in links(home.text) if "rss" in link.lower() or "feed" in link]
    if not feeds:
        return []
    rows: list[str] = []
    for number in range(1, 9):
        more = f"{'&' if '?' in feeds[0] else '?'}paged={number}" if number > 1 else ""
        got = get(server, feeds[0] + more)
        if got.status != 200:
            break
        rows += [unescape(first or second) for first, second in _ENTRY.findall(got.text)]
        if "wordpress.org" not in got.text:
            break
    return [row.removeprefix(server.url[:-1]) for row in rows]
