"""What the lives are held against sees what is wrong with an archive."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.lives.crawled import Crawled, crawl, in_a_fork
from tests.lives.process import Tool
from tests.lives.proving import against_the_ledger
from tests.lives.rows import differences

SEED, NIGHTS = 18, 3
FIRST = "WHERE id = (SELECT min(id) FROM articles)"
OF_FIRST = "WHERE article = (SELECT min(id) FROM articles)"
TAMPERED = {
    "a title": f"UPDATE articles SET title = title || '.' {FIRST}",
    "a date": f"UPDATE articles SET published = '2020-01-01' {FIRST}",
    "an author": f"UPDATE articles SET author = 'Không rõ' {FIRST}",
    "a state": f"UPDATE articles SET state = 'gone' {FIRST}",
    "a day": f"UPDATE articles SET last_seen = '2027-01-01T00:00:00Z' {FIRST}",
    "a version's text": f"UPDATE revisions SET body = body || '.' {OF_FIRST} AND number = 1",
    "a version too many": "INSERT INTO revisions SELECT article, number + 1, seen_at, url, title, "
    "published, published_text, author, source, category, summary, body, language, images, "
    f"attachments, changed, capture, parser, content_sha256 FROM revisions {OF_FIRST} "
    "ORDER BY number DESC LIMIT 1",
    "a picture": "DELETE FROM images",
    "an observation lost": f"DELETE FROM observations {OF_FIRST} AND status IS NOT NULL",
    "another observation": f"UPDATE observations SET state = 'error' {OF_FIRST}",
    "a verdict": "UPDATE runs SET verdict = 'red' WHERE id = 2",
}


@pytest.fixture(scope="module")
def crawled(tool: Tool) -> Iterator[Crawled]:
    # In no folder of pytest's, where what is damaged here would be found once more.
    with tempfile.TemporaryDirectory() as folder:
        yield crawl(SEED, NIGHTS, Path(folder), in_a_fork(tool))


def test_as_it_is(crawled: Crawled) -> None:
    assert list(against_the_ledger(crawled, crawled.archive)) == []
    assert list(differences(crawled.archive, crawled.archive)) == []


@pytest.mark.parametrize("what", TAMPERED)
def test_tampered_with(crawled: Crawled, what: str) -> None:
    copy = crawled.folder / "copy.db"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(crawled.archive)) as db:
        db.execute("VACUUM INTO ?", [str(copy)])
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute(TAMPERED[what]).rowcount > 0
        db.commit()
    assert list(against_the_ledger(crawled, copy)) != []
    assert list(differences(crawled.archive, copy)) != []
