"""The columns of an exported table: one row an article, with its provenance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kho_tin.archive import columns as archive
from kho_tin.archive.sites import TITLE_THEN

ColumnType = Literal["text", "integer", "day", "time"]


@dataclass(frozen=True)
class Column:
    """A column, or a part of one whose kind is a list of records.

    `day` is an ISO 8601 date; `time` is UTC to the second (`2026-03-01T02:03:04Z`). `sql` is its
    expression in the queries of `exporters.rows`; None: it is put together, or added, there.
    """

    name: str
    kind: ColumnType | tuple[Column, ...]
    meaning: str
    sql: str | None

    @property
    def shown_kind(self) -> str:
        if isinstance(self.kind, str):
            return self.kind
        return "list"


def _record(name: str) -> str:
    """A column of the record that holds the bytes: for a revisit, of the one that it refers to."""
    return f"coalesce(original.{name}, capture.{name})"


def _of_archive(name: str) -> Column:
    column = archive.BY_NAME[name]
    assert column.kind != "bytes"
    return Column(name, column.kind, column.english, f"articles.{name}")


_PLACE = (
    Column("warc", "text", "WARC file that holds it", _record("warc")),
    Column(
        "offset", "integer", "byte at which its record begins in the WARC file", _record("offset")
    ),
    Column("length", "integer", "bytes of the record there", _record("length")),
)
_SHA256 = "SHA-256 (hex) of the file"
IMAGE = (
    Column("url", "text", "its address", "images.url"),
    Column("caption", "text", "as printed under it", "caption"),
    Column("alt", "text", "what the page says for those who cannot see it", "alt"),
    Column("sha256", "text", _SHA256, _record("payload_sha256")),
    *_PLACE,
)
ATTACHMENT = (
    Column("url", "text", "its address", "attachments.url"),
    Column("filename", "text", "as the page shows it", "filename"),
    Column("media_type", "text", "as the server said", "attachments.media_type"),
    Column("bytes", "integer", "its size", "bytes"),
    Column("text", "text", "what it says, where it could be read", "text"),
    Column("sha256", "text", _SHA256, "sha256"),
    *_PLACE,
)
# Where a mention stands in the article's texts.
_MENTION = (
    Column("field", "text", "title, summary, body, caption or attachment", "field"),
    Column("position", "integer", "of the picture or attachment, from 1; else 0", "position"),
    Column("offset", "integer", "character of that text at which it begins", "offset"),
    Column("length", "integer", "characters of it", "length"),
    Column("sentence", "text", "the sentence it stands in", "sentence"),
)
DOCUMENT = (
    Column("number", "text", "its number in normal form", "number"),
    Column("kind", "text", "its kind, abbreviated: QĐ, NĐ, CV", "kind"),
    Column("issuer", "text", "who issued it, abbreviated", "issuer"),
    Column("year", "integer", "when, where the text says it", "year"),
    Column("date", "text", "its day, where the text says it: 2021-06-02", "date"),
    Column("place", "text", "where, where the text says it", "place"),
    Column("role", "text", "own (the text is that document), basis or cited", "role"),
    *_MENTION,
)
PLACE = (
    Column("unit", "text", "the unit, with what it is or was part of", "unit"),
    Column("name", "text", "its name", "name"),
    Column("now", "text", "what has its land since July 2025, where it was merged", "now"),
    Column(
        "mentions",
        "integer",
        "how often the article names it; the rest is of the first",
        "mentions",
    ),
    *_MENTION,
)
# Made from a column of the archive, and placed after it.
_MADE: Final = {
    "published": Column(
        "published_day", "day", "its day, in the site's zone", "substr(published, 1, 10)"
    ),
    "last_changed": Column(
        "revisions", "integer", "how many revisions the archive has",
        "(SELECT count(*) FROM revisions WHERE article = articles.id)",
    ),
}  # fmt: skip
_ARTICLE = tuple(
    column
    for source in archive.COLUMNS
    if source.exported
    for column in (_of_archive(source.name), _MADE.get(source.name))
    if column
)
COLUMNS = (
    *_ARTICLE,
    Column("images", IMAGE, "pictures, in order", None),
    Column("attachments", ATTACHMENT, "attached documents, in order", None),
    Column("documents_cited", DOCUMENT, "documents that it mentions by number", None),
    Column("places", PLACE, "places that it names", None),
    Column("publisher", "text", "what the site was called when it published the article",
           f"(SELECT {TITLE_THEN} FROM sites WHERE sites.name = articles.site)"),
    Column("capture_url", "text", "the address that was fetched; a mirror's or a web archive's",
           "capture.url"),
    Column("fetched_at", "time", "when; for a web archive, when that archive fetched it",
           "capture.fetched_at"),
    Column("via", "text", "live, wayback (a web archive) or import (somebody's WARC file)",
           "capture.via"),
    Column("payload_sha256", "text", "SHA-256 (hex) of the page's bytes as sent",
           _record("payload_sha256")),
    Column("warc", "text", "WARC file, below captures/, that holds these bytes", _record("warc")),
    Column("offset", "integer", "byte at which the record begins in the WARC file",
           _record("offset")),
    Column("length", "integer", "bytes of the record there", _record("length")),
    Column("record_id", "text", "the record's WARC-Record-ID", _record("record_id")),
)  # fmt: skip
# What only a reading room knows: the number by which it shows an article, and its address there.
OF_READING_ROOM = (
    _of_archive("id"),
    Column("archive_url", "text", "its lasting address in this reading room", None),
)


def as_markdown() -> str:
    """The table for docs/exports.md, with the parts of lists under their column."""
    lines = ["| column | type | meaning |", "|---|---|---|"]
    for column in COLUMNS:
        lines.append(f"| `{column.name}` | {column.shown_kind} | {column.meaning} |")
        if not isinstance(column.kind, str):
            lines += [
                f"| `{column.name}[].{part.name}` | {part.shown_kind} | {part.meaning} |"
                for part in column.kind
            ]
    return "\n".join(lines) + "\n"
