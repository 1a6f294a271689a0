"""The VNPT face: every address form, the paging, the markup and the traps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from kho_tin.sample import NewsArticle, SampleServer, load_news
from kho_tin.sample.news import Items, Picture, Table
from tests.sample.conftest import get, only, some_news, squeezed

Serve = Callable[..., SampleServer]
ARTICLES = load_news()


def pieces(article: NewsArticle) -> list[str]:
    """Every string that the body must show, in order."""
    strings: list[str] = []
    for block in article.blocks:
        if isinstance(block, Items):
            strings += block.items
        elif isinstance(block, Table):
            strings += [cell for row in block.rows for cell in row if cell]
        elif isinstance(block, Picture):
            strings += [block.caption] if block.caption else []
        else:
            strings.append(block.text)
    return strings


def assert_in_order(parts: list[str], text: str) -> None:
    position = 0
    for part in parts:
        start = text.find(squeezed(part), position)
        assert start >= 0, f"{part!r} is not in {text[position:]!r}"
        position = start + len(part)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a.id))
def test_every_article_shows_its_truth(vnpt: SampleServer, article: NewsArticle) -> None:
    got = get(vnpt, article.url(vnpt.url))
    assert got.status == 200
    page = got.page
    assert only(page, "#PageDetail.row.PageDetail input#ArticleId").attrs["value"] == str(
        article.id
    )
    content = only(page, "#PageDetail > div.full-text.article-content")
    assert only(content, "h1.heading-title").text() == article.title
    assert only(page, "title").text() == article.title
    assert only(page, "span.date#publishupshow-right").text() == (
        f"Cập nhật lúc: {article.date:%d/%m/%Y}"
    )
    hidden = only(content, "p#publishupshow-bottom")
    assert hidden.attrs["style"] == "display:none"
    assert hidden.text().startswith(f"{article.date:%d/%m/%Y} | ")
    assert hidden.text().endswith(" lượt xem")
    crumbs = page.css("ol.breadcrumb li.breadcrumb-item a")
    assert crumbs[-1].text() == article.category.name
    text = squeezed(content.text())
    assert_in_order(pieces(article), text)
    assert article.summary not in text
    assert only(page, 'meta[name="description"]').attrs["content"] == article.summary
    assert only(page, 'meta[name="author"]').attrs["content"] == "lap-trinh@vungsuong.example"
    tail = squeezed(
        f"{f'(Theo {article.source})' if article.source else ''} {article.byline or ''}"
    )
    assert text.endswith(tail)
    printed = only(content, "div.AuthorName").text()
    assert printed == (article.byline or "" if article.byline_style == "author_name" else "")


def test_pictures_and_attachments_are_where_the_truth_says(vnpt: SampleServer) -> None:
    frames = 0
    for article in ARTICLES:
        page = get(vnpt, article.url(vnpt.url)).page
        sources = [node.attrs["src"] for node in page.css(".article-content img")]
        assert [vnpt.url.rstrip("/") + str(s) for s in sources] == article.image_urls(vnpt.url)
        assert len(page.css(".listtailieu iframe, .listtailieu a")) == len(article.attachments)
        frames += len(page.css(".listtailieu iframe"))
        for url in (*article.image_urls(vnpt.url), *article.attachment_urls(vnpt.url)):
            assert get(vnpt, url).status == 200
    assert frames > 5


def test_the_three_ways_to_attach(vnpt: SampleServer) -> None:
    counts = {"viewer.html?file=/CMS/Content/VanBan/": 0, "officeapps": 0, "": 0}
    for article in ARTICLES:
        page = get(vnpt, article.url(vnpt.url)).page
        for frame in page.css(".listtailieu iframe"):
            source = frame.attrs["src"] or ""
            kind = (
                "officeapps" if "officeapps" in source else "viewer.html?file=/CMS/Content/VanBan/"
            )
            assert kind in source
            if kind == "officeapps":
                assert "src=http%3A%2F%2F127.0.0.1%3A" in source
            counts[kind] += 1
        for link in page.css(".listtailieu a"):
            assert (link.attrs["href"] or "").startswith("/CMS/Content/VanBan/")
            counts[""] += 1
    assert all(counts.values()), counts
    assert sum(counts.values()) == sum(len(a.attachments) for a in ARTICLES)


def test_captions_stand_in_three_ways_and_hands_differ(vnpt: SampleServer) -> None:
    texts = [get(vnpt, article.url(vnpt.url)).text for article in ARTICLES]
    for mark in (
        "<figcaption>",
        '<table style="margin: 0 auto;',
        '<p style="text-align: center;"><em>&nbsp;&nbsp;',
        '<p style="text-align: justify;">&nbsp; &nbsp; &nbsp; &nbsp; ',
        '<span lang="vi">',
        '<div style="text-align: justify;">',
        "<p>&nbsp;</p>",
        'class="detail-audio-file"',
    ):
        assert 3 <= sum(mark in text for text in texts) < len(texts), mark


def test_the_id_decides_and_the_alias_does_not(vnpt: SampleServer) -> None:
    article = ARTICLES[0]
    old = get(vnpt, f"/ten-khac-{article.id}.html")
    assert old.body == get(vnpt, article.url(vnpt.url)).body
    moved = get(vnpt, f"/-/{article.alias}")
    assert (moved.status, moved.headers["Location"]) == (302, f"/{article.alias}-{article.id}.html")


@pytest.mark.parametrize(
    "path",
    [
        "/khong-co-999999.html",
        "/-/khong-co",
        "/categories/khong-co-99.html",
        "/listchildcat/khong-co-99.html",
        "/van-ban/khong-co-99.html",
        "/khong/co/gi",
    ],
)
def test_a_missing_page_is_a_soft_404(vnpt: SampleServer, path: str) -> None:
    got = get(vnpt, path)
    assert (got.status, got.headers["Location"]) == (302, "/error.html")
    error = get(vnpt, "/error.html")
    assert error.status == 200
    assert "Không tìm thấy trang" in error.text


def titles(page: LexborHTMLParser) -> list[str]:
    return [a.text() for a in page.css("div.row.categoryList div.article-item h4 > a")]


def test_paging(serve: Serve) -> None:
    server = serve(news=some_news(37))
    path = "/categories/moi-truong-16.html"
    pages = [get(server, f"{path}?CurrentPage={n}").page for n in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [15, 15, 7]
    assert [title for page in pages for title in titles(page)] == [
        f"Tin số {n}" for n in range(37, 0, -1)
    ]
    assert titles(get(server, path).page) == titles(pages[0])
    links = [
        (a.text(), a.attrs["href"]) for a in pages[1].css("ul.pagination li.page-item a.page-link")
    ]
    assert links == [
        ("Đầu tiên", f"{path}?CurrentPage=1"),
        ("«", f"{path}?CurrentPage=1"),
        ("1", f"{path}?CurrentPage=1"),
        ("2", "#"),
        ("3", f"{path}?CurrentPage=3"),
        ("»", "#"),
        ("Cuối cùng", f"{path}?CurrentPage=3"),
    ]
    assert [n.text().strip() for n in pages[1].css("li.page-item.active")] == ["2"]
    past = get(server, f"{path}?CurrentPage=4")
    assert past.status == 200
    assert "Không có dữ liệu!" in past.text
    assert titles(past.page) == []


def test_a_listing_item(vnpt: SampleServer) -> None:
    with_picture = without = 0
    page = get(vnpt, "/categories/tin-tuc-su-kien-11.html").page
    listed = [a for a in ARTICLES if any(c.number == 11 for c in a.categories)][:15]
    items = page.css("div.row.categoryList div.article-item")
    assert len(items) == 15
    for article, item in zip(listed, items, strict=True):
        assert only(item, "h4 > a").attrs["href"] == f"/{article.alias}-{article.id}.html"
        assert only(item, "span").text() == f"({article.date:%d/%m/%Y})"
        assert only(item, "div.text-justify").text() == article.summary
        source = only(item, "a.img img").attrs["src"]
        if article.images:
            assert source == article.image_urls("")[0]
            with_picture += 1
        else:
            assert source == "/images/no-image.png"
            without += 1
    assert with_picture > 0
    assert without > 0
    assert get(vnpt, "/images/no-image.png").headers["Content-Type"] == "image/png"


def test_an_article_stands_in_all_of_its_categories(vnpt: SampleServer) -> None:
    article = next(a for a in ARTICLES if a.also)
    for category in article.categories:
        headlines = []
        for number in range(1, 9):
            path = f"/categories/{category.slug}-{category.number}.html?CurrentPage={number}"
            headlines += titles(get(vnpt, path).page)
        assert headlines.count(article.title) == 1
        assert len(headlines) == sum(category in a.categories for a in ARTICLES)


def test_a_parent_shows_what_its_children_hold(vnpt: SampleServer) -> None:
    page = get(vnpt, "/listchildcat/tin-tuc-10.html").page
    assert len(page.css(".first-article-item")) == 4
    assert len(page.css(".article-item-cat")) == 12
    first = only(page, ".first-article-item")
    newest = next(a for a in ARTICLES if any(c.number == 11 for c in a.categories))
    assert only(first, ".title a").text() == newest.title
    assert only(first, ".publish").text() == f"({newest.date:%d/%m/%Y})"
    assert only(first, ".cat-desc").text() == newest.summary
    other = get(vnpt, "/listchildcat/dau-tu-quy-hoach-20.html").page
    assert len(other.css(".first-article-item")) == 0
    assert len(other.css(".article-item-cat")) == 8


def test_the_home_page_leads_everywhere(vnpt: SampleServer) -> None:
    page = get(vnpt, "/").page
    links = {a.attrs["href"] for a in page.css("a[href]")}
    assert len(page.css("#slider .slide")) == 5
    assert {f"/categories/{c}" for c in ("tin-tuc-su-kien-11.html", "english-news-18.html")} < links
    for path in ("/listchildcat/tin-tuc-10.html", "/thong-bao.html", "/van-ban.html"):
        assert path in links
    assert only(page, ".top-bar .current-date").text() == "Thứ hai, 04/01/2027"
    for link in sorted(filter(None, links)):
        if link.startswith("/"):
            assert get(vnpt, link).status == 200, link


def test_traps(vnpt: SampleServer) -> None:
    static = get(vnpt, "/lien-he-103.html").page
    assert static.css("h1") == []
    assert only(static, "title").text() == "Liên hệ | Ban Quản lý Khu kinh tế Vũng Sương"
    assert only(static, "#publishupshow-right").text() == "Cập nhật lúc: 04/01/2027"
    assert len(static.css("#PageDetail .article-content p")) == 3
    feed = get(vnpt, "/rss/thong-bao-17.rss")
    assert "<rss" not in feed.text
    assert feed.text.count("<ArticleModel>") == min(
        20, sum(any(c.number == 17 for c in a.categories) for a in ARTICLES)
    )
    sitemap = get(vnpt, "/sitemap.xml").text
    assert sitemap.count("<loc>") == 4
    assert "2019-03-01" in sitemap
    page = get(vnpt, ARTICLES[0].url(vnpt.url)).page
    assert len(page.css("#featured-document li span.date")) == 5
    assert [n.text() for n in page.css(".other-list h2")] == ["Bài viết liên quan", "Tin tức khác"]
    assert page.css(".article-content .other-list") == []
    noise = only(page, "body").text()
    for words in ("Đọc bài viết", "Lấy link copy", "Zalo", "Thống kê truy cập"):
        assert words in noise


def test_other_pages(vnpt: SampleServer) -> None:
    assert len(titles(get(vnpt, "/thong-bao.html").page)) == 15
    assert len(titles(get(vnpt, "/tin-noi-bat.html").page)) == 15
    documents = get(vnpt, "/van-ban.html").page.css("table.table a")
    assert len(documents) == sum(len(a.attachments) for a in ARTICLES)
    detail = get(vnpt, documents[0].attrs["href"] or "").page
    assert len(detail.css(".document-detail a")) == 1
    gallery = get(vnpt, "/thu-vien-anh.html").page.css(".gallery a.gallery-item img")
    assert len(gallery) == 60
    site_map = get(vnpt, "/sitemap.html").page.css(".site-map a")
    assert len(site_map) == 13
    viewer = get(vnpt, "/CMS/Scripts/pdfjs/web/viewer.html?file=/CMS/a%20b.pdf")
    assert '<embed src="/CMS/a b.pdf"' in viewer.text
