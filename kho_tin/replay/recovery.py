"""After a crash: what reached the disk is repaired, put on record and interpreted, before anything
new is fetched.

A crawl first writes the bytes, then the row that points at them, then what follows from them. After
a crash between these steps, the later ones are done here.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, manifest, misdated, repair, runs, sites
from kho_tin.archive.captures import Via
from kho_tin.archive.runs import KILLED
from kho_tin.archive.unindexed import complete
from kho_tin.outcome import conclude
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.canonical_urls import plan_of
from kho_tin.outcome.exits import CRASHED
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.run import close, put_on_record
from kho_tin.reader.reads import Reads
from kho_tin.replay.decisions import apply_all
from kho_tin.replay.journal import Journal
from kho_tin.replay.media import link_media
from kho_tin.replay.numbers import Numbers
from kho_tin.replay.run_replay import RunReplay, number
from kho_tin.warc.file_names import OPEN, find
from kho_tin.warc.journal import Begin
from kho_tin.warc.reader import warc_info
from kho_tin.warc.writer import WarcFile

logger = logging.getLogger(__name__)


def recover(db: Database, folder: Path) -> int:
    """Recover what crashed runs left in `folder`. Returns how many articles, pictures and documents
    were stored.

    Call it with the archive's lock held: then nobody is working on a run without an end. Raises
    ArchiveError.
    """
    for line in apply_all(db, folder).damaged:
        logger.warning("a record is not shown again: %s", line)
    done = 0
    for path, begin in repair.left_behind(db, folder):
        done += finish(db, folder, path, begin)
    unfinished = runs.unfinished(db)
    repair.repair_all(db, folder)
    crashed = _crashed(db)
    for run in sorted(crashed | complete(db, folder, crashed)):
        done += _catch_up(db, folder, run)
        misdated.put_on_record(db, run)
        if run in unfinished and run in runs.unfinished(db):
            runs.finish(db, run, runs.Finished("crashed", CRASHED, KILLED, "failed"))
    manifest.write(db, folder)
    return done


def finish(db: Database, folder: Path, path: Path, begin: Begin, reads: Reads | None = None) -> int:
    """Conclude a run that was killed, or whose file was copied in: in its file and in the database.
    Raises ArchiveError."""
    if path.name.endswith(OPEN):
        try:
            repair.truncate_file(path)
            warc = WarcFile.reopen(path)
        except BlockingIOError:
            return 0
    else:
        warc = WarcFile.reopen(path)
    info = warc_info(path)
    via = captures.via_of(info)
    plan = plan_of(info, via or "live")
    assert plan
    run = runs.numbered(db, begin.run)
    if run is None:
        sites.register_unknown(db, info["site"], plan.home_url)
        version = info.get("software", "").rpartition("/")[2]
        run = put_on_record(db, info["site"], plan, version, begin)
    journal = Journal.read(path, via, plan)
    numbers = Numbers(db, journal.end.articles if journal.end else {})
    recorder = Recorder.of(db, folder, run, plan, begin, numbers=numbers)
    done = _play(db, path, recorder, journal, via or "live", reads)
    end = journal.end
    if end is None:
        requests = len(journal.index) + sum(
            event.failure is not None and event.failure.sent for event in journal.events()
        )
        end = conclude.crashed(recorder, KILLED, requests=requests, received=0)
        warc.note(end.block(), at=end.finished)
    close(recorder, warc, end)
    misdated.put_on_record(db, run)
    return done


def _catch_up(db: Database, folder: Path, run: int) -> int:
    """Store what a crashed run had on the disk. Returns how much was stored."""
    row = next(iter(db.query("SELECT * FROM runs WHERE id = ?", [run])))
    site = db.execute("SELECT home_url FROM sites WHERE name = ?", [row["site"]]).fetchone()
    done = 0
    for (name,) in db.execute("SELECT DISTINCT warc FROM captures WHERE run = ?", [run]).fetchall():
        path = find(folder, name)
        if path is None:
            continue
        info = warc_info(path)
        via: Via = captures.via_of(info) or row["via"]
        plan = plan_of(info, via) or Plan(site[0], Direct(site[0]))
        begin = repair.begin_of(path)
        recorder = Recorder.of(db, folder, run, plan, begin or Begin("", "", row["started"]))
        journal = Journal.read(path, via, plan)
        done += _play(db, path, recorder, journal, via)
        if journal.end and row["finished"] is None:
            conclude.apply_end(recorder, journal.end)
    return done


def _play(
    db: Database,
    path: Path,
    recorder: Recorder,
    journal: Journal,
    via: Via,
    reads: Reads | None = None,
) -> int:
    """Replay what is not stored yet. Returns how much was stored."""
    repair.take_in(db, recorder.run, path)
    name = path.name.removesuffix(OPEN)
    number(db, name, journal.index, misdated.latest(db, recorder.run))
    RunReplay(reads or Reads()).play(recorder, journal, via)
    if via == "import":
        link_media(db, path.parent, recorder.site, recorder)
    return recorder.kept


def _crashed(db: Database) -> set[int]:
    """Runs without an end, or that crashed, since the last run that did not."""
    rows = db.execute(
        "SELECT id FROM runs WHERE coalesce(verdict, 'crashed') = 'crashed' AND id > "
        "(SELECT coalesce(max(id), 0) FROM runs WHERE verdict != 'crashed')"
    )
    return {row[0] for row in rows}
