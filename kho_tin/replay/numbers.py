"""Ids of articles that are known before the article is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True)
class Numbers:
    """Ids by identity, as the run's journal has them, if they are free."""

    db: Database
    journal: Mapping[str, int]

    def get(self, identity: str) -> int | None:
        """The id for a new article; None: the next free one."""
        number = self.journal.get(identity)
        sql = "SELECT 1 FROM articles WHERE id = ?"
        is_free = number is not None and not self.db.execute(sql, [number]).fetchone()
        return number if is_free else None
