"""Pages that no browser would show as meant: broken, or made to be costly to read.

The cost of parsing grows with the square of the depth of nesting (an HTML parser looks through
the open elements at each new one), and so do some other costs here. A page is measured before it
is parsed, and refused with a reason rather than read in part.
"""

from __future__ import annotations

import re

# Real pages of news have 500 to 8,000 elements; a decision of the State with a long table as Word
# writes it, up to 20,000.
MOST_TAGS = 30_000
# Browsers put what is nested more deeply beside its parent (Chromium and WebKit: 512).
MOST_DEPTH = 512
# Fonts, bold and links that are not closed are opened again in every paragraph after them
# (HTML Standard, "reconstruct the active formatting elements").
MOST_REOPENED = 1_000_000
MOST_TEXT = 2_000_000
MOST_ATTRIBUTES = 5_000
# Below this no nesting is costly, and it need not be measured.
_FEW_TAGS = 4_000
_LONG = 1_000_000

_TAG = re.compile(
    r"<(/?)(a|abbr|article|aside|b|big|blockquote|center|code|dd|details|div|dl|em|fieldset|figure"
    r"|font|footer|form|header|i|ins|label|main|nav|nobr|ol|q|s|section|small|span|strike|strong"
    r"|sub|sup|svg|g|table|tt|u|ul|template|object|select|button|math|noscript)\b",
    re.IGNORECASE,
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_BESIDE_TEXT = re.compile(
    r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_LONG_TAG = re.compile(r"<[a-zA-Z][^<]{10000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INLINE_FILE = re.compile(r"data:[\w/+.;=-]{0,60};base64,[A-Za-z0-9+/=\s]{200,}")


def without_inline_files(text: str) -> str:
    """A large page's HTML without the pictures that stand in its very text (editors that paste
    from Word make such pages of many megabytes)."""
    return _INLINE_FILE.sub("data:,", text) if len(text) > _LONG else text


def why_refused(text: str) -> str | None:
    """Why the HTML in `text` is not to be read; None when it can be."""
    if len(text) > _LONG and len(_BESIDE_TEXT.sub("", text)) > MOST_TEXT:
        return f"more than {MOST_TEXT} characters"
    tags = text.count("<") - text.count("</")
    if tags > MOST_TAGS and _BESIDE_TEXT.sub("", text).count("<") > 2 * MOST_TAGS:
        return f"more than {MOST_TAGS} elements"
    if tags > _FEW_TAGS and (reason := _too_deep(text, tags)):
        return reason
    return _too_many_attributes(text)


def _too_deep(text: str, tags: int) -> str | None:
    depth = formatting = most = 0
    for found in _TAG.finditer(text):
        step = -1 if found.group(1) else 1
        depth = max(0, depth + step)
        if found.group(2).lower() in _FORMATTING:
            formatting = max(0, formatting + step)
            most = max(most, formatting)
        if depth > MOST_DEPTH:
            return f"elements nested more than {MOST_DEPTH} deep"
    if most * tags > MOST_REOPENED:
        return f"{most} fonts or links that are not closed"
    return None


def _too_many_attributes(text: str) -> str | None:
    """A tag with thousands of attributes: each is compared with all before it."""
    for found in _LONG_TAG.finditer(text):
        names = _QUOTED.sub("", found.group().split(">", 1)[0])
        if len(names.split(None, MOST_ATTRIBUTES + 1)) > MOST_ATTRIBUTES:
            return f"an element with more than {MOST_ATTRIBUTES} attributes"
    return None
