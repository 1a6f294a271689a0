"""What a rebuilt database would lack of the old one, and how today's program explains each loss.

A better parser may see that a page was never an article. But a worse parser, or a missing capture,
must not make an article disappear.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive.database import connect
from kho_tin.base.reasons.sentence import Reason, words
from kho_tin.outcome.reading_names import named
from kho_tin.reader.reading import Pointer, read
from kho_tin.replay.rebuild.previous_database import PreviousDatabase
from kho_tin.warc.reader import read_record

MOST, SHARE = 20, 0.01  # articles, or share of them, that may be lost without confirmation
_SHOWN = 3  # captures that one line names

_ARTICLES = """
SELECT id, url FROM old_articles AS o WHERE NOT EXISTS
  (SELECT 1 FROM main.articles AS n WHERE n.site = o.site AND n.identity = o.identity)
ORDER BY id
"""
_CAPTURES_OF_ARTICLE = """
SELECT capture FROM old_observations WHERE article = ?1 AND content_sha256 IS NOT NULL
UNION SELECT capture FROM old_revisions WHERE article = ?1
UNION SELECT capture FROM old_articles WHERE id = ?1
"""
# A revision is not lost as long as one of the captures that showed it is read as this article. If
# today's parser makes the same text of two revisions, neither is lost: both were read.
_SHOWN_BY = """
SELECT article, number, capture FROM old_revisions
UNION SELECT r.article, r.number, s.capture FROM old_revisions AS r
  JOIN old_observations AS s ON s.article = r.article AND s.content_sha256 = r.content_sha256
  AND s.at >= r.seen_at AND s.at < coalesce((SELECT seen_at FROM old_revisions AS later
    WHERE later.article = r.article AND later.number = r.number + 1), '9')
"""
_REVISIONS = f"""
SELECT shown.article, shown.number, o.url FROM ({_SHOWN_BY}) AS shown
JOIN old_articles AS o ON o.id = shown.article
JOIN main.articles AS n ON n.site = o.site AND n.identity = o.identity
LEFT JOIN main.observations AS seen ON seen.article = n.id
  AND seen.capture = shown.capture AND seen.content_sha256 IS NOT NULL
GROUP BY shown.article, shown.number HAVING count(seen.id) = 0
ORDER BY shown.article, shown.number
"""
_CAPTURE = """
SELECT c.id, c.page_url, c.encoding, c.media_type, c.fetched_at, h.warc, h.offset,
  EXISTS (SELECT 1 FROM main.captures AS n WHERE n.id = c.id AND n.record_id = c.record_id)
  AND EXISTS (SELECT 1 FROM main.captures AS n WHERE n.id = h.id AND n.record_id = h.record_id),
  c.warc, c.offset
FROM old_captures AS c JOIN old_captures AS h ON h.id = coalesce(c.refers_to, c.id)
WHERE c.id = ?
"""


@dataclass(frozen=True)
class Loss:
    """An article or a revision that the new database lacks. `is_named`: all its captures are
    complete, and today's program says of each what it is instead."""

    what: str
    why: str
    is_article: bool
    is_named: bool

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@words(
    "today's program does not say what became of {number} articles or revisions",
    "chương trình hiện nay không cho biết {number} bài hay phiên bản đã ra sao",
)
def unaccounted(number: int) -> None: ...


@words("{lost} of {articles} articles would be missing", "sẽ thiếu {lost} trong {articles} bài")
def would_be_missing(lost: int, articles: int) -> None: ...


@dataclass(frozen=True)
class Losses:
    """All losses; `articles` counts those of the old database."""

    all: tuple[Loss, ...]
    articles: int

    def why_too_many(self) -> Reason | None:
        """Why this needs to be confirmed; None if today's program explains the losses."""
        lost = sum(loss.is_article for loss in self.all)
        unnamed = sum(not loss.is_named for loss in self.all)
        if unnamed:
            return unaccounted(unnamed)
        if lost > MOST or lost > SHARE * self.articles:
            return would_be_missing(lost, self.articles)
        return None


def losses(new: Path, old: Path, folder: Path) -> Losses:
    """Compare two databases of one archive, whose WARC files are in `folder`. Raises
    ArchiveError."""
    with closing(connect(new, readonly=True)) as db:
        db.execute("PRAGMA query_only = OFF")  # for the temporary views of the old database
        PreviousDatabase.attach(db, old)
        count = db.execute("SELECT count(*) FROM old_articles").fetchone()[0]
        return Losses((*_articles(db, folder), *_revisions(db, folder)), count)


def _articles(db: Database, folder: Path) -> Iterator[Loss]:
    for number, url in db.execute(_ARTICLES).fetchall():
        captures = db.execute(_CAPTURES_OF_ARTICLE, [number]).fetchall()
        yield _loss(db, folder, f"article {number} {url}", captures, is_article=True)


def _revisions(db: Database, folder: Path) -> Iterator[Loss]:
    for number, revision, url in db.execute(_REVISIONS).fetchall():
        captures = db.execute(
            f"SELECT capture FROM ({_SHOWN_BY}) WHERE article = ? AND number = ?",
            [number, revision],
        ).fetchall()
        what = f"revision {revision} of article {number} {url}"
        yield _loss(db, folder, what, captures, is_article=False)


def _loss(
    db: Database, folder: Path, what: str, captures: list[tuple[int]], *, is_article: bool
) -> Loss:
    outcomes = [_outcome(db, folder, capture) for (capture,) in captures]
    # Unexplained ones come first: somebody must look at them.
    outcomes.sort(key=lambda outcome: outcome[1])
    why = "; ".join(text for text, _ in outcomes[:_SHOWN])
    more = len(outcomes) - _SHOWN
    why += f"; and {more} more captures" if more > 0 else ""
    return Loss(what, why, is_article, all(is_named for _, is_named in outcomes))


def _outcome(db: Database, folder: Path, capture: int) -> tuple[str, bool]:
    """What today's program says of a capture, and whether that explains the loss."""
    row: tuple[Any, ...] | None = db.execute(_CAPTURE, [capture]).fetchone()
    if row is None:
        return f"capture {capture} has no row", False
    *columns, is_there, warc, offset = row
    where = f"capture {capture} ({folder / warc} at byte {offset})"
    if not is_there:
        return f"{where} is not there", False
    pointer = Pointer.of(folder, columns)
    page = read(pointer)
    if page.damage:
        return f"{where}: {page.damage}", False
    if page.exceeded:
        return f"{where}: {page.exceeded}", False
    if wrong := read_record(pointer.warc, pointer.offset).wrong_digests():
        return f"{where}: {wrong[0]} is wrong", False
    if page.is_cut:
        return f"{where}: the page is cut short", False
    if other := _read_as(db, capture):
        return f"{where} is {other}", True
    what, is_named = named(page.reading)
    return f"{where} is {what}", is_named


def _read_as(db: Database, capture: int) -> str | None:
    """The article as which the new database has a capture's page, if any."""
    row = db.execute(
        "SELECT a.id, a.url FROM main.observations JOIN main.articles AS a ON a.id = article "
        "WHERE observations.capture = ? AND observations.content_sha256 IS NOT NULL",
        [capture],
    ).fetchone()
    return f"article {row[0]} {row[1]}" if row else None
