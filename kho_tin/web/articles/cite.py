"""How an article is cited: BibTeX, RIS, CSL-JSON, and the tags in a page's head for Zotero.

All are made from one `Reference`. The address is the article's own on its site; the archived one
is its lasting address here, or that of the version cited. The access date is that of the capture
from which the text was read: the day for which the archive can vouch.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from kho_tin.archive.lasting_names import compact
from kho_tin.archive.search.fold import fold
from kho_tin.base.times import day_of
from kho_tin.web.context import RequestContext


@dataclass(frozen=True)
class Reference:
    """`published` and `accessed` are days (`2021-06-02`), Vietnamese time; None: not known."""

    key: str
    title: str
    authors: tuple[str, ...]
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
    """The reference for a row of `articles` with its site's title and its capture's time; with
    `seen_at` (UTC, `…Z`), for the version first seen at that time."""
    return Reference(
        key=_key(article, seen_at),
        title=_line(article["title"]),
        authors=tuple(map(_line, json.loads(article["authors"] or "[]"))),
        site=_line(article["site_title"]),
        published=day_of(article["published"] or "") or None,
        url=article["url"],
        archived=context.cited(article["pid"], seen_at),
        accessed=day_of(article["fetched_at"]),
        language=article["language"] or "vi",
        summary=_line(article["summary"]) if article["summary"] else None,
    )


def _line(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def _key(article: dict[str, Any], seen_at: str | None) -> str:
    """`nguyen2021-abcdefghijkl`: author or site, year, and lasting name. A version has its time,
    too, so that two of them in one bibliography differ."""
    name = re.sub(r"[^a-z]", "", fold((article["author"] or article["site"]).split()[0]))
    time = f"-{compact(seen_at)}" if seen_at else ""
    return f"{name or 'kho'}{article['year'] or ''}-{article['pid']}{time}"


def all_forms(reference: Reference) -> list[tuple[str, str, str]]:
    """Name, file ending and text of each form."""
    return [
        ("BibTeX", "bib", bibtex(reference)),
        ("RIS", "ris", ris(reference)),
        ("CSL-JSON", "csl", csl_json(reference)),
    ]


# Characters that TeX takes as commands.
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


def bibtex(reference: Reference) -> str:
    """An `@online` entry (biblatex). Names and titles are braced: Vietnamese names are not
    inverted, and capitals stay."""
    fields: list[tuple[str, str | None]] = [
        ("author", " and ".join(f"{{{_tex(author)}}}" for author in reference.authors)),
        ("title", f"{{{_tex(reference.title)}}}"),
        ("organization", _tex(reference.site)),
        ("date", reference.published),
        ("year", reference.published[:4] if reference.published else None),
        ("url", _verbatim(reference.url)),
        ("urldate", reference.accessed),
        ("archiveurl", _verbatim(reference.archived)),
        (
            "langid",
            {"vi": "vietnamese", "en": "english"}.get(reference.language, reference.language),
        ),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@online{{{reference.key},", *lines, "}"]) + "\n"


def ris(reference: Reference) -> str:
    """A web page (ELEC). Lines end in CR LF, as the format's description requires."""
    fields: list[tuple[str, str | None]] = [
        ("TY", "ELEC"),
        ("ID", reference.key),
        ("TI", reference.title),
        *(("AU", author) for author in reference.authors),
        ("T2", reference.site),
        ("PY", reference.published[:4] if reference.published else None),
        ("DA", reference.published.replace("-", "/") if reference.published else None),
        ("AB", reference.summary),
        ("LA", reference.language),
        ("UR", reference.url),
        ("L2", reference.archived),
        ("Y2", reference.accessed.replace("-", "/")),
    ]
    lines = [f"{name}  - {value}" for name, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(reference: Reference) -> dict[str, Any]:
    """An item of CSL-JSON 1.0."""
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "webpage",
        "title": reference.title,
        "container-title": reference.site,
        "URL": reference.url,
        "accessed": _parts(reference.accessed),
        "archive": "Kho Tin",
        "archive_location": reference.archived,
        "language": reference.language,
    }
    if reference.authors:
        item["author"] = [{"literal": author} for author in reference.authors]
    if reference.published:
        item["issued"] = _parts(reference.published)
    if reference.summary:
        item["abstract"] = reference.summary
    return item


def csl_json(reference: Reference) -> str:
    """A list of one item, as reference managers import it."""
    return json.dumps([csl(reference)], ensure_ascii=False, indent=2) + "\n"


def _parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def meta(reference: Reference) -> list[tuple[str, str, str]]:
    """`<meta>` tags that Zotero's embedded-metadata translator reads: attribute, name, content."""
    tags: list[tuple[str, str, str | None]] = [
        ("property", "og:type", "article"),
        ("property", "og:title", reference.title),
        ("property", "og:site_name", reference.site),
        ("property", "article:published_time", reference.published),
        ("name", "citation_title", reference.title),
        *(("name", "citation_author", author) for author in reference.authors),
        (
            "name",
            "citation_publication_date",
            reference.published.replace("-", "/") if reference.published else None,
        ),
        ("name", "citation_language", reference.language),
        ("name", "citation_public_url", reference.url),
        ("name", "DC.type", "webpage"),
        ("name", "DC.title", reference.title),
        *(("name", "DC.creator", author) for author in reference.authors),
        ("name", "DC.publisher", reference.site),
        ("name", "DC.date", reference.published),
        ("name", "DC.language", reference.language),
        ("name", "DC.identifier", reference.url),
        ("name", "DC.source", reference.archived),
        ("name", "description", reference.summary),
    ]
    return [(attribute, name, value) for attribute, name, value in tags if value]
