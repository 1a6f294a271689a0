"""Notices sent while the database could not be written, in a small file beside the archive.

On a full disk nothing can be added, and without this file a notice would be sent again every night.
It is made while there is space, and then only overwritten in place, which needs none.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from kho_tin.archive.database import transaction
from kho_tin.base.disk import target
from kho_tin.base.times import now

SIZE: Final = 4096  # bytes: a block of most file systems, and room for dozens of notices

# Site, channel, kind, and when it was sent (UTC, `…Z`); one for each site and channel.
Undelivered = tuple[str, str, str, str]


def prepare(archive: Path) -> None:
    """Make the file, empty, if there is none. Raises OSError."""
    path = _path(archive)
    if not path.exists():
        path.write_bytes(_block([]))


def read(archive: Path) -> list[Undelivered]:
    """What the file holds; nothing where it is missing or damaged."""
    try:
        return [
            (str(site), str(channel), str(kind), str(at))
            for site, channel, kind, at in json.loads(_path(archive).read_bytes())
        ]
    except (OSError, ValueError, TypeError):
        return []


def note(archive: Path, site: str, channel: str, kind: str | None) -> bool:
    """Write down the kind of the last notice of a site on a channel; None removes it. Returns
    whether that could be done."""
    others = [notice for notice in read(archive) if notice[:2] != (site, channel)]
    notices = others if kind is None else [*others, (site, channel, kind, now())]
    return _write(archive, notices)


def take_over(archive: Path, db: Database) -> None:
    """Move the notices into the database, which can be written again. Those of a site without a
    run, whose first crawl could not be put on record, stay until it has one. Raises
    ArchiveError."""
    notices = read(archive)
    if not notices:
        return
    left = []
    with transaction(db):
        for site, channel, kind, at in notices:
            moved = db.execute(
                "INSERT INTO notices (site, run, kind, channel, at, sent) "
                "SELECT site, max(id), ?2, ?3, ?4, ?4 FROM runs WHERE site = ?1 GROUP BY site",
                [site, kind, channel, at],
            ).rowcount
            if not moved:
                left.append((site, channel, kind, at))
    if left != notices:
        _write(archive, left)


def _path(archive: Path) -> Path:
    return archive.absolute().with_name(f"{archive.name}.told")


def _block(notices: list[Undelivered]) -> bytes:
    return json.dumps(notices).encode().ljust(SIZE)


def _write(archive: Path, notices: list[Undelivered]) -> bool:
    block = _block(notices)
    if len(block) > SIZE:
        return False
    try:
        with target(_path(archive)).open("r+b", buffering=0) as file:
            file.write(block)
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
