"""Pages are parsed in processes of their own, one for each thread: a page that keeps a parser busy
for ever, or fills the memory, costs only itself, and is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from kho_tin.base.bounded import Limits, Workers
from kho_tin.parsers import sources
from kho_tin.parsers.html.completeness import closes, is_fragment, is_left_open
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.refresh import refresh_of
from kho_tin.parsers.menus import stands_in_menu
from kho_tin.parsers.model import Article, LayoutChanged, Listing, NotAnArticle, Page, Reading
from kho_tin.parsers.reading import read as read_page
from kho_tin.parsers.sources.named import links
from kho_tin.parsers.sources.named import sources as sources_named

# The longest page of news that was seen took a second; 170 KB take 25 ms.
LIMITS = Limits(cpu=10, wall=60, memory=500 << 20)
WORKERS = Workers(LIMITS)


@dataclass(frozen=True)
class ParsedPage:
    """What today's parsers make of a page. `refresh`: where a page without content of its own sends
    its readers, and after how many seconds; `closes`: it has its </html>; `left_open`: it stops
    in the middle of its markup. `named` are role and address of each source of news that it
    names, `links` the pages of the site that it links to. `in_menu`: it reads as an article, and
    its own menu names it; `is_fragment`: it is a part of a page, and a list."""

    reading: Reading
    refresh: tuple[float, str] | None
    closes: bool
    left_open: bool
    named: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    in_menu: bool = False
    is_fragment: bool = False


def parse(page: Page, *, leads: bool = False, guessed: bool = False) -> ParsedPage:
    """Read a page within bounds, with what it `leads` to. `guessed`: nobody called it news, so
    that it is looked for in its own menu. Raises Exceeded."""
    return WORKERS.worker.run(partial(_parse, leads=leads, guessed=guessed), page)


def parse_source(page: Page, role: str) -> ParsedPage:
    """Read a sitemap, a feed or an endpoint within bounds. Raises Exceeded."""
    return WORKERS.worker.run(partial(_parse_source, role=role), page)


def _parse_source(page: Page, role: str) -> ParsedPage:
    return ParsedPage(sources.read(page, role), None, closes=True, left_open=False)


def _parse(page: Page, leads: bool, guessed: bool) -> ParsedPage:
    reading = read_page(page)
    refresh = None
    if isinstance(reading, NotAnArticle | LayoutChanged) and b"refresh" in page.body.lower():
        refresh = refresh_of(Document.of(page))
    parsed = ParsedPage(reading, refresh, closes(page.body), is_left_open(page.body))
    if isinstance(reading, Listing):
        parsed = replace(parsed, is_fragment=is_fragment(page.body))
    is_doubtful = guessed and isinstance(reading, Article)
    if not (leads or is_doubtful) or b"<" not in page.body:
        return parsed
    document = Document.of(page)
    if is_doubtful:
        parsed = replace(parsed, in_menu=stands_in_menu(document))
    if not leads:
        return parsed
    return replace(parsed, named=sources_named(document), links=links(document))
