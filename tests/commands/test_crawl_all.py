"""`kho-tin crawl --all`: every site of a project, in processes of their own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kho_tin.commands import all_sites
from kho_tin.commands.all_sites import Site
from kho_tin.outcome import exits
from kho_tin.sample import SampleServer
from tests.conftest import FEW
from tests.crawler.processes import children
from tests.crawler.project import Project
from tests.sample.holding import HeldServer
from tests.starting import starter
from tests.waiting import STUCK, is_at_rest, until

ROOT = str(Path(__file__).parents[2])
NEWS = FEW[:4]
SPIDER = """
from kho_tin import Bounds, NewsSpider

class Site(NewsSpider):
    name = "{name}"
    title = "Ban Quản lý {name}"
    home_url = "{home}"
    cms = "vnpt_portal"
    bounds = Bounds(longest_silence=0)
    {more}
"""


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    """One without a site."""
    project = Project.new(root, tmp_path)
    for path in (tmp_path / "spiders").glob("*.py"):
        if path.name != "__init__.py":
            path.unlink()
    return project


@pytest.fixture
def site() -> Iterator[SampleServer]:
    with SampleServer(news=NEWS) as server:
        yield server


def declare(project: Project, name: str, home: str, more: str = "") -> None:
    text = SPIDER.format(name=name, home=home, more=more)
    (project.root / "spiders" / f"{name}.py").write_text(text, "utf-8")


def start(project: Project) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kho_tin", "crawl", "--all"],
        cwd=project.root,
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def crawl(project: Project, *arguments: str, **environment: str) -> tuple[int, str, str]:
    given = {**os.environ, "PYTHONPATH": ROOT, **environment}
    arguments = ("crawl", "--all", *arguments)
    done = starter(project.root).run(arguments, given, STUCK, "kho-tin")
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


def test_each_site_is_crawled_and_the_worst_code_is_that_of_all(
    project: Project, site: SampleServer
) -> None:
    """One whose server is not there keeps no other from being crawled; what is not live, invented
    or given up is left out."""
    declare(project, "a_gone", "http://127.0.0.1:9/")
    declare(project, "b_here", site.url)
    declare(project, "c_retired", site.url)
    declare(project, "d_former", "http://{host}/", 'endpoint = "https://web.example/"')
    code, out, err = crawl(project, RETIRED="c_retired")
    lines = out.partition("\nSITE ")[2].splitlines()
    assert [line.split()[0] for line in lines[1:] if not line.startswith("  ")] == [
        "a_gone", "b_here",
    ]  # fmt: skip
    assert [line.split()[:3] for line in lines if line.startswith("b_here")] == [
        ["b_here", "0", "ok"]
    ], out + err
    (gone,) = (line.split() for line in lines if line.startswith("a_gone"))
    assert code == int(gone[1]) != 0
    archive = project.root / "archive.db"
    assert rows(archive, "SELECT site, verdict FROM runs ORDER BY id") == [
        ("a_gone", gone[2]), ("b_here", "ok"),
    ]  # fmt: skip
    assert rows(archive, "SELECT count(*) FROM articles") == [(len(NEWS),)]


@pytest.mark.more
def test_ctrl_c_ends_the_present_crawl_and_names_what_was_not_begun(project: Project) -> None:
    with HeldServer(0, news=NEWS) as site:
        declare(project, "a_first", site.url)
        declare(project, "b_second", site.url)
        site.allow(4)
        process = start(project)
        until(lambda: site.count >= 5, "the first crawl is under way")
        (crawl,) = children(process.pid)
        process.send_signal(signal.SIGINT)
        for pid in (process.pid, crawl):
            until(partial(is_at_rest, pid), "the signal is taken")
        site.allow()
        out, err = process.communicate(timeout=STUCK)
        assert site.count == 5
    assert "Traceback" not in out + err, err
    assert process.returncode == exits.RED, out + err
    assert "kho-tin: stopped by SIGINT; not begun: b_second." in err
    assert "not begun" in out.partition("b_second")[2]
    ended = rows(project.root / "archive.db", "SELECT site, ended FROM runs")
    assert ended == [("a_first", "stopped")]


@pytest.mark.long
def test_sites_of_one_host_are_never_crawled_at_once(
    project: Project, site: SampleServer, tmp_path: Path
) -> None:
    port = urlsplit(site.url).port
    for name, home in (
        ("a_one", site.url), ("b_one", site.url), ("c_two", f"http://localhost:{port}/"),
    ):  # fmt: skip
        declare(project, name, home)
    site.site.slow = 0.01
    folder = tmp_path / "many"
    folder.mkdir()
    private = ("-s", "PRIVATE_HOSTS=localhost", "-s", "DOWNLOAD_DELAY=0")
    code, out, err = crawl(project, "--jobs", "2", "--archives", str(folder), *private)
    assert code == 0, out + err
    times = {}
    for name in ("a_one", "b_one", "c_two"):
        ((begun, ended),) = rows(folder / name / f"{name}.db", "SELECT started, finished FROM runs")
        times[name] = (str(begun), str(ended))
    assert times["a_one"][1] <= times["b_one"][0]
    assert times["c_two"][0] < times["b_one"][0]  # it waited for nobody
    done = project.run("status", "--archives", folder)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["a_one", "b_one", "c_two"]


def test_what_may_be_at_once() -> None:
    def made(name: str, *hosts: str, archive: str = "") -> Site:
        return Site(name, frozenset(hosts), Path(archive or name))

    sites = [
        made("a", "x.vn"), made("b", "y.vn"), made("c", "z.vn"), made("d", "y.vn", "z.vn"),
    ]  # fmt: skip
    assert [[site.name for site in group] for group in all_sites.groups(sites)] == [
        ["a"], ["b", "c", "d"],
    ]  # fmt: skip
    in_one = [made(name, f"{name}.vn", archive="archive.db") for name in "abc"]
    assert len(all_sites.groups(in_one)) == 1
    assert all_sites.jobs_within(8, 3 * all_sites.MEGABYTES + 1) == 3
    assert all_sites.jobs_within(8, 0) == 1
    assert all_sites.jobs_within(2, 10**6) == 2


def test_the_worst_code() -> None:
    assert exits.worst([]) == exits.FINE
    assert exits.worst([0, 75, 3, 4]) == exits.BLOCKED
    assert exits.worst([4, 2, 0]) == exits.USAGE
    assert exits.worst([2, 143]) == exits.CRASHED
    assert set(exits.WORST) == set(exits.MEANINGS)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "crawl takes one SITE, or --all"),
        (("sample", "--all"), "crawl takes one SITE, or --all"),
        (("sample", "--jobs", "2"), "--jobs: only with --all."),
        (("sample", "--archives", "x"), "--archives: only with --all."),
        (("--all", "--jobs", "2"), "--jobs 2: one archive is written by one crawl at a time"),
        (("--all", "--jobs", "0"), "--jobs 0: at least one."),
        (("--all", "-a", "start=http://x.vn/"), "-a start: is of one site: name it in the place"),
        (("--all", "--archives", "nowhere"), "nowhere: no such folder: make it first."),
        (("--all", "--archives", ".", "-s", "METRICS_FILE=m"), "METRICS_FILE: each crawl writes"),
        (("--all",), "no site to crawl: "),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    project: Project, arguments: tuple[str, ...], says: str
) -> None:
    if "nowhere" in arguments:
        declare(project, "a", "http://127.0.0.1:9/")
    done = project.run("crawl", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (exits.USAGE, 1), done.stderr
    assert done.stderr.startswith(f"kho-tin: {says}")
    assert not (project.root / "archive.db").exists()
