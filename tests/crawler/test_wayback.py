"""`kho-tin crawl wayback`: a page's history from a web archive, on loopback."""

from __future__ import annotations

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import urlsplit

import pytest

from kho_tin.archive.database import connect, transaction
from kho_tin.replay.recovery import recover
from kho_tin.sample import ORIGIN, SampleServer, load_news
from kho_tin.sample.news import NewsArticle
from kho_tin.warc.writer import Response, WarcFile
from tests.conftest import ROOT
from tests.crawler.project import Project
from tests.crawler.recorded import recorded
from tests.crawler.web_archive import WebArchive, serve
from tests.exporters.conftest import tool
from tests.starting import starter
from tests.waiting import STUCK, listens, until

Scrapy = Callable[..., CompletedProcess[str]]
HOST = "vungsuong.example"
MOMENTS = ("2021-06-03T01:02:03Z", "2022-06-03T04:05:06Z", "2023-06-03T07:08:09Z")
TEXT = "Đoạn này được bổ sung về sau."
NEWS = load_news()
OLD = [item for item in NEWS if item.images and f"{item.date}" < MOMENTS[0]]
EDITED = next(item for item in OLD if item.attachments)
SAME = next(item for item in OLD if item is not EDITED)
SITE = ("-a", "site=kkt_phuyen_portal", "-a", f"host={HOST}")


def crawled(warc: WarcFile, server: SampleServer, at: str) -> None:
    """What a harvester met that day: home page, listing, two articles, their files, an error."""
    site = server.site
    paths = ["/", "/wps/portal/vungsuong/Home", "/none-1.html"]
    for item in (site.article(EDITED.id), site.article(SAME.id)):
        assert item
        urls = [item.url(ORIGIN, "websphere"), *item.image_urls(ORIGIN, "websphere")]
        urls += item.attachment_urls(ORIGIN, "websphere")
        paths += [url.removeprefix(ORIGIN.rstrip("/")) for url in urls]
    for path in dict.fromkeys(paths):
        # The portal's own pages name their pictures with keys that change with every release.
        target = (
            f"{path}?MOD=AJPERES&CACHEID={at[:4]}" if re.search(r"\.(png|jpg)$", path) else path
        )
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
        connection.request("GET", target, headers={"Host": HOST, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        headers = [(name.encode(), value.encode()) for name, value in answer.getheaders()]
        warc.write(
            Response(
                f"http://{HOST}{target}",
                fetched_at=at,
                status=answer.status,
                reason=answer.reason,
                headers=headers,
                body=answer.read(),
            )
        )
        connection.close()


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The WebSphere face in WARC files of three years, with an edit between."""
    folder = tmp_path_factory.mktemp("harvested")
    with SampleServer(face="websphere", news=[EDITED, SAME]) as server:
        for number, at in enumerate(MOMENTS):
            if number == 1:
                server.site.edit(EDITED.id, TEXT)
            if number == 2:
                server.site.retitle(EDITED.id, "Một tên khác")
            warc = WarcFile.create(folder, f"harvest{number}", info={"software": "a harvester"})
            crawled(warc, server, at)
            warc.finish()
    return folder


@pytest.fixture
def web_archive(harvested: Path) -> Iterator[WebArchive]:
    with serve(WebArchive(harvested)) as archive:
        yield archive


def rows(archive: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    db = sqlite3.connect(archive)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def crawl(scrapy: Scrapy, endpoint: str, *more: str, expect: int = 0) -> CompletedProcess[str]:
    done = scrapy("crawl", "wayback", *SITE, "-a", f"endpoint={endpoint}", *more)
    assert done.returncode == expect, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def check_revisions(archive: Path) -> None:
    """Three with their own times; one of the page that nobody touched."""
    assert rows(
        archive,
        "SELECT a.title, number, seen_at, changed FROM revisions r "
        "JOIN articles a ON a.id = article ORDER BY identity = ?, number",
        identity(archive, EDITED),
    ) == [
        (SAME.title, 1, MOMENTS[0], "[]"),
        ("Một tên khác", 1, MOMENTS[0], "[]"),
        ("Một tên khác", 2, MOMENTS[1], '["body"]'),
        ("Một tên khác", 3, MOMENTS[2], '["title"]'),
    ]
    assert [row[0] for row in rows(archive, "SELECT body FROM revisions ORDER BY seen_at, body")][
        -1
    ].endswith(TEXT)


def check_three_years(archive: Path) -> None:
    """The revisions, and all that comes with them."""
    check_revisions(archive)
    assert rows(archive, "SELECT site, url, last_seen FROM articles WHERE title = ?", SAME.title)[
        0
    ][:2] == ("kkt_phuyen_portal", SAME.url(ORIGIN, "websphere").replace("https:", "http:"))
    # Of every capture of a page: the memento's time, the site's address, the archive's beside it.
    pages = rows(
        archive,
        "SELECT DISTINCT via, substr(page_url, 1, 25), substr(url, 1, 17), fetched_at "
        "FROM captures WHERE page_url LIKE '%urile%'",
    )
    assert sorted(pages) == [
        ("wayback", f"http://{HOST}/", "http://127.0.0.1:", at) for at in MOMENTS
    ]
    images = rows(archive, "SELECT count(*), count(capture) FROM images")
    assert images == [(len(EDITED.images) + len(SAME.images),) * 2]
    documents = rows(archive, "SELECT count(*), count(capture), count(text) FROM attachments")
    assert documents == [(len(EDITED.attachments) + len(SAME.attachments),) * 3]
    # Pictures of the time at which the article was first read.
    assert rows(
        archive, "SELECT DISTINCT fetched_at FROM captures WHERE id IN (SELECT capture FROM images)"
    ) == [(MOMENTS[0],)]


def identity(archive: Path, item: NewsArticle) -> str:
    url = item.url("http://" + HOST, "websphere")
    return str(rows(archive, "SELECT identity FROM articles WHERE url = ?", url)[0][0])


def test_three_captures_of_a_page_over_two_years(
    scrapy: Scrapy, archive: Path, web_archive: WebArchive
) -> None:
    done = crawl(scrapy, web_archive.url)
    assert done.stdout.startswith("kkt_phuyen_portal: ok\n")
    assert "articles   2 new, 2 changed, 2 unchanged, 0 gone, 0 failed" in done.stdout
    check_three_years(archive)
    questions = [each for each in web_archive.requests if each.startswith("/cdx/")]
    assert len(questions) == 3  # of seven rows each, with the keys between
    assert ["resumeKey=" in each for each in questions] == [False, True, True]
    assert rows(archive, "SELECT site, verdict, exit_code, start, arguments FROM runs") == [
        (
            "kkt_phuyen_portal",
            "ok",
            0,
            f"{web_archive.url}web/",
            f'{{"site": "kkt_phuyen_portal", "host": "{HOST}", "endpoint": "{web_archive.url}"}}',
        )
    ]

    # Once more: the index is asked, and nothing that is here.
    before = rows(archive, "SELECT count(*) FROM captures WHERE page_url LIKE ?", f"http://{HOST}%")
    web_archive.requests.clear()
    done = crawl(scrapy, web_archive.url)
    assert web_archive.requests == questions
    assert "articles   0 new, 0 changed, 0 unchanged" in done.stdout
    assert before == rows(
        archive, "SELECT count(*) FROM captures WHERE page_url LIKE ?", f"http://{HOST}%"
    )


@pytest.mark.more
def test_the_same_from_pywb(scrapy: Scrapy, archive: Path, harvested: Path, tmp_path: Path) -> None:
    wayback, manager = tool("wayback"), tool("wb-manager")
    for command in (["init", "old"], ["add", "old", *map(str, sorted(harvested.glob("*.gz")))]):
        subprocess.run([manager, *command], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [wayback, "--bind", "127.0.0.1", "--port", str(port)],
            cwd=tmp_path,
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: server.poll() is not None or listens("127.0.0.1", port), "pywb listens")
        assert server.poll() is None, (tmp_path / "log").read_text()
        done = crawl(scrapy, f"http://127.0.0.1:{port}/old")
    finally:
        server.terminate()
        server.wait(timeout=STUCK)
    assert "articles   2 new, 2 changed, 2 unchanged, 0 gone, 0 failed" in done.stdout
    check_three_years(archive)


BOARD = f"""
from kho_tin import Era, NewsSpider


class Board(NewsSpider):
    name = "board"
    title = "Ban Quản lý Vũng Sương"
    home_url = "https://moi.example/"
    cms = "vnpt_portal"
    eras = (
        Era(
            until="2022-12-31", title="Ban Đầm Môn", home_url="http://{HOST}/", cms="websphere"
        ),
    )
"""


def test_a_site_that_was_elsewhere_until_a_day(
    root: Path, archive: Path, tmp_path: Path, web_archive: WebArchive
) -> None:
    """Its former host is the site's until then, and was on another system; what that host shows
    later is left out, on record. A rebuild knows the site's past as well."""
    project = Project.new(root, tmp_path)
    (project.root / "spiders" / "board.py").write_text(BOARD)
    endpoint = ("-a", f"endpoint={web_archive.url}")
    done = project.run("crawl", "wayback", "-a", "site=board", *endpoint, ARCHIVE=str(archive))
    assert done.stdout.startswith("board: ok\n"), done.stdout
    (left_out,) = rows(archive, "SELECT url, kind, message FROM problems")
    assert left_out[:2] == (f"http://{HOST}/", "off_site")
    assert "captures of vungsuong.example from when it was not the site's" in left_out[2]
    assert rows(archive, "SELECT DISTINCT seen_at FROM revisions ORDER BY 1") == [
        (at,) for at in MOMENTS[:2]
    ]
    past = (
        ("board", None, "2022-12-31", "Ban Đầm Môn", f"http://{HOST}/", "websphere", f'["{HOST}"]'),
    )
    alone = archive.with_name("alone.db")
    project.run("rebuild", "--into", alone, ARCHIVE=str(archive))
    archive.rename(archive.with_name("lost.db"))
    alone_again = archive.with_name("alone-again.db")
    project.run("rebuild", "--into", alone_again, ARCHIVE=str(archive))
    sql = "SELECT site, since, until, title, home_url, cms, hosts FROM site_eras"
    for made in (alone, alone_again, archive.with_name("lost.db")):
        assert rows(made, sql) == list(past), made


def test_days_of_capture(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    crawl(scrapy, web_archive.url, "-a", "since=2022-06-03", "-a", "until=2022-06-03")
    assert rows(archive, "SELECT DISTINCT fetched_at FROM captures WHERE page_url LIKE '%urile%'"
                ) == [(MOMENTS[1],)]  # fmt: skip
    assert rows(archive, "SELECT count(*) FROM articles") == [(2,)]
    # The rest at another time: the history is the same as if all had come at once.
    crawl(scrapy, web_archive.url)
    check_revisions(archive)


def test_pauses_when_told_to(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    web_archive.too_many = 2
    begun = time.monotonic()
    crawl(scrapy, web_archive.url)
    assert time.monotonic() - begun > 2  # Retry-After: 1, twice
    assert web_archive.requests[0] == web_archive.requests[1] == web_archive.requests[2]
    check_revisions(archive)


def test_gives_up_and_goes_on_another_time(
    scrapy: Scrapy, archive: Path, web_archive: WebArchive
) -> None:
    web_archive.instead["id_/"] = (503, b"busy")
    done = crawl(scrapy, web_archive.url, expect=4)
    assert "blocked - the web archive answered 503" in done.stdout
    web_archive.instead.clear()
    crawl(scrapy, web_archive.url)
    check_revisions(archive)


def test_excluded_site(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    """The index answers with the recorded page; and then only replay does."""
    (page,) = recorded("test_get_memento_raises_blocked_error")
    web_archive.instead["/cdx/"] = (200, page.body)
    done = crawl(scrapy, web_archive.url, expect=4)
    assert "blocked - the web archive holds the site back, as was asked of it" in done.stdout
    web_archive.instead = {"id_/": (200, page.body)}
    done = crawl(scrapy, web_archive.url, expect=3)
    assert "9 of 9 pages failed" in done.stdout
    # Its own page is on record under its own address, never as the site's.
    assert rows(archive, "SELECT count(*) FROM captures WHERE page_url LIKE ?", f"http://{HOST}%"
                ) == [(0,)]  # fmt: skip
    assert rows(archive, "SELECT DISTINCT kind, message FROM problems WHERE run = 2") == [
        ("blocked", "the web archive holds the page back")
    ]


def fetched(archive: Path) -> set[str]:
    """Mementos on record, by time and address."""
    try:
        mementos = rows(
            archive, "SELECT url FROM captures WHERE page_url LIKE ?", f"http://{HOST}%"
        )
    except sqlite3.OperationalError:
        return set()  # no table yet
    return {url.partition("/web/")[2] for (url,) in mementos}


def test_killed_and_begun_again(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    """What was fetched is not fetched again, and the history is whole."""
    program = starter(ROOT).start(
        ("crawl", "wayback", *SITE, "-a", f"endpoint={web_archive.url}"),
        {**os.environ, "ARCHIVE": str(archive)},
    )
    until(lambda: len(fetched(archive)) >= 3 or program.poll() is not None, "three mementos")
    assert program.poll() is None
    program.kill()
    program.wait()
    before = fetched(archive)
    web_archive.requests.clear()
    crawl(scrapy, web_archive.url)
    again = {each.partition("/web/")[2] for each in web_archive.requests}
    assert len(before) >= 3
    assert not before & again
    check_three_years(archive)


@pytest.mark.parametrize(
    "wrong", ["Tue, 01 Jan 2999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1000"]
)
def test_dates_that_cannot_be(
    wrong: str, scrapy: Scrapy, archive: Path, web_archive: WebArchive
) -> None:
    """Of a row of the index, and of a memento: each is named, and the rest is taken in."""
    last = re.sub(r"\D", "", MOMENTS[2])
    web_archive.dates[last] = wrong
    page = f"http://{HOST}/a.html"
    for stamp in ("29990101000000", "20230230010203"):
        web_archive.rows.append(("a", stamp, page, "text/html", "200", stamp, "9"))
    done = crawl(scrapy, web_archive.url, expect=3)
    assert f"red - damaged: the web archive's index: {page} is dated 2999-01-01T00:00:00Z, more " \
        "than a day after the run that brought it and " in done.stdout  # fmt: skip
    problems = rows(archive, "SELECT url, message FROM problems WHERE kind = 'damaged'")
    assert [url for url, _ in problems[:2]] == [page, page]
    assert problems[1][1].endswith("has no time that can be read ('20230230010203')")
    assert len(problems) > 2
    assert all("the web archive's memento: " in message for _, message in problems[2:])
    named = "is dated 2999-01-01T00:00:00Z" if "2999" in wrong else f"({wrong!r})"
    assert all(named in message for _, message in problems[2:])
    # What that day's captures would have told is missing, and nothing is dated by them.
    dated = "SELECT DISTINCT at FROM observations WHERE capture IS NOT NULL ORDER BY 1"
    assert rows(archive, dated) == [(MOMENTS[0],), (MOMENTS[1],)]
    # Nor does a crash, or a rebuild, have them read as pages of the day on which they were fetched.
    with closing(connect(archive)) as db:
        with transaction(db):
            db.execute("UPDATE runs SET finished = NULL, verdict = NULL")
        assert recover(db, archive.parent / "captures") == 0
    assert rows(archive, dated) == [(MOMENTS[0],), (MOMENTS[1],)]
    done = scrapy("rebuild", "--into", archive.with_name("new.db"))
    assert "Nothing differs" in done.stdout, done.stdout


def test_nothing_held(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    done = scrapy("crawl", "wayback", "-a", "site=kkt_phuyen_portal", "-a", "host=other.example",
                  "-a", f"endpoint={web_archive.url}")  # fmt: skip
    assert done.returncode == 3
    assert "red - the web archive lists no page of other.example" in done.stdout


def test_index_that_is_none(scrapy: Scrapy, archive: Path, web_archive: WebArchive) -> None:
    web_archive.instead["/cdx/"] = (200, b"<html>moved</html>")
    done = crawl(scrapy, web_archive.url, expect=3)
    assert "the web archive's index could not be read: no index of captures, but" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "wayback: say which site: -a site=SITE"),
        (["site=nowhere"], "nowhere: no such site; there are"),
        (["site=kkt_phuyen_portal"], "say which host the site had: -a host=HOST."),
        (["site=kkt_phuyen", "full=1"], "-a full: unknown argument; known are site, host, since"),
        (["site=kkt_phuyen", "since=2021"], "give a day as YYYY-MM-DD"),
        (["site=kkt_phuyen", "since=2022-01-01", "until=2021-01-01"], "swap them"),
        (["site=kkt_phuyen", "endpoint=archive"], "give a full address"),
        (["site=kkt_phuyen"], "without a contact address: set CONTACT"),
    ],
)
def test_wrong_usage(arguments: list[str], says: str, scrapy: Scrapy, archive: Path) -> None:
    given = [part for each in arguments for part in ("-a", each)]
    done = scrapy("crawl", "wayback", *given, CONTACT="")
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
