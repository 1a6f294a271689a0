"""The refresh of a page: after how many seconds it loads again, or another page instead.

HTML Standard, "shared declarative refresh steps": they are the same for `<meta http-equiv=refresh>`
and for the `Refresh` header of HTTP.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

from kho_tin.base.hosts import WEB
from kho_tin.parsers.html.document import Document, ancestors, attribute

_BLANK = " \t\n\f\r"
# Digits; digits and dots behind them count for nothing.
_TIME = re.compile(r"[ \t\n\f\r]*([0-9]*)[0-9.]*")
_BEFORE_URL = re.compile(r"[ \t\n\f\r]*[;,]?[ \t\n\f\r]*")
_URL = re.compile(r"url[ \t\n\f\r]*=[ \t\n\f\r]*", re.IGNORECASE)
_LONGEST = 9  # digits of the seconds that are read: 31 years; others behind them are cut off


def refresh_of(document: Document, header: str | None = None) -> tuple[float, str] | None:
    """After how many seconds the page is to be replaced, and by which address (absolute, without
    fragment); None where it does not refresh.

    `header` is the value of the answer's `Refresh` field, which is preferred to the page's own. An
    element in <noscript> is ignored, as in a browser.
    """
    if header is not None and (refresh := parse_refresh(header, document.page.url, document.base)):
        return refresh
    for node in document.all("meta[http-equiv]"):
        if attribute(node, "http-equiv").lower() != "refresh":
            continue
        if any(element.tag == "noscript" for element in ancestors(node)):
            continue
        content = attribute(node, "content")
        if refresh := parse_refresh(content, document.page.url, document.base):
            return refresh
    return None


def parse_refresh(value: str, page_url: str, base: str = "") -> tuple[float, str] | None:
    """Seconds and address of a value such as "5; url=/moi". Without an address the page itself, at
    `page_url`, is loaded again; a relative one is relative to `base` (or `page_url`).

    None for what a browser ignores: no time, a malformed address, or one of another scheme than
    http and https.
    """
    time = _TIME.match(value)
    assert time is not None
    seconds, remainder = time[1], value[time.end() :]
    if not seconds and "." not in time.group():
        return None
    if remainder and remainder[0] not in f";,{_BLANK}":
        return None
    address = remainder[_end(_BEFORE_URL, remainder) :]
    url = page_url
    if address:
        try:
            url = urljoin(base or page_url, _target(address))
            known = urlsplit(url)
        except ValueError:
            return None
        if known.scheme not in WEB or not known.netloc:
            return None
    return float(seconds[:_LONGEST] or 0), urldefrag(url).url


def _target(address: str) -> str:
    """The address behind "url=", without its quotes if it has them."""
    written = address[_end(_URL, address) :]
    if written[:1] in ("'", '"'):
        written = written[1:].partition(written[0])[0]
    return re.sub(r"[\t\n\r]", "", written).strip(_BLANK)


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0
