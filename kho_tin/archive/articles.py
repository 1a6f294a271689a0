"""Storing what was read of an article: its row, its revision and its index row, or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive import decisions, derived, files, history, observations, runs
from kho_tin.archive.body_html import pack
from kho_tin.archive.columns import READ
from kho_tin.archive.content import Content, ParsedArticle
from kho_tin.archive.database import Row, transaction
from kho_tin.archive.decisions import correcting, dark
from kho_tin.archive.history import StoredReading
from kho_tin.archive.known_articles import KnownArticle, due, known
from kho_tin.archive.lasting_names import pid_of
from kho_tin.archive.observations import State
from kho_tin.archive.reprocessing import Reprocessing, Rereader, reprocess
from kho_tin.base.reasons.problem_kinds import ProblemKind

__all__ = ["KnownArticle", "Observation", "Outcome", "StoreResult", "body", "due", "known", "store"]

Outcome = Literal["new", "changed", "unchanged", "refused", "withheld"]


@dataclass(frozen=True)
class StoreResult:
    """What became of a reading.

    `changed` names the columns that differ from the revision before. `refused`: another article of
    the site (`article`) has the address; nothing was stored but a problem. `withheld`: by a
    decision; nothing was stored, and `article` is 0. `is_reprocessed`: what was stored before had
    been read by other code than today's, and was replaced.
    """

    article: int
    outcome: Outcome
    changed: tuple[str, ...] = ()
    is_reprocessed: bool = False


@dataclass(frozen=True)
class Observation:
    """One observation of an article whose page was read. `at` (UTC, `…Z`) is when the page was
    fetched; `status` is its HTTP status."""

    run: int
    at: str
    capture: int
    state: Literal["listed", "unlisted"] = "listed"
    status: int | None = 200


def store(
    db: Database,
    site: str,
    parsed: ParsedArticle,
    seen: Observation,
    *,
    number: int | None = None,
    again: Rereader | None = None,
) -> StoreResult:
    """Keep one reading of an article's page, in one transaction.

    `seen` may be earlier than what is stored: the reading then takes its place in the history (see
    `archive.history`), and the row still shows the newest. A second reading of the same capture
    replaces the first.

    `number` is the id of the article if it is new; the next one when left out. `again` reads the
    article's earlier captures (see `archive.reprocessing`) where this reading differs from them;
    None: today's code has read them all.

    The row shows the newest reading; `capture` and `parser` name the earliest of the readings with
    exactly the same result, so that reading the same again does not change them.
    """
    identity = parsed.fields["identity"]
    if decisions.is_withheld(db, site, identity):
        _keep_dark(db, pid_of(site, identity), seen.capture, parsed)
        return StoreResult(0, "withheld")
    reading = StoredReading.of(parsed, seen.capture, seen.at)
    storing = _Storing(db, site, parsed, seen, reading)
    article = find(db, site, identity)
    if article is None:
        stored = storing.new(number)
        read_today = [seen.capture]
    else:
        before = history.readings(db, article)
        reprocessed = Reprocessing(before)
        if again:
            reprocessed = reprocess(db, identity, before, reading, parsed, again)
        with transaction(db):
            stored = storing.known(article, before, reprocessed)
        read_today = [seen.capture, *reprocessed.today]
    if again and stored.outcome != "refused":
        again.note(read_today)
    return stored


@dataclass(frozen=True)
class _Storing:
    """A reading on its way into the archive."""

    db: Database
    site: str
    parsed: ParsedArticle
    seen: Observation
    reading: StoredReading

    def new(self, number: int | None) -> StoreResult:
        db, parsed, reading = self.db, self.parsed, self.reading
        with transaction(db):
            if owner := _owner_of(db, self.site, parsed.content):
                return self._refuse(owner, parsed)
            article = _insert(db, number, self.site, parsed, reading, self.seen.state)
            self._observe(article)
            history.revise(db, article, [reading], [parsed.content])
            files.write(db, article, parsed.images, parsed.attachments)
            correcting.apply(db, article)
            derived.add(db, article)
            observations.touch(db, article)
        return StoreResult(article, "new")

    def known(
        self, article: int, before: Sequence[StoredReading], reprocessed: Reprocessing
    ) -> StoreResult:
        """To be called within a transaction. `before` is what is stored."""
        db, reading = self.db, self.reading
        says = {**reprocessed.parsed, reading.capture: self.parsed}
        read = [earlier for earlier in reprocessed.before if earlier[:2] != reading[:2]] + [reading]
        read.sort(key=lambda stored: stored[:2])
        shown = says.get(read[-1].capture)
        if shown and (owner := _owner_of(db, self.site, shown.content, besides=article)):
            return self._refuse(owner, shown)
        for earlier in reprocessed.before:
            if earlier.capture in reprocessed.parsed:
                _read_anew(db, article, earlier)
        self._observe(article)
        # Else its revisions and its row keep their texts, and what is made of these needs no look.
        changes = history.hashes(read) != history.hashes(before)
        changes = changes or not read[-1].shows_the_same_as(before[-1])
        with derived.rewritten(db, [article] if changes else []):
            history.revise(db, article, read, [value.content for value in says.values()])
            if shown:
                self._show(article, shown, before[-1], read[-1])
        _point(db, article, read)
        derived.date(db, article)
        observations.touch(db, article)
        is_reprocessed = bool(reprocessed.parsed)
        if history.hashes(read) == history.hashes(reprocessed.before):
            return StoreResult(article, "unchanged", is_reprocessed=is_reprocessed)
        if reprocessed.lost:
            self._doubt(article, reprocessed.lost)
        return StoreResult(
            article, "changed", _changed_by(db, article, self.seen.at), is_reprocessed
        )

    def _show(
        self, article: int, shown: ParsedArticle, before: StoredReading, newest: StoredReading
    ) -> None:
        """Update an article's row to its newest reading, where that differs from the one
        `before`."""
        if before.content_sha256 != newest.content_sha256:
            _write_row(self.db, article, shown)
            files.write(self.db, article, shown.images, shown.attachments)
            self._correct(article, shown.fields["url"])
        elif before.layout_sha256 != newest.layout_sha256:
            _write_row(self.db, article, shown)
            correcting.apply(self.db, article)
            files.write_alts(self.db, article, shown.layout.alts)

    def _observe(self, article: int) -> None:
        """Record an observation with its reading; a second reading of a capture replaces the
        first."""
        seen, names = self.seen, StoredReading._fields
        self.db.execute(
            f"INSERT INTO observations (article, run, state, status, {', '.join(names)}) "
            f"VALUES (?, ?, ?, ?, {', '.join('?' * len(names))}) "
            "ON CONFLICT (article, at, capture) WHERE content_sha256 IS NOT NULL DO UPDATE SET "
            + ", ".join(f"{name} = excluded.{name}" for name in _HOW_READ),
            [article, seen.run, seen.state, seen.status, *self.reading],
        )

    def _refuse(self, owner: int, shown: ParsedArticle) -> StoreResult:
        """Two identities at one address: what is stored stays, and a problem is recorded."""
        message = f"read as {shown.fields['identity']}, but article {owner} holds this address"
        self._problem(owner, shown.fields["url"], kind="address_taken", message=message)
        return StoreResult(owner, "refused")

    def _doubt(self, article: int, lost: StoredReading) -> None:
        """A change that may come from newer code, and not from the site, is also recorded as a
        problem."""
        message = (
            f"recorded as changed since {lost.at}, but capture {lost.capture} of that day "
            "cannot be read again: it may only be read by a newer parser"
        )
        self._problem(article, self.parsed.fields["url"], kind="not_compared", message=message)

    def _correct(self, article: int, url: str) -> None:
        """Corrected fields stay corrected; a problem is recorded where the page now prints the
        same."""
        for field in correcting.apply(self.db, article):
            message = f"the page now prints the {field} to which it was corrected here"
            self._problem(article, url, kind="corrected_there", message=message)

    def _problem(self, article: int, url: str, *, kind: ProblemKind, message: str) -> None:
        runs.problem(
            self.db,
            self.seen.run,
            url=url,
            kind=kind,
            message=message,
            article=article,
            at=self.seen.at,
        )


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


def have_ids(db: Database, site: str, capture: int) -> bool:
    """Whether, before a capture, some article of a site was known by an id of its system, and not
    by its address."""
    sql = "SELECT 1 FROM articles WHERE site = ? AND identity NOT LIKE '%://%' AND EXISTS "
    sql += "(SELECT 1 FROM observations WHERE article = articles.id AND capture < ?) LIMIT 1"
    return db.execute(sql, [site, capture]).fetchone() is not None


def are_read_otherwise(db: Database, site: str, parser: str, capture: int, least: int) -> bool:
    """Whether, before a capture, at least so many articles of a site were read, and none of them by
    a parser (its name, in any version)."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM articles WHERE site = ?1 AND {} AND EXISTS "
    sql += "(SELECT 1 FROM observations WHERE article = articles.id AND capture < ?2) LIMIT ?3)"
    ours = sql.format("substr(parser, 1, length(?4) + 1) = ?4 || '@'")
    if db.execute(ours, [site, capture, 1, parser]).fetchone()[0]:
        return False
    return bool(db.execute(sql.format("1"), [site, capture, least]).fetchone()[0] == least)


def version_before(db: Database, site: str, identity: str, at: str, capture: int) -> Row | None:
    """The revision of an article at a time (UTC, `…Z`), by the captures before `capture`, with the
    capture and the parser of its last reading. None before the first."""
    rows = db.query(
        "SELECT r.*, o.capture, o.parser FROM observations o JOIN revisions r "
        "ON r.article = o.article AND r.content_sha256 = o.content_sha256 "
        "WHERE o.at <= ? AND o.capture < ? AND o.article = "
        "(SELECT id FROM articles WHERE site = ? AND identity = ?) "
        "ORDER BY o.at DESC, o.id DESC LIMIT 1",
        [at, capture, site, identity],
    )
    return next(iter(rows), None)


_UPDATE = f"UPDATE articles SET {', '.join(f'{name} = ?' for name in READ)} WHERE id = ?"
_NEW = (
    "INSERT INTO articles "
    "(id, pid, site, identity, state, first_seen, last_seen, last_changed, parser, capture, "
    f"{', '.join(READ)}) VALUES ({', '.join('?' * (10 + len(READ)))})"
)
# The columns of an observation that its reading fills, besides its time and capture.
_HOW_READ = StoredReading._fields[2:]


def _values(parsed: ParsedArticle) -> list[Any]:
    row = parsed.row
    row["body_html"] = pack(row["body"], row["body_html"])
    return [row[name] for name in READ]


def _insert(
    db: Database,
    number: int | None,
    site: str,
    parsed: ParsedArticle,
    reading: StoredReading,
    state: State,
) -> int:
    at, identity = reading.at, parsed.fields["identity"]
    pid = pid_of(site, identity)
    number = number or _next(db)
    head = [number, pid, site, identity, state, at, at, at, reading.parser, reading.capture]
    cursor = db.execute(_NEW, [*head, *_values(parsed)])
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _next(db: Database) -> int:
    """An id that no article has, nor had before it was withheld: addresses contain ids."""
    row = db.execute(
        "SELECT max((SELECT coalesce(max(id), 0) FROM articles), "
        "(SELECT coalesce(max(article), 0) FROM withheld)) + 1"
    ).fetchone()
    return int(row[0])


def _keep_dark(db: Database, pid: str, capture: int, parsed: ParsedArticle) -> None:
    """Captures of a withheld article belong to it, from another address too, and so do its pictures
    and documents, captured before or later."""
    with transaction(db):
        dark.claim(db, pid, [capture], "page")
        dark.make_dark(db, [capture], "page")
        dark.keep_address(db, pid, [parsed.content.fields["url"] or ""], "page")
        urls = [file["url"] for file in (*parsed.images, *parsed.attachments)]
        dark.keep_address(db, pid, urls, "file")
        for url in urls:
            sql = "SELECT id FROM captures WHERE page_url = ?"
            captured = [row[0] for row in db.execute(sql, [url]).fetchall()]
            dark.claim(db, pid, captured, "file")
            dark.make_dark(db, captured, "file")


def _write_row(db: Database, article: int, parsed: ParsedArticle) -> None:
    db.execute(_UPDATE, [*_values(parsed), article])


def _point(db: Database, article: int, read: Sequence[StoredReading]) -> None:
    """Set the first of the readings that the row shows, and when the article last changed."""
    origin = history.origin(read)
    db.execute(
        "UPDATE articles SET capture = ?, parser = ?, last_changed = "
        "(SELECT seen_at FROM revisions WHERE article = ? ORDER BY number DESC LIMIT 1) "
        "WHERE id = ?",
        [origin.capture, origin.parser, article, article],
    )


def _read_anew(db: Database, article: int, reading: StoredReading) -> None:
    """Replace what was once read from a capture by what today's code reads."""
    at, capture, *columns = reading
    db.execute(
        f"UPDATE observations SET {', '.join(f'{name} = ?' for name in _HOW_READ)} "
        "WHERE article = ? AND at = ? AND capture = ? AND content_sha256 IS NOT NULL",
        [*columns, article, at, capture],
    )


def _owner_of(db: Database, site: str, content: Content, besides: int | None = None) -> int | None:
    """The other article of the site that has this address."""
    row = db.execute(
        "SELECT id FROM articles WHERE site = ? AND url = ? AND id IS NOT ?",
        [site, content.fields["url"], besides],
    ).fetchone()
    return row[0] if row else None


def _changed_by(db: Database, article: int, seen_at: str) -> tuple[str, ...]:
    row = db.execute(
        "SELECT changed FROM revisions WHERE article = ? AND seen_at >= ? AND number > 1 "
        "ORDER BY number LIMIT 1",
        [article, seen_at],
    ).fetchone()
    return tuple(json.loads(row[0])) if row else ()
