"""Checking the records of a WARC file, each against its row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures
from kho_tin.archive.captures import Via
from kho_tin.archive.database import Row
from kho_tin.archive.decisions import dark
from kho_tin.replay.verify.findings import Finding, articles_of
from kho_tin.warc import conversion, tombstone
from kho_tin.warc.reader import DamagedRecord, Record, read_record


class RowsByOffset:
    """The rows of a file's captures, taken in the order of their offsets beside its records."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._coming = next(rows, None)

    def before(self, offset: float) -> Iterator[Row]:
        """Take the next rows as far as they point before `offset` (bytes)."""
        while (row := self._coming) is not None and row["offset"] < offset:
            self._coming = next(self._rows, None)
            yield row


@dataclass(frozen=True)
class Records:
    """`path_of` finds a file by its name; `notes` gets what is not damage."""

    db: Database
    path_of: Callable[[str], Path]
    notes: list[str]

    def check(
        self, path: Path, record: Record, row: Row | None, via: Via | None
    ) -> Iterator[Finding]:
        """Check a record against its row, if it has one. `via` is as for
        `captures.row_of_record`."""
        if record.type == tombstone.TYPE:
            yield from self._tombstone(path, record, row)
            return
        for field in record.wrong_digests():
            ids = [row["id"]] if row else []
            yield Finding(at(path, record.offset), f"{field} is wrong", articles_of(self.db, ids))
        if record.type == conversion.TYPE:
            yield from self._conversion(path, record)
        if record.type in ("response", "revisit"):
            if row is None:
                yield Finding(
                    at(path, record.offset),
                    f"a record without a row: {record.fields.get('warc-target-uri')}",
                )
            else:
                yield from self._compare(row, record, via)

    def not_erased(self, path: Path) -> Iterator[Finding]:
        """Records that a decision erased and that still exist."""
        for offset, decision in self.db.execute(
            "SELECT offset, decision FROM tombstones WHERE warc = ? ORDER BY offset", [path.name]
        ).fetchall():
            try:
                is_there = read_record(path, offset).type != tombstone.TYPE
            except (DamagedRecord, OSError):
                continue  # reported already
            if is_there:
                what = f"is there, and {decision} erased it: the next start goes on with that"
                yield Finding(at(path, offset), what)

    def _tombstone(self, path: Path, record: Record, row: Row | None) -> Iterator[Finding]:
        """Check that an erased record has a decision, no bytes and no row. A tombstone in a file
        from another archive was erased there."""
        where = at(path, record.offset)
        stated = {
            "length": record.length,
            "record_id": record.fields.get(tombstone.ERASED.lower()),
            "decision": record.fields.get(tombstone.DECISION.lower(), "")
            .removeprefix("<urn:uuid:")
            .removesuffix(">"),
        }
        stones = self.db.query(
            "SELECT length, record_id, decision FROM tombstones WHERE warc = ? AND offset = ?",
            [path.name, record.offset],
        )
        is_ours = stated in stones
        if row and not is_ours:
            yield Finding(where, "a tombstone, and no decision erased a record here")
        elif not is_ours:
            self.notes.append(f"{where}: was erased by {stated['decision']} before it came here")
        if not tombstone.is_blank(record):
            yield Finding(where, "a tombstone with something in it")
        if row:
            yield self.wrong(row, f"captures {row['id']} says otherwise")

    def _conversion(self, path: Path, record: Record) -> Iterator[Finding]:
        """Check that what was read of a capture says by what, and of which."""
        where, capture = at(path, record.offset), record.fields.get(conversion.REFERS_TO.lower())
        try:
            conversion.Conversion.of(record)
        except ValueError as error:
            yield Finding(where, str(error))
        sql = "SELECT 1 FROM captures WHERE record_id = ?"
        if not self.db.execute(sql, [capture]).fetchone():
            yield Finding(where, f"a conversion of {capture}, which is not there")

    def _compare(self, row: Row, record: Record, via: Via | None) -> Iterator[Finding]:
        try:
            stated = captures.row_of_record(record, via)
        except ValueError as error:
            yield self.wrong(row, f"the record {error}")
            return
        stated["refers_to"] = captures.referred_to(self.db, record)
        if row["url"] == dark.ADDRESS:
            stated |= dark.SAYS
        for name, value in stated.items():
            if row[name] != value:
                yield self.wrong(
                    row, f"captures {row['id']} has {name} {row[name]!r}, its record {value!r}"
                )
        if row["refers_to"] and row["payload_sha256"]:
            original = self.db.execute(
                "SELECT payload_sha256, refers_to FROM captures WHERE id = ?", [row["refers_to"]]
            ).fetchone()
            if original != (row["payload_sha256"], None):
                yield self.wrong(row, f"captures {row['refers_to']} does not hold its bytes")

    def wrong(self, row: Row, what: str) -> Finding:
        """The finding that something is wrong where a row of `captures` points."""
        where = at(self.path_of(row["warc"]), row["offset"])
        return Finding(where, f"{what} ({row['page_url']})", articles_of(self.db, [row["id"]]))


def at(path: Path, offset: int) -> str:
    """Where a record begins, in words."""
    return f"{path} at byte {offset}"
