"""Migrations stay what they were, and an archive of every version opens with all it holds."""

from __future__ import annotations

import ast
import gzip
import hashlib
import inspect
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from kho_tin.archive import notices, schema
from kho_tin.archive.body_html import unpack
from kho_tin.archive.database import connect
from kho_tin.archive.schema_check import OtherSchema
from kho_tin.archive.search import index
from kho_tin.replay.verify import index as verify_index
from tests.archive.indexed import indexed
from tests.archive.making import Shelf, at
from tests.archive.versions import NAMES, place

# SHA-256 of what each migration does, its SQL included.
FROZEN = {
    "version_1": "74b464b46f9daa298efed5cc92ee56c9191c24a8aec1a9e93571997cb4c4bc4c",
    "version_2": "6653e99d74cb94123f736a5b0d305720c5021e36af1210c5166256644dbb9a0e",
    "version_3": "d2238b6d0c5694e9d76ce70f7dc0c816f6455b76ffcfafb76cb5930ab93569ed",
    "version_4": "af3f4383639b620f665e764f288975dead9da8ebb5cbb539b4a91df16b4fb10d",
    "version_5": "4e2889c924b2e4b9e11a64e6c9fe3d9197034f2cc4fef1564fd5e7ff6e609ecb",
    "version_6": "16bc665749e4c117c9b5eefdd609b4e93252dd51b9b11fd6af23ea2ef15b2743",
    "version_7": "acc9cf1aeb42b643b685347b57e76925e77b4b20cde4bfc8b487f0f64e2bebd8",
    "version_8": "4e6c6821e01063af127be80d5e4b938e36699bf0840a73479e34b2c3f9bf4d13",
    "version_9": "cb786b8e4cb1f97a8cbb4a6a194a7c87f338becb0a869017a268d234517f7251",
    "version_10": "0d1dfeaabaa2e2f50d2fbfd6802a8b5dead3a41677858e582fbfffa8f2497d0d",
    "version_11": "4c0289b875277d3034eec60cb429302f0852bf6f32c590289f4f8f38fb42200e",
    "version_12": "4e9ae9f1a636364f1b1c993ecaa6d52ca8e9f3066a484725380d1f02738c73d1",
    "version_13": "e3c161f1d0a9eeb1a86100b9b983a2cf0e33f0dcb63303602bd35b98a7b0c82e",
    "version_14": "ab30c253625894ae5952449a1cd6c1d5fdadb7eecd4b6498f0832a98f61258ad",
}
ROW_COUNTS = {
    "articles": 1,
    "revisions": 2,
    "images": 1,
    "attachments": 1,
    "observations": 2,
    "articles_fts": 1,
}


def what_it_does(function: Callable[..., object]) -> str:
    """The code of a migration, without its docstring, and what it uses of its module."""
    tree = ast.parse(inspect.getsource(function))
    (body,) = tree.body
    assert isinstance(body, ast.FunctionDef)
    lines = body.body[1:] if ast.get_docstring(body) else body.body
    text = [ast.unparse(line) for line in lines]
    for name in sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}):
        used = vars(schema).get(name)
        if isinstance(used, str):
            text.append(used)
        elif inspect.isfunction(used) and used is not function:
            text.append(what_it_does(used))
    return "\n".join(text)


@pytest.mark.parametrize("step", schema.migrations._migrations, ids=lambda step: step.name)
def test_a_migration_is_never_edited(step: Migrations._Migration) -> None:
    """Archives that have had it would keep the tables of its old text, and be refused."""
    digest = hashlib.sha256(what_it_does(step.fn).encode()).hexdigest()
    assert step.name in FROZEN, f"{step.name} is new: add {digest!r} to FROZEN when it is done"
    assert FROZEN[step.name] == digest, (
        f"{step.name} was edited, and archives have been made by it: put it back as it was, and "
        "write a new migration"
    )


def test_none_is_taken_back() -> None:
    assert list(FROZEN) == list(NAMES)


def test_what_a_migration_does_is_more_than_its_own_lines() -> None:
    assert "CREATE TABLE warcs" in what_it_does(schema.version_1)
    assert what_it_does(schema.version_1) != what_it_does(schema.version_2)


@pytest.mark.parametrize("version", NAMES)
def test_an_archive_of_every_version_opens_with_what_it_holds(version: str, archive: Path) -> None:
    kept = place(version)
    assert kept.exists(), f"{kept}: run `python -m tests.archive.versions`, and commit it"
    archive.write_bytes(gzip.decompress(kept.read_bytes()))
    connect(archive).close()
    connect(archive, readonly=True).close()
    shelf = Shelf(archive)
    counts = shelf.counts()
    assert {name: counts[name] for name in ROW_COUNTS} == ROW_COUNTS
    assert shelf.matches("vuon") == shelf.matches("vườn") == [1]
    if version != "version_1":
        assert counts["problems"] == 1
        assert notices.last_kinds(shelf.db, shelf.site) == {"command": "trouble"}
    assert shelf.read(at(9), capture=2, title="Vườn").outcome == "changed"
    assert shelf.counts()["revisions"] == 3
    shelf.db.close()


def test_one_that_was_made_by_another_text_is_left_alone(archive: Path) -> None:
    """Not half brought up to date, nor copied."""
    archive.write_bytes(gzip.decompress(place("version_1").read_bytes()))
    with closing(sqlite3.connect(archive)) as db:
        db.execute("DROP TABLE warcs")
    before = archive.read_bytes()
    for readonly in (False, True):
        with pytest.raises(OtherSchema, match=r"\(table warcs is missing\): .*`kho-tin rebuild`"):
            connect(archive, readonly=readonly)
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.glob("*.bak")] == []


def all_there_is(db: Database) -> dict[str, object]:
    """The definitions in their order, and the rows of every table, but for times and the UUID."""
    definitions = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    rows = {name: list(db[name].rows) for kind, name, *_ in definitions if kind == "table"}
    for row in (*rows["_sqlite_migrations"], *rows["archive"]):
        assert row.pop("applied_at" if "applied_at" in row else "uuid")
    return {"definitions": definitions, **rows}


def test_a_new_archive_is_what_its_migrations_make(archive: Path) -> None:
    """Though it is made at once."""
    by_steps = Database(memory=True)
    schema.migrations.apply(by_steps)
    index.make_anew(by_steps)
    made = connect(archive)
    assert all_there_is(made) == all_there_is(by_steps)
    made.close()
    by_steps.close()


def test_an_index_from_before_gets_the_one_spelling(archive: Path) -> None:
    """For an archive of before version 8 too."""
    archive.write_bytes(gzip.decompress(place("version_4").read_bytes()))
    with closing(sqlite3.connect(archive)) as old:
        old.execute("UPDATE articles SET body = 'Uỷ ban xã Hoà Sương, 1.150 tỷ'")
        old.execute("UPDATE articles_fts SET body = 'Uỷ ban xã Hoà Sương, 1.150 tỷ'")
        old.commit()
    connect(archive).close()
    shelf = Shelf(archive)
    assert indexed(shelf.db)[1, "body"] == "ủy ban xã hòa sương 1150 tỷ"
    assert list(verify_index.check(shelf.db, [1], quick=False)) == []
    shelf.db.close()


@pytest.mark.parametrize("version", ["version_4", "version_8"])
def test_the_html_is_packed_and_what_edits_removed_is_indexed(version: str, archive: Path) -> None:
    archive.write_bytes(gzip.decompress(place(version).read_bytes()))
    with closing(sqlite3.connect(archive)) as old:
        body, html = old.execute("SELECT body, body_html FROM articles").fetchone()
        old.execute("UPDATE revisions SET body = body || '\n\nĐã xóa.' WHERE number = 1")
        old.commit()
    connect(archive).close()
    shelf = Shelf(archive)
    ((packed,),) = shelf.rows("SELECT body_html FROM articles")
    assert isinstance(packed, bytes)
    assert unpack(body, packed) == html
    assert indexed(shelf.db)[1, "earlier"] == "đã xóa"
    shelf.db.close()


# Ends itself, without a word, at a statement of the migration.
KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path

def connect(*arguments, connect=sqlite3.connect, **options):
    connection = connect(*arguments, **options)
    connection.set_trace_callback(
        lambda sql: os.kill(os.getpid(), signal.SIGKILL) if sql.startswith(sys.argv[2]) else None
    )
    return connection

sqlite3.connect = connect
from kho_tin.archive import database
database.connect(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statement", ["DROP TABLE", "UPDATE archive", "COMMIT"])
def test_killed_in_a_migration_an_archive_is_what_it_was(statement: str, archive: Path) -> None:
    archive.write_bytes(gzip.decompress(place("version_8").read_bytes()))
    command = [sys.executable, "-c", KILLED, str(archive), statement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGKILL, "")
    with closing(sqlite3.connect(archive)) as left:
        columns = [row[1] for row in left.execute("PRAGMA table_info(articles_fts)")]
        assert left.execute("SELECT count(*) FROM articles_fts").fetchone() == (1,)
    assert "earlier" not in columns
    connect(archive).close()
    shelf = Shelf(archive)
    assert list(verify_index.check(shelf.db, [1], quick=False)) == []
    shelf.db.close()
