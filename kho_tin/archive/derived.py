"""What is made of an article's texts: its rows in the search index and in the registers."""

from __future__ import annotations

from sqlite_utils import Database

from kho_tin.archive import registers
from kho_tin.archive.search import index


def write(db: Database, article: int) -> None:
    """Make it anew. To be called within the transaction that changed the article."""
    index.write(db, article)
    registers.write(db, article)
