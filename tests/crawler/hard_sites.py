"""What can be made to go wrong on the sample site, and how a crawl of it ends: one table.

A case is named after its switch: `NAME`, or `NAME=CHOICE` where there are several.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kho_tin.sample import NewsArticle
from kho_tin.sample.switches import Switches
from tests.conftest import ROOT
from tests.starting import starter
from tests.waiting import STUCK

MOST_MEMORY = 300 << 20
SITE = "https://vungsuong.example"


def switches() -> set[str]:
    """Every switch of the sample site, with every choice but the one at rest."""
    return {
        f"{each.name}={choice}" if choice else each.name
        for each in fields(Switches)
        for choice in each.metadata["choices"][1:] or ("",)
    }


@dataclass
class Crawled:
    """A crawl that has ended, and the archive it leaves."""

    code: int
    line: str  # the first on standard output: what a person reads
    archive: Path
    memory: int  # bytes, of the largest process
    problems: dict[str, str] = field(default_factory=dict)  # by path

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        db = sqlite3.connect(self.archive)
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def articles(self) -> list[tuple[Any, ...]]:
        return sorted(
            self.rows("SELECT identity, title, author, published, body FROM articles"), key=str
        )


def truth(news: Iterable[NewsArticle]) -> list[tuple[Any, ...]]:
    """The rows that an archive of this news holds."""
    rows = [
        (str(each.id), each.title, each.author, each.date.isoformat(), each.body) for each in news
    ]
    return sorted(rows, key=str)


def crawl(
    start: str,
    archive: Path,
    *arguments: str,
    root: Path = ROOT,
    spider: str = "sample",
    environment: Mapping[str, str] | None = None,
) -> Crawled:
    """Crawl the site as a person would, and look at what that person would see: one line that says
    how it went, no traceback, no more memory than there should be."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    done = starter(root).run(
        ("crawl", spider, "-a", f"start={start}", *arguments),
        {**os.environ, "ARCHIVE": str(archive), **(environment or {})},
        STUCK,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    crawled = Crawled(
        code=done.returncode,
        line=done.stdout.partition("\n")[0],
        archive=archive,
        memory=done.memory,
    )
    assert crawled.memory < MOST_MEMORY, crawled.line
    crawled.problems = {
        url.removeprefix(SITE): message
        for url, message in crawled.rows("SELECT url, message FROM problems ORDER BY id DESC")
    }
    return crawled


ONCE = ("-s", "RETRY_TIMES=0")
SECONDS = 6  # longer than a busy machine takes for a page that comes
QUICK = (*ONCE, "-s", f"DOWNLOAD_TIMEOUT={SECONDS}")

# One page of many: `PAGE` in a switch becomes its path. The crawl ends with 0, all other pages are
# kept, and the problem on record says this; the page itself is kept only where nothing is said.
PAGE = "{page}"
ONE_PAGE: dict[str, tuple[dict[str, object], str]] = {
    "fail": ({"fail": PAGE}, "answered 500"),
    "hang": ({"hang": PAGE}, f"no whole answer within {SECONDS} seconds"),
    "cut": ({"cut": PAGE}, "the connection was cut before the page was whole"),
    "length_over": ({"length_over": PAGE}, "the connection was cut before the page was whole"),
    "length_under": ({"length_under": PAGE}, "the page ends before its </html>"),
    "drip": ({"drip": PAGE}, f"no whole answer within {SECONDS} seconds"),
    "big": ({"big": PAGE}, "more than 1000000 characters"),
    "bomb": ({"bomb": PAGE}, "more than 16777216 bytes when decoded"),
    "off_site": ({"off_site": PAGE}, "redirects off the site, to https://elsewhere.example/"),
    "robots_disallow": ({"robots_disallow": (PAGE,)}, "robots.txt forbids this page to us"),
}

# The home page, or everything: switches, exit code, what the line says.
WHOLE_SITE: dict[str, tuple[dict[str, object], int, str]] = {
    "fail": ({"fail": "/"}, 3, "the home page could not be fetched: answered 500"),
    "fail_status": ({"fail": "*", "fail_status": 451}, 4, "the home page answered 451"),
    "hang": ({"hang": "/"}, 3, f"no whole answer within {SECONDS} seconds"),
    "cut": ({"cut": "/"}, 3, "the connection was cut before the page was whole"),
    "length_over": ({"length_over": "/"}, 3, "the connection was cut before the page was whole"),
    "length_under": ({"length_under": "*"}, 3, "the home page could not be fetched: the page ends"),
    "drip": ({"drip": "/"}, 3, f"no whole answer within {SECONDS} seconds"),
    "big": ({"big": "*"}, 3, "the home page is no listing (more than 1000000 characters)"),
    "bomb": ({"bomb": "/"}, 3, "more than 16777216 bytes when decoded"),
    "off_site": ({"off_site": "*"}, 3, "redirects off the site, to https://elsewhere.example/"),
    "robots_disallow": ({"robots_disallow": ("/",)}, 4, "robots.txt forbids the home page"),
    "wall=d1n-never": ({"wall": "d1n-never"}, 4, "cookie wall"),
    "wall=challenge": ({"wall": "challenge"}, 4, "the home page is a challenge"),
    "forbid": ({"forbid": True}, 4, "the home page answered 403"),
    "too_many": (
        {"too_many": 99, "retry_after": 0},
        4,
        "robots.txt could not be had (answered 429)",
    ),
    "unavailable": (
        {"unavailable": 99, "retry_after": 0},
        4,
        "robots.txt could not be had (answered 503)",
    ),
    "retry_after": (
        {"unavailable": 1, "retry_after": 9999},
        4,
        "robots.txt could not be had (answered 503)",
    ),
    "tls=whole": ({"tls": "whole"}, 3, "the chain ends at Root of Vung Suong, which this machine"),
    "tls=incomplete": (
        {"tls": "incomplete"},
        3,
        "not that of its issuer, Issuer of Vung Suong. The missing certificate is at "
        "http://ca.example/issuer.der. Save it as PEM in this project, and name that file in the "
        'site\'s spider: ca_bundle = "issuer.pem"',
    ),
    "tls=expired": ({"tls": "expired"}, 3, "the certificate of 127.0.0.1 has expired"),
    "tls=self-signed": ({"tls": "self-signed"}, 3, "the certificate is signed by itself"),
}

# Overcome: the crawl ends with 0, and everything is kept as it is. Several at once in one crawl,
# which has to overcome all of them.
OVERCOME: dict[str, dict[str, object]] = {
    "wall=d1n too_many retry_after twins calendar many_links": {
        "wall": "d1n",
        "too_many": 2,
        "retry_after": 1,
        "twins": True,
        "calendar": True,
        "many_links": 3000,
    },
    "wall=d1n-expires unavailable session_ids charset=mislabelled": {
        "wall": "d1n-expires",
        "unavailable": 1,
        "session_ids": True,
        "charset": "mislabelled",
    },
    "pager=endless charset=windows-1258 now": {
        "pager": "endless",
        "charset": "windows-1258",
        "now": "2027-01-04",
    },
    "charset=windows-1258-unnamed": {"charset": "windows-1258-unnamed"},
    "charset=nfd crawl_delay slow": {"charset": "nfd", "crawl_delay": 0.01, "slow": 0.01},
}

# The site as it was is in the archive; then it changes so, and is crawled again: 3.
CHANGED: dict[str, tuple[dict[str, object], str]] = {
    "layout=renamed": ({"layout": "renamed"}, "the listings name 0 articles"),
    "layout=partly": ({"layout": "partly"}, "whose layout has changed"),
    "layout=websphere": ({"layout": "websphere"}, "read by another parser than vnpt_portal"),
}


def exit_codes() -> dict[str, set[int]]:
    """By switch: how a crawl ends, as the tables above have it."""
    codes: dict[str, set[int]] = {}
    for key in ONE_PAGE:
        codes.setdefault(key, set()).add(0)
    for key, (_, code, _) in WHOLE_SITE.items():
        codes.setdefault(key, set()).add(code)
    for keys in OVERCOME:
        for key in keys.split():
            codes.setdefault(key, set()).add(0)
    for key in CHANGED:
        codes.setdefault(key, set()).add(3)
    return codes
