"""Figures for Prometheus, as a text file that node_exporter's textfile collector reads."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from kho_tin.archive.status import GRAVEST, SiteStatus
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.disk import target
from kho_tin.base.times import moment

# The counts of a site's last crawl: the column of the table `runs`, and what it counts.
COUNTED = {
    "pages": "Article pages looked at by the last crawl",
    "requests": "Requests made by the last crawl",
    "bytes": "Bytes received by the last crawl",
    "new": "New articles found by the last crawl",
    "changed": "Articles found changed by the last crawl",
    "gone": "Articles found gone by the last crawl",
    "failed": "Pages that the last crawl could not get",
}
CONDITIONS = ("ok", *(condition for condition in GRAVEST if condition != "overdue"))


def write(path: Path, archive: Path, sites: Iterable[SiteStatus]) -> None:
    """Write the file anew, whole or not at all, readable for all. Raises OSError; base.disk.Special
    where the path is no regular file."""
    path = target(path)
    registry = CollectorRegistry()
    _of_sites(registry, sites)
    _of_disk(registry, archive.absolute())
    text = generate_latest(registry)
    # The collector reads only *.prom, so an unfinished file must have another suffix.
    number, unfinished = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, 0o644)
            file.write(text)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _of_sites(registry: CollectorRegistry, sites: Iterable[SiteStatus]) -> None:
    def gauge(name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"kho_tin_{name}", says, ["site", *labels], registry=registry)

    ok = gauge("ok", "1 if the site's last crawl was fine, else 0")
    condition = gauge("condition", "1 for the condition that the site is in", "condition")
    exit_code = gauge("last_crawl_exit_code", "Exit code of the last crawl")
    start = gauge("last_crawl_start_timestamp_seconds", "Start of the last crawl, however it went")
    finish = gauge("last_crawl_finish_timestamp_seconds", "End of the last crawl")
    duration = gauge("last_crawl_duration_seconds", "Duration of the last crawl")
    counted = {name: gauge(f"last_crawl_{name}", says) for name, says in COUNTED.items()}
    last_ok = gauge("last_ok_crawl_start_timestamp_seconds", "Start of the last crawl that was ok")
    last_new = gauge("last_new_article_timestamp_seconds", "When the last new article was seen")
    articles = gauge("articles", "Articles of the site in the archive")
    for site in sites:
        articles.labels(site.site).set(site.articles)
        for time, value in ((last_ok, site.last_ok), (last_new, site.last_new)):
            if value:
                time.labels(site.site).set(_unix(value))
        # It shows whether cron still starts crawls, so the last crawl counts, even if it says
        # nothing of the site.
        if begun := max(filter(None, (site.started, site.last_begun)), default=None):
            start.labels(site.site).set(_unix(begun))
        if site.condition is None or site.started is None:
            continue
        ok.labels(site.site).set(site.condition == "ok")
        for each in CONDITIONS:
            condition.labels(site.site, each).set(site.condition == each)
        if site.finished:
            finish.labels(site.site).set(_unix(site.finished))
            duration.labels(site.site).set(_unix(site.finished) - _unix(site.started))
        if site.exit_code is not None:
            exit_code.labels(site.site).set(site.exit_code)
        for name, count in counted.items():
            if name in site.counts:  # not of a crawl that could not be put on record
                count.labels(site.site).set(site.counts[name])


def _of_disk(registry: CollectorRegistry, archive: Path) -> None:
    def gauge(name: str, says: str, value: int) -> None:
        Gauge(f"kho_tin_{name}", says, registry=registry).set(value)

    database = [archive, archive.with_name(f"{archive.name}-wal")]
    gauge("archive_bytes", "Size of the database", _size(database))
    captures = captures_folder(archive).glob("*")
    gauge("captures_bytes", "Size of the raw pages", _size(captures))
    gauge("disk_free_bytes", "Room left beside the archive", shutil.disk_usage(archive.parent).free)


def _size(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _unix(at: str) -> float:
    return moment(at).timestamp()
