"""Comparing an observation, or an attachment, with today's reading of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlite_utils import Database

from kho_tin import __version__
from kho_tin.archive.database import Row
from kho_tin.parsers.registry import PARSERS
from kho_tin.replay.verify.expected import ExpectedObservation
from kho_tin.replay.verify.findings import Finding, article

TODAY = {parser.label for parser in PARSERS}

OBSERVED = """
SELECT o.*, identity, version FROM observations o JOIN articles ON articles.id = article
JOIN runs ON runs.id = run
"""

_ATTACHED = """
SELECT 'attachments' AS "table", position AS place, * FROM attachments WHERE capture = ?1
UNION ALL SELECT 'removed_attachments', url, article, NULL, url, filename, media_type, bytes,
  sha256, text, capture, layout FROM removed_attachments WHERE capture = ?1
"""


def attachments_of(db: Database, capture: int) -> list[Row]:
    """The rows that name a capture, of `attachments` and of `removed_attachments`, each with its
    `table` and its `place` in that."""
    return list(db.query(_ATTACHED, [capture]))


@dataclass
class Comparing:
    """`older` counts differences that come from an older parser or program: these rows cannot be
    compared, only made again by a rebuild. `by_others` counts those of rows of another parser of
    today: all at once if one was added, or the marks of one were. `exceeded` are captures that were
    not compared because they could not be read within the bounds."""

    db: Database
    older: int = 0
    by_others: int = 0
    exceeded: set[int] = field(default_factory=set)

    def observation(
        self, row: Row, expected: ExpectedObservation, *, is_whole: bool = True
    ) -> Iterator[Finding]:
        """Compare a row of OBSERVED with today's reading of its answer."""
        where, touched = f"observations {row['id']}", article(self.db, row["article"])
        stored = ExpectedObservation.of(row)
        differing = ["identity"] if stored.identity != expected.identity else []
        if stored.reading and expected.reading:
            names = zip(stored.reading._fields, stored.reading, expected.reading, strict=True)
            differing += [name for name, before, now in names if before != now]
        elif stored.reading or expected.reading:
            differing.append("content_sha256")
        is_older = row["parser"] not in TODAY and {"content_sha256", "layout_sha256"} & {*differing}
        if is_older:
            self.older += 1
        elif differing:
            self.by_others += "parser" in differing
            what = f"capture {row['capture']} reads otherwise today: {', '.join(differing)}"
            yield Finding(where, what, touched)
        if is_whole and stored.state != expected.state:
            if row["version"] == __version__:
                what = f"state is {stored.state!r}, should be {expected.state!r}"
                yield Finding(where, what, touched)
            elif not is_older:
                self.older += 1

    def stray(self, row: Row) -> Iterator[Finding]:
        """A row of OBSERVED that today's reading does not produce."""
        is_older = row["parser"] not in TODAY if row["content_sha256"] else False
        if is_older or row["version"] != __version__:
            self.older += 1
            return
        what = "nothing that its run met says so"
        if row["content_sha256"]:
            what = f"capture {row['capture']} does not read as an article today"
        yield Finding(f"observations {row['id']}", what, article(self.db, row["article"]))

    def attachment(self, row: Row, expected: Row) -> Iterator[Finding]:
        """Compare a row of `attachments_of` with today's reading of its capture."""
        if row["layout"] is None and expected["layout"] is not None and row["text"]:
            self.older += 1  # of a program that did not keep where pages begin
            expected = {**expected, "layout": None}
        for name in ("bytes", "sha256", "text", "layout"):
            if row[name] != expected[name]:
                where = f"{row['table']} {row['article']}.{row['place']}"
                what = f"{name} is not that of capture {row['capture']} ({row['url']})"
                yield Finding(where, what, article(self.db, row["article"]))
