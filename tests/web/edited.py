"""The sample site crawled twice, with edits, a move and removals between: an archive to read."""

from __future__ import annotations

from pathlib import Path

from sample import SampleServer
from tests.conftest import run_scrapy

EDITED, RETITLED, REMOVED, UNLISTED = 1303, 1330, 1004, 1116


def crawl_twice(archive: Path) -> None:
    """Make the archive at `archive`. Every article is looked at in both crawls."""
    with SampleServer() as server:
        start = f"start={server.url}"
        _crawl(archive, start)
        server.site.edit(EDITED)
        server.site.retitle(RETITLED, "Hoàn thành giải phóng mặt bằng đường ven biển Én – Trăng")
        server.site.remove(REMOVED, "410")
        server.site.unlist(UNLISTED)
        _crawl(archive, start, "-a", "full=1")


def _crawl(archive: Path, start: str, *more: str) -> None:
    done = run_scrapy("crawl", "sample", "-a", start, *more, archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
