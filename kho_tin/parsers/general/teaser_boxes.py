"""The boxes around the headlines of a list: what belongs to each, and which stand in one list.

A box is the outermost element around a headline that has no other headline, no part of a menu or
pager and no heading of the page in it. Boxes with the same parent are one list; in flat markup what
follows a box belongs to it, up to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from kho_tin.base.text import squeeze
from kho_tin.base.times import day_of
from kho_tin.parsers.general.line_values import LONG
from kho_tin.parsers.general.lines import read_rows
from kho_tin.parsers.general.page_links import PageLink
from kho_tin.parsers.general.page_regions import TAGS
from kho_tin.parsers.html.document import Document, ancestors, attribute
from kho_tin.parsers.html.hidden import is_hidden
from kho_tin.parsers.html.page_numbers import is_later_page
from kho_tin.parsers.html.text import repair_entities
from kho_tin.parsers.vietnamese.dates import date_line, find_date, read_iso

_DEPTH = 40  # elements around a headline that are looked at, a bound on time
_MOST = 1_500  # headlines, likewise
LONGEST_DATE_LINE = 120  # characters of a line with an item's date; same from 60 to 240
_SUMMARY = 50  # characters of a summary at least; same from 40 to 60
_LONGEST_SUMMARY = 1_000  # characters of a summary that are kept; same from 500 to 2000
# Sentences of a box that is a teaser, and not an article, besides its title; same from 1 to 2.
_LONG_LINES = 2
_LISTS = 60  # lists whose headings are looked for, likewise
_PICTURES = 10  # a bound on time: pictures of a box that are looked at; same from 5 to 20
_BULLET = 24  # pixels, as the page gives them: a picture of news is larger; same from 12 to 48
_LINES = 40  # a bound on time: lines of a box that are looked at
# Elements, the list's container and those around it, before which its heading may stand; the tests
# hold from 1 to 6.
_AROUND = 3
# Lines of an element that is a heading: the heading and "see all" beside it; the tests hold from 1
# to 4.
_HEADING_LINES = 2


@dataclass(slots=True)
class Teaser:
    """An item of a list: its headline and what stands in its box. `published` is a day, ISO 8601;
    `before` is the first line of the box if the headline comes later; `nodes` are the `mem_id`s
    of the elements that are its own."""

    link: PageLink
    title: str
    published: str | None = None
    summary: str | None = None
    has_picture: bool = False
    long_lines: int = 0
    before: str = ""
    nodes: set[int] = field(default_factory=set)


@dataclass
class TeaserList:
    """Teasers in one container, in order; `heading` is what stands over it, "" for nothing."""

    container: LexborNode
    teasers: list[Teaser]
    region: str
    heading: str = ""


def teaser_lists(document: Document, links: Sequence[PageLink]) -> list[TeaserList]:
    """The lists of teasers on the page, in order."""
    candidates = [link for link in links if link.region != TAGS and link.is_headline]
    own = (document.url, urljoin(document.url, "/"))
    candidates = [
        link
        for link in candidates
        if link.url not in own and not _is_same_list(document.url, link.url)
    ][:_MOST]
    holders, mixed = _mixed(document, candidates, links)
    groups: dict[tuple[object, ...], list[tuple[PageLink, LexborNode]]] = {}
    containers: dict[tuple[object, ...], LexborNode] = {}
    for link in candidates:
        box, container = _box(link.node, mixed)
        if container is None:
            continue
        key = _key(container, link.region)
        containers.setdefault(key, container)
        groups.setdefault(key, []).append((link, box))
    lists = []
    for key, pairs in groups.items():
        teasers = list(_teasers(pairs))
        _take_in_between(teasers, pairs, holders)
        if not _are_posts(teasers):
            teasers = [teaser for teaser in teasers if teaser.long_lines <= _LONG_LINES]
        if teasers:
            lists.append(TeaserList(containers[key], teasers, pairs[0][0].region))
    for teaser_list in lists[:_LISTS]:
        teaser_list.heading = _heading(teaser_list)
    return lists


def _is_same_list(url: str, other: str) -> bool:
    """Whether an address is of another page of this list."""
    return is_later_page(url, other) or is_later_page(other, url)


def _mixed(
    document: Document, candidates: Sequence[PageLink], links: Sequence[PageLink]
) -> tuple[set[int], set[int]]:
    """Two sets of elements, by `mem_id`: those that hold a headline or a part of a menu or pager;
    and those of them that hold several headlines, or headlines with such a part."""
    first: dict[int, str] = {}
    mixed: set[int] = set()

    def mark(node: LexborNode, name: str) -> None:
        for element in islice(ancestors(node), _DEPTH):
            if first.setdefault(element.mem_id, name) != name:
                mixed.add(element.mem_id)

    for link in candidates:
        mark(link.node, link.url)
    chosen = {link.node.mem_id for link in candidates}
    for link in links:
        if link.node.mem_id in chosen or link.region == TAGS:
            continue
        if (link.region and not link.is_headline) or link.text.isdigit():
            mark(link.node, "menu or pager")
    for node in document.all("h1")[:_LINES]:
        if node.css_first("a[href]") is None:
            mark(node, "heading of the page")
    return set(first), mixed


def _box(node: LexborNode, mixed: set[int]) -> tuple[LexborNode, LexborNode | None]:
    """The box around a headline, and its parent (None: the headline is nowhere)."""
    box = node
    for element in islice(ancestors(node), _DEPTH):
        if element.mem_id in mixed or element.tag in ("body", "html"):
            return box, element
        box = element
    return box, box.parent


def _key(container: LexborNode, region: str) -> tuple[object, ...]:
    """Containers are one list if they are alike and stand together: the rows of a grid."""
    parent = container.parent
    place = parent.mem_id if parent is not None else 0
    name = attribute(container, "class")
    own = 0 if name and container.tag not in ("td", "th") else container.mem_id
    return place, container.tag, name, own, region


def _are_posts(teasers: Sequence[Teaser]) -> bool:
    """Whether a list shows its articles whole, each below a heading."""
    return len(teasers) > 1 and all(teaser.link.heading for teaser in teasers)


def _teasers(pairs: Sequence[tuple[PageLink, LexborNode]]) -> Iterator[Teaser]:
    """A teaser for each address, whose title is that of its heading, else of its first link."""
    by_url: dict[str, list[tuple[PageLink, LexborNode]]] = {}
    for link, box in pairs:
        by_url.setdefault(link.url, []).append((link, box))
    for own in by_url.values():
        link = next((link for link, _ in own if link.heading), own[0][0])
        teaser = Teaser(link, link.text)
        lines: list[str] = []
        for box in {box.mem_id: box for _, box in own}.values():
            teaser.nodes.add(box.mem_id)
            teaser.has_picture = teaser.has_picture or _shows_picture(box)
            lines += _lines(box)
            _read_stamp(teaser, box)
        _read_lines(teaser, lines)
        if lines and teaser.title not in lines[0]:
            teaser.before = lines[0]
        yield teaser


def _shows_picture(box: LexborNode) -> bool:
    """Whether a box has a picture, and not only a bullet before its line, as menus have, too."""
    return any(not _is_bullet(node) for node in islice(box.css("img"), _PICTURES))


def _is_bullet(node: LexborNode) -> bool:
    sizes = (attribute(node, name).strip().removesuffix("px") for name in ("width", "height"))
    return any(size.isdecimal() and int(size[:9]) <= _BULLET for size in sizes)


def _lines(node: LexborNode) -> list[str]:
    """The lines of an element; a single <br> ends one, too."""
    lines = []
    for line in read_rows(node).lines[:_LINES]:
        start = 0
        for end in (*(n for n, part in enumerate(line.parts) if part == "\n"), len(line.parts)):
            lines.append(repair_entities(squeeze("".join(line.parts[start:end]))))
            start = end
    return [line for line in lines if line]


def _read_stamp(teaser: Teaser, box: LexborNode) -> None:
    for node in box.css("time[datetime]")[:2]:  # of publication, and of a change
        stamp = read_iso(attribute(node, "datetime"))
        teaser.published = teaser.published or (day_of(stamp) if stamp else None)


def _read_lines(teaser: Teaser, lines: Sequence[str]) -> None:
    """The date and the summary among a teaser's lines: a line that is a date goes before one that
    has a date in it; a date in the summary is of what it tells, and not the article's."""
    rest = [line.replace(teaser.title, " ", 1) for line in lines]
    teaser.long_lines += sum(len(line) >= LONG for line in rest)
    short = [line for line in rest if len(line) <= LONGEST_DATE_LINE]
    if teaser.published is None:
        dates = (date_line(line) for line in short)
        printed = next((date for date in dates if date), None)
        # A line of the title's own has its date too: "Title (02/06/2021)".
        printed = printed or next((date for date in map(find_date, short) if date), None)
        teaser.published = day_of(printed.iso) if printed else None
    if teaser.summary is None:
        long = (squeeze(line) for line in rest if len(line) >= _SUMMARY)
        teaser.summary = next((line[:_LONGEST_SUMMARY] for line in long), None)


def _take_in_between(
    teasers: Sequence[Teaser],
    pairs: Sequence[tuple[PageLink, LexborNode]],
    holders: set[int],
) -> None:
    """In flat markup: what stands between two boxes is the first one's; or, where dates stand
    before the first box and behind no box, the second one's. Elements with headlines of their own
    (`holders`) are no one's: reading them for each list around them could take for ever."""
    if all(teaser.published for teaser in teasers):
        return
    by_url = {teaser.link.url: teaser for teaser in teasers}
    of_box = {box.mem_id: by_url[link.url] for link, box in pairs}
    parents = {box.parent.mem_id: box.parent for _, box in pairs if box.parent is not None}
    for parent in parents.values():
        before: list[str] = []
        following: list[tuple[Teaser, list[str], list[str]]] = []
        node = parent.first_child
        while node is not None:
            teaser = of_box.get(node.mem_id)
            if teaser is not None:
                following.append((teaser, before, []))
                before = following[-1][2]
            elif node.mem_id not in holders:
                before += _lines_of(node)
                if following and node.is_element_node:
                    following[-1][0].nodes.add(node.mem_id)
            node = node.next
        behind = sum(bool(_dated(after)) for _, _, after in following)
        before_each = sum(bool(_dated(lines)) for _, lines, _ in following)
        ahead = before_each > max(1, behind)
        for teaser, lines_before, after in following:
            _read_lines(teaser, lines_before[-_LINES:] if ahead else after[:_LINES])


def _lines_of(node: LexborNode) -> list[str]:
    """The lines of a child of a container, which may be text."""
    if node.is_text_node:
        text = squeeze(node.text_content or "")
        return [text] if text else []
    return [] if not node.is_element_node or is_hidden(node.attributes) else _lines(node)


def _dated(lines: Sequence[str]) -> bool:
    return any(find_date(line) for line in lines[:_LINES] if len(line) <= LONGEST_DATE_LINE)


def _heading(teaser_list: TeaserList) -> str:
    """The nearest short line before the list, in its container or right before one around it."""
    own = {node for teaser in teaser_list.teasers for node in teaser.nodes}
    if len(teaser_list.teasers) == 1 and teaser_list.teasers[0].before:
        return teaser_list.teasers[0].before  # its box holds the heading of the list, too
    node: LexborNode | None = teaser_list.container.first_child
    first: list[str] = []
    while node is not None and node.mem_id not in own:
        if node.is_element_node:
            first = _lines(node) or first
        node = node.next
    if first:
        return first[-1]
    place: LexborNode | None = teaser_list.container
    for _ in range(_AROUND):
        sibling = place.prev if place is not None else None
        while sibling is not None:
            if sibling.is_element_node and (lines := _lines(sibling)):
                return lines[-1] if len(lines) <= _HEADING_LINES else ""
            sibling = sibling.prev
        place = place.parent if place is not None else None
    return ""
