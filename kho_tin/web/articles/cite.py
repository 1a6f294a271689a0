"""How an article is cited: BibTeX, RIS, CSL-JSON, and the tags in a page's head for Zotero.

All are made from one `Reference`. The address is the article's own on its site; the archived one
is its lasting address here, or that of the version which is cited; it was accessed when the
capture was made from which its text was read, since that is the day for which the archive can
vouch.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from kho_tin.archive.lasting_names import compact
from kho_tin.archive.search.fold import fold
from kho_tin.web.context import RequestContext


@dataclass(frozen=True)
class Reference:
    """`published` and `accessed` are days (`2021-06-02`), Vietnamese time; None: not known."""

    key: str
    title: str
    author: str | None
    site: str
    published: str | None
    url: str
    archived: str
    accessed: str
    language: str
    summary: str | None


def reference(
    context: RequestContext, article: dict[str, Any], seen_at: str | None = None
) -> Reference:
    """The reference for a row of `articles` with its site's title and its capture's time; for
    the version first seen then (UTC, `…Z`), if a time is given."""
    return Reference(
        key=_key(article, seen_at),
        title=_line(article["title"]),
        author=_line(article["author"]) if article["author"] else None,
        site=_line(article["site_title"]),
        published=(article["published"] or "")[:10] or None,
        url=article["url"],
        archived=context.cited(article["pid"], seen_at),
        accessed=article["fetched_at"][:10],
        language=article["language"] or "vi",
        summary=_line(article["summary"]) if article["summary"] else None,
    )


def _line(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def _key(article: dict[str, Any], seen_at: str | None) -> str:
    """`nguyen2021-abcdefghijkl`: whoever wrote it, the year, and the name that makes it one of a
    kind; two versions in one bibliography are told apart by their times."""
    name = re.sub(r"[^a-z]", "", fold((article["author"] or article["site"]).split()[0]))
    time = f"-{compact(seen_at)}" if seen_at else ""
    return f"{name or 'kho'}{article['year'] or ''}-{article['pid']}{time}"


def all_forms(one: Reference) -> list[tuple[str, str, str]]:
    """Name, file ending and text of each form."""
    return [
        ("BibTeX", "bib", bibtex(one)),
        ("RIS", "ris", ris(one)),
        ("CSL-JSON", "csl", csl_json(one)),
    ]


# What TeX would obey. A backslash first: the others bring their own.
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(char, char) for char in text)


def _verbatim(address: str) -> str:
    """Inside a `url` field nothing is escaped; braces would end it, and are not legal anyway."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def bibtex(one: Reference) -> str:
    """An `@online` entry (biblatex). Names and titles are braced: Vietnamese names are not
    turned round, and capitals stay."""
    fields: list[tuple[str, str | None]] = [
        ("author", f"{{{_tex(one.author)}}}" if one.author else None),
        ("title", f"{{{_tex(one.title)}}}"),
        ("organization", _tex(one.site)),
        ("date", one.published),
        ("year", one.published[:4] if one.published else None),
        ("url", _verbatim(one.url)),
        ("urldate", one.accessed),
        ("archiveurl", _verbatim(one.archived)),
        ("langid", {"vi": "vietnamese", "en": "english"}.get(one.language, one.language)),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@online{{{one.key},", *lines, "}"]) + "\n"


def ris(one: Reference) -> str:
    """A web page (ELEC). Lines end as the format's description has them, in CR LF."""
    fields: list[tuple[str, str | None]] = [
        ("TY", "ELEC"),
        ("ID", one.key),
        ("TI", one.title),
        ("AU", one.author),
        ("T2", one.site),
        ("PY", one.published[:4] if one.published else None),
        ("DA", one.published.replace("-", "/") if one.published else None),
        ("AB", one.summary),
        ("LA", one.language),
        ("UR", one.url),
        ("L2", one.archived),
        ("Y2", one.accessed.replace("-", "/")),
    ]
    lines = [f"{name}  - {value}" for name, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(one: Reference) -> dict[str, Any]:
    """An item of CSL-JSON 1.0."""
    item: dict[str, Any] = {
        "id": one.key,
        "type": "webpage",
        "title": one.title,
        "container-title": one.site,
        "URL": one.url,
        "accessed": _parts(one.accessed),
        "archive": "Kho Tin",
        "archive_location": one.archived,
        "language": one.language,
    }
    if one.author:
        item["author"] = [{"literal": one.author}]
    if one.published:
        item["issued"] = _parts(one.published)
    if one.summary:
        item["abstract"] = one.summary
    return item


def csl_json(one: Reference) -> str:
    """A list of one item, as programs read it."""
    return json.dumps([csl(one)], ensure_ascii=False, indent=2) + "\n"


def _parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def meta(one: Reference) -> list[tuple[str, str, str]]:
    """`<meta>` tags that Zotero's embedded-metadata translator reads: attribute, name, content."""
    tags: list[tuple[str, str, str | None]] = [
        ("property", "og:type", "article"),
        ("property", "og:title", one.title),
        ("property", "og:site_name", one.site),
        ("property", "article:published_time", one.published),
        ("name", "citation_title", one.title),
        ("name", "citation_author", one.author),
        (
            "name",
            "citation_publication_date",
            one.published.replace("-", "/") if one.published else None,
        ),
        ("name", "citation_language", one.language),
        ("name", "citation_public_url", one.url),
        ("name", "DC.type", "webpage"),
        ("name", "DC.title", one.title),
        ("name", "DC.creator", one.author),
        ("name", "DC.publisher", one.site),
        ("name", "DC.date", one.published),
        ("name", "DC.language", one.language),
        ("name", "DC.identifier", one.url),
        ("name", "DC.source", one.archived),
        ("name", "description", one.summary),
    ]
    return [(attribute, name, value) for attribute, name, value in tags if value]
