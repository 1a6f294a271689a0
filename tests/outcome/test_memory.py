"""What a run remembers of each article that lists name is little, whatever its address: counted in
bytes that Python has."""

from __future__ import annotations

import gc
import tracemalloc

from kho_tin.outcome.listing_coverage import ListingCoverage
from kho_tin.outcome.source_coverage import SourceCoverage
from kho_tin.parsers.model import Link, Listing

A_PAGE, PAGES = 15, 200
# An article's identity in one Python set is as much.
MOST = 100
HOME = "https://culao.example/chuyen-muc/tin-hoat-dong-cua-cac-don-vi-truc-thuoc"


def named(page: int) -> Listing:
    numbers = range(page * A_PAGE, (page + 1) * A_PAGE)
    items = [Link(f"{HOME}/tin-so-{each}.html", "Tin", identity=str(each)) for each in numbers]
    return Listing(HOME, "vnpt_portal@1", tuple(items))


def test_each_article_takes_a_few_numbers() -> None:
    tracemalloc.start()
    try:
        coverage, sources = ListingCoverage(whole=True), SourceCoverage()
        for page in range(PAGES):
            listing = named(page)
            assert coverage.brings_more(HOME, listing)
            coverage.name(listing, HOME, page + 1)
            for link in listing.items:
                sources.name("listing", link.url, link.identity)
                sources.read(link.url, link.identity, "article")
        del listing, link
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    articles = A_PAGE * PAGES
    assert (len(coverage), coverage.front) == (articles, A_PAGE)
    assert sources.summary({})["listing"] == {
        "named": articles,
        "articles": articles,
        "alone": articles,
    }
    assert taken / articles < MOST
