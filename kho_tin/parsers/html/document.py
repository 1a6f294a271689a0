"""A page parsed once, and small queries that all parsers use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.base.text import squeeze
from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.html.hidden import remove_off_screen, without_tail
from kho_tin.parsers.html.limits import why_refused, without_inline_files
from kho_tin.parsers.html.text import decode, query_charset, repair_entities, word_set
from kho_tin.parsers.model import Page, Problem

_BREAKS = word_set(
    "address article aside blockquote br center dd div dl dt figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr li main nav ol option p pre section table tbody td th tr ul"
)
_META_KEYS = ("property", "name", "itemprop")
_SILENT = word_set("script style noscript template head title")
# What older templates put around a script, and what ends a statement.
_BEFORE = ("//", "<![CDATA[", "<!--")
_BEHIND = (";", "-->", "]]>", "//")


@dataclass
class Document:
    """A page, its text, its tree, and the problems met so far."""

    page: Page
    text: str
    tree: LexborHTMLParser
    url: str
    problems: list[Problem] = field(default_factory=list)
    refused: str | None = None
    _links: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Document:
        """Parse `page`. Where that would cost too much, `refused` says why, and the document is
        empty."""
        text, problems = decode(page.body, page.encoding)
        text = without_tail(without_inline_files(text))
        refused = why_refused(text)
        text = "" if refused else text
        url = canonical(page.url) or page.url
        tree = LexborHTMLParser(text)
        remove_off_screen(tree)
        return cls(page, text, tree, url, problems, refused)

    def only(self, selector: str, within: LexborNode | None = None) -> LexborNode | None:
        """The only node that `selector` finds; a second one is a problem, none is None."""
        nodes = self.all(selector, within)
        if len(nodes) > 1:
            self.note("selector", f"{selector} found {len(nodes)} times")
        return nodes[0] if nodes else None

    def all(self, selector: str, within: LexborNode | None = None) -> list[LexborNode]:
        """Every node that `selector` finds, in the page's order."""
        return list((within or self.tree).css(selector))

    def has(self, selector: str) -> bool:
        return self.tree.css_first(selector) is not None

    def note(self, kind: ProblemKind, message: str) -> None:
        problem = Problem(kind, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def link(self, href: str | None) -> str:
        """`href` as a canonical address, taking the page's <base> into account."""
        href = href or ""
        if href not in self._links:
            charset = "utf-8" if href.isascii() else self.charset
            self._links[href] = canonical(href, self.base, charset)
        return self._links[href]

    @cached_property
    def charset(self) -> str:
        """In which letters in the query of a link are sent."""
        return query_charset(self.page.body, self.page.encoding)

    @cached_property
    def base(self) -> str:
        """What relative addresses on the page are relative to."""
        base = self.tree.css_first("head base[href]")
        return canonical(attribute(base, "href"), self.page.url) or self.page.url

    def meta(self, *names: str) -> str | None:
        """The first non-empty <meta> content of these names or properties."""
        for name in names:
            for key in _META_KEYS:
                if value := squeeze(self._metas.get((key, name)) or ""):
                    return repair_entities(value)
        return None

    @cached_property
    def metas(self) -> list[dict[str, str | None]]:
        """The attributes of each <meta>, in order."""
        return [node.attributes for node in self.tree.css("meta")]

    @cached_property
    def _metas(self) -> dict[tuple[str, str], str]:
        """The content of the first <meta> of each name: the page is searched once, not for each."""
        metas: dict[tuple[str, str], str] = {}
        for attributes in self.metas:
            for key in _META_KEYS:
                if name := attributes.get(key):
                    metas.setdefault((key, name), attributes.get("content") or "")
        return metas

    @cached_property
    def json_ld(self) -> list[Any]:
        """What each JSON-LD script of the page holds, in order. Broken JSON is passed over."""
        read = []
        for node in self.tree.css('script[type="application/ld+json"]'):
            try:
                read.append(json.loads(_bare(node.text()), strict=False))
            except (ValueError, RecursionError):
                continue
        return read

    @cached_property
    def title(self) -> str:
        node = self.tree.css_first("head title") or self.tree.css_first("title")
        return squeeze(repair_entities(node.text())) if node else ""


def _bare(script: str) -> str:
    """A script's text without the comment around it."""
    for mark in _BEFORE:
        script = script.strip().removeprefix(mark)
    for mark in _BEHIND:
        script = script.strip().removesuffix(mark)
    return script


def text_of(node: LexborNode | None, skip: Iterable[str] = ()) -> str:
    """The visible text of `node` on one line; descendants that match `skip` are left out."""
    if node is None:
        return ""
    left_out = {descendant.mem_id for selector in skip for descendant in node.css(selector)}
    parts: list[str] = []
    # Without recursion: pages may nest elements as deeply as they like. None parts words.
    todo: list[LexborNode | None] = [node.first_child]
    while todo:
        child = todo.pop()
        if child is None:
            parts.append(" ")
            continue
        if child.next is not None:
            todo.append(child.next)
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.is_element_node and child.mem_id not in left_out:
            tag = child.tag or ""
            if tag in _SILENT:
                continue
            if tag in _BREAKS:
                parts.append(" ")
                todo.append(None)
            if child.first_child is not None:
                todo.append(child.first_child)
    return repair_entities(squeeze("".join(parts)))


# A bound on time: nodes for each character that a short element may have, so that one of empty
# nodes is not read to its end. A character in an element of its own makes two nodes; as many again
# may be empty. The tests hold from 1 to 8.
_NODES_A_CHARACTER = 4


def short_text(node: LexborNode, longest: int) -> str | None:
    """The text of an element of at most `longest` characters; None for a longer one, which is not
    read to its end."""
    left, nodes = longest, longest * _NODES_A_CHARACTER
    for inner in node.traverse(include_text=True):
        nodes -= 1
        if inner.is_text_node:
            left -= len((inner.text_content or "").strip())
        if left < 0 or nodes < 0:
            return None
    text = text_of(node)
    return text if len(text) <= longest else None


def inside(node: LexborNode, selector: str) -> LexborNode | None:
    """The first descendant of `node` that matches; lexbor itself would find `node` too."""
    return next((match for match in node.css(selector) if match.mem_id != node.mem_id), None)


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value, "" when it or the node is missing."""
    return (node.attributes.get(name) or "") if node is not None else ""


def remove(nodes: Iterable[LexborNode]) -> None:
    """Remove nodes from their page. Removing a node frees those inside it, so these are skipped:
    using them afterwards would crash."""
    by_id = {node.mem_id: node for node in nodes}
    outer = [
        node
        for node in by_id.values()
        if not any(element.mem_id in by_id for element in ancestors(node))
    ]
    for node in outer:
        node.decompose()


def ancestors(node: LexborNode) -> Iterable[LexborNode]:
    """The elements around `node`, the nearest first."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent
