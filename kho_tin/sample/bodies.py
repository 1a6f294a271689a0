"""Article bodies as clerks write them in TinyMCE, each formatted in a way (`hand`) of its own.

What varies is chosen by the article's id, so that a page is the same each time it is made.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from html import escape

from kho_tin.sample.news import Block, Heading, Items, NewsArticle, Paragraph, Picture, Table

NBSP = "&nbsp;"
INDENT = f"{NBSP} " * 4
JUSTIFY = ' style="text-align: justify;"'
CENTRE = ' style="text-align: center;"'
RIGHT = ' style="text-align: right;"'
FONT = "<span style=\"font-family: 'times new roman', times; font-size: 14pt;\">"
CAPTIONS = ("italic", "table", "figcaption")
HANDS = ("indent", "spans", "plain", "div")


def vary(article: NewsArticle, what: str, count: int) -> int:
    """A number below `count` that stays the same for one article."""
    return zlib.crc32(f"{article.id}/{what}".encode()) % count


def body_html(
    article: NewsArticle,
    src: Callable[[Picture], str],
    *,
    hand: str | None = None,
    caption: str | None = None,
    own_byline: bool = False,
) -> str:
    """The body, with the line for its source and, if `byline_style` says so, the byline in it.

    `src` gives a picture's address; `hand` and `caption` are one of HANDS and CAPTIONS, or the
    article's own choice. `own_byline`: the CMS prints none, so the byline is always in the body.
    """
    hand = hand or HANDS[vary(article, "hand", len(HANDS))]
    caption = caption or CAPTIONS[vary(article, "caption", len(CAPTIONS))]
    parts: list[str] = []
    for block in article.blocks:
        if isinstance(block, Picture):
            parts.append(picture_html(block, src(block), caption))
        else:
            parts.append(_block(block, hand))
        if vary(article, f"gap {len(parts)}", 5) == 0:
            parts.append(f"<p>{NBSP}</p>")
    if article.source:
        parts.append(f"<p{RIGHT}><em>(Theo {escape(article.source)})</em></p>")
    if vary(article, "blank end", 2):
        parts.append(f"<p{JUSTIFY}>{NBSP}<br /></p>")
    if article.byline and (own_byline or article.byline_style != "author_name"):
        parts.append(byline_html(article))
    return "\n".join(parts)


def byline_html(article: NewsArticle) -> str:
    """The byline as a paragraph of the body."""
    name = escape(article.byline or "")
    if article.byline_style == "italic":
        return f"<p{JUSTIFY}><em>{name}</em></p>"
    if article.byline_style in {"bold", "author_name"}:
        return f"<p{RIGHT}><strong>{name}</strong></p>"
    return f"<p{RIGHT}><span>{name}</span></p>"


def picture_html(block: Picture, src: str, style: str) -> str:
    """A picture and its caption, in one of the CAPTIONS styles."""
    img = f'<img src="{escape(src)}" alt="{escape(block.alt)}" width="480" height="300" />'
    words = escape(block.caption)
    if not words:
        return f"<p{CENTRE}>{img}</p>"
    if style == "figcaption":
        return f'<figure class="image">{img}<figcaption>{words}</figcaption></figure>'
    if style == "table":
        return (
            '<table style="margin: 0 auto; width: 500px;"><tbody>'
            f"<tr><td{CENTRE}>{img}</td></tr>"
            f"<tr><td{CENTRE}><em>{words}</em></td></tr></tbody></table>"
        )
    return f"<p{CENTRE}>{img}</p>\n<p{CENTRE}><em>{NBSP}{NBSP}{words}</em></p>"


def _block(block: Block, hand: str) -> str:
    match block:
        case Paragraph(text):
            return _paragraph(escape(text, quote=False), hand)
        case Heading(text):
            words = escape(text, quote=False)
            if hand == "plain":
                return f"<h2>{words}</h2>"
            return f"<p{JUSTIFY}><strong>{words}</strong></p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            rows = "\n".join(f"<li{JUSTIFY}>{escape(item, quote=False)}</li>" for item in items)
            return f"<{tag}>\n{rows}\n</{tag}>"
        case Table(rows):
            return _table(rows, hand)
        case Picture():
            raise AssertionError("pictures are made by picture_html")


def _paragraph(words: str, hand: str) -> str:
    """One paragraph. Indents are blanks that do not break, inside the text."""
    if hand == "indent":
        return f"<p{JUSTIFY}>{INDENT}{words}</p>"
    if hand == "spans":  # pasted from Word: spans in spans, a hard blank at the front
        first, blank, remainder = words.partition(" ")
        return (
            f'<p{JUSTIFY}>{FONT}<span lang="vi">{NBSP}{NBSP}{first}{blank}</span>'
            f"<span>{remainder}</span></span></p>"
        )
    if hand == "div":  # one line of source broken in the middle, as old editors did
        half = words.find(" ", len(words) // 2)
        if half > 0:
            words = f"{words[:half]}\n{words[half + 1 :]}"
        return f"<div{JUSTIFY}>{NBSP}{NBSP}{NBSP}{words}</div>"
    return f"<p{JUSTIFY}>{words}</p>"


def _table(rows: tuple[tuple[str, ...], ...], hand: str) -> str:
    head = "th" if hand == "plain" else "td"
    lines = []
    for number, row in enumerate(rows):
        tag = head if number == 0 else "td"
        cells = []
        for cell in row:
            words = escape(cell, quote=False)
            if number == 0 and tag == "td":
                words = f"<strong>{words}</strong>"
            cells.append(f"<{tag}>{words if tag == 'th' else f'<p>{words}</p>'}</{tag}>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(lines) + "\n</tbody></table>"
