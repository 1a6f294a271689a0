"""Storing what was read of an article: its row, its revision and its index row, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from archive import files, history, runs, search_index
from archive.content import FIELDS, Content, Layout
from archive.database import transaction
from archive.history import Reading
from archive.runs import State
from archive.visits import Known, due, known

__all__ = ["Known", "Outcome", "Stored", "body", "due", "known", "store"]

Outcome = Literal["new", "changed", "unchanged", "refused"]


@dataclass(frozen=True)
class Stored:
    """What became of a reading.

    `changed` names the columns that differ from the revision before. `refused`: another
    article of the site (`article`) holds the address; nothing was stored but a problem.
    """

    article: int
    outcome: Outcome
    changed: tuple[str, ...] = ()


def store(
    db: Database,
    *,
    site: str,
    fields: Mapping[str, Any],
    images: Sequence[Mapping[str, Any]] = (),
    attachments: Sequence[Mapping[str, Any]] = (),
    capture: int,
    run: int,
    seen_at: str,
    state: Literal["listed", "unlisted"] = "listed",
    status: int | None = 200,
    number: int | None = None,
) -> Stored:
    """Keep one reading of an article's page, in one transaction.

    `fields` must hold identity, url, title, body and parser, and may hold published,
    published_text, author, source, category, summary, language and body_html; other keys are
    left alone. Images are mappings with url, caption and alt, attachments with url and filename.
    `seen_at` (UTC, `…Z`) is when the page was fetched, and may lie before what is stored: the
    reading then takes its place in the history (see `archive.history`) and the row goes on
    showing the newest. The same capture given again replaces its earlier reading.

    `number` is the id of the article if it is new; the next one when left out.

    The row shows the newest reading; `capture` and `parser` name the first of the readings
    that all say exactly that, so that reading the same again leaves them alone.
    """
    content = Content.read(fields, images, attachments)
    layout = Layout(
        fields.get("published_text"),
        fields.get("body_html"),
        tuple(one.get("alt") for one in images),
        fields["parser"],
    )
    reading = Reading(
        seen_at,
        capture,
        layout.parser,
        layout.published_text,
        content.sha256,
        layout.sha256,
    )
    with transaction(db):
        article = find(db, site, fields["identity"])
        if article is None:
            if holder := _holder(db, site, content):
                return _refuse(db, holder, run, fields, seen_at)
            identity = fields["identity"]
            article = _insert(db, number, site, identity, content, layout, reading, state)
            _observe(db, article, run, reading, state, status)
            history.revise(db, article, [reading], content)
            files.write(db, article, images, attachments)
            search_index.write(db, article)
            runs.touch(db, article)
            return Stored(article, "new")
        before = history.readings(db, article)
        read = [one for one in before if one[:2] != reading[:2]] + [reading]
        read.sort(key=lambda one: one[:2])
        shown = read[-1] is reading
        if shown and (holder := _holder(db, site, content, besides=article)):
            return _refuse(db, holder, run, fields, seen_at)
        _observe(db, article, run, reading, state, status)
        hashes = history.hashes(before)
        history.revise(db, article, read, content)
        if shown and before[-1].content_sha256 != reading.content_sha256:
            _write_row(db, article, content, layout)
            files.write(db, article, images, attachments)
            search_index.write(db, article)
        elif shown and before[-1].layout_sha256 != reading.layout_sha256:
            _write_row(db, article, content, layout)
            files.write_alts(db, article, layout.alts)
        _point(db, article, read)
        runs.touch(db, article)
        if history.hashes(read) == hashes:
            return Stored(article, "unchanged")
        return Stored(article, "changed", _changed_by(db, article, seen_at))


def find(db: Database, site: str, identity: str) -> int | None:
    """The id of the article that `site` knows as `identity`."""
    row = db.execute(
        "SELECT id FROM articles WHERE site = ? AND identity = ?", [site, identity]
    ).fetchone()
    return row[0] if row else None


def body(db: Database, article: int) -> str:
    """The text of an article as its row shows it. Raises KeyError."""
    row = db.execute("SELECT body FROM articles WHERE id = ?", [article]).fetchone()
    if row is None:
        raise KeyError(article)
    return str(row[0])


def body_at(db: Database, site: str, identity: str, at: str) -> str | None:
    """The text that an article had at a time (UTC, `…Z`), as far as it is known; or None."""
    row = db.execute(
        "SELECT body FROM revisions WHERE seen_at <= ? AND article = "
        "(SELECT id FROM articles WHERE site = ? AND identity = ?) ORDER BY number DESC",
        [at, site, identity],
    ).fetchone()
    return str(row[0]) if row else None


_SHOWN = (*FIELDS, "year", "words", "content_sha256", "published_text", "body_html")
_UPDATE = f"UPDATE articles SET {', '.join(f'{name} = ?' for name in _SHOWN)} WHERE id = ?"
_NEW = (
    "INSERT INTO articles "
    "(id, site, identity, state, first_seen, last_seen, last_changed, parser, capture, "
    f"{', '.join(_SHOWN)}) VALUES ({', '.join('?' * (9 + len(_SHOWN)))})"
)


def _values(content: Content, layout: Layout) -> list[Any]:
    return [
        *(content.fields[name] for name in FIELDS),
        content.year,
        content.words,
        content.sha256,
        layout.published_text,
        layout.body_html,
    ]


def _insert(
    db: Database,
    number: int | None,
    site: str,
    identity: str,
    content: Content,
    layout: Layout,
    reading: Reading,
    state: State,
) -> int:
    at = reading.at
    head = [number, site, identity, state, at, at, at, reading.parser, reading.capture]
    cursor = db.execute(_NEW, [*head, *_values(content, layout)])
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _write_row(db: Database, article: int, content: Content, layout: Layout) -> None:
    db.execute(_UPDATE, [*_values(content, layout), article])


def _point(db: Database, article: int, read: Sequence[Reading]) -> None:
    """Name the reading that the row has been showing since, and when it last changed."""
    origin = history.origin(read)
    db.execute(
        "UPDATE articles SET capture = ?, parser = ?, last_changed = "
        "(SELECT seen_at FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1) "
        "WHERE id = ?",
        [origin.capture, origin.parser, article, article],
    )


def _observe(
    db: Database, article: int, run: int, reading: Reading, state: State, status: int | None
) -> None:
    """A look that read the page; a second reading of one capture takes the first one's place."""
    db.execute(
        f"INSERT INTO observations (article, run, state, status, {', '.join(Reading._fields)}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (article, at, capture) WHERE content_sha256 IS NOT NULL DO UPDATE SET "
        "parser = excluded.parser, published_text = excluded.published_text, "
        "content_sha256 = excluded.content_sha256, layout_sha256 = excluded.layout_sha256",
        [article, run, state, status, *reading],
    )


def _holder(db: Database, site: str, content: Content, besides: int | None = None) -> int | None:
    """The other article of the site that has this address."""
    row = db.execute(
        "SELECT id FROM articles WHERE site = ? AND url = ? AND id IS NOT ?",
        [site, content.fields["url"], besides],
    ).fetchone()
    return row[0] if row else None


def _refuse(db: Database, holder: int, run: int, fields: Mapping[str, Any], seen_at: str) -> Stored:
    """Two identities at one address: what is kept stays, and the run's record says so."""
    runs.problem(
        db,
        run,
        url=fields["url"],
        kind="address_taken",
        message=f"read as {fields['identity']}, but article {holder} holds this address",
        article=holder,
        at=seen_at,
    )
    return Stored(holder, "refused")


def _changed_by(db: Database, article: int, seen_at: str) -> tuple[str, ...]:
    row = db.execute(
        "SELECT changed FROM revisions WHERE article = ? AND seen_at >= ? AND number > 1 "
        "ORDER BY number LIMIT 1",
        [article, seen_at],
    ).fetchone()
    return tuple(json.loads(row[0])) if row else ()
