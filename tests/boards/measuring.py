"""A board crawled from its address alone, and what came of it beside the truth, field by field."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.boards import ALL_SOURCES, Board, BoardServer, Source, Truth
from tests.starting import starter
from tests.waiting import STUCK

ROOT = Path(__file__).parents[2]
_SITE = """from kho_tin import NewsSpider


class Measured(NewsSpider):
    name = "board"
    title = {title!r}
    home_url = {url!r}
"""
FIELDS = ("title", "published", "authors", "body", "category", "images", "attachments")


@dataclass
class Measured:
    """One crawl. `wrong` are lines "path field: read, not true"; `false` are addresses of pages
    that were stored and are no articles; `printed` is what the crawl said."""

    board: Board
    sources: frozenset[Source]
    exit_code: int
    requests: int
    stored: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    printed: str = ""

    @property
    def share(self) -> float:
        """Of the board's articles, how many are in the archive."""
        return self.stored / len(self.board.articles)


def measure(board: Board, folder: Path, sources: Iterable[Source] = ALL_SOURCES) -> Measured:
    """Crawl a board into `folder`, an empty one, knowing its address and nothing else."""
    (folder / "spiders").mkdir(parents=True)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = kho_tin.settings\n")
    (folder / "spiders" / "__init__.py").touch()
    with BoardServer(board, sources=sources) as server:
        url = server.url.rstrip("/") + board.home_path
        file = folder / "spiders" / "board.py"
        file.write_text(_SITE.format(title=board.office.name, url=url), "utf-8")
        done = starter(folder).run(
            ("crawl", "board"),
            {**os.environ, "ARCHIVE": str(folder / "archive.db")},
            *(STUCK, "kho-tin"),
        )
        requests = len(server.requests)
    measured = Measured(board, frozenset(sources), done.returncode, requests)
    measured.printed = done.stdout + done.stderr
    if (folder / "archive.db").exists():
        _compare(measured, list(_stored(folder / "archive.db")))
    else:
        measured.missed = [truth.path for truth in board.articles]
    return measured


def _stored(archive: Path) -> Iterator[dict[str, Any]]:
    with closing(sqlite3.connect(archive)) as db:
        db.row_factory = sqlite3.Row
        for row in db.execute("SELECT * FROM articles ORDER BY id").fetchall():
            article: dict[str, Any] = dict(row)
            for table in ("images", "attachments"):
                article[table] = [
                    url
                    for (url,) in map(
                        tuple,
                        db.execute(
                            f"SELECT url FROM {table} WHERE article = ? ORDER BY position",
                            [row["id"]],
                        ),
                    )
                ]
            yield article


def _compare(measured: Measured, stored: list[dict[str, Any]]) -> None:
    truths = {_key(truth.path): truth for truth in measured.board.articles}
    by_title = {truth.title: truth for truth in measured.board.articles}
    seen = set[str]()
    for article in stored:
        truth = truths.get(_key(article["url"])) or by_title.get(article["title"])
        if truth is None:
            measured.false.append(f"{article['url']} ({article['title']})")
        elif truth.path in seen:
            measured.false.append(f"{article['url']} (again)")
        else:
            seen.add(truth.path)
            measured.wrong += (f"{truth.path} {line}" for line in _wrong(article, truth))
    measured.stored = len(seen)
    measured.missed = [truth.path for truth in truths.values() if truth.path not in seen]


def _key(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(url)
    query = sorted((name.lower(), value) for name, value in parse_qsl(parts.query))
    return unquote(parts.path), tuple(query)


def _wrong(article: dict[str, Any], truth: Truth) -> Iterator[str]:
    body = article["body"]
    if truth.lead and body.startswith(truth.lead):
        body = body.removeprefix(truth.lead).lstrip()  # where a page prints it is a matter of taste
    read = {
        "title": article["title"],
        "published": _moment(article["published"] or ""),
        "authors": tuple(filter(None, (article["author"] or "").split(", "))),
        "body": body,
        "category": article["category"],
        "images": tuple(map(_key, article["images"])),
        "attachments": tuple(map(_key, article["attachments"])),
    }
    true = {
        "title": truth.title,
        "published": _moment(truth.published),
        "authors": truth.authors,
        "body": truth.body,
        "category": truth.category,
        "images": tuple(map(_key, truth.images)),
        "attachments": tuple(map(_key, truth.attachments)),
    }
    for name in FIELDS:
        if read[name] != true[name]:
            yield f"{name}: {read[name]!r}, not {true[name]!r}"


def _moment(text: str) -> str:
    """Times as instants, to the minute: what is behind it says nothing to a reader."""
    if "T" not in text:
        return text
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")
