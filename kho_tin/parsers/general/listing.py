"""Lists of news and home pages of an unknown system."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.assemble import no_article, unique
from kho_tin.parsers.general.extraction import ExtractedText
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.lines import Line
from kho_tin.parsers.general.news_lists import NewsLists, is_later_part, news_lists_of
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.sections import sections_of
from kho_tin.parsers.general.teaser_boxes import Teaser, TeaserList
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.pagination import ENDS, Continuation, find_continuation, related_next
from kho_tin.parsers.model import Link, Listing, Reading
from kho_tin.parsers.vietnamese.dates import date_line

# "Same from … to …" is measured on this project's own lists, and on 220 saved pages of articles.
# Of a text: where more stands in the boxes of a list, the page is the list; same from 0.5 to 0.75.
_IN_BOXES = 0.6
_LINKS = 0.6  # density of links of a line that is no text; same from 0.3 to 0.6
_HEADLINE = 15  # characters of such a line that may be a headline; same from 8 to 30
# A list with as many, and a text below it that is short, is a list; same from 1 to 4.
_FEW_TEASERS = 3
# Characters of such a text, as of the board's address in the foot; same from 350 to 1400.
_SHORT = 700
# Characters of a text above a list that may be the section's introduction; same from 175 to 700.
_INTRODUCTION = 350
_PROSE = 100  # characters of sentences beside text and list; same from 80 to 150
_DATE_LINE = 60  # characters of a line with an article's date; same from 30 to 120
_TITLE = 12  # and of its title, which stands as near to it as its text; same from 6 to 24
_AROUND = 3  # lines that are near to a line; same from 1 to 6
# Of a text that may have its date: on some pages it is taken for text; same from 1 to 4.
_DATED_LINES = 2
_MOST_LISTS = 6  # of one page, behind which a pager is looked for: a bound on time


def read_home(document: Document, parser: str) -> Reading:
    """A home page: its news, and the sections that it leads to."""
    listing = listing_of(document, parser, news_lists_of(document))
    if listing.items or listing.sections:
        return listing
    return no_article(document, parser, "other", "a home page without links to news")


def read_list(document: Document, parser: str, message: str) -> Reading:
    """A page that is no article: a list if it has news, else `message` says why it is neither."""
    seen = news_lists_of(document)
    if seen.own:
        return listing_of(document, parser, seen)
    return no_list(document, parser, message)


def no_list(document: Document, parser: str, message: str) -> Reading:
    """A page that is neither an article nor a list."""
    return no_article(document, parser, "other", message)


def listing_of(document: Document, parser: str, seen: NewsLists) -> Listing:
    """The Listing of what was seen."""
    items = unique([_item(teaser) for teaser in seen.teasers])
    continuation = _continuation(document, seen)
    return Listing(
        document.url,
        parser,
        items,
        continuation.next,
        sections_of(seen),
        tuple(document.problems),
        continuation.unfollowed,
        continuation.post,
    )


def may_be_list(extracted: ExtractedText) -> bool:
    """Whether it is worth to look for lists: the text is short, or has a headline's link in it, or
    most of its lines have such a link."""
    pairs = list(zip(extracted.rows.lines, extracted.choice.parts, strict=True))
    text = [line for line, part in pairs if part is Part.TEXT]
    linked = sum(line.linked >= _HEADLINE for line in text)
    # More than half of the lines; the tests hold for a quarter, and fail for three quarters.
    is_mostly_linked = linked > len(text) / 2
    if sum(len(line.text) for line in text) <= _SHORT or is_mostly_linked:
        return True
    return any(
        part is not Part.OUTSIDE and line.density >= _LINKS and len(line.text) >= _HEADLINE
        for line, part in pairs
    )


def is_list_instead(seen: NewsLists, extracted: ExtractedText) -> bool:
    """Whether a page whose text was `extracted` is a list all the same.

    It is where the text stands in the boxes of its teasers; where it is short and teasers stand
    between the title and it; and where it is shorter still, has no date of its own, and the page's
    address is not like those of the teasers: then it introduces them. A page with an article's
    address and other sentences than these is none, even if they were not taken for its text.
    """
    if not seen.own or _is_article_among_news(seen, extracted):
        return False
    dated = _is_dated(seen.own, extracted)
    if is_later_part(seen.url) and not dated:
        return True  # its last page may have a line or two; without a date it is no article
    covered, text, titled, prose = _shares(seen.own, extracted)
    few = len(seen.teasers) < _FEW_TEASERS
    # Two links within a text that has no other boxes part it: what lies between is no teaser's.
    parted = few and covered > _SHORT * len(seen.teasers)
    if covered >= _IN_BOXES * max(1, text) and not parted:
        return True
    if few and (dated or not seen.is_marked):
        return False
    if seen.may_be_an_article and prose >= _PROSE:
        return False
    # Boxes stand between the title and more than half of the text; the tests hold for a quarter
    # without boxes, and fail for three quarters.
    if titled < text / 2:
        return text - covered <= (_INTRODUCTION if few else _SHORT)
    if few:
        return False
    return not dated and not seen.is_of_an_article and text - covered <= _INTRODUCTION


def _is_article_among_news(seen: NewsLists, extracted: ExtractedText) -> bool:
    """Whether the page has the address of an article, and outside of all boxes a line that is a
    date, with a title above and sentences below it."""
    if not seen.is_of_an_article:
        return False
    inside = _inside(seen.own, extracted)
    lines = [line for line in extracted.rows.lines if not inside[line.element]]
    for place, line in enumerate(lines):
        if len(line.text) > _DATE_LINE or date_line(line.text) is None:
            continue
        below = lines[place + 1 : place + 1 + _AROUND]
        above = lines[max(0, place - _AROUND) : place]
        if any(_is_sentence(each) for each in below) and any(
            len(each.text) >= _TITLE and each.density < _LINKS for each in above
        ):
            return True
    return False


def _is_sentence(line: Line) -> bool:
    return len(line.text) >= LONG and line.density < _LINKS


def _inside(lists: list[TeaserList], extracted: ExtractedText) -> list[bool]:
    """Whether each element of the page is in the box of a teaser."""
    boxes = {node for teaser_list in lists for t in teaser_list.teasers for node in t.nodes}
    elements = extracted.rows.elements
    inside = [False] * len(elements)
    for place, element in enumerate(elements):
        around = element.parent >= 0 and inside[element.parent]
        inside[place] = around or element.node.mem_id in boxes
    return inside


def _is_dated(lists: list[TeaserList], extracted: ExtractedText) -> bool:
    """Whether a line that is a date stands above the first teaser, or, where the text comes first,
    above its third line: a clock in the foot is none of the page's."""
    inside, texts = _inside(lists, extracted), 0
    for line, part in zip(extracted.rows.lines, extracted.choice.parts, strict=True):
        texts += part is Part.TEXT
        if inside[line.element] or texts > _DATED_LINES:
            return False
        if len(line.text) <= _DATE_LINE and date_line(line.text):
            return True
    return False


def _shares(lists: list[TeaserList], extracted: ExtractedText) -> tuple[int, int, int, int]:
    """Of the text: its characters within boxes, all of them, and those between which and the title
    no box stands; last those of sentences that are neither text nor in a box."""
    inside, parts = _inside(lists, extracted), extracted.choice.parts
    headlines = {teaser.title for teaser_list in lists for teaser in teaser_list.teasers}
    covered = text = titled = prose = 0
    behind = False
    for line, part in zip(extracted.rows.lines, parts, strict=True):
        own = inside[line.element] or line.text in headlines
        behind = (behind or own) and (own or part is not Part.TITLE)
        if part is not Part.TEXT:
            other = not own and part is not Part.TITLE and _is_sentence(line)
            prose += len(line.text) if other else 0
            continue
        text += len(line.text)
        titled += 0 if behind else len(line.text)
        covered += len(line.text) if own or line.density >= _LINKS else 0
    return covered, text, titled, prose


def _item(teaser: Teaser) -> Link:
    url = teaser.link.url
    return Link(url, teaser.title, teaser.published, teaser.summary, identity_of_url(url))


def _continuation(document: Document, seen: NewsLists) -> Continuation:
    """What leads on behind any of the page's lists; where several do, a link goes first."""
    if url := related_next(document):
        return Continuation(url)
    others: list[Continuation] = []
    for links in _by_size(seen.own):
        continuation = find_continuation(document, links, None)
        if continuation.next is not None:
            return continuation
        others.append(continuation)
    others.sort(
        key=lambda continuation: (continuation.post is None, continuation.unfollowed is None)
    )
    return others[0] if others else ENDS


def _by_size(lists: list[TeaserList]) -> Iterator[tuple[Link, ...]]:
    longest = sorted(lists, key=lambda teaser_list: -len(teaser_list.teasers))
    for teaser_list in islice(longest, _MOST_LISTS):
        yield tuple(_item(teaser) for teaser in teaser_list.teasers)
