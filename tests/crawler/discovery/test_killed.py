"""A crawl that is killed while it reads sources: the next one goes on, and a rebuild agrees."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.crawler.discovery.board import SPIDERS, Board, crawl, numbers, path_of, rows
from tests.crawler.discovery.test_sources import ALTERNATE, robots, rss, same_again, sitemap
from tests.crawler.processes import Running, running
from tests.crawler.serving import Answer, Sent

NEWS = list(range(12, 0, -1))


class Killing(Board):
    """Ends a crawl by SIGKILL while it waits for the answer at a path."""

    victim: Running | None = None
    at: str = ""

    def respond(self, request: Sent) -> Answer:
        if self.victim and request.path == self.at:
            self.victim.send(signal.SIGKILL)
        return super().respond(request)


# In the first night all is new; in the second the listings and sources have not changed.
@pytest.mark.more
@pytest.mark.parametrize(
    ("night", "at"),
    [(1, "/sitemap.xml"), (1, path_of(6)), (2, "/sitemap.xml"), (2, path_of(2))],
)
def test_it_is_taken_up_again(night: int, at: str, archive: Path, tmp_path: Path) -> None:
    site = Killing(list(NEWS), NEWS[:4], head=ALTERNATE, with_etags=True)
    site.extra["/robots.txt"] = robots("/sitemap.xml")
    site.extra["/rss.xml"] = rss(range(3, 9))
    site.extra["/sitemap.xml"] = sitemap(map(path_of, NEWS))
    site.at = at
    with site.served() as start:
        if night == 2:
            assert crawl(start, archive, clock="2026-10-30T02:00:00Z").returncode == 0
        command = ("crawl", "cu_lao", "-a", f"start={start}", *SPIDERS, "-a", "full=1")
        clock = {"KHO_TIN_CLOCK": "2026-10-31T02:00:00Z"}
        with running(*command, archive=archive, **clock) as victim:
            site.victim = victim
            assert victim.process.wait(60) == -signal.SIGKILL
        site.victim = None
        assert crawl(start, archive, clock="2026-10-31T05:00:00Z").returncode == 0
    assert numbers(archive) == sorted(NEWS)
    verdicts = [verdict for (verdict,) in rows(archive, "SELECT verdict FROM runs ORDER BY id")]
    assert verdicts == [*["ok"] * (night - 1), "crashed", "ok"]
    same_again(archive, tmp_path)
