"""The list of digests: made by each run, true after whatever happens, and served at one address."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.archive import manifest
from kho_tin.sample import SampleServer, load_news
from tests.conftest import Scrapy
from tests.crawler.processes import running
from tests.waiting import until
from tests.web.conftest import datasette_on

NEWS = load_news()[:6]


def listed(archive: Path) -> dict[str, str]:
    return manifest.read(archive.parent / "captures" / manifest.NAME)


def as_they_are(archive: Path) -> dict[str, str]:
    """The digests of the finished files themselves."""
    files = (archive.parent / "captures").glob("*.warc.gz")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def check(archive: Path) -> None:
    """The list says what the files are, and `sha256sum` says so, too."""
    folder = archive.parent / "captures"
    assert listed(archive) == as_they_are(archive) != {}
    lines = (folder / manifest.NAME).read_text().splitlines()
    assert [line[66:] for line in lines] == sorted(line[66:] for line in lines)
    assert not list(folder.glob(f"{manifest.NAME}.*"))
    if shutil.which("sha256sum") is not None:
        command = ["sha256sum", "--check", "--strict", manifest.NAME]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def crawl(scrapy: Scrapy) -> Iterator[Scrapy]:
    with SampleServer(news=NEWS) as site:
        yield lambda *options: scrapy("crawl", "sample", "-a", f"start={site.url}", *options)


def test_each_run_makes_it(crawl: Scrapy, archive: Path, scrapy: Scrapy, tmp_path: Path) -> None:
    """Crawl, export of nothing, erasure, rebuild and backup; and a run that crashed."""
    assert crawl().returncode == 0
    check(archive)
    first = listed(archive)
    path = archive.parent / "captures" / manifest.NAME
    before = path.stat()
    assert crawl().returncode == 0
    check(archive)
    assert first.items() < listed(archive).items()
    assert path.stat().st_ino != before.st_ino  # whole or not at all: never written in place
    with closing(sqlite3.connect(archive)) as db:
        pid, warc = db.execute(
            "SELECT pid, warc FROM articles JOIN captures ON captures.id = capture LIMIT 1"
        ).fetchone()
    # A record that is withheld keeps its bytes, and so its file's digest.
    withheld = scrapy("withhold", pid, "--why", "thử")
    assert withheld.returncode == 0, withheld.stderr
    assert listed(archive)[warc] == first[warc]
    erased = scrapy("erase", pid, "--why", "thử")
    assert erased.returncode == 0, erased.stderr
    check(archive)
    assert listed(archive)[warc] != first[warc]
    copy = tmp_path / "copy"
    copy.mkdir()
    assert scrapy("backup", copy).returncode == 0
    check(copy / "archive.db")
    path.unlink()
    done = scrapy("verify")
    assert (done.returncode, "is not there: the next crawl makes it" in done.stdout) == (0, True)
    done = scrapy("rebuild")
    assert done.returncode == 0, done.stdout
    check(archive)


def test_a_file_of_others(scrapy: Scrapy, few_archive: Path, archive: Path) -> None:
    captures = few_archive.parent / "captures"
    done = scrapy("import", *sorted(captures.iterdir()), "--site", "sample")
    assert done.returncode == 0, done.stderr
    check(archive)
    done = scrapy("import", captures / manifest.NAME, "--site", "sample")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a list of digests holds no pages" in done.stderr


def test_after_a_kill(archive: Path, scrapy: Scrapy) -> None:
    with SampleServer(news=NEWS) as site:
        assert scrapy("crawl", "sample", "-a", f"start={site.url}").returncode == 0
        site.site.hang = f"/{NEWS[-1].alias}-{NEWS[-1].id}.html"
        crawl = ("crawl", "sample", "-a", f"start={site.url}", "-a", "full=1")
        with running(*crawl, archive=archive) as started:
            until(lambda: [p for _, p, _ in site.requests].count(site.site.hang) > 1, "the page")
            started.process.kill()
            started.wait()
        assert len(listed(archive)) == 1  # what is not finished has no digest yet
        site.site.hang = ""
        assert scrapy("crawl", "sample", "-a", f"start={site.url}").returncode == 0
    assert len(listed(archive)) == 3
    check(archive)


WRONG: dict[str, tuple[str, Callable[[list[str]], list[str]]]] = {
    "altered": ("lists .* with 0000", lambda lines: ["0" * 64 + lines[0][64:], *lines[1:]]),
    "left out": ("is not listed", lambda lines: lines[1:]),
    "unknown": (
        "of which table warcs has no row",
        lambda lines: [*lines, f"{'0' * 64}  a.warc.gz"],
    ),
    "rubbish": ("line 1 is no digest with a name", lambda lines: ["xx", *lines]),
    "twice": ("or names a file again", lambda lines: [*lines, lines[0]]),
}


def test_verify_compares_it(crawl: Scrapy, archive: Path, scrapy: Scrapy) -> None:
    """And the next run makes it true again."""
    assert crawl().returncode == 0
    path = archive.parent / "captures" / manifest.NAME
    lines = path.read_text().splitlines()
    for said, change in WRONG.values():
        path.write_text("".join(f"{each}\n" for each in change(lines)))
        done = scrapy("verify", "--quick")
        assert done.returncode == 3
        (line,) = [each for each in done.stdout.splitlines() if manifest.NAME in each]
        assert line.startswith(f"{path}: ")
        assert re.search(said, line), line
    assert scrapy("verify").returncode == 3
    assert crawl().returncode == 0
    check(archive)


def test_where_it_cannot_be_made_no_crawl_begins(
    crawl: Scrapy, archive: Path
) -> None:  # fmt: skip
    assert crawl().returncode == 0
    path = archive.parent / "captures" / manifest.NAME
    path.unlink()
    path.mkdir()
    done = crawl()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kho-tin: {path}: ")
    path.rmdir()
    assert crawl().returncode == 0
    check(archive)


def test_two_archives_in_one_folder(scrapy: Scrapy, tmp_path: Path) -> None:
    """Neither takes the other's lines away."""
    archives = [tmp_path / "one.db", tmp_path / "two.db"]
    with SampleServer(news=NEWS) as site:
        for archive in [*archives, archives[0]]:
            crawl = ("crawl", "sample", "-a", f"start={site.url}")
            assert scrapy(*crawl, ARCHIVE=str(archive)).returncode == 0
    assert len(listed(archives[0])) == 3
    check(archives[0])
    for archive in archives:
        assert scrapy("verify", ARCHIVE=str(archive)).returncode == 0


async def test_it_is_served(few_archive: Path) -> None:
    datasette = datasette_on(few_archive)
    answer = await datasette.client.get("/manifest-sha256.txt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (few_archive.parent / "captures" / manifest.NAME).read_text()
    assert (await datasette.client.get("/manifest-sha256.txt?archive=nosuch")).status_code == 404
