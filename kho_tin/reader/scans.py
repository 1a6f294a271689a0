"""Scans: the text that an engine read of a document, in a crawl or kept by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kho_tin.archive.captures import Capture
from kho_tin.attachments.model import DocumentText, Recognised, layout_of
from kho_tin.base.reasons import of_problems
from kho_tin.warc.conversion import REFERS_TO, TYPE, Conversion
from kho_tin.warc.file_names import find
from kho_tin.warc.reader import Damage, DamagedRecord, read_record, scan

# Mean confidence below which a text is told to be doubtful: of the renderings that were measured
# (docs/extraction.md, "Scans") none had less than 90, of a page of letters the font lacks 65.
_DOUBTFUL = 75.0


def conversion_of(recognised: Recognised) -> Conversion:
    """What is kept of a recognition."""
    return Conversion(
        recognised.text,
        recognised.engine,
        recognised.version,
        recognised.languages,
        recognised.confidence,
        recognised.pages,
        recognised.left,
        recognised.unread,
        recognised.starts,
        recognised.scans,
    )


def kept(place: tuple[Path, int]) -> Conversion | None:
    """The conversion whose record begins there; None where it cannot be read, which `verify`
    reports."""
    try:
        return Conversion.of(read_record(*place))
    except (DamagedRecord, OSError, ValueError):
        return None


def place(folder: Path, capture: Capture) -> tuple[Path, int] | None:
    """Where the newest conversion of a capture begins, which lies behind it in its file."""
    path, offset = find(folder, capture.warc), None
    for record in scan(path) if path else ():
        if not isinstance(record, Damage) and record.type == TYPE:
            refers_to = record.fields.get(REFERS_TO.lower())
            offset = record.offset if refers_to == capture.record_id else offset
    return None if path is None or offset is None else (path, offset)


def with_conversion(document: DocumentText, conversion: Conversion) -> DocumentText:
    """A scanned document with the text that was read of it; its note says what was not."""
    notes = [note for note in (document.note or "").split("; ") if note]
    if conversion.unread:
        unread = of_problems.scan_unread(conversion.engine, conversion.unread)
        return replace(document, note="; ".join([*notes, unread]))
    notes = [note for note in notes if not note.startswith(("scan", "not a document"))]
    if conversion.left:
        pages = conversion.pages
        notes.append(of_problems.scan_read_in_part(pages, pages + conversion.left))
    if not conversion.text:
        notes.append(of_problems.scan_without_text(conversion.engine))
    elif conversion.confidence < _DOUBTFUL:
        notes.append(of_problems.scan_doubtful(conversion.engine, f"{conversion.confidence:g}"))
    note = "; ".join(notes) or None
    if not conversion.text:
        return replace(document, note=note)
    layout = layout_of(
        conversion.starts,
        f"{conversion.engine} {conversion.version}",
        conversion.confidence,
        conversion.scans,
    )
    return replace(document, text=conversion.text, note=note, layout=layout)
