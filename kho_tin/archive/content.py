"""What an article says, and what only its layout says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# A change in any of these, or in the pictures and attachments, makes a revision.
FIELDS = (
    "url",
    "title",
    "published",
    "author",
    "source",
    "category",
    "summary",
    "body",
    "language",
)
_LETTER = re.compile(r"\w")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()


@dataclass(frozen=True)
class Content:
    """What is compared between two readings of an article.

    `fields` holds FIELDS; `images` is JSON of [{"caption", "url"}…] and `attachments` of
    [{"filename", "url"}…], in the order of the page.
    """

    fields: Mapping[str, str | None]
    images: str
    attachments: str

    @classmethod
    def read(
        cls,
        fields: Mapping[str, Any],
        images: Sequence[Mapping[str, Any]],
        attachments: Sequence[Mapping[str, Any]],
    ) -> Content:
        """Take what counts from a reading; other keys are left alone."""
        return cls(
            {name: fields.get(name) for name in FIELDS},
            _json([{"url": one["url"], "caption": one.get("caption")} for one in images]),
            _json([{"url": one["url"], "filename": one["filename"]} for one in attachments]),
        )

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON: keys sorted, no blanks, UTF-8."""
        whole = {
            **self.fields,
            "images": json.loads(self.images),
            "attachments": json.loads(self.attachments),
        }
        return _sha256(whole)

    def changed_since(self, earlier: Content) -> tuple[str, ...]:
        """Names of the columns in which this differs from `earlier`."""
        names = [name for name in FIELDS if self.fields[name] != earlier.fields[name]]
        if self.images != earlier.images:
            names.append("images")
        if self.attachments != earlier.attachments:
            names.append("attachments")
        return tuple(names)

    @property
    def year(self) -> int | None:
        """The year of publication, as the page tells it."""
        published = self.fields["published"]
        return int(published[:4]) if published else None

    @property
    def words(self) -> int:
        """Words of the body: for Vietnamese, whose words have blanks in them, its syllables."""
        return sum(1 for word in (self.fields["body"] or "").split() if _LETTER.search(word))


@dataclass(frozen=True)
class Layout:
    """What a page shows besides: kept from the newest reading, never a revision of its own."""

    published_text: str | None
    body_html: str | None
    alts: tuple[str | None, ...]
    parser: str

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON of all of it."""
        return _sha256([self.published_text, self.body_html, list(self.alts), self.parser])


@dataclass(frozen=True)
class Parsed:
    """An article as its page was read.

    `fields` holds identity, url, title, body and parser, and may hold published,
    published_text, author, source, category, summary, language and body_html; other keys are
    left alone. Images are mappings with url, caption and alt, attachments with url and filename.
    """

    fields: Mapping[str, Any]
    images: Sequence[Mapping[str, Any]] = ()
    attachments: Sequence[Mapping[str, Any]] = ()

    @cached_property
    def content(self) -> Content:
        return Content.read(self.fields, self.images, self.attachments)

    @cached_property
    def layout(self) -> Layout:
        return Layout(
            self.fields.get("published_text"),
            self.fields.get("body_html"),
            tuple(image.get("alt") for image in self.images),
            self.fields["parser"],
        )
