"""The pages, a module for each. `ROUTES` is what the plugin registers with Datasette."""

from __future__ import annotations

from typing import Any, Final

from kho_tin.web import health
from kho_tin.web.pages import cite, download, export, feed, history, overview, raw, search, static

_NAME: Final = r"(?P<database>[^/]+)"

ROUTES: Final[list[tuple[str, Any]]] = [
    (r"^/$", overview.overview),
    (r"^/search$", search.page),
    (r"^/search\.json$", search.data),
    (r"^/search\.atom$", feed.atom),
    (r"^/search\.(?P<form>csv|jsonl|parquet)$", export.export),
    (r"^/robots\.txt$", static.robots),
    (r"^/-/health$", health.health),
    (rf"^/{_NAME}/articles/(?P<id>\d+)/history$", history.history),
    (rf"^/{_NAME}/articles/(?P<id>\d+)\.(?P<form>bib|ris|csl)$", cite.citation),
    (rf"^/{_NAME}/captures/(?P<id>\d+)/raw$", raw.look),
    (rf"^/{_NAME}/captures/(?P<id>\d+)/warc$", raw.record),
    (rf"^/{_NAME}/archive\.db$", download.database),
    (r"^/-/kho-tin/(?P<name>[a-z_]+\.(?:css|js|svg))$", static.file),
]
