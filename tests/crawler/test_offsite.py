"""Whatever a page says, a crawl goes to its site's own hosts, and into no private network."""

from __future__ import annotations

import datetime as dt
import re
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urlsplit

import pytest

from kho_tin.archive.database import connect
from kho_tin.base.reasons.sentence import verbatim
from kho_tin.base.terminal import printable
from kho_tin.crawler.http.offsite import hosts_of
from kho_tin.crawler.http.resolver import is_public, private_hosts
from kho_tin.crawler.run.ending import crashed
from kho_tin.crawler.run.start import begin
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome import problems as on_record
from kho_tin.outcome.addresses import Direct, Mirror, Route, WebArchive
from kho_tin.outcome.plan import Plan
from kho_tin.sample import SampleServer, load_news
from tests.crawler.hard_sites import SITE, crawl
from tests.crawler.project import Project
from tests.crawler.serving import HTML, Answer, served

NEWS = load_news()[:8]
PAGES = [f"/{each.alias}-{each.id}.html" for each in NEWS]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("203.162.0.181", True),  # VNPT
        ("2001:ee0:1::1", True),
        ("127.0.0.1", False),
        ("127.255.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds tell their machines their passwords
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.251", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::fb", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:203.162.0.181", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_what_a_terminal_would_obey() -> None:
    assert printable("Đầu tư\x1b[2J\x9b5m\r\u202etxt.exe\nhai") == "Đầu tư�[2J�5m��txt.exe\nhai"


@dataclass
class Site:
    plan: Plan
    site_hosts: set[str]
    media_hosts: tuple[str, ...] = ("img.example.vn",)


HOME = "https://www.tin.example.vn/"
ARCHIVE = "https://web.archive.org/web/"
MIRROR = "http://127.0.0.1:8002/"


@pytest.mark.parametrize(
    ("route", "hosts", "private"),
    [
        (
            Direct(HOME),
            "tin.example.vn www.tin.example.vn cu.example.vn:8080 www.cu.example.vn:8080 "
            "xn--tnh-dlz.example.vn www.xn--tnh-dlz.example.vn img.example.vn",
            [],
        ),
        (
            Mirror(MIRROR, HOME),
            "127.0.0.1:8002 cu.example.vn:8080 www.cu.example.vn:8080 "
            "xn--tnh-dlz.example.vn www.xn--tnh-dlz.example.vn img.example.vn",
            ["127.0.0.1"],
        ),
        (WebArchive(ARCHIVE, "2021"), "web.archive.org", []),
    ],
)
def test_the_hosts_of_a_crawl(route: Route, hosts: str, private: list[str]) -> None:
    plan = Plan(home_url=HOME, route=route)
    site = Site(plan, {"www.tin.example.vn", "Cu.example.vn:8080", "tỉnh.example.vn:443"})
    assert hosts_of(site) == set(hosts.split())
    assert private_hosts(plan, {}) == private
    assert private_hosts(plan, {"endpoint": route.source}) == [urlsplit(route.source).hostname]


# A site that wants to see more of the machine that crawls it than is its own.


@dataclass
class Hostile:
    """The sample site behind a relay that answers some of its pages with something else."""

    host: str
    inside: SampleServer  # another port of the same machine: not the site's
    answers: dict[str, Answer] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    with SampleServer(news=NEWS) as site, SampleServer(news=NEWS[:1]) as inside:

        def relay(path: str, _: bool) -> Answer:
            there.paths.append(path)
            if path.startswith("/round/"):
                return moved(f"{path}o")
            if path in there.answers:
                return there.answers[path]
            request = urllib.request.Request(
                f"{site.url[:-1]}{path}", headers={"Host": "vungsuong.example"}
            )
            with urllib.request.urlopen(request) as answer:
                kind = answer.headers["Content-Type"]
                return Answer(answer.read(), headers={"Content-Type": kind})

        there = Hostile("", inside)
        with served(relay) as there.host:
            yield there


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.new(root, tmp_path_factory.mktemp("project"))


def declare(project: Project, name: str, **attributes: object) -> None:
    """A site like the sample, in the copy of the project."""
    lines = [f"    {key} = {value!r}" for key, value in {"name": name, **attributes}.items()]
    text = "\n".join(
        ["from kho_tin.crawler.sites.sample import Sample", "", "", "class Site(Sample):", *lines]
    )
    (project.root / "spiders" / f"{name}.py").write_text(f"{text}\n")


def moved(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def refreshed(to: str) -> Answer:
    return Answer(f'<html><meta http-equiv="refresh" content="0; url={to}">'.encode(), headers=HTML)


def test_a_hostile_site(hostile: Hostile, project: Project, tmp_path: Path) -> None:
    """Redirects, refreshes, pictures and files that lead out of the site: each a problem on
    record, none followed, and no file where none should be."""
    inside = urlsplit(hostile.inside.url).netloc
    inside_by_name = inside.replace("127.0.0.1", "127.1")  # resolved, without asking anybody
    escaping = "/CMS/..%2F..%2F..%2F..%2Fescaped.pdf"
    long = f"/{'a' * 100_000}.png"
    sources = [
        f"http://{inside_by_name}/p.png",
        f"http://{inside}/q.png",
        "file:///etc/passwd",
        long,
    ]
    added = "".join(f'<img src="{source}"/>' for source in sources)
    added = f'<p>{added}<a href="{escaping}">Tải về</a></p>'
    with urllib.request.urlopen(f"http://{hostile.host}{PAGES[0]}") as answer:
        page = answer.read().decode()
    article = re.sub(r'(class="[^"]*article-content[^"]*"[^>]*>)', rf"\1{added}", page, count=1)
    assert added in article
    hostile.answers = {
        PAGES[0]: Answer(article.encode(), headers=HTML),
        PAGES[1]: moved(f"http://{inside}/"),
        PAGES[2]: moved("file:///etc/passwd"),
        PAGES[3]: moved("http://169.254.169.254/latest/meta-data/"),
        PAGES[4]: moved(f"http://{hostile.host}@{inside}/"),
        PAGES[5]: refreshed(f"http://{inside}/"),
        PAGES[6]: moved("/round/"),
        escaping: Answer(b"%PDF-1.4"),
        "/robots.txt": moved(f"http://{inside}/robots.txt"),
    }
    declare(project, "hostile", media_hosts=(inside_by_name,))
    archive = tmp_path / "archive.db"
    crawled = crawl(f"http://{hostile.host}/", archive, root=project.root, spider="hostile")
    assert crawled.code == 3
    assert (
        crawled.problems
        == {
            "/robots.txt": f"redirects off the site, to http://{inside}/robots.txt",
            PAGES[1]: f"redirects off the site, to http://{inside}/",
            PAGES[2]: "redirects off the site, to file:///etc/passwd",
            PAGES[3]: "redirects off the site, to http://169.254.169.254/latest/meta-data/",
            PAGES[4]: f"redirects off the site, to http://{hostile.host}@{inside}/",
            PAGES[5]: "the page ends before its </html>",  # it would refresh to a private address
            PAGES[6]: "the page redirects without end",
            f"http://{inside_by_name}/p.png": "127.1 is at 127.0.0.1, an address that is not "
            "public: not connected to. If it is meant: -s PRIVATE_HOSTS=127.1",
            f"{long[: 2000 - len(SITE)]}… ({len(SITE + long)} letters)": (
                f"an address of {len(f'http://{hostile.host}{long}')} letters: not requested"
            ),
            escaping: "damaged: no PDF that can be opened",
        }
    )
    assert hostile.inside.count == 0
    assert sum(path.startswith("/round/") for path in hostile.paths) == 10
    kinds = crawled.rows("SELECT kind, count(*) FROM problems GROUP BY 1 ORDER BY 1")
    assert kinds == [
        *(("attachment", 1), ("cut", 1), ("fetch", 1), ("long_address", 1), ("off_site", 5)),
        ("private_address", 1),
    ]
    # The bytes of all that was asked for lie in one file, whatever the site calls them.
    (warc,) = (tmp_path / "captures").glob("*.warc.gz")
    files = {path for path in tmp_path.rglob("*") if path.is_file()}
    files -= {warc, warc.with_name("manifest-sha256.txt")}
    assert all(path.name.startswith("archive.") for path in files)
    assert not list(tmp_path.parent.glob("escaped*"))


def test_a_site_whose_name_leads_inside(hostile: Hostile, project: Project) -> None:
    home = hostile.inside.url.replace("127.0.0.1", "127.1")
    declare(project, "inward", home_url=home, served_by=None)

    def crawl_inward(*arguments: str) -> CompletedProcess[str]:
        return project.run(
            *("crawl", "inward", "-s", "DOWNLOAD_DELAY=0", *arguments),
            CONTACT="luu-tru@thuvien.vn",
            ARCHIVE=str(project.root / "inward.db"),
        )

    before = hostile.inside.count
    refused = crawl_inward()
    assert refused.returncode == 3
    assert refused.stderr == ""
    assert refused.stdout.startswith(
        "inward: red - the home page could not be fetched: 127.1 is at 127.0.0.1, an address that "
        "is not public: not connected to."
    )
    assert hostile.inside.count == before
    meant = crawl_inward("-a", f"start={home}")
    assert meant.returncode == 0, meant.stdout + meant.stderr


def test_a_run_has_room_for_so_many_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site: type[NewsSpider] = Sample
    monkeypatch.setattr(on_record, "MOST", 5)
    with closing(connect(tmp_path / "archive.db")) as db:
        crawl_run = begin(
            db,
            tmp_path / "archive.db",
            site=site,
            plan=site.plan_of({}, dt.date(2027, 1, 4)),
            arguments={},
            settings={"VERSION": "1", "USER_AGENT": "KhoTin", "WALK_EVERY": 7},
        )
        for number in range(100):
            crawl_run.report(f"https://a.example/{number}", "status", "answered 500")
        crashed(crawl_run, verbatim("enough"))
        problems = db.execute("SELECT url, message FROM problems ORDER BY id").fetchall()
    assert [url[18:] for url, _ in problems] == ["0", "1", "2", "3", "4"]
    assert problems[-1][1] == "more problems than these are not on record"


def test_a_site_has_room_for_so_many_sections(tmp_path: Path) -> None:
    with SampleServer(news=NEWS) as site:
        crawled = crawl(site.url, tmp_path / "archive.db", "-s", "SECTIONS_PER_SITE=2")
        sections = ("/categories/", "/listchildcat/")
        section_paths = {
            path.partition("?")[0] for _, path, _ in site.requests if path.startswith(sections)
        }
    assert crawled.code == 0
    assert list(crawled.problems.values()) == ["more than 2 sections: the rest not read"]
    assert len(section_paths) == 2
    assert crawled.rows("SELECT walked FROM runs") == [(0,)]
