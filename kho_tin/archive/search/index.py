"""The article's row in the search index: each text as written, and folded."""

from __future__ import annotations

from sqlite_utils import Database

from kho_tin.archive.search.fold import fold

_INSERT = f"INSERT INTO articles_fts (rowid, {{}}) VALUES ({', '.join('?' * 11)})".format(
    "title, summary, author, body, attachments, "
    "title_folded, summary_folded, author_folded, body_folded, attachments_folded"
)


def write(db: Database, article: int) -> None:
    """Make the index row of `article` anew from its row and its attachments.

    By the writer and not by triggers: triggers know no `fold`, and sqlite-utils' `transform()`
    drops them without a word. To be called within the transaction that changed the article.
    """
    values = row(db, article)
    # FTS5 knows no UPSERT, and REPLACE costs the same as these two.
    db.execute("DELETE FROM articles_fts WHERE rowid = ?", [article])
    db.execute(_INSERT, [article, *values])


def row(db: Database, article: int) -> tuple[str, ...]:
    """What the index row of `article` has to hold, column by column."""
    texts = [
        text or ""
        for text in db.execute(
            "SELECT title, summary, author, body FROM articles WHERE id = ?", [article]
        ).fetchone()
    ]
    files = db.execute(
        "SELECT filename, text FROM attachments WHERE article = ? ORDER BY position", [article]
    )
    texts.append("\n\n".join(text for row in files for text in row if text))
    return (*texts, *map(fold, texts))
