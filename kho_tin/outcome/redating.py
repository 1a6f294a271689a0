"""The profile of a site's dates: where it is on record, and what becomes of dates when it changes.

It stands in the journals of the site's runs: in the begin record of each run that reads by it, and
in the end record of the run that changed it. Nothing of it is in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import articles
from kho_tin.archive.repair import begin_of
from kho_tin.base.times import day_of
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.rereading import rereader
from kho_tin.parsers.vietnamese.date_order import DateProfile, printed_as
from kho_tin.warc.file_names import find
from kho_tin.warc.journal import End
from kho_tin.warc.reader import DamagedRecord, read_record

# The newest reading of each version. One of an article is stored anew; the archive then reads its
# others again, since they differ from it.
_READINGS = """
SELECT a.identity, max(o.at), o.capture, o.published_text, r.published
FROM observations o JOIN articles a ON a.id = o.article
JOIN revisions r ON r.article = o.article AND r.content_sha256 = o.content_sha256
WHERE a.site = ? AND o.published_text IS NOT NULL
GROUP BY o.article, o.content_sha256, o.published_text ORDER BY a.id, 2 DESC
"""
_LAST_RUNS = """
SELECT id FROM runs WHERE site = ? AND uuid IS NOT NULL AND finished IS NOT NULL
ORDER BY started DESC, id DESC LIMIT 5
"""
_FILES = "SELECT warc, max(offset) FROM captures WHERE run = ? GROUP BY warc ORDER BY warc DESC"


def date_profile(db: Database, folder: Path, site: str) -> DateProfile | None:
    """The newest profile of a site, from the WARC files of its last runs in `folder`. None where
    there is none, or their files are not there."""
    for (run,) in db.execute(_LAST_RUNS, [site]).fetchall():
        for name, last in db.execute(_FILES, [run]).fetchall():
            path = find(folder, name)
            if path and (profile := _of_file(path, last)):
                return profile
    return None


def _of_file(path: Path, last: int) -> DateProfile | None:
    """What a run's journal says of dates: its end record, which stands behind its `last` capture
    (in bytes), else its begin record."""
    try:
        size, offset = path.stat().st_size, last
        while offset < size:
            record = read_record(path, offset)
            if record.said.get("event") == "end" and (end := End.of(record.said)).dates:
                return DateProfile.of(end.dates)
            offset += record.length
        begin = begin_of(path)
    except (DamagedRecord, OSError, ValueError, KeyError):
        return None
    return DateProfile.of(begin.dates) if begin else None


def redate(recorder: Recorder, dates: DateProfile) -> int:
    """Read again what another order would date otherwise, in the caller's transaction; returns how
    many articles that were. It is our reading that changes: no revision comes of it."""
    again = rereader(recorder.db, recorder.folder, dates)
    redated = 0
    for identity, at, capture in list(_affected(recorder.db, recorder.site, dates)):
        parsed = again.read(capture, identity)
        if parsed is not None:
            seen = articles.Observation(recorder.run, at, capture)
            articles.store(recorder.db, recorder.site, parsed, seen, again=again)
            redated += 1
    return redated


def _affected(db: Database, site: str, dates: DateProfile) -> Iterator[tuple[str, str, int]]:
    """Identity, time and capture of the newest reading of each article whose printed date has two
    readings, and was given the one that the profile does not."""
    done = set()
    for identity, at, capture, text, published in db.execute(_READINGS, [site]):
        date = printed_as(text)
        if identity in done or date is None or date.other is None or not published:
            continue
        by_order = {"day": day_of(date.iso), "month": day_of(date.other.iso)}
        wrong = by_order["day" if dates.at(at) == "month" else "month"]
        if day_of(published) == wrong:
            done.add(identity)
            yield identity, at, capture
