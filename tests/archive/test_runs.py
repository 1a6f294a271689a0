"""Runs, sites and captures on record."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, cast

import pytest

from kho_tin.archive import captures, runs, sites
from kho_tin.archive.database import connect
from kho_tin.base.errors import ArchiveError
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.warc.writer import FinishedFile
from tests.archive.making import FIELDS, Shelf, at


def test_a_run_from_start_to_finish(shelf: Shelf) -> None:
    run = runs.start(
        shelf.db,
        runs.Started(
            "sample",
            version="1.2.3",
            start="http://127.0.0.1:8000/",
            arguments={"since": "2021-06-02"},
            started=at(1),
        ),
    )
    assert runs.unfinished(shelf.db) == [shelf.run, run]
    counts = {name: number for number, name in enumerate(runs.COUNTS, start=1)}
    runs.finish(
        shelf.db,
        run,
        runs.Finished(
            verdict="red",
            reason="bố cục đã đổi",
            exit_code=3,
            walked=True,
            ended="budget",
            finished=at(2),
        ),
        counts=counts,
        parsers={"vnpt_portal@1": 7},
    )
    assert runs.unfinished(shelf.db) == [shelf.run]
    (row,) = shelf.db.query("SELECT * FROM runs WHERE id = ?", [run])
    assert row == {
        "id": run,
        "uuid": None,
        "applied": 0,
        "site": "sample",
        "started": at(1),
        "finished": at(2),
        "verdict": "red",
        "reason": "bố cục đã đổi",
        "version": "1.2.3",
        "start": "http://127.0.0.1:8000/",
        "sources": "{}",
        "arguments": '{"since": "2021-06-02"}',
        "exit_code": 3,
        "parsers": '{"vnpt_portal@1": 7}',
        "walked": 1,
        "via": "live",
        "ended": "budget",
        "whole": None,
        **counts,
    }


def test_what_a_run_cannot_end_with(shelf: Shelf) -> None:
    with pytest.raises(KeyError, match="not counted in a run: pictures"):
        runs.finish(
            shelf.db, shelf.run, runs.Finished(verdict="ok", exit_code=0), counts={"pictures": 1}
        )
    with pytest.raises(ValueError, match="no run 99"):
        runs.finish(shelf.db, 99, runs.Finished(verdict="ok", exit_code=0))
    with pytest.raises(sqlite3.IntegrityError, match="verdict"):
        runs.finish(shelf.db, shelf.run, runs.Finished(verdict="fine", exit_code=0))  # type: ignore[arg-type]
    assert runs.unfinished(shelf.db) == [shelf.run]


def test_last_runs_newest_first(shelf: Shelf) -> None:
    sites.register(shelf.db, "other", title="t", home_url="https://x/", invented=True)
    made = [
        runs.start(shelf.db, runs.Started(site, version="1", started=f"2099-01-0{day}T00:00:00Z"))
        for day, site in ((1, "sample"), (3, "other"), (2, "sample"))
    ]
    assert [row["id"] for row in runs.last(shelf.db)] == [made[1], made[2], made[0], shelf.run]
    assert [row["id"] for row in runs.last(shelf.db, 2, "sample")] == [made[2], made[0]]
    assert runs.crawls(shelf.db, "sample", 9) == []  # none has ended
    runs.finish(shelf.db, made[0], runs.Finished(verdict="ok", exit_code=0))
    runs.finish(shelf.db, made[1], runs.Finished(verdict="red", exit_code=3))
    read = runs.start(
        shelf.db, runs.Started("sample", version="1", start="old.warc.gz", via="import")
    )
    runs.finish(shelf.db, read, runs.Finished(verdict="ok", exit_code=0))
    assert [row["id"] for row in runs.crawls(shelf.db, "sample", 9)] == [made[0]]


def test_problems(shelf: Shelf) -> None:
    article = shelf.read(at(1)).article
    runs.problem(shelf.db, shelf.run, kind="no_date", message="không có ngày", url="u", at=at(2))
    runs.problem(shelf.db, shelf.run, kind="media", message="404", article=article, at=at(3))
    assert shelf.rows("SELECT run, url, kind, message, article, at FROM problems") == [
        (shelf.run, "u", "no_date", "không có ngày", None, at(2)),
        (shelf.run, None, "media", "404", article, at(3)),
    ]
    with pytest.raises(ValueError, match="no kind of problem: odd"):
        runs.problem(shelf.db, shelf.run, kind=cast(ProblemKind, "odd"), message="m")


def test_invented_and_real_news_never_share_an_archive(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        sites.register(shelf.db, "kkt_phuyen", title="t", home_url="https://x/")
    assert str(caught.value) == (
        f"{tmp_path / 'archive.db'}: holds the invented news of sample, and kkt_phuyen is a real "
        "site: choose another archive with ARCHIVE=/path/to/other.db"
    )
    db = connect(tmp_path / "real.db")
    sites.register(db, "kkt_phuyen", title="t", home_url="https://x/", cms="vnpt_portal")
    with pytest.raises(ArchiveError, match="holds the real news of kkt_phuyen, and sample is an"):
        sites.register(db, "sample", title="t", home_url="https://x/", invented=True)
    sites.register(db, "kkt_phuyen", title="mới", home_url="https://y/")
    assert db.execute("SELECT * FROM sites").fetchall() == [
        ("kkt_phuyen", "mới", "https://y/", "vnpt_portal", "vi", 0)
    ]
    db.close()


def test_a_capture_is_on_record_once(shelf: Shelf) -> None:
    given: dict[str, Any] = {
        "url": "http://127.0.0.1:8000/1",
        "page_url": "https://vungsuong.example/1",
        "status": 200,
        "media_type": "text/html",
        "encoding": "utf-8",
        "payload_sha256": "a" * 64,
        "warc": "w.warc.gz",
        "offset": 10,
        "length": 20,
        "via": "wayback",
        "etag": '"x"',
        "last_modified": "Tue, 01 Jun 2021 00:00:00 GMT",
    }
    capture = shelf.capture(at(1), **given)
    assert shelf.capture(at(1), **given) == capture
    assert captures.get(shelf.db, capture) == captures.Capture(
        id=capture,
        run=shelf.run,
        fetched_at=at(1),
        record_id="<urn:x:10>",
        refers_to=None,
        **given,
    )
    with pytest.raises(KeyError):
        captures.get(shelf.db, capture + 1)


@pytest.mark.parametrize(
    "wrong", [{"via": "telepathy"}, {"payload_sha256": "ab"}, {"length": 0}, {"offset": -1}]
)
def test_what_no_capture_can_be(shelf: Shelf, wrong: dict[str, Any]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        shelf.capture(at(1), **wrong)


def test_conditions_rest_on_the_newest_capture_that_was_read(shelf: Shelf) -> None:
    assert captures.latest(shelf.db, FIELDS["url"], FIELDS["identity"]) is None
    first = shelf.capture(at(1), etag='"1"')
    assert captures.latest(shelf.db, FIELDS["url"], FIELDS["identity"]) is None
    shelf.read(at(1), capture=first)
    shelf.capture(at(3), etag='"3"')  # a crash kept it from being read
    shelf.capture(at(4), status=304, refers_to=first)
    newest = captures.latest(shelf.db, FIELDS["url"], FIELDS["identity"])
    assert newest
    assert (newest.id, newest.etag) == (first, '"1"')
    second = shelf.capture(at(2), etag='"2"')
    shelf.read(at(2), capture=second)
    newest = captures.latest(shelf.db, FIELDS["url"], FIELDS["identity"])
    assert newest
    assert newest.id == second
    # The address has another article now, whose validators say nothing of the first.
    third = shelf.capture(at(5), etag='"5"')
    shelf.read(at(5), capture=third, identity="106", url="https://board.example/106")
    newest = captures.latest(shelf.db, FIELDS["url"], FIELDS["identity"])
    assert newest
    assert newest.id == second
    newest = captures.latest(shelf.db, FIELDS["url"], None)
    assert newest
    assert newest.id == third


def test_a_revisit_refers_to_the_capture_that_has_the_bytes(shelf: Shelf) -> None:
    assert captures.by_digest(shelf.db, "a" * 64) is None
    other = shelf.capture(at(1), payload_sha256="b" * 64)
    shelf.capture(at(2), payload_sha256="a" * 64, refers_to=other)
    first = shelf.capture(at(3), payload_sha256="a" * 64)
    shelf.capture(at(4), payload_sha256="a" * 64)
    original = captures.by_digest(shelf.db, "a" * 64)
    assert original
    assert original.id == first


def test_a_finished_file_is_on_record_for_good(shelf: Shelf) -> None:
    for length, sha256 in ((10, "a" * 64), (11, "b" * 64)):
        captures.keep_file(shelf.db, shelf.run, FinishedFile(Path("/x/w.warc.gz"), length, sha256))
    assert shelf.rows("SELECT * FROM warcs") == [("w.warc.gz", shelf.run, 10, "a" * 64)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, (None, None)),
        ("", (None, None)),
        ("text/HTML", ("text/html", None)),
        ('text/html; charset="UTF-8"', ("text/html", "utf-8")),
        ("text/html;charset=windows-1258;q=1", ("text/html", "windows-1258")),
        ("; charset=utf-8", (None, "utf-8")),
    ],
)
def test_content_types(header: str | None, expected: tuple[str | None, str | None]) -> None:
    assert captures.content_type(header) == expected


def test_json_columns_are_json(shelf: Shelf) -> None:
    shelf.read(at(1), images=[{"url": "https://x/ảnh.jpg"}])
    (images, attachments, changed) = shelf.rows(
        "SELECT images, attachments, changed FROM revisions"
    )[0]
    assert json.loads(images) == [{"url": "https://x/ảnh.jpg", "caption": None}]
    assert json.loads(attachments) == json.loads(changed) == []
