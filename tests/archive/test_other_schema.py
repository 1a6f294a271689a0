"""An archive with other tables than today's migrations make: no verb opens it, and one makes it
anew with all that it held."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive import missing_files
from kho_tin.archive.database import connect
from kho_tin.base.errors import ArchiveError
from kho_tin.sample import SampleServer, load_news
from tests.archive.making import Shelf
from tests.conftest import ROOT, copied, run_scrapy
from tests.starting import starter
from tests.waiting import STUCK

NEWS = [next(each for each in load_news() if each.images and each.attachments), *load_news()[:2]]

# What an earlier text of a migration may have lacked, or had besides.
EDITED = {
    "a table fewer": "DROP TABLE warcs",
    "a column fewer": "ALTER TABLE runs DROP COLUMN walked",
    "a column that must not be empty fewer": "ALTER TABLE captures DROP COLUMN page_url",
    "runs of no site": "DROP TABLE sites",
    "no runs": "DROP TABLE runs",
    "nothing but runs, sites and problems": "".join(
        f"DROP TABLE {table};"
        for table in ("articles_fts", "notices", "observations", "images", "attachments",
                      "revisions", "articles", "warcs", "captures")
    ),
    "other weights": "INSERT INTO articles_fts(articles_fts, rank) VALUES ('rank', 'bm25(1.0)')",
    "another index": "CREATE INDEX mine ON articles(title)",
}  # fmt: skip
# Of what an earlier version says in no column of today's: what a rebuild cannot know.
UNKNOWN = {
    "a column fewer": {"runs"},
    "runs of no site": {"sites"},
    "no runs": {"runs", "problems", "unlisted"},
    "nothing but runs, sites and problems": {"unlisted", "numbers"},
}
QUERIES = {
    "sites": "SELECT * FROM sites",
    "runs": "SELECT * FROM runs",
    "problems": "SELECT run, url, kind, message, at FROM problems ORDER BY id",
    "unlisted": "SELECT identity, at, o.state FROM observations o JOIN articles a "
    "ON a.id = o.article WHERE o.capture IS NULL",
    "articles": "SELECT identity, url, title, body, first_seen, content_sha256 FROM articles "
    "ORDER BY identity",
    "numbers": "SELECT id, identity FROM articles ORDER BY id",
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls: an article could not be had, and another is then no longer listed."""
    archive = tmp_path_factory.mktemp("crawled") / "archive.db"
    with SampleServer(news=NEWS) as server:
        server.site.fail = f"/{NEWS[2].alias}-{NEWS[2].id}.html"
        for day in (1, 2):
            done = run_scrapy(
                *("crawl", "sample", "-a", f"start={server.url}"),
                *("-s", "RETRY_TIMES=0", "-s", "WALK_EVERY=0"),
                archive=archive,
                KHO_TIN_CLOCK=f"2026-11-0{day}T02:00:00Z",
            )
            assert done.returncode in (0, 3), done.stdout + done.stderr
            server.site.unlist(NEWS[1].id)
            server.site.fail = ""
    return archive


def edited(crawled: Path, folder: Path, sql: str) -> Path:
    archive = copied(crawled, folder)
    with closing(sqlite3.connect(archive)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        if "DROP COLUMN page_url" in sql:
            db.execute("DROP INDEX captures_page_url")
        db.executescript(sql)
    return archive


def contents(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(archive)) as db:
        return {name: db.execute(sql).fetchall() for name, sql in QUERIES.items()}


def test_there_is_something_to_keep(crawled: Path) -> None:
    rows = contents(crawled)
    assert len(rows["runs"]) == 2
    assert len(rows["unlisted"]) == 1
    assert len(rows["problems"]) == 1


@pytest.mark.parametrize("what", EDITED)
def test_a_rebuild_keeps_what_is_there(what: str, crawled: Path, tmp_path: Path) -> None:
    """That the archive is whole then is looked at after every test."""
    archive = edited(crawled, tmp_path / "old", EDITED[what])
    for readonly in (True, False):
        with pytest.raises(ArchiveError, match="kho-tin rebuild"):
            connect(archive, readonly=readonly)
    with closing(connect(archive, readonly=True, as_it_is=True)) as db:
        tables = {"captures", "warcs"} & set(db.table_names())
        files = sorted(path.name for path in (archive.parent / "captures").glob("*.warc.gz"))
        assert list(missing_files.files(db)) == (files if tables else [])
    done = run_scrapy("rebuild", archive=archive)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    unknown = UNKNOWN.get(what, set())
    old, new = contents(crawled), contents(archive)
    assert {name: new[name] for name in new if name not in unknown} == {
        name: old[name] for name in old if name not in unknown
    }
    assert len(new["runs"]) == 2
    connect(archive, readonly=True).close()


ADDED = ("via", "ended", "whole", "listed", "front_pages", "front_listed", "refused", "other")
FIRST_ALONE = (
    "DROP TABLE notices; DELETE FROM _sqlite_migrations WHERE name = 'version_2';"
    + "".join(f"ALTER TABLE runs DROP COLUMN {name};" for name in ADDED)
)


@pytest.mark.damaged("brings it up to date")
def test_an_earlier_version_is_read_as_it_is(crawled: Path, tmp_path: Path) -> None:
    """Into another place, the old one is not brought up to date first."""
    archive = edited(crawled, tmp_path / "old", FIRST_ALONE)
    new = tmp_path / "old" / "new.db"
    done = run_scrapy("rebuild", "--into", new, archive=archive)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Nothing differs" in done.stdout
    old, made = contents(crawled), contents(new)
    assert {name: made[name] for name in made if name != "runs"} == {
        name: old[name] for name in old if name != "runs"
    }
    with closing(sqlite3.connect(new)) as db:
        assert db.execute("SELECT id, via, verdict FROM runs ORDER BY id").fetchall() == [
            (1, "live", "ok"),
            (2, "live", "ok"),
        ]


VERBS: dict[tuple[str, ...], int] = {
    ("crawl", "sample", "-a", "start=http://127.0.0.1:9/"): 2,
    ("import", "{file}", "--site", "sample"): 2,
    ("verify",): 3,
    ("verify", "--quick"): 3,
    ("status",): 2,
    ("export", "jsonl", "{folder}/a.jsonl"): 2,
    ("backup", "{folder}"): 2,
    ("serve", "--port", "0"): 2,
    ("datasette", "{archive}", "--plugins-dir", "kho_tin/web/plugins", "--get", "/"): 1,
}


@pytest.mark.damaged("table warcs is missing")
def test_each_verb_says_so_in_one_line(crawled: Path, tmp_path: Path) -> None:
    archive = edited(crawled, tmp_path / "old", EDITED["a table fewer"])
    before = archive.read_bytes()
    folder = tmp_path / "other"
    folder.mkdir()
    file = next((crawled.parent / "captures").glob("*.warc.gz"))
    for words, code in VERBS.items():
        given = [word.format(file=file, folder=folder, archive=archive) for word in words]
        if words[0] == "datasette":
            done = subprocess.run(
                [Path(sys.executable).with_name(given[0]), *given[1:]],
                cwd=ROOT,
                env={**os.environ, "ARCHIVE": str(archive)},
                capture_output=True,
                text=True,
                timeout=STUCK,
                check=False,
            )
        else:
            environment = {**os.environ, "ARCHIVE": str(archive)}
            done = starter(ROOT).run(given, environment, STUCK, "kho-tin")
        assert (done.returncode, done.stdout) == (code, ""), (words, done.stderr)
        (line,) = done.stderr.splitlines()
        line = line.removeprefix("kho-tin: ").removeprefix("Error: ")  # Datasette's own word
        assert line.startswith(f"{archive}: its tables are not those of this version ")
        assert (
            "(table warcs is missing): make it again from its captures with `kho-tin rebuild`"
            in line
        )
    assert archive.read_bytes() == before
    assert not list(folder.iterdir())


def test_what_sqlite_keeps_for_itself_is_no_other_schema(shelf: Shelf, archive: Path) -> None:
    shelf.db.execute("ANALYZE")
    connect(archive).close()
    connect(archive, readonly=True).close()


def test_a_database_of_others_is_not_replaced(tmp_path: Path, crawled: Path) -> None:
    shutil.copytree(crawled.parent / "captures", tmp_path / "captures")
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE contacts (name TEXT)")
    before = path.read_bytes()
    for into in ((), ("--into", tmp_path / "new.db")):
        done = run_scrapy("rebuild", *into, archive=path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no archive of Kho Tin" in done.stderr
    assert path.read_bytes() == before
