"""Which hosts a crawl asks, which it leaves alone, and how it comes to them."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import re
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request, Response

from kho_tin.archive.database import connect
from kho_tin.base.reasons.sentence import verbatim
from kho_tin.crawler.http import resolver
from kho_tin.crawler.http.offsite import hosts_of
from kho_tin.crawler.http.resolver import proxy_hosts
from kho_tin.crawler.http.routing import RoutingMiddleware
from kho_tin.crawler.http.unreachable import PrivateAddress, UnreachableMiddleware
from kho_tin.crawler.run.ending import crashed
from kho_tin.crawler.run.start import begin
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.sample import SampleServer, load_news
from tests.crawler.project import Project
from tests.crawler.serving import Answer, served

SITE = """\
from kho_tin.crawler.sites.sample import Sample


class Site(Sample):
    name = "behind"
    home_url = "http://tin.example.vn/"
    media_hosts = ("anh.example.vn", "tep.example.vn")
    served_by = None
"""


def test_hosts_that_want_to_be_left_alone(root: Path, tmp_path: Path) -> None:
    """One of pictures is, and the crawl goes on; the site itself ends it, answering from its twin.
    All of it through a proxy with a password, named without a scheme; the password is not kept."""
    requests: list[str] = []
    leave = Answer(status=429, headers={"Retry-After": "86400"})
    hosts = ("anh.example.vn", "tep.example.vn")
    sources = [f"http://{host}/{number}.png" for host in hosts for number in (1, 2)]

    def respond(url: str, _: bool) -> Answer:
        requests.append(url)
        parts = urlsplit(url)
        if parts.netloc == "tin.example.vn":
            return Answer(
                status=302, headers={"Location": f"http://www.{parts.netloc}{parts.path}"}
            )
        if parts.path == "/robots.txt":
            slow = parts.netloc == hosts[1]
            return Answer(b"User-agent: *\nCrawl-delay: 3600\n") if slow else Answer(status=404)
        if parts.path.endswith(".png"):
            return leave
        request = urllib.request.Request(
            f"{site.url[:-1]}{parts.path}", headers={"Host": parts.netloc}
        )
        with urllib.request.urlopen(request) as answer:
            body, kind = answer.read().decode(), answer.headers["Content-Type"]
        images = "".join(f'<img src="{source}"/>' for source in sources)
        body = re.sub(r'(class="[^"]*article-content[^"]*"[^>]*>)', rf"\1<p>{images}</p>", body)
        return Answer(body.encode(), headers={"Content-Type": kind})

    project = Project.new(root, tmp_path)
    (project.root / "spiders" / "behind.py").write_text(SITE)
    with SampleServer(news=load_news()[:1]) as site, served(respond) as proxy:
        done = project.run(
            *("crawl", "behind", "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"),
            CONTACT="luu-tru@thuvien.vn",
            ARCHIVE=str(project.root / "behind.db"),
            http_proxy=f"luu-tru:secret@{proxy}",
            no_proxy="",
        )
    line = "behind: blocked - the site asks for a pause of 86400 s, longer than RETRY_AFTER_LIMIT"
    assert (done.returncode, done.stdout.partition("\n")[0]) == (4, line)
    assert requests[-1].startswith("http://www.tin.example.vn/CMS/")
    assert sum(url.startswith("http://www.") and url.endswith(".png") for url in requests) == 1
    elsewhere = [url for url in requests if urlsplit(url).netloc in hosts]
    assert elsewhere == [
        "http://anh.example.vn/robots.txt",
        "http://anh.example.vn/2.png",
        "http://tep.example.vn/robots.txt",
    ]
    archive = project.root / "behind.db"
    with closing(sqlite3.connect(archive)) as db:
        problems = db.execute(
            "SELECT url, kind, message FROM problems WHERE url NOT LIKE '%/CMS/%' ORDER BY url"
        ).fetchall()
        assert db.execute("SELECT new, failed FROM runs").fetchall() == [(1, 0)]
    pause = "not requested: the site asks for a pause of 86400 s, longer than RETRY_AFTER_LIMIT"
    delay = (
        "not requested: robots.txt asks for 3600 s between requests, 60 s at most are kept: "
        "raise CRAWL_DELAY_LIMIT, and set a REQUEST_BUDGET"
    )
    assert problems == [
        ("http://anh.example.vn/1.png", "blocked", pause),
        ("http://anh.example.vn/2.png", "media", "answered 429"),
        ("http://tep.example.vn/1.png", "blocked", delay),
        ("http://tep.example.vn/2.png", "blocked", delay),
    ]
    (warc,) = (project.root / "captures").glob("behind-*.warc.gz")
    kept = gzip.decompress(warc.read_bytes())
    assert b"User-Agent: KhoTin/" in kept
    assert b"Proxy-Authorization" not in kept


@pytest.mark.parametrize(
    ("proxy", "host"),
    [
        ("http://user:secret@Proxy.lan:3128/", "proxy.lan"),
        ("proxy.lan:3128", "proxy.lan"),
        ("user:secret@127.0.0.1:3128", "127.0.0.1"),
        ("/var/run/proxy.sock", ""),
        ("http://[::1", None),
    ],
)
def test_the_operators_own_proxy(proxy: str, host: str | None) -> None:
    assert proxy_hosts([proxy]) == ([] if host is None else [host])


def test_a_proxy_at_a_private_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not the site, whose address nobody asked for."""
    monkeypatch.setitem(resolver.refused, "proxy.lan", "10.0.0.1")
    middleware = UnreachableMiddleware(Crawler(Sample))
    request = Request("http://tin.example.vn/", meta={"proxy": "http://proxy.lan:3128"})
    with pytest.raises(PrivateAddress, match=r"^proxy\.lan is at 10\.0\.0\.1, .*=proxy\.lan$"):
        asyncio.run(middleware.process_exception(request, CannotResolveHostError()))


def test_twins_of_every_host(tmp_path: Path) -> None:
    """What may be asked for, and where a link or a redirect may lead, is one rule."""

    class Two(Sample):
        home_url = "https://tin.example.vn/"
        hosts = ("cu.example.vn:8080", "www.so.example.vn")
        media_hosts = ("anh.example.vn",)

    site: type[NewsSpider] = Two
    db = connect(tmp_path / "archive.db")
    run = begin(
        db,
        tmp_path / "archive.db",
        site=site,
        plan=site.plan_of({}, dt.date(2027, 1, 4)),
        arguments={},
        settings={"VERSION": "1", "USER_AGENT": "KhoTin", "WALK_EVERY": 7},
    )
    spider = site(plan=run.plan, run=run)
    crawler = Crawler(Two)
    crawler.spider = spider
    routing = RoutingMiddleware(crawler)
    request = Request(Two.home_url)
    # `Bounded` wants attributes of the instance, where a spider has them of its class.
    hosts = hosts_of(spider)  # type: ignore[arg-type]
    for host in hosts | {"anh.example.vn"}:
        url = f"https://{host}/x"
        assert spider.site_url(url, media=True) == url.replace("www.tin.", "tin.")
        assert (spider.site_url(url) is None) is (host == "anh.example.vn")
        answer = Response(request.url, 302, {"Location": url})
        assert routing.process_response(request, answer) is answer
    for host in (
        "cu.example.vn",
        "www.anh.example.vn",
        "x.tin.example.vn",
        "a@so.example.vn",
        "a:b",
    ):
        assert spider.site_url(f"https://{host}/x", media=True) is None
    assert spider.site_url("ftp://tin.example.vn/x") is None
    crashed(run, verbatim("it was only looked at"))
    db.close()
