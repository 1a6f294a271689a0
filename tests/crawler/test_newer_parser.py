"""An edit is the site's, never ours: the same pages, and a program that reads them otherwise."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import unquote

import pytest

from kho_tin.archive.database import connect, transaction
from kho_tin.archive.search import index
from kho_tin.sample import ORIGIN, SampleSite, assets, load_news, vnpt
from kho_tin.sample.request import TURN, SampleRequest
from kho_tin.sample.vnpt_more import missing
from tests.conftest import ROOT, run_scrapy
from tests.crawler.project import Project
from tests.crawler.serving import Answer, served
from tests.replay.importers.making import Warc, page, url

ALL = load_news()
# With a document, with a picture, and with neither.
NEWS = [
    next(each for each in ALL if each.attachments),
    next(each for each in ALL if each.images and not each.attachments),
    next(each for each in ALL if each.byline and not (each.images or each.attachments)),
]
EDITED, OTHER = NEWS[:2]
NEW_TITLE = "Tiêu đề đã được sửa lại"
BY_ONE_MORE = "Tòa soạn Vũng Sương"
CHANGED_LINE = (
    "            author=byline.author,\n",
    f'            author=", ".join(filter(None, (byline.author, "{BY_ONE_MORE}"))),\n',
)


class Board:
    """The sample board's site without any validator, and with a counter of views on its pages."""

    def __init__(self) -> None:
        self.site = SampleSite(NEWS)
        self.views = 100

    def respond(self, path: str, _tls: bool) -> Answer:
        path, _, query = unquote(path).partition("?")
        request = SampleRequest(
            path, dict(each.split("=", 1) for each in query.split("&") if each), ORIGIN
        )
        made = assets.answer(self.site, path) or vnpt.answer(self.site, request) or missing()
        body = made.body.replace(TURN.encode(), b"x" * len(TURN))
        if "html" in made.media_type:
            body = body.replace(b"</body>", b"<p>Views: %d</p></body>" % self.views)
        return Answer(body, made.status, {"Content-Type": made.media_type})


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same program but for one line: every article has an author more."""
    project = Project.copy(ROOT, tmp_path_factory.mktemp("newer"))
    path = project.root / "kho_tin" / "parsers" / "assemble.py"
    text = path.read_text("utf-8")
    assert text.count(CHANGED_LINE[0]) == 1
    path.write_text(text.replace(*CHANGED_LINE), "utf-8")
    return project


def crawl(board: Board, archive: Path, hour: int, by: Project | None = None) -> str:
    """Crawl every article again, and give the summary."""
    with served(board.respond) as host:
        command = ("crawl", "sample", "-a", f"start=http://{host}/", "-a", "full=1")
        clock = f"2026-10-31T{hour:02}:00:00Z"
        if by:
            done = run(by, archive, *command, clock=clock)
        else:
            done = run_scrapy(*command, archive=archive, KHO_TIN_CLOCK=clock)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive after one crawl, and after a second, before which one title was edited."""
    first = tmp_path_factory.mktemp("first") / "archive.db"
    board = Board()
    crawl(board, first, 0)
    second = tmp_path_factory.mktemp("second") / "copy" / "archive.db"
    shutil.copytree(first.parent, second.parent)
    board.site.retitle(EDITED.id, NEW_TITLE)
    crawl(board, second, 1)
    return first, second


@pytest.fixture
def once(edited: tuple[Path, Path], tmp_path: Path) -> tuple[Board, Path]:
    shutil.copytree(edited[0].parent, tmp_path / "once")
    return Board(), tmp_path / "once" / "archive.db"


@pytest.fixture
def twice(edited: tuple[Path, Path], tmp_path: Path) -> tuple[Board, Path]:
    shutil.copytree(edited[1].parent, tmp_path / "twice")
    board = Board()
    board.site.retitle(EDITED.id, NEW_TITLE)
    return board, tmp_path / "twice" / "archive.db"


def run(by: Project, archive: Path, *command: str | Path, clock: str = "") -> CompletedProcess[str]:
    return by.run(*command, ARCHIVE=str(archive), ENV_FILE=os.devnull, KHO_TIN_CLOCK=clock)


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


COUNTS = "SELECT new, changed, unchanged FROM runs ORDER BY id"
EDITS = (
    "SELECT identity, changed FROM revisions JOIN articles ON articles.id = article "
    "WHERE number > 1"
)
AUTHORS = f"SELECT count(*) FROM {{}} WHERE author LIKE '%{BY_ONE_MORE}'"
INDEXED = f"SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'author : \"{BY_ONE_MORE}\"'"


TITLE_EDITED = (str(EDITED.id), '["title"]')


def is_whole(archive: Path, newer: Project) -> None:
    """Every row is what the newer program reads in the captures."""
    done = run(newer, archive, "verify")
    assert done.returncode == 0, done.stdout


def is_as_rebuilt(archive: Path, newer: Project) -> None:
    """No row differs from what the newer program makes of the captures from the beginning."""
    done = run(newer, archive, "rebuild", "--into", archive.with_name("new.db"))
    assert done.stdout.splitlines()[-1] == f"Nothing differs from {archive}."


@pytest.mark.damaged("reads otherwise today")
def test_the_same_bytes_are_no_edit(once: tuple[Board, Path], newer: Project) -> None:
    board, archive = once
    before = rows(archive, "SELECT id, last_changed FROM articles")
    summary = crawl(board, archive, 2, by=newer)
    assert f"  read anew  {len(NEWS)} by a newer parser: no edit of the site's\n" in summary
    assert rows(archive, COUNTS)[-1] == (0, 0, len(NEWS))
    assert rows(archive, "SELECT DISTINCT number, changed FROM revisions") == [(1, "[]")]
    for table in ("articles", "revisions"):
        assert rows(archive, AUTHORS.format(table)) == [(len(NEWS),)], table
    assert rows(archive, INDEXED) == [(len(NEWS),)]
    assert rows(archive, "SELECT id, last_changed FROM articles") == before
    is_whole(archive, newer)
    # Nor are bytes that differ in what is no part of an article.
    board.views += 1
    assert "read anew" not in crawl(board, archive, 3, by=newer)
    assert rows(archive, COUNTS)[-1] == (0, 0, len(NEWS))
    assert rows(archive, EDITS) == []
    assert rows(archive, "SELECT count(DISTINCT payload_sha256) FROM captures JOIN articles "
                "ON articles.url = page_url WHERE status = 200") == [(2 * len(NEWS),)]  # fmt: skip
    is_as_rebuilt(archive, newer)


@pytest.mark.damaged("reads otherwise today")
def test_an_edit_beside_a_newer_parser(twice: tuple[Board, Path], newer: Project) -> None:
    """What was edited before the program changed stays an edit, of what was edited."""
    board, archive = twice
    board.site.edit(EDITED.id, "Ban Quản lý bổ sung một câu mới vào cuối bài.")
    crawl(board, archive, 2, by=newer)
    assert rows(archive, COUNTS)[-1] == (0, 1, len(NEWS) - 1)
    assert rows(archive, EDITS) == [TITLE_EDITED, (str(EDITED.id), '["body"]')]
    assert rows(archive, AUTHORS.format("revisions")) == [(len(NEWS) + 2,)]
    is_whole(archive, newer)
    is_as_rebuilt(archive, newer)


@pytest.mark.damaged("reads otherwise today")
def test_rebuilt_by_a_newer_parser(twice: tuple[Board, Path], newer: Project) -> None:
    _, archive = twice
    done = run(newer, archive, "rebuild")
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(archive, EDITS) == [TITLE_EDITED]
    assert rows(archive, AUTHORS.format("revisions")) == [(len(NEWS) + 1,)]
    is_whole(archive, newer)


@pytest.mark.damaged("reads otherwise today")
def test_read_after_a_crash_by_a_newer_parser(twice: tuple[Board, Path], newer: Project) -> None:
    """A crawl whose pages are on the disk, and that was killed before it read them."""
    board, archive = twice
    with closing(connect(archive)) as db, transaction(db):
        db.execute("UPDATE articles SET title = (SELECT title FROM revisions WHERE number = 1 AND "
                   "article = articles.id)")  # fmt: skip
        db.execute("DELETE FROM revisions WHERE number = 2")
        db.execute("DELETE FROM observations WHERE run = 2")
        db.execute("UPDATE runs SET finished = NULL, verdict = NULL, applied = 0 WHERE id = 2")
        index.make_anew(db)
    crawl(board, archive, 2, by=newer)
    assert rows(archive, "SELECT count(*) FROM observations WHERE run = 2") == [(len(NEWS),)]
    assert rows(archive, COUNTS)[-1] == (0, 0, len(NEWS))
    assert rows(archive, EDITS) == [TITLE_EDITED]
    is_whole(archive, newer)


@pytest.mark.damaged("bad gzip", "reads otherwise today")
def test_what_can_no_longer_be_compared(once: tuple[Board, Path], newer: Project) -> None:
    """Of the same bytes it is still known that nothing was edited; of others it is not."""
    board, archive = once
    for item in (EDITED, OTHER):
        spoil(archive, item.id)
    board.site.edit(EDITED.id)
    crawl(board, archive, 2, by=newer)
    assert rows(archive, EDITS) == [(str(EDITED.id), '["author", "body"]')]
    ((kind, message),) = rows(archive, "SELECT kind, message FROM problems WHERE run = 2")
    assert kind == "not_compared"
    assert "recorded as changed since 2026-10-31T00:" in message


def spoil(archive: Path, number: int) -> None:
    """Turn a bit in the record of an article's page."""
    ((warc, offset, length),) = rows(
        archive,
        "SELECT warc, offset, length FROM captures JOIN articles ON articles.capture = captures.id "
        f"WHERE identity = '{number}'",
    )
    path = archive.parent / "captures" / warc
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.damaged("reads otherwise today")
def test_imported_by_a_newer_parser(newer: Project, archive: Path) -> None:
    """Between two captures that are held, before them and after them; and one edit."""
    site = SampleSite(NEWS)
    old, late = Warc(), Warc()
    for day in (2, 4):
        for item in NEWS:
            old.answer(url(item.id), page(item.id), at=f"2023-05-0{day}T00:00:00Z")
    for day in (1, 3, 5):
        if day == 5:
            site.edit(EDITED.id)
        for item in NEWS:
            body = page(item.id, site).replace(b"</body>", b"<p>%d</p></body>" % day)
            late.answer(url(item.id), body, at=f"2023-05-0{day}T00:00:00Z")
    command = ("import", old.save(archive.with_name("old.warc.gz")), "--site", "sample")
    assert run_scrapy(*command, archive=archive).returncode == 0
    command = ("import", late.save(archive.with_name("late.warc.gz")), "--site", "sample")
    done = run(newer, archive, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"  read anew  {len(NEWS)} by a newer parser: no edit of the site's\n" in done.stdout
    assert rows(archive, COUNTS)[-1] == (0, 1, 3 * len(NEWS) - 1)
    assert rows(archive, EDITS) == [(str(EDITED.id), '["body"]')]
    is_whole(archive, newer)
    is_as_rebuilt(archive, newer)
