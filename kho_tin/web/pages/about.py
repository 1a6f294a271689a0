"""`/about`: what the archive holds, its rules, and what it knows of its readers. Made of what the
program and the archive are: operators, functions, formats and feeds are listed where they are
declared, and nowhere else."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from kho_tin import __version__
from kho_tin.exporters.registry import TABLES
from kho_tin.web import datasette_versions, datasette_words, profiles
from kho_tin.web.cache import cached
from kho_tin.web.context import allows_sql, enter, rows
from kho_tin.web.functions import FUNCTIONS
from kho_tin.web.pages import download, feed, overview
from kho_tin.web.pages.article import TYPES

_CONTENTS: Final = (
    "SELECT (SELECT count(*) FROM articles) AS articles, "
    "(SELECT count(*) FROM revisions WHERE number > 1) AS edits, "
    "(SELECT count(*) FROM images WHERE capture IS NOT NULL) AS pictures, "
    "(SELECT count(*) FROM attachments WHERE capture IS NOT NULL) AS files, "
    "(SELECT count(*) FROM captures) AS captures, (SELECT count(*) FROM warcs) AS warcs"
)
_CAPTURED: Final = (
    "SELECT runs.site, min(fetched_at) AS first, max(fetched_at) AS last "
    "FROM captures JOIN runs ON runs.id = captures.run GROUP BY runs.site"
)
# The newest article, as an example of what is cited.
_EXAMPLE: Final = (
    "SELECT pid, (SELECT max(seen_at) FROM revisions WHERE article = newest.id) AS seen_at FROM "
    "(SELECT id, pid FROM articles WHERE published IS NOT NULL "
    "ORDER BY published DESC, id DESC LIMIT 1) AS newest"
)


def _captured(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    return {row["site"]: row for row in rows(connection.execute(_CAPTURED))}


PARTS: Final[dict[str, overview.Reader]] = {
    "examples": overview.PARTS["examples"],
    "sites": overview.PARTS["sites"],
    "held": lambda connection: cached(
        connection, "held", lambda connection: rows(connection.execute(_CONTENTS))[0]
    ),
    "captured": lambda connection: cached(connection, "captured", _captured),
    "example": lambda connection: next(iter(rows(connection.execute(_EXAMPLE))), None),
}


async def about(datasette: Any, request: Any) -> Any:
    """The page."""
    context = await enter(datasette, request)
    metadata = await datasette_versions.instance_metadata(datasette)
    days = str(context.setting("log_days", ""))
    return await context.page(
        "kt_about.html",
        **await context.parts(PARTS),
        functions=FUNCTIONS,
        with_sql=allows_sql(datasette) and datasette.setting("default_allow_sql"),
        formats=[(form.name, suffix) for suffix, form in TABLES.items() if form.is_ready],
        feeds=feed.KINDS,
        citations=list(TYPES),
        download=download.allowed(datasette),
        licence=datasette_words.of_language(metadata.get("license"), context.words.code),
        source=datasette_words.of_language(metadata.get("source"), context.words.code),
        profile=profiles.current(),
        log_days=int(days) if days.isdecimal() and len(days) < 5 else None,
        version=__version__,
    )
