"""The article's row in the search index: each text in the index's spelling, and folded."""

from __future__ import annotations

from sqlite_utils import Database

from kho_tin.archive.columns import SEARCHED
from kho_tin.archive.search.fold import fold
from kho_tin.archive.search.query import FOLDED, WRITTEN
from kho_tin.archive.search.spelling import one_spelling

COLUMNS = (*WRITTEN, *FOLDED)
_INSERT = (
    f"INSERT INTO articles_fts (rowid, {', '.join(COLUMNS)}) "
    f"VALUES ({', '.join('?' * (1 + len(COLUMNS)))})"
)
_TEXTS = f"SELECT {', '.join(SEARCHED)} FROM articles WHERE id = ?"


def write(db: Database, article: int) -> None:
    """Rewrite the index row of `article` from its row and its attachments.

    Done here and not by triggers: triggers know no `fold`, and sqlite-utils' `transform()` drops
    them silently. To be called within the transaction that changed the article.
    """
    values = row(db, article)
    # FTS5 knows no UPSERT, and REPLACE costs the same as these two.
    db.execute("DELETE FROM articles_fts WHERE rowid = ?", [article])
    db.execute(_INSERT, [article, *values])


def row(db: Database, article: int) -> tuple[str, ...]:
    """What the index row of `article` has to hold, column by column."""
    texts = [text or "" for text in db.execute(_TEXTS, [article]).fetchone()]
    files = db.execute(
        "SELECT filename, text FROM attachments WHERE article = ? ORDER BY position", [article]
    )
    texts.append("\n\n".join(text for row in files for text in row if text))
    written = [one_spelling(text) for text in texts]
    return (*written, *map(fold, written))
