"""Erasing a record's bytes: tombstones in its WARC files, and the decision on record in the
archive.

The order makes it safe against a crash at any moment: the new files beside the old ones; the
decision, which names the SHA-256 of each before and after; then each new file in the place of the
old one; then the archive's rows; and a line that says that it is done. An erasure without that line
is continued at the next start: the same new file can be made again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive.captures import Capture, get
from kho_tin.archive.database import transaction
from kho_tin.archive.decisions import dark
from kho_tin.archive.decisions.dark import Part
from kho_tin.archive.decisions.log import Decision, ErasedFile
from kho_tin.base.disk import digest_of, sync, target
from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons import of_decisions
from kho_tin.warc import conversion
from kho_tin.warc.reader import Damage, DamagedRecord, scan
from kho_tin.warc.tombstone import RecordSpan, TooShort, copy_with_tombstones

UNFINISHED: Final = ".erasing"

_REFERRING: Final = "SELECT id, page_url FROM captures WHERE refers_to = ?"


class CannotErase(ArchiveError):
    """Something else needs the bytes, or they are not as they should be. The reason is a line."""


def chosen(db: Database, pid: str, *, with_files: bool) -> list[Capture]:
    """The captures of a hidden record that can be erased: its pages, and with its files those
    pictures and documents that no other record names or needs.

    Raises CannotErase where another record's capture needs the bytes of a page.
    """
    pages = set(dark.claimed(db, pid, "page"))
    files = set(dark.claimed(db, pid, "file")) - pages if with_files else set()
    files = {capture for capture in files if _is_only_of(db, capture, pid)}
    while needed := {capture for capture in files if _needed(db, capture, pages | files)}:
        files -= needed
    for capture in sorted(pages):
        if not _is_only_of(db, capture, pid):
            raise CannotErase(of_decisions.capture_of_another(capture))
        if others := _needed(db, capture, pages | files):
            raise CannotErase(of_decisions.capture_needed(capture, *others[0][:2]))
    return [get(db, capture) for capture in sorted(pages | files)]


def prepare(
    db: Database, folder: Path, decision: str, date: str, captures: Sequence[Capture]
) -> tuple[ErasedFile, ...]:
    """Make the new files, beside the old ones, and return what is to be replaced.

    The requests to which the captures answer go with them. Raises CannotErase, ArchiveError.
    """
    by_file: dict[str, list[Capture]] = defaultdict(list)
    for capture in captures:
        by_file[capture.warc].append(capture)
    digests = dict(db.execute("SELECT name, sha256 FROM warcs").fetchall())
    made = []
    for name, of_file in sorted(by_file.items()):
        path = folder / name
        try:
            before = digest_of(path)
            if digests.get(name) != before:
                raise CannotErase(of_decisions.erase_altered(path))
            places = _places(path, {capture.record_id for capture in of_file})
            after = copy_with_tombstones(path, beside(path), places, decision, date)
        except FileNotFoundError as error:
            raise CannotErase(of_decisions.erase_missing(path)) from error
        except (DamagedRecord, TooShort) as error:
            raise CannotErase(of_decisions.erase_damaged(path, error)) from error
        except OSError as error:
            raise explain(error, path) from error
        made.append(ErasedFile(name, before, after, tuple(places)))
    return tuple(made)


def replace(folder: Path, decision: Decision) -> list[str]:
    """Put the new files of an erasure in the place of the old ones, where that is not done; a line
    for each where it cannot be. Raises ArchiveError."""
    wrong = []
    for file in decision.files:
        path = folder / file.file
        try:
            digest = digest_of(path)
            if digest == file.before:
                new = beside(path)
                if not (new.exists() and digest_of(new) == file.after):
                    copy_with_tombstones(path, new, file.records, decision.id, decision.at)
                new.replace(target(path))
                sync(folder)
            elif digest != file.after:
                wrong.append(f"{path}: neither as it was nor as it is to be: put back a copy")
        except (DamagedRecord, TooShort) as error:
            wrong.append(str(error))
        except FileNotFoundError:
            wrong.append(f"{path}: is missing: put it back from a copy")
        except OSError as error:
            raise explain(error, path) from error
    return wrong


def mark_erased(db: Database, decisions: Sequence[Decision]) -> None:
    """Bring the archive's rows about the WARC files up to date after these erasures."""
    rows = db.execute(
        "SELECT captures.id FROM captures JOIN tombstones USING (warc, offset)"
    ).fetchall()
    with transaction(db):
        for decision in decisions:
            for file in decision.files:
                db.execute(
                    "UPDATE warcs SET sha256 = ? WHERE name = ? AND sha256 = ?",
                    [file.after, file.file, file.before],
                )
        for (capture,) in rows:
            db.execute("DELETE FROM withheld_captures WHERE capture = ?", [capture])
            db.execute("UPDATE captures SET refers_to = NULL WHERE refers_to = ?", [capture])
        db.execute(
            "DELETE FROM captures WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps([capture for (capture,) in rows])],
        )


def clean(db: Database, folder: Path) -> None:
    """Remove the new files of an erasure that was interrupted before its decision was written."""
    for path in folder.glob(f"*{UNFINISHED}"):
        name = path.name.removesuffix(UNFINISHED)
        if db.execute("SELECT 1 FROM warcs WHERE name = ?", [name]).fetchone():
            with suppress(OSError):
                path.unlink()


def beside(path: Path) -> Path:
    """The path of the new file that is to replace `path`."""
    return path.with_name(path.name + UNFINISHED)


def _is_only_of(db: Database, capture: int, pid: str) -> bool:
    """Whether a capture belongs to this record alone, and nothing that is shown names it."""
    others = "SELECT 1 FROM withheld_captures WHERE capture = ? AND pid != ?"
    parts: tuple[Part, ...] = ("page", "file")
    return not (
        db.execute(others, [capture, pid]).fetchone()
        or any(dark.is_named(db, capture, part) for part in parts)
    )


def _needed(db: Database, capture: int, among: set[int]) -> list[tuple[int, str]]:
    rows = db.execute(_REFERRING, [capture]).fetchall()
    return [(number, url) for number, url in rows if number not in among]


def _places(path: Path, records: set[str]) -> list[RecordSpan]:
    """Where records lie in a file, the requests that they answer, and what was read of them. Raises
    DamagedRecord."""
    places = []
    for record in scan(path):
        if isinstance(record, Damage):
            raise DamagedRecord(path, record.offset, record.why)
        answered = record.fields.get("warc-concurrent-to")
        of_it = answered if record.type == "request" else None
        if record.type == conversion.TYPE:
            of_it = record.fields.get(conversion.REFERS_TO.lower())
        if record.id in records or of_it in records:
            places.append((record.offset, record.length, record.id))
    return places
