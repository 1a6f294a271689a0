"""The public functions that what a stranger writes is put through, made ready for one text.

Which functions there are is read off the modules; what each is given, off its signature. A new
function is tried by itself; one whose arguments nobody here can make must be named in `LEFT_OUT`.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import sqlite3
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from bs4 import BeautifulSoup, Tag

from kho_tin.archive.columns import SEARCHED
from kho_tin.archive.search.query import Term, parse
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.body import read_html
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Link, Page
from kho_tin.parsers.themed_article import Theme
from kho_tin.parsers.vietnamese.ambiguous_dates import DateEvidence
from kho_tin.parsers.vietnamese.bylines import Byline
from kho_tin.parsers.vietnamese.date_order import DateSample
from kho_tin.parsers.vietnamese.dates import find_date
from kho_tin.web.articles.matching import Effort

Run = Callable[[str], object]

TRIED: Final = (
    "kho_tin.parsers", "kho_tin.archive.address_lookup",
    "kho_tin.base.hosts", "kho_tin.base.legacy_fonts", "kho_tin.base.markup",
    "kho_tin.base.terminal", "kho_tin.base.text", "kho_tin.base.times", "kho_tin.archive.content",
    "kho_tin.archive.lasting_names", "kho_tin.archive.search", "kho_tin.exporters.surt",
    "kho_tin.outcome.addresses", "kho_tin.registers", "kho_tin.web.articles.difference",
    "kho_tin.web.articles.matching", "kho_tin.web.articles.text", "kho_tin.web.search.operators",
    "kho_tin.web.search.query", "kho_tin.web.snippet",
)  # fmt: skip
# By what else they are tried, or why there is nothing to try.
LEFT_OUT: Final = {
    "kho_tin.archive.address_lookup.articles_at": "reads an archive; `address_typed` is tried",
    "kho_tin.archive.content.": "rows of the database: texts that `parsers.read` has bounded",
    **{
        f"kho_tin.archive.lasting_names.{name}": "reads the archive's own row"
        for name in ("archive_uuid", "known_uuid", "uuid_for")
    },
    **{
        f"kho_tin.archive.search.abbreviations.{name}": "is given a query's words"
        for name in ("with_ours", "meanings", "abbreviations")
    },
    "kho_tin.archive.search.dates.": "is given the first words of a parsed query",
    "kho_tin.archive.search.equals.equals": "reads an archive, for TERMS terms of a query",
    "kho_tin.archive.search.spelling.one_word": "is given what a pattern found",
    "kho_tin.web.snippet.cut": "`snippet` is tried",
    "kho_tin.archive.search.index.": "rows of the database; `fold` is tried",
    **{
        f"kho_tin.base.times.{name}": "is given a time of ours"
        for name in ("utc", "now", "current", "today")
    },
    "kho_tin.base.text.has_any": "looks for a few words of ours; those who ask it are tried",
    "kho_tin.archive.search.query.rank_sql": "is given the name of a table",
    **{
        f"kho_tin.base.terminal.{name}": "goes by the width of a terminal; made of lines of ours"
        for name in ("columns", "clipped", "fitted")
    },
    "kho_tin.parsers.assemble.changed": "copies what it is given",
    "kho_tin.parsers.assemble.no_article": "copies what it is given",
    "kho_tin.parsers.second_reading.instead": "reads a page as `read` does, which is tried",
    "kho_tin.parsers.general.": "lines and elements of a page; tried by `general.article.read`",
    "kho_tin.parsers.html.document.ancestors": "is given a node",
    "kho_tin.parsers.html.document.attribute": "is given a node",
    "kho_tin.parsers.html.document.remove": "is given nodes; tried by `read_body`",
    "kho_tin.parsers.html.hidden.remove_off_screen": "is given a tree; tried by `Document.of`",
    "kho_tin.parsers.registry": "is given names and declarations of ours",
    "kho_tin.parsers.report.": "copies what it is given",
    "kho_tin.parsers.sources.read": "chooses among readers, which are tried",
    "kho_tin.parsers.sources.stamps.in_vietnam": "is given what a library has read",
    "kho_tin.registers.document_dates.issued": "tried by `find_documents`",
    "kho_tin.registers.document_numbers.read_number": "is given what a pattern found",
    "kho_tin.registers.place_names.": "is given units of ours; tried by `find_places`",
    "kho_tin.registers.units.gazetteer": "is given nothing",
    "kho_tin.registers.units.listed": "is given units of ours",
    "kho_tin.registers.kinds.spelt": "is given what a pattern found",
    "kho_tin.web.search.operators.example": "is given declarations of ours",
    "kho_tin.web.search.operators.table": "is given nothing",
    "kho_tin.web.search.query.is_switch": "is given what a pattern found",
    "kho_tin.web.search.query.with_abbreviations": "goes once through what `parse` has read",
    "kho_tin.web.search.query.from_request": "`parse` is tried; the rest is compared and no more",
}
TRIED_ALL_THE_SAME: Final = {"kho_tin.parsers.general.article.read"}


def _document(text: str) -> Document:
    return Document.of(_page(text))


def _page(text: str) -> Page:
    at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    return Page("https://tin.hailam.example/tin-1.html", text.encode(), None, at)


def _soup(text: str) -> Tag:
    return BeautifulSoup(text, "lxml")


_PAGE: Final = re.compile(r"page=(\d+)")
_NODE: Final = _soup("<p></p>")


def _blocks(text: str) -> list[Block]:
    blocks = [Block("paragraph", line, _NODE) for line in text.split("\n")]
    return [*blocks, Block("paragraph", text, _NODE), Block("paragraph", "Nguyễn Văn An", _NODE)]


def _links(text: str) -> list[Link]:
    return [Link(f"https://tin.hailam.example/{word}", word) for word in text.split()]


def _samples(text: str) -> list[DateSample]:
    at = "2026-11-20T00:00:00Z"
    return [DateSample.of(at, printed, "open", text, text) for printed in (text, "6/3/2016")]


_BY_NAME: Final[dict[str, Callable[[str], Any]]] = {
    "parser": lambda text: "general@1",
    "encoding": lambda text: "VNI",
    "parameter": lambda text: "page",
    "selector": lambda text: "a",
    "dates": lambda text: "time, span, p",
    "summaries": lambda text: "p",
    "page_url": lambda text: "https://tin.hailam.example/",
    "tag": lambda text: _soup(text).find(True) or _NODE,
    "published": lambda text: "2026-11-20",
    "latest": lambda text: "2026-11-20T00:00:00Z",
}
_BY_TYPE: Final[dict[str, Callable[[str], Any]]] = {
    "str": str,
    "str | None": str,
    "object": str,
    "bytes": str.encode,
    "int": lambda text: 2,
    "Database | sqlite3.Connection": lambda text: _edited(text),
    "dt.date": lambda text: dt.date(2026, 11, 20),
    "dt.datetime | None": lambda text: dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
    "Page": _page,
    "Document": _document,
    "Tag": _soup,
    "LexborNode": lambda text: _document(text).tree.body,
    "LexborNode | None": lambda text: _document(text).tree.body,
    "LexborNode | Iterable[LexborNode]": lambda text: _document(text).tree.body,
    "Iterable[LexborNode]": lambda text: _document(text).all("a"),
    "Theme": lambda text: Theme("body", "h1", "div", ("time", "span"), mixed=True),
    "re.Pattern[str]": lambda text: _PAGE,
    "BeautifulSoup": _soup,
    "Term": lambda text: Term(tuple(text.split())),
    "Block": lambda text: Block("paragraph", text, _NODE),
    "list[Block]": _blocks,
    "Byline": lambda text: Byline(text, text),
    "Body": lambda text: read_html(text, str),
    "NewsArticle | None": lambda text: None,
    "Sequence[Link]": _links,
    "Iterable[Link]": _links,
    "tuple[Link, ...]": lambda text: tuple(_links(text)),
    "Sequence[str]": str.split,
    "Sequence[Term]": lambda text: parse(text[:20]),
    "tuple[str, ...]": lambda text: tuple(text.split()),
    "dict[str, str | None]": lambda text: dict.fromkeys(("class", "id", "style", "role"), text),
    "dict[str, Any]": lambda text: _revision(text),
    "Mapping[str, str]": lambda text: {text: text},
    "PrintedDate": lambda text: find_date("6/3/2016"),
    "DateEvidence": lambda text: DateEvidence(text=text),
    "Iterable[DateSample]": _samples,
    "DateProfile | None": lambda text: None,
    "Mapping[str, str] | None": lambda text: {text: "2016-06-03"},
    "Callable[[str], str]": lambda text: str,
    "Callable[[str], str | None]": lambda text: str,
    "Effort": lambda text: Effort(FEW_STEPS),
}


def _edited(text: str) -> sqlite3.Connection:
    """An article, number 2, of two versions, between which its text was turned round, and its
    document was put in the place of another."""
    db = sqlite3.connect(":memory:")
    for table, said in (("attachments", text[::-1]), ("removed_attachments", text)):
        db.execute(f"CREATE TABLE {table} (article, url, text)")
        db.execute(f"INSERT INTO {table} VALUES (2, ?, ?)", [table, said])
    files = [json.dumps([{"url": url}]) for url in ("removed_attachments", "attachments")]
    columns = f"{', '.join(SEARCHED)}, images, attachments"
    db.execute(f"CREATE TABLE articles (id, {', '.join(SEARCHED)})")
    db.execute(f"CREATE TABLE revisions (article, number, seen_at, {columns})")
    for number, version in enumerate((text, text[::-1])):
        values = [version] * len(SEARCHED)
        db.execute(
            f"INSERT INTO revisions VALUES (2, ?, ?, {'?, ' * len(values)}'[]', ?)",
            [number, f"2026-11-2{number}T00:00:00Z", *values, files[number]],
        )
    db.execute(f"INSERT INTO articles VALUES (2{', ?' * len(values)})", values)
    return db


def _revision(text: str) -> dict[str, Any]:
    texts = ("title", "summary", "author", "source", "category", "published", "url", "language")
    return {**dict.fromkeys(texts, text), "body": text, "images": "[]", "attachments": "[]"}


def functions(modules: list[ModuleType]) -> tuple[dict[str, Callable[[str], object]], list[str]]:
    """What each public function does with a text, by its full name; and the names of those that
    are tried by nothing."""
    runners: dict[str, Callable[[str], object]] = {}
    untried: list[str] = []
    for module in modules:
        if not module.__name__.startswith(TRIED):
            continue
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if not own or name.startswith("_"):
                continue
            full = f"{module.__name__}.{name}"
            if full.startswith(tuple(LEFT_OUT)) and full not in TRIED_ALL_THE_SAME:
                continue
            if (run := _runner(function)) is not None:
                runners[full] = run
            else:
                untried.append(full)
    return runners | DIFFERENCES, untried


def _runner(function: Callable[..., Any]) -> Callable[[str], object] | None:
    """The function, to be given a text; None if nobody knows what its arguments are."""
    makers: dict[str, Callable[[str], Any]] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        spread = parameter.kind is parameter.VAR_POSITIONAL
        if not spread and parameter.default is not parameter.empty:
            continue
        known = _BY_TYPE.get(parameter.annotation)
        if name in _BY_NAME and parameter.annotation in ("str", "Tag"):
            known = _BY_NAME[name]
        if known is None or (spread and parameter.annotation not in ("str", "str | None")):
            return None
        makers[name] = known
    if not makers:
        return None
    spread_name = next(
        (
            name
            for name, each in inspect.signature(function).parameters.items()
            if each.kind is each.VAR_POSITIONAL
        ),
        None,
    )

    def run(text: str) -> object:
        values = {name: make(text) for name, make in makers.items()}
        try:
            done = function(values[spread_name]) if spread_name else function(**values)
            return list(done) if inspect.isgenerator(done) else done
        except (ValueError, AssertionError):
            return None  # strict in: what is no time, and the like
        except RecursionError:
            return None  # too deep; `parsers.read` says so

    return run


def _other(text: str) -> str:
    """Another version of the same: each third word another one."""
    words = re.split(r"(\s+)", text)
    return "".join(word if n % 3 else f"{word}x" for n, word in enumerate(words))


def _differ(text: str) -> object:
    from kho_tin.web.articles.difference import changes

    return changes(_revision(text), _revision(_other(text)), Effort(FEW_STEPS))


def _differ_in_halves(text: str) -> object:
    from kho_tin.web.articles.difference import paragraphs

    half = len(text) // 2
    return paragraphs(
        text[:half] + "\n\n" + text[half:], text[half:] + "\n\n" + text[:half], Effort(FEW_STEPS)
    )


# A bound like any other, and sooner reached than the default.
FEW_STEPS: Final = 50_000
# Of two texts that are alike, and not of one and the same.
DIFFERENCES: Final[dict[str, Callable[[str], object]]] = {
    "difference: each third word": _differ,
    "difference: halves": _differ_in_halves,
}
