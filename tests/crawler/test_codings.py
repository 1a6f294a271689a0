"""Every coding of the table over HTTP, in one site: whatever reads a page later, agrees with the
crawl that kept it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import pytest

from kho_tin.sample import ORIGIN, SampleSite, assets, load_news
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.vnpt import answer
from kho_tin.web.articles.capture import CaptureUnavailable, body, content_place
from tests.codings import CUT, DAMAGED, ROWS, TOO_LARGE, WHOLE, Row
from tests.conftest import run_scrapy
from tests.crawler.hard_sites import truth
from tests.replay.importers.making import contents

ALL = sorted(load_news(), key=lambda each: (len(each.images) + len(each.attachments), each.id))
# One bomb is enough: it is decoded up to its bound by all that reads it.
NAMES = [name for name, row in ROWS.items() if row.then != TOO_LARGE or "stacked" in name]
NEWS = dict(zip(NAMES, ALL, strict=False))
# With pictures and files, and how those are sent.
WITH_FILES = next(each for each in reversed(ALL) if each.images and each.attachments)
OF_FILES = ROWS["br in name only"], ROWS["gzip in members"]
STORED = [each for name, each in NEWS.items() if ROWS[name].then == WHOLE] + [WITH_FILES]
SAYS = {CUT: " ends before its ", DAMAGED: "", TOO_LARGE: "more than 16777216 bytes when decoded"}


@dataclass
class Coded:
    """The sample site behind a server that sends each article as its row says."""

    rows: dict[str, Row]
    accepted: set[str | None] = field(default_factory=set)
    sent: dict[str, bytes] = field(default_factory=dict)  # pages before they are coded, by path
    url: str = ""
    robots: Row = ROWS["gzip"]

    def __post_init__(self) -> None:
        self.site = SampleSite([*NEWS.values(), WITH_FILES])

    def row(self, path: str, media_type: str) -> Row:
        if path == "/robots.txt":
            return self.robots
        for name, each in NEWS.items():
            if path == f"/{each.alias}-{each.id}.html":
                return self.rows[name]
        of_page = media_type.startswith("text/")
        return self.rows["no header"] if of_page else OF_FILES[len(path) % 2]

    @contextmanager
    def served(self) -> Iterator[str]:
        coded = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                coded.accepted.add(self.headers["Accept-Encoding"])
                path, _, query = self.path.partition("?")
                fields = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
                request = SampleRequest(unquote(path), fields, ORIGIN)
                made = assets.answer(coded.site, request.path) or answer(coded.site, request)
                row = coded.row(path, made.media_type if made else "text/html")
                page = made.body if made else b""
                data = row.make(page) if made else b""
                coded.sent[path] = page
                self.send_response(made.status if made else 404)
                self.send_header("Content-Type", made.media_type if made else "text/html")
                self.send_header("Content-Length", str(len(data)))
                for value in row.headers if made else ():
                    self.send_header("Content-Encoding", value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_port}/"
            thread = Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                yield self.url
            finally:
                server.shutdown()
                thread.join()


@dataclass
class Crawled:
    archive: Path
    site: Coded

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.archive)) as db:
            return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Two crawls: in the second, pages that were read before are no longer sent so that they can
    be, and one is sent as the same bytes under the name of no coding."""
    archive = tmp_path_factory.mktemp("codings") / "archive.db"
    site = Coded(dict(ROWS))
    with site.served() as url:
        for _ in range(2):
            start = ("-a", f"start={url}", "-a", "full=1", "-s", "RETRY_TIMES=0")
            done = run_scrapy("crawl", "sample", *start, archive=archive)
            assert done.returncode in (0, 3), done.stdout + done.stderr
            assert done.stderr == ""
            if site.rows["gzip"].then != DAMAGED:
                first = dict(site.sent)
            site.rows |= {
                "gzip": ROWS["gzip, damaged"],
                "zstd": ROWS["zstd, damaged"],
                "br": ROWS["br, cut"],
                "x-gzip": Row(("utf-8",), ROWS["x-gzip"].make),
            }
        site.sent = first
    return Crawled(archive, site)


@pytest.mark.more
def test_what_a_browser_can_read_is_stored_and_nothing_else(crawled: Crawled) -> None:
    kept = crawled.rows("SELECT identity, title, author, published, body FROM articles")
    assert sorted(kept, key=str) == truth(STORED)
    files = crawled.rows("SELECT capture FROM images UNION ALL SELECT capture FROM attachments")
    assert len(files) == sum(len(each.images) + len(each.attachments) for each in STORED)
    assert (None,) not in files
    # Nothing is asked for that is not decoded here.
    assert crawled.site.accepted == {"gzip"}


def test_what_cannot_be_read_is_on_record(crawled: Crawled) -> None:
    rows = crawled.rows("SELECT url, kind, message FROM problems WHERE run = 1")
    problems = {(url, kind): message for url, kind, message in rows}
    for name, each in NEWS.items():
        if (row := ROWS[name]).then != WHOLE:
            kind = "cut" if row.then == CUT else "unreadable"
            url = next(url for url, _ in problems if url.endswith(f"-{each.id}.html"))
            assert SAYS[row.then] in problems.pop((url, kind)), name
    assert not problems
    # Of what was known before, the second run observed that it cannot be read now.
    states = crawled.rows(
        "SELECT identity, o.state, o.status, o.capture IS NOT NULL FROM observations o "
        "JOIN articles ON articles.id = article WHERE run = 2 AND o.state != 'listed'"
    )
    changed = [NEWS[name] for name in ("gzip", "zstd", "br")]
    assert {(str(each.id), "error", 200, 1) for each in changed} <= set(states)


def test_rules_that_cannot_be_read_forbid_everything(archive: Path) -> None:
    site = Coded(dict(ROWS), robots=ROWS["gzip, damaged"])
    with site.served() as url:
        done = run_scrapy("crawl", "sample", "-a", f"start={url}", archive=archive)
    assert done.returncode == 3, done.stdout
    assert "robots.txt could not be had (damaged gzip" in done.stdout
    assert list(site.sent) == ["/robots.txt"]


@pytest.mark.more
def test_verify_and_rebuild_agree(crawled: Crawled, tmp_path: Path) -> None:
    done = run_scrapy("verify", archive=crawled.archive)
    assert done.returncode == 0, done.stdout
    done = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=crawled.archive)
    assert done.returncode == 0, done.stdout
    assert "Nothing differs" in done.stdout + done.stderr
    mine, theirs = contents(tmp_path / "new.db"), contents(crawled.archive)
    assert mine == theirs


@pytest.mark.more
def test_an_import_agrees(crawled: Crawled, tmp_path: Path) -> None:
    warcs = sorted((crawled.archive.parent / "captures").glob("*.warc.gz"))
    new = tmp_path / "archive.db"
    done = run_scrapy("import", *warcs, "--site", "sample", archive=new)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    mine, theirs = contents(new), contents(crawled.archive)
    for table in ("revisions", "images", "attachments"):
        assert mine[table] == theirs[table], table
    # But for the state: of an article that cannot be read now an import says nothing.
    articles = [[row[:11] for row in each["articles"]] for each in (mine, theirs)]
    assert articles[0] == articles[1]
    assert run_scrapy("verify", archive=new).returncode == 0


def test_the_web_shows_the_same(crawled: Crawled) -> None:
    folder = crawled.archive.parent / "captures"
    with closing(sqlite3.connect(crawled.archive)) as db:
        for name, each in NEWS.items():
            path = f"/{each.alias}-{each.id}.html"
            (capture,) = db.execute(
                "SELECT id FROM captures WHERE run = 1 AND url LIKE ?", [f"%{path}"]
            ).fetchone()
            place = content_place(db, capture)
            assert place
            match ROWS[name].then:
                case "whole":
                    assert body(folder, place).content == crawled.site.sent[path], name
                case "cut":
                    shown = body(folder, place).content
                    assert crawled.site.sent[path].startswith(shown), name
                case _:
                    with pytest.raises(CaptureUnavailable, match=r"damaged|not decoded|more than"):
                        body(folder, place)
