"""Before the first request: the extent of the crawl, and the beginning of its journal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import runs
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome import run
from kho_tin.outcome.baseline import Baseline
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import SiteOfRun

# The settings that a run's journal names: its answers are interpreted by them.
NAMED = (
    "MEDIA_PER_ARTICLE", "SECTIONS_PER_SITE", "PAGE_MAXSIZE", "DOWNLOAD_MAXSIZE", "DOWNLOAD_DELAY",
    "RETRY_TIMES", "RETRY_HTTP_CODES", "REDIRECT_MAX_TIMES", "REQUEST_BUDGET", "CRAWL_HOURS",
)  # fmt: skip


def begin(
    db: Database,
    archive: Path,
    *,
    site: type[SiteOfRun],
    plan: Plan,
    arguments: Mapping[str, str],
    settings: Mapping[str, Any],
) -> CrawlRun:
    """Open a crawl. It uses the settings VERSION, USER_AGENT, WALK_EVERY (days) and those of NAMED.
    Raises ArchiveError."""
    is_live = plan.route.via == "live"
    history = Baseline.of(db, site.name) if is_live else Baseline()
    since = runs.days_since_whole_run(db, site.name)
    due = since is None or not 0 <= since < float(
        settings["WALK_EVERY"]
    )  # the clock may have been wrong before
    thorough = plan.thorough or due or history.missed_something
    of_all_days = plan.since is None and plan.until is None
    under_way = run.begin(
        db,
        archive,
        site=site,
        plan=plan,
        version=settings["VERSION"],
        arguments=arguments,
        info={"http-header-user-agent": settings["USER_AGENT"], "robots": "obey"},
        bounds={
            "whole": thorough if of_all_days and is_live else None,
            "walk": thorough and of_all_days and is_live,
        },
        settings={name: settings.get(name) for name in NAMED},
    )
    return CrawlRun(under_way, plan, history=history, thorough=thorough)
