"""Lists whose next page is had by a postback: sent, kept, replayed, and never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.warc.journal import Requested
from kho_tin.warc.reader import Record, scan
from tests.conftest import ROOT
from tests.crawler.discovery import spiders
from tests.crawler.discovery.board import HOME, SECTION, Board, numbers, rows
from tests.crawler.project import Project
from tests.lives.rows import differences, differences_of_import


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project.new(ROOT, tmp_path_factory.mktemp("project"))
    spider = Path(spiders.__file__).with_name("cu_lao.py")
    (project.root / "spiders" / spider.name).write_bytes(spider.read_bytes())
    return project


def crawl(project: Project, board: Board, archive: Path, *arguments: str, hour: int = 2) -> str:
    with board.served() as start:
        command = ("crawl", "cu_lao", "-a", f"start={start}", *arguments)
        clock = f"2026-10-31T{hour:02}:00:00Z"
        done = project.run(*command, ARCHIVE=str(archive), KHO_TIN_CLOCK=clock)
    return f"{done.returncode} {done.stdout}"


def asked_for(archive: Path) -> list[tuple[Requested, Record]]:
    return [
        (record.requested, record)
        for path in sorted((archive.parent / "captures").glob("*.warc.gz"))
        for record in scan(path)
        if isinstance(record, Record) and record.type == "request" and record.requested
    ]


def test_each_page_is_read_and_replayed(project: Project, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    board = Board(list(range(12, 0, -1)), list(range(12, 0, -1)), pager="postback")
    assert crawl(project, board, archive).startswith("0 ")
    assert numbers(archive) == list(range(1, 13))
    posts = [(sent.path, sent.body) for sent in board.sent if sent.method == "POST"]
    form = "__EVENTTARGET=pager&__EVENTARGUMENT={}&__VIEWSTATE=%2Ftrang%2B{}%3D"
    assert posts == [(SECTION, form.format(n + 1, n).encode()) for n in (1, 2)]
    assert rows(archive, "SELECT verdict, walked, listings FROM runs") == [("ok", 1, 5)]

    requests = {(first.page, first.cause): record for first, record in asked_for(archive)
             if first.section == HOME + SECTION}  # fmt: skip
    assert list(requests) == [(1, "first"), (2, "postback"), (3, "postback")]
    head, _, body = requests[3, "postback"].block.partition(b"\r\n\r\n")
    assert head.startswith(f"POST {SECTION} HTTP/1.1".encode())
    assert body == form.format(3, 2).encode()
    first, two = (requests[key].requested for key in ((1, "first"), (2, "postback")))
    assert first
    assert two
    assert (two.after, two.section) == (first.number, first.section)

    # What has moved to a later page is listed there; what no page names any more is not.
    board.numbers = [14, 13, *board.numbers]
    board.listed = [14, 13, *(n for n in board.listed if n != 3)]
    assert crawl(project, board, archive, "-a", "full=1", hour=5).startswith("0 ")
    states = rows(archive, "SELECT identity, state FROM articles WHERE state != 'listed'")
    assert states == [("3", "unlisted")]

    assert project.run("verify", ARCHIVE=str(archive)).returncode == 0
    rebuilt = tmp_path / "rebuilt.db"
    done = project.run("rebuild", "--into", str(rebuilt), ARCHIVE=str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(differences(archive, rebuilt)) == []
    other = tmp_path / "other" / "archive.db"
    other.parent.mkdir()
    files = sorted((tmp_path / "captures").glob("*.warc.gz"))
    project.run("import", "--site", "cu_lao", *files, ARCHIVE=str(other))
    assert list(differences_of_import(archive, other)) == []


def test_a_server_that_takes_it_for_a_first_visit(project: Project, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    board = Board(list(range(12, 0, -1)), list(range(12, 0, -1)), pager="dead")
    assert "listings go on where nothing can be followed" in crawl(project, board, archive)
    assert [sent.method for sent in board.sent].count("POST") == 1
    problems = rows(archive, "SELECT kind, message FROM problems")
    assert problems == [
        ("unfollowed_pager", "the postback to the list's next page brought the same page again")
    ]
    # What moved to a page that cannot be had is not called unlisted.
    board.numbers, board.listed = list(range(14, 0, -1)), list(range(14, 0, -1))
    crawl(project, board, archive, "-a", "full=1", hour=5)
    assert rows(archive, "SELECT count(*) FROM articles WHERE state != 'listed'") == [(0,)]
    assert rows(archive, "SELECT walked FROM runs") == [(0,), (0,)]
