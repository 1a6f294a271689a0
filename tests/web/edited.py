"""The sample site crawled twice, with edits and a removal between: an archive to read."""

from __future__ import annotations

from pathlib import Path

from kho_tin.sample import SampleServer
from tests.conftest import copied, run_scrapy

EDITED, RETITLED, REMOVED = 1303, 1330, 1305


def crawl_again(before: Path, archive: Path) -> None:
    """Make the archive at `archive` from `before`, a whole crawl, by a look at 2025 after edits."""
    copied(before, archive.parent)
    with SampleServer() as server:
        server.site.edit(EDITED)
        server.site.retitle(RETITLED, "Hoàn thành giải phóng mặt bằng đường ven biển Én – Trăng")
        server.site.remove(REMOVED, "410")
        arguments = ["-a", f"start={server.url}", "-a", "full=1", "-a", "since=2025-01-01"]
        done = run_scrapy("crawl", "sample", *arguments, archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
