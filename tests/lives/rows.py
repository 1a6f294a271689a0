"""The rows of an archive, as plain mappings, and how those of two archives differ."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.archive.indexed import indexed
from tests.lives.ledger import Kept

Row = dict[str, Any]

# What names a row of each table; ids that only count the order of writing are left out.
KEYS = {
    "articles": ("identity",),
    "revisions": ("article", "number"),
    "images": ("article", "position"),
    "attachments": ("article", "position"),
    "removed_attachments": ("article", "url"),
    "observations": ("article", "at", "state", "status"),
    "captures": ("warc", "offset"),
    "warcs": ("name",),
    "runs": ("id",),
    "problems": ("run", "kind", "url", "message"),
    "documents_cited": ("article", "field", "position", "offset"),
    "places": ("article", "unit"),
}
# What another archive of the same files says in its own way: where their bytes lie in it, and
# which of its runs brought them.
OF_THE_ARCHIVE = (
    *("articles", "revisions", "images", "attachments", "removed_attachments"),
    "observations",
)
OWN = {"id", "run"}


def rows(archive: Path, sql: str, *parameters: object) -> list[Row]:
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, parameters)]


def differences(archive: Path, other: Path) -> Iterator[str]:
    """A line for each row or value that a rebuild (`other`) has otherwise than the archive."""
    for table, key in KEYS.items():
        select = f"SELECT * FROM {table}"
        left_out = {"id"} if table in ("observations", "problems") else set[str]()
        yield from _compared(table, key, rows(archive, select), rows(other, select), left_out)
    ours, theirs = (_words(path) for path in (archive, other))
    yield from _compared("articles_fts", ("article", "column"), ours, theirs, set())


def differences_of_import(archive: Path, other: Path) -> Iterator[str]:
    """A line for each row or value of the articles that an import of the archive's files into
    `other` has otherwise. Captures go by their records, articles by their identities."""
    for table in OF_THE_ARCHIVE:
        ours, theirs = (_in_common_terms(table, path) for path in (archive, other))
        yield from _compared(table, KEYS[table], ours, theirs, OWN)


def _words(archive: Path) -> list[Row]:
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        return [
            {"article": article, "column": column, "words": words}
            for (article, column), words in indexed(db).items()
        ]


def _in_common_terms(table: str, archive: Path) -> list[Row]:
    records = {
        row["id"]: row["record_id"] for row in rows(archive, "SELECT id, record_id FROM captures")
    }
    names = {
        row["id"]: row["identity"] for row in rows(archive, "SELECT id, identity FROM articles")
    }
    table_rows = rows(archive, f"SELECT * FROM {table}")
    for row in table_rows:
        if row.get("capture") is not None:
            row["capture"] = records[row["capture"]]
        if "article" in row:
            row["article"] = names[row["article"]]
    return table_rows


def _compared(
    table: str, key: Sequence[str], here: list[Row], there: list[Row], left_out: set[str]
) -> Iterator[str]:
    ours, theirs = (_by_key(side, key) for side in (here, there))
    for name in sorted(ours.keys() | theirs.keys(), key=repr):
        what = f"{table} {'/'.join(map(str, name))}"
        if name not in theirs or name not in ours:
            yield f"{what}: {'missing' if name in ours else 'extra'}"
            continue
        for column in ours[name]:
            pair = ours[name][column], theirs[name].get(column)
            if column not in left_out and pair[0] != pair[1]:
                yield f"{what}: {column} is {str(pair[1])[:150]!r}, not {str(pair[0])[:150]!r}"


def _by_key(table_rows: list[Row], key: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    """The same key twice is counted: the second is another row."""
    seen = Counter[tuple[Any, ...]]()
    named = {}
    for row in table_rows:
        name = tuple(row[column] for column in key)
        seen[name] += 1
        named[(*name, seen[name])] = row
    return named


def strangers(archive: Path) -> list[str]:
    """The identities of articles that are none of the site's."""
    articles = rows(archive, "SELECT identity FROM articles ORDER BY identity")
    return [row["identity"] for row in articles if not row["identity"].isdigit()]


def kept(archive: Path) -> dict[int, Kept]:
    """What an archive has of each article of the site, by its number there."""
    articles = {}
    for row in rows(archive, "SELECT * FROM articles WHERE identity NOT GLOB '*[^0-9]*'"):
        row["pictures"] = [
            (each["url"], each["caption"])
            for each in rows(
                archive, "SELECT * FROM images WHERE article = ? ORDER BY position", row["id"]
            )
        ]
        row["documents"] = [
            each["url"]
            for each in rows(
                archive, "SELECT * FROM attachments WHERE article = ? ORDER BY position", row["id"]
            )
        ]
        revisions = rows(
            archive, "SELECT * FROM revisions WHERE article = ? ORDER BY number", row["id"]
        )
        for revision in revisions:
            pictures: list[Mapping[str, str]] = json.loads(revision["images"])
            revision["pictures"] = [(each["url"], each["caption"]) for each in pictures]
            documents: list[Mapping[str, str]] = json.loads(revision["attachments"])
            revision["documents"] = [each["url"] for each in documents]
        observations = rows(
            archive,
            "SELECT observations.*, verdict FROM observations JOIN runs ON runs.id = run "
            "WHERE article = ? ORDER BY at, observations.id",
            row["id"],
        )
        articles[int(row["identity"])] = Kept(row, revisions, observations)
    return articles
