"""The problems of one run, on record: each once where that is wanted, and at most MOST."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from kho_tin.archive import runs
from kho_tin.base.reasons import of_problems
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.outcome.answered import Problem

MOST = 10_000  # rows of one run: a site that makes more of them says nothing new


@dataclass
class Problems:
    """`count` is how many there are already."""

    db: Database
    run: int
    count: int = 0
    _on_record: set[tuple[str | None, str, str]] | None = None  # read when it is needed

    @classmethod
    def of(cls, db: Database, run: int) -> Problems:
        sql = "SELECT count(*) FROM problems WHERE run = ?"
        return cls(db, run, db.execute(sql, [run]).fetchone()[0])

    def add(self, problem: Problem, at: str, *, once: bool = False) -> None:
        """Record a problem; `once`: unless it is recorded already."""
        self.count += 1
        if self.count > MOST:
            return
        kind: ProblemKind = problem.kind
        message = problem.message
        if once and self._on_record is None:
            # One query for all: one for each of thousands would look at all others every time.
            sql = "SELECT url, kind, message FROM problems WHERE run = ?"
            self._on_record = set(self.db.execute(sql, [self.run]).fetchall())
        if self._on_record is not None:
            is_there = (problem.url, kind, message) in self._on_record
            self._on_record.add((problem.url, kind, message))
            if once and is_there:
                return
        if self.count == MOST:
            kind, message = "more_problems", of_problems.more_problems()
        runs.problem(self.db, self.run, url=problem.url, kind=kind, message=message, at=at)
