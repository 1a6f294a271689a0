"""The sample site's news: read from sample/news/*.md, and what a crawler should make of it.

A file holds TOML between two lines `+++`, then blocks parted by blank lines: a paragraph (one
line), `## heading`, `- item` and `1. item` lists, `| cell |` tables, `![caption](file "alt")`.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, cast

from kho_tin.sample import addresses
from kho_tin.sample.board import BY_SLUG, Category

FOLDER = Path(__file__).parent / "news"
BylineStyle = Literal["author_name", "right", "bold", "italic"]
BYLINE_STYLES = ("author_name", "right", "bold", "italic")
_KEYS = frozenset(
    (
        *("id", "title", "alias", "date", "category", "also", "author", "byline"),
        *("byline_style", "source", "summary", "language", "attachments"),
    )
)
_PARTS = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.+)", re.DOTALL)
_PICTURE = re.compile(r'!\[([^\]]*)\]\(([a-z0-9][a-z0-9-]*\.png)(?: "([^"]*)")?\)')
T = TypeVar("T")


class NewsError(ValueError):
    """A news file that does not follow the form: the message begins with the file's name."""


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Items:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    file: str
    caption: str
    alt: str


Block = Paragraph | Heading | Items | Table | Picture


@dataclass(frozen=True)
class Document:
    """An attachment: `path` lies below /CMS/Content/VanBan/ and ends in .pdf or .docx."""

    path: str
    title: str
    text: str

    @property
    def filename(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class NewsArticle:
    """One article as its editors know it. `date` is the day of publication in Vietnam."""

    id: int
    alias: str
    title: str
    date: dt.date
    category: Category
    summary: str
    blocks: tuple[Block, ...]
    also: tuple[Category, ...] = ()
    author: str | None = None
    byline: str | None = None
    byline_style: BylineStyle = "author_name"
    source: str | None = None
    language: str = "vi"
    attachments: tuple[Document, ...] = ()
    undated: bool = False

    @property
    def body(self) -> str:
        """The true body text: blocks parted by a blank line, without pictures and byline."""
        return "\n\n".join(filter(None, map(block_text, self.blocks)))

    @property
    def images(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def categories(self) -> tuple[Category, ...]:
        """Every category that lists the article, its own first."""
        return (self.category, *self.also)

    def url(self, origin: str, face: addresses.Face = "vnpt") -> str:
        """The address to expect in an archive; `origin` is the site's, with its scheme."""
        return addresses.absolute(origin, addresses.article(self, face))

    def image_urls(self, origin: str, face: addresses.Face = "vnpt") -> list[str]:
        """Addresses of the pictures in the body, in order, without cache keys."""
        return [
            addresses.absolute(origin, addresses.picture(self, image.file, face))
            for image in self.images
        ]

    def attachment_urls(self, origin: str, face: addresses.Face = "vnpt") -> list[str]:
        """Addresses of the attachments, in order, percent-encoded, without cache keys."""
        return [
            addresses.absolute(origin, addresses.attachment(document.path, face))
            for document in self.attachments
        ]


def block_text(block: Block) -> str:
    """The plain text of a block: a line an item of a list, a line a row of a table."""
    match block:
        case Paragraph(text) | Heading(text):
            return text
        case Items(items, numbered):
            return "\n".join(
                f"{number}. {item}" if numbered else f"- {item}"
                for number, item in enumerate(items, 1)
            )
        case Table(rows):
            return "\n".join(" | ".join(row) for row in rows)
        case Picture():
            return ""


def load_news(folder: Path = FOLDER) -> tuple[NewsArticle, ...]:
    """Every article in `folder`, newest first (and, within a day, the higher id first).

    Raises NewsError naming the file, for the first one that does not follow the form.
    """
    return _ours() if folder == FOLDER else _load(folder)


@cache
def _ours() -> tuple[NewsArticle, ...]:
    return _load(FOLDER)


def _load(folder: Path) -> tuple[NewsArticle, ...]:
    articles = [read_article(path) for path in sorted(folder.glob("*.md"))]
    seen: dict[str, int] = {}
    for article in articles:
        if article.alias in seen:
            raise NewsError(f"{article.id}.md: has the alias of {seen[article.alias]}.md")
        seen[article.alias] = article.id
    return newest_first(articles)


def newest_first(articles: Iterable[NewsArticle]) -> tuple[NewsArticle, ...]:
    """The order of every listing of the site."""
    return tuple(sorted(articles, key=lambda a: (a.date, a.id), reverse=True))


def read_article(path: Path) -> NewsArticle:
    """One news file. Raises NewsError, beginning with the file's name."""
    try:
        text = path.read_text("utf-8")
        if text != unicodedata.normalize("NFC", text):
            raise NewsError("is not in Unicode form NFC")
        if not (match := _PARTS.fullmatch(text)):
            raise NewsError("does not begin with two lines +++ and TOML between them")
        article = _article(tomllib.loads(match[1]), match[2])
        if path.stem != str(article.id):
            raise NewsError(f"has the id {article.id}")
    except ValueError as error:
        raise NewsError(f"{path.name}: {error}") from error
    return article


def _article(head: Mapping[str, object], body: str) -> NewsArticle:
    if unknown := sorted(head.keys() - _KEYS):
        raise NewsError(f"unknown key {unknown[0]!r}")
    title = _need(head, "title", str)
    author = _may(head, "author", str)
    byline = _may(head, "byline", str)
    style = _may(head, "byline_style", str) or "author_name"
    if style not in BYLINE_STYLES:
        raise NewsError(f"byline_style {style!r} is none of {', '.join(BYLINE_STYLES)}")
    if byline and not author:
        raise NewsError("a byline without an author")
    day = _need(head, "date", dt.date)
    if isinstance(day, dt.datetime):
        raise NewsError("date has a time of day, and the portal knows none")
    also = [cast("object", slug) for slug in _may(head, "also", list) or []]
    documents = [cast("object", row) for row in _may(head, "attachments", list) or []]
    return NewsArticle(
        id=_need(head, "id", int),
        alias=_may(head, "alias", str) or slug(title),
        title=title,
        date=day,
        category=_category(_need(head, "category", str)),
        summary=_need(head, "summary", str),
        blocks=tuple(_block(lines) for lines in re.split(r"\n\s*\n", body.strip("\n"))),
        also=tuple(map(_category, also)),
        author=author,
        byline=byline or author,
        byline_style=cast("BylineStyle", style),
        source=_may(head, "source", str),
        language=_may(head, "language", str) or "vi",
        attachments=tuple(map(_document, documents)),
    )


def _may(head: Mapping[str, object], key: str, kind: type[T]) -> T | None:
    value = head.get(key)
    if value is None:
        return None
    if not isinstance(value, kind):
        raise NewsError(f"{key} is {type(value).__name__}, not {kind.__name__}")
    if isinstance(value, str) and (not value.strip() or value != value.strip()):
        raise NewsError(f"{key} is empty or has blanks around it")
    return value


def _need(head: Mapping[str, object], key: str, kind: type[T]) -> T:
    value = _may(head, key, kind)
    if value is None:
        raise NewsError(f"{key} is missing")
    return value


def _category(name: object) -> Category:
    if not isinstance(name, str) or name not in BY_SLUG:
        raise NewsError(f"no category {name!r}")
    return BY_SLUG[name]


def _document(row: object) -> Document:
    if not isinstance(row, dict) or row.keys() != {"file", "title", "text"}:
        raise NewsError("an attachment has exactly file, title and text")
    path = _need(row, "file", str)
    if not path.endswith((".pdf", ".docx")) or path.startswith("/") or ".." in path:
        raise NewsError(f"attachment {path!r}: a path below VanBan ending in .pdf or .docx")
    text = str(row["text"]).strip()
    if not text:
        raise NewsError(f"attachment {path!r} has no text")
    return Document(path, _need(row, "title", str), text)


def _block(text: str) -> Block:
    lines = text.split("\n")
    if any(line != line.strip() or not line for line in lines):
        raise NewsError(f"blanks around a line, or no text: {text[:60]!r}")
    if all(line.startswith("- ") for line in lines):
        return Items(tuple(line[2:] for line in lines))
    if all(line.startswith(f"{number}. ") for number, line in enumerate(lines, 1)):
        return Items(tuple(line.split(". ", 1)[1] for line in lines), numbered=True)
    if lines[0].startswith("|"):
        return _table(lines)
    if len(lines) > 1:
        raise NewsError(f"a paragraph is one line: {lines[1][:60]!r}")
    if text.startswith("!["):
        if not (match := _PICTURE.fullmatch(text)):
            raise NewsError(f"not a picture: {text[:80]!r}")
        return Picture(file=match[2], caption=match[1], alt=match[3] or "")
    if text.startswith("#"):
        if not text.startswith("## "):
            raise NewsError(f"a heading begins with '## ': {text[:60]!r}")
        return Heading(text[3:])
    return Paragraph(text)


def _table(lines: list[str]) -> Table:
    if len(lines) < 3 or not re.fullmatch(r"\|(\s*:?-+:?\s*\|)+", lines[1]):
        raise NewsError(f"a table has a head, a line |---| and rows: {lines[0][:60]!r}")
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in (lines[0], *lines[2:])
    ]
    if len({len(row) for row in rows}) > 1 or not all(line[-1] == "|" for line in lines):
        raise NewsError(f"rows of unlike length in the table {lines[0][:60]!r}")
    return Table(tuple(rows))


def slug(title: str) -> str:
    """The portal's alias of a title: marks stripped, đ as d, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
