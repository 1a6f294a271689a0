"""What an article says, and what only its layout says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kho_tin.archive.columns import CONTENT, LAYOUT, first, later
from kho_tin.archive.same_text import text_sha256
from kho_tin.base.author_names import names_in

_WITHOUT_LETTER = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")


def authors_in(author: str | None) -> str | None:
    """The column `authors` of an article with that author: a JSON list of names, or None."""
    return _json(names_in(author)) if author else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(value: Any) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()


@dataclass(frozen=True)
class Content:
    """What is compared between two readings of an article.

    `fields` holds the columns of CONTENT; `images` is JSON of [{"caption", "url"}…] and
    `attachments` of [{"filename", "url"}…], in the order of the page.
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
            {name: fields.get(name) for name in CONTENT},
            _json([{"url": image["url"], "caption": image.get("caption")} for image in images]),
            _json(
                [
                    {"url": attachment["url"], "filename": attachment["filename"]}
                    for attachment in attachments
                ]
            ),
        )

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON: keys sorted, no blanks, UTF-8."""
        hashed = {
            **_counted(self.fields, CONTENT),
            "images": json.loads(self.images),
            "attachments": json.loads(self.attachments),
        }
        return _sha256(hashed)

    def changed_since(self, earlier: Content) -> tuple[str, ...]:
        """Names of the columns in which this differs from `earlier`."""
        names = [name for name in CONTENT if self.fields[name] != earlier.fields[name]]
        if self.images != earlier.images:
            names.append("images")
        if self.attachments != earlier.attachments:
            names.append("attachments")
        return tuple(names)

    @property
    def year(self) -> int | None:
        """The year of publication, as the page gives it."""
        published = self.fields["published"]
        return int(published[:4]) if published else None

    @property
    def authors(self) -> str | None:
        """The authors one by one (JSON)."""
        return authors_in(self.fields["author"])

    @property
    def text_sha256(self) -> str | None:
        """By what other records are proposed as the same article (see `archive.same_text`)."""
        fields = self.fields
        return text_sha256(fields["title"], fields["published"], fields["body"])

    @property
    def words(self) -> int:
        """Words of the body: for Vietnamese, whose words have blanks in them, its syllables."""
        body = self.fields["body"] or ""
        return len(body.split()) - len(_WITHOUT_LETTER.findall(body))


@dataclass(frozen=True)
class Layout:
    """What else a page shows: kept from the newest reading, never a revision of its own."""

    fields: Mapping[str, Any]
    alts: tuple[str | None, ...]
    parser: str

    @classmethod
    def read(cls, fields: Mapping[str, Any], images: Sequence[Mapping[str, Any]]) -> Layout:
        """Take what counts from a reading; other keys are left alone."""
        return cls(
            {name: fields.get(name) for name in LAYOUT},
            tuple(image.get("alt") for image in images),
            fields["parser"],
        )

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON of all of it."""
        counted = _counted(self.fields, LAYOUT)
        hashed = [counted.pop(name) for name in first(LAYOUT)]
        hashed += [list(self.alts), self.parser]
        return _sha256([*hashed, counted] if counted else hashed)


def _counted(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What counts in a hash, which a column that was added later changes only where it has a
    value."""
    added = {name: fields[name] for name in later(names) if fields[name] is not None}
    return {name: fields[name] for name in first(names)} | added


@dataclass(frozen=True)
class ParsedArticle:
    """An article as its page was read.

    `fields` holds identity, url, title, body and parser, and may hold the other columns of content
    and layout; other keys are left alone. Images are mappings with url, caption and alt,
    attachments with url and filename.
    """

    fields: Mapping[str, Any]
    images: Sequence[Mapping[str, Any]] = ()
    attachments: Sequence[Mapping[str, Any]] = ()

    @cached_property
    def content(self) -> Content:
        return Content.read(self.fields, self.images, self.attachments)

    @cached_property
    def layout(self) -> Layout:
        return Layout.read(self.fields, self.images)

    @property
    def row(self) -> dict[str, Any]:
        """The columns of the article's row that a reading sets (READ), by name."""
        content = self.content
        derived = {"year": content.year, "words": content.words, "content_sha256": content.sha256}
        derived |= {"text_sha256": content.text_sha256, "authors": content.authors}
        return {**content.fields, **derived, **self.layout.fields}
