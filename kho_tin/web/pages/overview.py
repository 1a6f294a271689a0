"""`/`: how much the archive holds, from when to when, what is new, and whether all is well."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from kho_tin.base.times import now
from kho_tin.web import charts, health, language
from kho_tin.web.context import ARCHIVES, RequestContext, enter, rows
from kho_tin.web.http import Response
from kho_tin.web.pages import download
from kho_tin.web.search.operators import examples
from kho_tin.web.search.query import Query

FEW = 6
_TOTAL = (
    "SELECT count(*) AS articles, min(published) AS first, max(published) AS last FROM articles"
)
_SITES = (
    "SELECT sites.name, sites.title, home_url, invented, count(articles.id) AS articles, "
    "min(published) AS first, max(published) AS last FROM sites "
    "LEFT JOIN articles ON articles.site = sites.name GROUP BY sites.name ORDER BY articles DESC"
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
_CHANGED = (
    "SELECT articles.id, pid, articles.title, articles.language, number, seen_at, changed "
    "FROM revisions JOIN articles ON articles.id = revisions.article WHERE number > 1 "
    "ORDER BY seen_at DESC, articles.id DESC LIMIT ?"
)
_VANISHED = (
    "SELECT articles.id, pid, title, language, articles.state, max(at) AS at FROM articles "
    "JOIN observations ON observations.article = articles.id "
    "AND observations.state = articles.state WHERE articles.state IN ('unlisted', 'gone') "
    "GROUP BY articles.id ORDER BY at DESC, articles.id DESC LIMIT ?"
)
_RUNS = (
    "SELECT runs.id, runs.site, sites.title, started, finished, verdict, reason, new, changed, "
    "gone, failed, (SELECT count(*) FROM problems WHERE problems.run = runs.id) AS problems "
    "FROM runs JOIN sites ON sites.name = runs.site ORDER BY started DESC, runs.id DESC LIMIT ?"
)


Reader = Callable[[sqlite3.Connection], Any]


def _few(sql: str) -> Reader:
    return lambda connection: rows(connection.execute(sql, [FEW]))


# Every part of the page. One that takes too long is missing, and the page says so in its place.
PARTS: Final[dict[str, Reader]] = {
    "examples": examples,
    "newest": _few(_NEWEST),
    "runs": _few(_RUNS),
    "changed": _few(_CHANGED),
    "vanished": _few(_VANISHED),
    "total": lambda connection: rows(connection.execute(_TOTAL))[0],
    "sites": lambda connection: rows(connection.execute(_SITES)),
    "former": lambda connection: rows(connection.execute(_FORMER)),
    "months": lambda connection: dict(connection.execute(_MONTHS).fetchall()),
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
