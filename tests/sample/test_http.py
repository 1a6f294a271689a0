"""Validators, gzip, robots.txt, the clock, and the record of what was asked."""

from __future__ import annotations

import datetime as dt
import gzip
import socket
import threading
import time
from collections.abc import Callable
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from kho_tin.sample import SampleServer, load_news
from tests.sample.conftest import TODAY, get, only
from tests.waiting import until

Serve = Callable[..., SampleServer]
ARTICLES = load_news()
WITH_PICTURE = next(a for a in ARTICLES if a.images)
WITH_PDF = next(a for a in ARTICLES if a.attachments and a.attachments[0].path.endswith("pdf"))
KINDS = {
    "page": ("/", "text/html; charset=utf-8"),
    "picture": (WITH_PICTURE.image_urls("")[0], "image/png"),
    "document": (WITH_PDF.attachment_urls("")[0], "application/pdf"),
    "style": ("/css/site.css", "text/css; charset=utf-8"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_validators(vnpt: SampleServer, kind: str) -> None:
    path, media_type = KINDS[kind]
    first = get(vnpt, path)
    assert (first.status, first.headers["Content-Type"]) == (200, media_type)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert get(vnpt, path).headers["ETag"] == tag
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"x", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": date},
    ):
        again = get(vnpt, path, **headers)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag), headers
    since = parsedate_to_datetime(date)
    assert since.tzinfo == dt.UTC
    before = format_datetime(since - dt.timedelta(seconds=1), usegmt=True)
    for headers in (
        {"If_None_Match": '"x"'},
        {"If_None_Match": '"x"', "If_Modified_Since": date},  # the tag is what counts
        {"If_Modified_Since": before},
        {"If_Modified_Since": "yesterday"},
    ):
        assert get(vnpt, path, **headers).body == first.body, headers


def test_gzip_is_the_same_page_under_its_own_tag(vnpt: SampleServer) -> None:
    plain, packed = get(vnpt, "/"), get(vnpt, "/", Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body
    assert get(vnpt, "/", Accept_Encoding="gzip").body == packed.body
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    assert get(vnpt, "/", If_None_Match=packed.headers["ETag"]).status == 304
    path = KINDS["picture"][0]
    assert "Content-Encoding" not in get(vnpt, path, Accept_Encoding="gzip").headers


def test_methods(vnpt: SampleServer) -> None:
    head, whole = get(vnpt, "/", method="HEAD"), get(vnpt, "/")
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(whole.body))
    posted = get(vnpt, "/", method="POST", body=b"a=1")
    assert (posted.status, posted.headers["Allow"]) == (405, "GET, HEAD")
    assert get(vnpt, "/__switch__", method="POST", body=b"{}").status == 405


def test_a_page_keeps_its_tag_for_a_day_and_no_longer(serve: Serve) -> None:
    server = serve()
    tag = get(server, "/").headers["ETag"]
    picture = KINDS["picture"][0]
    drawn = get(server, picture).headers["ETag"]
    assert get(server, "/", If_None_Match=tag).status == 304
    server.site.now = TODAY + dt.timedelta(days=1)
    assert get(server, "/", If_None_Match=tag).status == 200
    assert get(server, picture, If_None_Match=drawn).status == 304


def test_an_edit_changes_the_article_and_not_the_others(serve: Serve) -> None:
    server = serve()
    first, two = (a.url(server.url) for a in ARTICLES[40:42])
    tags = [get(server, url).headers["ETag"] for url in (first, two)]
    date = get(server, first).headers["Last-Modified"]
    server.site.edit(ARTICLES[40].id)
    assert get(server, first, If_None_Match=tags[0]).status == 200
    assert get(server, first, If_Modified_Since=date).status == 200
    assert get(server, two, If_None_Match=tags[1]).status == 304


def test_robots(serve: Serve) -> None:
    server = serve()
    assert get(server, "/robots.txt").text == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: https://vungsuong.example/sitemap.xml\n"
    )
    server.site.crawl_delay = 2.5
    server.site.robots_disallow = ("/categories/", "/rss/")
    assert get(server, "/robots.txt").text.splitlines()[1:5] == [
        "Disallow: /admin/",
        "Disallow: /categories/",
        "Disallow: /rss/",
        "Crawl-delay: 2.5",
    ]


def test_what_is_dated_later_is_not_out_yet(serve: Serve) -> None:
    article = ARTICLES[5]
    server = serve(now=article.date - dt.timedelta(days=1))
    assert get(server, article.url(server.url)).status == 302
    assert article.title not in get(server, "/").text
    server.site.now = article.date
    assert get(server, article.url(server.url)).status == 200
    assert article.title in get(server, "/").text


def test_today_is_vietnams(serve: Serve) -> None:
    server = serve(now=None)
    zone = dt.timezone(dt.timedelta(hours=7))
    before = dt.datetime.now(zone)
    shown = only(get(server, "/").page, ".current-date").text().split(", ")[1]
    assert shown in {f"{before:%d/%m/%Y}", f"{dt.datetime.now(zone):%d/%m/%Y}"}


def test_the_record_of_requests(serve: Serve) -> None:
    server = serve()
    begun = time.time()
    assert (server.count, server.requests) == (0, [])
    get(server, "/khong-co-9.html?a=%20b", User_Agent="KhoTin/1")
    get(server, "/", method="HEAD")
    assert server.requests == [("GET", "/khong-co-9.html?a=%20b", 302), ("HEAD", "/", 200)]
    assert server.count == 2
    assert server.log[0].headers["User-Agent"] == "KhoTin/1"
    assert begun <= server.log[0].at <= server.log[1].at <= time.time()


def test_a_server_ends_and_leaves_nothing() -> None:
    threads = threading.active_count()
    with SampleServer(hang="/") as server:
        port = server.port
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            until(lambda: server.count, "the request")
    assert threading.active_count() == threads
    with SampleServer(port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}/"
        assert get(again, "/robots.txt").status == 200
        with pytest.raises(OSError, match="in use"), SampleServer(port=port):
            pass


def test_a_wrong_switch_is_refused() -> None:
    with pytest.raises(ValueError, match="no switch 'walls'"):
        SampleServer(walls="d1n")
    with pytest.raises(ValueError, match="wall is one of none, d1n"):
        SampleServer(wall="d2n")
