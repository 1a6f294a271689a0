"""Readers in another process, while an article is edited again and again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kho_tin.archive.database import transaction
from tests.archive.making import Shelf, at
from tests.waiting import STUCK

# With sqlite3 alone and no waiting, as a researcher's script or Datasette would.
READER = """
import sqlite3, sys
looks = 0
seen = set()
while True:
    connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=0)
    rows = connection.execute(
        "SELECT articles.title, revisions.title, revisions.number, "
        "(SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'title : ' || number), "
        "(SELECT count(*) FROM revisions), (SELECT count(*) FROM observations) FROM articles "
        "JOIN revisions ON revisions.article = articles.id "
        "AND revisions.number = (SELECT max(number) FROM revisions)"
    ).fetchall()
    connection.close()
    assert len(rows) == 1, rows
    title, revised, number, indexed, revisions, observations = rows[0]
    assert (title, revised, indexed) == (f"Lần {number}", f"Lần {number}", 1), rows
    assert number == revisions == observations, rows
    looks += 1
    seen.add(number)
    if looks == 1:
        print("reading", flush=True)
    if title == "Lần 120":
        break
print(looks, len(seen))
"""


def test_readers_see_whole_articles_and_are_never_locked_out(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1), title="Lần 1")
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, tmp_path / "archive.db"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
    for number in range(2, 121):
        shelf.read(at(number), title=f"Lần {number}")
    for reader in readers:
        out, errors = reader.communicate(timeout=STUCK)
        assert (errors, reader.returncode) == ("", 0)
        looks, seen = map(int, out.split())
        assert looks >= seen > 5


def test_a_reader_does_not_wait_for_an_open_transaction(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1))
    look = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1], timeout=0)"
    look += ".execute('SELECT count(*) FROM revisions').fetchone()[0])"
    command = [sys.executable, "-c", look, str(tmp_path / "archive.db")]
    with transaction(shelf.db):
        shelf.read(at(2), title="Mới")
        seen = subprocess.run(command, capture_output=True, text=True, timeout=STUCK, check=True)
        assert seen.stdout == "1\n"
    seen = subprocess.run(command, capture_output=True, text=True, timeout=STUCK, check=True)
    assert seen.stdout == "2\n"
