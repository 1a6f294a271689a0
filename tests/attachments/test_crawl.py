"""Attachments of a whole crawl of the sample site: their text, stored and found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive.search.fold import fold
from kho_tin.sample import ORIGIN, SampleServer, load_news
from kho_tin.sample.documents import make, printed_lines
from kho_tin.sample.news import Document
from tests.web.test_query import compiled

NEWS = load_news()
WORD = re.compile(r"[^\W_]+")


@pytest.fixture
def db(sample_archive: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(sample_archive)
    yield db
    db.close()


def truth(document: Document) -> str:
    if document.path.endswith(".pdf"):
        return "\n".join(printed_lines(document.title, document.text))
    return f"{document.title}\n{document.text}"


def test_every_text_is_the_editors(db: sqlite3.Connection) -> None:
    read = db.execute(
        "SELECT identity, position, text FROM attachments JOIN articles ON articles.id = article"
    ).fetchall()
    assert sorted(read) == sorted(
        (str(item.id), position, truth(document))
        for item in NEWS
        for position, document in enumerate(item.attachments, 1)
    )


def words(*texts: str | None) -> set[str]:
    return {word for text in texts if text for word in WORD.findall(fold(text))}


def test_words_that_only_an_attachment_has(db: sqlite3.Connection) -> None:
    in_attachments = {
        str(item.id): words(*(f"{each.filename} {truth(each)}" for each in item.attachments))
        for item in NEWS
    }
    in_articles = (words(item.title, item.summary, item.author, item.body) for item in NEWS)
    alone = set().union(*in_attachments.values()).difference(*in_articles)
    assert len(alone) >= 12
    for word in alone:
        matches = db.execute(
            "SELECT identity FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid "
            "WHERE articles_fts MATCH ?",
            [compiled(word)],
        )
        assert sorted(row[0] for row in matches) == sorted(
            identity for identity, vocabulary in in_attachments.items() if word in vocabulary
        )


def test_what_cannot_be_read_is_on_record(
    scrapy: Callable[..., CompletedProcess[str]], archive: Path
) -> None:
    item = replace(NEWS[0], attachments=(Document("2026/trang-trắng.pdf", " ", " "),))
    with SampleServer(news=[item]) as site:
        done = scrapy("crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 0, done.stdout + done.stderr
    with sqlite3.connect(archive) as db:
        problems = db.execute("SELECT url, kind, message FROM problems").fetchall()
        attachments = db.execute("SELECT text, media_type, bytes, capture > 0 FROM attachments")
        size = len(make("trang-trắng.pdf", " ", " "))
        assert attachments.fetchall() == [(None, "application/pdf", size, 1)]
    assert problems == [
        (*item.attachment_urls(ORIGIN), "attachment", "damaged: no PDF that can be opened")
    ]


def test_no_attachment_is_a_problem(db: sqlite3.Connection) -> None:
    assert db.execute("SELECT count(*) FROM problems WHERE kind = 'attachment'").fetchone() == (0,)
