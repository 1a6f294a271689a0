"""Ids that stay the same in a rebuilt database, since addresses of the web view contain them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from kho_tin.archive.lasting_names import pid_of
from kho_tin.warc.journal import End


@dataclass(frozen=True)
class Numbers:
    """Ids from the old database, or new ones; see `previous_database` for its views."""

    db: Database

    def of_run(self, site: str, end: End | None) -> NumbersOfRun:
        """The ids that new articles of a run are to have."""
        return NumbersOfRun(self, site, end.articles if end else {})

    def article(self, site: str, identity: str, journal: int | None) -> int:
        """The id for a new article; `journal` is its id in its run's journal."""
        known = self._value(
            "SELECT id FROM old_articles WHERE site = ? AND identity = ?", site, identity
        )
        if known is None:  # a withheld article has its id there
            withheld = "SELECT article FROM old_withheld WHERE pid = ?"
            known = self._value(withheld, pid_of(site, identity))
        if known is None and journal is not None and not self._is_taken(journal):
            known = journal
        return int(known) if known is not None else self.following("articles")

    def capture(self, warc: str, offset: int) -> int:
        """The id for the capture of a record."""
        known = self._value(
            "SELECT id FROM old_captures WHERE warc = ? AND offset = ?", warc, offset
        )
        return int(known) if known else self.following("captures")

    def run(self, uuid: str) -> int:
        """The id for the run that has that UUID."""
        known = self._value("SELECT id FROM old_runs WHERE uuid = ?", uuid)
        return int(known) if known else self.following("runs")

    def following(self, table: Literal["articles", "captures", "runs"]) -> int:
        """An id that is in neither database."""
        tables = [f"{table}", f"old_{table}"]
        highest = [self._value(f"SELECT coalesce(max(id), 0) FROM {each}") for each in tables]
        if table == "articles":
            highest.append(self._value("SELECT coalesce(max(article), 0) FROM old_withheld"))
        return int(max(highest)) + 1

    def _is_taken(self, article: int) -> bool:
        sql = "SELECT 1 FROM articles WHERE id = ?1 UNION ALL SELECT 1 FROM old_articles "
        return self._value(f"{sql}WHERE id = ?1", article) is not None

    def _value(self, sql: str, *values: Any) -> Any:
        row = self.db.execute(sql, list(values)).fetchone()
        return row[0] if row else None


@dataclass(frozen=True)
class NumbersOfRun:
    """Ids of articles by identity: from the old database; else from their run's journal, if that id
    is free; else new ones."""

    numbers: Numbers
    site: str
    journal: Mapping[str, int]

    def get(self, identity: str) -> int | None:
        """The id for a new article."""
        return self.numbers.article(self.site, identity, self.journal.get(identity))
