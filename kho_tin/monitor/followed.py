"""The searches that the operator follows: whatever each crawl has brought is told on every
channel."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import followed
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.monitor.channels import Channel, send
from kho_tin.monitor.search_notice import SearchNotice

# The ids of the articles that a query finds, in any order; what reads queries stands above.
Find = Callable[[sqlite3.Connection, str], Sequence[int]]


@dataclass(frozen=True)
class Followed:
    """A search by its name; `query` as it is typed in the reading room."""

    name: str
    query: str
    find: Find


def tell_searches(
    db: Database, archive: Path, searches: Sequence[Followed], channels: Sequence[Channel]
) -> None:
    """Put on record what each search finds that it did not, and send what is not sent. Raises
    ArchiveError and sqlite3.Error; then nothing is lost, and the next crawl goes on."""
    followed.forget_others(db, [search.name for search in searches])
    names = [channel.name for channel in channels]
    for search in searches:
        articles = search.find(db.conn, search.query)
        followed.advance(db, search.name, search.query, articles, names)
    if not searches:
        return
    uuid = archive_uuid(db) or ""
    for channel in channels:
        for notice in followed.unsent(db, channel.name):
            error = None
            if notice.items:  # else all of them are withheld by now
                error = send(channel, SearchNotice(notice, uuid, str(archive.absolute())))
            followed.close_notice(db, notice.id, error)
