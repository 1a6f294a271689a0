"""Files that this program wrote, with the journal of a run: each is copied in, and replayed as a
run of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from sqlite_utils import Database

from kho_tin.archive import captures, repair, runs
from kho_tin.archive.database import path_of
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.archive.runs import Ended
from kho_tin.base import times
from kho_tin.base.disk import digest_of, sync
from kho_tin.base.errors import UsageError, explain
from kho_tin.base.hosts import checked
from kho_tin.base.reasons import of_imports
from kho_tin.base.reasons.problem_kinds import FAILURES
from kho_tin.base.times import moment, now, of_capture
from kho_tin.outcome.exits import VERDICTS
from kho_tin.reader.reads import Reads
from kho_tin.replay.importers.records import UNREAD, ForeignDamage, ForeignRecord, records
from kho_tin.replay.recovery import finish
from kho_tin.warc import conversion
from kho_tin.warc.file_names import OPEN, find, whole_name
from kho_tin.warc.format import TEXT_LEVEL, new_id, record
from kho_tin.warc.journal import WARC_FIELDS, Begin, End, Failure, fields_of, warc_fields
from kho_tin.warc.reader import read_record, warc_info

CHUNK = 1 << 20


@dataclass(frozen=True)
class OwnFile:
    """A file of another archive, or of this one. `damaged` has a line for each stretch that cannot
    be read."""

    path: Path
    begin: Begin
    info: Mapping[str, str]
    damaged: tuple[str, ...] = ()


def sorted_out(paths: list[Path]) -> tuple[list[OwnFile], list[Path]]:
    """The files with a journal, in the order of their runs, and the others. Raises OSError."""
    own, others = [], []
    for path in paths:
        begin = None if path.is_dir() else repair.begin_of(path)
        damaged: list[str] = []
        if begin and _is_sound(path, begin, damaged):
            own.append(OwnFile(path, begin, warc_info(path), tuple(damaged)))
        else:
            others.append(path)
    return list(_as_written(own)), others


def _is_sound(path: Path, begin: Begin, damaged: list[str]) -> bool:
    """Whether a file has a journal as this program writes it, and nothing else. One that only
    claims to is imported as another program's: it could never be replayed to its end. Stretches
    that cannot be read are added to `damaged`. Raises OSError."""
    info = warc_info(path)
    try:
        checked(info["home"])
        latest = of_capture(begin.started, times.latest(now()))
        for name in ("RETRY_TIMES", "MEDIA_PER_ARTICLE"):
            int(begin.settings.get(name) or 0)
        list(map(int, begin.settings.get("RETRY_HTTP_CODES") or ()))
        with path.open("rb") as file:
            for record in records(file, path.stat().st_size):
                if isinstance(record, ForeignDamage):
                    damaged.append(f"{path}: byte {record.offset}: {record.why}")
                else:
                    _check(record)
    except (ValueError, KeyError, TypeError):
        return False
    plain = (bool, type(None))
    are_plain = all(isinstance(begin.bounds.get(name), plain) for name in ("whole", "walk"))
    if any(line.endswith(UNREAD) for line in damaged):
        return False  # a later reader would not stop there
    return are_plain and latest == begin.started and info.get("via") in captures.VIAS


def _check(record: ForeignRecord) -> None:
    """Raises ValueError, KeyError, TypeError for what this program would not have written."""
    fields = record.fields
    for name in ("warc-target-uri", "warc-source-uri"):
        if record.type in ("response", "revisit", "request") and name in fields:
            checked(fields[name])
    if record.type == conversion.TYPE:
        conversion.Conversion.of_block(fields, record.block or b"")
    is_journal = record.type == "metadata" and fields.get("content-type") == WARC_FIELDS
    event = fields_of(record.block or b"") if is_journal else {}
    match event.get("event"):
        case "begin":
            Begin.of(event)
        case "end":
            end = End.of(event)
            if end.verdict not in VERDICTS or end.ended not in get_args(Ended):
                raise ValueError(f"{end.verdict}, {end.ended}: no end of a run")
            moment(end.finished)
        case "failure" if Failure.of(event, "", "").kind not in FAILURES:
            raise ValueError(f"{event['kind']}: no kind of problem")


def _as_written(own: list[OwnFile]) -> Iterator[OwnFile]:
    """In the order of time; but where a clock was set back between two runs, each file comes after
    the one that its journal names as the previous one."""
    left = {whole_name(file.path.name): file for file in own}
    for file in sorted(own, key=lambda file: file.begin.started):
        before = []
        name: str | None = whole_name(file.path.name)
        while name and name in left:
            before.append(left.pop(name))
            previous = before[-1].begin.previous
            name = previous[0] if previous else None
        yield from reversed(before)


def take_over(db: Database, folder: Path, site: str, own: OwnFile, reads: Reads) -> int | None:
    """Copy a file in, and replay its run. Returns the run's id, or None if the run is here already.

    Raises UsageError for a file of another site, ArchiveError when the disk refuses.
    """
    if own.info.get("site") != site:
        raise UsageError(of_imports.other_site(own.path, own.info.get("site")))
    if runs.numbered(db, own.begin.run) is not None:
        return None
    path = _copy(db, folder, own)
    finish(db, folder, path, own.begin, reads)
    return runs.numbered(db, own.begin.run)


def _copy(db: Database, folder: Path, own: OwnFile) -> Path:
    """Copy the records behind a first one that names this archive. Damage is copied as it is."""
    name = whole_name(own.path.name)
    number = 1
    while find(folder, name) is not None:
        name = f"{whole_name(own.path.name).removesuffix('.warc.gz')}-{number}.warc.gz"
        number += 1
    path = folder / f"{name}{OPEN}"
    first = read_record(own.path, 0)
    digest = digest_of(own.path)
    info = {**own.info, "isPartOf": path_of(db.conn).name, "archive": archive_uuid(db)}
    head = record(
        "warcinfo",
        new_id(),
        first.fields["warc-date"],
        [("WARC-Filename", name), ("Content-Type", "application/warc-fields")],
        warc_fields(**info, **{"imported-from": own.path.name, "imported-sha256": digest}),
        TEXT_LEVEL,
    )
    try:
        folder.mkdir(exist_ok=True)
        with own.path.open("rb") as source, path.open("xb") as copy:
            copy.write(head)
            while chunk := source.read(CHUNK):
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        sync(folder)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise explain(error, path) from error
    return path
