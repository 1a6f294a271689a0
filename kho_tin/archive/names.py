"""The lasting name of an article, and of the archive that holds it."""

from __future__ import annotations

import base64
import hashlib
import uuid

from sqlite_utils import Database

_ARCHIVES = uuid.UUID("6f0d1f5e-6a0c-4b0a-9a53-2f9b7a3c1e77")
_LETTERS = 12  # 60 bits: of a million articles, two share a name once in two million archives


def pid_of(site: str, identity: str) -> str:
    """An article's public id, of a-z and 2-7: made of its site's name and of its identity there,
    so that it is the same after a rebuild, an import, and in any archive."""
    digest = hashlib.sha256(f"{site}\n{identity}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_LETTERS]


def archive_uuid(db: Database) -> str | None:
    """The UUID that the archive was given when it was made; None for one of before."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive'").fetchone():
        return None
    row = db.execute("SELECT uuid FROM archive").fetchone()
    return str(row[0]) if row else None


def uuid_for(db: Database) -> str:
    """The UUID for an archive that has none: of all that are made of one and the same, a copy
    that was kept before included, the same."""
    begun = db.execute("SELECT site, started FROM runs ORDER BY id LIMIT 1").fetchone()
    return str(uuid.uuid5(_ARCHIVES, " ".join(begun)) if begun else uuid.uuid4())
