"""Each fault of `faults.py`, brought about with real processes: what is printed, the exit code, and
what the next run does."""

from __future__ import annotations

import ast
import math
import os
import re
import shutil
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive import manifest
from kho_tin.archive.lock import ArchiveLock
from kho_tin.sample import SampleServer, load_news
from tests.conftest import ROOT, copied, run_scrapy
from tests.crawler.processes import Ended, Running, running
from tests.monitor.listening import Hook
from tests.operator.faults import FAULTS
from tests.sample.holding import HeldServer
from tests.starting import starter
from tests.test_messages import rows
from tests.waiting import STUCK, is_at_rest, until

NEWS = load_news()[:4]
Done = CompletedProcess[str]


@dataclass
class Place:
    """An archive of the sample site, on its way or not begun."""

    folder: Path
    site: HeldServer
    before: Path  # an archive that was crawled once

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    @property
    def captures(self) -> Path:
        return self.folder / "captures"

    def run(self, *arguments: str | Path, **environment: str) -> Done:
        return run_scrapy(*arguments, archive=self.archive, forked=True, **environment)

    def crawl(self, *options: str, **environment: str) -> Done:
        return self.run("crawl", "sample", "-a", f"start={self.site.url}", *options, **environment)

    def has_been_crawled(self) -> None:
        """Begin with what a crawl has left that was well."""
        copied(self.before, self.folder)

    def crawled(self) -> None:
        """A crawl that is well."""
        done = self.crawl()
        assert done.returncode == 0, done.stdout + done.stderr

    def sql(self, text: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.archive)) as db:
            return db.execute(text).fetchall()

    @contextmanager
    def paused_crawl(self) -> Iterator[Running]:
        """A crawl that is in the middle of it, for as long as the block is."""
        before = len(self.site.requests)
        self.site.allow(before + 2)
        crawl = ("crawl", "sample", "-a", f"start={self.site.url}", "-a", "full=1")
        try:
            with running(*crawl, archive=self.archive) as started:
                until(lambda: len(self.site.requests) > before + 2, "some requests")
                yield started
        finally:
            self.site.allow()

    def ended(self, crawl: Running, number: signal.Signals) -> Ended:
        """What becomes of a crawl that is held, and gets a signal."""
        crawl.send(number)
        until(lambda: is_at_rest(crawl.pid), "the signal is taken")
        self.site.allow()
        return crawl.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("before") / "archive.db"
    with SampleServer(news=NEWS) as site:
        done = run_scrapy("crawl", "sample", "-a", f"start={site.url}", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    return archive


@pytest.fixture
def place(before: Path, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "place"
    folder.mkdir()
    with HeldServer(math.inf, news=NEWS) as site:
        yield Place(folder, site, before)


def check(name: str, done: Done) -> None:
    """What was printed, and the exit code, are those of the row."""
    fault = FAULTS[name]
    assert done.returncode == fault.code, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    if not fault.printed:
        assert said == ""
        return
    wanted = ".*".join(map(re.escape, fault.printed.split("…")))
    assert re.search(wanted, said), said
    if fault.printed.startswith("kho-tin: "):
        assert (done.stdout, done.stderr.count("\n")) == ("", 1)


def program(*arguments: str, cwd: Path, **environment: str) -> Done:
    """`kho-tin` from some folder."""
    return starter(cwd).run(arguments, {**os.environ, **environment}, STUCK, "kho-tin")


def test_the_docs_have_the_table(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    assert [tuple(cells) for cells in rows(text, "faults")] == [
        fault.row for fault in FAULTS.values()
    ]


def test_each_row_has_a_test(root: Path) -> None:
    here = {name for name in globals() if name.startswith("test_")}
    for name, fault in FAULTS.items():
        path, _, function = fault.test.partition("::")
        if not fault.test:
            assert f"test_{name}" in here
        else:
            tree = ast.parse((root / path).read_text("utf-8"))
            names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
            assert function in names or (not function and names)


def test_mistyped_verb(place: Place) -> None:
    check("mistyped_verb", program("craw", "sample", cwd=ROOT))


def test_mistyped_site(place: Place) -> None:
    check("mistyped_site", place.run("crawl", "sampel"))
    assert not place.archive.exists()


def test_no_project(tmp_path: Path) -> None:
    check("no_project", program("status", cwd=tmp_path))


def test_no_archive(place: Place) -> None:
    check("no_archive", place.run("status"))
    assert not place.archive.exists()
    place.crawled()
    assert place.run("status").returncode == 0


def test_no_contact(place: Place) -> None:
    check("no_contact", place.run("crawl", "kkt_phuyen", CONTACT=""))
    assert not place.archive.exists()


def test_mistyped_setting(place: Place) -> None:
    file = place.folder / "settings.env"
    file.write_text("CRAWL_HOUR=1-2\n")
    check("mistyped_setting", place.crawl(ENV_FILE=str(file)))
    check("mistyped_setting", place.run("verify", ENV_FILE=str(file)))
    file.write_text("CRAWL_HOURS=1-2\n")
    assert place.crawl(ENV_FILE=str(file)).returncode == 0


def test_wrong_setting(place: Place) -> None:
    check("wrong_setting", place.run("status", CRAWL_HOURS="25"))
    check("wrong_setting", place.crawl(CRAWL_HOURS="25"))
    place.crawled()


def test_folder_missing(place: Place) -> None:
    place.folder.rename(place.folder.with_name("away"))
    check("folder_missing", place.crawl())
    assert not place.folder.exists()
    place.folder.mkdir()
    place.crawled()


def test_link_to_nowhere(place: Place) -> None:
    disk = place.folder.with_name("disk")
    place.archive.symlink_to(disk / "archive.db")
    check("link_to_nowhere", place.crawl())
    disk.mkdir()
    (disk / "archive.db").touch()
    place.crawled()
    assert (disk / "captures").is_dir()


def test_mixed(place: Place) -> None:
    place.has_been_crawled()
    before = place.sql("SELECT count(*) FROM runs")
    check("mixed", place.run("crawl", "kkt_phuyen", "-a", f"start={place.site.url}"))
    assert place.sql("SELECT count(*) FROM runs") == before


def test_two_crawls(place: Place) -> None:
    with place.paused_crawl() as first:
        check("two_crawls", place.crawl())
        assert place.ended(first, signal.SIGTERM).code == 3
    place.crawled()


def test_stopped(place: Place) -> None:
    place.has_been_crawled()
    with place.paused_crawl() as crawl:
        ended = place.ended(crawl, signal.SIGTERM)
    check("stopped", CompletedProcess([], ended.code, ended.stdout, ended.stderr))
    assert "redesigned" not in ended.stdout
    assert place.run("status").returncode == 0
    place.crawled()
    assert place.sql("SELECT count(*) FROM articles") == [(len(NEWS),)]


def test_killed(place: Place) -> None:
    with place.paused_crawl() as crawl:
        ended = place.ended(crawl, signal.SIGKILL)
    assert (128 - ended.code, ended.stdout + ended.stderr) == (FAULTS["killed"].code, "")
    place.crawled()
    assert place.sql("SELECT verdict, coalesce(reason, '') FROM runs") == [
        ("crashed", "ended without a word"),
        ("ok", ""),
    ]
    assert place.sql("SELECT count(*) FROM articles") == [(len(NEWS),)]


def test_captures_gone(place: Place) -> None:
    place.has_been_crawled()
    away = place.folder / "away"
    place.captures.rename(away)
    check("captures_gone", place.crawl())
    away.rename(place.captures)
    place.crawled()


def test_file_gone(place: Place) -> None:
    place.has_been_crawled()
    place.crawled()
    file = min(place.captures.glob("*.warc.gz"))
    away = file.rename(place.folder / file.name)
    check("file_gone", place.crawl())
    assert place.run("status").returncode == 3
    away.rename(file)
    place.crawled()
    assert place.run("status").returncode == 0


def test_database_gone(place: Place) -> None:
    place.has_been_crawled()
    for file in place.folder.glob("archive.db*"):
        file.unlink()
    check("database_gone", place.crawl())
    assert place.run("rebuild").returncode == 0
    place.crawled()


def test_database_overwritten(place: Place) -> None:
    place.has_been_crawled()
    kept = place.archive.read_bytes()
    place.archive.write_text("no database at all" * 100)
    check("database_overwritten", place.crawl())
    assert place.archive.read_text().startswith("no database")
    place.archive.write_bytes(kept)
    place.crawled()


def test_capture_altered(place: Place) -> None:
    place.has_been_crawled()
    (file,) = place.captures.glob("*.warc.gz")
    kept = file.read_bytes()
    file.write_bytes(kept[:3000] + bytes([kept[3000] ^ 1]) + kept[3001:])
    check("capture_altered", place.run("verify"))
    file.write_bytes(kept)
    assert place.run("verify").returncode == 0


def test_list_altered(place: Place) -> None:
    place.has_been_crawled()
    path = place.captures / manifest.NAME
    path.write_text("0" * 64 + path.read_text()[64:])
    check("list_altered", place.run("verify", "--quick"))
    place.crawled()
    assert place.run("verify").returncode == 0


def test_backup_not_mounted(place: Place) -> None:
    place.has_been_crawled()
    folder = place.folder.with_name("disk")
    check("backup_not_mounted", place.run("backup", folder))
    assert not folder.exists()
    folder.mkdir()
    assert place.run("backup", folder).returncode == 0


def test_backup_of_another(place: Place, few_archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    assert run_scrapy("backup", folder, archive=few_archive).returncode == 0
    before = (folder / "archive.db").read_bytes()
    place.has_been_crawled()
    check("backup_of_another", place.run("backup", folder))
    assert (folder / "archive.db").read_bytes() == before


def test_two_backups(place: Place, tmp_path: Path) -> None:
    place.has_been_crawled()
    folder = tmp_path / "copy"
    folder.mkdir()
    with ArchiveLock(folder / "archive.db", "backup"):
        check("two_backups", place.run("backup", folder))
    assert place.run("backup", folder).returncode == 0


def test_restored_over(place: Place, few_archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    assert run_scrapy("backup", folder, archive=few_archive).returncode == 0
    place.has_been_crawled()
    check("restored_over", place.run("restore", folder))
    assert place.sql("SELECT count(*) FROM articles") == [(len(NEWS),)]


@pytest.mark.damaged("bad gzip")
def test_copy_damaged(place: Place, tmp_path: Path) -> None:
    place.has_been_crawled()
    folder = tmp_path / "copy"
    folder.mkdir()
    assert place.run("backup", folder).returncode == 0
    (file,) = (folder / "captures").glob("*.warc.gz")
    data = file.read_bytes()
    file.write_bytes(data[:3000] + bytes([data[3000] ^ 1]) + data[3001:])
    shutil.rmtree(place.captures)
    for each in place.folder.glob("archive.db*"):
        each.unlink()
    check("copy_damaged", place.run("restore", folder))
    assert place.sql("SELECT count(*) FROM articles") == [(len(NEWS),)]


def test_import_of_nothing(place: Place) -> None:
    check("import_of_nothing", place.run("import", "no-such.warc.gz", "--site", "sample"))
    assert not place.archive.exists()


def test_export_over(place: Place, few_archive: Path) -> None:
    out = place.folder / "out.csv"
    out.write_text("mine")
    check("export_over", run_scrapy("export", "csv", out, archive=few_archive))
    assert out.read_text() == "mine"


def test_mistyped_pid(place: Place) -> None:
    place.has_been_crawled()
    check("mistyped_pid", place.run("withhold", "nosuch", "--why", "thử"))
    assert place.sql("SELECT count(*) FROM decisions") == [(0,)]


def test_port_taken(few_archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        check("port_taken", run_scrapy("serve", "--port", port, archive=few_archive))


def test_notice_lost(place: Place) -> None:
    place.has_been_crawled()
    place.site.site.forbid = True
    with Hook() as hook:
        hook.status = 500
        check("notice_lost", place.crawl(NOTIFY_WEBHOOK=hook.url))
        hook.status = 204
        assert place.crawl(NOTIFY_WEBHOOK=hook.url).returncode == 4
        assert [each["kind"] for each in hook.notices] == ["trouble"]
