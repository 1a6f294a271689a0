"""First contact: what `kho-tin look` says of a site that can be read, and what it leaves."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin import parsers
from kho_tin.parsers.model import Article
from kho_tin.sample import ORIGIN, NewsArticle, SampleServer, load_news
from tests.crawler.project import BIN, Project
from tests.crawler.serving import HTML, Answer, served
from tests.parsers.cases import SHARED

NEWS = load_news()[:40]
SINCE = NEWS[9].date
GENERAL = Path(__file__).parents[1] / "parsers" / "pages" / "general" / "article"


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.new(root, tmp_path_factory.mktemp("project"))


@dataclasses.dataclass
class Looked:
    """One look at a face of the sample site, with everything that it can be told to do."""

    face: str
    report: dict[str, Any]
    paths: list[str]
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
        paths = [path for _, path, _ in site.requests]
        archive = str(project.root / f"{face}.db")
        crawled = project.run("crawl", name, *start, "-a", f"since={SINCE}", ARCHIVE=archive)
    return Looked(
        face,
        report,
        paths,
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
    assert len(looked.paths) == 1 + len(roles) + redirected
    assert looked.paths[:2] == ["/robots.txt", "/"]


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
    "why_not_stored": lambda item: None,
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
    values = [page["article"][field] for page in looked.report["pages"] if page["article"]]
    truth = newest(looked.report)
    assert [item.date for item in truth] == sorted((i.date for i in truth), reverse=True)
    assert values == [TRUTH[field](item) for item in truth]


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
        assert listing["next"] == f"{ORIGIN}categories/tin-tuc-su-kien-11.html?CurrentPage=2"
    else:
        assert (home["sections"], home["articles"], listing["articles"]) == (8, 0, 10)
        assert "WCM_Page" in listing["next"]
    assert len(home["first_sections"]) == min(home["sections"], 50)


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
    assert robots["sitemaps"] == [f"{ORIGIN}sitemap.xml"]
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
    today, newest_day = looked.report["at"][:10], newest(looked.report)[0].date.isoformat()
    cms = looked.report["pages"][0]["parser"].split("@")[0]
    server = looked.report["pages"][0]["server"]
    assert looked.written == (
        "from kho_tin import NewsSpider\n\n\n"
        f"class VungSuong{looked.face.title()}(NewsSpider):\n"
        f'    """{title}, first seen on {today}.\n\n'
        f"    {seen}, the newest of those read of {newest_day}.\n"
        f'    Server: {server}. Not found in every article: {lacking}.\n    """\n\n'
        f'    name = "vung_suong_{looked.face}"\n    title = "{title}"\n'
        f'    home_url = "{ORIGIN}"\n    cms = "{cms}"\n'
    )


def test_the_written_site_crawls(looked: Looked) -> None:
    assert looked.crawled.returncode == 0, looked.crawled.stdout + looked.crawled.stderr
    expected = sum(1 for item in NEWS if item.date >= SINCE)
    assert expected >= 10
    assert f"{expected} new, 0 changed, 0 unchanged, 0 gone, 0 failed" in looked.crawled.stdout


def test_the_summary_names_the_file_and_a_command_that_is_there(
    looked: Looked, project: Project
) -> None:
    """A project folder of one's own has no Makefile."""
    folder = project.root / "captures"
    assert f"raw pages in {folder}/vung_suong_{looked.face}-" in looked.crawled.stdout
    assert "Next: `kho-tin serve` opens the archive for search.\n" in looked.crawled.stdout


def test_text_report_of_the_embedded_site(project: Project) -> None:
    before = project.files()
    done = project.run("look", "sample", forked=False)
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
        # Of a list's articles five are shown; the menu is shown whole.
        f"{'':17}… and 10 more",
        f"  category       {first.category.name}",
        f'    starts       "{first.body[:60]}"',
        f"  identity       {first.id}",
        "  result         the site can be read",
        "  next           Crawl it: kho-tin crawl sample",
    ):
        assert line in lines
    titles = [line for line in lines if line and not line.startswith(" ")]
    assert titles[1:] == [
        *("address", "robots.txt", "TLS", "page 1: home page", "page 2: listing"),
        *("page 3: listing", "page 4: article", "page 5: article", "page 6: article", "verdict"),
    ]


def test_the_wall_is_passed_and_told_of(project: Project) -> None:
    with SampleServer(wall="d1n", crawl_delay=0.3, news=NEWS, charset="windows-1258") as site:
        report = project.report("sample", "-a", f"start={site.url}")
        times = [each.at for each in site.log]
        agents = {each.headers["User-Agent"] for each in site.log}
    assert report["robots"][0]["wall"] == "passed"
    assert [page["wall"] for page in report["pages"]] == [None] * 6  # its cookie goes along
    assert len(times) == 8  # robots.txt twice, six pages
    # The delay is known once robots.txt has been read.
    assert min(later - earlier for earlier, later in itertools.pairwise(times[2:])) > 0.2
    assert agents == {report["user_agent"]}
    assert report["user_agent"].startswith("KhoTin/")
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
        arguments = ("http://sotttt.hanoi.gov.vn/", "-a", f"start=http://{host}/")
        report = project.report(*arguments, "--write", "sotttt")
        archive = str(project.root / "sotttt.db")
        crawled = project.run("crawl", "sotttt", *arguments[1:], ARCHIVE=archive)
    _, listing, *rest = report["pages"]
    lines = [(each["title"], each["published"]) for each in listing["listing"]["first_articles"]]
    assert lines == [(each["title"], each["published"]) for each in expected["items"][:5]]
    read = [page["article"]["title"] for page in rest]
    assert read == [titles["article-vi"], titles["article-en"], titles["article-vi"]]
    assert {page["parser"] for page in report["pages"]} == {"liferay@1"}
    # Two articles, each at five addresses: what is given a third time is not believed.
    assert crawled.returncode == 3, crawled.stdout
    assert "6 of 10 pages were not good enough to store" in crawled.stdout
    assert "4 new, 0 changed" in crawled.stdout


MENU = '<a href="/categories/tin-tuc-1.html">Tin tức</a><a href="/listchildcat/a-2.html">Khác</a>'
# Out of order, and one without a date: the newest three are 9, 8 and 7.
DATES = {7: "(12/04/2022)", 9: "(01/05/2022)", 5: "", 8: "(20/04/2022)"}
LIST = "".join(
    f'<div class="article-item"><h4><a href="/bai-viet-{number}.html">Bài viết số {number}</a>'
    f"<span>{date}</span></h4></div>"
    for number, date in DATES.items()
)
PAGES = {
    "/": f'<title>Trang chủ | Tin "vịt" Hải Lam</title><body class="stellarnav">{MENU}',
    "/categories/tin-tuc-1.html": f'<body>{MENU}<div class="row categoryList">{LIST}</div>',
    **dict.fromkeys(
        (f"/bai-viet-{number}.html" for number in DATES), (GENERAL / "page.html").read_text("utf-8")
    ),
}


def test_a_site_of_no_known_cms(project: Project) -> None:
    paths = []

    def respond(path: str, _: bool) -> Answer:
        paths.append(path)
        body = PAGES.get(path)
        return Answer(body.encode(), headers=HTML) if body else Answer(status=404)

    with served(respond) as host:
        done = project.run("look", f"http://{host}/", "--write", "tin_hai_lam")
    assert done.returncode == 0, done.stdout
    assert paths[:3] == ["/robots.txt", "/", "/categories/tin-tuc-1.html"]
    assert paths[3:] == [f"/bai-viet-{number}.html" for number in (9, 8, 7)]
    assert "No CMS was recognised: the general parser read the articles." in done.stdout
    written = (project.root / "spiders" / "tin_hai_lam.py").read_text("utf-8")
    assert "    cms = None\n" in written
    assert "    title = 'Tin \"vịt\" Hải Lam'\n" in written
    assert f'    home_url = "http://{host}/"\n' in written


def test_written_files_are_clean(project: Project, root: Path, tmp_path: Path) -> None:
    """By the rules that this project's own files are held to."""
    files = sorted((project.root / "spiders").glob("*.py"))
    names = {"vung_suong_vnpt.py", "vung_suong_websphere.py", "tin_hai_lam.py"}
    assert names <= {path.name for path in files}
    rules = ("--config", root / "pyproject.toml")
    # Of these files alone: what they import is checked with the rest of the project.
    types = ("--config-file", root / "pyproject.toml", "--follow-imports=silent")
    cache = ("--cache-dir", root / ".mypy_cache" / "written")  # of what they import
    (tmp_path / "kho_tin").symlink_to(root / "kho_tin")  # and none of its sites
    for command in (
        [BIN / "ruff", "check", "--no-cache", *rules, *files],
        [BIN / "ruff", "format", "--no-cache", "--check", *rules, *files],
        [BIN / "mypy", *types, *cache, "-p", "spiders"],
    ):
        done = subprocess.run(
            list(map(str, command)),
            cwd=project.root,
            env={**os.environ, "MYPYPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
