"""What can be made to go wrong on the sample site: one table for attributes, options and help.

A field of `Switches` is an attribute of `Site`, a keyword of `SampleServer`, an option of
`kho-tin sample` and a key of `POST /__switch__`. `ACTS` are the same for what happens to
one article: a method of `Site`, an option `--edit ID` (or `ID=VALUE`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

GLOB = "GLOB"  # a shell pattern of the path with its query, such as '/tin-*' or '*' for all


def says(sentence: str, *choices: str, metavar: str | None = None) -> dict[str, Any]:
    """What `--help` says of a switch, and the values it can have, if not any."""
    return {"says": sentence, "choices": choices, "metavar": metavar}


@dataclass
class Switches:
    """All switches off: a site without faults, though with the traps of its CMS."""

    now: dt.date | None = field(
        default=None,
        metadata=says(
            "what today is for the site; articles of a later date are not out yet",
            metavar="YYYY-MM-DD",
        ),
    )
    crawl_delay: float = field(
        default=0.0, metadata=says("robots.txt asks for S seconds between requests", metavar="S")
    )
    robots_disallow: tuple[str, ...] = field(
        default=(), metadata=says("robots.txt forbids PATH (may be given again)", metavar="PATH")
    )
    wall: str = field(
        default="none",
        metadata=says(
            "answer 200 with 177 bytes of script that set a cookie D1N, until it comes back; "
            "d1n-expires gives it an expiry date, d1n-never is never satisfied; challenge: a page "
            "whose script computes a cookie of another name, as only a browser can",
            *("none", "d1n", "d1n-expires", "d1n-never", "challenge"),
        ),
    )
    forbid: bool = field(default=False, metadata=says("answer 403 to everything"))
    too_many: int = field(
        default=0, metadata=says("answer 429 to the next N requests", metavar="N")
    )
    unavailable: int = field(
        default=0, metadata=says("answer 503 to the next N requests", metavar="N")
    )
    retry_after: int = field(
        default=1, metadata=says("the Retry-After of these, in seconds (1)", metavar="S")
    )
    fail: str = field(
        default="", metadata=says("answer --fail-status to what matches", metavar=GLOB)
    )
    fail_status: int = field(
        default=500, metadata=says("the status that --fail answers (500)", metavar="CODE")
    )
    slow: float = field(
        default=0.0, metadata=says("think for S seconds before each answer", metavar="S")
    )
    hang: str = field(
        default="", metadata=says("take the request for what matches, never answer", metavar=GLOB)
    )
    cut: str = field(
        default="", metadata=says("cut the connection in the middle of the body", metavar=GLOB)
    )
    length_over: str = field(
        default="", metadata=says("name a Content-Length greater than the body", metavar=GLOB)
    )
    length_under: str = field(
        default="", metadata=says("name a Content-Length smaller than the body", metavar=GLOB)
    )
    drip: str = field(default="", metadata=says("send the body a byte a second", metavar=GLOB))
    big: str = field(default="", metadata=says("make the page 10 MB long", metavar=GLOB))
    bomb: str = field(
        default="",
        metadata=says("answer a megabyte of gzip that becomes a gigabyte", metavar=GLOB),
    )
    off_site: str = field(
        default="", metadata=says("redirect to another site, elsewhere.example", metavar=GLOB)
    )
    tls: str = field(
        default="none",
        metadata=says(
            "serve https from the start on, with a certificate that is: whole: sent with its "
            "issuer's, of a root that nobody knows yet; incomplete: sent alone; expired; "
            "self-signed",
            *("none", "whole", "incomplete", "expired", "self-signed"),
        ),
    )
    layout: str = field(
        default="usual",
        metadata=says(
            "renamed: every class and id is another; partly: only those of the news are; "
            "websphere: the site has moved to that portal, old addresses and all",
            *("usual", "renamed", "partly", "websphere"),
        ),
    )
    charset: str = field(
        default="utf-8",
        metadata=says(
            "mislabelled: UTF-8 that calls itself ISO-8859-1; windows-1258: in that charset, and "
            "says so; windows-1258-unnamed: and does not; nfd: UTF-8 with combining marks",
            *("utf-8", "mislabelled", "windows-1258", "windows-1258-unnamed", "nfd"),
        ),
    )
    pager: str = field(
        default="usual",
        metadata=says(
            "endless: a listing has a next page for ever, with the last page's news on it",
            *("usual", "endless"),
        ),
    )
    calendar: bool = field(
        default=False, metadata=says("a calendar in the margin, with a page for every month ever")
    )
    session_ids: bool = field(
        default=False, metadata=says("every link carries a session id, new each time")
    )
    twins: bool = field(
        default=False,
        metadata=says("links go to http and https, with and without www., in turn"),
    )
    many_links: int = field(
        default=0, metadata=says("every page has N more links, to pages of no worth", metavar="N")
    )


class Act(NamedTuple):
    """Something that happens to one article: the name of a method of Site, and what it does."""

    name: str
    says: str


ACTS = (
    Act("edit", "an editor adds a sentence to the article ID (ID=TEXT: a paragraph TEXT)"),
    Act("retitle", "the article ID gets another title (ID=TITLE); its address stays"),
    Act("remove", "the article ID is gone: ID=404, ID=410, or ID=soft (as the CMS does it)"),
    Act("unlist", "no listing names the article ID any more, and its page is still there"),
    Act("move", "the article ID gets another alias (ID=ALIAS), and so another address"),
    Act("detach", "the page of the article ID no longer names its documents"),
    Act("undate", "the article ID loses its date: the page shows today's"),
)
