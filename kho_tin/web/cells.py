"""How single values are shown on Datasette's pages. Everything from the archive is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import get_args

from markupsafe import Markup, escape

from kho_tin.archive import body_html
from kho_tin.archive.runs import Verdict
from kho_tin.base.reasons.problem_kinds import KINDS, meaning
from kho_tin.web import language
from kho_tin.web.bounds import LONGEST_FREE_VALUE
from kho_tin.web.search.operators import STATES
from kho_tin.web.snippet import CLOSE, OPEN

# Columns that hold JSON: lists of names or of files, and settings.
JSON_COLUMNS = frozenset({"changed", "images", "attachments", "arguments", "parsers", "sources"})
LONG_LIST = 60  # characters of JSON, whose items have a line each
SHOWN_ADDRESS = 64  # characters; the whole address is in the link
FOLDED_FROM = 120  # letters; and of these are seen
SHOWN_FOLDED = 90
SHOWN_HTML = 2048  # characters of markup

_STATES = frozenset(
    [("state", state) for state in STATES] + [("verdict", verdict) for verdict in get_args(Verdict)]
)
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
# Columns that name a row of another table, where Datasette itself makes no link of them: on the
# page of a row, and in the results of a query.
_ROW_OF = {"article": "articles", "run": "runs", "capture": "captures"}


def cell(
    value: object,
    column: str,
    table: str | None,
    of_row: Callable[[str], object],
    database_url: str,
    article_address: Callable[[str], str] | None = None,
) -> Markup | None:
    """The HTML of one cell, or None to leave it to Datasette.

    `table` is None on the page of a query; `of_row` gives the value of another column of the
    row, None where there is no such column. `database_url` is the path of the database's page;
    `article_address` gives the lasting address of an article by its pid, None in a database that
    is no archive.
    """
    pid = of_row("pid")
    if article_address and isinstance(pid, str) and column in ("pid", "article", "title"):
        return _link(article_address(pid), value) if value else None
    if isinstance(value, bytes) and column == "body_html":
        html = body_html.shown(of_row("body"), value, LONGEST_FREE_VALUE)
        return escape(html[:SHOWN_HTML]) if html else None
    if isinstance(value, str) and column in JSON_COLUMNS:
        shown = _json(value)
        return _long(shown) if shown and len(value) > LONG_LIST else shown
    if isinstance(value, str) and (column == "url" or column.endswith("_url")):
        return link(value) if is_address(value) else None
    if isinstance(value, str) and (said := _in_language(value, column, table)):
        return said
    if column in _ROW_OF and isinstance(value, int):
        return _link(f"{database_url}/{_ROW_OF[column]}/{value}", value)
    if table is None and column == "snippet" and isinstance(value, str):
        return marked(value)
    if column == "title" and value and table in (None, "articles"):
        article = of_row("article" if table is None else "id")
        if isinstance(article, int):
            return _link(f"{database_url}/articles/{article}", value)
    return None  # a long text is cut by Datasette


def _long(value: object) -> Markup:
    """A list that scrolls in its cell, also by keyboard, so that a row stays low."""
    return Markup('<div class="kt-long" tabindex="0">{}</div>').format(value)


def folded(value: object) -> object:
    """What a cell shows; of a text of more than FOLDED_FROM letters the beginning, which opens."""
    text = str(value)
    if len(text) <= FOLDED_FROM or "<" in text:
        return value
    text = Markup(text).unescape() if isinstance(value, Markup) else text
    begun = text[: SHOWN_FOLDED + 1].rpartition(" ")[0] or text[:SHOWN_FOLDED]
    return Markup('<details class="kt-fold"><summary>{}…</summary>{}</details>').format(
        begun, text[len(begun) :]
    )


def is_address(value: object) -> bool:
    """Whether `value` is an http(s) address, so that a link to it runs no script."""
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


def link(address: str, text: str | None = None) -> Markup:
    """A link out of the archive, which sends no referrer."""
    shown = text or _SCHEME.sub("", address)
    if len(shown) > SHOWN_ADDRESS:
        half = SHOWN_ADDRESS // 2
        shown = f"{shown[:half]}…{shown[-half:]}"
    return Markup('<a href="{}" title="{}" rel="noreferrer nofollow">{}</a>').format(
        address, address, shown
    )


def marked(snippet: str) -> Markup:
    """A snippet as HTML, its matches in <mark>."""
    text = str(escape(snippet)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return Markup(text)


def _link(address: str, text: object) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)


def _in_language(value: str, column: str, table: str | None) -> Markup | None:
    """What an archive keeps as a word for programs, or in English, as the reader has it. A word
    stays, since it is what one searches for, with its meaning behind it."""
    words = language.Language(language.current())
    if (table, column) == ("problems", "kind") and value in KINDS:
        means = meaning(value, language.current())
    elif (column, value) in _STATES:
        means = words(f"{column}_{value}")
    elif (table, column) == ("runs", "reason"):
        return escape(words.reason(value))
    elif (table, column) == ("problems", "message"):
        return escape(words.problem(value))
    else:
        return None
    return Markup('<abbr title="{}">{}</abbr>').format(means, value)


def _json(text: str) -> Markup | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if isinstance(value, dict):
        lines = [f"{name}: {_plain(item)}" for name, item in value.items()]
        return Markup("<br>").join(lines) if lines else Markup("–")
    if not isinstance(value, list):
        return None
    if not value:
        return Markup("–")
    if all(isinstance(item, str) for item in value):
        return Markup(", ").join(value)
    items = [Markup("<li>{}</li>").format(_file(item)) for item in value]
    return Markup('<ol class="kt-files">{}</ol>').format(Markup("").join(items))


def _file(file: object) -> Markup | str:
    """A picture or an attachment of a revision: {"url", "caption"} or {"url", "filename"}."""
    if not isinstance(file, dict) or not is_address(file.get("url")):
        return _plain(file)
    return link(file["url"], file.get("filename") or file.get("caption"))


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
