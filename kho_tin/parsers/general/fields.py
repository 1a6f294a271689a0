"""Title, author and documents of an article on a page of unknown markup: from the page's metadata,
and from what is printed around the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site
from kho_tin.base.text import squeeze
from kho_tin.parsers.general.author_names import is_name, is_office, signed_names
from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.general.page_facts import is_home_address
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.structured_data import NewsArticle
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.html.documents import name_in, resolved
from kho_tin.parsers.html.embedded import framed_documents
from kho_tin.parsers.html.text import plain, word_set
from kho_tin.parsers.model import Attachment
from kho_tin.parsers.vietnamese.bylines import is_labelled_byline, read_byline
from kho_tin.parsers.vietnamese.names import is_department, is_person

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Lines from the title, and from the text's end, within which date and author are; each way some
# reading changes.
_NEAR = 8
_SHORTEST_TITLE = 8  # characters of a title; same from 4 to 16
_LONGEST_TITLE = 300  # characters of a title; same from 150 to 600
_TITLE_WORDS = 3  # words of a title that only the metadata has; same from 1 to 6
_SHORTEST_PART = 12  # characters of a title that is a part of another; same from 6 to 24
_PART_SHARE = 0.4  # and how much of the other; same from 0.2 to 0.8
_LONGEST_AUTHOR_LINE = 120  # characters of a line with the author; same from 60 to 240
_MOST_HEADINGS = 100  # a bound on time: headings that are compared with the title
_MOST_PARTS = 30  # a bound on time: parts of a heading that are compared with the title
DATED_TITLE = re.compile(r"(?<!\s)\s*\(\d{1,2}/\d{1,2}/\d{4}[^()]*\)\s*$")
_TODAY = re.compile(r"today|current|hom-?nay|\bnow\b|clock", re.IGNORECASE)
_BELOW = (Part.OUTSIDE, Part.BESIDE)
_MENU = re.compile(r"nav|menu|crumb")
_ASIDE = word_set("nav aside footer")


def headline(document: Document, data: NewsArticle | None) -> str:
    """The printed heading that agrees with the title in the page's metadata; else the title in the
    metadata; "" without one."""
    declared = [data.headline if data else "", document.meta("og:title") or ""]
    wanted = [plain(title) for title in (*declared, document.title) if title]
    exact = {plain(title) for title in (*declared, page_title(document))} - {""}
    for selector in ("h1", "[itemprop=headline]:not(meta)", "h2, h3"):
        best: tuple[int, str] | None = None
        for node in document.all(selector)[:_MOST_HEADINGS]:
            text = text_of(node)
            if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE:
                continue
            own = plain(text)
            if not any(_agree(own, title) for title in wanted) or _leads_home(document, node):
                continue
            part = text if own in exact else _exact_part(node, exact)
            rank = 0 if part else 1 if any(title.startswith(own) for title in wanted) else 2
            if best is None or rank < best[0]:
                best = rank, part or text
        if best:
            return DATED_TITLE.sub("", best[1])
    return next((title for title in declared if len(title.split()) >= _TITLE_WORDS), "")


def _leads_home(document: Document, node: LexborNode) -> bool:
    """Whether a heading is all a link to the site's home page: that is the site's name."""
    link = node.css_first("a")
    if link is None or text_of(link) != text_of(node):
        return False
    target = document.link(attribute(link, "href"))
    return bool(target) and same_site(target, document.url) and is_home_address(target)


def _exact_part(node: LexborNode, exact: set[str]) -> str | None:
    """The part of a heading that is the title by itself, without what stands above or before it in
    the same heading (a kicker, a date)."""
    for inner in islice(node.traverse(include_text=True), 1, _MOST_PARTS):
        text = squeeze(inner.text() or "")
        if text and plain(text) in exact:
            return text
    return None


def _agree(printed: str, wanted: str) -> bool:
    """Whether two titles are the same, but for a site's name or a subtitle."""
    if not printed or not wanted:
        return False
    shorter, longer = sorted((printed, wanted), key=len)
    if longer.startswith(shorter):
        return len(shorter) >= _SHORTEST_TITLE
    return shorter in longer and len(shorter) >= max(_SHORTEST_PART, _PART_SHARE * len(longer))


def title_near(extracted: ExtractedText) -> str:
    """The heading above the text."""
    titles = extracted.texts(Part.TITLE)
    return DATED_TITLE.sub("", titles[-1]) if titles else ""


def page_title(document: Document) -> str:
    """The page's title without the site's name behind it."""
    return re.split(r"(?<!\s)\s+[|–—-]\s+(?=[^|–—-]*$)", document.title)[0].strip()


def lines_around(extracted: ExtractedText) -> Iterator[Line]:
    """The lines between the title and the text, above the title (the nearest first) up to a menu,
    and below the text. A page's clock is left out."""
    lines, parts = extracted.rows.lines, extracted.choice.parts
    first = parts.index(Part.TEXT)
    last = len(parts) - 1 - parts[::-1].index(Part.TEXT)
    title = max((n for n in range(first) if parts[n] is Part.TITLE), default=first)
    near = [*range(title, first + 1)]
    for n in range(title - 1, max(-1, title - 1 - _NEAR), -1):
        if _MENU.search(extracted.choice.roles[lines[n].element]):
            break
        near.append(n)
    near += range(last + 1, min(len(lines), last + 1 + _NEAR))
    for n in near:
        element = extracted.rows.elements[lines[n].element]
        if not _TODAY.search(element.name) and element.role not in _ASIDE:
            yield lines[n]


def files_below(document: Document, extracted: ExtractedText) -> tuple[Attachment, ...]:
    """The documents that are linked to right below the text, outside of its element, and those
    that the page shows in a frame."""
    parts = extracted.choice.parts
    last = len(parts) - 1 - parts[::-1].index(Part.TEXT)
    files = []
    for line, part in zip(
        extracted.rows.lines[last + 1 :][:_NEAR], parts[last + 1 :], strict=False
    ):
        links = [resolved(href, document.link) for href in line.files if part in _BELOW]
        addresses = list(filter(None, links))
        for address in addresses:
            name = line.text if len(addresses) == 1 else name_in(address)
            files.append(Attachment(address, name))
    return (*files, *framed_documents(document))


def author_near(extracted: ExtractedText, site_names: tuple[str, ...]) -> str | None:
    """The author named with a label ("Tác giả: …") near the title or below the text."""
    for line in lines_around(extracted):
        if len(line.text) <= _LONGEST_AUTHOR_LINE and is_labelled_byline(line.text):
            byline = read_byline(line.text, site_names)
            names = _as_marked(line, (byline.author or "").split(", ")) if byline else []
            if names and all(is_person(name) or is_department(name) for name in names):
                return ", ".join(names)
    return None


def signed_near(extracted: ExtractedText, site_names: tuple[str, ...]) -> str | None:
    """The author of a line near the title or below the text that begins with "von", "par" …"""
    names = (
        signed_names(line.text, site_names)
        for line in lines_around(extracted)
        if len(line.text) <= _LONGEST_AUTHOR_LINE
    )
    return next((name for name in names if name), None)


def _as_marked(line: Line, names: list[str]) -> list[str]:
    """The names in a line, without what follows a name there with no sign between. Where a name
    begins with the text of one of the line's nodes (`Line.parts`), and an office or a letter
    without a blank follows, that text alone is the name."""
    marked = [text for text in map(squeeze, line.parts) if " " in text and is_name(text)]
    return [min((text for text in marked if _goes_on(name, text)), default=name) for name in names]


def _goes_on(name: str, text: str) -> bool:
    rest = name[len(text) :]
    return name.startswith(text) and bool(rest) and (rest[0] != " " or is_office(rest))
