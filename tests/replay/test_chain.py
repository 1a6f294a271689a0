"""Each file's first word names the file before it: none is exchanged unseen, not with its row."""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.archive.database import connect, transaction
from kho_tin.replay.verify.files import FilesCheck
from kho_tin.warc.format import TEXT_LEVEL, new_id, record
from tests.outcome.nights import Archive, Page

LISTED = r"manifest-sha256\.txt: lists sample-\S+ with [0-9a-f]{64}, table warcs has "
CHAIN = r"its run began after a sample-\S+ of other bytes \(sha256\)"


@pytest.mark.damaged(CHAIN, LISTED)
def test_a_file_that_is_exchanged_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(connect(path)) as db:
        archive = Archive(path, db)
        archive.night(Page(1))
        archive.night(Page(1))
        files = FilesCheck(db, tmp_path / "captures")
        assert list(files.check(lambda _: None)) == []
        (first, second) = sorted((tmp_path / "captures").glob("*.warc.gz"))
        more = record("resource", new_id(), "2026-01-01T00:00:00Z", [], b"new", TEXT_LEVEL)
        first.write_bytes(first.read_bytes() + more)
        with transaction(db):
            db.execute("DELETE FROM warcs WHERE name = ?", [first.name])
            _put_on_record(archive, first)
        findings = [str(each) for each in FilesCheck(db, first.parent).check(lambda _: None)]
    chain, listed = findings
    assert chain == f"{second}: its run began after a {first.name} of other bytes (sha256)"
    assert re.search(LISTED, listed)


def _put_on_record(archive: Archive, path: Path) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    archive.db.execute(
        "INSERT INTO warcs (name, run, bytes, sha256) VALUES (?, 1, ?, ?)",
        [path.name, path.stat().st_size, digest],
    )
