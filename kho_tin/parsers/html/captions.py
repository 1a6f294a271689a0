"""Which blocks are captions of pictures."""

from __future__ import annotations

import re

from kho_tin.parsers.html.block import Block

# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST = 350  # characters of any caption; same from 175 to 700
# Of one that is centred, in italics, or in the picture's element; same from 188 to 500.
_LONGEST_BESIDE = 250
_LONGEST_PLAIN = 160  # of one that is only recognised by its place; same from 80 to 320
_LONGEST_CREDIT = 79  # of the photographer's name in a line below; same from 40 to 158
_CAPTION_CLASS = re.compile(r"caption|chu-?thich|ghi-?chu|img-?note|photo-?note|\bimage\b", re.I)
_CREDIT = re.compile(
    r"^\(?(?:ảnh|hình|hình ảnh|photo|image|trong ảnh|nguồn ảnh)\b.{0,60}?[:：.]", re.I
)
_PHOTO_CREDIT = re.compile(r"^\(?(?:ảnh|photo|nguồn ảnh)\s*[:：]", re.I)
_NUMBERED = re.compile(r"^(?:[-–—+*•]|[IVX]+[.)]|[0-9a-zđ]{1,2}[.)])\s")
_SENTENCE_END = re.compile(r"[.:;!?…]$|\./\.$")


def mark_captions(blocks: list[Block], *, unmarked: bool = True) -> None:
    """Turn the paragraphs below pictures that are their captions into `caption` blocks.

    With `unmarked` also those that only their place and brevity show to be captions, as Vietnamese
    editors write them.
    """
    after_image = False
    texts = [n for n, block in enumerate(blocks) if block.kind not in ("image", "caption")]
    last = texts[-1] if texts else -1
    for number, block in enumerate(blocks):
        if block.kind == "image":
            after_image = True
            continue
        if (
            block.kind == "paragraph"
            and after_image
            and _is_caption(block, number < last, unmarked)
        ):
            block.kind = "caption"
        # The photographer may be named in a line below the caption.
        credited = block.kind == "paragraph" and number > 0 and blocks[number - 1].kind == "caption"
        if credited and block.align != "right" and len(block.text) <= _LONGEST_CREDIT:
            block.kind = "caption" if _PHOTO_CREDIT.match(block.text) else block.kind
        after_image = False


def _is_caption(block: Block, followed: bool, unmarked: bool) -> bool:
    text = block.text
    if len(text) > _LONGEST or block.align == "right":
        return False
    if _CAPTION_CLASS.search(block.classes):
        return True
    if _CREDIT.match(text) or (unmarked and block.beside_image and len(text) <= _LONGEST_BESIDE):
        return True
    if _NUMBERED.match(text) or (block.bold and text.isupper()):
        return False
    if block.align == "center" or block.italic:
        return len(text) <= _LONGEST_BESIDE
    # Text alone between the paragraphs, without a full stop: no sentence of the article.
    brief = len(text) <= _LONGEST_PLAIN and not _SENTENCE_END.search(text)
    return unmarked and followed and not block.bold and brief


def captions_of(blocks: list[Block]) -> dict[int, str]:
    """The caption of each picture, by the place of its block. A caption below several pictures
    in a row belongs to the last of them."""
    captions: dict[int, str] = {}
    last: int | None = None
    for number, block in enumerate(blocks):
        if block.kind == "image":
            last = number
        elif block.kind == "caption" and last is not None:
            text = block.text.replace("\n", " ")
            captions[last] = f"{captions[last]} {text}" if last in captions else text
        else:
            last = None
    return captions
