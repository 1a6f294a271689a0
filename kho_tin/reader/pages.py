"""Pages are parsed in processes of their own, one for each thread: a page that keeps a parser busy
for ever, or fills the memory, costs only itself, and is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from kho_tin import parsers
from kho_tin.base.bounded import Limits, Workers
from kho_tin.parsers.html.completeness import closes, is_left_open
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.refresh import refresh_of
from kho_tin.parsers.model import LayoutChanged, NotAnArticle, Page, Reading

# The longest page of news that was seen took a second; 170 KB take 25 ms.
LIMITS = Limits(cpu=10, wall=60, memory=500 << 20)
WORKERS = Workers(LIMITS)


@dataclass(frozen=True)
class ParsedPage:
    """What today's parsers make of a page. `refresh`: where a page without content of its own sends
    its readers, and after how many seconds; `closes`: it has its </html>; `left_open`: it stops
    in the middle of its markup."""

    reading: Reading
    refresh: tuple[float, str] | None
    closes: bool
    left_open: bool


def parse(page: Page) -> ParsedPage:
    """Read a page within bounds. Raises Exceeded."""
    return WORKERS.worker.run(_parse, page)


def _parse(page: Page) -> ParsedPage:
    reading = parsers.read(page)
    refresh = None
    if isinstance(reading, NotAnArticle | LayoutChanged) and b"refresh" in page.body.lower():
        refresh = refresh_of(Document.of(page))
    return ParsedPage(reading, refresh, closes(page.body), is_left_open(page.body))
