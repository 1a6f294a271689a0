"""`/a/PID/compare?from=TIME&to=TIME`: how one version of an article differs from another."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any
from urllib.parse import urlencode

from kho_tin.archive.lasting_names import compact
from kho_tin.web.articles import lasting
from kho_tin.web.articles.difference import changes
from kho_tin.web.articles.record import NoVersion
from kho_tin.web.context import RequestContext, rows
from kho_tin.web.pages.article import moment

_ARTICLE = "SELECT pid, title, language FROM articles WHERE id = ?"
# The newest version that had been captured by a time; the first where none had.
_VERSION = (
    "SELECT * FROM revisions WHERE article = ?1 "
    "ORDER BY seen_at > ?2, iif(seen_at > ?2, number, -number) LIMIT 1"
)


async def page(datasette: Any, request: Any) -> Any:
    """The page. A time names the version that was current then, as in `/a/PID@TIME`; they stand in
    their order whichever is named first. Raises NotFound, and NoVersion."""
    context, key = await lasting.find(datasette, request)
    times = [moment(request, request.args.get(name) or "") for name in ("from", "to")]

    def read(connection: sqlite3.Connection) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        (article,) = rows(connection.execute(_ARTICLE, [key]))
        return article, [rows(connection.execute(_VERSION, [key, at]))[0] for at in times]

    article, versions = await context.run(read)
    for version, at in zip(versions, times, strict=True):
        if version["seen_at"] > at:
            raise NoVersion(context, article["pid"], at, version["seen_at"])
    older, newer = sorted(versions, key=lambda version: version["number"])
    return await context.page(
        "kt_compare.html",
        article=article,
        older=older,
        newer=newer,
        changes=await asyncio.to_thread(changes, older, newer),
        cited=_cited(context, article["pid"], older["seen_at"], newer["seen_at"]),
    )


def _cited(context: RequestContext, pid: str, older: str, newer: str) -> str:
    """The address to cite, with the versions' own names."""
    times = urlencode({"from": compact(older), "to": compact(newer)})
    return context.absolute(f"{context.compare(pid)}?{times}")
