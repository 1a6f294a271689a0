"""`kho-tin rebuild`: from the captures alone, the same database again."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from kho_tin.replay.rebuild.losses import Losses, losses
from kho_tin.sample import SampleServer, load_news
from kho_tin.warc.reader import scan
from tests.archive.indexed import indexed
from tests.conftest import ROOT, copied, run_scrapy
from tests.starting import starter
from tests.waiting import STUCK, until, worked

ALL = load_news()
# Some with everything that an article can have, so that a crawl takes a second.
FULL = [each for each in ALL if each.attachments][:6]
NEWS = [*FULL, *[each for each in ALL if each.images and each not in FULL][:6]]
FEWER = [*NEWS[:2], NEWS[-1]]

# All that a rebuild makes, but for the ids of observations, which only number them.
TABLES = {
    "sites": "*",
    "runs": "*",
    "captures": "*",
    "warcs": "*",
    "articles": "*",
    "revisions": "*",
    "images": "*",
    "attachments": "*",
    "removed_attachments": "*",
    "problems": "*",
    "observations": "article, run, at, state, status, capture, parser, published_text, "
    "content_sha256, layout_sha256",
}


def dump(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(archive)) as db:
        tables: dict[str, list[tuple[Any, ...]]] = {
            table: sorted(db.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
            for table, columns in TABLES.items()
        }
        return {**tables, "articles_fts": sorted(indexed(db).items())}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six crawls of a site on which all happens that can happen to an article."""
    archive = tmp_path_factory.mktemp("crawled") / "archive.db"
    with SampleServer(news=NEWS) as server:
        site = server.site

        hours = itertools.count()

        def crawl(*options: str) -> None:
            start = ("-a", f"start={server.url}", "-s", "RETRY_TIMES=1", "-s", "WALK_EVERY=0")
            clock = f"2026-10-31T{next(hours):02}:00:00Z"
            done = run_scrapy(
                "crawl", "sample", *start, *options, archive=archive, KHO_TIN_CLOCK=clock
            )
            assert done.returncode in (0, 3), done.stdout + done.stderr

        crawl()
        site.edit(NEWS[0].id)
        site.retitle(NEWS[1].id)
        site.move(NEWS[2].id)
        site.remove(NEWS[3].id, "404")
        site.remove(NEWS[4].id, "410")
        site.remove(NEWS[5].id, "soft")
        site.remove(NEWS[6].id, "soft")
        site.unlist(NEWS[7].id)
        crawl("-a", "full=1")
        site.restore(NEWS[3].id)
        site.restore(NEWS[5].id)
        site.restore(NEWS[0].id)
        site.edit(NEWS[9].id)
        site.edit(NEWS[10].id)
        site.fail = f"/{NEWS[9].alias}-{NEWS[9].id}.html"
        site.cut = f"/{NEWS[10].alias}-{NEWS[10].id}.html"
        crawl("-a", "full=1")
        site.fail = site.cut = ""
        site.wall = "d1n"
        crawl("-a", "full=1")
        site.wall = "none"
        site.move(NEWS[8].id)
        site.edit(NEWS[8].id)
        crawl("-a", "full=1")
        crawl("-a", "full=1")
    return archive


@pytest.fixture
def copy(crawled: Path, tmp_path: Path) -> Path:
    return copied(crawled, tmp_path / "copy")


@pytest.fixture(scope="module")
def crawled_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For what does not depend on what is in it."""
    archive = tmp_path_factory.mktemp("twice") / "archive.db"
    with SampleServer(news=FEWER) as server:
        crawl = ("crawl", "sample", "-a", f"start={server.url}", "-a", "full=1")
        for hour in ("00", "01"):
            clock = f"2026-10-31T{hour}:00:00Z"
            done = run_scrapy(*crawl, archive=archive, KHO_TIN_CLOCK=clock)
            assert done.returncode == 0, done.stdout + done.stderr
            server.site.edit(FEWER[0].id)
    return archive


@pytest.fixture
def small(crawled_twice: Path, tmp_path: Path) -> Path:
    return copied(crawled_twice, tmp_path / "small")


def test_all_of_it_happened(crawled: Path) -> None:
    with closing(sqlite3.connect(crawled)) as db:
        looks = set(db.execute("SELECT state, status FROM observations"))
        changed = {row[0] for row in db.execute("SELECT changed FROM revisions WHERE number > 1")}
        revisits = db.execute(
            "SELECT count(*) FROM captures WHERE refers_to IS NOT NULL AND status = 200"
        ).fetchone()
        files = db.execute("SELECT count(*) FROM images WHERE capture > 0").fetchone()[0]
        texts = db.execute("SELECT count(*) FROM attachments WHERE text > ''").fetchone()[0]
    assert looks >= {
        ("listed", 200),
        ("listed", 304),
        ("unlisted", 200),
        ("gone", 200),
        ("gone", 404),
        ("gone", 410),
        ("error", 500),
    }
    assert changed >= {'["body"]', '["title"]', '["url"]', '["url", "body"]'}
    assert revisits[0] > 0
    assert files > 5
    assert texts >= 5


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_difference_is_empty(jobs: int, copy: Path) -> None:
    new = copy.with_name("new.db")
    before = dump(copy)
    done = run_scrapy("rebuild", "--into", new, "--jobs", str(jobs), archive=copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"Nothing differs from {copy}."
    assert dump(new) == before
    assert dump(copy) == before
    assert not list(copy.parent.glob("*.open*"))
    done = run_scrapy("verify", archive=new)
    assert done.returncode == 0, done.stdout


@pytest.mark.damaged(r"article \d+ https")
def test_what_differs_is_printed(small: Path) -> None:
    with closing(sqlite3.connect(small)) as db:
        number, url = db.execute(
            "SELECT id, url FROM articles WHERE identity = ?", [str(FEWER[-1].id)]
        ).fetchone()
        db.execute("UPDATE articles SET title = 'x', words = 1 WHERE id = ?", [number])
        db.execute("DELETE FROM revisions WHERE article = ?", [number])
        db.execute("UPDATE observations SET state = 'gone' WHERE article = ? AND status = 304",
                   [number])  # fmt: skip
        db.commit()
    done = run_scrapy("rebuild", "--into", small.with_name("new.db"), archive=small)
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line.startswith("Differs: ")]
    assert all(line.startswith(f"Differs: article {number} {url}: ") for line in lines)
    tails = [line.rpartition(": ")[2] for line in lines]
    assert tails[0] == "title, words"
    assert tails[1] == "extra in the new database"
    assert set(tails[2:]) == {"extra in the new database", "missing in the new database"}


def test_in_place_of_the_old(small: Path, crawled_twice: Path) -> None:
    """Who reads the archive meanwhile reads the old one to the end, then the new one."""
    with closing(sqlite3.connect(small)) as db:
        db.execute("UPDATE articles SET title = 'x'")
        db.commit()
    with closing(sqlite3.connect(small)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT DISTINCT title FROM articles").fetchall() == [("x",)]
        done = run_scrapy("rebuild", archive=small)
        assert done.returncode == 0, done.stdout + done.stderr
        assert reader.execute("SELECT DISTINCT title FROM articles").fetchall() == [("x",)]
        reader.rollback()
        assert reader.execute("SELECT count(*) FROM articles WHERE title = 'x'").fetchone() == (0,)
    assert dump(small) == dump(crawled_twice)
    kept = small.with_name("archive.db.bak")
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT DISTINCT title FROM articles").fetchall() == [("x",)]
    content = kept.read_bytes()
    assert run_scrapy("rebuild", archive=small).returncode == 0
    assert kept.read_bytes() == content
    assert small.with_name("archive.db.2.bak").exists()
    assert not list(small.parent.glob("*rebuild*"))


@pytest.mark.more
def test_without_the_old_database(copy: Path, crawled: Path) -> None:
    for path in copy.parent.glob("archive.db*"):
        path.unlink()
    done = run_scrapy("rebuild", archive=copy, forked=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no old database" in done.stdout
    sql = {
        "sites": "SELECT * FROM sites",
        "articles": "SELECT articles.*, warc, offset FROM articles JOIN captures "
        "ON captures.id = capture ORDER BY identity",
        "revisions": "SELECT identity, revisions.*, warc, offset FROM revisions JOIN articles ON "
        "articles.id = article JOIN captures ON captures.id = revisions.capture "
        "ORDER BY identity, number",
        "images": "SELECT identity, position, images.url, caption, alt, warc, offset FROM images "
        "JOIN articles ON articles.id = article JOIN captures ON captures.id = images.capture "
        "ORDER BY identity, position",
        "attachments": "SELECT identity, position, attachments.url, filename, bytes, sha256, text, "
        "warc, offset FROM attachments JOIN articles ON articles.id = article "
        "JOIN captures ON captures.id = attachments.capture ORDER BY identity, position",
        "looks": "SELECT identity, at, status, observations.content_sha256 FROM observations "
        "JOIN articles ON articles.id = article WHERE observations.capture IS NOT NULL "
        "ORDER BY 1, 2, 3",
        "runs": "SELECT site, version, start FROM runs ORDER BY id",
    }
    ids = {"id", "article", "capture"}
    # Which listings were read to their end, and so what was unlisted, only the database knew.
    judged = {"state", "last_seen", "first_seen"}
    for name, query in sql.items():
        new, old = (
            [
                {key: dict(row)[key] for key in dict(row) if key not in ids | judged}
                for row in rows(path, query)
            ]
            for path in (copy, crawled)
        )
        assert new == old, name
    done = run_scrapy("verify", archive=copy)
    assert done.returncode == 0, done.stdout


def rows(archive: Path, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(archive)) as db:
        db.row_factory = sqlite3.Row
        return db.execute(query).fetchall()


def rebuild_killed(
    archive: Path, new: Path, seconds: float, number: signal.Signals, jobs: str = "1"
) -> int:
    """A rebuild that gets a signal after so many seconds of processor time, if it lasts so long."""
    process = starter(ROOT).start(
        ["rebuild", "--into", new, "--jobs", jobs],
        {**os.environ, "ARCHIVE": str(archive)},
    )
    opened = new.with_name(new.name + ".open")
    until(lambda: opened.exists() or process.poll() is not None, "the new database")
    with suppress(OSError):  # it has ended
        until(lambda: worked(process.pid) > seconds, "its time has come")
    process.send_signal(number)
    return process.wait(timeout=STUCK)


def rebuilt(archive: Path, new: Path) -> float:
    """Rebuild, and give the seconds of processor time that it took."""
    process = starter(ROOT).start(
        ["rebuild", "--into", new, "--jobs", "1"], {**os.environ, "ARCHIVE": str(archive)}
    )
    used = [0.0]

    def has_ended() -> bool:
        with suppress(OSError):  # it has
            used.append(worked(process.pid))
        return process.poll() is not None

    until(has_ended, "the rebuild")
    assert process.wait() == 0
    return used[-1]


def killed_and_resumed(crawled: Path, archive: Path, rounds: int) -> None:
    whole = dump(crawled)
    killed = 0
    chance = random.Random(rounds)
    # How much processor time one takes; it goes on where it was killed.
    first = archive.with_name("first.db")
    longest = rebuilt(archive, first)
    first.unlink()
    number = 0
    while number < rounds or killed < rounds / 2:
        number += 1
        assert number < 20 * rounds
        new = archive.with_name(f"new-{number}.db")
        while not new.exists():
            after, jobs = chance.uniform(0, longest), chance.choice("12")
            code = rebuild_killed(archive, new, after, signal.SIGKILL, jobs)
            assert code in (0, -signal.SIGKILL)
            killed += code != 0
            if code == 0:
                longest *= 0.8  # with two jobs the process itself has less to do
            if chance.random() < 0.7:
                done = run_scrapy("rebuild", "--into", new, archive=archive)
                assert done.returncode in (0, 2), done.stderr
        assert dump(new) == whole
        new.unlink()


def test_kill_9_and_go_on(crawled: Path, copy: Path) -> None:
    killed_and_resumed(crawled, copy, 2)


@pytest.mark.long
def test_kill_9_and_go_on_50_times(crawled: Path, copy: Path) -> None:
    killed_and_resumed(crawled, copy, 50)


# Ends the process as SIGKILL would, after so many transactions.
ENDING = """
import os, signal, sys
from kho_tin.archive import database
connect, left = database.connect, int(sys.argv.pop(1))

def watched(*arguments, **options):
    db = connect(*arguments, **options)
    if not options.get("readonly"):
        db.conn.set_trace_callback(count)
    return db

def count(sql):  # told of each statement before it runs
    global left
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= sql.strip() == "COMMIT"
    if left == 0:
        left = -1

database.connect = watched
from kho_tin.commands.main import main
main()
"""


@pytest.mark.more
@pytest.mark.parametrize(
    "transactions", [2, 3, *(pytest.param(number, marks=pytest.mark.long) for number in (4, 5))]
)
def test_ended_after_the_first_transactions(transactions: int, crawled: Path, copy: Path) -> None:
    """A run's row, the rows of its captures, the first answers: whatever is on record then, it
    goes on."""
    new = copy.with_name("new.db")
    done = subprocess.run(
        [sys.executable, "-c", ENDING, str(transactions), "rebuild", "--into", new],
        cwd=ROOT, env={**os.environ, "ARCHIVE": str(copy)}, check=False, timeout=STUCK,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    again = run_scrapy("rebuild", "--into", new, archive=copy)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing differs" in again.stdout
    assert dump(new) == dump(crawled)


@pytest.mark.more
def test_stopped(copy: Path) -> None:
    new = copy.with_name("new.db")
    assert rebuild_killed(copy, new, 0.1, signal.SIGTERM) == 130
    assert not new.exists()
    done = run_scrapy("rebuild", "--into", new, archive=copy)
    assert done.returncode == 0
    assert "Nothing differs" in done.stdout


@pytest.mark.damaged("bad gzip")
def test_damaged_captures_never_replace_the_old(small: Path) -> None:
    before = dump(small)
    path = sorted((small.parent / "captures").glob("*.warc.gz"))[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = run_scrapy("rebuild", archive=small)
    assert done.returncode == 3
    assert f"Note: {path} at byte " in done.stdout
    assert f"{small} was left as it is" in done.stdout
    assert dump(small) == before
    assert small.with_name("archive.db.rebuild").exists()


def ghost(archive: Path, media_type: str) -> tuple[int, str]:
    """Put an article into the database whose page was no article: the newest listing, or picture.
    Returns its id and address."""
    with closing(sqlite3.connect(archive)) as db:
        db.row_factory = sqlite3.Row
        capture, at = db.execute(
            "SELECT max(id), max(fetched_at) FROM captures WHERE status = 200 AND media_type LIKE ?"
            " AND refers_to IS NULL AND (media_type != 'text/html' OR page_url LIKE '%/')",
            [media_type],
        ).fetchone()
        number = db.execute("SELECT max(id) + 1 FROM articles").fetchone()[0]
        url = f"https://vungsuong.example/ghost-{number}.html"
        of = {"article": number, "capture": capture}
        for table, where, other in (
            (
                "articles",
                "id = 1",
                {"id": number, "identity": f"ghost-{number}", "url": url, "pid": f"ghost{number}"},
            ),
            ("revisions", "article = 1 AND number = 1", {}),
            ("observations", "article = 1 AND content_sha256 > ''", {"id": None, "at": at}),
        ):
            row = dict(db.execute(f"SELECT * FROM {table} WHERE {where}").fetchone())
            row |= {name: value for name, value in (of | other).items() if name in row}
            marks = ", ".join("?" * len(row))
            db.execute(f"INSERT INTO {table} VALUES ({marks})", list(row.values()))
        db.commit()
    return number, url


def test_what_would_be_lost(small: Path) -> None:
    """A page of news that was never one: told by name; of so few articles it is more than 1 %."""
    number, url = ghost(small, "text/html")
    before = dump(small)
    done = run_scrapy("rebuild", archive=small)
    assert done.returncode == 3
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Lost: ")]
    assert line.startswith(f"Lost: article {number} {url}: capture ")
    assert line.endswith(" is a listing")
    assert "1 of 4 articles would be missing; --accept-losses puts" in done.stdout
    assert dump(small) == before
    done = run_scrapy("rebuild", "--into", small.with_name("new.db"), archive=small)
    assert (done.returncode, line in done.stdout.splitlines()) == (3, True)
    done = run_scrapy("rebuild", "--accept-losses", archive=small)
    assert (done.returncode, line in done.stdout.splitlines()) == (0, True)
    assert len(dump(small)["articles"]) == len(FEWER)


@pytest.mark.damaged("ghost-13", "ghost-14")
def test_losses_that_have_a_name(copy: Path) -> None:
    old = copy.with_name("old.db")
    folder = copy.with_name("captures")
    shutil.copy(copy, old)
    assert losses(copy, old, folder) == Losses((), 12)
    ghost(old, "text/html")
    lost = losses(copy, old, folder)
    assert [(loss.is_article, loss.is_named) for loss in lost.all] == [(True, True)]
    assert Losses(lost.all, 100).why_too_many() is None
    assert Losses(lost.all, 99).why_too_many() == "1 of 99 articles would be missing"
    assert Losses(lost.all * 20, 10_000).why_too_many() is None
    assert Losses(lost.all * 21, 10_000).why_too_many() == "21 of 10000 articles would be missing"
    ghost(old, "image/%")
    lost = losses(copy, old, folder)
    assert [loss.is_named for loss in lost.all] == [True, False]
    assert lost.all[1].why.endswith(" is no page")
    unnamed = Losses(lost.all, 10_000).why_too_many()
    assert unnamed == "today's program does not say what became of 1 articles or revisions"


@pytest.mark.damaged("^articles 1: ", "^observations ")
def test_a_revision_that_would_be_lost(copy: Path) -> None:
    """What was read of a capture that is no longer there, or that is now something else."""
    old = copy.with_name("old.db")
    shutil.copy(copy, old)
    with closing(sqlite3.connect(copy)) as db:
        article, number, capture = db.execute(
            "SELECT article, number, capture FROM revisions WHERE number > 1 LIMIT 1"
        ).fetchone()
        db.execute("DELETE FROM revisions WHERE article = ? AND number = ?", [article, number])
        db.commit()
        # Read as this article all the same: two revisions have one text by a better parser.
        assert losses(copy, old, copy.with_name("captures")).all == ()
        db.execute("UPDATE observations SET content_sha256 = NULL, layout_sha256 = NULL "
                   "WHERE article = ? AND at >= (SELECT at FROM observations WHERE capture = ? "
                   "AND content_sha256 IS NOT NULL)", [article, capture])  # fmt: skip
        db.commit()
    (loss, *_) = losses(copy, old, copy.with_name("captures")).all
    assert loss.what.startswith(f"revision {number} of article {article} https://")
    assert (loss.is_article, loss.is_named) == (False, False)


@pytest.mark.damaged("the file is missing")
@pytest.mark.parametrize("options", [(), ("--accept-losses",)], ids=["", "accepting"])
def test_missing_captures_never_replace_the_old(options: tuple[str, ...], small: Path) -> None:
    before = dump(small)
    lost, *others = sorted((small.parent / "captures").glob("*.warc.gz"))
    lost.unlink()
    done = run_scrapy("rebuild", *options, archive=small)
    assert done.returncode == 3
    assert f"Note: {lost}: the file is missing." in done.stdout.splitlines()
    assert f"{small} was left as it is" in done.stdout
    assert dump(small) == before
    if options:
        return
    done = run_scrapy("rebuild", "--into", small.with_name("new.db"), archive=small)
    assert (done.returncode, f"Note: {lost}: the file is missing." in done.stdout) == (3, True)
    assert "Lost: " in done.stdout
    for new in small.parent.glob("new.db*"):  # of the list of digests it knows less than the old
        new.unlink()
    for path in others:
        path.unlink()
    done = run_scrapy("rebuild", archive=small)
    assert (done.returncode, done.stdout) == (3, "")
    assert "mount its disk, or put them back from a copy" in done.stderr
    assert dump(small) == before


@pytest.mark.damaged("bytes long, [0-9]+ when it was finished")
def test_a_file_that_lost_its_last_record(small: Path) -> None:
    """Nothing in it is damaged, and it is not the file that was finished."""
    path = sorted((small.parent / "captures").glob("*.warc.gz"))[-1]
    last = list(scan(path))[-1]
    with path.open("r+b") as file:
        file.truncate(last.offset)
    done = run_scrapy("rebuild", archive=small)
    assert done.returncode == 3
    assert f"Note: {path}: not the bytes it had when finished (sha256)." in done.stdout
    assert f"{small} was left as it is" in done.stdout


def test_a_new_database_that_is_not_whole_never_replaces_the_old(small: Path) -> None:
    """As one that is made beside a file of which nobody knows what it is."""
    before = dump(small)
    strange = small.parent / "captures" / "notes.txt"
    strange.write_text("not ours")
    done = run_scrapy("rebuild", archive=small)
    assert done.returncode == 3
    assert f"Damaged: {strange}: a file without a row in table warcs" in done.stdout
    assert f"{small} was left as it is: verify finds 1 damaged in the new one" in done.stdout
    assert dump(small) == before
    strange.unlink()
    assert run_scrapy("rebuild", archive=small).returncode == 0


def test_beside_a_database_that_cannot_be_read(small: Path) -> None:
    data = small.read_bytes()
    small.write_bytes(b"\xff" * 8192 + data[8192:])
    for name in ("-wal", "-shm"):
        small.with_name(small.name + name).unlink(missing_ok=True)
    done = run_scrapy("rebuild", archive=small)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    new = small.with_name("new.db")
    done = run_scrapy("rebuild", "--into", new, archive=small)
    assert done.returncode == 3
    assert f"Note: {small}: cannot be read: nothing is taken over from it" in done.stdout
    assert len(dump(new)["articles"]) == len(FEWER)


WRONG = {
    ("x",): "no arguments",
    ("--jobs", "0"): "at least one",
    ("--into", "{archive}"): "is there already",
    ("--into", "/nonexistent/new.db"): "does not exist",
    ("--scheduler", "nonsense"): "--scheduler",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_usage(options: tuple[str, ...], small: Path) -> None:
    words = [word.replace("{archive}", str(small)) for word in options]
    done = run_scrapy("rebuild", *words, archive=small)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert WRONG[options] in done.stderr
    assert not list(small.parent.glob("*.open"))


def test_nothing_to_read(tmp_path: Path) -> None:
    done = run_scrapy("rebuild", archive=tmp_path / "archive.db")
    assert done.returncode == 2
    assert "no WARC file" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db.lock"]


def test_an_archive_in_use(small: Path) -> None:
    holder = subprocess.Popen(
        ["flock", f"{small}.lock", "sh", "-c", "echo locked; exec cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdin
    try:
        assert holder.stdout.readline() == b"locked\n"
        done = run_scrapy("rebuild", archive=small)
    finally:
        holder.communicate()
    assert done.returncode == 75
    assert len(done.stderr.splitlines()) == 1
