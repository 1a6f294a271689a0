"""The shape of an address: what the addresses of one kind of page on a site have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from kho_tin.parsers.html.page_numbers import is_page_parameter

_WORDS = re.compile(r"[-_+. ]+")
_LONG_SLUG = 4  # words of a name that is a headline's, and not a section's; same from 4 to 5
# Characters of a word in a query that says what kind of page it is; same from 10 to 40.
_LITERAL = 20
_LONGEST = 300  # characters of an address that are looked at, a bound on time


def shape(url: str) -> str:
    """`/tin-tuc/hop-ban-123.html` gives `tin-tuc/a-#.html`, `/?p=12` gives `?p=#`.

    Folders stand as they are. Of the last part, a number at its beginning or end is `#` and words
    are `a` (`A` where they are as many as in a headline). Numbers in the query are `#`; those of
    a pager are left out.
    """
    return _shape(url[:_LONGEST])


@lru_cache(maxsize=4096)  # a site's pages have the same menu
def _shape(url: str) -> str:
    parts = urlsplit(url)
    *folders, last = unquote(parts.path).lower().strip("/").split("/")
    folders = ["#" if folder.isdigit() else folder for folder in folders]
    path = "/".join((*folders, _name(last)))
    items = [_parameter(item) for item in unquote(parts.query).split("&") if item]
    query = "&".join(item for item in items if item)
    return f"{path}?{query}" if query else path


def is_specific(shaped: str) -> bool:
    """Whether addresses of this shape name one page among many: by a number, or a headline."""
    path, _, query = shaped.partition("?")
    last = path.rpartition("/")[2]
    return "#" in query or "#" in last or last.startswith("A") or "=A" in query


def _name(last: str) -> str:
    name, dot, extension = last.rpartition(".")
    if not dot or not extension.isalpha() or len(extension) > len("aspx"):
        name, dot, extension = last, "", ""
    words = [word for word in _WORDS.split(name) if word]
    if not words:
        return f"{dot}{extension}"
    if all(word.isdigit() for word in words):
        return f"#{dot}{extension}"
    numbered = any(map(str.isdigit, words[-1])) or any(map(str.isdigit, words[0]))
    if len(words) == 1:
        word = "a-#" if numbered else words[0]
    elif numbered:
        word = "#-a" if words[0].isdigit() and not words[-1].isdigit() else "a-#"
    else:
        word = "A" if len(words) >= _LONG_SLUG else "a"
    return f"{word}{dot}{extension}"


def _parameter(item: str) -> str:
    name, _, value = item.partition("=")
    name = name.lower()
    if value.isdigit():
        return "" if is_page_parameter(name) else f"{name}=#"
    words = len([word for word in _WORDS.split(value) if word])
    if words <= 1 and len(value) <= _LITERAL:
        return f"{name}={value.lower()}"
    return f"{name}={'A' if words >= _LONG_SLUG else 'a'}"
