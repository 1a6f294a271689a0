"""The sample site crawled twice, with edits, a move and removals between: an archive to read."""

from __future__ import annotations

import shutil
from pathlib import Path

from sample import SampleServer
from tests.conftest import run_scrapy

EDITED, RETITLED, REMOVED, UNLISTED = 1303, 1330, 1004, 1116


def crawl_again(before: Path, archive: Path) -> None:
    """Make the archive at `archive` from `before`, a whole crawl, by another such after edits."""
    shutil.copytree(before.parent, archive.parent, dirs_exist_ok=True)
    with SampleServer() as server:
        server.site.edit(EDITED)
        server.site.retitle(RETITLED, "Hoàn thành giải phóng mặt bằng đường ven biển Én – Trăng")
        server.site.remove(REMOVED, "410")
        server.site.unlist(UNLISTED)
        start = f"start={server.url}"
        done = run_scrapy("crawl", "sample", "-a", start, "-a", "full=1", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
