"""A board moves: its pages redirect to other pages, other hosts, hosts that nobody has declared."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kho_tin.archive.address_lookup import articles_at
from kho_tin.archive.lasting_names import pid_of
from kho_tin.base.reasons.sentence import on_record
from kho_tin.base.times import today
from kho_tin.sample import SampleServer, load_news
from tests.conftest import run_scrapy
from tests.crawler.hard_sites import SITE, crawl
from tests.crawler.project import Project
from tests.crawler.serving import HTML, Answer, served
from tests.crawler.test_offsite import declare
from tests.web.conftest import datasette_on

NEWS = load_news()[:8]
DAY = dt.timedelta(days=1)


@dataclass
class Relay:
    """The sample site, some of whose pages answer with something else."""

    host: str
    site: SampleServer
    answers: dict[str, Answer] = field(default_factory=dict)

    def page(self, path: str) -> str:
        """A page as the site has it."""
        host = {"Host": "vungsuong.example"}
        request = urllib.request.Request(f"{self.site.url[:-1]}{path}", headers=host)
        with urllib.request.urlopen(request) as answer:
            return str(answer.read().decode())

    def answer(self, path: str, _: bool) -> Answer:
        if path in self.answers:
            return self.answers[path]
        host = {"Host": "vungsuong.example"}
        request = urllib.request.Request(f"{self.site.url[:-1]}{path}", headers=host)
        with urllib.request.urlopen(request) as answer:
            kind = answer.headers["Content-Type"]
            return Answer(answer.read(), headers={"Content-Type": kind})


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def relay() -> Iterator[Relay]:
    with SampleServer(news=NEWS) as site:
        there = Relay("", site)
        with served(there.answer) as there.host:
            yield there


def moved(to: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": to})


def pids_at(archive: Path, path: str) -> list[tuple[str]]:
    """The records to which an address of the site leads."""
    with closing(sqlite3.connect(archive)) as db:
        (article,) = articles_at(db, f"https://vungsuong.example{path}")
    return rows(archive, f"SELECT pid FROM articles WHERE id = {article}")


async def assert_shown(archive: Path, old: list[str], new: list[str]) -> None:
    """The reading room leads from one to the other, and says what may be the same."""
    room = datasette_on(archive)
    answer = await room.client.get(f"/a/{old[0]}")
    assert answer.headers["location"].endswith(f"/a/{new[0]}")
    page = (await room.client.get(f"/a/{new[0]}?lang=en")).text
    assert old[0] in page
    assert f"{NEWS[0].alias}-{NEWS[0].id}.html" in page
    page = (await room.client.get(f"/a/{old[2]}?lang=en")).text
    assert "Perhaps the same article" in page
    assert new[2] in page


async def test_an_article_that_moves_for_good_is_one_with_the_new_one(
    relay: Relay, tmp_path: Path
) -> None:
    """Where title, day and text are the same; else that is proposed, and so is what is alike
    without a permanent redirect."""
    archive, start = tmp_path / "archive.db", f"http://{relay.host}/"
    before = f"/{NEWS[3].alias}-{NEWS[3].id}.html"  # led elsewhere when it was seen first
    page = relay.page(before).replace(str(NEWS[3].id), "9004")
    relay.answers = {
        before: moved("/moi-9004.html"),
        "/moi-9004.html": Answer(page.encode(), headers=HTML),
    }
    assert crawl(start, archive).code == 0
    for number, (item, status) in enumerate(zip(NEWS, (301, 308, 302), strict=False), start=9001):
        path = f"/{item.alias}-{item.id}.html"
        page = relay.page(path).replace(str(item.id), str(number))
        if number == 9002:
            first = r'(class="[^"]*article-content[^"]*"[^>]*>.*?</h1>)'
            page = re.sub(first, r"\1<p>Một đoạn được thêm vào.</p>", page, count=1, flags=re.S)
            assert "được thêm vào" in page
        relay.answers[path] = moved(f"/moi-{number}.html", status)
        relay.answers[f"/moi-{number}.html"] = Answer(page.encode(), headers=HTML)
    assert crawl(start, archive, "-a", "full=1").code == 0
    old = [pid_of("sample", str(item.id)) for item in NEWS[:3]]
    new = [pid_of("sample", str(number)) for number in (9001, 9002, 9003)]
    done = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=archive)
    assert done.returncode == 0, done.stdout
    assert "Nothing differs" in done.stdout
    for made in (archive, tmp_path / "new.db"):
        article, other = (old[0], new[0]), (old[1], new[1])
        assert rows(made, "SELECT pid, leads_to FROM aliases WHERE same_text = 1") == [article]
        led = (pid_of("sample", str(NEWS[3].id)), pid_of("sample", "9004"))
        proposed = rows(made, "SELECT pid, leads_to FROM aliases WHERE same_text = 0")
        assert sorted(proposed) == sorted([other, led])
        assert pids_at(made, before) == [(led[1],)]
        assert rows(made, "SELECT pid, leads_to, ground FROM merged_records") == [
            (*article, "redirect")
        ]
        assert sorted(rows(made, "SELECT ground, pid, leads_to FROM proposed_merges")) == [
            ("redirect", *other),
            ("text", new[2], old[2]),  # to the one that the listings name
        ]
        gone = rows(
            made,
            "SELECT pid FROM articles WHERE id IN (SELECT article FROM observations "
            "WHERE state = 'gone')",
        )
        assert {pid for (pid,) in gone} == set(old)

    (tmp_path / "new.db").unlink()  # what is decided from now on it does not know

    listed = run_scrapy("merge", "--proposed", archive=archive)
    assert f"{old[1]} {new[1]}" in listed.stdout
    assert f"{new[2]} {old[2]}" in listed.stdout
    assert "Records that may be one: 2" in run_scrapy("status", archive=archive).stdout

    await assert_shown(archive, old, new)

    apart = run_scrapy(
        *("separate", old[0], new[0], "--why", "Hai bài", "--by", "an"), archive=archive
    )
    assert apart.returncode == 0, apart.stderr
    again = run_scrapy("separate", new[0], old[0], "--why", "x", archive=archive)
    assert again.returncode == 2
    assert "already" in again.stderr
    again = run_scrapy("merge", old[0], new[0], "--why", "x", archive=archive)
    assert again.returncode == 2
    assert "is kept apart" in again.stderr
    assert (await datasette_on(archive).client.get(f"/a/{old[0]}")).status_code == 200
    assert run_scrapy("verify", archive=archive).returncode == 0


def test_a_home_page_that_moves_to_a_host_nobody_declared(relay: Relay, tmp_path: Path) -> None:
    """It is not followed: the run is red, and says what the site's file needs."""
    archive, start = tmp_path / "archive.db", f"http://{relay.host}/"
    relay.answers = {"/": moved("https://moi.example/tin/")}
    crawled = crawl(start, archive)
    assert crawled.code == 3
    (message,) = crawled.problems.values()
    assert message.startswith("redirects for good (301) to https://moi.example/tin/, at a host")
    assert 'home_url = "https://moi.example/"' in message
    assert f'home_url="{SITE}/"' in message
    assert f'until="{(today() - DAY).isoformat()}"' in message
    assert message in crawled.line
    assert crawled.rows("SELECT kind FROM problems") == [("moved",)]
    assert crawled.rows("SELECT status FROM captures WHERE page_url LIKE '%example/'") == [(301,)]
    ((reason,),) = crawled.rows("SELECT reason FROM runs")
    assert "tệp của trang không khai báo" in on_record(reason).rendered("vi")

    relay.answers = {"/": moved("https://moi.example/", 302)}  # for today only
    crawled = crawl(start, tmp_path / "other" / "archive.db")
    assert list(crawled.problems.values()) == ["redirects off the site, to https://moi.example/"]


def test_a_home_page_that_moves_to_a_declared_host(
    relay: Relay, root: Path, tmp_path: Path
) -> None:
    """It is followed, and told."""
    project = Project.new(root, tmp_path)
    there = relay.site.url
    home = f"http://{relay.host}/"
    declare(project, "board", home_url=home, hosts=(urlsplit(there).netloc,), served_by=None)
    relay.answers = {"/": moved(there)}
    crawled = crawl(home, tmp_path / "a" / "archive.db", root=project.root, spider="board")
    assert crawled.code == 0, crawled.line
    assert crawled.problems[home] == (
        f"the home page redirects to {there}, at another host of the site: read there"
    )
    assert crawled.rows("SELECT count(*) FROM articles") == [(len(NEWS),)]
