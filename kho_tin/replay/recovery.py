"""After a crash: what reached the disk is mended, taken in, and read, before anything new is asked.

The order of truth is bytes, then the row that points at them, then what was read from them. A
crash between the steps leaves the later ones to be done here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import articles, captures, files, mending, misdated, runs
from kho_tin.archive.captures import Via
from kho_tin.archive.completing import complete
from kho_tin.archive.renewal import Again
from kho_tin.archive.runs import State
from kho_tin.outcome.again import Terms, reading_again
from kho_tin.outcome.exits import CRASHED
from kho_tin.outcome.store import store_article
from kho_tin.outcome.validate import objection
from kho_tin.parsers.model import Article
from kho_tin.reader.reading import Pointer, Read, read
from kho_tin.replay.decisions import apply_all


def recover(db: Database, folder: Path) -> int:
    """Make good what crashed runs left in `folder`; return how many pages and files were read.

    To be called with the archive's lock held: a run that has no end then has nobody at work on
    it. Raises ArchiveError.
    """
    apply_all(db, folder)
    unfinished = runs.unfinished(db)
    mending.mend_all(db, folder)
    crashed = _crashed(db)
    done = 0
    again, terms = reading_again(db, folder), Terms(folder)
    for run in sorted(crashed | complete(db, folder, crashed)):
        site = _site_of(db, run)
        for pointer, via in _unread(db, run, folder):
            found = read(pointer)
            if isinstance(found.reading, Article):
                article = terms.of(found.reading, captures.get(db, pointer.capture))
                found = replace(found, reading=article)
            done += _keep(db, site, run, pointer, found, via, again)
        _observe(db, site, run)
        misdated.put_on_record(db, run)
        if run in unfinished:
            runs.finish(
                db,
                run,
                verdict="crashed",
                reason=runs.KILLED,
                exit_code=CRASHED,
                ended="failed",
            )
    return done


def _crashed(db: Database) -> set[int]:
    """Runs that have no end, or a bad one, with no whole run since."""
    rows = db.execute(
        "SELECT id FROM runs WHERE coalesce(verdict, 'crashed') = 'crashed' AND id > "
        "(SELECT coalesce(max(id), 0) FROM runs WHERE verdict != 'crashed')"
    )
    return {row[0] for row in rows}


def _site_of(db: Database, run: int) -> str:
    return str(db.execute("SELECT site FROM runs WHERE id = ?", [run]).fetchone()[0])


def _unread(db: Database, run: int, folder: Path) -> list[tuple[Pointer, Via]]:
    """Answers 200 of a run from which nothing is stored yet, oldest first; none whose date lies
    after the run, and no page of a web archive itself."""
    rows = db.execute(
        "SELECT one.id, one.page_url, held.encoding, held.media_type, one.fetched_at, held.warc, "
        "held.offset, one.via FROM captures AS one "
        "JOIN captures AS held ON held.id = coalesce(one.refers_to, one.id) "
        "WHERE one.run = ? AND one.status = 200 "
        "AND NOT EXISTS (SELECT 1 FROM observations WHERE capture = one.id) "
        "AND NOT EXISTS (SELECT 1 FROM images WHERE capture = one.id) "
        "AND NOT EXISTS (SELECT 1 FROM attachments WHERE capture = one.id) "
        f"AND NOT {misdated.condition('one')} AND NOT {captures.archives_own('one')} "
        "ORDER BY one.fetched_at, one.id",
        [run],
    )
    return [(Pointer.of(folder, columns), via) for *columns, via in rows.fetchall()]


def _observe(db: Database, site: str, run: int) -> None:
    """What answers without a page said of articles: not modified, or not there. A web archive's may
    be its own, and say nothing."""
    rows = db.execute(
        "SELECT captures.id, articles.id, state, status, fetched_at FROM captures "
        "JOIN articles ON site = ? AND articles.url = page_url "
        "WHERE run = ? AND status IN (304, 404, 410) AND via != 'wayback' "
        "AND NOT EXISTS (SELECT 1 FROM observations WHERE observations.capture = captures.id) "
        f"AND NOT {misdated.condition('captures')}",
        [site, run],
    )
    for capture, article, was, status, at in rows.fetchall():
        there: State = "unlisted" if was == "unlisted" else "listed"
        state = there if status == 304 else "gone"
        runs.observe(db, run, article, state, status=status, capture=capture, at=at)


def _keep(
    db: Database, site: str, run: int, pointer: Pointer, found: Read, via: Via, again: Again
) -> bool:
    """Store what a capture holds, if it is an article, or a file that an article names."""
    if found.damage or found.cut:
        return False
    url, capture = pointer.page_url, pointer.capture
    article = found.reading
    if isinstance(article, Article):
        before = articles.body_at(db, site, article.identity, pointer.fetched_at)
        if objection(article, before):
            return False
        store_article(
            db,
            article,
            site=site,
            capture=capture,
            run=run,
            seen_at=pointer.fetched_at,
            again=again,
        )
        return True
    # Of several captures of a file an import takes the newest, and it has not seen them all.
    if via == "import" or files.is_held(db, url):
        return False
    kept = files.keep_image(db, url, capture)
    kept += files.keep_attachment(
        db,
        url,
        capture,
        media_type=pointer.media_type,
        size=found.bytes,
        sha256=found.sha256,
        text=found.text,
    )
    return kept > 0
