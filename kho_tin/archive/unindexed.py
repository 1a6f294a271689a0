"""Records of finished WARC files that have no rows: what a full disk left."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive.repair import ANSWERS, take_in
from kho_tin.base.errors import explain
from kho_tin.warc.reader import DamagedRecord, read_record


def complete(db: Database, folder: Path, crashed: Collection[int]) -> set[int]:
    """Give the records of finished files the rows that they lack; return the runs of such files.

    On a full disk a record may be written and its row not, and the run ends as crashed, with its
    file finished. Files of `crashed` runs are read through; of others only what follows the last
    row's record. Those from before the last run that ended well were looked at when that began.
    Raises ArchiveError.
    """
    completed = set[int]()
    for name, run, end in _unaltered(db, folder):
        path = folder / name
        try:
            if run not in crashed and _reaches_end(path, end):
                continue
            before = _rows(db, name)
            take_in(db, run, path)
        except OSError as error:
            raise explain(error, path) from error
        if _rows(db, name) > before:
            completed.add(run)
    return completed


def _unaltered(db: Database, folder: Path) -> Iterator[tuple[str, int, int]]:
    """Finished files since the last run that ended well, their runs, and where their last rows'
    records end, in bytes. A file that is not as long as it was is damaged, and left to `verify`."""
    rows = db.execute(
        "SELECT name, run, bytes, coalesce((SELECT offset + length FROM captures "
        "WHERE warc = name ORDER BY offset DESC LIMIT 1), 0) FROM warcs WHERE run >= "
        "(SELECT coalesce(max(id), 0) FROM runs WHERE verdict != 'crashed') ORDER BY name"
    )
    for name, run, size, end in rows.fetchall():
        with suppress(FileNotFoundError):
            if (folder / name).stat().st_size == size:
                yield name, run, end


def _reaches_end(path: Path, end: int) -> bool:
    """Whether no answer follows `end`: only requests, and what the journal says of them."""
    size = path.stat().st_size
    while end < size:
        try:
            record = read_record(path, end)
        except DamagedRecord:
            return True  # there is nothing to be had
        if record.type in ANSWERS:
            return False
        end += record.length
    return True


def _rows(db: Database, warc: str) -> int:
    return int(db.execute("SELECT count(*) FROM captures WHERE warc = ?", [warc]).fetchone()[0])
