"""What differs between two databases of one archive, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from kho_tin.archive.body_html import Unreadable, unpack
from kho_tin.archive.database import Row

# Every table that a rebuild makes, with the columns that identify its rows; the search index is
# made of these. Observations are identified by what they say: their ids are only the order in which
# they were made.
_KEYS = {
    "captures": ("id",),
    "warcs": ("name",),
    "articles": ("id",),
    "revisions": ("article", "number"),
    "images": ("article", "position"),
    "attachments": ("article", "position"),
    "removed_attachments": ("article", "url"),
    "observations": ("article", "at", "capture", "status", "state"),
    "aliases": ("pid", "leads_to"),
    "documents_cited": ("article", "field", "position", "offset"),
    "places": ("article", "unit"),
}
# One HTML can be packed in several ways, and archives of before version 9 have it as it is.
_HTML = "unpack(body, body_html) AS body_html"


def differences(db: Database, compared: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A line for each row that differs between `db` and the views `old_…` in it. `compared` has the
    columns to compare, by table; a table without its identifying columns is skipped.

    Each line names the article and the columns, or says that the row is missing or extra.
    """
    db.conn.create_function("unpack", 2, _unpack, deterministic=True)
    for table, keys in _KEYS.items():
        columns = [
            name for name in compared[table] if not (table == "observations" and name == "id")
        ]
        if not set(keys) <= set(columns):
            continue
        if table == "articles":
            columns = [_HTML if name == "body_html" else name for name in columns]
        names = ", ".join(columns)
        new = _only(db, names, f"main.{table}", f"temp.old_{table}", keys)
        old = _only(db, names, f"temp.old_{table}", f"main.{table}", keys)
        for key in sorted(new.keys() | old.keys(), key=repr):
            yield _line(db, table, key, new.get(key), old.get(key))


def _only(
    db: Database, names: str, here: str, there: str, keys: tuple[str, ...]
) -> dict[tuple[Any, ...], Row]:
    rows = db.query(f"SELECT {names} FROM {here} EXCEPT SELECT {names} FROM {there}")
    return {tuple(row[key] for key in keys): row for row in rows}


def _unpack(body: str | None, value: bytes | str | None) -> bytes | str | None:
    try:
        return unpack(body or "", value)
    except Unreadable:  # the old database may be damaged
        return value


def _line(db: Database, table: str, key: tuple[Any, ...], new: Row | None, old: Row | None) -> str:
    row = new or old
    assert row
    what = f"{table} {'.'.join(str(part) for part in key)}"
    number = row.get("id" if table == "articles" else "article")
    if number is not None:
        url = db.execute(
            "SELECT url FROM main.articles WHERE id = ?1 "
            "UNION ALL SELECT url FROM temp.old_articles WHERE id = ?1",
            [number],
        ).fetchone()
        what = f"article {number} {url[0] if url else ''}: {what}"
    if new is None:
        return f"{what}: missing in the new database"
    if old is None:
        return f"{what}: extra in the new database"
    return f"{what}: {', '.join(name for name in new if new[name] != old[name])}"
