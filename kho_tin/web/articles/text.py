"""The text of an article as HTML that is safe to show, cleaned each time that it is shown.

Archived pages are hostile input. The crawl has cleaned `body_html` already, but an archive that was
made elsewhere, or by other rules, may hold anything: nothing is trusted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import nh3
from markupsafe import Markup

TAGS: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
# Removed with all that is in them.
DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "applet",
        "noscript",
        "template",
        "svg",
        "math",
        "title",
        "textarea",
        "select",
        "form",
        "head",
        "audio",
        "video",
        "canvas",
    ]
)
ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "*": {"lang"},
}
_EMPTY: Final = re.compile(r"<(p|div|span)>(?:\s|&nbsp;|<br>)*</\1>")
_NUMBER: Final = re.compile(r"\d{1,3}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def safe(html: str, picture: Callable[[str], str | None]) -> Markup:
    """`html` without anything that runs, loads, or imitates the page around it.

    `picture` gives the address on this server for a picture's original one; None: there is no
    capture of it, and only its alternative text is shown. Links send no referrer.
    """

    def allowed(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return picture(value)
        if name in ("colspan", "rowspan", "start"):
            return value if _NUMBER.fullmatch(value) else None
        if name == "lang":
            return value if _LANGUAGE.fullmatch(value) else None
        if name == "href":
            return value if value.lower().startswith(("http://", "https://", "mailto:")) else None
        return value

    clean = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel="noreferrer noopener nofollow ugc",
        strip_comments=True,
    )
    # Twice: a paragraph may hold nothing but an empty span.
    return Markup(_EMPTY.sub("", _EMPTY.sub("", clean)))


def plain(body: str) -> Markup:
    """The paragraphs of a plain text: lists and tables stay as their lines."""
    return Markup("\n").join(
        Markup('<p class="plain">{}</p>').format(paragraph)
        for paragraph in body.split("\n\n")
        if paragraph.strip()
    )


def shown(body: str, body_html: str | None, pictures: Mapping[str, str]) -> tuple[Markup, set[str]]:
    """The text, and the addresses of the pictures that stand in it.

    `pictures` maps their original addresses to those on this server.
    """
    placed: set[str] = set()

    def picture(address: str) -> str | None:
        here = pictures.get(address)
        if here is not None:
            placed.add(address)
        return here

    if body_html:
        html = safe(body_html, picture)
        # Markup without any text would show nothing: then the plain text is shown.
        if html.striptags().strip():
            return html, placed
    return plain(body), set()
