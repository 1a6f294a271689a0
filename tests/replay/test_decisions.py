"""What people decide about records holds: in tables, files, crawls and rebuilds, until undone."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from kho_tin.archive import decisions, registers
from kho_tin.archive.database import connect
from kho_tin.archive.decisions import log
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.base.errors import ArchiveError
from kho_tin.base.times import now
from kho_tin.replay.decisions import apply_all
from kho_tin.replay.erasing import erase
from kho_tin.sample import SampleServer, load_news
from kho_tin.warc import tombstone
from kho_tin.warc.reader import read_records
from tests.archive.indexed import indexed
from tests.conftest import FEW, copied, run_scrapy
from tests.exporters.conftest import tool
from tests.waiting import STUCK
from tests.wholeness import findings

WHY = "Theo yêu cầu của người được nêu tên"
# All that is shown of articles and captures, but for the numbers of observations.
SHOWN = {
    "articles": "*",
    "revisions": "*",
    "images": "*",
    "attachments": "*",
    "captures": "*",
    "observations": "article, run, at, state, status, capture, parser, published_text, "
    "content_sha256, layout_sha256",
    **dict.fromkeys(registers.TABLES, "*"),
}


def rows(archive: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql, values).fetchall()


def dump(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = {
        table: sorted(rows(archive, f"SELECT {columns} FROM {table}"), key=repr)
        for table, columns in SHOWN.items()
    }
    with closing(sqlite3.connect(archive)) as db:
        return {**tables, "articles_fts": sorted(indexed(db).items())}


def decide(archive: Path, *arguments: str, why: str = WHY, code: int = 0) -> CompletedProcess[str]:
    """Run a verb, as `an`, and see that it ends with `code`."""
    done = run_scrapy(*arguments, "--why", why, "--by", "an", archive=archive)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def withhold(archive: Path, pid: str) -> str:
    """The decision's id."""
    decide(archive, "withhold", pid)
    return str(rows(archive, "SELECT id FROM decisions ORDER BY number DESC")[0][0])


def crawl(archive: Path, **environment: str) -> CompletedProcess[str]:
    """Crawl the site of the archive again."""
    with SampleServer(news=FEW) as site:
        start = ("-a", f"start={site.url}")
        return run_scrapy("crawl", "sample", *start, archive=archive, forked=True, **environment)


@pytest.fixture
def archive(few_archive: Path, tmp_path: Path) -> Path:
    return copied(few_archive, tmp_path / "a")


@pytest.fixture
def record(archive: Path) -> tuple[str, int]:
    """The pid and id of an article with a document that no other names, and that has a number."""
    ((pid, article), *_) = rows(
        archive,
        "SELECT pid, id FROM articles WHERE id IN (SELECT article FROM documents_cited "
        "WHERE field = 'attachment') ORDER BY id",
    )
    return pid, article


def words_of(archive: Path, article: int) -> Iterator[bytes]:
    """Sentences that only this article has, and its addresses."""
    url, body = rows(archive, "SELECT url, body FROM articles WHERE id = ?", article)[0]
    everything = "\n".join(row[0] for row in rows(archive, "SELECT body FROM articles"))
    yield url.encode()
    sentences = [
        each for each in body.split("\n") if len(each) > 40 and everything.count(each) == 1
    ]
    assert sentences
    yield from (each.encode() for each in sentences)


def test_a_withheld_record_is_gone_and_comes_back_the_same(
    archive: Path, record: tuple[str, int]
) -> None:
    pid, article = record
    before, words = dump(archive), list(words_of(archive, article))
    files = {path: path.read_bytes() for path in archive.parent.glob("captures/*.warc.gz")}
    decision = withhold(archive, pid)
    assert rows(archive, "SELECT count(*) FROM articles WHERE pid = ?", pid) == [(0,)]
    for table in ("revisions", "images", "attachments", "observations", *registers.TABLES):
        assert rows(archive, f"SELECT 1 FROM {table} WHERE article = ?", article) == []
    assert rows(archive, "SELECT 1 FROM articles_fts WHERE rowid = ?", article) == []
    file = archive.read_bytes()
    assert [word for word in words if word in file] == []  # nor in pages of the file that are free
    assert {path: path.read_bytes() for path in files} == files
    dark = rows(archive, "SELECT part, url, status FROM withheld_captures JOIN captures ON "
                "captures.id = capture ORDER BY part DESC")  # fmt: skip
    assert dark[0] == ("page", "withheld", 451)
    assert ("file", "withheld", 451) in dark
    assert "is withheld already" in decide(archive, "withhold", pid, code=2).stderr
    assert run_scrapy("withhold", pid, archive=archive).stderr.startswith("kho-tin: --why TEXT")
    listed = run_scrapy("undo", archive=archive).stdout
    assert (decision in listed, f"an: withhold {pid}: {WHY}" in listed) == (True, True)
    decide(archive, "undo", decision)
    assert dump(archive) == before
    assert rows(archive, "SELECT * FROM withheld_captures") == []
    assert run_scrapy("undo", archive=archive).stdout == ""
    assert decide(archive, "undo", decision, code=2).stderr.count("\n") == 1


def test_what_has_no_capture_comes_back_too(tmp_path: Path) -> None:
    archive, news = tmp_path / "archive.db", load_news()[:3]
    page = f"/{news[0].alias}-{news[0].id}.html"
    with SampleServer(news=news) as server:

        def crawl(*given: str) -> None:
            start = f"start={server.url}"
            assert run_scrapy("crawl", "sample", "-a", start, *given, archive=archive)

        crawl()
        server.site.remove(news[0].id, "410")
        crawl("-a", "full=1")
        server.site.restore(news[0].id)
        server.site.cut = page
        crawl("-a", "full=1")
    looks = "SELECT state, status, capture IS NULL FROM observations WHERE article = ?"
    ((pid, article),) = rows(
        archive, "SELECT pid, id FROM articles WHERE identity = ?", str(news[0].id)
    )
    assert {("unlisted", None, 1), ("error", None, 1)} <= set(rows(archive, looks, article))
    problems = "SELECT run, url, kind, message, at FROM problems ORDER BY 1, 2, 3, 4, 5"
    before = dump(archive), rows(archive, problems)
    assert any(page in url for _, url, *_ in before[1])
    decision = withhold(archive, pid)
    assert not any(page in url for _, url, *_ in rows(archive, problems))
    decide(archive, "undo", decision)
    assert (dump(archive), rows(archive, problems)) == before


def test_it_stays_so_in_a_rebuild_with_and_without_the_old_database(
    archive: Path, record: tuple[str, int]
) -> None:
    pid, article = record
    decision = withhold(archive, pid)
    before = dump(archive)
    done = run_scrapy("rebuild", archive=archive)
    assert "Nothing differs" in done.stdout, done.stdout + done.stderr
    assert dump(archive) == before
    decide(archive, "undo", decision)
    assert rows(archive, "SELECT pid FROM articles WHERE id = ?", article) == [(pid,)]
    withhold(archive, pid)
    for path in archive.parent.glob("archive.db*"):
        path.unlink()
    done = run_scrapy("rebuild", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW) - 1, 0)]


def test_a_crawl_that_meets_it_again_keeps_the_capture_in_the_dark(
    archive: Path, record: tuple[str, int]
) -> None:
    pid, _ = record
    first_seen = rows(archive, "SELECT max(started) FROM runs")[0][0]
    withhold(archive, pid)
    before = len(rows(archive, "SELECT 1 FROM withheld_captures"))
    assert crawl(archive).returncode == 0
    assert len(rows(archive, "SELECT 1 FROM withheld_captures")) == before  # it is left alone
    later = f"{int(first_seen[:4]) + 1}{first_seen[4:]}"
    assert crawl(archive, KHO_TIN_CLOCK=later).returncode == 0
    assert rows(archive, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW) - 1, 0)]
    met = "SELECT url FROM withheld_captures JOIN captures ON captures.id = capture WHERE run = 3"
    assert set(rows(archive, met)) == {("withheld",)}


def test_nothing_comes_to_light_because_the_log_is_missing(
    archive: Path, record: tuple[str, int]
) -> None:
    withhold(archive, record[0])
    path, new = archive.parent / "captures" / log.NAME, archive.with_name("new.db")
    kept = path.read_bytes()
    path.unlink()
    for done in (
        crawl(archive),
        run_scrapy("rebuild", archive=archive),
        run_scrapy("rebuild", "--into", new, archive=archive),
    ):
        assert done.returncode == 3, done.stdout + done.stderr
        assert "decisions.jsonl: lacks 1 decisions" in done.stderr
    path.write_bytes(kept)
    assert crawl(archive).returncode == 0


def test_a_document_that_another_article_names_stays(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    some = [each for each in load_news() if each.attachments][:3]
    news = [some[0], replace(some[1], attachments=some[0].attachments[:1]), some[2]]
    with SampleServer(news=news) as server:
        start = f"start={server.url}"
        assert run_scrapy("crawl", "sample", "-a", start, archive=archive).returncode in (0, 3)
    ((url, capture),) = rows(
        archive,
        "SELECT url, max(capture) FROM attachments WHERE position = 1 GROUP BY url "
        "HAVING count(DISTINCT article) > 1",
    )
    pids = rows(archive, "SELECT pid FROM articles WHERE id IN "
                "(SELECT article FROM attachments WHERE url = ?)", url)  # fmt: skip
    shown = "SELECT page_url FROM captures WHERE id = ?"
    decisions = []
    for (pid,), address in zip(pids, (url, "withheld"), strict=True):
        decisions.append(withhold(archive, pid))
        assert rows(archive, shown, capture) == [(address,)]
    decide(archive, "undo", decisions[0])
    assert rows(archive, shown, capture) == [(url,)]
    assert rows(archive, "SELECT DISTINCT capture FROM attachments WHERE url = ?", url) == [
        (capture,)
    ]


def test_a_correction_shows_and_the_history_keeps_what_the_page_prints(
    archive: Path, record: tuple[str, int]
) -> None:
    pid, article = record
    before = dump(archive)
    title = "Tiêu đề Zyxwv đã sửa"
    decide(archive, "correct", pid, "title", f" {title} ")
    decide(archive, "correct", pid, "published", "1999-02-03")
    decide(archive, "correct", pid, "summary", "")
    shown = "SELECT title, published, year, summary FROM articles WHERE id = ?"
    assert rows(archive, shown, article) == [(title, "1999-02-03", 1999, None)]
    assert rows(archive, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'zyxwv'") == [
        (article,)
    ]
    assert sorted(rows(archive, "SELECT * FROM revisions"), key=repr) == before["revisions"]
    assert "Nothing differs" in run_scrapy("rebuild", archive=archive).stdout
    assert rows(archive, shown, article) == [(title, "1999-02-03", 1999, None)]
    assert "says that already" in decide(archive, "correct", pid, "title", title, code=2).stderr
    for (decision,) in rows(archive, "SELECT id FROM decisions"):
        decide(archive, "undo", decision)
    assert dump(archive) == before


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("body", "x", "choose title, published, author, category, summary"),
        ("title", " ", "an article has one"),
        ("published", "3/2/1999", "give a day"),
        ("published", "1999-02-03T08:00:00", "give a day"),
        ("published", "20210602T083000+0700", "give a day"),
        ("published", "2021-W22-3", "give a day"),
        ("published", "20210602", "give a day"),
        ("published", "2021-02-30", "give a day"),
        ("published", "2021-06-02T08+07:00", "give a day"),
        ("published", "0001-01-01T00:00+14:00", "give a day"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused(
    field: str, value: str, why: str, archive: Path, record: tuple[str, int]
) -> None:
    assert why in decide(archive, "correct", record[0], field, value, code=2).stderr
    assert not (archive.parent / "captures" / log.NAME).exists()


@pytest.mark.parametrize(
    ("given", "day", "shown"),
    [
        ("2021-06-02 08:30+07:00", "2021-06-02", "2021-06-02T08:30:00+07:00"),
        ("2021-06-01T20:00:00Z", "2021-06-02", "2021-06-02T03:00:00+07:00"),
        ("2021-06-02", "2021-06-02", "2021-06-02"),
    ],
)
def test_a_corrected_time_is_stored_in_one_form(
    given: str, day: str, shown: str, archive: Path, record: tuple[str, int]
) -> None:
    done = decide(archive, "correct", record[0], "published", given)
    assert f": {shown}." in done.stdout
    sql = "SELECT published, year FROM articles WHERE pid = ?"
    assert rows(archive, sql, record[0]) == [(shown, int(day[:4]))]
    assert [line.value for line in log.read(archive.parent / "captures" / log.NAME)] == [shown]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("20210602T083000+0700", "2021-06-02T08:30:00+07:00"),
        ("2021-W22-3", "2021-06-02"),
        ("2021-06-01T20:00:00Z", "2021-06-02T03:00:00+07:00"),
        pytest.param(
            "mùa hè", "1999-02-03", marks=pytest.mark.damaged("to mùa hè, which is no date")
        ),
    ],
)
def test_a_correction_on_record_in_another_form_is_shown_in_the_one_form(
    value: str, shown: str, archive: Path, record: tuple[str, int], tmp_path: Path
) -> None:
    """As earlier versions put it on record; what is no date leaves the correction before it."""
    pid, _ = record
    decide(archive, "correct", pid, "published", "1999-02-03")
    folder = archive.parent / "captures"
    (made,) = log.read(folder / log.NAME)
    log.append(folder, [replace(made, id=log.new_id(), value=value)])
    decide(archive, "correct", pid, "author", "Trần Thị Đào")
    sql = "SELECT published, year FROM articles WHERE pid = ?"
    assert rows(archive, sql, pid) == [(shown, int(shown[:4]))]
    done = run_scrapy("export", "parquet", tmp_path / "articles.parquet", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run_scrapy("rebuild", archive=archive)
    assert "Nothing differs" in done.stdout, done.stdout + done.stderr
    assert rows(archive, sql, pid) == [(shown, int(shown[:4]))]


def test_an_edit_of_the_site_leaves_what_is_corrected_and_is_on_record_when_it_agrees(
    tmp_path: Path,
) -> None:
    archive, news = tmp_path / "archive.db", load_news()[:3]
    with SampleServer(news=news) as server:

        def crawl() -> None:
            given = ("-a", f"start={server.url}", "-a", "full=1")
            assert run_scrapy("crawl", "sample", *given, archive=archive).returncode in (0, 3)

        crawl()
        printed = "SELECT pid, title FROM articles WHERE identity = ?"
        ((pid, title),) = rows(archive, printed, str(news[0].id))
        server.site.retitle(news[0].id)
        decide(archive, "correct", pid, "author", "Trần Thị Đào")
        crawl()
        ((_, retitled),) = rows(archive, printed, str(news[0].id))
        assert retitled != title
        shown = "SELECT title, author FROM articles WHERE pid = ?"
        assert rows(archive, shown, pid) == [(retitled, "Trần Thị Đào")]
        right = "Tiêu đề đúng"
        decide(archive, "correct", pid, "title", right)
        server.site.edit(news[0].id)
        crawl()
        assert rows(archive, shown, pid) == [(right, "Trần Thị Đào")]
        agrees = "SELECT message FROM problems WHERE kind = 'corrected_there'"
        assert rows(archive, agrees) == []
        server.site.retitle(news[0].id, right)
        crawl()
        assert rows(archive, agrees) == [
            ("the page now prints the title to which it was corrected here",)
        ]


def test_an_erased_record_is_a_tombstone_that_everybody_knows(
    archive: Path, record: tuple[str, int]
) -> None:
    pid, article = record
    captures = archive.parent / "captures"
    (warc,) = captures.glob("*.warc.gz")
    sizes = {each.offset: each.length for each in read_records(warc)}
    before = hashlib.sha256(warc.read_bytes()).hexdigest()
    words = list(words_of(archive, article))
    archive.parent.with_name("copy").mkdir()
    backup = ("backup", str(archive.parent.with_name("copy")))
    assert run_scrapy(*backup, archive=archive).returncode == 0
    done = decide(archive, "erase", pid, "--files")
    assert "is erased: 6 records in 1 WARC files." in done.stdout
    after = hashlib.sha256(warc.read_bytes()).hexdigest()
    ((files, undone),) = rows(archive, "SELECT files, undone FROM decisions WHERE do = 'erase'")
    ((change,),) = [json.loads(files)]
    assert (change["before"], change["after"], undone) == (before, after, None)
    assert {each.offset: each.length for each in read_records(warc)} == sizes
    texts = b"".join(each.block + str(each.fields).encode() for each in read_records(warc))
    # A listing still names it; its page does not.
    assert [word for word in words[1:] if word in texts] == []
    assert rows(archive, "SELECT count(*) FROM captures WHERE warc = ?", warc.name) == [
        (len([each for each in read_records(warc) if each.type in ("response", "revisit")]),)
    ]
    offsets = rows(archive, "SELECT offset FROM tombstones ORDER BY offset")
    assert offsets == [(each.offset,) for each in read_records(warc) if each.type == tombstone.TYPE]
    with closing(sqlite3.connect(archive)) as db:
        assert decisions.digests_before(db, warc.name) == [before]
        assert decisions.withheld(db, pid).erased  # type: ignore[union-attr]
    assert "nothing of it is left" in decide(archive, "erase", pid, code=2).stderr
    erasure = rows(archive, "SELECT id FROM decisions WHERE do = 'erase'")[0][0]
    assert "gone" in decide(archive, "undo", erasure, code=2).stderr
    assert "Note" not in run_scrapy("verify", archive=archive).stdout
    # The copy gets the file anew, though it is as long as it was; and is whole.
    assert run_scrapy(*backup, archive=archive).returncode == 0
    copy = archive.parent.with_name("copy")
    assert (copy / "captures" / warc.name).read_bytes() == warc.read_bytes()
    assert (copy / "captures" / log.NAME).read_bytes() == (captures / log.NAME).read_bytes()
    assert findings(copy / "archive.db") == []
    assert "Nothing differs" in run_scrapy("rebuild", archive=archive).stdout
    for path in archive.parent.glob("archive.db*"):
        path.unlink()
    done = run_scrapy("rebuild", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW) - 1, 0)]
    joined = archive.with_name("joined") / "archive.db"
    joined.parent.mkdir()
    done = run_scrapy("import", warc, "--site", "sample", archive=joined)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(joined, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW) - 1, 0)]
    assert rows(joined, "SELECT * FROM problems WHERE kind = 'damaged'") == []


@pytest.mark.parametrize("program", ["warcio", "cdxj-indexer", "cdx-indexer"])
def test_other_programs_pass_over_a_tombstone(
    program: str, archive: Path, record: tuple[str, int]
) -> None:
    decide(archive, "erase", record[0])
    (warc,) = (archive.parent / "captures").glob("*.warc.gz")
    verb = ("check",) if program == "warcio" else ()
    done = subprocess.run([tool(program), *verb, warc], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if not verb:
        kept = rows(archive, "SELECT count(*) FROM captures")[0][0]
        assert done.stdout.count("\n") >= kept


def _erase(archive: Path, pid: str, step: int) -> None:
    """Erase a record, and be killed before the `step`th thing that is done."""
    left = iter(range(step - 1))

    def hook(event: str, _: object) -> None:
        if event in ("open", "os.rename", "os.remove") and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    folder = archive.parent / "captures"
    with closing(connect(archive)) as db:
        decision = log.Decision(
            log.new_id(), now(), "an", WHY, "erase", archive_uuid(db) or "", archive.name, pid=pid
        )
        sys.addaudithook(hook)  # for good: only in a process that ends
        erase(db, folder, decision, with_files=True)


@pytest.mark.more
def test_an_erasure_that_is_killed_at_any_step_is_not_begun_or_is_finished(
    tmp_path: Path,
) -> None:
    archive = tmp_path / "archive.db"
    news = [each for each in load_news() if each.attachments][:2]
    with SampleServer(news=news) as server:
        start = f"start={server.url}"
        assert run_scrapy("crawl", "sample", "-a", start, archive=archive).returncode in (0, 3)
    ((pid,), _) = rows(archive, "SELECT pid FROM articles ORDER BY id")
    outcomes = set()
    for step in range(1, 200):
        killed = copied(archive, tmp_path.with_name(f"killed-{step}"))
        process = get_context("fork").Process(target=_erase, args=(killed, pid, step))
        process.start()
        process.join(STUCK)
        with closing(connect(killed)) as db:
            apply_all(db, killed.parent / "captures")
        is_shown = bool(rows(killed, "SELECT 1 FROM articles WHERE pid = ?", pid))
        done = rows(killed, "SELECT do FROM decisions ORDER BY number")
        assert (is_shown, done) in ((True, []), (False, [("erase",), ("erased",)])), step
        assert list(killed.parent.glob("captures/*.erasing")) == []
        assert findings(killed) == [], step
        outcomes.add((is_shown, process.exitcode))
        shutil.rmtree(killed.parent)
        if process.exitcode == 0:
            break
    assert outcomes == {(True, -9), (False, -9), (False, 0)}


def test_an_import_takes_over_what_was_decided_where_its_files_come_from(
    archive: Path, record: tuple[str, int], tmp_path: Path
) -> None:
    pid, _ = record
    decision = withhold(archive, pid)
    other = ("correct", rows(archive, "SELECT pid FROM articles ORDER BY id")[-1][0])
    decide(archive, *other, "author", "Trần Thị Đào")
    (warc,) = (archive.parent / "captures").glob("*.warc.gz")
    joined = tmp_path / "joined" / "archive.db"
    joined.parent.mkdir()
    done = run_scrapy("import", warc, "--site", "sample", archive=joined)
    assert "decisions.jsonl: 2." in done.stdout, done.stdout + done.stderr
    assert rows(joined, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW) - 1, 0)]
    assert rows(joined, "SELECT author FROM articles WHERE pid = ?", other[1]) == [
        ("Trần Thị Đào",)
    ]
    count = rows(joined, "SELECT count(*) FROM captures")
    assert run_scrapy("import", warc, "--site", "sample", archive=joined).returncode == 0
    assert rows(joined, "SELECT count(*) FROM captures") == count
    decide(archive, "undo", decision)
    given = archive.parent / "captures" / log.NAME
    for expected in ("1.", "0."):
        done = run_scrapy("import", given, "--site", "sample", archive=joined)
        assert (done.returncode, done.stdout.split()[-1]) == (0, expected)
    assert rows(joined, "SELECT count(*), sum(pid = ?) FROM articles", pid) == [(len(FEW), 1)]


def test_what_was_erased_elsewhere_is_withheld_here(
    archive: Path, record: tuple[str, int], tmp_path: Path
) -> None:
    other = copied(archive, tmp_path / "other")
    decide(archive, "erase", record[0])
    done = run_scrapy(
        "import", archive.parent / "captures" / log.NAME, "--site", "sample", archive=other
    )
    assert done.returncode == 0
    assert rows(other, "SELECT do FROM decisions") == [("withhold",)]
    assert rows(other, "SELECT 1 FROM articles WHERE pid = ?", record[0]) == []


def test_exports_have_neither_it_nor_its_bytes(archive: Path, record: tuple[str, int]) -> None:
    pid, article = record
    words = list(words_of(archive, article))
    withhold(archive, pid)
    for form in ("jsonl", "csv", "parquet", "wacz"):
        path = archive.with_name(f"out.{form}")
        assert run_scrapy("export", form, path, archive=archive).returncode == 0
        data = path.read_bytes()
        if form == "wacz":
            with zipfile.ZipFile(path) as package:
                data = b"".join(
                    gzip.decompress(text) if name.endswith(".gz") else text
                    for name in package.namelist()
                    if (text := package.read(name))
                )
        assert [word for word in words if word in data] == [], form


def test_an_archive_comes_back_from_its_backup_with_its_decisions(
    archive: Path, record: tuple[str, int], tmp_path: Path
) -> None:
    pid, _ = record
    decision = withhold(archive, pid)
    copy, back = tmp_path / "copy", tmp_path / "back" / "archive.db"
    copy.mkdir()
    back.parent.mkdir()
    assert run_scrapy("backup", copy, archive=archive).returncode == 0
    done = run_scrapy("restore", copy, archive=back)
    assert done.returncode == 0, done.stderr
    assert f"{len(FEW) - 1} articles and 1 WARC files" in done.stdout
    assert dump(back) == dump(archive)
    assert findings(back) == []
    done = run_scrapy("restore", copy, archive=back)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    decide(back, "undo", decision)
    assert rows(back, "SELECT count(*) FROM articles") == [(len(FEW),)]
    back.unlink()  # what is newer in captures/ stays
    done = run_scrapy("restore", copy, archive=back)
    assert done.returncode == 0, done.stderr
    assert len(log.read(back.parent / "captures" / log.NAME)) == 2
    assert crawl(back).returncode == 0
    assert rows(back, "SELECT count(*) FROM articles") == [(len(FEW),)]


def test_restore_refuses_what_is_in_its_way(archive: Path, tmp_path: Path) -> None:
    copy, back = tmp_path / "copy", tmp_path / "back" / "archive.db"
    copy.mkdir()
    (back.parent / "captures").mkdir(parents=True)
    done = run_scrapy("restore", copy, archive=back)
    assert (done.returncode, "holds no archive" in done.stderr) == (2, True)
    assert run_scrapy("backup", copy, archive=archive).returncode == 0
    done = run_scrapy("restore", copy, archive=back.with_name("other.db"))
    assert f"give ARCHIVE={back}" in done.stderr
    (warc,) = (archive.parent / "captures").glob("*.warc.gz")
    there = back.parent / "captures" / warc.name
    there.write_bytes(b"something else")
    done = run_scrapy("restore", copy, archive=back)
    assert (done.returncode, f"{there}: is there" in done.stderr) == (2, True)
    assert not back.exists()
    there.unlink()
    assert run_scrapy("restore", copy, archive=back).returncode == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no JSON"),
        ('{"do": "sell"}', "do is 'sell'"),
        ('{"do": "withhold", "id": "1", "at": "2026-01-01T00:00:00Z", "by": "an", "why": "w", '
         '"archive": "u", "file": "a.db"}', "without pid"),
        ('{"do": "withhold", "id": "1", "at": "yesterday", "by": "an", "why": "w", '
         '"archive": "u", "file": "a.db", "pid": "p"}', "at is no time"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_decision_is_named(line: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / log.NAME
    path.write_text(f"\n{line}\n\n")
    with pytest.raises(
        ArchiveError, match=rf"decisions.jsonl: line 2 is no decision \({why}.*copy"
    ):
        log.read(path)


def test_what_a_crash_left_of_a_line_is_cut_off_by_the_next(tmp_path: Path) -> None:
    decision = log.Decision("1", "2026-01-01T00:00:00Z", "an", "w", "accept", "u", "a.db", site="x")
    log.append(tmp_path, [decision])
    path = tmp_path / log.NAME
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:30])
    assert log.read(path) == [decision]
    other = log.Decision("2", "2026-01-01T00:00:00Z", "an", "w", "undo", "u", "a.db", undoes="1")
    log.append(tmp_path, [other])
    assert log.read(path) == [decision, other]
    path.write_bytes(path.read_bytes().rstrip(b"\n"))  # as an editor may leave it
    log.append(tmp_path, [decision])
    assert [json.loads(text)["id"] for text in path.read_text().splitlines()] == ["1", "2", "1"]
    assert log.of_archive(log.read(path), "other", "a.db") == [decision, other]
    assert log.of_archive(log.read(path), "other", "b.db") == []
