"""`/`: how much the archive holds, from when to when, what is new, and whether all is well."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from kho_tin.archive.observations import STATE_SINCE, VANISHED
from kho_tin.base.times import now
from kho_tin.web import charts, health, language
from kho_tin.web.cache import cached
from kho_tin.web.context import ARCHIVES, RequestContext, enter, rows
from kho_tin.web.http import Response
from kho_tin.web.pages import download
from kho_tin.web.search.operators import examples
from kho_tin.web.search.query import Query

FEW = 6
# A query for each figure: an index has the first and the last without those between.
_FIGURES = (
    "(SELECT count(*) FROM articles {0}) AS articles, "
    "(SELECT min(published) FROM articles {0}) AS first, "
    "(SELECT max(published) FROM articles {0}) AS last"
)
_TOTAL = f"SELECT {_FIGURES.format('')}"
_SITES = (
    "SELECT name, title, home_url, invented, "
    f"{_FIGURES.format('WHERE site = sites.name')} FROM sites ORDER BY articles DESC, name"
)
# Under which other names a site's news was published, the last one first.
_FORMER = (
    "SELECT site, site_eras.title, max(until) AS until FROM site_eras "
    "JOIN sites ON sites.name = site WHERE site_eras.title != sites.title "
    "GROUP BY site, site_eras.title ORDER BY until DESC"
)
_MONTHS = (
    "SELECT substr(published, 1, 7), count(*) FROM articles WHERE published GLOB "
    "'[12][0-9][0-9][0-9]-[01][0-9]*' GROUP BY 1 ORDER BY 1"
)
_NEWEST = (
    "SELECT id, pid, title, published, category, site, language FROM articles "
    "WHERE published IS NOT NULL ORDER BY published DESC, id DESC LIMIT ?"
)
# CROSS JOIN sets the order: the newest first, by an index of such rows alone, until there are FEW.
_CHANGED = (
    "SELECT articles.id, pid, articles.title, articles.language, number, seen_at, changed "
    "FROM revisions CROSS JOIN articles ON articles.id = article WHERE number > 1 "
    "ORDER BY seen_at DESC, article DESC LIMIT ?"
)
_VANISHED = (
    f"SELECT pid, title, language, articles.state, {STATE_SINCE} AS since FROM {VANISHED} "
    "ORDER BY since DESC, articles.id DESC LIMIT ?"
)
# `runs.gone` counts every answer that said so: what vanished long ago is in each run's.
_VANISHED_BY_RUN = (
    f"SELECT run, count(DISTINCT articles.id) FROM {VANISHED} JOIN observations AS look "
    "ON look.article = articles.id AND look.state = articles.state "
    f"AND look.at = {STATE_SINCE} GROUP BY run"
)
_RUNS = (
    "SELECT runs.id, runs.site, sites.title, started, finished, verdict, reason, new, changed, "
    "failed, (SELECT count(*) FROM problems WHERE problems.run = runs.id) AS problems "
    "FROM runs JOIN sites ON sites.name = runs.site ORDER BY started DESC, runs.id DESC LIMIT ?"
)


Reader = Callable[[sqlite3.Connection], Any]


def _few(sql: str) -> Reader:
    return lambda connection: rows(connection.execute(sql, [FEW]))


def _sites(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    return rows(connection.execute(_SITES))


def _vanished(connection: sqlite3.Connection) -> dict[str, Any]:
    """The `latest` articles that are off their sites now, and how many each run was the first to
    miss (`by_run`)."""
    by_run = dict(connection.execute(_VANISHED_BY_RUN).fetchall())
    return {"latest": _few(_VANISHED)(connection), "by_run": by_run}


def _months(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute(_MONTHS).fetchall())


# Every part of the page. One that takes too long is missing, and the page says so in its place.
PARTS: Final[dict[str, Reader]] = {
    "examples": examples,
    "newest": _few(_NEWEST),
    "runs": _few(_RUNS),
    "changed": _few(_CHANGED),
    "vanished": lambda connection: cached(connection, "vanished", _vanished),
    "total": lambda connection: rows(connection.execute(_TOTAL))[0],
    "sites": lambda connection: cached(connection, "sites", _sites),
    "former": lambda connection: rows(connection.execute(_FORMER)),
    "months": lambda connection: cached(connection, "months", _months),
    "trouble": lambda connection: [
        site for site in health.sites(connection, now()) if site.in_trouble
    ],
}


async def overview(datasette: Any, request: Any) -> Any:
    """The page."""
    if not getattr(datasette, ARCHIVES, []):
        return Response.text(language.of(request)("no_archive"), status=404)
    context = await enter(datasette, request)
    parts = await context.parts(PARTS)
    months = parts["months"] or {}
    return await context.page(
        "kt_overview.html",
        **parts,
        chart=charts.months(months),
        years=_years(months, context),
        others=[name for name in getattr(datasette, ARCHIVES) if name != context.name],
        download=download.allowed(datasette),
    )


def _of_year(context: RequestContext, year: int) -> str:
    return context.path("/search") + Query(facets=(("year", str(year)),)).query_string()


def _years(months: dict[str, int], context: RequestContext) -> list[dict[str, Any]]:
    """The chart's axis: every year, its articles, and the search for them."""
    counts: Counter[int] = Counter()
    for month, count in months.items():
        counts[int(month[:4])] += count
    if not counts:
        return []
    return [
        {"label": str(year), "count": counts[year], "href": _of_year(context, year)}
        for year in range(max(min(counts), max(counts) - charts.MOST_YEARS + 1), max(counts) + 1)
    ]
