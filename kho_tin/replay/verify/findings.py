"""What a check of the archive finds, one line each, with the articles concerned."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

# Takes how many more bytes or rows are checked, for a progress bar.
Advance = Callable[[int], None]

_NAMED = 3  # articles named in one line; a lost file can touch thousands


@dataclass(frozen=True)
class Finding:
    """One damage. `where` is a file with a byte offset, or a table with a row's key."""

    where: str
    what: str
    articles: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = ", ".join(self.articles[:_NAMED])
        more = len(self.articles) - _NAMED
        if more > 0:
            named += f" and {more} more"
        line = f"{self.where}: {self.what}" + (f"; article {named}" if named else "")
        return " ".join(line.split())


def article(db: Database, number: int) -> tuple[str, ...]:
    """How a finding names an article: its id and address."""
    row = db.execute("SELECT url FROM articles WHERE id = ?", [number]).fetchone()
    return (f"{number} {row[0]}" if row else f"{number} (no such row)",)


def articles_of(db: Database, captures: Iterable[int]) -> tuple[str, ...]:
    """The articles that were read from these captures, or whose pictures or files they hold."""
    numbers = set[int]()
    for capture in captures:
        numbers.update(
            row[0]
            for row in db.execute(
                "SELECT article FROM observations WHERE capture = ?1 "
                "UNION SELECT article FROM revisions WHERE capture = ?1 "
                "UNION SELECT article FROM images WHERE capture = ?1 "
                "UNION SELECT article FROM attachments WHERE capture = ?1 "
                "UNION SELECT article FROM removed_attachments WHERE capture = ?1 "
                "UNION SELECT article FROM observations JOIN captures "
                "ON captures.id = observations.capture WHERE refers_to = ?1",
                [capture],
            )
        )
    return tuple(article(db, number)[0] for number in sorted(numbers))


def guarded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What SQLite cannot read is one more finding, and not the end of the check."""
    try:
        yield from findings
    except sqlite3.ProgrammingError:
        raise  # a bug of this program, not damage
    except sqlite3.DatabaseError as error:
        yield unreadable(error)


def unreadable(error: sqlite3.DatabaseError) -> Finding:
    """The finding for an error of SQLite."""
    return Finding("database", f"SQLite cannot read it: {error}")
