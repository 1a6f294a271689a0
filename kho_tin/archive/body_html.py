"""The HTML of an article's body, as its row holds it: zlib (RFC 1950), with `body` as dictionary.

The text stands in `body` already, so that little but the tags is left: 5 % of the HTML. Any
program can read it: in Python `zlib.decompressobj(zdict=body.encode()).decompress(body_html)`.
"""

from __future__ import annotations

import zlib
from typing import Final

# As much as is downloaded of anything: what unpacks to more was not written by this program.
MOST_BYTES: Final = 64 << 20


class Unreadable(ValueError):
    """What is no HTML of that body."""


def pack(body: str, html: str | None) -> bytes | None:
    """`html` as the column `body_html` holds it."""
    if html is None:
        return None
    packer = zlib.compressobj(9, zdict=body.encode())
    return packer.compress(html.encode()) + packer.flush()


def unpack(body: str, value: bytes | str | None, most: int = MOST_BYTES) -> str | None:
    """The HTML that a column `body_html` holds; a text, as in archives of before version 9, is
    HTML already. Raises Unreadable, also for what unpacks to more than `most` bytes."""
    if value is None or isinstance(value, str):
        return value
    unpacker = zlib.decompressobj(zdict=body.encode())
    try:
        html = unpacker.decompress(value, most)
        if not unpacker.eof or unpacker.unused_data:
            raise Unreadable("cut, too long, or followed by something else")
        return html.decode()
    except (zlib.error, UnicodeDecodeError, TypeError) as error:
        raise Unreadable(str(error)) from error


def shown(body: object, value: object, most: int = MOST_BYTES) -> str | None:
    """The same for the reading room: None for what cannot be read, since the text of an article is
    shown without its HTML, and `verify` says what is wrong."""
    if not (isinstance(body, str) and isinstance(value, bytes | str)):
        return None
    try:
        return unpack(body, value, most)
    except Unreadable:
        return None
