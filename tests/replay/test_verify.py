"""`kho-tin verify`: a whole archive is whole, and damages made by chance are each found."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive import captures
from kho_tin.archive.database import connect
from kho_tin.base.archive_location import captures_folder
from kho_tin.commands.progress import Progress
from kho_tin.commands.verbs.verify import findings
from kho_tin.parsers.registry import GENERAL
from kho_tin.replay.verify import whole as verifying
from kho_tin.replay.verify.answers import AnswersCheck
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.sample import SampleServer, load_news
from kho_tin.warc.writer import WarcFile, Written
from tests.archive.indexed import Words, indexed
from tests.archive.making import at
from tests.archive.warcs import PAGE, write
from tests.conftest import copied, run_scrapy
from tests.crawler.processes import running
from tests.waiting import until

SINCE = "2026-04-01"
NEWS = [item for item in load_news() if item.date.isoformat() >= SINCE]
Scrapy = Callable[..., CompletedProcess[str]]

# Every column that something else in the archive can vouch for. Of the others nothing can: what
# a run counted, how a site is called, how a problem was worded.
MATTER = {
    "sites": "name home_url",
    "runs": "site started version start",
    "warcs": "name run bytes sha256",
    "captures": "run url page_url fetched_at status media_type encoding payload_sha256 warc "
    "offset length record_id via etag last_modified refers_to",
    "articles": "site identity url title published published_text year author source category "
    "summary body body_html language words state first_seen last_seen last_changed "
    "content_sha256 parser capture",
    "revisions": "article number seen_at url title published published_text author source "
    "category summary body language images attachments changed capture parser content_sha256",
    "images": "article position url caption alt capture",
    "attachments": "article position url filename media_type bytes sha256 text layout capture",
    "removed_attachments": "article url filename media_type bytes sha256 text layout capture",
    "observations": "article run at state status capture parser published_text content_sha256 "
    "layout_sha256",
    "documents_cited": "article version field position offset length number kind issuer year "
    "date place role sentence",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four crawls of the newest news, with edits, removals and an article moved."""
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    with SampleServer() as site:
        hours = itertools.count()

        def crawl(*arguments: str) -> None:
            start = ("-a", f"start={site.url}", "-a", f"since={SINCE}")
            clock = f"2026-10-31T{next(hours):02}:00:00Z"
            done = run_scrapy(
                "crawl", "sample", *start, *arguments, archive=archive, KHO_TIN_CLOCK=clock
            )
            assert done.returncode == 0, done.stdout + done.stderr

        crawl()
        site.site.edit(NEWS[0].id)
        site.site.remove(NEWS[1].id, "410")
        site.site.move(NEWS[2].id)
        site.site.detach(next(item.id for item in NEWS if len(item.attachments) > 1))
        crawl("-a", "full=1")
        site.site.restore(NEWS[0].id)
        site.site.remove(NEWS[3].id, "soft")
        crawl("-a", "full=1")
        crawl("-a", "full=1")
    return archive


def look(archive: Path, *, quick: bool = False) -> Iterator[str]:
    with verifying.opened(archive) as db:
        files = FilesCheck(db, captures_folder(archive))
        answers = AnswersCheck(db, files.folder)
        for each in findings(db, files, answers, lambda *_: lambda _: None, quick=quick, jobs=1):
            yield str(each)


def damages_of(archive: Path, *, quick: bool = False) -> list[str]:
    return list(look(archive, quick=quick))


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return copied(whole, tmp_path / "copy")


def warcs(archive: Path) -> list[Path]:
    return sorted((archive.parent / "captures").glob("*.warc.gz"))


def test_the_archive_is_worth_checking(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as db:
        for table, columns in MATTER.items():
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
            names = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            assert set(columns.split()) <= names
        states = db.execute("SELECT DISTINCT state FROM observations ORDER BY 1").fetchall()
        assert states == [("gone",), ("listed",)]
        statuses = db.execute("SELECT DISTINCT status FROM observations ORDER BY 1").fetchall()
        assert statuses == [(200,), (304,), (410,)]
    assert len(warcs(whole)) == 4


def test_where_pages_begin_is_not_asked_of_an_older_program(copy: Path) -> None:
    with closing(open_for_harm(copy)) as db:
        # All with pages are of an article that names them no more.
        changed = db.execute("UPDATE removed_attachments SET layout = NULL")
        assert changed.rowcount > 0
        db.commit()
    with verifying.opened(copy) as db:
        files = FilesCheck(db, captures_folder(copy))
        answers = AnswersCheck(db, files.folder)
        checked = findings(db, files, answers, lambda *_: lambda _: None, quick=False, jobs=1)
        assert list(checked) == []
        assert answers.comparing.older >= changed.rowcount


@pytest.mark.damaged("reads otherwise today", "parser is")
def test_readings_by_another_parser_of_today_are_counted(copy: Path) -> None:
    """The whole site's, where a module for its system was added: then there is a remedy."""
    with closing(open_for_harm(copy)) as db:
        harmed = db.execute(
            "UPDATE observations SET parser = ? WHERE parser IS NOT NULL", [GENERAL.label]
        ).rowcount
        db.commit()
    done = run_scrapy("verify", archive=copy)
    assert done.returncode == 3
    assert f"Note: {harmed} readings are by another parser than today's" in done.stdout


def test_whole(whole: Path, copy: Path) -> None:
    assert damages_of(whole) == []
    assert damages_of(whole, quick=True) == []
    assert damages_of(copy) == []


@pytest.mark.damaged(
    "content_sha256 is not that", "text_sha256 is", "does not equal its newest", "search index"
)
def test_the_command(copy: Path) -> None:
    before = {path: path.read_bytes() for path in (copy, *warcs(copy))}
    done = run_scrapy("verify", "--jobs", "2", archive=copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{copy}: read 4 WARC files, ")
    assert done.stdout.endswith(": whole.\n")
    assert {path: path.read_bytes() for path in before} == before
    with closing(sqlite3.connect(copy)) as db:
        db.execute("UPDATE articles SET title = 'Tin khác' WHERE identity = ?", [str(NEWS[5].id)])
        db.execute("UPDATE registered SET readers = '1.1' WHERE article = 1")
        db.commit()
    for options in ((), ("--quick",)):
        done = run_scrapy("verify", *options, archive=copy)
        assert done.returncode == 3
        *lines, note, summary = done.stdout.splitlines()
        assert note.startswith("Note: articles whose documents and places were found by an older")
        assert summary.endswith(f": {len(lines)} damaged.")
        assert any("content_sha256" in line and NEWS[5].alias in line for line in lines)


@pytest.mark.parametrize("words", [("verify", "x"), ("verify", "--jobs", "0"), ("verify",)])
def test_wrong_usage(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run_scrapy(*words, archive=tmp_path / "none.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.damaged("bad gzip")
def test_a_damage_is_named_by_file_offset_and_article(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        warc, offset, number, url = db.execute(
            "SELECT warc, offset, articles.id, articles.url FROM captures "
            "JOIN articles ON articles.capture = captures.id WHERE identity = ?",
            [str(NEWS[4].id)],
        ).fetchone()
    path = copy.parent / "captures" / warc
    data = bytearray(path.read_bytes())
    data[offset + 100] ^= 1
    path.write_bytes(data)
    (line,) = [each for each in damages_of(copy) if f"at byte {offset}" in each]
    assert line.startswith(f"{path} at byte {offset}: bad gzip")
    assert line.endswith(f"; article {number} {url}")


@pytest.mark.damaged("the file is missing", "a file without a row in table warcs")
def test_orphans_on_either_side(copy: Path) -> None:
    folder = copy.parent / "captures"
    first, second, *_ = warcs(copy)
    first.unlink()
    (folder / "sample-20200101T000000Z.warc.gz").write_bytes(second.read_bytes())
    lines = damages_of(copy)
    assert [line for line in lines if line.startswith(f"{first}: the file is missing")]
    line = f"{folder}/sample-20200101T000000Z.warc.gz: a file without a row in table warcs"
    assert f"{line}: the database is older than it, run `kho-tin rebuild`" in lines


@pytest.mark.damaged("left open by a crash", "has status 404, its record 200")
def test_files_that_are_not_finished(copy: Path) -> None:
    folder = copy.parent / "captures"
    with closing(sqlite3.connect(copy)) as db:
        run = db.execute("SELECT max(id) FROM runs").fetchone()[0]
    ours = WarcFile.create(folder, "sample", info={"isPartOf": "archive.db"})
    other = WarcFile.create(folder, "another", info={"isPartOf": "other.db"})
    written = write(ours)
    ours.sync()
    with closing(connect(copy)) as db:
        values = {name: getattr(written, name) for name in Written.__dataclass_fields__}
        row = {
            "url": PAGE,
            "page_url": PAGE,
            "fetched_at": at(1),
            "status": 200,
            "run": run,
            **values,
        }
        capture = captures.add(
            db, captures.Capture(media_type="text/html", encoding="utf-8", **row)
        )
    stale = time.time() - 60
    for path in (ours.path, other.path):
        os.utime(path, (stale, stale))
    assert damages_of(copy) == []
    with closing(connect(copy)) as db:
        db.execute("UPDATE captures SET status = 404 WHERE id = ?", [capture])
        db.conn.commit()
    (line,) = damages_of(copy)
    assert line.startswith(f"{ours.path} at byte {written.offset}: captures {capture} has status")
    ours.close()
    other.close()
    assert f"{ours.path}: left open by a crash: the next crawl repairs it" in damages_of(copy)
    assert str(other.path) not in " ".join(damages_of(copy))


@pytest.mark.damaged("left open by a crash")
def test_beside_a_crawl(copy: Path) -> None:
    """What is being written is no damage."""
    with (
        SampleServer(drip="/tin-tuc-su-kien*") as site,
        running("crawl", "sample", "-a", f"start={site.url}", archive=copy) as crawl,
    ):
        until(lambda: site.count >= 5 or crawl.has_ended(), "five requests")
        done = run_scrapy("verify", archive=copy)
    assert done.returncode == 0, done.stdout
    assert "is being written" in done.stdout


def flip_a_bit(archive: Path, chance: random.Random) -> str:
    path = chance.choice(warcs(archive))
    data = bytearray(path.read_bytes())
    at, bit = chance.randrange(len(data)), chance.randrange(8)
    data[at] ^= 1 << bit
    path.write_bytes(data)
    return f"bit {bit} of byte {at} of {path.name}"


def cut_a_byte(archive: Path, chance: random.Random) -> str:
    path = chance.choice(warcs(archive))
    path.write_bytes(path.read_bytes()[:-1])
    return f"the last byte of {path.name}"


def lose_a_record(archive: Path, chance: random.Random) -> str:
    """The file is gzip from end to end all the same."""
    path = chance.choice(warcs(archive))
    with closing(sqlite3.connect(archive)) as db:
        (end,) = db.execute(
            "SELECT max(offset) FROM captures WHERE warc = ?", [path.name]
        ).fetchone()
    path.write_bytes(path.read_bytes()[:end])
    return f"{path.name} from byte {end}"


def delete_a_file(archive: Path, chance: random.Random) -> str:
    path = chance.choice(warcs(archive))
    path.unlink()
    return path.name


def change_a_row(archive: Path, chance: random.Random) -> str:
    table = chance.choice(sorted(MATTER))
    column = chance.choice(MATTER[table].split())
    with closing(open_for_harm(archive)) as db:
        rows = db.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
        while True:
            rowid, value = chance.choice(rows)
            other = another(value, chance)
            try:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", [other, rowid])
            except sqlite3.IntegrityError:
                continue  # UNIQUE: nobody can do this
            db.commit()
            return f"{table} {rowid}: {column} {value!r:.60} -> {other!r:.60}"


def delete_a_row(archive: Path, chance: random.Random) -> str:
    table = chance.choice(sorted(set(MATTER) - {"sites", "runs"}))
    with closing(open_for_harm(archive)) as db:
        (rowid,) = chance.choice(db.execute(f"SELECT rowid FROM {table}").fetchall())
        db.execute(f"DELETE FROM {table} WHERE rowid = ?", [rowid])
        db.commit()
    return f"{table} {rowid}: deleted"


def change_the_index(archive: Path, chance: random.Random) -> str:
    """A bit of its words, the count of the words of an article, or all that it has of one."""
    with closing(open_for_harm(archive)) as db:
        table, what = chance.choice([("data", "block"), ("docsize", "sz"), ("docsize", "")])
        before = words_of_index(db)
        while True:
            rows = db.execute(f"SELECT * FROM articles_fts_{table}").fetchall()
            number, value = chance.choice(rows)
            sql = f"DELETE FROM articles_fts_{table} WHERE id = ?1"
            if what:
                sql = f"UPDATE articles_fts_{table} SET {what} = ?2 WHERE id = ?1"
            db.execute(sql, [number, another(value, chance)][: 1 + bool(what)])
            # The index also has words of rows that were removed since, and how it is kept itself.
            if table == "docsize" or words_of_index(db) != before:
                db.commit()
                return f"articles_fts_{table} {number}: {what or 'deleted'}"
            db.rollback()


def words_of_index(db: sqlite3.Connection) -> Words | None:
    try:
        return indexed(db)
    except sqlite3.DatabaseError:
        return None


def open_for_harm(archive: Path) -> sqlite3.Connection:
    db = sqlite3.connect(archive)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA ignore_check_constraints = ON")
    return db


def another(value: object, chance: random.Random) -> object:
    if value is None:
        return chance.choice(["x", 1])
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, None])
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
    assert isinstance(value, str)
    if not value:
        return "x"
    at = chance.randrange(len(value))
    letter = chance.choice([other for other in "aá0 " if other != value[at]])
    return chance.choice([value[:at] + letter + value[at + 1 :], value[:at] + value[at + 1 :]])


HARMS = {
    flip_a_bit: 70,
    cut_a_byte: 3,
    lose_a_record: 3,
    delete_a_file: 3,
    change_a_row: 90,
    change_the_index: 10,
    delete_a_row: 21,
}


def harm(whole: Path, folder: Path, seed: int) -> Iterator[str]:
    """What was done and not found, if anything was."""
    chance = random.Random(seed)
    (do,) = chance.choices(list(HARMS), list(HARMS.values()))
    archive = copied(whole, folder)
    try:
        done = do(archive, chance)
        if next(look(archive), None) is None:
            yield f"seed {seed}: {done}"
    finally:
        shutil.rmtree(folder)


def test_40_damages_are_found(whole: Path, tmp_path: Path) -> None:
    assert [each for seed in range(40) for each in harm(whole, tmp_path / str(seed), seed)] == []


@pytest.mark.long
def test_2000_more_damages_are_found(whole: Path, tmp_path: Path) -> None:
    begin = random.randrange(1000, 10**9)
    assert [
        each for seed in range(begin, begin + 2000) for each in harm(whole, tmp_path / "x", seed)
    ] == []


def test_the_progress_bar() -> None:
    """After two of four megabytes, one second after the begin."""
    progress = Progress().begin("files", 4_000_000, "bytes")
    progress(2_000_000)
    assert progress.line(progress.begun + 1) == (
        "files [############............]  50%  2.0 MB/s  0:01 left"
    )
