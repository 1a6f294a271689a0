"""The lasting names: of an article, of a version of it, and of the archive that holds them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import uuid

from sqlite_utils import Database

from kho_tin.base.times import utc

_ARCHIVES = uuid.UUID("6f0d1f5e-6a0c-4b0a-9a53-2f9b7a3c1e77")
_LETTERS = 12  # 60 bits: of a million articles, two share a name once in two million archives
PID = f"[a-z2-7]{{{_LETTERS}}}"  # a regular expression
_MOMENT = re.compile("[0-9]{4}(?:[0-9]{4}T[0-9]{6}|-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z")


def pid_of(site: str, identity: str) -> str:
    """An article's public id, of a-z and 2-7: made of its site's name and of its identity there,
    so that it is the same after a rebuild, an import, and in any archive."""
    digest = hashlib.sha256(f"{site}\n{identity}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_LETTERS]


def archive_uuid(db: Database) -> str | None:
    """The UUID that the archive was given when it was made; None for an older one."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive'").fetchone():
        return None
    row = db.execute("SELECT uuid FROM archive").fetchone()
    return str(row[0]) if row else None


def known_uuid(db: Database) -> str | None:
    """The same, if the archive has a run: an empty one in place of a lost one has the lost one's
    files, and knows them by the archive's name alone."""
    uuid = archive_uuid(db)
    return uuid if uuid and db.execute("SELECT 1 FROM runs LIMIT 1").fetchone() else None


def uuid_for(db: Database) -> str:
    """The UUID for an archive that has none: the same for every copy of one archive, older ones
    included."""
    begun = db.execute("SELECT site, started FROM runs ORDER BY id LIMIT 1").fetchone()
    return str(uuid.uuid5(_ARCHIVES, " ".join(begun)) if begun else uuid.uuid4())


def version_name(pid: str, at: str) -> str:
    """The name of the version that was captured at a moment (UTC, `…Z`), as it is cited:
    `abcdefghijkl@20210602T010500Z`. A number would change whenever an older capture comes in."""
    return f"{pid}@{compact(at)}"


def compact(at: str) -> str:
    """A moment (UTC, `…Z`) without the signs that an address may have to escape."""
    return at.replace("-", "").replace(":", "")


def moment_named(text: str) -> str:
    """The moment (UTC, `…Z`) behind the @ of a version's name, also with the signs left in:
    `20210602T010500Z` or `2021-06-02T01:05:00Z`. Raises ValueError for any other form."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"not a moment as in the name of a version: {text[:40]!r}")
    return utc(dt.datetime.strptime(compact(text), "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC))
