"""Lasting names: which article, of which archive, an address below `/a/` means."""

from __future__ import annotations

import sqlite3
from typing import Any

from kho_tin.archive import decisions
from kho_tin.web import language
from kho_tin.web.context import ARCHIVES, RequestContext, enter
from kho_tin.web.http import Forbidden, Moved, NotFound, decoded


async def find(datasette: Any, request: Any) -> tuple[RequestContext, int]:
    """The archive that holds the article which the address names, and the article's id there.

    Every page about an article by its lasting name begins here, and nothing else looks a pid up.
    Archives are searched in their order, the one that `?archive=` names first: two may hold the
    same article. Raises Moved if it was merged into another, NotFound if no archive has it, and
    Datasette's Forbidden instead if an archive that may have it is closed to this reader.
    """
    pid = decoded(request.url_vars["pid"]).lower()
    archives: list[str] = getattr(datasette, ARCHIVES, [])
    preferred = request.args.get("archive")
    refused: Forbidden | None = None
    for name in sorted(archives, key=lambda name: name != preferred):
        try:
            context = await enter(datasette, request, name)
        except Forbidden as error:
            refused = error
            continue
        if into := await context.run(lambda connection: decisions.leads_to(connection, pid)):
            raise Moved(context.article(into))
        article = await context.run(lambda connection: article_of(connection, pid))
        if article is not None:
            return context, article
    raise refused or NotFound(language.of(request)("no_article", pid=pid[:40]))


def article_of(connection: sqlite3.Connection, pid: str) -> int | None:
    """The id of the article with this lasting name; None: there is none."""
    row = connection.execute("SELECT id FROM articles WHERE pid = ?", [pid]).fetchone()
    return row[0] if row else None


def name_of(
    connection: sqlite3.Connection, article: int, number: int | None = None
) -> tuple[str, str | None] | None:
    """The pid of an article, and when its version `number` was first seen (UTC); or None.

    For old addresses, which name both by their numbers.
    """
    row: tuple[str, str | None] | None = connection.execute(
        "SELECT pid, seen_at FROM articles LEFT JOIN revisions ON article = id AND number = ? "
        "WHERE id = ?",
        [number, article],
    ).fetchone()
    return row if row and (number is None or row[1]) else None
