"""`scrapy crawl SITE`: one crawl of one site into the archive, judged and on record."""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from scrapy import signals
from scrapy.commands import BaseRunSpiderCommand

from archive.database import connect
from archive.errors import ArchiveError
from archive.lock import ArchiveBusy, ArchiveLock
from commands.refusal import refuse
from commands.summary import summary
from crawling import exits, wayback_plan
from crawling.plan import ARGUMENTS, Plan, UsageError
from crawling.run import CrawlRun
from crawling.start import begin
from pipelines.recovery import recover
from spiders.base import NewsSpider

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Command(BaseRunSpiderCommand):
    requires_project = True

    def syntax(self) -> str:
        return "[options] SITE"

    def short_desc(self) -> str:
        return "Crawl one site into the archive"

    def long_desc(self) -> str:
        arguments = "; ".join(f"-a {name}={text}" for name, text in ARGUMENTS.items())
        codes = "; ".join(f"{code} {meaning}" for code, meaning in exits.MEANINGS.items())
        wayback = "; ".join(f"-a {name}={text}" for name, text in wayback_plan.ARGUMENTS.items())
        return (
            f"{self.short_desc()}. Arguments: {arguments}. Those of `crawl wayback`: {wayback}. "
            f"Exit codes: {codes}."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            refuse("crawl takes one SITE; `scrapy list` names them.")
        spider = self._spider(args[0])
        assert self.settings is not None
        archive = Path(self.settings["ARCHIVE"])
        try:
            spider = spider.of(opts.spargs, self._spider)
            spider.check_declaration()
            with ExitStack() as stack:
                lock = ArchiveLock(archive, f"crawl {spider.name}")
                stack.enter_context(lock)
                arguments = dict(opts.spargs)
                if spider.served_by and "start" not in arguments:
                    arguments["start"] = stack.enter_context(served(spider.served_by))
                plan = spider.plan_of(arguments, dt.datetime.now(ZONE).date())
                self._check_contact(spider, plan)
                db = connect(archive)
                stack.callback(db.close)
                recover(db, archive.absolute().parent / "captures")
                run = begin(
                    db,
                    archive,
                    site=spider,
                    plan=plan,
                    version=self.settings["VERSION"],
                    arguments=opts.spargs,
                    agent=self.settings["USER_AGENT"],
                    walk_every=self.settings.getfloat("WALK_EVERY"),
                )
                self.exitcode = self._crawl(spider, run)
                print(summary(run, archive, self.exitcode, is_default=spider.name == "sample"))
        except ArchiveBusy as error:
            refuse(str(error), exits.BUSY)
        except (ArchiveError, UsageError, ValueError) as error:
            refuse(str(error))

    def _spider(self, name: str) -> type[NewsSpider]:
        assert self.crawler_process
        loader = self.crawler_process.spider_loader
        try:
            spider = loader.load(name)
        except KeyError:
            refuse(f"{name}: no such site; there are {', '.join(sorted(loader.list()))}.")
        assert issubclass(spider, NewsSpider)
        return spider

    def _check_contact(self, spider: type[NewsSpider], plan: Plan) -> None:
        """A site's people must be able to write to whoever crawls it."""
        assert self.settings is not None
        if not plan.is_local and not self.settings["CONTACT"]:
            refuse(
                f"{spider.name}: a live site is not crawled without a contact address: set "
                f"CONTACT=you@example.org (it goes into the User-Agent)."
            )

    def _crawl(self, spider: type[NewsSpider], run: CrawlRun) -> int:
        assert self.crawler_process
        crawler = self._create_crawler(spider)
        logging.getLogger("scrapy.core.scraper").addFilter(_is_news)
        # A robots.txt that does not answer comes with a traceback from Scrapy; the run says it.
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
        for signal in (signals.spider_error, signals.item_error):
            crawler.signals.connect(run.note_error, signal=signal)
        self.crawler_process.crawl(crawler, plan=run.plan, run=run)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            run.crashed("the crawl could not be started")
            return exits.CRASHED
        stats = crawler.stats.get_stats()
        run.counts.requests = stats.get("downloader/request_count", 0)
        run.counts.bytes = stats.get("downloader/response_bytes", 0)
        if run.errors:
            more = f" (and {len(run.errors) - 1} more errors)" if len(run.errors) > 1 else ""
            run.crashed(run.errors[0] + more)
            return exits.CRASHED
        ended = stats.get("finish_reason")
        verdict = run.finish(
            least_articles=spider.least_articles,
            cms=spider.expected_parser(),
            stopped=None if ended == "finished" else f"stopped early ({ended})",
        )
        return exits.VERDICTS[verdict]


def _is_news(record: logging.LogRecord) -> bool:
    """A full disk needs no traceback for every page: the summary says it, in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, ArchiveError)


@contextmanager
def served(module: str) -> Iterator[str]:
    """Serve a site of this project's own on loopback while the block runs; gives its address."""
    server = subprocess.Popen(
        [sys.executable, "-m", module, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stdout
        line = server.stdout.readline()
        address = next((word for word in line.split() if word.startswith("http://")), None)
        if address is None:
            raise UsageError(f"{module}: the site did not start; try `python -m {module}`.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)
        assert server.stdout
        server.stdout.close()
