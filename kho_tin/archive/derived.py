"""What is made of an article's texts: its rows in the search index and in the registers.

Both are written here and nowhere else, so that no change of an article reaches only one of them:
the import contract lets no other module that writes have either.
All of these are to be called within the transaction that changes the article.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from kho_tin.archive import registers, removed_attachments
from kho_tin.archive.search import index


def add(db: Database, article: int) -> None:
    """Make the rows of a new article."""
    index.add(db, article)
    registers.write(db, article)


def remove(db: Database, article: int) -> None:
    """Remove an article's rows, before anything of it is removed or changed."""
    index.remove(db, article)
    registers.remove(db, article)


@contextmanager
def rewritten(db: Database, articles: Collection[int]) -> Iterator[None]:
    """Bring the rows of `articles` up to date with what the block does to them.

    Every change of an article's texts, pictures, attachments or revisions is within such a block.
    """
    with index.rewritten(db, articles), registers.rewritten(db, articles):
        yield
        for article in articles:
            removed_attachments.record_removed(db, article)


def date(db: Database, article: int) -> None:
    """Set the version that the rows name, where only its time has changed."""
    registers.date(db, article)
