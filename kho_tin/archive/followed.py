"""Searches that the operator follows: what each found last, and the notices of what has changed.

What a search finds now is compared with what it found, and the notices are put on record, in one
transaction: so after a kill nothing is lost, and nothing is noted twice. A notice is sent after
that, and then marked as sent; killed in between it is sent once more, with the same id.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlite_utils import Database

from kho_tin.archive.database import transaction
from kho_tin.base.times import now

Kind = Literal["new", "changed", "vanished"]

_STATE: Final = (
    "SELECT a.id, (SELECT max(number) FROM revisions WHERE article = a.id), "
    "a.state IN ('unlisted', 'gone') FROM articles AS a "
    "WHERE a.id IN (SELECT value FROM json_each(?))"
)
_ITEMS: Final = (
    "SELECT i.value ->> 1, a.pid, a.title, a.url, a.site, a.published, a.summary "
    "FROM json_each(?) AS i JOIN articles AS a ON a.id = i.value ->> 0 ORDER BY i.key"
)


@dataclass(frozen=True)
class Item:
    """An article that a search has found, and what became of it, as it is now."""

    kind: Kind
    pid: str
    title: str
    url: str
    site: str
    published: str | None
    summary: str | None


@dataclass(frozen=True)
class Unsent:
    """A notice on record that was not sent yet."""

    id: int
    search: str
    query: str
    channel: str
    at: str
    items: Sequence[Item]


def forget_others(db: Database, names: Collection[str]) -> None:
    """Remove what is on record of searches that are followed no more. Raises ArchiveError."""
    gone = [
        name
        for (name,) in db.execute("SELECT name FROM followed_searches").fetchall()
        if name not in names
    ]
    if gone:
        with transaction(db):
            for name in gone:
                db.execute("DELETE FROM followed_searches WHERE name = ?", [name])


def advance(
    db: Database, name: str, query: str, articles: Sequence[int], channels: Iterable[str]
) -> None:
    """Compare what a search finds, the ids of `articles`, with what it did, and put a notice on
    record for each channel. A search that is new, or has another query, begins with what it
    finds: nobody is told of that. Raises ArchiveError."""
    now_there = _state(db, articles)
    with transaction(db):
        row = db.execute("SELECT query FROM followed_searches WHERE name = ?", [name]).fetchone()
        if row is None or row[0] != query:
            db.execute("DELETE FROM followed_searches WHERE name = ?", [name])
            db.execute("INSERT INTO followed_searches VALUES (?, ?, ?)", [name, query, now()])
            before = now_there
            items: list[tuple[int, Kind]] = []
            changed = now_there
        else:
            before = _matches(db, name)
            # One that was edited, and is not found any more, was changed, too.
            left = _state(db, [article for article in before if article not in now_there])
            items = list(_differences(before, now_there, left))
            changed = {k: v for k, v in now_there.items() if before.get(k) != v}
        for article in before.keys() - now_there.keys():
            db.execute(
                "DELETE FROM followed_matches WHERE search = ? AND article = ?", [name, article]
            )
        db.conn.executemany(
            "INSERT OR REPLACE INTO followed_matches VALUES (?, ?, ?, ?)",
            [(name, article, *state) for article, state in changed.items()],
        )
        if items:
            for channel in channels:
                db.execute(
                    "INSERT INTO search_notices (search, channel, at, items) VALUES (?, ?, ?, ?)",
                    [name, channel, now(), json.dumps(items)],
                )


State = tuple[int, int]  # revisions, and whether it is off its site


def _differences(
    before: dict[int, State], present: dict[int, State], left: dict[int, State]
) -> Iterator[tuple[int, Kind]]:
    for article, (revisions, vanished) in present.items():
        if article not in before:
            yield article, "new"
            continue
        known_revisions, was_off = before[article]
        if revisions > known_revisions:
            yield article, "changed"
        if vanished and not was_off:
            yield article, "vanished"
    for article, (revisions, _) in left.items():
        if revisions > before[article][0]:
            yield article, "changed"


def _matches(db: Database, name: str) -> dict[int, State]:
    rows = db.execute(
        "SELECT article, revisions, vanished FROM followed_matches WHERE search = ?", [name]
    )
    return {article: (revisions, vanished) for article, revisions, vanished in rows.fetchall()}


def _state(db: Database, articles: Sequence[int]) -> dict[int, State]:
    rows = db.execute(_STATE, [json.dumps(list(articles))])
    return {article: (revisions or 0, vanished) for article, revisions, vanished in rows.fetchall()}


def unsent(db: Database, channel: str) -> list[Unsent]:
    """The notices of a channel that were not sent, oldest first, with their articles as they are
    now: without those that are withheld since."""
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT id, search, query, channel, at, items FROM search_notices "
        "JOIN followed_searches ON name = search WHERE channel = ? AND sent IS NULL ORDER BY id",
        [channel],
    ).fetchall()
    return [
        Unsent(
            *(number, search, query, channel, at),
            items=[Item(*item) for item in db.execute(_ITEMS, [items]).fetchall()],
        )
        for number, search, query, channel, at, items in rows
    ]


def close_notice(db: Database, notice: int, error: str | None) -> None:
    """Put on record that a notice was sent, or why it could not be. Raises ArchiveError."""
    with transaction(db):
        db.execute(
            "UPDATE search_notices SET sent = ?, error = ? WHERE id = ?",
            [None if error else now(), error, notice],
        )
