"""What Datasette's own pages get from us: words, addresses, and searches with operators."""

from __future__ import annotations

from typing import Any

from kho_tin.web import datasette_versions, headers, language
from kho_tin.web.context import ARCHIVES
from kho_tin.web.http import FilterArguments
from kho_tin.web.pages import static
from kho_tin.web.search.operators import OPERATORS

# Lists in JSON: see docs/searching.md.
_WHERE = "id in (select value from json_each(search_ids(:kho_tin_query)))"
# With any of these in the address, all columns of `articles` are shown.
_COLUMNS = {"_col", "_nocol", "_all_columns"}


def matching(request: Any, table: str) -> Any:
    """The filter for a search box with operators that FTS5 alone cannot answer."""
    text = request.args.get(headers.MATCHING)
    if table != "articles" or not text:
        return None
    return FilterArguments([_WHERE], {"kho_tin_query": text}, [f'search matches "{text}"'])


def shared(datasette: Any, request: Any, view_name: str, table: str | None) -> dict[str, Any]:
    """The variables of every template."""
    words = language.of(request)
    if datasette_versions.speaks_english(view_name):
        words = language.Language("en")
    rules = request.scope.get(headers.RULES) if request is not None else None
    rules = rules or headers.Rules()  # Datasette's own client bypasses the wrapper
    shown: dict[str, Any] = {
        "t": words,
        "kt_archives": getattr(datasette, ARCHIVES, []),
        "kt_file": lambda name: datasette.urls.path(static.address(name)),
        "kt_nonce": rules.use_nonce,
        "kt_allow_style": rules.allow_style,
        "kt_own": view_name == "kho_tin",
        "kt_operators": OPERATORS.values(),
        "kt_language_url": _other_language(request, words.other, own=view_name == "kho_tin"),
    }
    if view_name == "table" and table == "articles":
        shown["kt_fewer_columns"] = not (_COLUMNS & set(request.args))
        if text := request.args.get(headers.MATCHING):
            shown["search"] = text
    return shown


def _other_language(request: Any, other: str, *, own: bool) -> str:
    """This page, of our own or of Datasette's, in the other language."""
    parts = (request.query_string or "").split("&") if request is not None else []
    others = [part for part in parts if part and part.partition("=")[0] not in language.PARAMETERS]
    name = language.PARAMETERS[0 if own else 1]
    return "?" + "&".join([*others, f"{name}={other}"])
