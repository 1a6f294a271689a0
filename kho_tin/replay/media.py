"""Finding the pictures and documents of articles among the captures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import captures, files
from kho_tin.archive.captures import Capture
from kho_tin.base.reasons.problem_kinds import ProblemKind
from kho_tin.outcome.answered import Problem
from kho_tin.outcome.recorder import Recorder
from kho_tin.reader import scans
from kho_tin.reader.reading import read
from kho_tin.reader.reread import pointer_to


def link_media(db: Database, folder: Path, site: str, recorder: Recorder | None = None) -> None:
    """Give every picture and document without a capture its newest one, if there is one. `recorder`
    puts on record what cannot be read of a document."""
    for url, kept in _missing(db, "images", site):
        files.keep_image(db, url, kept.id)
    documents = dict(
        each
        for table in ("attachments", "removed_attachments")
        for each in _missing(db, table, site)
    )
    for url, kept in documents.items():
        pointer = pointer_to(db, folder, kept)
        document = read(pointer)
        if (document.note or "").startswith("scan") and (place := scans.place(folder, kept)):
            document = read(replace(pointer, conversion=place))
        if recorder and (why := document.damage or document.note):
            kind: ProblemKind = "media" if document.damage else "attachment"
            recorder.problem(Problem(url, kind, why), recorder.begin.started)
        if not document.damage:
            files.keep_attachment(
                db,
                url,
                kept.id,
                media_type=kept.media_type,
                size=document.bytes,
                sha256=document.sha256,
                text=document.text,
                layout=document.layout,
            )


def _missing(db: Database, table: str, site: str) -> list[tuple[str, Capture]]:
    """Addresses without a capture, and the newest capture of each; a page is not a picture."""
    rows = db.execute(
        f"SELECT DISTINCT url FROM {table} WHERE capture IS NULL AND article IN "
        "(SELECT id FROM articles WHERE site = ?) ORDER BY url",
        [site],
    ).fetchall()
    newest = ((url, files.newest(db, url)) for (url,) in rows)
    return [(url, captures.get(db, capture)) for url, capture in newest if capture]
