"""What stands before the first request: the site's record, the run's, and its WARC file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Protocol

from sqlite_utils import Database

from kho_tin.archive import sites
from kho_tin.base.errors import ArchiveError
from kho_tin.base.location import captures_folder
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.plan import Plan
from kho_tin.warc.writer import WarcFile


class Site(Protocol):
    name: str
    title: ClassVar[str]
    cms: ClassVar[str | None]
    language: ClassVar[str]
    invented: ClassVar[bool]


def begin(
    db: Database,
    archive: Path,
    *,
    site: type[Site],
    plan: Plan,
    version: str,
    arguments: Mapping[str, str],
    agent: str,
    walk_every: float,
) -> CrawlRun:
    """Open the run's record and its WARC file. Raises ArchiveError."""
    sites.register(
        db,
        site.name,
        title=site.title,
        home_url=plan.home_url,
        cms=site.cms,
        language=site.language,
        invented=site.invented,
    )
    folder = captures_folder(archive)
    info = {
        "software": f"Kho Tin/{version}",
        "format": "WARC File Format 1.1",
        "isPartOf": archive.name,
        "site": site.name,
        "home": plan.home_url,
        "start": plan.route.source,
        "via": plan.route.via,
    }
    if plan.route.via != "import":
        info |= {"http-header-user-agent": agent, "robots": "obey"}
    warc = WarcFile(folder, site.name, info=info)
    try:
        return CrawlRun(
            db,
            site=site.name,
            plan=plan,
            warc=warc,
            version=version,
            arguments=arguments,
            walk_every=walk_every,
        )
    except ArchiveError:
        warc.discard()
        raise
