"""A captured page made fit for a frame: what it shows and links to comes from the archive.

Nothing of it can run: the answer's sandbox forbids scripts, and they are taken out besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from bs4.dammit import UnicodeDammit
from selectolax.lexbor import LexborHTMLParser, LexborNode

Address = Callable[[str, str], str]  # of an absolute address and a form, the path in the archive

# Frames, plug-ins and sound show nothing in the sandbox, a refresh would leave the capture.
_TAKEN_OUT: Final = (
    "script, iframe, frame, frameset, object, embed, applet, audio, video, meta[http-equiv], base, "
    "link:not([rel~=stylesheet i])"
)
_PICTURES: Final = (("img[src], input[src]", "src"), ("[background]", "background"))
# An address ends at the quotation mark that it began with, without one at a bracket: so a sheet of
# openings without ends costs no more than its length.
_QUOTED: Final = r"""(?:"[^"\n]{0,2000}"|'[^'\n]{0,2000}')"""
_CSS_URL: Final = re.compile(
    rf"""(url\(\s{{0,20}})({_QUOTED}|[^"'()\s]{{0,2000}})(?=\s{{0,20}}\))""", re.IGNORECASE
)
_CSS_IMPORT: Final = re.compile(rf"(@import\s{{1,20}})({_QUOTED})", re.IGNORECASE)
MOST: Final = 4 << 20  # bytes of a page: a second of processor; news pages have a tenth of one


def page(body: bytes, charset: str | None, url: str, address: Address) -> str:
    """The HTML for the frame. `url` is the page's own, `charset` as the server named it."""
    known = [charset] if charset else []
    text = UnicodeDammit(body, known_definite_encodings=known, is_html=True).unicode_markup or ""
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    origin = urljoin(url, (base.attributes.get("href") or "").strip()) if base else url
    for node in tree.css(_TAKEN_OUT):
        node.decompose()
    _unlink_drawings(tree)
    for node in tree.css("a[href], area[href]"):
        _link(node, origin, address)
    for node in tree.css("link[href]"):
        _point(node, "href", origin, "cs_", address)
    for selector, name in _PICTURES:
        for node in tree.css(selector):
            _point(node, name, origin, "im_", address)
    for node in tree.css("[srcset]"):
        node.attrs["srcset"] = _srcset(node.attributes.get("srcset") or "", origin, address)
    for node in tree.css("[style]"):
        node.attrs["style"] = style_sheet(node.attributes.get("style") or "", origin, address)
    for node in tree.css("style"):
        sheet = style_sheet(node.text(), origin, address)
        fresh = LexborHTMLParser(f"<style>{sheet}</style>").css_first("style")
        if fresh is not None and sheet != node.text():
            node.replace_with(fresh)
    return tree.html or ""


def style_sheet(text: str, url: str, address: Address) -> str:
    """The same sheet with the addresses of its pictures and further sheets in the archive."""

    def within(form: str) -> Callable[[re.Match[str]], str]:
        def pointed(match: re.Match[str]) -> str:
            mark = match[2][:1] if match[2].startswith(('"', "'")) else ""
            link = match[2].removeprefix(mark).removesuffix(mark)
            return match[1] + mark + _pointed(link, url, form, address) + mark

        return pointed

    return _CSS_IMPORT.sub(within("cs_"), _CSS_URL.sub(within("im_"), text))


def _unlink_drawings(tree: LexborHTMLParser) -> None:
    """Of an SVG drawing, links and parts from elsewhere: they have forms of their own."""
    for node in tree.css("svg [href], svg [xlink\\:href]"):
        for name in ("href", "xlink:href"):
            if name in node.attributes:
                del node.attrs[name]


def _link(node: LexborNode, origin: str, address: Address) -> None:
    href = (node.attributes.get("href") or "").strip()
    if href.startswith("#"):
        return  # within the page
    _point(node, "href", origin, "", address)
    node.attrs["target"] = "_top"


def _point(node: LexborNode, name: str, origin: str, form: str, address: Address) -> None:
    node.attrs[name] = _pointed(node.attributes.get(name) or "", origin, form, address)


def _pointed(link: str, origin: str, form: str, address: Address) -> str:
    """Where a link leads in the archive; as it is where it leads to no page on the web."""
    link = link.strip()
    if not link or link.startswith(("#", "data:")):
        return link
    try:
        absolute = urljoin(origin, link)
    except ValueError:
        return ""
    # Also "javascript:" and the like, which would do nothing.
    return address(absolute, form) if absolute.lower().startswith(("http:", "https:")) else ""


def _srcset(value: str, origin: str, address: Address) -> str:
    """Its candidates are parted by commas with a blank, and an address may have commas in it."""
    candidates = []
    for candidate in re.split(r",\s+", value):
        link, _, size = candidate.strip().partition(" ")
        if link:
            candidates.append(f"{_pointed(link, origin, 'im_', address)} {size}".strip())
    return ", ".join(candidates)
