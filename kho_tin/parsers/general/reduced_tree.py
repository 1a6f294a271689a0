"""A page's tree for an extractor, made of the page's lines: the block elements around them, with
the names by which extractors know them, and no line that is all links.

It has a third of the page's elements, and an extractor takes that much less time.
"""

from __future__ import annotations

import re
from itertools import groupby

from lxml.etree import (  # type: ignore[import-untyped]
    ElementDefaultClassLookup,
    SubElement,
    _Element,
)
from lxml.html import HtmlElement, HTMLParser  # type: ignore[import-untyped]

from kho_tin.parsers.general.line_values import ALL_LINKS
from kho_tin.parsers.general.lines import BLOCKS, Element, Line, Rows
from kho_tin.parsers.html.text import word_set

_NAMES = ("class", "id", "itemprop", "role")  # attributes by which extractors know an element
# Never an article's text, in a block and in a line.
_BESIDE = word_set("nav aside footer menu dialog")
_NO_TEXT = word_set("time label legend output progress rp rt rtc optgroup marquee")
_OF_TABLES = word_set("table thead tbody tfoot tr th td caption")
# Pages are laid out by four, and an extractor goes through what is within each: 300 take it 0.3 s.
_MOST_TABLES = 8
# lxml.html's own parser asks Python for the class of each element, again and again.
_PARSER = HTMLParser()
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def reduced_tree(rows: Rows) -> HtmlElement:
    """The <html> of the tree. A tag that is not HTML's, or says nothing, is a <span>."""
    root: HtmlElement = _PARSER.makeelement("html")
    made: list[_Element | None] = [SubElement(root, "body")]
    letters = _letters(rows)
    tables = [0]  # of each element: itself and those around it
    done = 0
    for line in rows.lines:
        if line.density >= ALL_LINKS:
            continue
        for place in range(done + 1, line.place):
            element = rows.elements[place]
            parent = made[element.parent]
            tables.append(tables[element.parent] + (element.tag == "table"))
            wanted = parent is not None and letters[place] and element.tag not in _BESIDE
            is_too_deep = tables[place] > _MOST_TABLES and element.tag in _OF_TABLES
            tag = element.tag if element.tag in BLOCKS and not is_too_deep else "span"
            made.append(_begin(parent, tag, element) if wanted else None)
        done = line.place - 1
        if (around := made[line.element]) is not None:
            _add(around, line)
    return root


def _letters(rows: Rows) -> list[int]:
    """How many letters each element holds in lines that are not all links."""
    letters = [0] * len(rows.elements)
    for line in rows.lines:
        if line.density < ALL_LINKS:
            letters[line.element] += line.letters
    for place in range(len(letters) - 1, 0, -1):
        letters[rows.elements[place].parent] += letters[place]
    return letters


def _begin(parent: _Element, tag: str, element: Element) -> _Element:
    """A new element below `parent`, with the attributes of `element` that are in _NAMES."""
    attributes = element.attributes
    names = {name: _allowed(attributes[name] or "") for name in _NAMES if name in attributes}
    return SubElement(parent, tag, names)


def _add(element: _Element, line: Line) -> None:
    """Add a line behind what its element has already."""
    pairs = zip(line.tags, line.parts, strict=True)
    for tag, run in groupby(pairs, key=lambda pair: pair[0]):
        text = _allowed("".join(part for _, part in run))
        if tag in _NO_TEXT:
            continue
        if tag == "br":
            for _ in text:
                SubElement(element, "br")
        elif tag == "a":
            SubElement(element, "a", href="#").text = text
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text


def _allowed(text: str) -> str:
    """`text` without the characters that lxml refuses."""
    return text if text.isprintable() else _NOT_IN_XML.sub("", text)
