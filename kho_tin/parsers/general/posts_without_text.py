"""Posts of which a page shows no text: a document or pictures alone, or a text that stands only in
the page's structured data."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborNode

from kho_tin.base.times import day_of
from kho_tin.parsers.assemble import Parts, merge_bylines
from kho_tin.parsers.general.page_facts import author_of, own_address, site_names
from kho_tin.parsers.general.structured_data import NewsArticle, article_text
from kho_tin.parsers.general.teaser_boxes import LONGEST_DATE_LINE
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.body import Body, read_html
from kho_tin.parsers.html.document import Document, ancestors, attribute, remove, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.html.noise import role_of
from kho_tin.parsers.html.text import plain, word_set
from kho_tin.parsers.model import Article
from kho_tin.parsers.vietnamese.dates import PrintedDate, date_line, find_date, read_iso

# Characters of a text in structured data: as much as any article has; same from 75 to 300.
_SHORTEST_DECLARED = 150
# Elements around the heading among which the post's own is; more is the page's whole layout; same
# from 3 to 12.
_LEVELS = 6
# Links in the element that are neither documents nor pictures: more are a menu or a list; same from
# 2 to 10.
_MOST_LINKS = 5
_MOST_HEADINGS = 100  # a bound on time: headings that are compared with the title
_MOST_NODES = 2_000  # a bound on time: links and pictures of an element
_FRAMES = word_set("iframe embed object")
_CONTENT = "a[href], img, iframe, embed, object"
_MARKUP = re.compile(r"<(?:p|br|div|span|a|ul|h[1-6])\b", re.IGNORECASE)
_HEADINGS = "h1, [itemprop=headline]:not(meta), h2, h3"


def read_post(
    document: Document, parser: str, data: NewsArticle | None, title: str
) -> Article | None:
    """The post of that title, whose text the page does not show; None where there is none."""
    text = article_text(document)
    if title and len(text) >= _SHORTEST_DECLARED:
        return _article(document, parser, data, title, read_html(_as_html(text), document.link))
    heading = _heading(document, title)
    box = None if heading is None else _box(document, heading)
    if heading is None or box is None:
        return None
    date = _date(box)
    _remove_noise(document, box, heading)
    body = read_html(
        box.html or "",
        document.link,
        leave_out=lambda block: _is_date(block) or _is_link_to_file(document, block),
    )
    if not (body.attachments or body.images):
        return None
    return _article(document, parser, data, title, body, date)


def _article(
    document: Document,
    parser: str,
    data: NewsArticle | None,
    title: str,
    body: Body,
    date: PrintedDate | None = None,
) -> Article | None:
    """None without a date: then nothing says that the page is a post."""
    stamp = read_iso(data.published if data else None) or read_iso(
        document.meta("article:published_time", "datePublished", "pubdate")
    )
    if date is None and stamp is None:
        return None
    if date and stamp and day_of(date.iso) != day_of(stamp):
        date = None
    field = author_of(document, data, site_names(document))
    return Parts(
        url=own_address(document),
        title=title,
        body=body,
        date=date,
        published=date.iso if date and date.has_time else stamp,
        byline=merge_bylines(body.byline.author or field, body.byline),
        category=document.meta("article:section"),
    ).article(document, parser)


def _as_html(text: str) -> str:
    """The HTML of a declared text, which may be HTML itself, or paragraphs parted by line ends."""
    if _MARKUP.search(text):
        return text
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _heading(document: Document, title: str) -> LexborNode | None:
    wanted = plain(title)
    nodes = document.all(_HEADINGS)[:_MOST_HEADINGS]
    return next((node for node in nodes if wanted and plain(text_of(node)) == wanted), None)


def _box(document: Document, heading: LexborNode) -> LexborNode | None:
    """The nearest element around the heading that has a document or a picture below it."""
    for level, box in enumerate(ancestors(heading)):
        if level >= _LEVELS or box.tag == "body":
            return None
        below = _below(box, heading)
        if any(_is_content(document, node, box) for node in below):
            links = [
                node for node in below if node.tag == "a" and not _is_content(document, node, box)
            ]
            return box if len(links) <= _MOST_LINKS else None
    return None


def _below(box: LexborNode, heading: LexborNode) -> list[LexborNode]:
    nodes = box.css(f"{heading.tag}, {_CONTENT}")[:_MOST_NODES]
    place = next((n for n, node in enumerate(nodes) if node.mem_id == heading.mem_id), len(nodes))
    return [
        node
        for node in nodes[place + 1 :]
        if not any(role_of(around.tag or "", around.attributes) for around in _between(node, box))
    ]


def _between(node: LexborNode, box: LexborNode) -> list[LexborNode]:
    """The elements around `node` within `box`."""
    inner = []
    for around in ancestors(node):
        if around.mem_id == box.mem_id:
            break
        inner.append(around)
    return inner


def _is_content(document: Document, node: LexborNode, box: LexborNode) -> bool:
    """Whether a node is a document, a frame, or a picture that is no link to another page."""
    if node.tag == "a":
        return is_file(document.link(attribute(node, "href")))
    if node.tag in _FRAMES:
        return True
    links = [around for around in _between(node, box) if around.tag == "a"]
    return not links or attribute(links[0], "href") in ("", "#", attribute(node, "src"))


def _remove_noise(document: Document, box: LexborNode, heading: LexborNode) -> None:
    """Take what is named for something else out of the box, and the heading."""
    noise = [node for node in box.css("*") if role_of(node.tag or "", node.attributes)]
    remove([heading, *(node for node in noise if node.mem_id != box.mem_id)])


def _date(box: LexborNode) -> PrintedDate | None:
    for node in box.css("*")[:_MOST_NODES]:
        text = text_of(node)
        if len(text) <= LONGEST_DATE_LINE and (date := date_line(text) or find_date(text)):
            return date
    return None


def _is_link_to_file(document: Document, block: Block) -> bool:
    """Whether a block is the name of a document that it links to, and nothing else."""
    links = block.node.find_all("a", href=True)
    linked = [a.get_text() for a in links if is_file(document.link(str(a["href"])))]
    return (
        block.kind == "paragraph" and bool(linked) and plain(block.text) == plain(" ".join(linked))
    )


def _is_date(block: Block) -> bool:
    return block.kind != "image" and date_line(block.text) is not None
