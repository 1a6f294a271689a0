"""From an article's HTML to its text, pictures, attachments, byline and clean HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from selectolax.lexbor import LexborNode

from kho_tin.base.text import squeeze
from kho_tin.parsers.addresses import filename_of
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.blocks import blocks_of
from kho_tin.parsers.html.captions import captions_of, mark_captions
from kho_tin.parsers.html.document import remove
from kho_tin.parsers.html.documents import attachments_of, linked
from kho_tin.parsers.html.hidden import remove_hidden, tags_of
from kho_tin.parsers.html.pictures import picture_address, unwrap_noscript
from kho_tin.parsers.html.text import repair_entities
from kho_tin.parsers.model import Attachment, Image
from kho_tin.parsers.vietnamese.bylines import Byline, part_last_line, take_byline

_ICON = re.compile(
    r"(?:^|[-_])(?:icons?|spacer|blank|pixel|loading|no-image|noimage|emoji|smiley|bullet|arrow)"
    r"(?:[-_.\d]|$)",
    re.IGNORECASE,
)
# Lines of portals within the article's element that are not the article.
_BOILERPLATE = re.compile(
    r"^(?:đọc bài viết|lấy link copy|in bài viết|in trang|in bài|gửi e-?mail|gửi mail|chia sẻ"
    r"|print|share|send e?-?mail|quay lại|về trang trước|copy link|tweet|trở về|in|email"
    r"|facebook|zalo|back|top|đánh giá bài viết.{0,30}|[\d.,]+ lượt xem"
    r"|(?:số )?lượt (?:xem|đọc|truy cập)\s*(?::\s*)?[\d.,]*|view count\s*(?::\s*)?\d*"
    r"|tin (?:tức )?(?:khác|liên quan)|(?:các )?bài viết liên quan)$",
    re.IGNORECASE,
)
# What stands before the links to documents below an article.
_FILES_LABEL = re.compile(
    r"[\s\-+*•]{0,5}(?:(?:các|những) )?(?:tệp(?: tin)?|tập tin|file|văn bản|tài liệu)"
    r" (?:đính kèm|kèm theo|tải về)(?: theo)?\s?:\s?"
    r"|\s{0,3}(?:attachments?|attached files?|files?)\s?:\s?",
    re.IGNORECASE,
)
_TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol",
    "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "title"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}
_GONE = {"script", "style", "noscript"}  # what is cleaned away with all that is in it
# The attributes by which an HTML parser reads an element otherwise (HTML Standard, "parsing HTML
# documents"): a hidden <input> in a table, an <annotation-xml>, a <font> in a drawing.
_READ_BY = frozenset(("type", "encoding", "color", "face", "size"))
_WRITTEN = _READ_BY.union(*_ATTRIBUTES.values())
_EMPTY = re.compile(r"<(p|div|span|strong|em|b|i|u|h[1-6]|tr|ul|ol)>\s*</\1>")
_INDENT = re.compile(r"(<(?:p|div|td|th|li|h[1-6])(?: [^<>]*)?>) +")
_LAYOUT_BLANKS = ("&nbsp;", "\u00a0", "\t")
_RUN = re.compile(" {2,}")
_BLANKS = re.compile(r"\s{2,}")
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Of a block's text, links to files: it is attachments, not text; same from 0.45 to 0.99.
_FILES_SHARE = 0.9
_TINY = 10  # pixels: a counting pixel or a bullet; same from 5 to 20
_EMPTY_LAYERS = 3  # layers of empty elements that are removed; each way


@dataclass(frozen=True)
class Body:
    """What an article's HTML holds. `text` is in the project's text form, without captions,
    byline and boilerplate; `blocks` are what it was made of, `signature` those of the byline."""

    text: str
    html: str | None
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    byline: Byline
    blocks: tuple[Block, ...]
    signature: tuple[Block, ...] = ()


def read_body(
    nodes: LexborNode | Iterable[LexborNode],
    link: Callable[[str], str],
    *,
    drop: Iterable[str] = (),
    site_names: tuple[str, ...] = (),
    leave_out: Callable[[Block], bool] | None = None,
) -> Body:
    """Read the article in `nodes`, which the page shows one after the other.

    `link` makes an address absolute and canonical. `drop` are CSS selectors of what does not
    belong to the body; these nodes are removed from the page's tree. Blocks for which
    `leave_out` is true are left out of the text.
    """
    nodes = [nodes] if isinstance(nodes, LexborNode) else list(nodes)
    selector, roots = ", ".join(drop), {node.mem_id for node in nodes}
    if selector:
        dropped = (element for node in nodes for element in node.css(selector))
        remove(element for element in dropped if element.mem_id not in roots)
    return read_html("".join(node.html or "" for node in nodes), link, site_names, leave_out)


def read_html(
    html: str,
    link: Callable[[str], str],
    site_names: tuple[str, ...] = (),
    leave_out: Callable[[Block], bool] | None = None,
) -> Body:
    """Like `read_body`, from the HTML itself."""
    soup = soup_of(html)
    blocks = blocks_of(soup)
    chosen = [block for block in blocks if not (leave_out and leave_out(block))]
    return read_blocks(soup, blocks, chosen, link, site_names)


def soup_of(html: str) -> BeautifulSoup:
    """The tree of an article's HTML, with the pictures that it has for readers without scripts in
    their places."""
    soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    if "noscript" in html.lower():
        unwrap_noscript(soup)
    return soup


def read_blocks(
    soup: BeautifulSoup,
    blocks: list[Block],
    chosen: list[Block],
    link: Callable[[str], str],
    site_names: tuple[str, ...] = (),
    *,
    unmarked_captions: bool = True,
) -> Body:
    """The body of the `chosen` ones among `blocks`, which are all blocks of `soup`."""
    content = [block for block in chosen if not is_boilerplate(block)]
    content = part_last_line(content)
    files = _trailing_files(content, link)
    byline, signature = take_byline(_without(content, files), site_names)
    content = _without(content, [*signature, *files])
    content = _without(content, _trailing_files(content, link))
    mark_captions(content, unmarked=unmarked_captions)
    text = "\n\n".join(block.text for block in content if block.kind not in ("image", "caption"))
    images = _images(content, link)
    attachments = attachments_of(soup, link)
    _remove(_without(blocks, content), content)
    remove_hidden(soup)
    clean = _clean(soup, link)
    return Body(text, clean, images, attachments, byline, tuple(content), tuple(signature))


def _without(blocks: list[Block], excluded: list[Block]) -> list[Block]:
    left_out = {id(block) for block in excluded}
    return [block for block in blocks if id(block) not in left_out]


def _trailing_files(blocks: list[Block], link: Callable[[str], str]) -> list[Block]:
    """The blocks at the end that are links to files and nothing else: attachments, not text."""
    files: list[Block] = []
    for block in reversed(blocks):
        anchors = [tag for tag in tags_of(block.node) if tag.name == "a" and "href" in tag.attrs]
        letters = sum(len(squeeze(a.get_text())) for a in anchors if linked(a, link))
        named = _FILES_LABEL.match(block.text)
        bare = len(block.text) - 2 * (block.text.count("\n") + 1) - (named.end() if named else 0)
        if block.kind == "image" or letters < _FILES_SHARE * bare or not letters:
            break
        files.append(block)
    return files


def is_boilerplate(block: Block) -> bool:
    """Whether a block is a button's or a counter's text ("Đọc bài viết", "12 lượt xem")."""
    pieces = re.split(r"[|·•/]", block.text.removeprefix("- "))
    return block.kind != "image" and all(_BOILERPLATE.match(piece.strip()) for piece in pieces)


def _images(blocks: list[Block], link: Callable[[str], str]) -> tuple[Image, ...]:
    captions = captions_of(blocks)
    images: list[Image] = []
    for number, block in enumerate(blocks):
        if block.kind != "image":
            continue
        source = picture_address(block.node)
        address = link(source) if source else ""
        if not address or _ICON.search(filename_of(address)) or _tiny(block.node):
            continue
        alt = squeeze(repair_entities(str(block.node.get("alt") or ""))) or None
        images.append(Image(address, captions.get(number), alt))
    return tuple(images)


def _tiny(image: Tag) -> bool:
    """A counting pixel or a bullet: a picture of ten pixels or less."""
    sizes = [str(image.get(name) or "").removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size[:9]) <= _TINY for size in sizes)


def _remove(removed: list[Block], content: list[Block]) -> None:
    """Take blocks out of the HTML whose elements hold nothing of the `content`."""
    holding: set[int] = set()
    for block in content:
        node: Tag | None = block.node
        while node is not None and id(node) not in holding:
            holding.add(id(node))
            node = node.parent
    for block in removed:
        root = block.node.name in ("body", "html", "[document]")
        if not root and id(block.node) not in holding and not block.node.decomposed:
            block.node.decompose()


def _written(root: Tag) -> str:
    """The HTML in `root` for cleaning, without most of what would be cleaned away: comments,
    scripts and other attributes. BeautifulSoup's own writing takes several times as long."""
    parts: list[str] = []
    todo: list[PageElement | str] = [*reversed(root.contents)]
    while todo:
        node = todo.pop()
        if isinstance(node, Tag):
            if node.name in _GONE:
                continue
            written = sorted(item for item in node.attrs.items() if item[0] in _WRITTEN)
            values = "".join(f' {name}="{escape(str(value))}"' for name, value in written)
            if node.is_empty_element:
                parts.append(f"<{node.name}{values}/>")
                continue
            parts.append(f"<{node.name}{values}>")
            todo.append(f"</{node.name}>")
            todo += reversed(node.contents)
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                parts.append(escape(node, quote=False))
        else:
            parts.append(str(node))
    return "".join(parts)


def _clean(soup: BeautifulSoup, link: Callable[[str], str]) -> str | None:
    for tag in tags_of(soup):
        if tag.name == "a" and "href" in tag.attrs:
            tag["href"] = link(str(tag["href"]))
            if not tag["href"]:
                del tag["href"]
        elif tag.name == "img":
            tag["src"] = link(picture_address(tag))
    body = soup.body
    inner = _written(body) if body else ""
    html = nh3.clean(
        inner, tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener noreferrer",
        clean_content_tags=_GONE,
    )  # fmt: skip
    html = unicodedata.normalize("NFC", html)
    for blank in _LAYOUT_BLANKS:
        html = html.replace(blank, " ")
    html = _RUN.sub(" ", html)
    html = _INDENT.sub(r"\1", html)
    for _ in range(_EMPTY_LAYERS):
        html = _EMPTY.sub("", html)
    html = _BLANKS.sub(lambda run: "\n" if "\n" in run[0] else run[0], html).strip()
    return html or None
