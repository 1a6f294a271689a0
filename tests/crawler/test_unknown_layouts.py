"""Sites of no known system are found whole from their address: all articles, and nothing else."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.project import Project, two_at_a_time
from tests.crawler.serving import served
from tests.crawler.unknown_layouts import LAYOUTS, NEWS, respond

# The invented boards have been silent since 2021.
SILENT = "    bounds = Bounds(longest_silence=0)\n"


@dataclass
class Crawled:
    """What became of a site: the report of the look, what the crawl said, and what is stored."""

    report: dict[str, Any]
    said: str
    code: int
    again: str
    rows: list[tuple[str, str, str]]
    written: str


@pytest.fixture(scope="module")
def crawled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawled]:
    project = Project.new(root, tmp_path_factory.mktemp("project"))

    def run(layout: str) -> Crawled:
        archive = project.root / layout / "archive.db"
        archive.parent.mkdir()
        with served(respond(layout)) as host:
            report = project.report(f"http://{host}/", "--write", layout)
            file = project.root / "spiders" / f"{layout}.py"
            written = file.read_text("utf-8")
            file.write_text(written.replace("import News", "import Bounds, News") + SILENT, "utf-8")
            done = project.run("crawl", layout, ARCHIVE=str(archive))
            again = project.run("crawl", layout, ARCHIVE=str(archive))
        with sqlite3.connect(archive) as db:
            rows = db.execute(
                "SELECT title, substr(published, 1, 10), body FROM articles"
            ).fetchall()
        return Crawled(report, done.stdout, done.returncode, again.stdout, rows, written)

    return two_at_a_time(run, LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_articles_and_nothing_else(layout: str, crawled: dict[str, Crawled]) -> None:
    site = crawled[layout]
    assert sorted(row[:2] for row in site.rows) == sorted(
        (each.title, each.published) for each in NEWS
    ), site.said
    bodies = {each.title: "\n\n".join(each.paragraphs) for each in NEWS}
    assert [title for title, _, body in site.rows if not body.startswith(bodies[title])] == []
    assert site.code == 0, site.said
    assert "12 new, 0 changed, 0 unchanged, 0 gone, 0 failed" in site.said


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_second_crawl_finds_nothing_new(layout: str, crawled: dict[str, Crawled]) -> None:
    assert "0 new, 0 changed" in crawled[layout].again
    assert "0 failed" in crawled[layout].again


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_look_writes_a_spider_of_no_system(layout: str, crawled: dict[str, Crawled]) -> None:
    site = crawled[layout]
    assert "    cms = None\n" in site.written
    home, *rest = site.report["pages"]
    assert home["kind"] == "listing"
    assert home["listing"]["articles"] >= 4
    assert [page["kind"] for page in rest if page["role"] == "article"] == ["article"] * 3
    assert site.report["verdict"]["exit_code"] == 0
