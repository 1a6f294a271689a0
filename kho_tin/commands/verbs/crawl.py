"""`kho-tin crawl SITE`: one crawl of one site into the archive, judged and on record."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess

from kho_tin.archive import disk_reserve
from kho_tin.archive.lock import ArchiveBusy, ArchiveLock
from kho_tin.base.archive_location import captures_folder
from kho_tin.base.eras import periods
from kho_tin.base.errors import ArchiveError, DiskFull, HistoryMissing, UsageError
from kho_tin.base.quiet import buffered_output
from kho_tin.base.reasons import of_runs, of_verbs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.terminal import columns, fitted
from kho_tin.base.times import today
from kho_tin.commands import sites, summary
from kho_tin.commands.crawl_progress import CrawlProgress
from kho_tin.commands.refusal import refuse, say
from kho_tin.commands.requesting import Given, Requesting
from kho_tin.commands.settings_check import ALL
from kho_tin.commands.unrecorded_failure import Unrecorded, recorded, unexpected
from kho_tin.commands.verb import REFUSALS, set_loop
from kho_tin.crawler.arguments import ARGUMENTS
from kho_tin.crawler.run import logs
from kho_tin.crawler.run.stopping import Interrupted, Signals
from kho_tin.crawler.wayback import arguments as wayback_plan
from kho_tin.outcome import exits

if TYPE_CHECKING:
    from kho_tin.archive.runs import Ended, Verdict
    from kho_tin.crawler.run.crawl_run import CrawlRun
    from kho_tin.crawler.spider import NewsSpider

QUIET = (
    "core.downloader.handlers.http11",
    "downloadermiddlewares.retry",
    "downloadermiddlewares.robotstxt",
)
# How a crawl ended, by Scrapy's reason for closing the spider.
ENDED: dict[str, Ended] = {
    "finished": "finished",
    "shutdown": "stopped",
    "budget": "budget",
    "hours": "hours",
}


# Arguments of a site's spider that say which site it is.
OF_ONE_SITE = {"start", "host", "site", "endpoint"}


def _listed(arguments: Mapping[str, str]) -> str:
    return "; ".join(f"-a {name}={text}" for name, text in arguments.items())


class Command(Requesting):
    # It makes its crawler process itself: Scrapy would first load every spider, and with them all
    # parsers. What takes long to load is loaded once there is something to do.
    default_settings: ClassVar[dict[str, object]] = {}  # this verb has a log
    reads = ALL
    _unbuffered: IO[str] | None = None  # for warnings, while all other output is held back

    summary = "Crawl one site, or --all, into the archive"
    about = (
        f"{summary}. With --all the exit code is the worst of all sites, in this order: "
        f"{', '.join(map(str, exits.WORST))}. Arguments: {_listed(ARGUMENTS)}. Those of "
        f"`crawl wayback`: {_listed(wayback_plan.ARGUMENTS)}."
    )
    exit_codes = exits.MEANINGS | exits.TWICE
    arguments = "SITE | --all"
    least, most = 0, 1
    takes = of_verbs.crawl_usage()
    refusals: ClassVar = {
        **REFUSALS,
        Unrecorded: exits.CRASHED,
        ValueError: exits.USAGE,
        Interrupted: exits.RED,
    }
    stopped = None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet", action="store_true", help="print nothing when all is well, for cron"
        )
        parser.add_argument(
            "--all",
            action="store_true",
            help="every site of the project, one after another; not the sample, nor those that "
            "only a web archive has, or that RETIRED names",
        )
        parser.add_argument(
            "--archives", metavar="DIR", help="with --all, an archive for each, DIR/SITE/SITE.db"
        )
        parser.add_argument(
            "--jobs",
            type=int,
            metavar="N",
            default=1,
            help="with --all and --archives, so many at a time, fewer where memory is short; sites "
            "with a host in common never",
        )

    def check(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.all == bool(args):
            refuse(of_verbs.crawl_usage())
        if opts.jobs < 1:
            refuse(of_verbs.no_jobs(opts.jobs))
        if not opts.all:
            for option, given in (("--archives", opts.archives), ("--jobs", opts.jobs > 1)):
                if given:
                    refuse(of_verbs.only_with_all(option))
            return
        for argument in opts.spargs:
            if argument in OF_ONE_SITE:
                refuse(of_verbs.of_one_site(argument))
        if opts.jobs > 1 and not opts.archives:
            refuse(of_verbs.jobs_on_one_archive(opts.jobs))
        if opts.archives and self.settings["METRICS_FILE"]:
            refuse(of_verbs.metrics_of_many())

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        if opts.all:
            from kho_tin.commands import all_sites

            return all_sites.crawl(self.settings, opts, self.archive)
        (name,) = args
        code = exits.CRASHED
        with (
            buffered_output(opts.quiet, lambda: code == exits.FINE) as self._unbuffered,
            self._reporting_unrecorded(name),
        ):
            archive = self.archive
            self.settings.set("ARCHIVE", str(archive), priority="cmdline")
            with Signals() as caught, ArchiveLock(archive, f"crawl {name}") as lock:
                self._make_process(name)
                spider = self._spider(name).of(opts.spargs, self._spider)
                spider.check_declaration()
                lock.tell(f"crawl {spider.name}")
                code = self._run(spider, dict(opts.spargs), archive, caught, quiet=opts.quiet)
        return code

    @contextmanager
    def _reporting_unrecorded(self, name: str) -> Iterator[None]:
        """Send a notice of a failure that cannot be put on record in the archive."""
        try:
            yield
        except (ArchiveBusy, ValueError):  # nothing was begun, or the arguments are wrong
            raise
        except ArchiveError as error:
            verdict: Verdict = "red" if isinstance(error, HistoryMissing) else "crashed"
            self._tell_unrecorded(name, error.reason, verdict)
            raise
        except Exception as error:
            line = unexpected(error)
            self._tell_unrecorded(name, line, "crashed")
            refuse(line, exits.CRASHED)

    def _run(
        self, spider: type[NewsSpider], given: Given, archive: Path, caught: Signals, *, quiet: bool
    ) -> int:
        from kho_tin.archive.missing_files import open_whole
        from kho_tin.commands.saved_searches import searches_of
        from kho_tin.crawler.run.start import begin
        from kho_tin.monitor.stamping import stamp_after_crawl
        from kho_tin.monitor.watch import Watch
        from kho_tin.replay.recovery import recover

        settings = self.settings
        watch = Watch.of(settings, searches_of(settings))
        with ExitStack() as stack:
            plan = stack.enter_context(
                self.planned(spider, spider.name, given, lambda all: spider.plan_of(all, today()))
            )
            with suppress(DiskFull):  # reported below, once there is a run to record it for
                disk_reserve.keep(archive)
            folder = captures_folder(archive)
            db = disk_reserve.use(archive, lambda: open_whole(archive, folder))
            stack.callback(db.close)
            with watch.for_killed(db):
                disk_reserve.use(archive, lambda: recover(db, folder))
            caught.hold()
            run = disk_reserve.use(
                archive,
                lambda: begin(
                    db, archive, site=spider, plan=plan, arguments=given, settings=settings
                ),
            )
            with recorded(archive):
                code = self._end(spider, run, archive, caught, quiet=quiet)
            logs.ended(run)
            watch.ended(db, run.id)
            stamp_after_crawl(settings, db, archive, watch.channels)
            if code or not quiet:
                stream = sys.stderr if quiet else sys.stdout
                text = summary.of_crawl(run, archive, code, is_default=spider.name == "sample")
                fits = fitted(text, columns(stream))
                say(fits, unheard=None, file=stream)
            return code

    def _end(
        self,
        spider: type[NewsSpider],
        run: CrawlRun,
        archive: Path,
        caught: Signals,
        *,
        quiet: bool,
    ) -> int:
        """Crawl, and put on record how it ended; on a full disk with the space kept in reserve."""
        from kho_tin.crawler.run import ending

        try:
            disk_reserve.keep(archive)
            return self._crawl(spider, run, caught, quiet=quiet)
        except DiskFull as error:
            full = error.reason
            disk_reserve.use(archive, lambda: ending.crashed(run, full))
            return exits.CRASHED

    def _tell_unrecorded(self, name: str, reason: Reason, verdict: Verdict) -> None:
        from kho_tin.monitor.watch import Watch

        with suppress(UsageError):
            if self.crawler_process is None:
                self._make_process(name)
            spider = self._spider(name)
            if spider.endpoint is None and name != "wayback":  # a web archive is not the site
                Watch.of(self.settings).not_on_record(name, spider.title, reason, verdict)

    def _make_process(self, site: str) -> None:
        self.settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
        set_loop()
        # The sooner, the cheaper: it declares names deprecated, and for each of them looks through
        # all that is loaded until then (inspect.stack).
        import_module("scrapy.core.downloader.handlers.http11")
        self.crawler_process = AsyncCrawlerProcess(self.settings)
        logs.install(self.settings, site, self._unbuffered)

    def _spider(self, name: str) -> type[NewsSpider]:
        assert self.crawler_process
        return sites.load(self.crawler_process.spider_loader, name)

    def _crawl(
        self, spider: type[NewsSpider], run: CrawlRun, caught: Signals, *, quiet: bool
    ) -> int:
        from kho_tin.crawler.run import ending

        assert self.crawler_process
        crawler = self.crawler_process.create_crawler(spider)
        progress = CrawlProgress(quiet=quiet)
        progress.watch(crawler, run)
        logs.begun(run, moving=progress.shown)
        logging.getLogger("scrapy.core.scraper").addFilter(_is_news)
        # Failed requests are on record in plain words; for some Scrapy would log a traceback, too.
        for name in QUIET:
            logging.getLogger(f"scrapy.{name}").setLevel(logging.CRITICAL)
        for signal in (signals.spider_error, signals.item_error):
            crawler.signals.connect(run.note_error, signal=signal)
        self.crawler_process.crawl(crawler, plan=run.plan, run=run)
        caught.watch(crawler)
        self.crawler_process.start(install_signal_handlers=False)
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            ending.crashed(run, of_runs.not_started())
            return exits.CRASHED
        stats = crawler.stats.get_stats()
        run.counts.requests = stats.get("downloader/request_count", 0)
        run.counts.bytes = stats.get("downloader/response_bytes", 0)
        if run.errors:
            first, more = run.errors[0], len(run.errors) - 1
            ending.crashed(run, of_runs.more_errors(first, more) if more else first)
            return exits.CRASHED
        reason = stats.get("finish_reason", "")
        verdict = ending.finish(
            run,
            least_articles=spider.least_articles,
            cms=spider.expected_parser(),
            periods=periods(spider),
            bounds=spider.bounds,
            ended=ENDED.get(reason, "failed"),
            why_ended=_why_ended(run, reason, caught.caught),
            requests=run.counts.requests,
            received=run.counts.bytes,
        )
        return exits.VERDICTS[verdict]


def _why_ended(run: CrawlRun, finish_reason: str, signal: str | None) -> Reason | None:
    """What Scrapy's `finish_reason` means; None for a crawl with nothing left to request."""
    match finish_reason:
        case "finished":
            return None
        case "shutdown":
            return of_runs.stopped_by(signal)
        case "budget":
            return of_runs.budget_used()
        case "hours":
            return of_runs.hours_over()
    return run.given_up or of_runs.stopped_early(finish_reason)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether to log an error: a full disk needs no traceback for every page, since the summary
    says it in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, ArchiveError)
