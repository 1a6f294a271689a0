"""An article's HTML as a row of blocks: paragraphs, headings, lists, tables and pictures.

Which block is a caption or a byline is decided later (`captions`, `bylines`), from its place and
its text style; here the style is only recorded.
"""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from kho_tin.base.text import squeeze
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.hidden import hides, tags_of
from kho_tin.parsers.html.inline import Run
from kho_tin.parsers.html.text import repair_entities, word_set
from kho_tin.parsers.html.text_style import TextStyle
from kho_tin.parsers.html.text_style import classes as classes_of

BLOCK_TAGS = word_set(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer header h1 h2 h3 h4 h5 h6 hr html li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul caption"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DROPPED = word_set(
    "script style noscript template iframe object embed form button select input textarea svg"
    " audio video canvas link meta head title map"
)
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Characters of a cell that makes a table one for the layout; same from 250 to 1000.
_PAGE_CELL = 500
_PAGE_CELL_SHARE = 0.6  # and its share of the table's text; same from 0.3 to 0.99
_LONGEST_CAPTION = 300  # characters of a caption in a table of pictures; same from 150 to 600


def blocks_of(root: Tag) -> list[Block]:
    """The blocks of `root`, in order."""
    blocks: list[Block] = []
    _read_children(root, blocks, TextStyle())
    return blocks


def _read_children(parent: Tag, blocks: list[Block], style: TextStyle) -> None:
    run = Run(parent)
    for child in list(parent.children):
        _read_inline(child, run, blocks, style)
    blocks += run.take(style)


def _read_inline(child: object, run: Run, blocks: list[Block], style: TextStyle) -> None:
    if isinstance(child, NavigableString):
        if not isinstance(child, PreformattedString):
            run.add_text(str(child), style)
        return
    if not isinstance(child, Tag) or child.name in _DROPPED or hides(child):
        return
    inner = style.within(child)
    if child.name == "br":
        run.add_break()
    elif child.name == "img":
        run.add_image(child)
    elif child.name in BLOCK_TAGS:
        blocks += run.take(style)
        _read_block(child, blocks, inner)
    else:
        for grandchild in list(child.children):
            _read_inline(grandchild, run, blocks, inner)


def _read_block(tag: Tag, blocks: list[Block], style: TextStyle) -> None:
    if tag.name in ("ul", "ol"):
        _read_list(tag, blocks, style)
    elif tag.name == "table":
        _read_table(tag, blocks, style)
    elif tag.name == "figure":
        _read_figure(tag, blocks, style)
    elif tag.name == "figcaption":
        _read_caption(tag, blocks, style)
    elif tag.name in _HEADINGS:
        before = len(blocks)
        _read_children(tag, blocks, style)
        for block in blocks[before:]:
            block.kind = "heading" if block.kind == "paragraph" else block.kind
    elif tag.name != "hr":
        _read_children(tag, blocks, style)


def _read_figure(tag: Tag, blocks: list[Block], style: TextStyle) -> None:
    before = len(blocks)
    _read_children(tag, blocks, style)
    new = blocks[before:]
    if any(block.kind == "image" for block in new):
        for block in new:
            if block.kind == "paragraph":
                block.kind = "caption"


def _read_caption(tag: Tag, blocks: list[Block], style: TextStyle) -> None:
    before = len(blocks)
    _read_children(tag, blocks, style)
    for block in blocks[before:]:
        block.kind = "caption" if block.kind == "paragraph" else block.kind


def _read_list(tag: Tag, blocks: list[Block], style: TextStyle) -> None:
    lines: list[str] = []
    images: list[Tag] = []
    _list_lines(tag, lines, images)
    blocks.extend(Block("image", "", image) for image in images)
    if lines:
        blocks.append(Block("list", "\n".join(lines), tag, style.align, classes=classes_of(tag)))


def _list_lines(tag: Tag, lines: list[str], images: list[Tag]) -> None:
    number = _start(tag)
    for item in tag.find_all(True, recursive=False):
        if hides(item) or item.name in _DROPPED:
            continue
        if item.name in ("ul", "ol"):
            _list_lines(item, lines, images)
            continue
        nested = _lists_and_images(item, images)
        text = _flat(item, skip=nested)
        if text:
            lines.append(f"{number}. {text}" if tag.name == "ol" else f"- {text}")
            number += 1
        for inner in nested:
            _list_lines(inner, lines, images)


def _lists_and_images(item: Tag, images: list[Tag]) -> list[Tag]:
    """The lists in a list's item, not those in them; its pictures are added to `images`."""
    lists: list[Tag] = []
    todo = [item]
    while todo:
        tag = todo.pop()
        if tag.name == "img":
            images.append(tag)
        elif tag.name in ("ul", "ol") and tag is not item:
            lists.append(tag)
        else:
            todo.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))
    return lists


def _start(tag: Tag) -> int:
    try:
        return int(str(tag.get("start") or 1))
    except ValueError:
        return 1


def _flat(tag: Tag, skip: Iterable[Tag] = ()) -> str:
    """The text of a list item or a table cell on one line."""
    left_out = {id(element) for element in skip}
    parts: list[str] = []

    def read(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    parts.append(str(child))
            elif isinstance(child, Tag) and id(child) not in left_out:
                if child.name in _DROPPED or hides(child):
                    continue
                apart = child.name in BLOCK_TAGS or child.name == "br"
                parts.append(" " if apart else "")
                read(child)
                parts.append(" " if apart else "")

    read(tag)
    return repair_entities(squeeze("".join(parts)))


def _read_table(tag: Tag, blocks: list[Block], style: TextStyle) -> None:
    # A table is only there for the layout if it holds other tables, has one column, or has most of
    # its text in one cell. Nested tables are checked for first: the other checks read all the text
    # within, again at each level.
    if tag.find("table"):
        _read_children(tag, blocks, style)
        return
    cells = _cells(tag)
    images = tag.find_all("img")
    if images and _is_picture_table(cells):
        _read_pictures(cells, blocks, style)
    elif max(map(len, cells), default=0) <= 1 or _holds_page(tag, cells):
        _read_children(tag, blocks, style)
    else:
        blocks.extend(Block("image", "", image) for image in images)
        lines = [" | ".join(map(_flat, row)) for row in cells]
        lines = [line for line in lines if line.strip(" |")]
        if caption := tag.find("caption"):
            lines.insert(0, _flat(caption))
        if lines:
            blocks.append(Block("table", "\n".join(lines), tag, classes=classes_of(tag)))


def _cells(tag: Tag) -> list[list[Tag]]:
    """The cells of each row of a table without tables in it."""
    tags = list(tags_of(tag))
    rows: dict[int, list[Tag]] = {id(row): [] for row in tags if row.name == "tr"}
    for cell in tags:
        if cell.name in ("td", "th"):
            row = next((around for around in cell.parents if around.name == "tr"), None)
            if row is not None and id(row) in rows:
                rows[id(row)].append(cell)
    return list(rows.values())


def _holds_page(tag: Tag, cells: list[list[Tag]]) -> bool:
    longest = max(len(_flat(cell)) for row in cells for cell in row)
    return longest >= _PAGE_CELL and longest > _PAGE_CELL_SHARE * len(_flat(tag))


def _is_picture_table(cells: list[list[Tag]]) -> bool:
    """Pictures with their captions below, in one or more columns, and no other text."""
    if not cells or not cells[0] or not cells[0][0].find("img") or _begins_with_text(cells[0][0]):
        return False
    words = [len(_flat(cell)) for row in cells for cell in row if not cell.find("img")]
    beside = [len(_flat(cell)) for row in cells for cell in row if cell.find("img")]
    return len(words) <= len(beside) and max(words + beside) <= _LONGEST_CAPTION


def _begins_with_text(cell: Tag) -> bool:
    """Whether text stands above the first picture of a cell."""
    for node in cell.descendants:
        if isinstance(node, Tag):
            if node.name == "img":
                return False
            continue
        is_text = isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
        if is_text and str(node).strip():
            return True
    return False


def _read_pictures(cells: list[list[Tag]], blocks: list[Block], style: TextStyle) -> None:
    done: set[int] = set()
    for number, row in enumerate(cells):
        below = cells[number + 1] if number + 1 < len(cells) else []
        for column, cell in enumerate(row):
            if id(cell) in done:
                continue
            images = cell.find_all("img")
            text = _flat(cell)
            if images:
                blocks.extend(Block("image", "", image) for image in images)
                if not text and len(below) == len(row) and not below[column].find("img"):
                    text = _flat(below[column])
                    done.add(id(below[column]))
            if text:
                blocks.append(Block("caption", text, cell, style.align))
