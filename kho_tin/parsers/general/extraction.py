"""The text of an article on a page of unknown markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser

from kho_tin.parsers.general.article_lines import Choice, choose
from kho_tin.parsers.general.extractor_votes import Votes, prose, votes
from kho_tin.parsers.general.line_values import LONG, MOSTLY_LINKS
from kho_tin.parsers.general.lines import Element, Line, Rows, read_rows
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.general.title_lines import ABOVE
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.blocks import blocks_of
from kho_tin.parsers.html.body import Body, read_blocks, soup_of
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import plain, vietnamese_letters
from kho_tin.parsers.vietnamese.boilerplate import (
    announces_others,
    is_foot,
    is_imprint,
    stands_beside,
)
from kho_tin.parsers.vietnamese.dates import date_line

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Of the characters, letters that only Vietnamese has: only then captions may be unmarked; same
# from 0.01 to 0.04.
_VIETNAMESE_SHARE = 0.02
# Characters of text that an article has at least: with less its page is looked at again; same from
# 75 to 150.
ENOUGH = 150
# And its share of the longest extract; the least share in which an extract votes at all; same from
# 0.2 to 0.8.
_LITTLE_SHARE = 0.4
# Characters of a text that may be a page's foot: an article that extractors find has mostly more;
# same from 750 to 3000.
_LONGEST_FOOT = 1500
_FEET = frozenset(("footer", "contentinfo", "copyright", "legal"))  # roles of a page's foot
_FOOT = re.compile(r"\.(?:page-?|site-?)?foot(?:er)?\b|\b(?:chan|cuoi)-?trang\b", re.IGNORECASE)
# Of a text: lines that name an office, a telephone, a licence. With more it is a page's foot; same
# from 0.25 to 0.99.
_FOOT_SHARE = 0.5
NOTICE = 40  # characters of a notice, which has a title of its own; same from 20 to 80
_MORE = 2  # times the text that another choice must have to be better; same from 1 to 4


@dataclass
class ExtractedText:
    """The rows of a page, and which of them are the article's."""

    rows: Rows
    choice: Choice

    def texts(self, part: Part) -> list[str]:
        """The text of each line that is `part`."""
        pairs = zip(self.rows.lines, self.choice.parts, strict=True)
        return [line.text for line, line_part in pairs if line_part is part]

    @property
    def summary(self) -> str:
        return " ".join(self.texts(Part.SUMMARY))


def find(document: Document, title: str = "") -> ExtractedText | None:
    """Where the article of that title is, or None when the page has no text of its own."""
    root = document.tree.body
    if root is None:
        return None
    rows = read_rows(root, document.url)
    titles = {plain(title), plain(document.meta("og:title") or "")} - {""}
    choice = _better(rows, votes(document, rows), titles)
    return None if choice is None else ExtractedText(rows, choice)


def _better(rows: Rows, cast: Votes, titles: set[str]) -> Choice | None:
    """What the extractors together choose; where that is nothing, or little of what one of them
    has and without the title, what one alone or the sentences themselves choose, whichever is the
    most text."""
    together = choose(rows.elements, rows.lines, cast.mean, titles)
    size = _size(rows, together)
    titled = together is not None and Part.TITLE in together.parts
    if together is not None and (notice := _notice_above(rows, together, titles)):
        return notice
    if size >= (ENOUGH if titled else max(ENOUGH, _LITTLE_SHARE * cast.longest)):
        return together
    ballots = [*(cast.ballots if len(cast.ballots) > 1 else ()), prose(rows.lines)]
    others = [choose(rows.elements, rows.lines, ballot, titles) for ballot in ballots]
    most = max(others, key=lambda choice: _size(rows, choice))
    if most is None or _size(rows, most) <= _MORE * size:
        return together
    return together if together and _in_foot(rows, most) else most


def _notice_above(rows: Rows, choice: Choice, titles: set[str]) -> Choice | None:
    """A notice of a sentence or two right below the title, where it was left out for the page's
    foot."""
    below = _below_title(choice) and not _in_foot(rows, choice)
    if below or _size(rows, choice) > _LONGEST_FOOT:
        return None
    for ballot in (_from_title(rows, titles), prose(rows.lines)):
        notice = choose(rows.elements, rows.lines, ballot, titles)
        if notice is None or not _below_title(notice) or _in_foot(rows, notice):
            continue
        left_out = choice.parts[_first(notice)] is not Part.TEXT
        if left_out and _size(rows, notice) >= NOTICE:
            return notice
    return None


def _first(choice: Choice) -> int:
    """The first line of the text that is chosen."""
    return choice.parts.index(Part.TEXT)


def _below_title(choice: Choice) -> bool:
    """Whether the text that is chosen begins right below a title."""
    first = _first(choice)
    return Part.TITLE in choice.parts[max(0, first - ABOVE) : first]


def _in_foot(rows: Rows, choice: Choice) -> bool:
    """Whether the text that is chosen begins in an element that is marked as the page's foot, or
    is worded as one."""
    first = rows.lines[_first(choice)]
    around = (rows.elements[place] for place in _around(rows.elements, first.element))
    if any(element.role in _FEET or _FOOT.search(element.name) for element in around):
        return True
    pairs = zip(rows.lines, choice.parts, strict=True)
    texts = [line.text for line, part in pairs if part is Part.TEXT]
    if not any(map(is_foot, texts)):
        return False
    imprint = sum(len(text) for text in texts if is_imprint(text))
    return imprint >= _FOOT_SHARE * sum(map(len, texts))


def _from_title(rows: Rows, titles: set[str]) -> list[float]:
    """A vote for each line between the title and what follows the article: links, a notice, other
    articles, an element for something else."""
    lines = rows.lines
    ballot = [0.0] * len(lines)
    named = [n for n, line in enumerate(lines) if line.plain in titles]
    headings = [n for n in named if rows.elements[lines[n].element].tag in ("h1", "h2", "h3")]
    start = next(iter(headings or named), len(lines))
    box = [] if start == len(lines) else _around(rows.elements, lines[start].element)
    shared = 0  # of the elements around the title, how many hold the notice, too
    for n in range(start + 1, len(lines)):
        line = lines[n]
        element = rows.elements[line.element]
        around = _around(rows.elements, line.element)
        over = any(rows.elements[place].role for place in around)
        common = len(set(around) & set(box))
        over = over or (any(ballot) and common < shared)
        over = over or line.density >= MOSTLY_LINKS or element.tag in ("h1", "h2")
        if over or stands_beside(line.text) or announces_others(line.text):
            if any(ballot) or n - start > ABOVE:
                break
        elif len(line.text) >= LONG and date_line(line.text) is None:
            ballot[n] = 1.0
            shared = common
    return ballot


def _size(rows: Rows, choice: Choice | None) -> int:
    """Characters of the text that is chosen."""
    if choice is None:
        return 0
    pairs = zip(rows.lines, choice.parts, strict=True)
    return sum(len(line.text) for line, part in pairs if part is Part.TEXT)


def read_extracted(
    document: Document,
    extracted: ExtractedText,
    known: Iterable[str],
    site_names: tuple[str, ...] = (),
) -> Body:
    """The body of the extracted text, without the blocks whose text is `known` (a summary that was
    read elsewhere). What does not belong to the article is removed from the page's tree."""
    above = _picture_above(extracted)
    _prune(extracted)
    node = extracted.rows.elements[extracted.choice.element].node
    soup = soup_of(f"{above}{node.html or ''}")
    blocks = blocks_of(soup)
    left_out = {plain(line) for line in known} - {""}
    chosen = [
        block for block in blocks if plain(block.text) not in left_out and not _is_date(block)
    ]
    text = "".join(block.text for block in chosen)
    vietnamese = vietnamese_letters(text) > _VIETNAMESE_SHARE * len(text)
    return read_blocks(
        soup, blocks, chosen, document.link, site_names, unmarked_captions=vietnamese
    )


def _picture_above(extracted: ExtractedText) -> str:
    """The HTML of the article's own picture where it stands between title and text, outside of
    the element of the text."""
    elements, parts = extracted.rows.elements, extracted.choice.parts
    first = parts.index(Part.TEXT)
    title = next((n for n in range(first, -1, -1) if parts[n] is Part.TITLE), first)
    for picture in extracted.rows.pictures:
        if not title < picture.lines <= first:
            continue
        around = _around(elements, picture.element)
        if extracted.choice.element in around:
            continue
        if not extracted.choice.roles[picture.element]:
            figure = next((n for n in around if elements[n].tag == "figure"), None)
            node = picture.node if figure is None else elements[figure].node
            return node.html or ""
    return ""


def _around(elements: list[Element], place: int) -> list[int]:
    """The places of an element and of those around it."""
    places = []
    while place >= 0:
        places.append(place)
        place = elements[place].parent
    return places


def _is_date(block: Block) -> bool:
    return block.kind != "image" and date_line(block.text) is not None


def _prune(extracted: ExtractedText) -> None:
    """Remove what is not the article's from the tree below its element."""
    elements, first = extracted.rows.elements, extracted.choice.element
    holds_text = [False] * len(elements)
    beside = [False] * len(elements)
    for line, part in zip(extracted.rows.lines, extracted.choice.parts, strict=True):
        if part is Part.OUTSIDE:
            continue
        if part in (Part.TEXT, Part.CAPTION):
            holds_text[line.element] = True
        else:
            beside[line.element] = True
            for node in line.nodes:
                node.decompose()
        if part is Part.CAPTION:
            _as_caption(line, {elements[place].tag for place in _around(elements, line.element)})
    for place in range(len(elements) - 1, first, -1):
        parent = elements[place].parent
        holds_text[parent] = holds_text[parent] or holds_text[place]
        beside[parent] = beside[parent] or beside[place]
    gone = [False] * len(elements)
    for place in range(first + 1, len(elements)):
        element = elements[place]
        gone[place] = gone[element.parent]
        if not gone[place] and not holds_text[place] and (beside[place] or element.role):
            # A box beside the article: its pictures are not the article's either.
            gone[place] = True
            element.node.decompose()


def _as_caption(line: Line, around: set[str]) -> None:
    """Put a caption into a <figcaption>, whatever element the page uses. In a list (of pictures) it
    is removed: there would be no place for it."""
    if "figcaption" in around:
        return
    first, *following = line.nodes
    caption = LexborHTMLParser(f"<figcaption>{escape(line.text)}</figcaption>").css_first(
        "figcaption"
    )
    if "li" in around or caption is None:
        first.decompose()
    else:
        first.replace_with(caption)
    for node in following:
        node.decompose()
