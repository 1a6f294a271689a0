"""One block of an article: a paragraph, a heading, a list, a table or a picture."""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import Tag


@dataclass(eq=False)
class Block:
    """`kind`: paragraph, heading, list, table, image, or caption (a <figcaption>, or the text of
    a picture's own table). `node` is the element it stands in, perhaps with other blocks.

    Its text style serves to recognise captions and bylines: `align` ("right", "center", … or ""),
    `bold` and `italic` when nearly all of it is, `beside_image` when its element has one too.
    `repaired`: entities in it were repaired.
    """

    kind: str
    text: str
    node: Tag
    align: str = ""
    bold: bool = False
    italic: bool = False
    beside_image: bool = False
    classes: str = ""
    repaired: bool = False
