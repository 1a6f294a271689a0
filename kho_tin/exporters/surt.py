"""The key under which replay tools look an address up: its SURT.

"https://www.example.vn/A?b=2&a=1" is "vn,example)/a?a=1&b=2": host names are reversed, so that the
pages of a site stand together, and without what most often differs between two addresses of one
page. The rules are those of Heritrix and OpenWayback, and replay finds nothing by any other key.
The package of that name is AGPL, hence these few lines; a test compares the two.
"""

from __future__ import annotations

import re
from string import punctuation
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from kho_tin.base.bounded_patterns import BoundedPattern

# No server takes a longer address. The rules below for sessions, made for those that do occur,
# would take the square of its length.
_LONGEST = 8_192
_WWW = re.compile(r"www\d*\.")
_SAFE = punctuation.replace("#", "").replace("%", "")
_ASP_SESSION = BoundedPattern(
    r"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/(?=[^?]+\.aspx)",
    longest=_LONGEST,
)
_ESCAPED_PERCENT = re.compile(rb"%(?:25)+(?=[0-9a-fA-F]{2})")
_SESSION = BoundedPattern(
    r"(?:jsessionid=[0-9a-z]{32}|phpsessid=[0-9a-z]{32}|sid=[0-9a-z]{32}"
    r"|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)",
    longest=_LONGEST,
)


def surt(url: str) -> str:
    """The key of an http or https address."""
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").strip("."), count=1)
    if not host.isascii():
        host = host.encode("idna").decode()
    key = ",".join(reversed(host.split(".")))
    if parts.port and parts.port != {"http": 80, "https": 443}.get(parts.scheme):
        key += f":{parts.port}"
    key += f"){_path(parts.path)}"
    if query := _query(parts.query):
        key += f"?{query}"
    return key


def _unescaped(text: str) -> bytes:
    """Undo escapes until there are none: %2541 is %41 is A."""
    data = text.encode()
    while (plain := unquote_to_bytes(_ESCAPED_PERCENT.sub(b"%", data))) != data:
        data = plain
    return data


def _escaped(data: bytes) -> str:
    return quote_from_bytes(data, safe=_SAFE).lower()


def _path(path: str) -> str:
    kept: list[bytes] = []
    pieces = _unescaped(path).split(b"/")[1:]
    for piece in pieces:
        if piece == b".." and kept:
            kept.pop()
        elif piece != b".":
            kept.append(piece)
    # Empty pieces are superfluous slashes; the last one is the slash at the end, which is removed
    # as well.
    escaped = _escaped(b"/" + b"/".join(piece for piece in kept if piece))
    return _ASP_SESSION.sub(r"\1", escaped, count=1)


def _query(query: str) -> str:
    escaped = _SESSION.sub("", _escaped(_unescaped(query)))
    return "&".join(
        "=".join(pair) for pair in sorted(tuple(part.split("=", 1)) for part in escaped.split("&"))
    )
