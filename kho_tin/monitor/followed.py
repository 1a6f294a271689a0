"""The searches that the operator follows: whatever each crawl has brought is told on every
channel."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from kho_tin.archive import followed
from kho_tin.archive.lasting_names import archive_uuid
from kho_tin.monitor.channels import Channel
from kho_tin.monitor.message import NotSent
from kho_tin.monitor.search_notice import SearchNotice

logger = logging.getLogger(__name__)

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
        found = search.find(db.conn, search.query)
        followed.advance(db, search.name, search.query, found, names)
    if not searches:
        return
    uuid = archive_uuid(db) or ""
    for channel in channels:
        for notice in followed.unsent(db, channel.name):
            error = None
            if notice.items:  # else all of them are withheld by now
                error = _send(channel, SearchNotice(notice, uuid, str(archive.absolute())))
            followed.close_notice(db, notice.id, error)


def _send(channel: Channel, message: SearchNotice) -> str | None:
    """Returns why it could not be sent."""
    try:
        channel.send(message)
    except NotSent as error:
        why = str(error)
    except Exception as error:  # whatever a channel does, the crawl goes on
        why = type(error).__name__  # its text may hold a password
    else:
        return None
    logger.warning("search %s by %s not told: %s", message.notice.search, channel.name, why)
    return why
