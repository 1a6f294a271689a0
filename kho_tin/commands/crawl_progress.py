"""How far a crawl has come, on a terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from kho_tin.commands.progress import MovingLine, clock

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from kho_tin.crawler.run.crawl_run import CrawlRun


class CrawlProgress(MovingLine):
    """Drawn with every answer, and once a second in between: a polite crawl mostly waits."""

    def __init__(self, *, quiet: bool) -> None:
        super().__init__()
        self.shown = self.shown and not quiet

    def watch(self, crawler: Crawler, run: CrawlRun) -> None:
        """Show this crawl for as long as its spider is open, if standard error is a terminal."""
        if not self.shown:
            return
        begun = time.monotonic()

        def show() -> None:
            now = time.monotonic()
            if self.is_due(now):
                self.draw(self.line(crawler, run, now - begun), now)

        ticking = create_looping_call(show)

        def opened() -> None:
            ticking.start(1.0)

        def closed() -> None:
            if ticking.running:
                ticking.stop()
            self.clear()

        crawler.signals.connect(opened, signal=signals.spider_opened, weak=False)
        crawler.signals.connect(show, signal=signals.response_received, weak=False)
        crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)

    def line(self, crawler: Crawler, run: CrawlRun, seconds: float) -> str:
        """The line to show after so many seconds. Pages still to come may name more, hence "at
        least" so many are left."""
        stats = crawler.stats.get_stats()
        left = stats.get("scheduler/enqueued", 0) - stats.get("scheduler/dequeued", 0)
        counts = run.counts
        rate = 60 * stats.get("response_received_count", 0) / max(seconds, 1.0)
        return (
            f"{run.site}: {clock(seconds)}, at least {left} left; {counts.pages} articles, "
            f"{counts.new} new, {counts.changed} changed; {rate:.0f}/min"
        )
