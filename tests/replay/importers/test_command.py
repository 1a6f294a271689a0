"""`kho-tin import`, as a person types it."""

from __future__ import annotations

import os
import pty
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive.lock import ArchiveLock
from spiders.kkt_phuyen_portal import KktPhuYenPortal
from tests.conftest import FEW, ROOT
from tests.replay.importers.making import Archive, Warc, contents, page, url
from tests.starting import starter
from tests.waiting import STUCK

Scrapy = Callable[..., CompletedProcess[str]]
FOREIGN = ROOT.parent / "shared" / "archives"


@pytest.fixture
def one_page(tmp_path: Path) -> Path:
    warc = Warc()
    warc.answer(url(1001), page(1001))
    return warc.save(tmp_path / "one.warc.gz")


def test_joins_another_archive(scrapy: Scrapy, few_archive: Path, archive: Path) -> None:
    """The same articles, pictures, documents and times as the crawl has; and only once."""
    (warc,) = (few_archive.parent / "captures").glob("*.warc.gz")
    done = scrapy("import", warc, "--site", "sample")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout.startswith(f"{warc}: sample's run of ")
    assert done.stdout.endswith(f" (ok): {len(FEW)} new, 0 changed.\n")
    mine, theirs = contents(archive), contents(few_archive)
    assert len(theirs["images"]) == sum(len(each.images) for each in FEW) > 0
    assert len(theirs["attachments"]) == sum(len(each.attachments) for each in FEW) > 0
    assert mine == theirs

    again = scrapy("import", warc, "--site", "sample")
    assert (again.returncode, again.stdout) == (0, f"{warc}: its run is on record already.\n")
    assert contents(archive) == mine
    run = "SELECT uuid, started, finished, verdict, reason, new, pages, requests, bytes FROM runs"
    with closing(sqlite3.connect(archive)) as db, closing(sqlite3.connect(few_archive)) as other:
        assert db.execute(run).fetchall() == other.execute(run).fetchall()
        ids = "SELECT id, pid FROM articles ORDER BY id"
        assert db.execute(ids).fetchall() == other.execute(ids).fetchall()


def test_from_a_package_of_our_own(
    scrapy: Scrapy, few_archive: Path, archive: Path, tmp_path: Path
) -> None:
    package = tmp_path / "sample.wacz"
    assert scrapy("export", "wacz", package, ARCHIVE=str(few_archive)).returncode == 0
    done = scrapy("import", package, "--site", "sample")
    assert done.returncode == 0, done.stdout + done.stderr
    mine, theirs = contents(archive), contents(few_archive)
    for table in ("articles", "revisions", "images", "attachments"):
        assert mine[table] == theirs[table], table


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "import takes at least one FILE, and --site SITE"),
        (["one.warc.gz"], "import takes at least one FILE, and --site SITE"),
        (["one.warc.gz", "--site", "nowhere"], "nowhere: no such site; there are "),
        (["none.warc.gz", "--site", "sample"], "none.warc.gz: cannot be read: No such file"),
        (["one.warc.gz", "--site", "kkt_phuyen_portal"], "which host the site had: --host HOST."),
        (["one.warc.gz", "--site", "sample", "--host", "http://a/"], "give the bare host name"),
    ],
)
def test_wrong_usage(
    arguments: list[str], says: str, scrapy: Scrapy, one_page: Path, archive: Path
) -> None:
    given = [str(one_page) if each == "one.warc.gz" else each for each in arguments]
    done = scrapy("import", *given)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not archive.exists()


def test_damaged_file_and_archive_in_use(scrapy: Scrapy, one_page: Path, archive: Path) -> None:
    whole = one_page.read_bytes()
    one_page.write_bytes(whole[:-100])
    done = scrapy("import", one_page, "--site", "sample")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("sample: red - damaged: one.warc.gz: byte ")
    one_page.write_bytes(whole)
    with ArchiveLock(archive, "a test"):
        busy = scrapy("import", one_page, "--site", "sample")
    assert busy.returncode == 75
    assert "in use by a test" in busy.stderr
    assert scrapy("import", one_page, "--site", "sample").returncode == 0


def test_progress_on_a_terminal_only(one_page: Path, archive: Path) -> None:
    ours, theirs = pty.openpty()
    with archive.with_name("out").open("w+") as out:
        program = starter(ROOT).start(
            ("import", one_page, "--site", "sample"),
            {**os.environ, "ARCHIVE": str(archive)},
            *(out.fileno(), theirs),
        )
        os.close(theirs)
        program.wait(STUCK)
        out.seek(0)
        said = out.read()
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert program.returncode == 0
    assert "taking in [" in shown
    assert "100%" in shown
    assert "%" not in said


def test_known_site_on_another_host(archive: Path, tmp_path: Path) -> None:
    """--host adds a host that the site had to the one that its spider knows."""
    warc = Warc()
    warc.answer(url(1001).replace("vungsuong", "old.vungsuong"), page(1001))
    warc.answer(url(1002), page(1002))
    collection = Archive(archive)
    done, _ = collection.take(warc.save(tmp_path / "a.warc.gz"), host="old.vungsuong.example")
    assert (done.verdict, done.taken.new, done.taken.elsewhere) == ("ok", 2, 0)
    assert collection.rows("SELECT home_url FROM sites") == [("https://vungsuong.example/",)]
    assert collection.rows("SELECT url FROM articles ORDER BY identity") == [
        ("https://old.vungsuong.example/" + url(1001).rpartition("/")[2],),
        (url(1002),),
    ]


def test_revisions_whatever_the_order(archive: Path, tmp_path: Path) -> None:
    site = Archive(archive)
    body = page(1001)
    changed = body.replace(b"</h1>", " (bổ sung)</h1>".encode())
    assert changed != body
    paths = []
    for year, text in ((2023, body), (2021, body), (2022, changed)):
        warc = Warc()
        warc.answer(url(1001), text, at=f"{year}-01-01T00:00:00Z")
        paths.append(warc.save(tmp_path / f"{year}.warc.gz"))
    done, run = site.take(*paths[:2])
    assert (done.verdict, run.counts.new, run.counts.unchanged) == ("ok", 1, 1)
    done, run = site.take(paths[2])
    assert (done.verdict, run.counts.changed) == ("ok", 1)
    assert site.rows("SELECT number, seen_at, changed FROM revisions ORDER BY number") == [
        (1, "2021-01-01T00:00:00Z", "[]"),
        (2, "2022-01-01T00:00:00Z", '["title"]'),
        (3, "2023-01-01T00:00:00Z", '["title"]'),
    ]


@pytest.mark.skipif(not FOREIGN.is_dir(), reason=f"no sample files of other programs at {FOREIGN}")
def test_files_of_other_programs(archive: Path) -> None:
    """pywb's samples: of wget, of the Internet Archive's tools, and of pywb itself."""
    collection = Archive(archive, KktPhuYenPortal)
    paths = sorted(FOREIGN.glob("*.warc.gz"))
    done, _ = collection.take(*paths, host="example.com")
    assert (done.verdict, done.taken.damaged) == ("ok", [])
    assert (done.taken.records, done.taken.new, done.taken.elsewhere) == (41, 6, 12)
    assert collection.rows("SELECT page_url, fetched_at, refers_to FROM captures ORDER BY id") == [
        ("http://example.com/", "2014-01-27T17:12:00Z", None),
        ("http://example.com/", "2014-01-27T17:12:51Z", 1),
        ("http://example.com/", "2013-07-29T19:51:51Z", 1),
        ("http://example.com/", "2014-02-16T01:29:08Z", 1),
        ("http://example.com/?example=1", "2014-01-03T03:03:21Z", 1),
        ("http://example.com/?example=1", "2014-01-03T03:03:41Z", 1),
    ]
    again, _ = collection.take(*paths, host="example.com")
    assert (again.verdict, again.taken.new, again.taken.known) == ("ok", 0, 6)
