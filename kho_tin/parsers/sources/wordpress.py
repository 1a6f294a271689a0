"""The REST interface that WordPress names in the head of each page (`<link
rel="https://api.w.org/">`): a list of its posts, newest first, as JSON."""

from __future__ import annotations

import datetime as dt
import json
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kho_tin.base.text import squeeze
from kho_tin.base.times import VIETNAM
from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.model import Link, Listing, NotAnArticle, Page, Reading
from kho_tin.parsers.sources.stamps import changed

LABEL: Final = "wordpress_rest@1"
REL: Final = "https://api.w.org/"
_DIGITS: Final = 5  # of a page's number: five have ten million posts
PER_PAGE: Final = 100  # the most that the interface gives at once
_POSTS: Final = "wp/v2/posts"
_FIELDS: Final = "link,date_gmt,modified_gmt,title"


def posts(root: str) -> str:
    """The address of the first page of posts, for the interface at `root`; also where it is told
    in a parameter, `?rest_route=/`."""
    parts = urlsplit(root)
    query = dict(parse_qsl(parts.query))
    path = parts.path
    if "rest_route" in query:
        query["rest_route"] = f"{query['rest_route'].rstrip('/')}/{_POSTS}"
    else:
        path = f"{path.rstrip('/')}/{_POSTS}"
    query |= {"per_page": str(PER_PAGE), "page": "1", "_fields": _FIELDS}
    return urlunsplit(parts._replace(path=path, query=urlencode(query, safe="/,"), fragment=""))


def read(page: Page) -> Reading:
    """The posts of one page of the interface; `next` is set where it is full."""
    try:
        data = json.loads(page.body)
    except (ValueError, RecursionError):
        return NotAnArticle(page.url, LABEL, "other", "no JSON")
    if not isinstance(data, list):
        return NotAnArticle(page.url, LABEL, "other", "no list of posts")
    links = [_link(post, page.url) for post in data[:PER_PAGE] if isinstance(post, dict)]
    by_url = {link.url: link for link in links if link}
    next_url = following(page.url, "page") if len(data) >= PER_PAGE else None
    return Listing(page.url, LABEL, tuple(by_url.values()), next_url)


def _link(post: dict[str, Any], base: str) -> Link | None:
    address = post.get("link")
    url = canonical(address, base) if isinstance(address, str) else ""
    if not url:
        return None
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else None
    text = squeeze(unescape(rendered)) if isinstance(rendered, str) else ""
    published, modified = (_stamp(post.get(name)) for name in ("date_gmt", "modified_gmt"))
    return Link(url, text, _here(published), modified=changed((published and modified) or ""))


def _stamp(value: object) -> str:
    """A time in UTC, which the interface writes without a zone."""
    return f"{value}+00:00" if isinstance(value, str) else ""


def _here(stamp: str) -> str | None:
    try:
        return dt.datetime.fromisoformat(stamp).astimezone(VIETNAM).isoformat()
    except (ValueError, OverflowError):
        return None


def following(url: str, parameter: str) -> str | None:
    """The address of the page after the one at `url`, whose number is that parameter; None where
    that is no number."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = query.get(parameter, "1")
    if not (page.isascii() and page.isdigit() and len(page) <= _DIGITS):
        return None
    query[parameter] = str(int(page) + 1)
    return urlunsplit(parts._replace(query=urlencode(query, safe="/,")))
