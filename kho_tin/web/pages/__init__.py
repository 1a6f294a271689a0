"""The pages, a module for each. `routes` is what the plugin registers with Datasette."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from kho_tin.archive.lasting_names import PID
from kho_tin.exporters.registry import TABLES
from kho_tin.web import health
from kho_tin.web.pages import (
    about,
    article,
    compare,
    document,
    download,
    export,
    feed,
    file,
    history,
    manifest,
    overview,
    raw,
    replay,
    search,
    static,
)
from kho_tin.web.replay.addresses import PREFIX, REST

_NAME: Final = r"(?P<database>[^/]+)"
_ROUTES: Final[list[tuple[str, Any]]] = [
    (r"^/$", overview.overview),
    (r"^/about$", about.about),
    (r"^/search$", search.page),
    (r"^/search\.json$", search.data),
    (r"^/search\.atom$", feed.news),
    (r"^/edits\.atom$", feed.edits),
    (r"^/removals\.atom$", feed.removals),
    (rf"^/search(?P<suffix>{'|'.join(map(re.escape, TABLES))})$", export.export),
    (r"^/robots\.txt$", static.robots),
    (r"^/-/health$", health.health),
    (r"^/manifest-sha256\.txt$", manifest.digests),
    (rf"^/{_NAME}/articles/(?P<id>\d{{1,18}})(?P<tail>/history|\.(?:bib|ris|csl))$", article.moved),
    (rf"^/{_NAME}/captures/(?P<id>\d{{1,18}})/raw$", raw.show_body),
    (rf"^/{_NAME}/captures/(?P<id>\d{{1,18}})/page$", replay.of_capture),
    (rf"^/{_NAME}/captures/(?P<id>\d{{1,18}})/warc$", raw.record),
    (rf"^{PREFIX}{REST}$", replay.page),
    (rf"^/{_NAME}{PREFIX}{REST}$", replay.page),
    (rf"^/{_NAME}/archive\.db$", download.database),
    (r"^/-/kho-tin/(?P<name>[a-z_]+\.(?:css|js|svg))$", static.file),
]


def routes(databases: Collection[str]) -> list[tuple[str, Any]]:
    """Paths, as regular expressions, and the functions that answer them.

    Anything below `/a/` is taken for an article's lasting name, so that a mistyped one gets an
    answer that says so; if a database is called `a`, only what has the form of one.
    """
    pid = "(?P<pid>[^/@.]+)"
    if "a" in databases:  # whose table `observations` has as many letters
        pid = rf"(?P<pid>(?!observations\b){PID})"
    forms = r"(?:\.(?P<form>json|bib|ris|csl))?"
    return [
        (rf"^/a/{pid}(?:@(?P<at>[^/.]*))?{forms}$", article.page),
        (rf"^/a/{pid}/history$", history.history),
        (rf"^/a/{pid}/compare$", compare.page),
        (rf"^/a/{pid}/file/(?P<position>[1-9]\d{{0,4}})$", file.page),
        # Numbers begin with a figure; tables of a database called `d` seldom do.
        (r"^/d/(?P<number>\d.*)$", document.page),
        *_ROUTES,
    ]
