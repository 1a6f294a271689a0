"""The whole corridor: the sample site over HTTP, into an archive, compared with its own truth."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kho_tin.sample import ORIGIN, NewsArticle, load_news

NEWS = load_news()


@pytest.fixture(scope="module")
def rows(sample_archive: Path) -> dict[str, sqlite3.Row]:
    db = sqlite3.connect(sample_archive)
    db.row_factory = sqlite3.Row
    articles = {row["identity"]: row for row in db.execute("SELECT * FROM articles")}
    db.close()
    return articles


def media(archive: Path, sql: str) -> dict[str, list[tuple[str | None, ...]]]:
    """Rows by the identity of their article, which is the first column."""
    files: dict[str, list[tuple[str | None, ...]]] = {}
    with sqlite3.connect(archive) as db:
        for identity, *row in db.execute(sql):
            files.setdefault(identity, []).append(tuple(row))
    return files


def test_every_article_stands_once(rows: dict[str, sqlite3.Row]) -> None:
    assert len(NEWS) >= 120
    assert sorted(rows) == sorted(str(item.id) for item in NEWS)


TRUTH: dict[str, Callable[[NewsArticle], object]] = {
    "url": lambda item: item.url(ORIGIN),
    "title": lambda item: item.title,
    "published": lambda item: item.date.isoformat(),
    "year": lambda item: item.date.year,
    "author": lambda item: item.author,
    "source": lambda item: item.source,
    "category": lambda item: item.category.name,
    "summary": lambda item: item.summary,
    "body": lambda item: item.body,
    "language": lambda item: item.language,
    "state": lambda item: "listed",
    "parser": lambda item: "vnpt_portal@1",
}


@pytest.mark.parametrize("field", TRUTH)
def test_field_of_every_article(field: str, rows: dict[str, sqlite3.Row]) -> None:
    truth = TRUTH[field]
    read = {identity: row[field] for identity, row in rows.items()}
    assert read == {str(item.id): truth(item) for item in NEWS}


def test_pictures_with_captions(sample_archive: Path) -> None:
    read = media(
        sample_archive,
        "SELECT identity, images.url, caption, alt FROM images JOIN articles ON "
        "articles.id = article ORDER BY article, position",
    )
    assert read == {
        str(item.id): [
            (url, picture.caption or None, picture.alt or None)
            for url, picture in zip(item.image_urls(ORIGIN), item.images, strict=True)
        ]
        for item in NEWS
        if item.images
    }


def test_attachments(sample_archive: Path) -> None:
    read = media(
        sample_archive,
        "SELECT identity, attachments.url, filename FROM attachments JOIN articles ON "
        "articles.id = article ORDER BY article, position",
    )
    assert read == {
        str(item.id): [
            (url, document.filename)
            for url, document in zip(item.attachment_urls(ORIGIN), item.attachments, strict=True)
        ]
        for item in NEWS
        if item.attachments
    }


def test_all_files_are_held(sample_archive: Path) -> None:
    with sqlite3.connect(sample_archive) as db:
        for table in ("images", "attachments"):
            missing = db.execute(f"SELECT url FROM {table} WHERE capture IS NULL").fetchall()
            assert missing == []


def test_coverage_of_every_field_by_parser(sample_archive: Path) -> None:
    with sqlite3.connect(sample_archive) as db:
        (coverage,) = db.execute("SELECT parsers FROM runs").fetchone()
    assert json.loads(coverage) == {
        "vnpt_portal@1": {
            "articles": len(NEWS),
            **dict.fromkeys(("title", "published", "category", "summary", "body"), len(NEWS)),
            "author": sum(item.author is not None for item in NEWS),
            "source": sum(item.source is not None for item in NEWS),
            "images": sum(bool(item.images) for item in NEWS),
            "attachments": sum(bool(item.attachments) for item in NEWS),
        }
    }


def test_the_run_is_on_record(sample_archive: Path) -> None:
    with sqlite3.connect(sample_archive) as db:
        run = db.execute("SELECT verdict, new, changed, failed, exit_code FROM runs").fetchall()
        problems = db.execute("SELECT url, kind, message FROM problems").fetchall()
    assert run == [("ok", len(NEWS), 0, 0, 0)]
    assert problems == []
