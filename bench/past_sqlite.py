"""What stands beside SQLite when an archive outgrows it: tantivy for search, DuckDB for counting.

The same generated articles are indexed with FTS5, by the archive's own table and texts, and with
tantivy, column for column; and exported as Parquet, for DuckDB to answer what SQLite is asked too.
Both answer the same: the bench fails where they do not. They are no part of the program and have an
environment of their own, which is set up when it is first needed.
`python -m bench full past_sqlite`; docs/past-sqlite.md has the tables.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from bench.environments import ROOT, Missing, python_of
from bench.large_archive import Texts, made
from bench.other_engines import TOP, Taken, timed
from kho_tin.archive.search import index
from kho_tin.archive.search.fold import has_marks
from kho_tin.archive.search.query import WEIGHTS
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.find import Results, count_of, find
from kho_tin.web.search.query import parse

ENVIRONMENT: Final = "bench-past-sqlite"
QUICK: Final = (5_000,)  # articles
FULL: Final = (5_000, 20_000)  # the same, for `python -m bench full`
EACH: Final = 10  # queries of a kind
# The share of the articles that a query finds.
SHARES: Final = {"a rare word": (0.0, 0.01), "a common phrase": (0.15, 1.0)}
LIKE: Final = "%đầu tư%"
# The same questions in both dialects.
COUNTS: Final = {
    "articles by year and month": (
        "SELECT substr(published, 1, 7), count(*) FROM articles WHERE published IS NOT NULL "
        "GROUP BY 1 ORDER BY 1",
        "SELECT strftime(published_day, '%Y-%m'), count(*) FROM '{}' "
        "WHERE published_day IS NOT NULL GROUP BY 1 ORDER BY 1",
    ),
    "words by author and year": (
        "SELECT author, year, sum(words) FROM articles GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT author, year, sum(words)::BIGINT FROM '{}' GROUP BY 1, 2 "
        "ORDER BY 1 NULLS FIRST, 2 NULLS FIRST",
    ),
    "a LIKE over the texts": (
        f"SELECT count(*) FROM articles WHERE body LIKE '{LIKE}'",
        f"SELECT count(*) FROM '{{}}' WHERE body LIKE '{LIKE}'",
    ),
}


def main() -> None:
    """Print the tables."""
    tables(QUICK)


def full() -> None:
    """The same of more articles."""
    tables(FULL)


def tables(sizes: Sequence[int]) -> None:
    """Print them for archives of so many articles."""
    try:
        python_of(ENVIRONMENT)
    except Missing as missing:
        print(f"left out: {missing}")
        return
    for articles in sizes:
        path = made(articles)
        with tempfile.TemporaryDirectory() as folder, closing(_connected(path)) as connection:
            size = path.stat().st_size / articles
            print(
                f"\n{articles} articles, {size:.0f} bytes of archive.db each; wall / processor, ms"
            )
            searching(connection, Path(folder), articles)
            counting(path, connection, Path(folder), articles)


def searching(connection: sqlite3.Connection, folder: Path, articles: int) -> None:
    """The index, and what it answers with: FTS5 and tantivy."""
    documents = _documents(connection, folder)
    queries = {kind: _queries(connection, kind) for kind in SHARES}
    every = [text for texts in queries.values() for text in texts]
    own, processor = _indexed(connection, documents, folder / "fts5.db")
    (folder / "tantivy").mkdir()
    columns = dict(zip(index.COLUMNS, WEIGHTS, strict=True))
    task = {
        "columns": columns,
        "documents": str(documents),
        "folder": str(folder / "tantivy"),
        "queries": every,
    }
    other = _elsewhere("tantivy", task)
    with closing(own):
        compiled = [expressions(parse(text), lift=False).in_index for text in every]
        answers = [timed(partial(_best, own, text)) for text in compiled]
        counts = [count_of(connection, expressions(parse(text))) for text in every]
        if not counts == [count for (count, _), _ in answers] == other["counts"]:
            raise RuntimeError(f"not the same articles: {counts}, {other['counts']}")
    product = [timed(partial(_searched, connection, text))[1] for text in every]
    size = (folder / "fts5.db").stat().st_size
    titles = "FTS5", f"tantivy {other['version']}", "the reading room's search"
    print(f"{'':32}{titles[0]:>18}{titles[1]:>18}{titles[2]:>28}")
    sizes = size / articles, other["bytes"] / articles
    print(f"{'bytes of the index, an article':32}{sizes[0]:18.0f}{sizes[1]:18.0f}")
    each = processor / articles, other["processor"] / articles
    print(
        f"{'to index an article, processor':32}{each[0] * 1000:15.2f} ms{each[1] * 1000:15.2f} ms"
    )
    sides = [taken for _, taken in answers], other["taken"], product
    for number, kind in enumerate(queries):
        span = slice(number * EACH, (number + 1) * EACH)
        cells = [_shown([Taken(*each) for each in side[span]]) for side in sides]
        count = statistics.median(other["counts"][span])
        print(f"{kind + f' ({count:.0f} articles)':32}{cells[0]:>18}{cells[1]:>18}{cells[2]:>28}")


def counting(path: Path, connection: sqlite3.Connection, folder: Path, articles: int) -> None:
    """What is counted: SQLite in the archive, DuckDB in its Parquet export."""
    parquet, begun = folder / "articles.parquet", time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "kho_tin", "export", "parquet", str(parquet)],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE": str(path)},
        check=True,
        capture_output=True,
    )
    seconds, size = time.perf_counter() - begun, parquet.stat().st_size
    other = _elsewhere("duckdb", {"queries": [sql.format(parquet) for _, sql in COUNTS.values()]})
    # As DuckDB's LIKE: upper and lower case are two.
    connection.execute("PRAGMA case_sensitive_like = ON")
    print(f"{'':32}{'SQLite':>18}{'DuckDB ' + other['version']:>18}")
    print(f"{'bytes of Parquet, an article':32}{'':18}{size / articles:18.0f}")
    print(f"{'to export an article, wall':32}{'':18}{seconds / articles * 1000:15.2f} ms")
    for number, (name, (sql, _)) in enumerate(COUNTS.items()):
        rows, taken = timed(partial(_rows, connection, sql))
        if [list(row) for row in rows] != other["rows"][number]:
            raise RuntimeError(f"{name}: not the same is counted")
        print(f"{name:32}{_shown([taken]):>18}{_shown([Taken(*other['taken'][number])]):>18}")


def _shown(taken: Sequence[Taken]) -> str:
    """The medians: milliseconds of the wall clock, and of the processor."""
    wall, processor = (statistics.median(kind) for kind in zip(*taken, strict=True))
    return f"{wall:.2f} / {processor:.2f}"


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _documents(connection: sqlite3.Connection, folder: Path) -> Path:
    """What the archive's index has of each article, in its spelling and folded, as JSON lines."""
    path = folder / "documents.jsonl"
    db = Database(connection)
    with path.open("w", encoding="utf-8") as lines:
        for (number,) in connection.execute("SELECT id FROM articles ORDER BY id").fetchall():
            lines.write(json.dumps([number, *index.row(db, number)]) + "\n")
    return path


def _indexed(
    archive: sqlite3.Connection, documents: Path, path: Path
) -> tuple[sqlite3.Connection, float]:
    """The archive's own index, made anew in a file without anything else, and merged to one piece;
    and the seconds of processor that it took."""
    sql = "SELECT sql FROM sqlite_master WHERE name = 'articles_fts'"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    (declared,) = archive.execute(sql).fetchone()
    connection.execute(declared)
    begun = time.process_time()
    places = ", ".join("?" * (1 + len(index.COLUMNS)))
    names = ", ".join(("rowid", *index.COLUMNS))
    with documents.open(encoding="utf-8") as lines, connection:
        insert = f"INSERT INTO articles_fts ({names}) VALUES ({places})"
        connection.executemany(insert, map(json.loads, lines))
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
        weights = ", ".join(map(str, WEIGHTS))
        rank = f"INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25({weights})')"
        connection.execute(rank)
    taken = time.process_time() - begun
    connection.execute("VACUUM")
    return connection, taken


def _best(connection: sqlite3.Connection, expression: str) -> tuple[int, list[int]]:
    """How many articles match, and the best of them: what tantivy gives in one pass."""
    ranked = connection.execute(
        "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank", [expression]
    ).fetchall()
    return len(ranked), [number for (number,) in ranked[:TOP]]


def _searched(connection: sqlite3.Connection, text: str) -> Results:
    return find(connection, parse(text))


def _rows(connection: sqlite3.Connection, sql: str) -> list[Any]:
    return connection.execute(sql).fetchall()


def _queries(connection: sqlite3.Connection, kind: str) -> list[str]:
    """EACH words, or phrases of two, that so large a share of the articles have, as typed: with
    marks on each, so that nothing but that spelling is meant."""
    (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    least, most = SHARES[kind]
    marked = [word for word in Texts().words if all(map(has_marks, word.split()))]
    if kind == "a common phrase":
        typed = [f'"{word}"' for word in marked if " " in word]  # the most frequent first
    else:
        typed = [word for word in marked if " " not in word]
        random.Random(0).shuffle(typed)
    chosen: list[str] = []
    for text in typed:
        share = count_of(connection, expressions(parse(text), lift=False)) / articles
        if least < share < most:
            chosen.append(text)
        if len(chosen) == EACH:
            return chosen
    raise RuntimeError(f"{kind}: only {len(chosen)} of {EACH} queries")


def _elsewhere(task: str, arguments: dict[str, Any]) -> Any:
    """What an engine answers, in a process of its own environment."""
    done = subprocess.run(
        [python_of(ENVIRONMENT), ROOT / "bench" / "other_engines.py", task],
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{task}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)
