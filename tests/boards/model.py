"""What a board of the tests is: its stories as its clerks know them, and the truth of its pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from kho_tin.sample.news import Block, Picture, block_text, slug

HANOI = dt.timezone(dt.timedelta(hours=7))
Source = Literal["listings", "sitemap", "feed"]
ALL_SOURCES: frozenset[Source] = frozenset(("listings", "sitemap", "feed"))
# Where the authors stand: in a field that the system prints, in the body's last line (in bold, or
# after "Tác giả:", "Bài và ảnh:", "Đăng bởi:"), or nowhere.
Byline = Literal["field", "bold", "label", "photo", "posted", "none"]


@dataclass(frozen=True)
class Category:
    id: int
    name: str

    @property
    def alias(self) -> str:
        return slug(self.name)


@dataclass(frozen=True)
class File:
    """A document that belongs to a story, a PDF."""

    filename: str
    title: str


@dataclass(frozen=True)
class Story:
    """One article before any system prints it. `published` is a time in Vietnam (+07:00); ids grow
    with it. `lead` is a sentence that some systems print apart from the text, `blocks` the text."""

    id: int
    title: str
    category: Category
    published: dt.datetime
    lead: str
    blocks: tuple[Block, ...]
    people: tuple[str, ...]
    byline: Byline
    files: tuple[File, ...]
    tags: tuple[str, ...]
    views: int

    @property
    def alias(self) -> str:
        return slug(self.title)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def authors(self) -> tuple[str, ...]:
        """Those whom the page names as authors."""
        return () if self.byline == "none" else self.people

    @property
    def text(self) -> str:
        """The text without lead and byline: blocks parted by a blank line, an item of a list or a
        row of a table to a line."""
        return "\n\n".join(filter(None, map(block_text, self.blocks)))


@dataclass(frozen=True)
class Truth:
    """What a reader should make of one article's page.

    `path` is its address as the site's own listings link it, without the origin; `published` is
    ISO 8601, with the time and +07:00 where the page says the time, to the eye or to programs.
    `body` has its paragraphs parted by a blank line, items as "- item" or "1. item", cells parted
    by " | "; neither byline nor captions, nor `lead`, which the page prints apart (or not: "").
    """

    path: str
    title: str
    published: str
    authors: tuple[str, ...]
    body: str
    category: str
    images: tuple[str, ...]
    attachments: tuple[str, ...]
    lead: str = ""
