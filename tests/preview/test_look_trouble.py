"""First contact with what cannot be read, or must not be asked: plain words, and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.preview.verdict import MEANINGS
from kho_tin.sample import SampleServer, load_news
from tests.crawler.project import Project, two_at_a_time
from tests.crawler.serving import HTML, Answer, served

NEWS = load_news()[:3]


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.new(root, tmp_path_factory.mktemp("project"))


# What is switched on, the exit code, words of the report, and how many requests there are: nobody
# who does not answer is asked twice, except for the page behind a wall.
TROUBLES: dict[str, tuple[dict[str, Any], int, str, int]] = {
    "forbidden": ({"forbid": True}, 4, "answered 403", 2),
    "wall": ({"wall": "d1n-never"}, 4, "shows the cookie wall again", 4),
    "robots": ({"robots_disallow": ("/",)}, 4, "robots.txt forbids", 1),
    "layout": ({"layout": "partly"}, 3, "layout_changed: div.categoryList is missing", 5),
    "elsewhere": ({"off_site": "/"}, 3, "redirects off the site, to https://elsewhere.example/", 2),
    "hangs": ({"hang": "*"}, 3, "no whole answer within 1 seconds", 1),
    "cut": ({"cut": "/"}, 3, "cut before the page was whole", 2),
}


@dataclass
class Outcome:
    done: CompletedProcess[str]
    requests: int


@pytest.fixture(scope="module")
def troubled(project: Project) -> dict[str, Outcome]:
    def look(case: str) -> Outcome:
        with SampleServer(news=NEWS, **TROUBLES[case][0]) as site:
            start = ("-a", f"start={site.url}")
            # A page that comes may take as long as a busy machine needs.
            soon = ("-s", "DOWNLOAD_TIMEOUT=1") if case == "hangs" else ()
            done = project.run("look", "sample", *start, *soon)
            return Outcome(done, site.count)

    return two_at_a_time(look, TROUBLES)


@pytest.mark.parametrize("case", TROUBLES)
def test_trouble_is_told(case: str, troubled: dict[str, Outcome]) -> None:
    _, code, words, requests = TROUBLES[case]
    outcome = troubled[case]
    assert outcome.done.returncode == code
    assert words in " ".join(outcome.done.stdout.split())
    assert "  would store    nothing" in outcome.done.stdout.splitlines()
    assert outcome.done.stderr == ""
    assert outcome.requests == requests


@pytest.mark.parametrize("case", ["layout", "elsewhere"])
def test_a_crawl_ends_as_was_told(case: str, project: Project, tmp_path: Path) -> None:
    switches, code, *_ = TROUBLES[case]
    with SampleServer(news=NEWS, **switches) as site:
        start = ("-a", f"start={site.url}")
        done = project.run("crawl", "sample", *start, ARCHIVE=str(tmp_path / "a.db"))
    assert done.returncode == code


GENERAL = Path(__file__).parents[1] / "parsers" / "pages" / "general" / "article"
PAGES = {
    "/article": (GENERAL / "page.html").read_text("utf-8"),
    "/text": "only words",
    "/moved": '<html><meta http-equiv="refresh" content="0; url=https://elsewhere.example/">',
}
ADDRESSES = {
    "circle": "redirects to itself again, with its cookie set",
    "endless": "the page redirects without end",
    "moved": "the page leads off the site, to https://elsewhere.example/",
    "text": "the home page is no listing (other: no HTML)",
    "nothing": "answered 404",
    "article": "This is the address of an article",
}


def page_of(path: str, _: bool) -> Answer:
    if path == "/circle":
        return Answer(status=302, headers={"Location": path, "Set-Cookie": "seen=1"})
    if path == "/endless":
        return Answer(status=302, headers={"Location": path})
    body = PAGES.get(path)
    return Answer(body.encode(), headers=HTML) if body else Answer(status=404)


@pytest.fixture(scope="module")
def addressed(project: Project) -> Iterator[dict[str, CompletedProcess[str]]]:
    with served(page_of) as host:
        yield two_at_a_time(lambda path: project.run("look", f"http://{host}/{path}"), ADDRESSES)


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_address_that_is_no_home_page(
    path: str, addressed: dict[str, CompletedProcess[str]]
) -> None:
    done = addressed[path]
    assert done.returncode == (4 if path == "circle" else 3)
    assert ADDRESSES[path] in " ".join(done.stdout.split())


def test_nobody_there(project: Project) -> None:
    with served(page_of) as host:
        pass
    done = project.run("look", f"http://{host}/")
    assert done.returncode == 3
    assert "  failed         the connection was refused" in done.stdout


WRONG = {
    ("look",): "one SITE or one URL",
    ("look", "bqlkkt.daklak.gov.vn"): "no such site",
    ("look", "http://127.0.0.1:port/"): "no such site",
    ("look", "https://bqlkkt.daklak.gov.vn/"): "set CONTACT",
    ("look", "sample", "-a", "since=2021-01-01"): "look takes only -a start=",
    ("look", "sample", "--write", "kkt_phuyen"): "spiders/kkt_phuyen.py exists",
    ("look", "sample", "--write", "Tin-Tuc"): "small letters",
    ("look", "sample", "--save", "spiders"): "empty or not there yet",
}


def test_wrong_usage_is_one_line_and_exit_2(project: Project) -> None:
    for words, done in two_at_a_time(lambda words: project.run(*words), WRONG).items():
        assert done.returncode == 2, words
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert WRONG[words] in done.stderr


def test_no_file_for_a_site_that_cannot_be_read(project: Project) -> None:
    before = project.files()
    with SampleServer(layout="partly", news=NEWS) as site:
        done = project.run("look", "sample", "-a", f"start={site.url}", "--write", "unread")
    assert done.returncode == 2
    assert "no site's file was written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert project.files() == before


def test_exit_codes_of_the_docs(root: Path) -> None:
    text = (root / "docs" / "first-contact.md").read_text("utf-8")
    rows = [
        line for line in text.splitlines() if line.startswith(tuple(f"| {n} |" for n in "01234"))
    ]
    assert len(rows) == len(MEANINGS)
    for row, (code, meaning) in zip(rows, sorted(MEANINGS.items()), strict=True):
        assert row.startswith(f"| {code} | {meaning}")
