"""What a crash left is taken in: nothing acknowledged is lost, nothing half-written kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from kho_tin.archive import captures, repair, runs
from kho_tin.archive.repair import repair_all, repair_file
from kho_tin.archive.unindexed import complete
from kho_tin.warc.journal import Begin
from kho_tin.warc.reader import read_record
from kho_tin.warc.writer import Original, Response, Sent, WarcFile
from tests.archive.making import FIELDS, Shelf, at

PAGE = FIELDS["url"]
WRITER = Path(__file__).parent / "crashing_writer.py"


def _write_three(shelf: Shelf, folder: Path, archive: str = "archive.db") -> WarcFile:
    """A page, the same again, and a picture through a mirror; only the first has its row."""
    warc = WarcFile.create(folder, shelf.site, info={"software": "x", "isPartOf": archive})
    sent = Sent("GET", "/", [])
    html = [(b"Content-Type", b"text/html; Charset=UTF-8"), (b"ETag", b'"1"')]
    first = warc.write(
        Response(PAGE, fetched_at=at(1), status=200, reason="OK", headers=html, body=b"<p>"),
        sent=sent,
    )
    shelf.capture(
        at(1),
        warc=first.warc,
        offset=first.offset,
        length=first.length,
        payload_sha256=first.payload_sha256,
    )
    shelf.db.execute("UPDATE captures SET record_id = ?", [first.record_id])
    original = Original(PAGE, at(1), first.record_id)
    warc.write(
        Response(PAGE, fetched_at=at(2), status=200, reason="OK", headers=html, body=b"<p>"),
        sent=sent,
        original=original,
    )
    warc.write(
        Response(
            "http://127.0.0.1:8000/a.jpg",
            page_url="https://vungsuong.example/a.jpg",
            fetched_at=at(3),
            status=404,
            reason="Not Found",
            headers=[(b"Last-Modified", b"Tue, 01 Jun 2021 00:00:00 GMT")],
            body=b"",
        ),
        sent=sent,
    )
    warc.sync()
    warc.close()
    return warc


@pytest.mark.damaged("^runs 1: ", "has media_type None", "has encoding None", "has etag None")
def test_taking_in(shelf: Shelf, tmp_path: Path) -> None:
    warc = _write_three(shelf, tmp_path / "captures")
    with warc.path.open("ab") as file:
        file.write(b"\x1f\x8b\x08half a record")
    (repaired,) = repair_all(shelf.db, tmp_path / "captures")
    assert (repaired.records, repaired.cut) == (7, 16)
    assert repaired.file
    assert repaired.file.path.name == warc.name
    rows = shelf.rows(
        "SELECT run, url, page_url, fetched_at, status, media_type, encoding, payload_sha256, "
        "via, etag, last_modified, refers_to FROM captures ORDER BY id"
    )
    sha256 = rows[0][7]
    mirror, image = "http://127.0.0.1:8000/a.jpg", "https://vungsuong.example/a.jpg"
    assert rows[1:] == [
        (1, PAGE, PAGE, at(2), 200, "text/html", "utf-8", sha256, "live", '"1"', None, 1),
        (
            1,
            mirror,
            image,
            at(3),
            404,
            None,
            None,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "live",
            None,
            "Tue, 01 Jun 2021 00:00:00 GMT",
            None,
        ),
    ]
    assert shelf.rows("SELECT name, run, bytes, sha256 FROM warcs") == [
        (warc.name, 1, repaired.file.bytes, repaired.file.sha256)
    ]
    for capture in (1, 2, 3):
        row = captures.get(shelf.db, capture)
        record = read_record(tmp_path / "captures" / row.warc, row.offset)
        assert (record.length, record.id) == (row.length, row.record_id)
    assert repair_all(shelf.db, tmp_path / "captures") == []
    assert len(shelf.rows("SELECT * FROM captures")) == 3


@pytest.mark.damaged("^runs 1: ", "has media_type None", "has encoding None", "has etag None")
def test_a_crash_between_renaming_and_row(shelf: Shelf, tmp_path: Path) -> None:
    warc = _write_three(shelf, tmp_path / "captures")
    repaired = repair_file(warc.path)
    assert repair_all(shelf.db, tmp_path / "captures") == []
    assert shelf.rows("SELECT name, bytes FROM warcs") == [
        (warc.name, repaired.file.bytes if repaired.file else None)
    ]
    assert len(shelf.rows("SELECT * FROM captures")) == 3


@pytest.mark.damaged("when it was finished", "^runs 1: ", "captures 1 has", "a record w", "cut")
@pytest.mark.parametrize("lost", [2, 3])
def test_a_record_without_a_row(lost: int, shelf: Shelf, tmp_path: Path) -> None:
    """Of a run that crashed all are looked for, of any other what lies behind the last row."""
    folder = tmp_path / "captures"
    warc = _write_three(shelf, folder)
    repair_all(shelf.db, folder)
    rows = shelf.rows("SELECT url, offset, length, record_id FROM captures ORDER BY id")
    assert complete(shelf.db, folder, {shelf.run}) == set()
    shelf.db.execute("DELETE FROM captures WHERE id = ?", [lost])
    assert complete(shelf.db, folder, set()) == ({shelf.run} if lost == 3 else set())
    assert complete(shelf.db, folder, {shelf.run}) == ({shelf.run} if lost == 2 else set())
    repaired_rows = shelf.rows(
        "SELECT url, offset, length, record_id FROM captures ORDER BY offset"
    )
    assert repaired_rows == rows
    # What was added to a file since it was finished is no capture of ours.
    shelf.db.execute("DELETE FROM captures WHERE id = (SELECT max(id) FROM captures)")
    with warc.path.with_name(warc.name).open("ab") as file:
        file.write(b"x")
    assert complete(shelf.db, folder, {shelf.run}) == set()


@pytest.mark.damaged("^runs [0-9]+: ")
def test_records_without_any_row_belong_to_the_run_begun_nearest(
    shelf: Shelf, tmp_path: Path
) -> None:
    warc = _write_three(shelf, tmp_path / "captures")
    shelf.db.execute("DELETE FROM captures")
    begun = warc.name.removeprefix("sample-").removesuffix(".warc.gz")
    nearest = f"{begun[:4]}-{begun[4:6]}-{begun[6:11]}:{begun[11:13]}:{begun[13:]}"
    for started in ("2001-01-01T00:00:00Z", nearest, "2099-01-01T00:00:00Z"):
        last = runs.start(shelf.db, runs.Started("sample", version="1", started=started))
    shelf.db.execute("UPDATE runs SET started = '2000-01-01T00:00:00Z' WHERE id = ?", [shelf.run])
    repair_all(shelf.db, tmp_path / "captures")
    assert shelf.rows("SELECT DISTINCT run FROM captures") == [(last - 1,)]


@pytest.mark.parametrize("with_requests", [True, False])
def test_an_answer_without_its_request_is_cut_off(with_requests: bool, tmp_path: Path) -> None:
    """They are written at once: what is half there was never acknowledged. What others wrote, and
    an import took in, has no requests, and is kept."""
    warc = WarcFile.create(tmp_path, "sample", info={"software": "x"})
    warc.note(Begin("archive", "run", at(0)).block(), at=at(0))
    ends, answers = [], []
    for number in (1, 2):
        written = warc.write(
            Response(
                f"{PAGE}?{number}",
                fetched_at=at(number),
                status=200,
                reason="OK",
                headers=[],
                body=b"<p>",
            ),
            sent=Sent("GET", "/", []) if with_requests else None,
        )
        ends.append(warc.end)
        answers.append(written.offset + written.length)
    warc.sync()
    warc.close()
    whole = warc.path.read_bytes()
    for left in (answers[1], answers[1] + 20) if with_requests else (answers[1],):
        warc.path.write_bytes(whole[:left])
        assert repair.truncate_file(warc.path).size == (ends[0] if with_requests else ends[1])
    warc.path.write_bytes(whole)
    assert repair.truncate_file(warc.path).size == len(whole)
    warc.path.unlink()


@pytest.mark.damaged("has media_type None", "has encoding None", "has etag None")
def test_files_of_others_are_left_alone(shelf: Shelf, tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    other = _write_three(shelf, folder, archive="other.db")
    busy = WarcFile.create(folder, "sample", info={"isPartOf": "archive.db"})
    busy.sync()
    size = busy.path.stat().st_size
    assert repair_all(shelf.db, folder) == []
    with pytest.raises(BlockingIOError):
        repair_file(busy.path)
    assert busy.path.stat().st_size == size
    assert other.path.exists()
    busy.close()
    (repaired,) = repair_all(shelf.db, folder)
    assert repaired.file is None


def test_a_file_whose_run_never_came_into_being_is_removed(shelf: Shelf, tmp_path: Path) -> None:
    """Killed, or out of room, between the making of the file and of the run's record."""
    warc = WarcFile.create(tmp_path / "captures", "sample", info={"isPartOf": "archive.db"})
    warc.close()
    (repaired,) = repair_all(shelf.db, tmp_path / "captures")
    assert (repaired.file, repaired.records) == (None, 0)
    assert list((tmp_path / "captures").iterdir()) == []
    assert shelf.rows("SELECT * FROM warcs") == []


@pytest.mark.damaged("a file without a row in table warcs")
def test_a_run_that_got_no_answer_and_no_row_for_its_file(shelf: Shelf, tmp_path: Path) -> None:
    """Out of room between the renaming and the row: the file, whole and empty, is the run's."""
    warc = WarcFile.create(tmp_path / "captures", "sample", info={"isPartOf": "archive.db"})
    finished = warc.finish()
    other = WarcFile.create(tmp_path / "captures", "sample", info={"isPartOf": "other.db"})
    other.finish()
    assert repair_all(shelf.db, tmp_path / "captures") == []
    assert shelf.rows("SELECT name, run, bytes FROM warcs") == [
        (warc.name, shelf.run, finished.bytes)
    ]
    # A run has one file: another of that moment is not taken for its.
    late = tmp_path / "captures" / warc.name.replace("sample-2", "sample-1")
    late.write_bytes(finished.path.read_bytes())
    assert repair_all(shelf.db, tmp_path / "captures") == []
    assert len(shelf.rows("SELECT * FROM warcs")) == 1


@pytest.mark.damaged("a file without a row in table warcs")
def test_a_site_that_has_had_no_run_here(shelf: Shelf, tmp_path: Path) -> None:
    warc = WarcFile.create(tmp_path / "captures", "elsewhere", info={})
    warc.write(Response(PAGE, fetched_at=at(1), status=200, reason="OK", headers=[], body=b"x"))
    warc.close()
    (repaired,) = repair_all(shelf.db, tmp_path / "captures")
    assert repaired.records == 2
    assert shelf.rows("SELECT * FROM captures") == []


@pytest.mark.damaged("does not read as an article today")
def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """A writer is killed again and again, after each of its steps; the next one goes on from there.

    It is killed for what it said and not after some time: a busy machine may take long to start it.
    """
    acknowledged: set[str] = set()
    whole = 0
    kills = [("stored", 11), ("synced", 12), ("captured", 13)]
    for round_, (step, articles) in enumerate(kills):
        process = subprocess.Popen(
            [sys.executable, WRITER, tmp_path, str(round_)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout
        steps: Counter[str] = Counter()
        for line in process.stdout:
            if not line.endswith("\n"):
                break  # cut off by the kill
            said, identity = line.split()
            steps[said] += 1
            if said == "stored":
                acknowledged.add(identity)
            if (said, steps[said]) == (step, articles):
                os.kill(process.pid, signal.SIGKILL)
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        assert steps[step] >= articles
        shelf = Shelf(tmp_path / "archive.db")
        (repaired,) = repair_all(shelf.db, tmp_path / "captures")
        assert repaired.damaged == ()
        assert shelf.rows("PRAGMA integrity_check") == [("ok",)]
        assert shelf.rows("PRAGMA foreign_key_check") == []
        stored = {row[0] for row in shelf.rows("SELECT identity FROM articles")}
        assert acknowledged <= stored
        counts = shelf.counts()
        assert counts["articles"] == counts["revisions"] == counts["articles_fts"] == len(stored)
        # Every row points at a whole record with the very bytes, and no record lacks its row.
        for capture in shelf.rows("SELECT warc, offset, payload_sha256 FROM captures"):
            record = read_record(tmp_path / "captures" / capture[0], capture[1])
            assert record.wrong_digests() == []
            assert record.fields["warc-payload-digest"] == f"sha256:{capture[2]}"
        whole += (repaired.records - 1) // 2
        assert shelf.rows("SELECT count(*) FROM captures") == [(whole,)]
        shelf.db.close()
    assert len(acknowledged) > 30
