"""The columns of an exported table: one row an article, with where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "day", "time"]


@dataclass(frozen=True)
class Column:
    """A column, or a part of one whose kind is a list of records.

    `day` is an ISO 8601 date; `time` is UTC to the second (`2026-03-01T02:03:04Z`).
    """

    name: str
    kind: Kind | tuple[Column, ...]
    meaning: str

    @property
    def shown_kind(self) -> str:
        if isinstance(self.kind, str):
            return self.kind
        return "list"


_PLACE = (
    Column("sha256", "text", "SHA-256 (hex) of the file"),
    Column("warc", "text", "WARC file that holds it"),
    Column("offset", "integer", "byte at which its record begins in the WARC file"),
    Column("length", "integer", "bytes of the record there"),
)
IMAGE = (
    Column("url", "text", "its address"),
    Column("caption", "text", "as printed under it"),
    Column("alt", "text", "what the page says for those who cannot see it"),
    *_PLACE,
)
ATTACHMENT = (
    Column("url", "text", "its address"),
    Column("filename", "text", "as the page shows it"),
    Column("media_type", "text", "as the server said"),
    Column("bytes", "integer", "its size"),
    Column("text", "text", "what it says, where it could be read"),
    *_PLACE,
)
COLUMNS = (
    Column("pid", "text", "lasting public id; the reading room shows the article at /a/PID"),
    Column("site", "text", "short name of the site"),
    Column("identity", "text", "what names the article on its site for good; unique in a site"),
    Column("url", "text", "canonical address"),
    Column("title", "text", "title"),
    Column("published", "text", "2021-06-02, or with time and zone where the page gives them"),
    Column("published_day", "day", "its day, in the site's zone"),
    Column("published_text", "text", "the date as printed"),
    Column("year", "integer", "its year"),
    Column("author", "text", "from the byline"),
    Column("source", "text", "where the site took it from, where it says so"),
    Column("category", "text", "the section that it stands in"),
    Column("summary", "text", "the lead, where the page marks one"),
    Column("body", "text", "plain text; paragraphs parted by a blank line"),
    Column("language", "text", "BCP 47 tag"),
    Column("words", "integer", "words of the body; for Vietnamese, syllables"),
    Column("state", "text", "when last looked for: listed, unlisted, gone, blocked, error"),
    Column("first_seen", "time", "when the site was first seen to have it"),
    Column("last_seen", "time", "when last"),
    Column("last_changed", "time", "when the latest revision was first seen"),
    Column("revisions", "integer", "how many revisions the archive has"),
    Column("content_sha256", "text", "SHA-256 (hex) of what it says; equal means unchanged"),
    Column("parser", "text", "what read it, as vnpt_portal@1"),
    Column("images", IMAGE, "pictures, in order"),
    Column("attachments", ATTACHMENT, "attached documents, in order"),
    Column("capture_url", "text", "the address that was fetched; a mirror's or a web archive's"),
    Column("fetched_at", "time", "when; for a web archive, when that archive fetched it"),
    Column("via", "text", "live, wayback (a web archive) or import (somebody's WARC file)"),
    Column("payload_sha256", "text", "SHA-256 (hex) of the page's bytes as sent"),
    Column("warc", "text", "WARC file, below captures/, that holds these bytes"),
    Column("offset", "integer", "byte at which the record begins in the WARC file"),
    Column("length", "integer", "bytes of the record there"),
    Column("record_id", "text", "the record's WARC-Record-ID"),
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


if __name__ == "__main__":
    print(as_markdown(), end="")
