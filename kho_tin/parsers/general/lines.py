"""A page as rows of text, each with its place in the markup.

A line here is a run of text that no block element interrupts: a paragraph, a list's item, a
heading, a button's words. Two <br> in a row end one too, as many editors end paragraphs so.
The tree is walked without recursion, so that no depth of nesting can break it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from kho_tin.base.text import squeeze
from kho_tin.parsers.html.documents import is_file_link
from kho_tin.parsers.html.hidden import is_hidden
from kho_tin.parsers.html.noise import role_of
from kho_tin.parsers.html.text import plain, repair_entities, word_set

_BLOCKS = word_set(
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
# Characters of a class attribute that are looked at; from 75 to 600 no reading changes (as measured
# in docs/extraction.md, "Thresholds").
_LONGEST = 300


@lru_cache(maxsize=4096)  # a page has the same few names again and again
def _name(tag: str, classes: str) -> str:
    return ".".join((tag, *sorted(classes.split())))


@lru_cache(maxsize=4096)
def _path(name: str, around: str) -> str:
    return ">".join((name, *around.split(">", _LEVELS - 1)[: _LEVELS - 1]))


@dataclass(slots=True)
class Element:
    """An element that holds lines or other elements: `parent` is an index among the elements (-1:
    none), `path` has its tag and classes and those of the elements around it, `role` says what it
    is if it is not the article's text ("": unknown; see `noise`)."""

    node: LexborNode
    parent: int
    tag: str
    path: str
    role: str


@dataclass(slots=True)
class Line:
    """A run of text in the element with the index `element`; `nodes` are its text nodes.

    `letters` counts the characters of its nodes without blanks at their ends, `linked` those of
    links; `files` are the addresses of its links to documents.
    """

    element: int
    text: str = ""
    letters: int = 0
    linked: int = 0
    files: list[str] = field(default_factory=list)
    nodes: list[LexborNode] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
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
        return self.linked / max(1, self.letters)


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


@dataclass(slots=True)
class _Reader:
    elements: list[Element]
    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    current: Line | None = None
    broken: bool = False
    # What is still to be read, the next at the end: a node, the index of the element around it,
    # and the address of the link around it. None for a node ends the line.
    todo: list[tuple[LexborNode | None, int, str | None]] = field(default_factory=list)

    def children(self, node: LexborNode, place: int, link: str | None) -> None:
        child = node.last_child
        while child is not None:
            self.todo.append((child, place, link))
            child = child.prev

    def text(self, node: LexborNode, place: int, link: str | None) -> None:
        text = node.text_content or ""
        letters = len(text.strip())
        line = self.current
        if line is None or line.element != place:
            if not letters:
                return
            line = self.current = Line(place)
            self.lines.append(line)
        line.parts.append(text)
        line.nodes.append(node)
        line.letters += letters
        if link is not None:
            line.linked += letters
            if letters and is_file_link(link, text):
                line.files.append(link)
        self.broken = self.broken and not letters

    def line_break(self) -> None:
        if self.current is None:
            return
        if self.broken:
            self.current = None
        else:
            self.current.parts.append("\n")
        self.broken = not self.broken

    def element(self, node: LexborNode, place: int, link: str | None) -> None:
        tag = node.tag or ""
        if tag == "br":
            self.line_break()
            return
        if tag in _SKIPPED:
            return
        attributes = node.attributes
        if is_hidden(attributes):
            return
        if tag == "img":
            self.pictures.append(Picture(node, place, len(self.lines)))
            return
        role = role_of(tag, attributes)
        if tag == "a":
            link = attributes.get("href") or ""
        if tag not in _BLOCKS and not role:
            self.children(node, place, link)
            return
        self.current, self.broken = None, False
        self.todo.append((None, place, link))
        name = _name(tag, (attributes.get("class") or "")[:_LONGEST])
        path = _path(name, self.elements[place].path)
        self.elements.append(Element(node, place, tag, path, role))
        self.children(node, len(self.elements) - 1, link)


def read_rows(root: LexborNode) -> Rows:
    """The rows of `root`. What the page hides, scripts and controls are left out."""
    tag = root.tag or ""
    reader = _Reader([Element(root, -1, tag, tag, "")])
    reader.children(root, 0, None)
    while reader.todo:
        node, place, link = reader.todo.pop()
        if node is None:
            reader.current, reader.broken = None, False
        elif node.is_text_node:
            reader.text(node, place, link)
        elif node.is_element_node:
            reader.element(node, place, link)
    for line in reader.lines:
        line.text = repair_entities(squeeze("".join(line.parts)))
    return Rows(reader.elements, reader.lines, reader.pictures)
