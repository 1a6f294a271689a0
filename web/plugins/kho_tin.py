"""Kho Tin's Datasette plugin: its search, its own SQL functions, and how its pages look."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from datasette import hookimpl
from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

ROOT = Path(__file__).resolve().parents[2]
# Datasette loads a plugin as a file on its own, so that a plain `datasette archive.db
# --plugins-dir web/plugins` from any folder would not find the project's packages.
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from archive.fold import fold  # noqa: E402
from archive.query import compile_query  # noqa: E402
from web import cells  # noqa: E402
from web.article import article_page  # noqa: E402
from web.snippet import snippet  # noqa: E402

# Named after the default archive.db: what the metadata file says of it holds for any archive.
DEFAULT_NAME = "archive"
BLANK_SEARCH = re.compile(rb"_search=(\+|%20)*")
STYLES = {path.name: path.read_bytes() for path in (ROOT / "web" / "static").glob("*.css")}


def _text(value):
    """SQL hands over any type; numbers are searched as they are written."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


# Datasette's own escape_fts, which its search box calls, is registered by the same hook.
@hookimpl(trylast=True)
def prepare_connection(conn):
    functions = {
        "escape_fts": (1, lambda text: compile_query(_text(text))),
        "search_query": (1, lambda text: compile_query(_text(text))),
        "search_snippet": (2, lambda text, query: snippet(_text(text), _text(query))),
        "fold": (1, lambda text: None if text is None else fold(_text(text))),
    }
    for name, (arguments, function) in functions.items():
        conn.create_function(name, arguments, function, deterministic=True)


@hookimpl
def startup(datasette):
    async def find_archives():
        datasette._kho_tin_archives = [
            name
            for name, database in datasette.databases.items()
            if await database.table_exists("articles_fts")
            and await database.table_exists("captures")
        ]

    return find_archives


@hookimpl
def get_metadata(datasette):
    """The metadata of `archive` for archives whose file has another name."""
    ours = (datasette._metadata_local.get("databases") or {}).get(DEFAULT_NAME)
    names = getattr(datasette, "_kho_tin_archives", [])
    return {"databases": {name: ours for name in names if ours and name != DEFAULT_NAME}}


@hookimpl
def asgi_wrapper():
    return without_blank_search


def without_blank_search(app):
    """An emptied search box means all articles; Datasette would look for nothing, and find it."""

    async def wrapped(scope, receive, send):
        query = scope.get("query_string") or b""
        if b"_search=" in query:
            kept = [part for part in query.split(b"&") if not BLANK_SEARCH.fullmatch(part)]
            scope = {**scope, "query_string": b"&".join(kept)}
        await app(scope, receive, send)

    return wrapped


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    def of_row(name):
        return row[name] if name in row.keys() else None  # noqa: SIM118 (rows hold values)

    return cells.cell(value, column, table, of_row, datasette.urls.database(database))


@hookimpl
def register_routes():
    return [(r"^/-/kho-tin/(?P<name>[a-z_]+\.css)$", style)]


def style(request):
    body = STYLES.get(request.url_vars["name"])
    if body is None:
        return Response.text("Not found", status=404)
    headers = {"cache-control": "max-age=86400"}  # the address changes with the content
    return Response(body, content_type="text/css; charset=utf-8", headers=headers)


def _style_url(name):
    return f"/-/kho-tin/{name}?{hashlib.sha256(STYLES[name]).hexdigest()[:8]}"


def _all_columns(request):
    return bool({"_col", "_nocol", "_all_columns"} & set(request.args))


@hookimpl
def extra_css_urls(view_name, table, request):
    names = ["kho_tin.css"]
    if view_name == "table" and table == "articles" and not _all_columns(request):
        names.append("fewer_columns.css")
    return [_style_url(name) for name in names]


@hookimpl
def extra_template_vars(view_name, database, table, request, datasette):
    async def variables():
        shown = {"kt_archives": getattr(datasette, "_kho_tin_archives", [])}
        if view_name == "table" and table == "articles":
            shown["kt_fewer_columns"] = not _all_columns(request)
        elif view_name == "row" and table == "articles" and database in shown["kt_archives"]:
            key = tilde_decode(request.url_vars["pks"])
            shown["kt_article"] = await article_page(datasette.get_database(database), key)
        return shown

    return variables
