"""Records that are not of the digest that they say: kept as they came, known to all verbs, and
never read."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import pytest

from kho_tin.replay import quarantine
from tests.conftest import run_scrapy
from tests.replay.importers.making import Archive, Warc, page, sha1, url
from tests.wholeness import findings


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


def altered(*numbers: int) -> Warc:
    """A file with these articles, whose digests are of something else."""
    warc = Warc()
    for number in numbers:
        warc.answer(url(number), page(number), warc_block_digest=sha1(b"something else"))
    return warc


def files(archive: Archive) -> list[Path]:
    return quarantine.files(archive.path.parent / "captures")


def test_kept_as_they_came_with_a_problem_each(archive_db: Archive, tmp_path: Path) -> None:
    warc = altered(1002, 1003)
    for number in (1001, 1004, 1005):
        warc.answer(url(number), page(number))
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new, dict(done.taken.left_out)) == (
        "red",
        3,
        {"quarantined": 2},
    )
    (path,) = files(archive_db)
    assert gzip.decompress(path.read_bytes()) == b"".join(warc.records[1:3])
    assert path.name.endswith(f"-{hashlib.sha256(path.read_bytes()).hexdigest()}.warc.gz")
    problems = archive_db.rows("SELECT url, message FROM problems WHERE kind = 'quarantined'")
    assert [address for address, _ in problems] == [url(1002), url(1003)]
    lengths = [len(gzip.compress(record, 4, mtime=0)) for record in warc.records[1:3]]
    for (_, message), offset in zip(problems, (0, lengths[0]), strict=True):
        assert "the digest of the block does not hold: kept unread (" in message
        assert message.endswith(f"{path}: byte {offset})")
        assert gzip.decompress(path.read_bytes()[offset:]).startswith(b"WARC/1.0\r\n")
    identities = archive_db.rows("SELECT identity FROM articles ORDER BY 1")
    assert [row[0] for row in identities] == ["1001", "1004", "1005"]


def test_the_same_again_is_kept_once(archive_db: Archive, tmp_path: Path) -> None:
    path = altered(1001).save(tmp_path / "a.warc.gz")
    archive_db.take(path)
    (kept,) = files(archive_db)
    done, _ = archive_db.take(path)
    assert (done.verdict, files(archive_db)) == ("red", [kept])
    archive_db.take(altered(1001, 1002).save(tmp_path / "b.warc.gz"))
    other = next(each for each in files(archive_db) if each != kept)
    assert gzip.decompress(other.read_bytes()) == altered(1002).records[1]


def test_most_of_a_site_left_out_is_red_with_the_numbers(
    archive_db: Archive, tmp_path: Path
) -> None:
    warc = altered(1001, 1002)
    warc.answer(url(1003), page(1003), status="OK")
    warc.answer(url(1004), page(1004))
    archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    reason = archive_db.reason() or ""
    assert reason.endswith("; 3 of 4 records were left out (2 quarantined, 1 unreadable)")
    # Of other hosts' records nothing is said.
    warc = Warc()
    warc.answer("https://other.example/1", b"x", warc_block_digest=sha1(b"y"))
    warc.answer(url(1005), page(1005))
    archive_db.take(warc.save(tmp_path / "b.warc.gz"))
    assert "left out" not in (archive_db.reason() or "")


def test_unreadable_alone_turns_a_run_red_when_they_are_most(
    archive_db: Archive, tmp_path: Path
) -> None:
    warc = Warc()
    for number in (1001, 1002):
        warc.answer(url(number), page(number), status="OK")
    warc.answer(url(1003), page(1003))
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert done.verdict == "red"
    assert archive_db.reason() == "2 of 3 records were left out (2 unreadable)"


def test_verify_rebuild_backup_and_restore_know_it(archive: Path, tmp_path: Path) -> None:
    warc = altered(1001)
    for number in (1002, 1003):
        warc.answer(url(number), page(number))
    given = warc.save(tmp_path / "a.warc.gz")
    assert run_scrapy("import", given, "--site", "sample", archive=archive).returncode == 3
    (kept,) = quarantine.files(archive.parent / "captures")
    assert findings(archive) == []
    done = run_scrapy("rebuild", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "quarantine" not in done.stdout + done.stderr
    copy = tmp_path / "copy"
    copy.mkdir()
    for _ in range(2):
        assert run_scrapy("backup", copy, archive=archive).returncode == 0
        (there,) = quarantine.files(copy / "captures")
        assert there.read_bytes() == kept.read_bytes()
    back = tmp_path / "back" / archive.name
    back.parent.mkdir()
    done = run_scrapy("restore", copy, archive=back)
    assert done.returncode == 0, done.stdout + done.stderr
    (restored,) = quarantine.files(back.parent / "captures")
    assert restored.read_bytes() == kept.read_bytes()


@pytest.mark.damaged("quarantine/.*: not the bytes that it had when it was made")
def test_a_changed_byte_of_it_is_found(archive_db: Archive, tmp_path: Path) -> None:
    archive_db.take(altered(1001).save(tmp_path / "a.warc.gz"))
    (path,) = files(archive_db)
    data = bytearray(path.read_bytes())
    data[4] ^= 1  # of gzip's own time, which no sum covers
    path.write_bytes(data)
    (finding,) = findings(archive_db.path)
    assert finding.startswith(f"{path}: not the bytes")
    copy = tmp_path / "copy"
    copy.mkdir()
    done = run_scrapy("backup", copy, archive=archive_db.path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert quarantine.files(copy / "captures") == []
    shutil.rmtree(copy)


def test_what_a_crash_left_is_no_file(archive_db: Archive, tmp_path: Path) -> None:
    folder = archive_db.path.parent / "captures" / quarantine.FOLDER
    folder.mkdir(parents=True)
    left = folder / "sample-20240102T030405Z-0.warc.gz.open"
    left.write_bytes(b"half")
    archive_db.take(altered(1001).save(tmp_path / "a.warc.gz"))
    assert not left.exists()
    assert len(files(archive_db)) == 1
