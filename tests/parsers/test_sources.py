"""Sitemaps, feeds and endpoints, read from their bytes; what a page's head names."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from kho_tin.outcome.likely_articles import ENOUGH, PROBES, LikelyArticles, template_of
from kho_tin.parsers import sources
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Link, Listing, NotAnArticle, Page
from kho_tin.parsers.sources import wordpress
from kho_tin.parsers.sources.named import links
from kho_tin.parsers.sources.named import sources as named

AT = "https://culao.example/x"


def read(role: str, body: str | bytes, url: str = AT) -> Listing | NotAnArticle:
    reading = sources.read(Page(url, body.encode() if isinstance(body, str) else body), role)
    assert isinstance(reading, Listing | NotAnArticle)
    return reading


SITEMAP = """\ufeff
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc> https://culao.example/tin-1.html </loc><lastmod>2021-06-02</lastmod>
    <image:image><image:loc>https://culao.example/a.jpg</image:loc></image:image></url>
  <url><loc>https://culao.example/?id=2&amp;lang=vi</loc>
    <lastmod>2021-06-02T08:30:00+07:00</lastmod></url>
  <url><loc>https://culao.example/?id=4&lang=vi</loc></url>
  <url><loc>/tin-3.html</loc><lastmod>hôm qua</lastmod></url>
  <url><loc>javascript:void(0)</loc></url>
</urlset>"""


def test_a_sitemap() -> None:
    expected = (
        Link("https://culao.example/tin-1.html", "", modified="2021-06-02T16:59:59Z"),
        Link("https://culao.example/?id=2&lang=vi", "", modified="2021-06-02T01:30:00Z"),
        Link("https://culao.example/?id=4&lang=vi", ""),
        Link("https://culao.example/tin-3.html", ""),
    )
    for body in (SITEMAP.strip().encode(), SITEMAP.encode(), gzip.compress(SITEMAP.encode())):
        reading = read("sitemap", body)
        assert isinstance(reading, Listing)
        assert (reading.items, reading.sections) == (expected, ())


def test_what_is_cut_short_counts_up_to_there() -> None:
    reading = read("sitemap", SITEMAP[: SITEMAP.index("/tin-3")])
    assert isinstance(reading, Listing)
    assert len(reading.items) >= 2


@pytest.mark.parametrize(
    "body",
    [
        "",
        "không có",
        "<html><body>404</body></html>",
        b"\x1f\x8b\x08 broken",
        gzip.compress(b"<urlset>" + b" " * (17 << 20)),
        zlib.compress(b"<urlset/>"),
    ],
    ids=["empty", "words", "page", "broken", "bomb", "zlib"],
)
def test_what_is_no_sitemap(body: str | bytes) -> None:
    assert isinstance(read("sitemap", body), NotAnArticle)


def test_entities_of_a_sitemap_are_not_resolved() -> None:
    text = (
        '<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>https://culao.example/&a;</loc></url></urlset>"
    )
    reading = read("sitemap", text)
    assert isinstance(reading, Listing)
    assert [link.url for link in reading.items] == ["https://culao.example/&a"]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title>
<entry><title type="html">Cảng &lt;b&gt;mới&lt;/b&gt;</title><link href="/tin-1.html"/>
<updated>2021-06-02T01:30:00Z</updated></entry></feed>"""


def test_atom_and_rss() -> None:
    expected = Link("https://culao.example/tin-1.html", "Cảng mới", "2021-06-02T08:30:00+07:00")
    rss = (
        "<rss version='2.0'><channel><item><title>Cảng mới</title>"
        "<link>https://culao.example/tin-1.html</link>"
        "<pubDate>Wed, 02 Jun 2021 08:30:00 +0700</pubDate></item></channel></rss>"
    )
    for body in (ATOM, rss):
        reading = read("feed", body)
        assert isinstance(reading, Listing)
        assert reading.items == (expected,)


@pytest.mark.parametrize("body", ["[]", "/etc/passwd", AT, "<html><body>a</body></html>"])
def test_what_is_no_feed(body: str) -> None:
    assert isinstance(read("feed", body), NotAnArticle)


def test_posts_of_wordpress() -> None:
    url = wordpress.posts("https://culao.example/wp-json/")
    post = {"link": "https://culao.example/a/", "title": {"rendered": "Cảng &#8211; mới"}}
    stamps = {"date_gmt": "2021-06-02T01:30:00", "modified_gmt": "2021-06-03T01:30:00"}
    reading = read("endpoint", json.dumps([{**post, **stamps}] * 100), url)
    assert isinstance(reading, Listing)
    when, changed = "2021-06-02T08:30:00+07:00", "2021-06-03T01:30:00Z"
    assert reading.items == (
        Link("https://culao.example/a/", "Cảng – mới", when, modified=changed),
    )
    assert reading.next == url.replace("&page=1", "&page=2")
    last = read("endpoint", json.dumps([post]), url)
    assert isinstance(last, Listing)
    assert last.next is None
    for body in ('{"code": "rest_no_route"}', "[" * 100_000, "<html>"):
        assert isinstance(read("endpoint", body, url), NotAnArticle)


def test_an_interface_in_a_parameter() -> None:
    url = wordpress.posts("https://culao.example/?rest_route=/")
    assert url.startswith("https://culao.example/?rest_route=/wp/v2/posts&per_page=100&page=1")


def test_what_a_head_names() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/" title="Tin">'
        '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="https://api.w.org/" href="/wp-json/">'
    )
    page = Page(AT, f"<html><head>{head}</head><body></body></html>".encode())
    assert named(Document.of(page)) == (
        ("feed", "https://culao.example/feed/"),
        ("feed", "https://culao.example/atom.xml"),
        ("endpoint", wordpress.posts("https://culao.example/wp-json/")),
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="rss.asp">RSS</a>', ("feed", "https://culao.example/rss.asp")),
        ('<a href="/?feed=rss2">Bài viết (RSS)</a>', ("feed", "https://culao.example/?feed=rss2")),
        (
            '<a href="/feed.xml"><img alt="RSS" src="/rss.png"></a>',
            ("feed", "https://culao.example/feed.xml"),
        ),
        (
            '<a href="/Sitemap_tin.xml.gz">Sơ đồ</a>',
            ("sitemap", "https://culao.example/Sitemap_tin.xml.gz"),
        ),
        ('<a href="/so-do-trang">Sitemap</a>', None),
        ('<a href="/ha-tang-rss-moi.html">Tin mới</a>', None),
        ('<a href="/tin-tuc/feedback.html">Feed</a>', None),
        ('<a href="/comments/feed/">RSS bình luận</a>', None),
        ('<a href="https://elsewhere.example/rss">RSS</a>', None),
    ],
)
def test_sources_that_a_page_links_to(link: str, expected: tuple[str, str] | None) -> None:
    page = Page(AT, f"<html><body><p>{link}</p></body></html>".encode(), "utf-8")
    assert named(Document.of(page)) == ((expected,) if expected else ())


def test_a_feed_of_the_head_counts_before_links() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    page = Page(AT, f'<html><head>{head}</head><a href="/rss/a">RSS</a>'.encode())
    assert named(Document.of(page)) == (("feed", "https://culao.example/feed/"),)


FEED = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Tin</title>{}
<item><title>Một</title><link>https://culao.example/?p=1</link></item></channel></rss>"""


@pytest.mark.parametrize(
    ("url", "about", "expected"),
    [
        ("?feed=rss2", "<generator>https://wordpress.org/?v=6.5</generator>", "?feed=rss2&paged=2"),
        ("feed/?paged=4", "<generator>https://wordpress.org/?v=6.5</generator>", "feed/?paged=5"),
        ("rss", '<atom:link rel="next" href="/rss?trang=2"/>', "rss?trang=2"),
        ("rss", "<generator>Joomla</generator>", None),
        ("rss", '<atom:link rel="self" href="/rss"/>', None),
    ],
)
def test_parts_of_a_feed(url: str, about: str, expected: str | None) -> None:
    reading = read("feed", FEED.format(about), f"https://culao.example/{url}")
    assert isinstance(reading, Listing)
    assert reading.next == (f"https://culao.example/{expected}" if expected else None)


def test_a_feed_ends_where_a_part_is_empty() -> None:
    empty = FEED.format("<generator>https://wordpress.org/?v=6.5</generator>")
    empty = empty[: empty.index("<item>")] + "</channel></rss>"
    reading = read("feed", empty, "https://culao.example/?feed=rss2&paged=9")
    assert isinstance(reading, Listing)
    assert (reading.items, reading.next) == ((), None)


def test_links_of_a_page() -> None:
    body = (
        '<a href="/tin-1.html#x">1</a><a href="tin-1.html">1</a><a href="/a.pdf">pdf</a>'
        '<a href="https://elsewhere.example/">x</a><a href="javascript:;">x</a>'
        '<a rel="nofollow" href="/login">x</a><a href="/tin-2.html">2</a>'
    )
    page = Page(AT, f"<html><body>{body}</body></html>".encode())
    urls = ("https://culao.example/tin-1.html", "https://culao.example/tin-2.html")
    assert links(Document.of(page)) == urls


def test_templates() -> None:
    same = ("https://a.example/tin/cang-moi-12.html", "https://a.example/thong-bao/dau-gia-7.html")
    assert len({template_of(url) for url in same}) == 1
    others = (
        "https://a.example/cang-moi-12.html",
        "https://a.example/tin/gioi-thieu.html",
        "https://a.example/tin/cang-moi-12",
        "https://a.example/tin/cang-moi-12.html?in=1",
        "https://a.example/2021/06/cang-moi-12.html",
    )
    assert len({template_of(url) for url in (*same, *others)}) == 6


def test_likeness_learns_from_what_it_tries() -> None:
    urls = [f"https://a.example/tin-{n}.html" for n in range(50)]
    likely_articles = LikelyArticles()
    tried = list(likely_articles.choose(urls, 100))
    assert tried == urls[:PROBES]
    assert list(likely_articles.choose(urls[PROBES:], 100)) == []
    likely_articles.is_article(tried[0])
    assert list(likely_articles.choose(urls[PROBES:], 20)) == urls[PROBES : PROBES + 20]


def test_a_section_without_any_article_is_left() -> None:
    likely_articles = LikelyArticles()
    likely_articles.is_article("https://a.example/tin/a-1.html")
    urls = [f"https://a.example/thu-tuc/b-{n}.html" for n in range(99)]
    assert len(list(likely_articles.choose(urls, 1000))) == ENOUGH
    assert list(LikelyArticles(probes=0).choose(urls, 1000)) == []
