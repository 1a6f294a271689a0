"""IBM WebSphere Portal with Web Content Manager.

The portal's own frame is known (portlets in `section.ibmPortalControl`, hidden `asa.*` spans), but
each site's authors write what is inside a portlet, with class names of their own. So articles are
read by structure: the line with the date, the heading before it, the text after it, the byline at
the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.addresses import canonical, leads_nowhere, websphere_identity
from kho_tin.parsers.assemble import Parts, changed, no_article
from kho_tin.parsers.cms.websphere import listing as listings
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.blocks import blocks_of
from kho_tin.parsers.html.body import is_boilerplate, read_blocks, soup_of
from kho_tin.parsers.html.document import Document, attribute, inside, remove, text_of
from kho_tin.parsers.html.documents import is_file
from kho_tin.parsers.html.text_style import classes as classes_of
from kho_tin.parsers.model import Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.vietnamese.dates import PrintedDate, date_line, find_dates

_STOP = re.compile(
    r"^(?:các\s+)?(?:tin|bài)(?:\s+(?:tức|bài|viết))?\s+(?:khác|liên quan|cùng chuyên mục"
    r"|cũ hơn|mới hơn|mới nhất|đã đưa|đã đăng|mới|cùng loại)\b.{0,20}$"
    r"|^(?:other|related) (?:news|articles).{0,10}$|^ý kiến bạn đọc.{0,20}$"
    r"|^đường dây nóng.{0,20}$",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(r"title|tieu-?de|heading|headline|subject|ten-?tin", re.IGNORECASE)
_SUMMARY_CLASS = re.compile(
    r"sapo|summary|lead|trich-?yeu|tom-?tat|intro|abstract|brief", re.IGNORECASE
)
_GONE = re.compile(
    r"(?:nội dung|bài viết|trang|tin)[^.]{0,40}(?:không tồn tại|không tìm thấy"
    r"|đã bị (?:xóa|xoá|gỡ))"
    r"|không tìm thấy[^.]{0,40}(?:nội dung|bài viết|trang)|not found|does not exist",
    re.IGNORECASE,
)
_ENOUGH = 60  # characters of text beside a date line that make an article; same from 30 to 60
# Characters of a page that says that its content is gone (a soft 404); same from 1000 to 4000.
_LONGEST_GONE = 2000
# Characters beside the date, in its block, that may be the heading; same from 150 to 600.
_LONGEST_REST = 300
_SHORTEST_HEADING = 10  # characters of a heading that ends with the date; same from 5 to 20
# Characters of a line that may be a heading by its text style; same from 125 to 500.
_LONGEST_HEADING = 250
# Of a block's text: a link with more makes the block a link; same from 0.3 to 0.99.
_LINK_SHARE = 0.6
# Characters that a parent may have beside a block that is all it holds; same from 2 to 10.
_MARKUP_SLACK = 5
# Blocks after the date, or of the text, that may be the heading or the summary; same from 1 to 4.
_HEADING_WITHIN = 2


@dataclass
class _Structure:
    """An article's parts among a portlet's blocks."""

    title: str
    date: PrintedDate
    summary: str | None
    body: list[Block]


def read(document: Document, parser: str) -> Reading:
    """Read any page of the portal: an article if there is one, else a list."""
    analytics = _analytics(document)
    structure = None
    for portlet in portlets(document):
        soup = soup_of(portlet.html or "")
        blocks = blocks_of(soup)
        structure = _structure(blocks, analytics.get("title", ""))
        if structure is not None:
            break
    if structure is None:
        return _no_article(document, parser, analytics)
    if not structure.title:
        return changed(document, parser, "there is a date line with text, and no heading beside it")
    body = read_blocks(soup, blocks, structure.body, document.link)
    url, identity = _address(document, analytics)
    category = text_of(document.tree.css_first('[class*="asa.page.title"]')) or document.title
    return Parts(
        url=url,
        title=structure.title,
        body=body,
        date=structure.date,
        category=category if category != structure.title else None,
        summary=structure.summary,
        identity=identity,
    ).article(document, parser)


PARSER = Parser(
    "websphere",
    version=1,
    read=read,
    strong=(
        ".wpsPortletBody",
        ".ibmPortalControl",
        '[class*="asa.portlet"]',
        ".wpthemeMainContent",
        ".wpthemeControl",
        '[id^="wpsportlet"]',
    ),
    weak=(
        'a[href*="urile=wcm"]',
        'a[href*="/wps/portal"]',
        '[src*="/wps/wcm/"]',
        "body.lotusui",
        'link[href*="/wps/"]',
        'script[src*="/wps/"]',
        '[class*="wptheme"]',
        '[class*="asa."]',
    ),
)


def _analytics(document: Document) -> dict[str, str]:
    """The path, id and title of the content item, which the portal may put into hidden elements for
    its analytics. These and the other `asa.*` elements are removed from the page."""
    values = {}
    for name in ("title", "path", "id"):
        node = document.tree.css_first(f'[class*="asa.wcm.content_item.{name}"]')
        if value := text_of(node):
            values[name] = value
    hidden = [node for node in document.all('[class*="asa."]') if not _names(node)]
    remove(hidden)
    return values


def _names(node: LexborNode) -> bool:
    """Whether the hidden element names the page or the portlet."""
    return "asa.page" in attribute(node, "class") or "title" in attribute(node, "class")


def _address(document: Document, analytics: dict[str, str]) -> tuple[str, str | None]:
    """The address to keep, and the identity. An address with only portal state works for one visit;
    the content's path makes a lasting one."""
    identity = websphere_identity(document.url)
    if identity is None and analytics.get("path"):
        identity = f"wcm:path:/{analytics['path'].lstrip('/')}"
        portal = document.url.split("/!ut/p/", 1)[0] if "/!ut/p/" in document.url else ""
        if portal:
            return canonical(f"{portal}/?1dmy&current=true&urile={identity}"), identity
    return document.url, identity or analytics.get("id")


def _no_article(document: Document, parser: str, analytics: dict[str, str]) -> Reading:
    """A list, a home page, a static page, a soft 404; or a news page whose layout has changed."""
    listing = listings.listing(document, parser)
    if listing is not None:
        return listing
    content = " ".join(map(text_of, portlets(document)))
    if len(content) < _LONGEST_GONE and (match := _GONE.search(content)):
        return no_article(document, parser, "missing", match.group())
    where = f"{websphere_identity(document.url) or ''} {analytics.get('path', '')}"
    if "/news" in where or "/tin-tuc" in urlsplit(document.url).path:
        return changed(document, parser, "no portlet has a date line with text after it")
    if portlets(document):
        return no_article(document, parser, "static", "no date line, and no list of news")
    return changed(document, parser, ".wpsPortletBody is missing")


def portlets(document: Document) -> list[LexborNode]:
    """The bodies of the page's portlets, in order; of nested ones the innermost."""
    for selector in (".wpsPortletBody", ".wpthemeControlBody", ".ibmPortalControl"):
        nodes = document.all(selector)
        if nodes:
            return [node for node in nodes if inside(node, selector) is None]
    return []


def _structure(blocks: list[Block], known_title: str) -> _Structure | None:
    for number, block in enumerate(blocks):
        if block.kind not in ("paragraph", "heading"):
            continue
        date, rest = _date_of(block)
        if date is None or _links(block):
            continue
        before = [block for block in blocks[:number] if _speaks(block)]
        after = _until_stop(blocks[number + 1 :])
        if before and _links(before[-1]):
            return None  # a list: the line before the date is a link to an article
        if not _enough(after):
            # The date may be below the text.
            if len(before) < 2 or not _enough(before[1:]):
                continue
            after = [block for block in blocks[:number] if block is not before[0]]
            before = before[:1]
        title, used = (rest, None) if rest else _title(before, after)
        body = [block for block in after if block is not used]
        if used is not None and used in after:
            body = after[after.index(used) + 1 :]
        summary, body = _summary(body)
        return _Structure(title or known_title, date, summary, body)
    return None


def _date_of(block: Block) -> tuple[PrintedDate | None, str]:
    """The date of a date line, and the heading before it in the same block, if any."""
    lines = block.text.split("\n")
    for line in lines:
        if date := date_line(line):
            rest = " ".join(other for other in lines if other is not line)
            return date, rest if len(rest) < _LONGEST_REST else ""
    if block.kind == "heading":
        dates = list(find_dates(block.text))
        if dates and not block.text[dates[-1].end :].strip(" )]"):
            heading = block.text[: dates[-1].start].rstrip(" ([-–|")
            if len(heading) >= _SHORTEST_HEADING:
                return dates[-1], heading
    return None, ""


def _speaks(block: Block) -> bool:
    return block.kind in ("paragraph", "heading") and not is_boilerplate(block)


def _links(block: Block) -> bool:
    """Whether the block is a link to another page (an anchor without text does not count)."""
    nodes = [block.node] if block.node.name == "a" else list(block.node.find_all("a", href=True))
    wrapped = block.node.find_parent("a")
    nodes = [*nodes, wrapped] if wrapped else nodes
    for node in nodes:
        href, text = str(node.get("href") or ""), node.get_text(strip=True)
        if (
            not leads_nowhere(href)
            and not is_file(href)
            and len(text) > _LINK_SHARE * len(block.text)
        ):
            return True
    return False


def _until_stop(blocks: list[Block]) -> list[Block]:
    for number, block in enumerate(blocks):
        if block.kind in ("paragraph", "heading") and _STOP.match(block.text):
            return blocks[:number]
    return blocks


def _enough(blocks: list[Block]) -> bool:
    text = 0
    for block in blocks:
        text += 0 if _links(block) else len(block.text)
        if text >= _ENOUGH:
            return True
    return any(block.kind == "image" for block in blocks)


def _title(before: list[Block], after: list[Block]) -> tuple[str, Block | None]:
    """The last heading before the date, else the last line before it, else a heading right after
    it; "" if there is none."""
    headings = [block for block in before if _is_heading(block)]
    chosen = (headings or before)[-1:]
    if not chosen:
        chosen = [block for block in after[:_HEADING_WITHIN] if _is_heading(block)][:1]
    if not chosen and len(after) > 1 and _stands_out(after[0]):
        chosen = after[:1]
    return (chosen[0].text.replace("\n", " "), chosen[0]) if chosen else ("", None)


def _stands_out(block: Block) -> bool:
    """Whether a block looks like a heading: a short line without a full stop, bold or centred."""
    short = len(block.text) <= _LONGEST_HEADING and block.text[-1:] not in ".:;!?"
    return block.kind == "paragraph" and short and (block.bold or block.align == "center")


def _is_heading(block: Block) -> bool:
    return block.kind == "heading" or bool(_TITLE_CLASS.search(block.classes))


def _summary(body: list[Block]) -> tuple[str | None, list[Block]]:
    first = next((block for block in body[:_HEADING_WITHIN] if block.kind == "paragraph"), None)
    if first is not None and len(body) > 1 and _SUMMARY_CLASS.search(_classes_around(first)):
        return first.text.replace("\n", " "), [block for block in body if block is not first]
    return None, body


def _classes_around(block: Block) -> str:
    """The classes of the block's element, and of its parent if that has no other text."""
    parent = block.node.parent
    classes = block.classes
    if parent is not None and len(parent.get_text(strip=True)) <= len(block.text) + _MARKUP_SLACK:
        classes += f" {classes_of(parent)}"
    return classes
