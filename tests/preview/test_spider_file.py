"""What the written file of a site says of what was seen."""

from __future__ import annotations

import pytest

from kho_tin.crawler.spider import NewsSpider
from kho_tin.preview.findings import ArticleFinding, ListingFinding, LookReport, PageFinding
from kho_tin.preview.spider_file import source

HOME = "https://www.culao.example/"


ARTICLE = ArticleFinding(
    identity="105",
    url=f"{HOME}tin-105.html",
    title="Họp bàn về tiến độ",
    published="2021-06-02",
    published_text="02/06/2021",
    author=None,
    source=None,
    category=None,
    summary=None,
    language="vi",
    words=90,
    body_starts="Sáng nay",
    body_ends="hằng tuần.",
    pictures=0,
    captions=[],
    attachments=[],
    files_elsewhere=[],
    not_found=[],
    why_not_stored=None,
)


def page(role: str, articles: int) -> PageFinding:
    listing = ListingFinding(articles, 0, 0, 3, [], [], None)
    return PageFinding(1, role, HOME, HOME, listing=listing)


@pytest.mark.parametrize(
    ("pages", "articles"),
    [([page("home", 20), page("listing", 12)], 12), ([page("home", 20)], 20)],
    ids=["a listing", "the home page alone"],
)
def test_articles_of_a_listing_are_those_of_a_listing(
    pages: list[PageFinding], articles: int
) -> None:
    """A home page shows parts of several."""
    at = "2026-12-01T02:00:00Z"
    article = PageFinding(3, "article", ARTICLE.url, ARTICLE.url, article=ARTICLE)
    pages = [*pages, article]
    report = LookReport(HOME, HOME, HOME, "live", at, "Kho Tin", None, None, pages=pages)
    assert f"3 sections; {articles} articles on the page" in source(report, NewsSpider, "cu_lao")
