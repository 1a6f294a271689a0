"""What is in memory does not grow with what a WARC file says of its captures: counted in bytes that
Python has, which depend on no clock and no other work."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.archive.database import connect
from kho_tin.reader.reads import Reads
from kho_tin.replay.journal import Journal
from kho_tin.replay.rebuild.new_database import NewDatabase
from kho_tin.replay.rebuild.rebuild import Rebuild
from kho_tin.replay.verify.answers import AnswersCheck
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.warc.journal import Begin, End, Requested
from kho_tin.warc.writer import Response, Sent, WarcFile

HOME = "https://www.example.vn/"
FEW, MANY = 200, 1_000  # captures
# Bytes of each capture more. A dict of its columns alone is more than twice as much; most of these
# are of a cache of a thousand addresses.
MOST = 400
UUIDS = "5b8ef3a1-77e3-4c4f-8f0b-0d6d5c3b4d10", "7b8ef3a1-77e3-4c4f-8f0b-0d6d5c3b4d11"


def written(folder: Path, captures: int) -> Path:
    """A run whose articles had all gone: answers that cost nothing to be read."""
    archive, run = UUIDS
    info = {"software": "Kho Tin/1", "isPartOf": "archive.db", "archive": archive}
    info |= {"site": "cang", "home": HOME, "start": HOME, "via": "live"}
    warc = WarcFile.create(folder, "cang", info=info)
    at = "2026-11-20T00:00:00Z"
    warc.note(Begin(archive, run, at).block(), at=at, waits=False)
    for number in range(1, captures + 1):
        url = f"{HOME}tin-so-{number}.html"
        answer = Response(url, at, 404, "Not Found", [(b"Content-Type", b"text/html")], b"gone")
        sent = Sent("GET", f"/tin-so-{number}.html", [(b"Host", b"www.example.vn")])
        warc.write(answer, sent=sent, requested=Requested(number, "article", identity=str(number)))
    end = End(at, "finished", "ok", None, 0, False, captures, 0)
    warc.note(end.block(), at=at)
    return warc.finish().path


def most_of(work: Callable[[], object]) -> int:
    """The most bytes that Python has at once while it works, beside those it had before."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def measured(folder: Path, captures: int) -> dict[str, int]:
    """The most of each who replays or checks a file."""
    path = written(folder, captures)
    new = NewDatabase.open(folder / "new.db", None, "test")
    rebuild = Rebuild(new, folder, "archive.db", lambda _: None)
    most = {
        "journal": most_of(lambda: sum(1 for _ in Journal.read(path, "live", None).events())),
        "rebuild": most_of(lambda: rebuild.read(rebuild.sources(), Reads(), lambda _: None)),
    }
    assert new.finish().counts["captures"] == captures
    with closing(connect(folder / "new.db", readonly=True)) as db:
        files, answers = FilesCheck(db, folder, in_place=False), AnswersCheck(db, folder)
        most["files"] = most_of(lambda: list(files.check(lambda _: None)))
        most["answers"] = most_of(lambda: list(answers.check(None, 1, lambda _: None)))
        assert answers._played
    return most


@pytest.mark.more
def test_each_capture_takes_a_bounded_share(tmp_path: Path) -> None:
    measured(tmp_path / "first", 10)  # what is loaded once, and kept
    few, many = measured(tmp_path / "few", FEW), measured(tmp_path / "many", MANY)
    grown = {name: (many[name] - few[name]) / (MANY - FEW) for name in few}
    assert {name: bytes for name, bytes in grown.items() if bytes > MOST} == {}
