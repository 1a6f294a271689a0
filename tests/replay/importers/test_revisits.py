"""Records that leave their body to another record: wherever that is, it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.replay.importers.making import HTML, Archive, Warc, page, url

LATER = "2024-05-06T07:08:09Z"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ONLY_DIGEST: dict[str, None] = {
    "warc_refers_to": None,
    "warc_refers_to_target_uri": None,
    "warc_refers_to_date": None,
}
NAMES: dict[str, dict[str, None]] = {
    "record": {"warc_refers_to_target_uri": None, "warc_refers_to_date": None,
               "warc_payload_digest": None},
    "address and time": {"warc_refers_to": None, "warc_payload_digest": None},
    "digest": ONLY_DIGEST,
}  # fmt: skip


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


def readings(archive: Archive) -> list[tuple[str, str]]:
    return archive.rows("SELECT identity, at FROM observations JOIN articles a ON a.id = article "
                        "WHERE observations.content_sha256 IS NOT NULL ORDER BY 1, 2")  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["same file", "later file", "held already"])
def test_original_is_found(name: str, where: str, archive_db: Archive, tmp_path: Path) -> None:
    first, second = Warc(), Warc()
    original = first.answer(url(1001), page(1001))
    (first if where == "same file" else second).revisit(
        url(1001), original, at=LATER, **NAMES[name]
    )
    file, two = first.save(tmp_path / "1.warc.gz"), second.save(tmp_path / "2.warc.gz")
    if where == "held already":
        archive_db.take(file)
        done, _ = archive_db.take(two)
        assert done.taken.new == 1
    else:
        done, _ = archive_db.take(*([file] if where == "same file" else [two, file]))
        assert done.taken.new == 2
    assert (done.verdict, done.taken.without_original) == ("ok", 0)
    assert readings(archive_db) == [("1001", "2023-05-06T07:08:09Z"), ("1001", LATER)]
    assert archive_db.rows("SELECT count(*) FROM revisions") == [(1,)]
    again, _ = archive_db.take(two, file)
    assert (again.taken.new, again.taken.without_original) == (0, 0)


def test_original_on_another_host(archive_db: Archive, tmp_path: Path) -> None:
    """Its record is not the site's, and its bytes are."""
    warc = Warc()
    original = warc.answer("https://mirror.example/1001", page(1001))
    warc.revisit(url(1001), original, at=LATER)
    path = warc.save(tmp_path / "a.warc.gz")
    done, run = archive_db.take(path)
    assert (done.verdict, done.taken.elsewhere, done.taken.new) == ("ok", 1, 1)
    assert run.counts.new == 1
    assert readings(archive_db) == [("1001", LATER)]
    again, _ = archive_db.take(path)
    assert (again.verdict, again.taken.new) == ("ok", 0)
    assert archive_db.rows("SELECT count(*) FROM captures") == [(1,)]


def test_original_in_a_file_that_is_not_given(archive_db: Archive, tmp_path: Path) -> None:
    """The run is red and says what to give; with that file it is whole."""
    first, second = Warc(), Warc()
    second.revisit(url(1001), first.answer(url(1001), page(1001)), at=LATER)
    file, two = first.save(tmp_path / "1.warc.gz"), second.save(tmp_path / "2.warc.gz")
    done, _ = archive_db.take(two)
    assert (done.verdict, done.taken.new, done.taken.without_original) == ("red", 0, 1)
    assert archive_db.reason() == (
        "1 pages are kept in a file that is not given (revisit records without their original)"
    )
    assert archive_db.rows("SELECT url, kind FROM problems") == [(url(1001), "no_original")]
    done, _ = archive_db.take(file, two)
    assert (done.verdict, done.taken.new) == ("ok", 2)
    assert readings(archive_db) == [("1001", "2023-05-06T07:08:09Z"), ("1001", LATER)]


def test_not_modified(archive_db: Archive, tmp_path: Path) -> None:
    """A look that found the page as it was, whether the record says of when or not."""
    warc = Warc()
    original = warc.answer(url(1001), page(1001))
    changes: dict[str, Any] = {
        "warc_profile": NOT_MODIFIED,
        "warc_payload_digest": None,
        "headers": [],
    }
    warc.revisit(url(1001), original, at=LATER, status="304 Not Modified", **changes)
    unnamed = {**changes, **ONLY_DIGEST, "status": ""}
    warc.revisit(url(1001), original, at="2025-05-06T07:08:09Z", **unnamed)
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new, run.counts.new) == ("ok", 3, 1)
    assert archive_db.rows("SELECT status, refers_to FROM captures ORDER BY id") == [
        (200, None), (304, 1), (304, 1),
    ]  # fmt: skip
    assert archive_db.rows("SELECT first_seen, last_seen FROM articles") == [
        ("2023-05-06T07:08:09Z", "2025-05-06T07:08:09Z")
    ]


def test_record_without_http_head(archive_db: Archive, tmp_path: Path) -> None:
    """WARC/1.0 lets a revisit leave out all of its block."""
    warc = Warc()
    original = warc.answer(url(1001), page(1001), headers=HTML)
    warc.revisit(url(1001), original, at=LATER, status="")
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new) == ("ok", 2)
    assert archive_db.rows("SELECT status, media_type, encoding FROM captures") == [
        (200, "text/html", "utf-8"), (200, "text/html", "utf-8"),
    ]  # fmt: skip
    assert readings(archive_db) == [("1001", "2023-05-06T07:08:09Z"), ("1001", LATER)]


def test_one_identity_for_several_records(archive_db: Archive, tmp_path: Path) -> None:
    """wget 1.14 does that; each capture here keeps one of its own."""
    warc = Warc()
    same = "<urn:uuid:305cda53-d41e-4b9f-9790-44b4950d4de0>"
    warc.answer(url(1001), page(1001), warc_record_id=same)
    warc.answer(url(1002), page(1002), warc_record_id=same)
    path = warc.save(tmp_path / "a.warc.gz")
    done, run = archive_db.take(path)
    assert (done.verdict, done.taken.new, run.counts.new) == ("ok", 2, 2)
    assert archive_db.rows("SELECT count(DISTINCT record_id) FROM captures") == [(2,)]
    again, _ = archive_db.take(path)
    assert (again.taken.new, again.taken.known) == (0, 2)
