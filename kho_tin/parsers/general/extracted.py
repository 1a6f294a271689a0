"""The text of an article on a page of unknown markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from kho_tin.parsers.general.article_lines import Choice, Part, choose
from kho_tin.parsers.general.lines import Element, Line, Rows, read_rows
from kho_tin.parsers.general.witnesses import plain, votes
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.blocks import blocks_of
from kho_tin.parsers.html.body import Body, read_blocks
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.text import vietnamese_letters
from kho_tin.parsers.vietnamese.dates import date_line


@dataclass
class Found:
    """The rows of a page, and which of them are the article's."""

    rows: Rows
    choice: Choice

    def texts(self, part: Part) -> list[str]:
        """The text of each line that is `part`."""
        pairs = zip(self.rows.lines, self.choice.parts, strict=True)
        return [line.text for line, own in pairs if own is part]

    @property
    def summary(self) -> str:
        return " ".join(self.texts(Part.SUMMARY))


def find(document: Document, title: str = "") -> Found | None:
    """Where the article of that title is, or None when the page has no text of its own."""
    root = document.tree.body
    if root is None:
        return None
    rows = read_rows(root)
    titles = {plain(title), plain(document.meta("og:title") or "")} - {""}
    choice = choose(rows.elements, rows.lines, votes(document, rows.lines), titles)
    return None if choice is None else Found(rows, choice)


def read_found(
    document: Document, found: Found, known: Iterable[str], site_names: tuple[str, ...] = ()
) -> Body:
    """The body of what was found, without the blocks whose text is `known` (the summary, where
    another way to it was found). What does not belong to the article is taken out of the page's
    tree."""
    above = _picture_above(found)
    _prune(found)
    node = found.rows.elements[found.choice.element].node
    soup = BeautifulSoup(f"{above}{node.html or ''}", "lxml")
    blocks = blocks_of(soup)
    left_out = {plain(one) for one in known} - {""}
    chosen = [one for one in blocks if plain(one.text) not in left_out and not _is_date(one)]
    text = "".join(one.text for one in chosen)
    vietnamese = vietnamese_letters(text) > 0.02 * len(text)
    return read_blocks(
        soup, blocks, chosen, document.link, site_names, unmarked_captions=vietnamese
    )


def _picture_above(found: Found) -> str:
    """The HTML of the article's own picture where it stands between title and text, outside of
    the element of the text."""
    elements, parts = found.rows.elements, found.choice.parts
    first = parts.index(Part.TEXT)
    title = next((n for n in range(first, -1, -1) if parts[n] is Part.TITLE), first)
    for picture in found.rows.pictures:
        if not title < picture.lines <= first:
            continue
        around = _around(elements, picture.element)
        if found.choice.element in around:
            continue
        if not found.choice.roles[picture.element]:
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


def _prune(found: Found) -> None:
    """Take what is not the article out of the tree below its element."""
    elements, first = found.rows.elements, found.choice.element
    kept = [False] * len(elements)
    beside = [False] * len(elements)
    for line, part in zip(found.rows.lines, found.choice.parts, strict=True):
        if part is Part.OUTSIDE:
            continue
        if part in (Part.TEXT, Part.CAPTION):
            kept[line.element] = True
        else:
            beside[line.element] = True
            for node in line.nodes:
                node.decompose()
        if part is Part.CAPTION:
            _as_caption(line, {elements[place].tag for place in _around(elements, line.element)})
    for place in range(len(elements) - 1, first, -1):
        parent = elements[place].parent
        kept[parent] = kept[parent] or kept[place]
        beside[parent] = beside[parent] or beside[place]
    gone = [False] * len(elements)
    for place in range(first + 1, len(elements)):
        element = elements[place]
        gone[place] = gone[element.parent]
        if not gone[place] and not kept[place] and (beside[place] or element.role):
            # A box beside the article: its pictures are not the article's either.
            gone[place] = True
            element.node.decompose()


def _as_caption(line: Line, around: set[str]) -> None:
    """Mark a caption, whatever the page calls it, with HTML's element for captions. In a list
    (of pictures, then) there is no place for one."""
    if "figcaption" in around:
        return
    first, *rest = line.nodes
    caption = LexborHTMLParser(f"<figcaption>{escape(line.text)}</figcaption>").css_first(
        "figcaption"
    )
    if "li" in around or caption is None:
        first.decompose()
    else:
        first.replace_with(caption)
    for node in rest:
        node.decompose()
