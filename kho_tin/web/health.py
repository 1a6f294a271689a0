"""`/-/health`: whether the archive can be read, and how its sites are doing, for monitors."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kho_tin.archive import status
from kho_tin.archive.missing_files import refuse_new_history
from kho_tin.archive.status import SiteStatus
from kho_tin.base.environment import get
from kho_tin.base.errors import ArchiveError
from kho_tin.base.times import now
from kho_tin.web.context import RequestContext, enter
from kho_tin.web.http import NotFound, Response

OK, WRONG, UNAVAILABLE = 200, 400, 503
SLOW: Final = "the archive is slow: reading {} took too long"
# Read once, at the start: a file of settings that cannot be read ends the program.
RETIRED: Final = status.names(get("RETIRED"))


def sites(connection: sqlite3.Connection, at: str, within: float | None = None) -> list[SiteStatus]:
    """How each site is doing; see `archive.status.of_sites`."""
    db = Database(connection, execute_plugins=False)
    return status.of_sites(db, at, within=within, retired=RETIRED)


async def health(datasette: Any, request: Any) -> Any:
    """200 as long as the archive can be read; 503 when it cannot, or has captures and no run, and,
    with `?strict=1`, when a site is in trouble or reading took too long to tell. `?within=36`: a
    site not crawled for so many hours is in trouble."""
    strict = request.args.get("strict") == "1"
    try:
        within = _hours(request.args.get("within"))
    except ValueError:
        return _answer({"status": "trouble", "error": "within: hours, more than none"}, WRONG)
    at = now()
    try:
        context = await enter(datasette, request)
        read = await context.parts(
            {"sites": lambda connection: sites(connection, at, within), "articles": _articles}
        )
        if read["sites"] == []:
            await context.run(
                lambda _: refuse_new_history(Path(context.database.path), context.captures)
            )
        archive = _archive(context, read["articles"])
    except (ArchiveError, NotFound, sqlite3.Error, OSError) as error:
        wrong = {"status": "trouble", "at": at, "error": f"the archive cannot be read: {error}"}
        return _answer({**wrong, "sites": [], "archive": None}, UNAVAILABLE)
    late = [name for name, part in read.items() if part is None]
    statuses: list[SiteStatus] = read["sites"] or []
    trouble = status.gravest(statuses) is not None
    content: dict[str, Any] = {
        "status": "trouble" if trouble else "slow" if late else "ok",
        "at": at,
        "sites": [site.as_json() for site in statuses],
        "archive": archive,
    }
    if late:
        content["error"] = SLOW.format(" and ".join(late))
    return _answer(content, UNAVAILABLE if strict and (trouble or late) else OK)


def slow(request: Any) -> Any:
    """The answer when time ran out before anything was read of the archive."""
    content = {"status": "slow", "at": now(), "error": SLOW.format("sites and articles")}
    strict = request.args.get("strict") == "1"
    return _answer({**content, "sites": [], "archive": None}, UNAVAILABLE if strict else OK)


def _articles(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def _archive(context: RequestContext, articles: int | None) -> dict[str, Any]:
    return {
        "name": context.name,
        "articles": articles,
        "bytes": Path(context.database.path).stat().st_size,
    }


def _hours(text: str | None) -> float | None:
    """Raises ValueError."""
    if text is None:
        return None
    hours = float(text)
    if not (math.isfinite(hours) and hours > 0):
        raise ValueError(text)
    return hours


def _answer(content: dict[str, Any], code: int) -> Any:
    return Response(
        json.dumps(content, ensure_ascii=False),
        status=code,
        content_type="application/json; charset=utf-8",
        headers={"cache-control": "no-store"},
    )
