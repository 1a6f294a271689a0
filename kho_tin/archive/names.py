"""The lasting name of an article, and of the archive that holds it."""

from __future__ import annotations

import base64
import hashlib

from sqlite_utils import Database

_LETTERS = 12  # 60 bits: of a million articles, two share a name once in two million archives


def pid_of(site: str, identity: str) -> str:
    """An article's public id, of a-z and 2-7: made of its site's name and of its identity there,
    so that it is the same after a rebuild, an import, and in any archive."""
    digest = hashlib.sha256(f"{site}\n{identity}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_LETTERS]


def archive_uuid(db: Database) -> str:
    """The UUID that the archive was given when it was made."""
    return str(db.execute("SELECT uuid FROM archive").fetchone()[0])
