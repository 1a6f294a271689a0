"""Every request ends once, in the order of the records, or the run says that one did not."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.http import Request

from kho_tin.archive.database import connect
from kho_tin.base.reasons.sentence import verbatim
from kho_tin.crawler.http.robots import NoRobots
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.crawler.run.ending import crashed
from kho_tin.crawler.run.sequencer import Sequencer
from kho_tin.crawler.run.start import begin
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.verdicts import judge
from kho_tin.sample import SampleServer, load_news
from kho_tin.warc.journal import Requested
from tests.conftest import ROOT, run_scrapy
from tests.crawler.project import Project
from tests.waiting import STUCK

SITE: type[NewsSpider] = Sample


@pytest.fixture
def run(tmp_path: Path) -> Iterator[CrawlRun]:
    path = tmp_path / "archive.db"
    with closing(connect(path)) as db:
        run = begin(
            db, path, site=SITE, plan=SITE.plan_of({}, dt.date(2027, 1, 4)),
            arguments={}, settings={"VERSION": "1", "USER_AGENT": "KhoTin", "WALK_EVERY": 7},
        )  # fmt: skip
        yield run
        crashed(run, verbatim("it was only looked at"))


def request(number: int = 0) -> Request:
    return Request(f"https://vungsuong.example/{number}", meta={"requested": Requested(0, "link")})


def test_a_request_that_does_not_end(run: CrawlRun) -> None:
    page, again = request(1), request(2)
    run.requests.number(page)
    run.requests.number(again)
    assert run.requests.lost(0) == 2
    repeated = page.replace(meta={**page.meta, "cause": "wall"})
    run.requests.number(repeated)  # which ends the first
    record = repeated.meta["requested"]
    assert (record.number, record.after, record.cause) == (3, 1, "wall")
    assert run.requests.lost(0) == 2
    for each in (again, repeated):
        assert run.no_answer(each, TimeoutError())
        run.requests.pass_over(each)
    assert run.requests.lost(0) == 0


def test_what_the_downloader_counts_otherwise(run: CrawlRun) -> None:
    page = request()
    run.requests.number(page)
    run.requests.is_sent(page)
    run.no_answer(page, TimeoutError())
    assert (run.requests.lost(1), run.requests.lost(2), run.requests.lost(0)) == (0, 1, 1)


def test_a_robots_txt_without_an_answer_is_no_lost_request(run: CrawlRun) -> None:
    """The page that waits for it ends, and says why."""
    page, robots = request(), Request("https://media.example/robots.txt")
    run.requests.number(page)
    run.requests.number(robots)
    run.requests.is_sent(robots)
    run.tried(robots, TimeoutError())
    assert run.no_answer(page, NoRobots(None, TimeoutError(), "no answer"))
    assert run.requests.lost(1) == 0


def test_a_request_that_goes_on_to_another_host_has_the_pauses_of_that(run: CrawlRun) -> None:
    page = request()
    run.requests.number(page)
    page.meta["download_slot"] = "vungsuong.example"  # as the downloader does
    moved = page.replace(url="https://media.example/1.jpg")
    run.requests.number(moved)
    assert "download_slot" not in moved.meta


def test_nothing_is_put_on_record_after_what_could_not_be_stored(run: CrawlRun) -> None:
    """The next start goes on from there, and takes it from the file."""
    run.report("https://vungsuong.example/1", "endless_pager", "before")
    run.errors.append(verbatim("the disk is full"))
    run.report("https://vungsuong.example/2", "endless_pager", "after")
    assert run.db.execute("SELECT message FROM problems").fetchall() == [("before",)]


def test_a_run_with_lost_requests_is_red() -> None:
    facts = Facts(least_articles=0, bounds=Bounds(), expected_parser=None, lost=2)
    assert judge(Counts(), facts) == ("red", "2 requests ended without a word")


def test_turns_come_in_order() -> None:
    """Whoever is ready first waits for those before; one of which nothing comes holds up none."""
    done = []

    async def take_turns() -> None:
        turns = Sequencer()
        slow, quick, dropped, last = (turns.take() for _ in range(4))

        async def work(turn: int, seconds: int) -> None:
            for _ in range(seconds):
                await asyncio.sleep(0)
            await turns.wait(turn)
            done.append(turn)
            turns.over(turn)

        tasks = [
            asyncio.create_task(work(turn, n)) for turn, n in ((last, 0), (quick, 1), (slow, 5))
        ]
        turns.do(lambda: done.append(4))
        turns.over(dropped)
        await asyncio.gather(*tasks)

    asyncio.run(take_turns())
    assert done == [0, 1, 3, 4]


BROKEN = '''
class Broken:
    """A pipeline of the operator's own, with a fault."""

    def process_item(self, item):
        if item.answered.requested.number == 6:
            raise RuntimeError("a fault of the operator's")
        return item
'''


def test_a_fault_of_the_program(tmp_path: Path) -> None:
    """Nothing that comes behind it is stored before it: the next start understands all of it."""
    (tmp_path / "project").mkdir()
    project = Project.new(ROOT, tmp_path / "project")
    (project.root / "pipelines" / "broken.py").write_text(BROKEN, "utf-8")
    archive = tmp_path / "archive.db"
    with SampleServer(news=load_news()[:8]) as server:
        crawl = ("crawl", "sample", "-a", f"start={server.url}")
        pipelines = {"pipelines.validate.ValidatePipeline": 100, "pipelines.broken.Broken": 150,
                     "pipelines.store.StorePipeline": 200}  # fmt: skip
        setting = f"ITEM_PIPELINES={json.dumps(pipelines)}"
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *crawl, "-s", setting], cwd=project.root, text=True,
            capture_output=True, env={**os.environ, "ARCHIVE": str(archive)}, timeout=STUCK,
            check=False,
        )  # fmt: skip
        assert (done.returncode, "a fault of the operator's" in done.stdout) == (1, True)
        with closing(connect(archive, readonly=True)) as db:
            before = db.execute("SELECT applied FROM runs").fetchone()[0]
        done = run_scrapy(*crawl, archive=archive)
        assert done.returncode == 0, done.stdout + done.stderr
        with closing(connect(archive, readonly=True)) as db:
            assert db.execute("SELECT applied FROM runs WHERE id = 1").fetchone()[0] > before
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (8,)
    done = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=archive)
    assert "Nothing differs" in done.stdout, done.stdout
