"""The site's file, as a look found the site: a class with attributes only."""

from __future__ import annotations

import keyword
import os
import re
import textwrap
from pathlib import Path
from urllib.parse import urlsplit

from kho_tin.base.hosts import moved_to
from kho_tin.base.reasons import of_first_contact
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.times import day_of
from kho_tin.crawler.spider import NewsSpider
from kho_tin.parsers.parser import name_of
from kho_tin.parsers.registry import GENERAL
from kho_tin.preview.findings import LookReport

WIDTH = 100
_INHERITED = ("media_hosts", "language", "endpoint", "invented", "served_by")


def refusal(folder: Path, name: str, taken: list[str], option: str = "--write") -> Reason | None:
    """Why no file for the site `name` can be made in `folder`, before anything is fetched.

    `taken` are the names of the sites there are, `option` is how the name was given.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        return of_first_contact.no_module_name(option, name)
    path = folder / f"{name}.py"
    if os.path.lexists(path):
        return of_first_contact.module_there(option, name, f"{folder.name}/{path.name}")
    if name in taken:
        return of_first_contact.site_there(option, name)
    return None


def unreadable(report: LookReport) -> Reason | None:
    """Why a site's file would be of no use: nothing that was looked at can be stored."""
    if any(not article.why_not_stored for article in report.articles):
        return None
    return of_first_contact.nothing_to_read()


def source(report: LookReport, site: type[NewsSpider], name: str) -> str:
    """The text of spiders/NAME.py, as the formatter leaves it."""
    home_url = _home_url(report)
    cms = recognised(report)
    attributes: dict[str, object] = {
        "name": name,
        "title": report.site_name if report.site is None else site.title,
        "home_url": home_url,
        "cms": cms,
    }
    if hosts := _twin_hosts(report, site, home_url):
        attributes["hosts"] = hosts
    for attribute in _INHERITED:
        if getattr(site, attribute) != getattr(NewsSpider, attribute):
            attributes[attribute] = getattr(site, attribute)
    language = _language(report)
    if language != NewsSpider.language:
        attributes["language"] = language
    title = str(attributes["title"])
    lines = [
        "from kho_tin import NewsSpider",
        "",
        "",
        f"class {_class_name(name)}(NewsSpider):",
        *_docstring(report, title, cms),
        "",
    ]
    for key, value in attributes.items():
        lines += _attribute(key, value)
    return "\n".join(lines) + "\n"


def recognised(report: LookReport) -> str | None:
    """The one CMS that all stored articles are of; None: whatever is recognised, page by page."""
    parsers = {
        name_of(page.parser)
        for page in report.pages
        if page.parser and page.article and not page.article.why_not_stored
    }
    return parsers.pop() if len(parsers) == 1 and parsers != {GENERAL.name} else None


def _home_url(report: LookReport) -> str:
    """The address given, at the origin that answered. The path that a portal redirects to is not
    taken: it may hold the state of a session."""
    return moved_to(report.home_url, report.answers_at or report.home_url)


def _language(report: LookReport) -> str:
    languages = [article.language for article in report.articles]
    return max(languages, key=languages.count)


def _twin_hosts(report: LookReport, site: type[NewsSpider], home_url: str) -> tuple[str, ...]:
    """The site's other hosts: those declared, those linked to, and a given one that redirects."""
    home = urlsplit(home_url).netloc
    declared = site.hosts if report.site else ()
    given_host = urlsplit(report.home_url).netloc
    linked = (urlsplit(origin).netloc for origin in report.twins)
    hosts = dict.fromkeys((*declared, given_host, *linked))
    return tuple(host for host in hosts if host != home)


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) or "Site"


def _docstring(report: LookReport, title: str, cms: str | None) -> list[str]:
    """What was seen of the site, and when."""
    first = f"{title}, first seen on {day_of(report.at)}."
    read = [(page.role, page.listing) for page in report.pages if page.listing]
    sections = max((listing.sections for _, listing in read), default=0)
    # A home page shows parts of several listings.
    of_listings = [listing.articles for role, listing in read if role == "listing"]
    articles = max(of_listings or [listing.articles for _, listing in read], default=0)
    newest = day_of(max((article.published or "" for article in report.articles), default=""))
    servers = [page.server for page in report.pages if page.server]
    server = f" Server: {servers[0]}." if servers else ""
    lacking = sorted({name for article in report.articles for name in article.not_found})
    seen = (
        f"{_counted(sections, 'section')}; {articles} "
        f"articles on the page of a listing, the newest of those read of {newest}.{server} "
        f"Not found in every article: {', '.join(lacking) or 'nothing'}."
    )
    for fault in (fault for tls in report.tls for fault in tls.faults):
        seen += f" TLS: {fault}."
    if cms is None:
        seen += " No CMS was recognised: the general parser reads it."
    return [*_wrapped(f'"""{_plain(first)}'), "", *_wrapped(_plain(seen)), '    """']


def _plain(text: str) -> str:
    """Text that may stand in a docstring: no backslashes, no quotes that end it."""
    return " ".join(text.replace("\\", "/").replace('"', "”").split())


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _attribute(name: str, value: object) -> list[str]:
    """`name = value` as the formatter writes it; a long text goes over several lines."""
    if isinstance(value, tuple):
        inside = ", ".join(_quoted(str(item)) for item in value)
        return [f"    {name} = ({inside}{',' if len(value) == 1 else ''})"]
    if not isinstance(value, str):
        return [f"    {name} = {value!r}"]
    line = f"    {name} = {_quoted(value)}"
    if len(line) <= WIDTH or " " not in value:
        return [line]
    pieces = textwrap.wrap(value, WIDTH - 14, break_long_words=False, break_on_hyphens=False)
    ends = [*(f"{piece} " for piece in pieces[:-1]), pieces[-1]]
    return [f"    {name} = (", *(f"        {_quoted(piece)}" for piece in ends), "    )"]


def _quoted(text: str) -> str:
    """A Python string as the formatter writes it: in double quotes, unless that needs escapes."""
    escaped = text.replace("\\", "\\\\")
    if '"' in escaped and "'" not in escaped:
        return f"'{escaped}'"
    return '"' + escaped.replace('"', '\\"') + '"'
