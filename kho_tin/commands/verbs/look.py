"""`kho-tin look SITE-or-URL`: first contact with a site. Fetches a few pages, stores nothing."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_first_contact, of_runs
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.terminal import clipped, columns, fitted
from kho_tin.base.times import now, today
from kho_tin.commands import sites
from kho_tin.commands.refusal import STOPPED, UNHEARD, refuse, say
from kho_tin.commands.requesting import Given, Requesting
from kho_tin.commands.verb import REFUSALS
from kho_tin.crawler.arguments import make_plan
from kho_tin.crawler.run.stopping import Interrupted, Signals
from kho_tin.outcome.exits import CRASHED, USAGE
from kho_tin.outcome.plan import Plan

# Scrapy imports every command for each: what takes long to load is loaded where it is used.
if TYPE_CHECKING:
    from kho_tin.crawler.spider import NewsSpider
    from kho_tin.preview.findings import LookReport
    from kho_tin.preview.spider import LookSpider

ARGUMENTS = ("start", "host", "endpoint")


class Command(Requesting):
    # No log: what goes wrong is in the report; -L WARNING shows Scrapy's own words too.
    requires_crawler_process = True
    reads = ("CONTACT", "CRAWL_HOURS", "REQUEST_BUDGET")

    summary = "First contact with a site: what can be read, what not, and why"
    about = (
        "Fetches robots.txt, the home page, a listing and three articles, as politely as a "
        "crawl does, and tells what it finds. Nothing is stored. `kho-tin list` has the SITEs; "
        "-a start=, -a host= and -a endpoint= are those of `kho-tin crawl`, and CRAWL_HOURS "
        "bind a look, too."
    )
    arguments = "SITE-or-URL"
    least = most = 1
    takes = of_first_contact.look_usage()
    refusals: ClassVar = {**REFUSALS, Interrupted: STOPPED}
    stopped = None

    @property
    def exit_codes(self) -> Mapping[int, str]:
        from kho_tin.preview.verdict import MEANINGS

        return MEANINGS

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="the same report as JSON")
        parser.add_argument(
            "--write", metavar="NAME", help="make spiders/NAME.py of it, if articles can be read"
        )
        parser.add_argument(
            "--save", metavar="DIR", type=Path, help="keep the fetched pages and the report there"
        )

    def act(self, args: list[str], opts: argparse.Namespace) -> int:
        (target,) = args
        try:
            site = self._site(target)
            self._check_options(opts)

            def plan_of(given: Given) -> Plan:
                return make_plan(site, given, today())

            with Signals() as caught, self.planned(site, target, opts.spargs, plan_of) as plan:
                caught.hold()
                return self._look(target, site, plan, opts, caught)
        except OSError as error:  # of --save, --write or the site that is served for it
            refuse(of_first_contact.look_not_written(error.filename, error.strerror))

    def _site(self, target: str) -> type[NewsSpider]:
        """The declared site of that name, or one for the address. Raises UsageError."""
        from kho_tin.parsers.addresses import canonical
        from kho_tin.preview.spider import is_address, site_at

        assert self.crawler_process
        loader = self.crawler_process.spider_loader
        if target in loader.list():
            site = sites.load(loader, target)
            site.check_declaration()
            return site
        if is_address(target):
            return site_at(canonical(target))
        raise UsageError(
            of_first_contact.no_site_or_address(target, ", ".join(sorted(loader.list())))
        )

    def _check_options(self, opts: argparse.Namespace) -> None:
        from kho_tin.preview import saving, spider_file

        for name in opts.spargs:
            if name not in ARGUMENTS:
                known = ", ".join(f"-a {each}=" for each in ARGUMENTS)
                raise UsageError(of_first_contact.look_argument(name, known))
        if opts.write is not None:
            assert self.crawler_process
            taken = self.crawler_process.spider_loader.list()
            if reason := spider_file.refusal(self._folder(), opts.write, taken):
                raise UsageError(reason)
        if opts.save and not saving.is_free(opts.save):
            raise UsageError(of_first_contact.look_folder_taken(opts.save))

    def _look(
        self,
        target: str,
        site: type[NewsSpider],
        plan: Plan,
        opts: argparse.Namespace,
        caught: Signals,
    ) -> int:
        from kho_tin.preview import saving, tls
        from kho_tin.preview.findings import LookReport
        from kho_tin.preview.text import render
        from kho_tin.preview.verdict import verdict

        report = LookReport(
            target=target,
            home_url=plan.home_url,
            fetched_from=plan.route.source,
            via=plan.route.via,
            at=now(),
            user_agent=self.settings["USER_AGENT"],
            site=site.name if site.title else None,
            declared_cms=site.cms,
            tls_checked=self.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
        )
        spider, stopped = self._fetch(site, plan, report, caught)
        tls.check_hosts(
            report,
            pause=self.settings.getfloat("DOWNLOAD_DELAY"),
            ca_bundle=site.ca_bundle,
            private=self.settings.getlist("PRIVATE_HOSTS"),
        )
        crawl_as = opts.write or report.site
        report.verdict = verdict(report, site, stopped=stopped, crawl_as=crawl_as)
        if opts.save:
            saving.save(report, spider.bodies, opts.save)
        # A spider is written even if nobody reads the report.
        heard = None if opts.write else UNHEARD
        text = fitted(render(report), columns(sys.stdout))
        say(saving.as_json(report) if opts.json else text, unheard=heard)
        if opts.write is not None:
            self._write(report, site, opts.write)
        return report.verdict.exit_code

    def _fetch(
        self, site: type[NewsSpider], plan: Plan, report: LookReport, caught: Signals
    ) -> tuple[LookSpider, Reason | None]:
        """Fetch the pages; returns also why that ended early, if it did."""
        from kho_tin.preview.spider import LookSpider

        assert self.crawler_process
        crawler = self.crawler_process.create_crawler(LookSpider)
        self.crawler_process.crawl(crawler, site=site, plan=plan, report=report, tell=_tell)
        caught.watch(crawler)
        self.crawler_process.start(install_signal_handlers=False)
        spider, stats = crawler.spider, crawler.stats
        if self.crawler_process.bootstrap_failed or stats is None:
            refuse(of_first_contact.look_not_started(), CRASHED)
        if stats.get_value("spider_exceptions/count"):
            refuse(of_first_contact.look_crashed(), CRASHED)
        assert isinstance(spider, LookSpider)
        ended = stats.get_value("finish_reason")
        why = str(caught.caught or ended)
        return spider, None if ended == "finished" else of_runs.stopped_early(why)

    def _write(self, report: LookReport, site: type[NewsSpider], name: str) -> None:
        from kho_tin.preview import spider_file

        if reason := spider_file.unreadable(report):
            refuse(reason, USAGE)
        path = self._folder() / f"{name}.py"
        with path.open("x", encoding="utf-8") as file:
            file.write(spider_file.source(report, site, name))
        print(f"Wrote {path}: read it through before the first crawl.", file=sys.stderr)

    def _folder(self) -> Path:
        """Where this project's sites are declared."""
        package = importlib.import_module(self.settings.getlist("SPIDER_MODULES")[0])
        return Path(package.__path__[0])


def _tell(line: str) -> None:
    """Show on a terminal that something goes on: a live site takes its time."""
    if sys.stderr.isatty():
        print(clipped(line, columns(sys.stderr)), file=sys.stderr, flush=True)
