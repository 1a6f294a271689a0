"""A story's text as the editor of a system leaves it in HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.entities import codepoint2name

from kho_tin.sample.news import Block, Heading, Items, Paragraph, Picture, Table
from tests.boards.model import Story

JOINTS = (", ", " – ", " và ")


@dataclass(frozen=True)
class Hand:
    """How an editor writes each kind of block; `{text}` and so on are filled in, escaped."""

    paragraph: str = "<p>{text}</p>"
    heading: str = "<h2>{text}</h2>"
    items: str = "<{tag}>\n{rows}\n</{tag}>"
    item: str = "<li>{text}</li>"
    table: str = "<table>\n<tbody>\n{rows}\n</tbody>\n</table>"
    head: str = "<td><strong>{text}</strong></td>"
    cell: str = "<td>{text}</td>"
    picture: str = '<p><img src="{src}" alt="{alt}"><br><em>{caption}</em></p>'
    bold: str = '<p style="text-align: right;"><strong>{text}</strong></p>'
    signed: str = '<p style="text-align: right;"><em>{text}</em></p>'
    entities: bool = False  # Latin-1 letters as FCKeditor wrote them: &agrave;


def body_html(story: Story, hand: Hand, src: Callable[[Picture], str], *, lead: bool) -> str:
    """The text with the byline, where that is in it; `lead` puts the lead first."""
    blocks = (Paragraph(story.lead), *story.blocks) if lead else story.blocks
    parts = [_block(block, hand, src) for block in blocks]
    if line := byline(story):
        form = hand.bold if story.byline == "bold" else hand.signed
        parts.append(form.format(text=_text(line, hand)))
    return "\n".join(parts)


def names(story: Story) -> str:
    """The authors in one line, joined in one of several ways."""
    return JOINTS[story.id % len(JOINTS)].join(story.people)


def byline(story: Story) -> str:
    """The last line of the text, or "" where the names are not in it."""
    labels = {"bold": "", "label": "Tác giả: ", "photo": "Bài và ảnh: ", "posted": "Đăng bởi: "}
    if story.byline not in labels:
        return ""
    return labels[story.byline] + names(story)


def _block(block: Block, hand: Hand, src: Callable[[Picture], str]) -> str:
    match block:
        case Paragraph(text):
            return hand.paragraph.format(text=_text(text, hand))
        case Heading(text):
            return hand.heading.format(text=_text(text, hand))
        case Items(items, numbered):
            rows = "\n".join(hand.item.format(text=_text(item, hand)) for item in items)
            return hand.items.format(tag="ol" if numbered else "ul", rows=rows)
        case Table(rows):
            return hand.table.format(
                rows="\n".join(_row(row, hand, row is rows[0]) for row in rows)
            )
        case Picture():
            return hand.picture.format(
                src=escape(src(block)), alt=escape(block.alt), caption=_text(block.caption, hand)
            )


def _row(row: tuple[str, ...], hand: Hand, first: bool) -> str:
    form = hand.head if first else hand.cell
    return f"<tr>{''.join(form.format(text=_text(cell, hand)) for cell in row)}</tr>"


def _text(words: str, hand: Hand) -> str:
    plain = escape(words, quote=False)
    if not hand.entities:
        return plain
    return "".join(
        f"&{codepoint2name[ord(letter)]};" if 0xA0 <= ord(letter) <= 0xFF else letter
        for letter in plain
    )
