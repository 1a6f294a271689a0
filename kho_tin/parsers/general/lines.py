"""A page as rows of text, each with its place in the markup.

A line here is a run of text that no block element interrupts: a paragraph, a list's item, a
heading, a button's words. Two <br> in a row end one too, as many editors end paragraphs so.
The tree is walked without recursion, so that no depth of nesting can break it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from kho_tin.base.text import squeeze
from kho_tin.parsers.html.documents import is_file_link
from kho_tin.parsers.html.hidden import is_hidden
from kho_tin.parsers.html.noise import LONGEST_ATTRIBUTE, role_of
from kho_tin.parsers.html.text import plain, repair_entities, word_set

BLOCKS = word_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary"
    " table tbody td tfoot th thead tr ul"
)
_SKIPPED = word_set(
    "script style noscript template iframe object embed button select input textarea svg audio"
    " video source track canvas link meta head title map math datalist"
)
# Two elements are alike when they and the elements around them, so many in all, have the same tags
# and classes; from 2 to 8 no reading changes.
_LEVELS = 4
_HOST = re.compile(r"\s{0,9}(?:https?:)?//(?:[^/?#@\s]{0,99}@)?([^/?#:@\s]{1,255})", re.IGNORECASE)


@lru_cache(maxsize=4096)  # a page has the same few names again and again
def _name(tag: str, classes: str) -> str:
    return ".".join((tag, *sorted(classes.split())))


@dataclass(slots=True)
class Element:
    """An element that holds lines or other elements: `parent` is an index among the elements (-1:
    none), `role` says what it is if it is not the article's text ("": unknown; see `noise`),
    `around` is the parent itself."""

    node: LexborNode
    parent: int
    tag: str
    role: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    classes: str = ""
    around: Element | None = None
    _name: str = ""
    _path: str = ""

    @property
    def name(self) -> str:
        """Its tag and classes. It is kept, as its path is: many rules compare."""
        if not self._name:
            self._name = _name(self.tag, self.classes)
        return self._name

    @property
    def path(self) -> str:
        """Its name and those of the elements around it. It is made when it is first wanted: most
        elements hold no line."""
        if not self._path:
            names: list[str] = []
            element: Element | None = self
            while element is not None and len(names) < _LEVELS:
                names.append(element.name)
                element = element.around
            self._path = ">".join(names)
        return self._path


@dataclass(slots=True)
class Line:
    """A run of text in the element with the index `element`; `nodes` are its text nodes.

    `letters` counts the characters of its nodes without blanks at their ends, `linked` those of
    links; `links` are the addresses of its links, `files` those of links to documents. `parts` are
    the nodes' texts and a "\n" for each <br>; `tags` are the elements right around these: "a" for
    all within a link. `place` is how many elements begin before the line. `page` is the address of
    the page ("": not known).
    """

    element: int
    text: str = ""
    letters: int = 0
    linked: int = 0
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    place: int = 0
    page: str = ""
    _plain: str | None = None

    @property
    def plain(self) -> str:
        """The text for comparing, as `html.text.plain` has it. It is kept: many rules compare."""
        if self._plain is None:
            self._plain = plain(self.text)
        return self._plain

    @property
    def density(self) -> float:
        """The share of the text that is links, 0 to 1."""
        return self.linked / (self.letters or 1)

    @property
    def leads_away(self) -> bool:
        """Whether each of its links leads to another organisation's site."""
        own = _organisation(self.page)
        return bool(own and self.links) and all(
            (host := _organisation(link)) and host != own for link in self.links
        )


def _organisation(url: str) -> str:
    """The last two labels of an address's host, lower case; "" without a host. It is shorter than
    a registered domain below "gov.vn" or "co.uk": of two such hosts it is not said that they are
    two organisations'."""
    host = _HOST.match(url)
    return ".".join(host[1].lower().rsplit(".", 2)[-2:]) if host else ""


@dataclass(slots=True)
class Picture:
    """An <img> in the element with the index `element`, after so many `lines`."""

    node: LexborNode
    element: int
    lines: int


@dataclass(slots=True)
class Rows:
    """What a page shows, in its order: the elements that matter here (parents first), the lines
    in them and the pictures."""

    elements: list[Element]
    lines: list[Line]
    pictures: list[Picture]


# Of an element that is being read: the nodes in it that are still to come, its tag, and for these
# the block element and the link around them.
_Around = tuple[Iterator[LexborNode], str, int, str | None]
_NO_LINE = Line(-1)  # where none has begun; nothing is ever added to it


class _Reader:
    """Reads a page's nodes in their order, each with its place: the index of the block element
    around it, and the address of the link around it. What is left out is not gone into."""

    def __init__(self, root: LexborNode, url: str) -> None:
        self.rows = Rows([Element(root, -1, root.tag or "", "")], [], [])
        self._url = url
        # The line that is being read; it ends where a text stands in another block element.
        self._line = _NO_LINE
        self._broken = False  # whether a <br> was the last of it

    def read(self, root: LexborNode) -> None:
        # Each node is asked for as little as can be: a page has thousands.
        around: list[_Around] = [(root.iter(include_text=True), root.tag or "", 0, None)]
        while around:
            nodes, tag, place, link = around[-1]
            for node in nodes:
                if node.is_text_node:
                    if self._line.element == place or not node.is_empty_text_node:
                        self._text(node, tag, place, link)
                elif node.is_element_node and (inner := self._element(node, place, link)):
                    around.append(inner)
                    break
            else:
                around.pop()

    def _text(self, node: LexborNode, tag: str, place: int, link: str | None) -> None:
        line = self._line
        text = node.text_content or ""
        letters = len(text.strip())
        if line.element != place:
            if not letters:
                return
            line = self._line = Line(place, place=len(self.rows.elements), page=self._url)
            self.rows.lines.append(line)
            self._broken = False
        line.parts.append(text)
        line.tags.append(tag if link is None else "a")
        line.nodes.append(node)
        if not letters:
            return
        self._broken = False
        line.letters += letters
        if link is not None:
            line.linked += letters
            line.links.append(link)
            if is_file_link(link, text):
                line.files.append(link)

    def _line_break(self, place: int) -> None:
        line = self._line
        if line.element != place:
            return
        if self._broken:
            self._line = _NO_LINE
        else:
            line.parts.append("\n")
            line.tags.append("br")
        self._broken = not self._broken

    def _element(self, node: LexborNode, place: int, link: str | None) -> _Around | None:
        """What is to be read of an element; None where nothing is."""
        tag = node.tag or ""
        if tag == "br":
            self._line_break(place)
            return None
        if tag in _SKIPPED:
            return None
        attributes = node.attributes
        if attributes and is_hidden(attributes):
            return None
        rows = self.rows
        if tag == "img":
            rows.pictures.append(Picture(node, place, len(rows.lines)))
            return None
        role = role_of(tag, attributes)
        if tag == "a":
            link = attributes.get("href") or ""
        if tag in BLOCKS or role:
            self._line = _NO_LINE
            classes = (attributes.get("class") or "")[:LONGEST_ATTRIBUTE]
            rows.elements.append(
                Element(node, place, tag, role, attributes, classes, rows.elements[place])
            )
            place = len(rows.elements) - 1
        return node.iter(include_text=True), tag, place, link


def read_rows(root: LexborNode, url: str = "") -> Rows:
    """The rows of `root`, a page's at the address `url`. What the page hides, scripts and controls
    are left out."""
    reader = _Reader(root, url)
    reader.read(root)
    for line in reader.rows.lines:
        parts = line.parts
        if len(parts) == 2 and parts[0] == parts[1]:
            parts = parts[:1]  # a portlet's name, for readers and for screen readers
        line.text = repair_entities(squeeze("".join(parts)))
    return reader.rows
