"""Reading a capture again: its record, decoded and parsed with today's code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kho_tin import attachments
from kho_tin.attachments.model import DocumentText
from kho_tin.base.bounded import Exceeded, ReadingStopped
from kho_tin.base.times import moment
from kho_tin.parsers.model import Page, Reading
from kho_tin.parsers.sources import ROLES as SOURCES
from kho_tin.parsers.vietnamese.date_forms import Order
from kho_tin.parsers.vietnamese.date_order import DateProfile
from kho_tin.reader import pages, scans
from kho_tin.warc.content_encoding import LARGEST_PAGE, NotDecoded, TooLarge
from kho_tin.warc.reader import DamagedRecord, Record, read_record

FEW = 200  # captures that are not worth another process
# Media types under which pages come; None where the server names none.
PAGE_TYPES = {None, "text/html", "application/xhtml+xml", "text/plain"}
# The roles of what is read as a page.
PAGES = frozenset(("home", "listing", "article", "link"))
# Those of what is bounded as a page is.
_AS_PAGES = PAGES | SOURCES


@dataclass(frozen=True)
class Pointer:
    """A capture to be read: what its row says, and the record that holds the bytes.

    For a revisit `warc` and `offset` are those of the capture it refers to. `role` is what it was
    requested for, as in `warc.journal`; None where that is not known. `leads`: what the page leads
    to is wanted, too. `date_order` is as in `parsers.model.Page`. `conversion` is
    where the record begins with what an engine read of it, if there is one.
    """

    capture: int
    page_url: str
    encoding: str | None
    media_type: str | None
    fetched_at: str
    warc: Path
    offset: int
    role: str | None = None
    leads: bool = False
    date_order: Order | None = None
    conversion: tuple[Path, int] | None = None

    @classmethod
    def of(cls, folder: Path, row: Sequence[Any], dates: DateProfile | None = None) -> Pointer:
        """From a row of the columns above, whose `warc` is a file's name in `folder`. `dates` is
        the profile of its site."""
        capture, page_url, encoding, media_type, fetched_at, warc, offset = row
        order = dates.at(fetched_at) if dates else None
        place = folder / warc, offset
        return cls(capture, page_url, encoding, media_type, fetched_at, *place, date_order=order)


@dataclass(frozen=True)
class ReadAnswer:
    """What a capture holds. `damage` says why it could not be read; `lost`: because its record is
    missing or damaged.

    `reading` is what today's parsers make of it. `bytes` and `sha256` (hex) are of the body
    without Content-Encoding; `text` is that of a document, `layout` where its pages begin in it
    (`attachments.model.layout_of`), `note` what could not be read of it.
    `refresh`, `closes` and `left_open` are as in `reader.pages`; `cut` says by what else the body
    is seen to be cut short; `named`, `links`, `in_menu` and `is_fragment` are as in
    `reader.pages`. `exceeded` is why a page was not read within the bounds of `reader.pages` (a
    later attempt may succeed); `is_stopped`: since the program was stopping.
    """

    capture: int
    reading: Reading | None = None
    bytes: int = 0
    sha256: str = ""
    text: str | None = None
    note: str | None = None
    layout: str | None = None
    refresh: tuple[float, str] | None = None
    closes: bool = False
    left_open: bool = False
    cut: str | None = None
    named: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    in_menu: bool = False
    is_fragment: bool = False
    damage: str | None = None
    lost: bool = False
    exceeded: str | None = None
    is_stopped: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the body itself shows that it was cut short."""
        return self.left_open or self.cut is not None


def read(pointer: Pointer) -> ReadAnswer:
    """Read one capture with today's parsers. Faults of its bytes are in the result."""
    try:
        record = read_record(pointer.warc, pointer.offset)
        decoded = record.decoded()
    except NotDecoded as error:
        return undecoded(pointer, error)
    except (DamagedRecord, OSError, ValueError) as error:
        return ReadAnswer(pointer.capture, damage=str(error), lost=True)
    return read_body(pointer, decoded.body, cut=decoded.cut or _truncated(record))


def undecoded(pointer: Pointer, error: NotDecoded) -> ReadAnswer:
    """A capture whose Content-Encoding cannot be undone. For a page that is too large for any body,
    the limit for pages is named, which is lower."""
    too_large = isinstance(error, TooLarge) and pointer.role in _AS_PAGES
    return ReadAnswer(pointer.capture, damage=str(TooLarge(LARGEST_PAGE) if too_large else error))


def read_body(pointer: Pointer, body: bytes, *, cut: str | None) -> ReadAnswer:
    """Read a capture from its body without Content-Encoding; its WARC file is not opened."""
    is_picture = pointer.role == "image" or (pointer.media_type or "").startswith("image/")
    is_page = not is_picture and pointer.role != "attachment"
    if pointer.role in _AS_PAGES and len(body) > LARGEST_PAGE:
        return undecoded(pointer, TooLarge(LARGEST_PAGE))
    document = DocumentText(None)
    may_be_document = pointer.role is None and not is_picture and not body.lstrip().startswith(b"<")
    if pointer.role == "attachment" or may_be_document:
        document = document_text(body, pointer.media_type, pointer.page_url)
        if pointer.conversion and (conversion := scans.kept(pointer.conversion)):
            document = scans.with_conversion(document, conversion)
    result = ReadAnswer(
        pointer.capture,
        bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        text=document.text,
        note=document.note,
        layout=document.layout,
        cut=cut,
    )
    if not is_page or len(body) > LARGEST_PAGE:
        return result
    try:
        at = moment(pointer.fetched_at)
    except ValueError as error:
        return ReadAnswer(pointer.capture, damage=str(error), lost=True)
    try:
        whole = Page(pointer.page_url, body, pointer.encoding, at, pointer.date_order)
        if pointer.role in SOURCES:
            page = pages.parse_source(whole, pointer.role)
        else:
            page = pages.parse(whole, leads=pointer.leads, guessed=pointer.role == "link")
    except Exceeded as error:
        return replace(result, exceeded=str(error), is_stopped=isinstance(error, ReadingStopped))
    return replace(result, **vars(page))


def document_text(body: bytes, media_type: str | None, url: str) -> DocumentText:
    """The text of the document at `url`, whose last part names the file."""
    filename = unquote(urlsplit(url).path.rpartition("/")[2])
    return attachments.text_of(body, media_type, filename)


def read_batch(batch: Sequence[Pointer]) -> list[ReadAnswer]:
    """Read some captures: what a process, or a machine, is asked to do at once."""
    return [read(pointer) for pointer in batch]


def jobs_for(captures: int, most: int) -> int:
    """How many processes to start: one with few captures to read costs more than it saves."""
    return min(most, max(1, captures // FEW))


@contextmanager
def readers(jobs: int) -> Iterator[Executor | None]:
    """An executor of `jobs` threads, each with a process that reads for it (see `reader.pages`);
    None for one, which needs no other."""
    if jobs <= 1:
        yield None
        return
    executor = ThreadPoolExecutor(jobs)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _truncated(record: Record) -> str | None:
    """Why the page of a record is not whole. A revisit has the same field for its missing body,
    which means nothing."""
    why = record.fields.get("warc-truncated")
    return f"the page is not whole ({why})" if why and record.type == "response" else None
