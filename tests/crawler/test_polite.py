"""What a site's administrators can ask of the crawler, and what its operator can hold it to."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from scrapy.http import Response

from kho_tin.base.times import moment
from kho_tin.crawler.http.politeness import retry_after
from kho_tin.sample import SampleServer, load_news
from tests.crawler.processes import running
from tests.crawler.serving import HTML, Answer, served
from tests.sample.holding import HeldServer
from tests.waiting import until

NEWS = load_news()[::12]
Scrapy = Callable[..., CompletedProcess[str]]


def crawl(scrapy: Scrapy, url: str, *settings: str, **environment: str) -> CompletedProcess[str]:
    given = [word for setting in settings for word in ("-s", setting)]
    done = scrapy("crawl", "sample", "-a", f"start={url}", *given, **environment)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


def gaps(site: SampleServer) -> list[float]:
    """Seconds between one request and the next."""
    return [later.at - earlier.at for earlier, later in pairwise(site.log)]


def test_one_request_at_a_time_on_one_connection(scrapy: Scrapy) -> None:
    """Without any pause between them; and each says who asks."""
    with SampleServer(news=NEWS) as site:
        assert crawl(scrapy, site.url, "CONTACT=archivist@kho.vn").returncode == 0
        assert site.count > 20
        assert (site.most_at_once, site.most_connections) == (1, 1)
        agents = {logged.headers["User-Agent"] for logged in site.log}
    assert len(agents) == 1
    assert agents.pop().startswith("KhoTin/")


def test_crawl_delay_is_kept_whatever_the_throttle_finds(scrapy: Scrapy) -> None:
    """AutoThrottle alone would go down to DOWNLOAD_DELAY on a site as quick as this one."""
    with SampleServer(news=NEWS, crawl_delay=0.25) as site:
        crawl(scrapy, site.url, "AUTOTHROTTLE_ENABLED=1", "DOWNLOAD_DELAY=0.01", "REQUEST_BUDGET=9")
    assert site.count == 9
    # The first lies between robots.txt and its being read. On a busy machine each may arrive
    # late, and a gap be short therefore; not all of them together.
    assert sum(gaps(site)[1:]) > 0.25 * 7 / 2


def test_a_slow_site_gets_a_rest(scrapy: Scrapy) -> None:
    """As long as it took to answer: twice that long from one request to the next."""
    with SampleServer(news=NEWS, slow=0.3) as site:
        crawl(
            scrapy,
            site.url,
            "AUTOTHROTTLE_ENABLED=1",
            "DOWNLOAD_DELAY=0.01",
            "DOWNLOAD_DELAY_JITTER=0",
            "REQUEST_BUDGET=7",
        )
    assert site.count == 7
    assert sum(gaps(site)[1:]) > 5 * 0.45  # without it, 5 * 0.3


def test_a_budget_is_kept_to_the_request(archive: Path, scrapy: Scrapy) -> None:
    """And the next crawl goes on. A robots.txt that is not there (404) has no rules."""
    with SampleServer(news=NEWS, fail="/robots.txt", fail_status=404) as site:
        first = crawl(scrapy, site.url, "REQUEST_BUDGET=12")
        assert first.returncode == 0, first.stdout + first.stderr
        assert site.count == 12
        assert rows(archive, "SELECT verdict, ended, reason, requests, failed FROM runs") == [
            (
                "ok",
                "budget",
                "the budget of requests is used up, the rest comes next time",
                12,
                0,
            )
        ]
        [(articles,)] = rows(archive, "SELECT count(*) FROM articles")
        assert 0 < articles < len(NEWS)
        assert crawl(scrapy, site.url, "REQUEST_BUDGET=0").returncode == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(NEWS),)]
    assert rows(archive, "SELECT ended FROM runs ORDER BY id DESC LIMIT 1") == [("finished",)]


@pytest.mark.more
def test_night_hours(archive: Path, scrapy: Scrapy) -> None:
    """Outside of them nothing is asked; at their end the page in hand is finished."""
    with SampleServer(news=NEWS, slow=0.4) as site:
        day = crawl(scrapy, site.url, "CRAWL_HOURS=22-6", KHO_TIN_CLOCK="2026-03-01T05:00:00Z")
        assert (day.returncode, day.stdout, site.count) == (2, "", 0)
        assert day.stderr == (
            "kho-tin: it is 12:00 in Vietnam, and CRAWL_HOURS=22-6 lets this site be crawled from "
            "22:00 to 06:00 only.\n"
        )
        night = crawl(
            scrapy, site.url, "CRAWL_HOURS=22:30-06:00", KHO_TIN_CLOCK="2026-02-28T22:59:52Z"
        )
        assert night.returncode in (0, 3)  # it may have come to no article, on a slow machine
        answered = [path for _, path, status in site.requests if status == 200]
    assert rows(archive, "SELECT ended FROM runs") == [("hours",)]
    assert "the hours for crawling are over, the rest comes next time" in night.stdout
    assert rows(archive, "SELECT count(*) FROM captures WHERE status = 200") == [(len(answered),)]
    # Where it goes on, it does so for longer than the page in hand may take on a busy machine.
    assert rows(archive, "SELECT max(finished) < '2026-02-28T23:10:00Z' FROM runs") == [(1,)]


def test_wrong_settings_are_one_line(scrapy: Scrapy) -> None:
    for setting in ("REQUEST_BUDGET=many", "CRAWL_HOURS=25-3"):
        done = crawl(scrapy, "http://127.0.0.1:9/", setting)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"kho-tin: {setting}: give ")
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("99999999999999999999", 999999999),
        ("Sun, 01 Mar 2026 00:02:00 GMT", 120),
        ("Sunday, 01-Mar-26 00:02:00 GMT", 120),
        ("Sat, 28 Feb 2026 00:00:00 GMT", 0),
        ("Sun, 01 Mar 2026 07:02:00 +0700", 120),
        ("-5", 30),
        ("²", 30),
        ("soon", 30),
        ("Sun, 99 Mar 2026 00:00:00 GMT", 30),
        ("Sun, 01 Mar 99999 00:00:00 GMT", 30),
        ("", 30),
        (None, 30),
    ],
)
def test_retry_after(value: str | None, seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 9110, section 10.2.3; and what else servers send."""
    now = moment("2026-03-01T00:00:00Z")
    monkeypatch.setattr("kho_tin.crawler.http.politeness.current", lambda: now)
    headers = {} if value is None else {"Retry-After": value.encode("latin-1")}
    assert retry_after(Response("http://x.vn/", headers=headers), default=30) == seconds


def test_a_site_that_wants_to_be_left_alone_is(archive: Path) -> None:
    """Asked in the middle of a crawl for a pause of a day, it gets it at once."""
    with HeldServer(5, news=NEWS, retry_after=86400) as site:
        with running("crawl", "sample", "-a", f"start={site.url}", archive=archive) as started:
            until(lambda: site.count >= 6, "six requests")
            site.site.too_many = 1000
            site.allow()
            done = started.wait()
        refused = [status for _, _, status in site.requests].count(429)
    assert done.code == 4, done.stdout + done.stderr
    assert refused == 1
    assert rows(archive, "SELECT verdict, ended, reason FROM runs") == [
        (
            "blocked",
            "refused",
            "the site asks for a pause of 86400 s, longer than RETRY_AFTER_LIMIT",
        )
    ]


def test_a_crawl_delay_of_an_hour_ends_the_crawl(archive: Path, scrapy: Scrapy) -> None:
    """It would hold the archive for weeks, and to ask faster is out of the question."""
    with SampleServer(news=NEWS, crawl_delay=3600) as site:
        assert crawl(scrapy, site.url).returncode == 4
        assert site.count == 1  # robots.txt
    assert rows(archive, "SELECT verdict, ended, reason FROM runs") == [
        (
            "blocked",
            "refused",
            "robots.txt asks for 3600 s between requests, 60 s at most are kept: raise "
            "CRAWL_DELAY_LIMIT, and set a REQUEST_BUDGET",
        )
    ]


ROBOTS = "/robots.txt"
long = pytest.mark.long
UNREADABLE = [
    ({"fail": ROBOTS, "fail_status": 500}, "answered 500", "red"),
    pytest.param({"hang": ROBOTS}, "no whole answer within 2 seconds", "red", marks=long),
    pytest.param({"cut": ROBOTS}, "the connection was cut", "red", marks=long),
    pytest.param({"too_many": 1000, "retry_after": 0}, "answered 429", "blocked", marks=long),
]


@pytest.mark.parametrize(("switches", "why", "verdict"), UNREADABLE)
def test_a_robots_txt_that_cannot_be_had_forbids_all(
    switches: dict[str, Any], why: str, verdict: str, scrapy: Scrapy, archive: Path
) -> None:
    """RFC 9309, section 2.3.1.4. Who is down has refused nothing."""
    with SampleServer(news=NEWS, **switches) as site:
        soon = ("DOWNLOAD_TIMEOUT=2",) if "hang" in switches else ()
        done = crawl(scrapy, site.url, "RETRY_TIMES=1", *soon)
        assert {path for _, path, _ in site.requests} == {ROBOTS}
    assert done.returncode == {"red": 3, "blocked": 4}[verdict], done.stdout + done.stderr
    [(judged, reason)] = rows(archive, "SELECT verdict, reason FROM runs")
    assert judged == verdict
    assert reason.startswith("robots.txt could not be had (")
    assert why in reason
    assert rows(archive, "SELECT DISTINCT kind FROM problems") == [("robots",)]


def test_a_site_that_is_not_there(scrapy: Scrapy, archive: Path) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        done = crawl(scrapy, f"http://127.0.0.1:{taken.getsockname()[1]}/", "RETRY_TIMES=0")
    assert done.returncode == 3
    assert rows(archive, "SELECT reason FROM runs") == [
        (
            "robots.txt could not be had (the connection was refused: nothing listens at that host "
            "and port): then nothing may be asked for",
        )
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    "switches",
    [
        {"fail": ROBOTS, "fail_status": 403},
        {"off_site": ROBOTS, "robots_disallow": ("/",)},
    ],
)
def test_what_is_no_robots_txt_has_no_rules(
    switches: dict[str, Any], scrapy: Scrapy, archive: Path
) -> None:
    """RFC 9309, section 2.3.1.3."""
    with SampleServer(news=NEWS, **switches) as site:
        assert crawl(scrapy, site.url).returncode == 0
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(NEWS),)]


RULES = Answer(b"User-agent: *\nDisallow: /\n")
FAR_AWAY = {
    f"/robots{number or ''}.txt": Answer(b"", 302, {"Location": f"/robots{number + 1}.txt"})
    for number in range(5)
}
CASES = [
    pytest.param({ROBOTS: Answer(b"\xef\xbb\xbf \n<p>\nDisallow: /\n")}, None, id="html"),
    pytest.param({**FAR_AWAY, "/robots5.txt": RULES}, "forbids the home page", id="far away"),
    pytest.param({ROBOTS: RULES}, "forbids the home page", marks=long, id="rules"),
    pytest.param({ROBOTS: Answer(RULES.body, 404)}, None, marks=long, id="404 with words"),
    pytest.param(
        {ROBOTS: Answer(b"", 302, {"Location": ROBOTS})}, None, marks=long, id="in a circle"
    ),
    pytest.param(
        {ROBOTS: Answer(RULES.body + b"# " * 300_000)},
        "could not be had (the answer is larger than",
        marks=long,
        id="too long",
    ),
]


@pytest.mark.parametrize(("robots", "blocked"), CASES)
def test_what_counts_as_robots_txt(
    robots: dict[str, Answer], blocked: str | None, scrapy: Scrapy, archive: Path
) -> None:
    paths: list[str] = []

    def respond(path: str, tls: bool) -> Answer:
        paths.append(path)
        return robots.get(path) or Answer(b"<html><body>A page</body></html>", 200, HTML)

    with served(respond) as address:
        done = crawl(scrapy, f"http://{address}/")
    assert ("/" in paths) is (blocked is None)
    forbidden = bool(blocked and "forbids" in blocked)
    assert done.returncode == (4 if forbidden else 3), done.stdout + done.stderr
    if blocked:
        [(reason,)] = rows(archive, "SELECT reason FROM runs")
        assert reason.startswith(f"robots.txt {blocked}")
        assert set(robots) == set(paths)


@pytest.mark.long
def test_a_look_keeps_the_same_rules(scrapy: Scrapy) -> None:
    with SampleServer(news=NEWS, fail=ROBOTS, fail_status=500) as site:
        done = scrapy("look", "sample", "-a", f"start={site.url}")
        assert {path for _, path, _ in site.requests} == {ROBOTS}
    assert done.returncode == 3, done.stdout
    assert "robots.txt could not be had (answered 500)" in done.stdout
