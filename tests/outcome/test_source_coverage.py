"""Which source named which articles: counted over what is known and what was read."""

from __future__ import annotations

from kho_tin.outcome.source_coverage import SourceCoverage

AT = "https://culao.example/tin-"


def test_sources_are_compared() -> None:
    sources = SourceCoverage()
    sources.name("listing", f"{AT}1.html", "1")
    sources.name("listing", f"{AT}2.html", "2")
    # The same article, with www., without TLS, and at its former address.
    for url in ("http://www.culao.example/tin-2.html", f"{AT}3.html", f"{AT}cu-1.html"):
        sources.name("sitemap", url)
    sources.name("sitemap", "https://culao.example/gioi-thieu.html")
    sources.read(f"{AT}3.html", "3", "link")
    sources.read(f"{AT}4.html", "4", "link")
    sources.unread["feed"] += 1
    assert sources.summary({"https://culao.example/tin-cu-1.html": "1"}) == {
        "feed": {"named": 0, "articles": 0, "alone": 0, "unread": 1},
        "link": {"named": 1, "articles": 1, "alone": 1},
        "listing": {"named": 2, "articles": 2, "alone": 0},
        "sitemap": {"named": 4, "articles": 3, "alone": 1},
    }


def test_links_count_where_nothing_else_names_an_article() -> None:
    sources = SourceCoverage()
    sources.name("sitemap", "https://culao.example/gioi-thieu.html")
    sources.link(f"{AT}1.html")
    sources.link("https://culao.example/lien-he.html")
    known = {"https://culao.example/tin-1.html": "1"}
    assert sources.summary(known)["link"] == {"named": 2, "articles": 1, "alone": 1}
    sources.name("feed", f"{AT}2.html", "2")
    assert "link" not in sources.summary(known)
