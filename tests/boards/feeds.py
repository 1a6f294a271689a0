"""Feeds and sitemaps as programs write them: RSS 2.0, Atom (RFC 4287), sitemaps.org."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Entry:
    """`when` is aware, in the zone that the feed prints."""

    title: str
    link: str
    when: dt.datetime
    category: str = ""
    creator: str = ""
    summary: str = ""
    content: str = ""
    guid: str = ""


def rss(
    title: str, link: str, entries: Iterable[Entry], *, generator: str = "", itself: str = ""
) -> str:
    """An RSS 2.0 channel; `itself` is its own address, where the program names it."""
    rows = "\n".join(map(_item, entries))
    own = f'\n<atom:link href="{_q(itself)}" rel="self" type="application/rss+xml" />' * bool(
        itself
    )
    made = f"\n<generator>{escape(generator)}</generator>" * bool(generator)
    return (
        f'{_HEAD}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f"<channel>\n<title>{escape(title)}</title>{own}\n<link>{escape(link)}</link>\n"
        f"<description>{escape(title)}</description>\n<language>vi</language>{made}\n{rows}\n"
        "</channel>\n</rss>\n"
    )


def _item(entry: Entry) -> str:
    lines = [
        f"<title>{escape(entry.title)}</title>",
        f"<link>{escape(entry.link)}</link>",
        f"<dc:creator><![CDATA[{entry.creator}]]></dc:creator>" * bool(entry.creator),
        f"<pubDate>{format_datetime(entry.when)}</pubDate>",
        f"<category><![CDATA[{entry.category}]]></category>" * bool(entry.category),
        f'<guid isPermaLink="false">{escape(entry.guid)}</guid>' * bool(entry.guid),
        f"<description><![CDATA[{entry.summary}]]></description>",
        f"<content:encoded><![CDATA[{entry.content}]]></content:encoded>" * bool(entry.content),
    ]
    return "<item>\n" + "\n".join(filter(None, lines)) + "\n</item>"


def atom(title: str, link: str, itself: str, entries: Iterable[Entry], generator: str) -> str:
    """An Atom feed; its time of update is its newest entry's."""
    rows = list(entries)
    newest = max((row.when for row in rows), default=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    body = "\n".join(
        f'<entry><title type="html">{escape(row.title)}</title>'
        f'<link href="{_q(row.link)}" rel="alternate" type="text/html" title="{_q(row.title)}" />'
        f"<published>{row.when.isoformat()}</published><updated>{row.when.isoformat()}</updated>"
        f"<id>{escape(row.guid or row.link)}</id>"
        + f'<content type="html">{escape(row.content)}</content>' * bool(row.content)
        + f"<author><name>{escape(row.creator)}</name></author>" * bool(row.creator)
        + f'<category term="{_q(row.category)}" />' * bool(row.category)
        + f'<summary type="html">{escape(row.summary)}</summary></entry>'
        for row in rows
    )
    return (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom">{generator}'
        f'<link href="{_q(itself)}" rel="self" type="application/atom+xml" />'
        f'<link href="{_q(link)}" rel="alternate" type="text/html" />'
        f"<updated>{newest.isoformat()}</updated><id>{escape(itself)}</id>"
        f'<title type="html">{escape(title)}</title>\n{body}\n</feed>\n'
    )


def urlset(rows: Iterable[tuple[str, str]]) -> str:
    """A sitemap of addresses and their `lastmod` ("" for none)."""
    return _sitemap("urlset", "url", rows)


def sitemapindex(rows: Iterable[tuple[str, str]]) -> str:
    """An index of sitemaps, likewise."""
    return _sitemap("sitemapindex", "sitemap", rows)


def _sitemap(root: str, tag: str, rows: Iterable[tuple[str, str]]) -> str:
    body = "\n".join(
        f"<{tag}><loc>{escape(place)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</{tag}>"
        for place, when in rows
    )
    return f'{_HEAD}<{root} xmlns="{_SITEMAP}">\n{body}\n</{root}>\n'


def _q(text: str) -> str:
    return escape(text, {'"': "&quot;"})
