"""SIGTERM, SIGINT and SIGHUP: the first lets a crawl end well, the second ends it at once."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from kho_tin.base import bounded, quiet
from kho_tin.base.reasons import of_verbs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.crawler.run import limits

# SIGHUP stays ignored if it was, as under nohup: the crawl is to outlive the terminal.
_WATCHED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 5.0  # seconds after which what is still being read is given up


class Interrupted(BaseException):
    """A signal came before there was anything to conclude; the reason names it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Signals:
    """What the signals do while the block runs.

    At first they raise Interrupted. After `hold` they are only noted, as `caught`, and a crawl
    given to `watch` ends after the current page. A second signal ends the process at once: the
    archive withstands that at any moment, and the next crawl repairs it.
    """

    def __init__(self) -> None:
        self.caught: str | None = None
        self._holds = False
        self._crawler: Crawler | None = None  # set once its spider is open

    def __enter__(self) -> Self:
        for number in _WATCHED:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number in _WATCHED:  # all is done: the interpreter's exit must not be interrupted
            signal.signal(number, signal.SIG_IGN)

    def hold(self) -> None:
        """From here on there is a run that must be concluded."""
        self._holds = True

    def watch(self, crawler: Crawler) -> None:
        """End this crawl if a signal has come or comes. Scrapy must not install its own handlers:
        `start(install_signal_handlers=False)`."""

        def opened() -> None:
            self._crawler = crawler
            if self.caught:
                self._end()

        crawler.signals.connect(opened, signal=signals.spider_opened, weak=False)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        name = signal.Signals(number).name
        if self.caught:
            # Not print(): the signal may have interrupted another print().
            os.write(
                quiet.descriptor(),
                b"kho-tin: stopped at once; the next crawl repairs what was left open.\n",
            )
            os._exit(128 + number)
        self.caught = name
        if not self._holds:
            raise Interrupted(of_verbs.stopped_before(name))
        timer = threading.Timer(PATIENCE, bounded.stop)
        timer.daemon = True
        timer.start()
        if self._crawler:
            from twisted.internet import reactor

            reactor.callFromThread(self._end)

    def _end(self) -> None:
        """Runs in the event loop; the crawl may have ended already."""
        crawler = self._crawler
        if crawler and crawler.crawling:
            limits.end(crawler, "shutdown")
