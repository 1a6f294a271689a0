"""Listings and other sources that have not changed: requested conditionally, and read again from
their last capture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kho_tin.archive import captures
from kho_tin.archive.captures import Capture
from kho_tin.parsers.model import Listing
from kho_tin.parsers.sources import ROLES as SOURCES
from kho_tin.reader.reading import ReadAnswer, read
from kho_tin.reader.reread import of_unchanged
from kho_tin.warc.file_names import find
from kho_tin.warc.journal import Requested
from kho_tin.warc.reader import DamagedRecord, read_record

if TYPE_CHECKING:
    from kho_tin.crawler.run.crawl_run import CrawlRun

_TRIED: Final = 5  # captures of one address, newest first; others of it may be postbacks


@dataclass(frozen=True)
class Unchanged:
    """What a "not modified" for `page_url` means: the capture whose record has the bytes
    (`original`), and what they say."""

    page_url: str
    original: Capture
    read: ReadAnswer
    conditions: dict[str, str]


def unchanged(run: CrawlRun, url: str, requested: Requested) -> Unchanged | None:
    """What is known of a listing's first page, or of another source, so that it need be sent only
    if it has changed; None where the server gave no validator, or the last capture cannot be read
    as what was requested: it must not be called unchanged for ever."""
    is_first = requested.role in ("home", "listing") and (requested.page or 1) == 1
    if run.plan.route.via != "live" or not (is_first or requested.role in SOURCES):
        return None
    for kept in captures.answers(run.db, url, _TRIED):
        if not _was_requested_as(run, kept, requested):
            continue
        conditions = run.frontier.validators(kept)
        original = captures.original_of(run.db, kept)
        folder = run.warc.path.parent
        pointer = of_unchanged(original, url, folder, requested.role)
        known = read(replace(pointer, leads=is_first)) if conditions else None
        if known is None or not isinstance(known.reading, Listing) or known.is_cut:
            return None
        return Unchanged(url, original, known, conditions) if known.closes else None
    return None


def _was_requested_as(run: CrawlRun, kept: Capture, requested: Requested) -> bool:
    """Whether a capture's own request, whose record follows it, was for the same, and no form was
    sent with it."""
    path = find(run.warc.path.parent, kept.warc)
    if path is None:
        return False
    try:
        question = read_record(path, kept.offset + kept.length)
    except (DamagedRecord, OSError, ValueError):
        return False
    recorded = question.requested
    is_plain = question.type == "request" and question.block.startswith(b"GET ")
    return is_plain and recorded is not None and recorded.role == requested.role
