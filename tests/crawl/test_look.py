"""First contact: what `scrapy look` tells of a site, what it leaves behind, and how it ends."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

import parsers
from parsers.model import Article
from sample import ORIGIN, NewsArticle, SampleServer, load_news
from tests.crawl.serving import HTML, Answer, served
from tests.parsers.cases import SHARED

NEWS = load_news()[:40]
TODAY = dt.datetime.now(dt.UTC).date().isoformat()
BIN = Path(sys.executable).parent
Run = Callable[..., CompletedProcess[str]]


@dataclasses.dataclass
class Project:
    """A copy of this project, in which files may be written."""

    root: Path

    def run(self, *arguments: str | Path, **environment: str) -> CompletedProcess[str]:
        done = subprocess.run(
            [str(BIN / "scrapy"), *map(str, arguments)],
            cwd=self.root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CONTACT": "", **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def report(self, *arguments: str | Path) -> dict[str, Any]:
        """The report as JSON, whatever the exit code, which must be the one it names."""
        done = self.run("look", "--json", *arguments)
        report: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == report["verdict"]["exit_code"], done.stderr
        return report

    def files(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*")}


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    copy = tmp_path_factory.mktemp("project")
    for path in root.iterdir():
        if path.suffix in {".py", ".cfg"}:
            shutil.copy(path, copy)
        elif (path / "__init__.py").exists() and path.name not in {"tests", "bench"}:
            shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(copy)


@dataclasses.dataclass
class Looked:
    """One look at a face of the sample site, with everything that it can be told to do."""

    face: str
    report: dict[str, Any]
    asked: list[str]
    new_files: set[str]
    written: str
    saved: Path
    crawled: CompletedProcess[str]


@pytest.fixture(scope="module", params=["vnpt", "websphere"])
def looked(request: pytest.FixtureRequest, project: Project) -> Looked:
    face, name = request.param, f"vung_suong_{request.param}"
    with SampleServer(face, news=NEWS) as site:
        start = ("-a", f"start={site.url}")
        before = project.files()
        report = project.report(ORIGIN, *start, "--write", name, "--save", f"saved/{face}")
        new_files = project.files() - before
        asked = [path for _, path, _ in site.requests]
        archive = str(project.root / f"{face}.db")
        crawled = project.run("crawl", name, *start, ARCHIVE=archive)
    return Looked(
        face,
        report,
        asked,
        new_files,
        (project.root / "spiders" / f"{name}.py").read_text("utf-8"),
        project.root / "saved" / face,
        crawled,
    )


def test_only_a_few_pages_are_asked_for(looked: Looked) -> None:
    roles = [page["role"] for page in looked.report["pages"]]
    listings = 2 if looked.face == "vnpt" else 1  # the VNPT menu begins with a section of sections
    assert roles == ["home", *["listing"] * listings, *["article"] * 3]
    redirected = looked.face == "websphere"  # "/" leads to the portal's own home page
    assert len(looked.asked) == 1 + len(roles) + redirected
    assert looked.asked[:2] == ["/robots.txt", "/"]


TRUTH: dict[str, Callable[[NewsArticle], object]] = {
    "title": lambda item: item.title,
    "published": lambda item: item.date.isoformat(),
    "author": lambda item: item.author,
    "source": lambda item: item.source,
    "category": lambda item: item.category.name,
    "language": lambda item: item.language,
    "body_starts": lambda item: " ".join(item.body.split())[:60],
    "body_ends": lambda item: " ".join(item.body.split())[-60:],
    "pictures": lambda item: len(item.images),
    "captions": lambda item: [picture.caption for picture in item.images if picture.caption],
    "objection": lambda item: None,
}


def newest(report: dict[str, Any]) -> list[NewsArticle]:
    """The three newest articles of the listing that was read, as they truly are."""
    listing = next(
        p["listing"] for p in report["pages"] if p["listing"] and p["listing"]["articles"]
    )
    by_title = {item.title: item for item in NEWS}
    return [by_title[line["title"]] for line in listing["first_articles"]][:3]


@pytest.mark.parametrize("field", TRUTH)
def test_every_field_of_the_newest_three(field: str, looked: Looked) -> None:
    found = [page["article"][field] for page in looked.report["pages"] if page["article"]]
    truth = newest(looked.report)
    assert [item.date for item in truth] == sorted((i.date for i in truth), reverse=True)
    assert found == [TRUTH[field](item) for item in truth]


def test_listing_and_sections(looked: Looked) -> None:
    home = looked.report["pages"][0]["listing"]
    listing = [page["listing"] for page in looked.report["pages"] if page["role"] == "listing"][-1]
    dates = [line["published"] for line in listing["first_articles"]]
    titled = {item.title: item.date.isoformat() for item in NEWS}
    assert len(dates) == 5
    assert dates == [titled[line["title"]] for line in listing["first_articles"]]
    assert listing["undated"] == listing["elsewhere"] == 0
    if looked.face == "vnpt":
        assert (home["sections"], home["articles"], listing["articles"]) == (10, 0, 15)
        assert listing["next"] == f"{ORIGIN}/categories/tin-tuc-su-kien-11.html?CurrentPage=2"
    else:
        assert (home["sections"], home["articles"], listing["articles"]) == (8, 0, 10)
        assert "WCM_Page" in listing["next"]
    assert len(home["first_sections"]) == min(home["sections"], 10)


def test_what_the_site_is_made_of(looked: Looked) -> None:
    report = looked.report
    name = {"vnpt": "vnpt_portal@1", "websphere": "websphere@1"}[looked.face]
    mark = {"vnpt": "#PageDetail", "websphere": ".wpsPortletBody"}[looked.face]
    assert {page["parser"] for page in report["pages"]} == {name}
    assert all(mark in page["marks"] for page in report["pages"] if page["article"])
    assert all(
        page["charset"]["header"] == page["charset"]["true"] == "utf-8" for page in report["pages"]
    )
    (robots,) = report["robots"]
    assert (robots["status"], robots["allowed"], robots["crawl_delay"]) == (200, True, None)
    assert robots["sitemaps"] == [f"{ORIGIN}/sitemap.xml"]
    assert report["tls"] == []
    assert report["twins"] == {}
    assert report["verdict"]["exit_code"] == 0
    assert len(report["verdict"]["stored"]) == 3
    assert report["verdict"]["not_stored"] == []


def test_nothing_else_is_written(looked: Looked) -> None:
    pages = [f"saved/{looked.face}/page-{page['number']}.html" for page in looked.report["pages"]]
    folders = {f"saved/{looked.face}"} | ({"saved"} & looked.new_files)
    name = f"spiders/vung_suong_{looked.face}.py"
    assert looked.new_files == {*pages, *folders, f"saved/{looked.face}/report.json", name}


def test_saved_pages_read_the_same(looked: Looked) -> None:
    assert json.loads((looked.saved / "report.json").read_text("utf-8")) == looked.report
    for page in looked.report["pages"]:
        body = (looked.saved / f"page-{page['number']}.html").read_bytes()
        assert len(body) == page["bytes"]
        reading = parsers.read(parsers.Page(page["url"], body))
        if page["article"]:
            assert isinstance(reading, Article)
            assert reading.title == page["article"]["title"]


def test_the_written_file(looked: Looked) -> None:
    title, seen, lacking = {
        "vnpt": (
            "Ban Quản lý Khu kinh tế Vũng Sương",
            "10 sections; 15 articles on the page of a listing",
            "source",
        ),
        "websphere": (
            "vungsuong.example",  # its title says "home page" and nothing more
            "8 sections; 10 articles on the page of a listing",
            "source, summary",
        ),
    }[looked.face]
    newest_day = newest(looked.report)[0].date.isoformat()
    cms = looked.report["pages"][0]["parser"].split("@")[0]
    server = looked.report["pages"][0]["server"]
    assert looked.written == (
        f"from spiders.base import NewsSpider\n\n\nclass VungSuong{looked.face.title()}(NewsSpider):\n"
        f'    """{title}, first seen on {TODAY}.\n\n'
        f"    {seen}, the newest of those read of {newest_day}.\n"
        f'    Server: {server}. Not found in every article: {lacking}.\n    """\n\n'
        f'    name = "vung_suong_{looked.face}"\n    title = "{title}"\n'
        f'    home_url = "{ORIGIN}/"\n    cms = "{cms}"\n'
    )


def test_the_written_site_crawls(looked: Looked) -> None:
    assert looked.crawled.returncode == 0, looked.crawled.stdout + looked.crawled.stderr
    assert f"{len(NEWS)} new, 0 changed" in looked.crawled.stdout


def test_text_report_of_the_embedded_site(project: Project) -> None:
    before = project.files()
    done = project.run("look", "sample")
    assert done.returncode == 0, done.stderr
    assert project.files() == before
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    first = load_news()[0]
    for line in (
        "  declared       sample, cms vnpt_portal",
        "  home page      https://vungsuong.example/",
        "  allowed        yes",
        "  charset        header utf-8, page utf-8, true utf-8",
        f'  published      {first.date} (printed: "{first.date:%d/%m/%Y}")',
        f"  author         {first.author}",
        f"  category       {first.category.name}",
        f'    starts       "{first.body[:60]}"',
        f"  identity       {first.id}",
        "  result         the site can be read",
        "  next           Crawl it: scrapy crawl sample",
    ):
        assert line in lines
    titles = [line for line in lines if line and not line.startswith(" ")]
    assert titles[1:] == [
        *("address", "robots.txt", "TLS", "page 1: home page", "page 2: listing"),
        *("page 3: listing", "page 4: article", "page 5: article", "page 6: article", "verdict"),
    ]


TROUBLES: dict[str, tuple[dict[str, Any], int, str]] = {
    "forbidden": ({"forbid": True}, 4, "answered 403"),
    "wall": ({"wall": "d1n-never"}, 4, "cookie wall shows itself again"),
    "robots": ({"robots_disallow": ("/",)}, 4, "robots.txt forbids"),
    "layout": ({"layout": "partly"}, 3, "layout_changed: div.categoryList is missing"),
    "elsewhere": ({"off_site": "/"}, 3, "redirects off the site, to https://elsewhere.example/"),
    "hangs": ({"hang": "*"}, 3, "no answer within 1 seconds"),
    "cut": ({"cut": "/"}, 3, "cut before the page was whole"),
    "500": ({"fail": "/", "fail_status": 500}, 3, "answered 500"),
}


@pytest.mark.parametrize("case", TROUBLES)
def test_trouble_ends_as_in_a_crawl(case: str, project: Project, tmp_path: Path) -> None:
    switches, code, words = TROUBLES[case]
    slow = ("-s", "DOWNLOAD_TIMEOUT=1", "-s", "RETRY_TIMES=0")
    with SampleServer(news=NEWS[:3], **switches) as site:
        start = ("-a", f"start={site.url}")
        looked = project.run("look", "sample", *start, *slow)
        crawled = project.run("crawl", "sample", *start, *slow, ARCHIVE=str(tmp_path / "a.db"))
    assert looked.returncode == code
    assert words in " ".join(looked.stdout.split())
    assert "  would store    nothing" in looked.stdout.splitlines()
    assert looked.stderr == ""
    assert crawled.returncode == code


def test_the_wall_is_passed_and_told_of(project: Project) -> None:
    with SampleServer(wall="d1n", crawl_delay=0.3, news=NEWS, charset="windows-1258") as site:
        report = project.report("sample", "-a", f"start={site.url}")
        times, agents = zip(
            *((each.at, each.headers["User-Agent"]) for each in site.log), strict=True
        )
    assert [page["wall"] for page in report["pages"]] == ["passed", *[None] * 5]
    assert len(times) == 8  # robots.txt, the home page twice, five more
    gaps = [later - earlier for earlier, later in zip(times[1:], times[2:], strict=False)]
    assert min(gaps) > 0.29
    assert set(agents) == {report["user_agent"]}
    assert agents[0].startswith("KhoTin/")
    assert {page["charset"]["true"] for page in report["pages"]} == {"windows-1258"}


def test_saved_pages_of_another_cms(project: Project) -> None:
    """Pages of a Liferay site: its home page, one listing for all sections, two articles."""
    if not (SHARED / "liferay").is_dir():
        pytest.skip(f"the saved pages are not at {SHARED} (KHO_TIN_SHARED names their folder)")
    names = ("home", "listing-page-1", "article-vi", "article-en")
    saved = {name: (SHARED / "liferay" / name / "page.html").read_bytes() for name in names}
    expected = json.loads((SHARED / "liferay/listing-page-1/expected.json").read_text("utf-8"))
    titles = {
        name: json.loads((SHARED / f"liferay/{name}/expected.json").read_text("utf-8"))["title"]
        for name in ("article-vi", "article-en")
    }
    articles: list[str] = []

    def respond(path: str, _: bool) -> Answer:
        if "/view_content/" in path:
            articles.extend([] if path in articles else [path])
            return Answer(
                saved[("article-vi", "article-en")[articles.index(path) % 2]], headers=HTML
            )
        name = "home" if path == "/" else "listing-page-1"
        known = path == "/" or ".html" in path
        return Answer(saved[name], headers=HTML) if known else Answer(status=404)

    with served(respond) as host:
        asked = ("http://sotttt.hanoi.gov.vn/", "-a", f"start=http://{host}/")
        report = project.report(*asked, "--write", "sotttt")
        archive = str(project.root / "sotttt.db")
        crawled = project.run("crawl", "sotttt", *asked[1:], ARCHIVE=archive)
    _, listing, *rest = report["pages"]
    lines = [(one["title"], one["published"]) for one in listing["listing"]["first_articles"]]
    assert lines == [(one["title"], one["published"]) for one in expected["items"][:5]]
    read = [page["article"]["title"] for page in rest]
    assert read == [titles["article-vi"], titles["article-en"], titles["article-vi"]]
    assert {page["parser"] for page in report["pages"]} == {"liferay@1"}
    assert crawled.returncode == 0, crawled.stdout
    assert "10 new, 0 changed" in crawled.stdout


MENU = '<a href="/categories/tin-tuc-1.html">Tin tức</a><a href="/listchildcat/a-2.html">Khác</a>'
LIST = (
    '<div class="row categoryList"><div class="article-item"><h4><a href="/bai-viet-7.html">'
    "Khởi công cầu qua sông Lam Ngà</a><span>(02/06/2021)</span></h4></div></div>"
)
WORDS = "<p>Sáng nay, tại xã Hòa Sương, đơn vị thi công đã khởi công cây cầu thứ hai qua sông.</p>"
PAGES = {
    "/": f'<title>Trang chủ | Tin "vịt" Hải Lam</title><body class="stellarnav">{MENU}',
    "/categories/tin-tuc-1.html": f"<body>{MENU}{LIST}",
    "/bai-viet-7.html": "<title>Khởi công cầu qua sông Lam Ngà</title><body><article>"
    f"<h1>Khởi công cầu qua sông Lam Ngà</h1><p>Ngày 02/06/2021</p>{WORDS * 6}</article>",
    "/text": "only words",
}


def page_of(path: str, _: bool) -> Answer:
    if path == "/circle":
        return Answer(status=302, headers={"Location": path, "Set-Cookie": "seen=1"})
    body = PAGES.get(path)
    return Answer(body.encode(), headers=HTML) if body else Answer(status=404)


@pytest.fixture(scope="module")
def odd_site() -> Iterator[str]:
    with served(page_of) as host:
        yield f"http://{host}/"


def test_a_site_of_no_known_cms(odd_site: str, project: Project) -> None:
    done = project.run("look", odd_site, "--write", "tin_hai_lam")
    assert done.returncode == 0, done.stdout
    assert "No CMS was recognised: the general parser read the articles." in done.stdout
    written = (project.root / "spiders" / "tin_hai_lam.py").read_text("utf-8")
    assert "    cms = None\n" in written
    assert "    title = 'Tin \"vịt\" Hải Lam'\n" in written
    assert f'    home_url = "{odd_site}"\n' in written


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("circle", "the page redirects in a circle"),
        ("text", "the home page is no listing (other: no HTML)"),
        ("nothing", "answered 404"),
        ("bai-viet-7.html", "This is the address of an article"),
    ],
)
def test_an_address_that_is_no_home_page(
    path: str, words: str, odd_site: str, project: Project
) -> None:
    done = project.run("look", f"{odd_site}{path}")
    assert done.returncode == 3
    assert words in " ".join(done.stdout.split())


def test_nobody_there(project: Project) -> None:
    with served(page_of) as host:
        pass
    done = project.run("look", f"http://{host}/")
    assert done.returncode == 3
    assert "  failed         the connection was refused" in done.stdout


def test_written_files_are_clean(project: Project, root: Path, looked: Looked) -> None:
    """By the rules that this project's own files are held to."""
    files = [*sorted((project.root / "spiders").glob("*.py"))]
    assert len(files) > 5
    rules = ("--config", str(root / "pyproject.toml"))
    for command in (
        [BIN / "ruff", "check", "--no-cache", *rules, *files],
        [BIN / "ruff", "format", "--no-cache", "--check", *rules, *files],
        [BIN / "mypy", "--config-file", str(root / "pyproject.toml"), "-p", "spiders"],
    ):
        done = subprocess.run(
            list(map(str, command)), cwd=project.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


WRONG = {
    ("look",): "one SITE or one URL",
    ("look", "nonsense"): "no such site",
    ("look", "bqlkkt.daklak.gov.vn"): "begins with http",
    ("look", "https://bqlkkt.daklak.gov.vn/"): "CONTACT=you@example.org",
    ("look", "kkt_phuyen"): "CONTACT=you@example.org",
    ("look", "kkt_phuyen_portal"): "host=HOST",
    ("look", "sample", "-a", "since=2021-01-01"): "look takes only -a start=",
    ("look", "sample", "--write", "sample"): "spiders/sample.py exists",
    ("look", "sample", "--write", "Tin-Tuc"): "small letters",
    ("look", "sample", "--write", "import"): "small letters",
    ("look", "sample", "--save", "spiders"): "empty or not there yet",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_one_line_and_exit_2(words: tuple[str, ...], project: Project) -> None:
    done = project.run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert WRONG[words] in done.stderr


def test_no_file_for_a_site_that_cannot_be_read(project: Project) -> None:
    before = project.files()
    with SampleServer(layout="partly", news=NEWS[:3]) as site:
        done = project.run("look", "sample", "-a", f"start={site.url}", "--write", "unread")
    assert done.returncode == 2
    assert "no site's file was written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert project.files() == before
