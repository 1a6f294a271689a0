"""A column of `articles` is a migration and a row of one table; hashes and history stay."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from kho_tin.archive import columns, schema
from kho_tin.archive.columns import COLUMNS
from kho_tin.archive.content import Content, Layout
from kho_tin.archive.database import connect
from tests.crawler.test_newer_parser import NEWS, Board, crawl, run
from tests.declared.toys import Toy, files_of

NEXT = len(schema.migrations._migrations) + 1
VNPT = "kho_tin/parsers/cms/vnpt_portal/__init__.py"
MIGRATION = """

@migrations()
def version_{number}(db: Database) -> None:
    {statements}
"""
COLUMN = """    Column(
        "{name}", "text", "{role}", "Ý nghĩa của {name}.", "The meaning of {name}.",
        since={number},
    ),
    Column(
        "language","""
TITLED = """

def _read(document: Document, parser: str) -> Reading:
    reading = read(document, parser)
    if isinstance(reading, Article):
        return replace(reading, {name}=document.title)
    return reading
"""


def added(folder: Path, name: str, role: str) -> Toy:
    """The program with a column more, which has what <title> says."""
    toy = Toy(folder)
    tables = ["articles", "revisions"] if role == "content" else ["articles"]
    statements = "\n    ".join(
        f'db.execute("ALTER TABLE {table} ADD COLUMN {name} TEXT")' for table in tables
    )
    toy.append("kho_tin/archive/schema.py", MIGRATION.format(number=NEXT, statements=statements))
    row = COLUMN.format(name=name, role=role, number=NEXT)
    toy.put("kho_tin/archive/columns.py", '    Column(\n        "language",', row)
    field = '    language: str = "vi"\n'
    toy.put("kho_tin/parsers/model.py", field, f"    {name}: str | None = None\n{field}")
    toy.put(VNPT, "    version=1,\n    read=read,\n", "    version=2,\n    read=_read,\n")
    toy.put(VNPT, "\n\nPARSER = ", TITLED.format(name=name) + "\n\nPARSER = ")
    toy.put(VNPT, "import re\n", "import re\nfrom dataclasses import replace\n")
    toy.put(VNPT, "import Attachment, Reading", "import Article, Attachment, Reading")
    assert toy.written == files_of("How to add a column")
    return toy


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


@pytest.mark.more
@pytest.mark.damaged("written by a newer version")
@pytest.mark.parametrize("role", ["layout", "content"])
def test_a_column_makes_no_history(role: str, tmp_path: Path) -> None:
    """Crawled before it was there, opened with it, crawled again, read again: no revision, and
    the hash of what has no value in it, or is no content, is what it was."""
    toy = added(tmp_path / "toy", "page_title", role)
    archive = tmp_path / "once" / "archive.db"
    archive.parent.mkdir()
    board = Board()
    crawl(board, archive, 0)
    hashes = "SELECT identity, content_sha256 FROM articles ORDER BY 1"
    before = rows(archive, hashes)

    if role == "content":  # before anything is read anew, every hash is that of its columns
        opened = "import sys; from kho_tin.archive.database import connect; connect(sys.argv[1])"
        done = toy.python("-c", opened, str(archive))
        assert done.returncode == 0, done.stderr
        assert run(toy.project, archive, "verify").returncode == 0
    board.views += 1  # another page, and the same article
    crawl(board, archive, 1, toy.project)
    titles = rows(archive, "SELECT page_title, parser FROM articles")
    assert len(titles) == len(NEWS)
    assert all(title and parser == "vnpt_portal@2" for title, parser in titles)
    assert rows(archive, "SELECT max(number) FROM revisions") == [(1,)]
    assert rows(archive, "SELECT new, changed, unchanged FROM runs ORDER BY id")[1] == (0, 0, 3)
    if role == "layout":
        assert rows(archive, hashes) == before
    else:
        revisions = rows(archive, "SELECT page_title FROM revisions ORDER BY 1")
        assert revisions == sorted((title,) for title, _ in titles)
        done = run(toy.project, archive, "export", "jsonl", "-")
        exported = [json.loads(line)["page_title"] for line in done.stdout.splitlines()]
        assert sorted(exported) == sorted(title for title, _ in titles)
    if role == "layout":
        done = run(toy.project, archive, "verify")
        assert done.returncode == 0, done.stdout
        with closing(sqlite3.connect(archive)) as db, db:
            db.execute("UPDATE articles SET page_title = 'mine' WHERE id = 1")
        done = run(toy.project, archive, "verify")
        assert "body_html, page_title, parser or an image's alt is not what" in done.stdout


def test_a_column_is_described(tmp_path: Path) -> None:
    toy = added(tmp_path, "kicker", "content")
    toy.describe()
    assert "| `kicker` | text | The meaning of kicker. |" in toy.document
    for table in ("articles", "revisions"):
        assert toy.described(table)["kicker"] == "Ý nghĩa của kicker. · The meaning of kicker."


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return connect(tmp_path / "columns.db")


def test_the_table_is_the_table(db: Database) -> None:
    """Every column of the database has its row, with its type, and every row its column."""
    types = {column.name: column.type for column in db["articles"].columns}
    assert types == {column.name: column.sql_type for column in COLUMNS}
    revisions = [column.name for column in db["revisions"].columns]
    assert set(columns.IN_REVISIONS) < set(revisions)
    content = [name for name in revisions if name in columns.CONTENT]
    assert content == list(columns.CONTENT)
    searched = [column.name for column in db["articles_fts"].columns]
    assert tuple(searched[: len(columns.SEARCHED)]) == columns.SEARCHED
    for column in COLUMNS:
        assert 1 <= column.since < NEXT


def test_hashes_are_those_of_the_first_release() -> None:
    """Computed once with the code of the first release: they are in every archive there is."""
    fields = {name: name for name in (*columns.first(columns.CONTENT), *columns.LAYOUT)}
    content = Content.read(fields, [{"url": "a", "caption": "b"}], [])
    assert content.sha256 == "b4704957e66ff5774ba514abfa6c55bb65ffccac274398762ab0e278378d6ac7"
    layout = Layout.read({**fields, "parser": "vnpt_portal@1"}, [{"alt": "c"}])
    assert layout.sha256 == "7a39a8ba31ff2f27f84f3d12be02af75a604abfe91b94ad8ae3606606fabf8f4"
