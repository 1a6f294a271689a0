"""The revisions of an article, made from all the times that its page was read.

Readings come in any order: today's crawl, then a capture of 2021 from a web archive, then one of
2023. Each is kept in `observations` with the hash of what was read. Put in order of time, a
revision begins wherever the hash differs from the one before, so the revisions are the same
whatever order the readings came in, and a rebuild from the captures makes the same again. Every
hash among the readings is the hash of some revision, which is where its text is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from sqlite_utils import Database

from kho_tin.archive.columns import CONTENT
from kho_tin.archive.content import Content, ParsedArticle

# For a query from `revisions`: the pictures and attachments that each one names, and their address.
NAMED_FILES: Final = (
    "json_each(json_array(json(images), json(attachments))) AS part, json_each(part.value) AS file"
)
NAMED_URL: Final = "json_extract(file.value, '$.url')"


class StoredReading(NamedTuple):
    """A reading of an article's page, as it is stored. `at` is UTC."""

    at: str
    capture: int
    parser: str
    published_text: str | None
    content_sha256: str
    layout_sha256: str

    @classmethod
    def of(cls, parsed: ParsedArticle, capture: int, at: str) -> StoredReading:
        """What was read from `capture`, as fetched `at`."""
        layout = parsed.layout
        hashes = parsed.content.sha256, layout.sha256
        return cls(at, capture, layout.parser, layout.fields["published_text"], *hashes)

    def shows_the_same_as(self, other: StoredReading) -> bool:
        """Whether the article's row would be the same with either."""
        return self[-2:] == other[-2:]


_COLUMNS = ", ".join(StoredReading._fields)
_REVISION = (
    "article",
    "number",
    "seen_at",
    *CONTENT,
    "published_text",
    "images",
    "attachments",
    "changed",
    "capture",
    "parser",
    "content_sha256",
)
_INSERT = (
    f"INSERT INTO revisions ({', '.join(_REVISION)}) VALUES ({', '.join('?' * len(_REVISION))})"
)
_CONTENTS = (
    f"SELECT content_sha256, images, attachments, {', '.join(CONTENT)} "
    f"FROM revisions WHERE article = ?"
)


def readings(db: Database, article: int) -> list[StoredReading]:
    """All readings of an article, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM observations "
        "WHERE article = ? AND content_sha256 IS NOT NULL ORDER BY at, capture",
        [article],
    )
    return [StoredReading(*row) for row in rows]


def beginnings(read: Sequence[StoredReading]) -> list[StoredReading]:
    """Those of the readings (in order of time) with which a revision begins."""
    return [next(group) for _, group in groupby(read, key=attrgetter("content_sha256"))]


def hashes(read: Sequence[StoredReading]) -> list[str]:
    """The hashes of the revisions, in order."""
    return [beginning.content_sha256 for beginning in beginnings(read)]


def origin(read: Sequence[StoredReading]) -> StoredReading:
    """The first of the readings, up to the newest, that all say and show the same."""
    newest = first = read[-1]
    for reading in reversed(read):
        if not reading.shows_the_same_as(newest):
            break
        first = reading
    return first


def revise(
    db: Database, article: int, read: Sequence[StoredReading], contents: Iterable[Content]
) -> None:
    """Make the revisions of `article` match its readings.

    `contents` are those of the readings that have no revision yet. Rows that are right stay
    untouched, so that an ordinary edit is one INSERT. To be called within a transaction.
    """
    wanted = beginnings(read)
    stored = db.execute(
        "SELECT seen_at, capture, parser, published_text, content_sha256 "
        "FROM revisions WHERE article = ? ORDER BY number",
        [article],
    ).fetchall()
    same = 0
    for beginning, row in zip(wanted, stored, strict=False):
        if beginning[:-1] != row:
            break
        same += 1
    if same < len(wanted) or same < len(stored):
        by_hash = {row[0]: _content(row[1:]) for row in db.execute(_CONTENTS, [article])}
        by_hash |= {content.sha256: content for content in contents}
        db.execute("DELETE FROM revisions WHERE article = ? AND number > ?", [article, same])
        for number, reading in enumerate(wanted[same:], start=same + 1):
            now = by_hash[reading.content_sha256]
            changed: tuple[str, ...] = ()
            if number > 1:
                changed = now.changed_since(by_hash[wanted[number - 2].content_sha256])
            _insert(db, article, number, reading, now, changed)


def _content(row: tuple[str, ...]) -> Content:
    return Content(dict(zip(CONTENT, row[2:], strict=True)), row[0], row[1])


def _insert(
    db: Database,
    article: int,
    number: int,
    reading: StoredReading,
    content: Content,
    changed: tuple[str, ...],
) -> None:
    db.execute(
        _INSERT,
        [
            article,
            number,
            reading.at,
            *(content.fields[name] for name in CONTENT),
            reading.published_text,
            content.images,
            content.attachments,
            json.dumps(changed),
            reading.capture,
            reading.parser,
            reading.content_sha256,
        ],
    )
