"""The address of a picture: pages name it in many places besides `src`.

A picture that a script loads when it is scrolled into view has a placeholder in `src`, or nothing,
and its own address in an attribute that the script reads. For readers without scripts it may stand
once more in a <noscript>. `srcset` and the <source> elements of a <picture> name the same picture
in several sizes (HTML Standard, "images").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from kho_tin.parsers.addresses import filename_of, leads_nowhere

# Attributes of lazy loaders (lazysizes, lozad, echo, jQuery Lazy Load, WP Rocket, a3), the most
# common first. What they name is what readers see, whatever `src` has.
_LAZY = ("data-src", "data-lazy-src", "data-lazy", "data-echo", "data-original-src")
# Loaders read these too, but pages also name a larger picture in them, for a window of its own.
_LAZY_OR_LARGER = ("data-original", "data-image", "data-url", "data-thumb")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_PLACEHOLDER = re.compile(
    r"(?:^|[-_])(?:lazy(?:load(?:ing|ed|er)?)?|load(?:ing|er)|place-?holder|blank|spacer|transparent"
    r"|pixel|empty|trans|clear|dummy|grey|gray|1x1|default-?(?:image|img|thumb\w{0,10}))"
    r"(?:[-_.\d]|$)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp|svg|tiff?|jfif)(?:$|[?#!;&])", re.I)
# An address that cannot be of a picture: a word, a number, a JSON object.
_ADDRESS = re.compile(r"[^\s{}<>\"]{3,2000}")
# A candidate's descriptor: a width ("640w") or a density ("2x").
_SIZE = re.compile(r"\s*(\d{1,7}(?:\.\d{1,4})?)[wx]")
_MOST = 100  # a bound on time: candidates of one set


def picture_address(image: Tag) -> str:
    """The address of a picture as the page writes it; "" where it names none."""
    return next(_addresses(image), "")


def unwrap_noscript(soup: BeautifulSoup) -> None:
    """Put the pictures that `soup` has for readers without scripts in the places of those that a
    script would load; the remaining <noscript> stay."""
    for noscript in soup.find_all("noscript"):
        images = noscript.find_all("img")
        if noscript.decomposed or not images or noscript.find("iframe"):
            continue
        beside = [
            tag
            for tag in (noscript.find_previous_sibling(), noscript.find_next_sibling())
            if isinstance(tag, Tag) and tag.name in ("img", "picture")
        ]
        lazy = [
            image
            for tag in beside
            for image in ([tag] if tag.name != "picture" else tag.find_all("img"))
        ]
        if any(_is_own(address) for image in lazy for address in _addresses(image)):
            noscript.decompose()
            continue
        if not beside and not all(_PICTURE.search(_attribute(image, "src")) for image in images):
            continue  # a counter of visitors
        for image in beside:
            image.decompose()
        for image in images:
            noscript.insert_before(image.extract())
        noscript.decompose()


def _addresses(image: Tag) -> Iterator[str]:
    """What an <img> names, the best first."""
    source = _attribute(image, "src")
    yield from filter(_is_picture, (_attribute(image, name) for name in _LAZY))
    if not _is_own(source) or "lazy" in str(image.get("class") or "").lower():
        values = (_attribute(image, name) for name in _LAZY_OR_LARGER)
        yield from (value for value in values if _PICTURE.search(value) and _is_picture(value))
    if _is_own(source):
        yield source
    sets = [_attribute(image, name) for name in (*_LAZY_SETS, "srcset")]
    if (picture := image.find_parent("picture")) is not None:
        for tag in picture.find_all("source", limit=_MOST):
            sets += [_attribute(tag, name) for name in (*_LAZY_SETS, "srcset")]
    yield from filter(None, map(best_of, sets))
    if source and not leads_nowhere(source):
        yield source


def best_of(candidates: str) -> str:
    """The largest picture of a `srcset`, the first of equals; "" where it names none."""
    best, largest, rest = "", -1.0, candidates
    for _ in range(_MOST):
        address, rest = _word(rest)
        size: re.Match[str] | None = None
        if not address.endswith(","):
            # A comma may stand in an address, but not at its end.
            descriptor, _, rest = rest.partition(",")
            size = _SIZE.match(descriptor)
        address, width = address.rstrip(","), float(size[1]) if size else 1.0
        if not address:
            break
        if not leads_nowhere(address) and width > largest:
            best, largest = address, width
    return best


def is_picture(address: str) -> bool:
    """Whether an address ends like a picture's."""
    return _PICTURE.search(address) is not None


def _word(text: str) -> tuple[str, str]:
    """The first word of a list parted by blanks and commas, and what follows it."""
    words = text.lstrip(", \t\n\f\r").split(None, 1)
    return words[0] if words else "", words[1] if len(words) > 1 else ""


def _attribute(tag: Tag, name: str) -> str:
    return str(tag.get(name) or "").strip()


def _is_picture(value: str) -> bool:
    """Whether an attribute that a loader may read names a picture."""
    if leads_nowhere(value) or not _ADDRESS.fullmatch(value):
        return False
    return bool(_PICTURE.search(value)) or "/" in value


def _is_own(source: str) -> bool:
    """Whether `src` is the picture itself, and no placeholder for it."""
    return (
        bool(source) and not leads_nowhere(source) and not _PLACEHOLDER.search(filename_of(source))
    )
