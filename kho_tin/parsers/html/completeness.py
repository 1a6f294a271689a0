"""Whether a page is complete, by its own markup."""

from __future__ import annotations

import re

_START = 16  # bytes: in UTF-16 every other one of "<!DOCTYPE html>" is zero
# Bytes in which <html> begins: before it stand a doctype and what the preamble leaves. The tests
# hold from 512 to 32,768, and fail with 64.
_HEAD = 4096
# What stands before a page's first tag, without end: blanks that includes of ASP and JSP leave,
# comments, the XML declaration; and the byte order mark of UTF-8.
_PREAMBLE = re.compile(rb"(?:\xef\xbb\xbf|\s+|<!--.*?-->|<\?.*?\?>)", re.DOTALL)
_MOST_PREAMBLES = 1_000  # a bound on time: comments before the first tag
_FRAME = re.compile(rb"<(?:!doctype|html|head|body|title|meta|frameset)\b", re.IGNORECASE)
# Bytes at the end in which an end tag counts, whatever stands around it: scripts of statistics and
# comments stand after the last tag of some. In more bytes, one in a script counts, too: the tests
# hold from 20 to 2,000, and fail with 8,000.
_END = 2000
# Where "</html" is no end tag: comments, and elements whose text is no markup (HTML Standard,
# "parsing HTML documents": raw text and escapable raw text).
_MARK = re.compile(
    rb"<(?:(!--)|/(html)\b|(script|style|textarea|title|iframe|xmp)\b)", re.IGNORECASE
)


def closes(body: bytes) -> bool:
    """Whether a page has its </html>. What follows it does not matter: counters, or the links that
    intruders leave there, of any length."""
    body = as_ascii(body)
    return b"</html" in body[-_END:].lower() or _closes_before(body.lower())


def is_fragment(body: bytes) -> bool:
    """Whether HTML is a part of a page, as scripts fetch it, and so never has an </html>: nothing
    of a page's frame stands at its beginning, where a page that was cut short has its own."""
    return not _FRAME.search(without_preamble(as_ascii(body))[:_HEAD])


def as_ascii(body: bytes) -> bytes:
    """`body` with one byte for each letter of markup, where UTF-16 has two."""
    if b"\0" not in body[:_START]:
        return body
    return body.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")


def without_preamble(body: bytes) -> bytes:
    """`body` from its doctype or first tag on, without the blanks and comments before it."""
    place = 0
    for _ in range(_MOST_PREAMBLES):
        match = _PREAMBLE.match(body, place)
        if match is None:
            break
        place = match.end()
    return body[place:]


def _closes_before(text: bytes) -> bool:
    """Whether an </html> of the page's own stands anywhere in `text` (in small letters)."""
    place = 0
    while match := _MARK.search(text, place):
        comment, html, raw = match.groups()
        if html:
            return True
        end = b"-->" if comment else b"</" + raw
        place = text.find(end, match.start() + 2 if comment else match.end())
        if place < 0:
            return False
        place += len(end)
    return False


def is_left_open(body: bytes) -> bool:
    """Whether a page of HTML stops in the middle: neither </body> nor </html>, and more blocks
    opened than closed. The end tags alone may be left out (HTML Standard, "optional tags"); of
    232 pages of 20 sites, none did."""
    body = without_preamble(as_ascii(body))
    if b"<html" not in body[:_HEAD].lower() or closes(body) or b"</body" in body[-_END:].lower():
        return False
    text = body.lower()
    return text.count(b"<div") > text.count(b"</div") or text.count(b"<table") > text.count(
        b"</table"
    )
