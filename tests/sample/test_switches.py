"""Each thing that can go wrong goes wrong as its sentence says."""

from __future__ import annotations

import dataclasses
import http.client
import re
import select
import socket
import ssl
import time
import unicodedata
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from kho_tin.sample import SampleServer, load_news
from kho_tin.sample.addresses import Face
from kho_tin.sample.faults import windows_1258
from kho_tin.sample.switches import ACTS, Switches
from tests.sample.conftest import get, only, some_news, squeezed
from tests.sample.test_vnpt import titles
from tests.waiting import STUCK, until

Serve = Callable[..., SampleServer]
ARTICLES = load_news()
ARTICLE = ARTICLES[20]
CATEGORY = "/categories/moi-truong-16.html"


def listed(server: SampleServer) -> list[str]:
    """Titles in the category of some_news()."""
    return titles(get(server, CATEGORY).page)


# What happens to an article.


def test_edit_and_retitle(serve: Serve) -> None:
    server = serve()
    before = server.site.article(ARTICLE.id)
    after = server.site.edit(ARTICLE.id, "Đoạn thêm.")
    assert before is not None
    assert after.body == f"{before.body}\n\nĐoạn thêm."
    assert "Đoạn thêm." in squeezed(only(get(server, ARTICLE.url(server.url)).page, "body").text())
    once = server.site.edit(ARTICLE.id, "Hai.", title="Tên mới")
    assert (once.title, once.alias) == ("Tên mới", ARTICLE.alias)
    assert only(get(server, ARTICLE.url(server.url)).page, "h1").text() == "Tên mới"
    server.site.retitle(ARTICLE.id)
    assert only(get(server, ARTICLE.url(server.url)).page, "h1").text() == "Tên mới (đã sửa)"
    assert server.site.restore(ARTICLE.id) == ARTICLE
    added = server.site.edit(ARTICLE.id).body
    assert added.startswith(ARTICLE.body)
    assert len(added) > len(ARTICLE.body)


def test_remove(serve: Serve) -> None:
    server = serve(news=some_news(3))
    urls = {n: f"/tin-so-{n}-{n}.html" for n in (1, 2, 3)}
    for number, how in ((1, "404"), (2, "410"), (3, "soft")):
        server.site.remove(number, how)
    assert [get(server, urls[n]).status for n in (1, 2, 3)] == [404, 410, 302]
    assert listed(server) == []
    server.site.restore(2)
    assert listed(server) == ["Tin số 2"]
    with pytest.raises(ValueError, match="404, 410 or soft"):
        server.site.remove(1, "gone")
    with pytest.raises(ValueError, match="no article 99"):
        server.site.remove(99)


def test_a_removed_article_keeps_its_files(serve: Serve) -> None:
    server = serve()
    article = next(a for a in ARTICLES if a.images)
    server.site.remove(article.id)
    assert get(server, article.image_urls("")[0]).status == 200


def test_unlist_move_undate(serve: Serve) -> None:
    server = serve(news=some_news(3))
    server.site.unlist(2)
    assert listed(server) == ["Tin số 3", "Tin số 1"]
    assert get(server, "/tin-so-2-2.html").status == 200
    server.site.move(3, "ten-khac")
    links = get(server, CATEGORY).page.css(".article-item h4 a")
    assert [a.attrs["href"] for a in links] == ["/ten-khac-3.html", "/tin-so-1-1.html"]
    assert get(server, "/ten-khac-3.html").status == 200
    assert get(server, "/tin-so-3-3.html").status == 200  # the id is what counts
    server.site.undate(1)
    page = get(server, "/tin-so-1-1.html").page
    assert only(page, "#publishupshow-right").text() == "Cập nhật lúc: 04/01/2027"
    assert "04/01/2027" in only(page, "#publishupshow-bottom").text()
    spans = get(server, CATEGORY).page.css(".article-item > span")
    assert [span.text() for span in spans] == ["(04/01/2020)", "(04/01/2027)"]


def test_a_moved_article_of_websphere_leaves_its_old_address(serve: Serve) -> None:
    news = some_news(4)
    server = serve(face="websphere", news=news)
    old = news[3].url("", "websphere")
    moved = server.site.move(4, "ten-khac")
    assert "Nội dung không tồn tại" in get(server, old).text
    assert "Tin số 4" in get(server, moved.url("", "websphere")).text
    for how, status in (("404", 404), ("410", 410), ("soft", 200)):
        server.site.remove(4, how)
        assert get(server, moved.url("", "websphere")).status == status


# Who stands before the site.


@pytest.mark.parametrize(("wall", "size"), [("d1n", 177), ("d1n-expires", 219)])
def test_the_cookie_wall(serve: Serve, wall: str, size: int) -> None:
    server = serve(wall=wall)
    stub = get(server, "/")
    assert (stub.status, len(stub.body)) == (200, size)
    cookie = re.search(
        r'document\.cookie="(D1N=[0-9a-f]{32})(?:"\+"(; expires=[^;]+))?; path=/"', stub.text
    )
    assert cookie
    assert bool(cookie[2]) == (wall == "d1n-expires")
    assert "reload" in stub.text
    assert get(server, "/robots.txt").body == stub.body
    assert get(server, "/", Cookie="D1N=0").body == stub.body
    assert "Tin tức - Sự kiện" in get(server, "/", Cookie=f"a=b; {cookie[1]}").text
    server.site.wall = "d1n-never"
    assert len(get(server, "/", Cookie=cookie[1]).body) == 177


def test_the_challenge(serve: Serve) -> None:
    server = serve(wall="challenge")
    page = get(server, "/")
    assert (page.status, page.body) == (200, get(server, "/robots.txt").body)
    assert "document.cookie=" in page.text
    assert get(server, "/", Cookie="__test=0").body == page.body


@pytest.mark.parametrize(
    ("tls", "with_root", "with_issuer"),
    [
        ("whole", "", ""),
        ("incomplete", "unable to get local issuer certificate", ""),
        ("expired", "certificate has expired", "certificate has expired"),
        ("self-signed", "self-signed certificate", "self-signed certificate"),
    ],
)
def test_certificates(serve: Serve, tls: str, with_root: str, with_issuer: str) -> None:
    server = serve(tls="whole")
    server.site.tls = tls  # another at the next handshake
    assert server.url == f"https://127.0.0.1:{server.port}/"
    assert server.authority
    for trusted, words in (
        (server.authority.roots, with_root),
        (server.authority.bundle, with_issuer),
    ):
        context = ssl.create_default_context(cafile=trusted)
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context)
        if words:
            with pytest.raises(ssl.SSLCertVerificationError, match=words):
                connection.request("GET", "/")
        else:
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
        connection.close()


def test_refusals(serve: Serve) -> None:
    server = serve(forbid=True)
    assert [get(server, path).status for path in ("/", "/robots.txt")] == [403, 403]
    server.site.forbid = False
    server.site.too_many, server.site.retry_after = 2, 7
    got = [get(server, "/") for _ in range(3)]
    assert [(g.status, g.headers["Retry-After"]) for g in got] == [
        (429, "7"),
        (429, "7"),
        (200, None),
    ]
    server.site.unavailable = 1
    assert [get(server, "/").status for _ in range(2)] == [503, 200]
    server.site.fail, server.site.fail_status = "/rss/*", 502
    assert [get(server, path).status for path in ("/rss/x-11.rss", "/")] == [502, 200]
    server.site.off_site = f"*-{ARTICLE.id}.html"
    got_away = get(server, ARTICLE.url(server.url))
    assert (got_away.status, got_away.headers["Location"]) == (302, "https://elsewhere.example/")


# How answers fail to arrive.


def raw(
    server: SampleServer, path: str
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=STUCK)
    connection.request("GET", urlsplit(path).path)
    return connection.getresponse(), connection


def test_hang(serve: Serve) -> None:
    server = serve(hang="/*.xml")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /sitemap.xml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        until(lambda: server.count, "the request")
        assert get(server, "/").status == 200  # and that one still waits
        assert select.select([connection], [], [], 0) == ([], [], [])
    assert server.requests == [("GET", "/sitemap.xml", 0), ("GET", "/", 200)]


@pytest.mark.parametrize(("switch", "lacking"), [("cut", None), ("length_over", 1000)])
def test_a_body_that_ends_early(serve: Serve, switch: str, lacking: int | None) -> None:
    server = serve()
    whole = get(server, "/").body
    setattr(server.site, switch, "/")
    response, connection = raw(server, "/")
    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    connection.close()
    assert caught.value.expected == (lacking or len(whole) - len(whole) // 2)
    assert whole.startswith(caught.value.partial)
    assert get(server, "/robots.txt").status == 200


def test_a_content_length_too_small(serve: Serve) -> None:
    server = serve()
    whole = get(server, "/").body
    server.site.length_under = "/"
    assert get(server, "/").body == whole[: len(whole) // 2]


def test_drip(serve: Serve) -> None:
    server = serve(drip="/robots.txt")
    began = time.monotonic()
    response, connection = raw(server, "/robots.txt")
    assert int(response.headers["Content-Length"]) > 60
    assert response.read(2) == b"Us"
    assert time.monotonic() - began > 0.8
    connection.close()


def test_big_and_bomb(serve: Serve) -> None:
    server = serve(big="/lien-he-*", bomb="/sitemap.html")
    big = get(server, "/lien-he-103.html")
    assert 10_000_000 < len(big.body) < 10_100_000
    assert big.text.endswith("</body>\n</html>")
    bomb = get(server, "/sitemap.html")
    assert bomb.headers["Content-Encoding"] == "gzip"
    assert len(bomb.body) < 1_200_000
    unpacker, size, data = zlib.decompressobj(31), 0, bomb.body
    while data and size < 20 << 20:  # 20 MB of the gigabyte are proof enough
        size += len(unpacker.decompress(data, 1 << 20))
        data = unpacker.unconsumed_tail
    assert size >= 20 << 20
    assert int.from_bytes(bomb.body[-4:], "little") == 1 << 30


# Pages that are not what they were.


def names(text: str) -> set[str]:
    return {
        n for attribute in re.findall(r'\b(?:class|id)="([^"]*)"', text) for n in attribute.split()
    }


def test_layouts(serve: Serve) -> None:
    server = serve()
    url = ARTICLE.url(server.url)
    usual = get(server, url)
    server.site.layout = "renamed"
    renamed = get(server, url)
    assert len(names(renamed.text)) == len(names(usual.text)) > 20
    assert not names(renamed.text) & names(usual.text)
    assert only(renamed.page, "h1").text() == ARTICLE.title
    style = get(server, "/css/site.css").text
    used = names(renamed.text)
    assert sum(f".{name}" in style for name in used) > 15
    assert "#1f2a33" in style
    server.site.layout = "partly"
    partly = get(server, url)
    assert {"PageDetail", "breadcrumb-item", "current-date"} < names(partly.text)
    assert not {"article-content", "heading-title", "AuthorName"} & names(partly.text)


def test_moving_to_another_portal(serve: Serve) -> None:
    server = serve(layout="websphere")
    for address in (ARTICLE.url(""), ARTICLE.url("", "websphere")):
        page = get(server, address).page
        assert only(page, "section.ibmPortalControl .wpsPortletBody h3").text() == ARTICLE.title
    assert len(get(server, CATEGORY).page.css(".danh-sach .ten-tin")) == 10
    assert get(server, "/").headers["Location"] == "/wps/portal/vungsuong/Home"


@pytest.mark.parametrize(
    ("charset", "named", "codec"),
    [
        ("mislabelled", "ISO-8859-1", "utf-8"),
        ("windows-1258", "windows-1258", "cp1258"),
        ("windows-1258-unnamed", None, "cp1258"),
        ("nfd", "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("face", ["vnpt", "websphere"])
def test_charsets(serve: Serve, face: Face, charset: str, named: str | None, codec: str) -> None:
    server = serve(charset=charset, face=face)
    got = get(server, ARTICLE.url("", face))
    assert got.headers["Content-Type"] == "text/html" + (f"; charset={named}" if named else "")
    text = got.body.decode(codec)
    declared = re.findall(r"(?i)charset=[\"']?([\w-]+)", text)
    assert [name.lower() for name in declared] == ([named.lower()] if named else [])
    assert (ARTICLE.title in text) == (charset == "mislabelled")  # elsewhere, marks stand apart
    assert unicodedata.normalize("NFC", text).count(ARTICLE.title) >= 2


def test_windows_1258_has_every_vietnamese_letter() -> None:
    text = "Ắ ằ ẳ ẵ ặ ấ ề ỏ ỗ ợ ữ ỵ Đ đ Á à ã ư ơ – “”"
    data = windows_1258(text)
    assert unicodedata.normalize("NFC", data.decode("cp1258")) == text
    assert windows_1258("a → b") == b"a &#8594; b"


def test_the_endless_pager(serve: Serve) -> None:
    server = serve(news=some_news(20), pager="endless")
    last = get(server, f"{CATEGORY}?CurrentPage=2").page
    far = get(server, f"{CATEGORY}?CurrentPage=5000").page
    assert titles(far) == titles(last) == [f"Tin số {n}" for n in range(5, 0, -1)]
    links = [a.attrs["href"] for a in far.css("a.page-link")]
    assert f"{CATEGORY}?CurrentPage=5001" in links
    portal = serve(face="websphere", news=some_news(20), pager="endless")
    path = f"/wps/portal/vungsuong/Home/page/moi-truong/p=ns_Z7_X_WCM_Page.{'0' * 36}=77/"
    assert len(get(portal, path).page.css("#_nextPage")) == 1


def test_calendar_and_many_links(serve: Serve) -> None:
    server = serve(calendar=True, many_links=5000)
    page = get(server, "/").page
    assert only(page, ".calendar a").attrs["href"] == "/lich/2027-01.html"
    assert len(page.css(".links a")) == 5000
    months = get(server, "/lich/2026-12.html").page.css("p a")
    assert [a.attrs["href"] for a in months] == [
        f"/lich/{month}.html" for month in ("2025-12", "2026-11", "2027-01", "2027-12")
    ]
    assert get(server, "/lich/0500-06.html").status == 200
    assert get(server, "/lien-ket/4999.html").status == 200
    server.site.reset()
    assert get(server, "/lien-ket/4999.html").status == 302


def test_session_ids(serve: Serve) -> None:
    server = serve(session_ids=True)
    path = f"/{ARTICLE.alias}-{ARTICLE.id}.html"
    first, second = (get(server, "/") for _ in range(2))
    ids = [re.findall(r"(?:;jsessionid|[?;]sid)=([\w-]{24})", g.text) for g in (first, second)]
    assert len(ids[0]) == len(ids[1]) > 40
    assert len(set(ids[0])) == len(set(ids[1])) == 1
    assert ids[0][0] != ids[1][0]
    plain = only(get(server, path).page, ".article-content").text()
    for address in (f"{path};jsessionid={ids[0][0]}", f"{path}?sid={ids[0][0]}"):
        assert only(get(server, address).page, ".article-content").text() == plain


def test_twins(serve: Serve) -> None:
    server = serve(twins=True)
    host = f"127.0.0.1:{server.port}"
    hrefs = [str(a.attrs["href"]) for a in get(server, "/").page.css("a[href]")]
    for form in (
        f"http://{host}/",
        f"https://{host}/",
        f"http://www.{host}/",
        f"https://www.{host}/",
    ):
        assert sum(href.startswith(form) for href in hrefs) > 10, form


# The table.


def test_every_switch_has_a_sentence_and_a_rest() -> None:
    fields = dataclasses.fields(Switches)
    assert len(fields) == 27
    assert len({field.metadata["says"] for field in fields}) == 27
    for field in fields:
        choices = field.metadata["choices"]
        assert not choices or choices[0] == field.default
    assert [act.name for act in ACTS] == [
        *("edit", "retitle", "remove", "unlist", "move", "detach", "undate"),
    ]
