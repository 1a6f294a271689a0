"""What captures of imports and web archives say: each is of its own time, and for itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, files
from kho_tin.archive.captures import Capture
from kho_tin.outcome.statuses import GONE
from kho_tin.outcome.terms import in_site_terms
from kho_tin.parsers.model import Article, LayoutChanged, Listing
from kho_tin.reader.reading import PAGE_TYPES, Read, read
from kho_tin.reader.reread import pointer_to
from kho_tin.replay.rebuild.looks import Looks

Row = dict[str, Any]


class ImportLooks(Looks):
    """As `importing` reads what it took in: oldest first, whole pages only."""

    def order(self, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: (row["fetched_at"], row["id"]))

    def wants(self, row: Row) -> bool:
        return row["status"] == 200 and row["media_type"] in PAGE_TYPES

    def look(self, row: Row, read: Read | None, *, is_last: bool) -> None:
        if row["status"] == 304:
            self._unchanged(row)
        elif row["status"] in GONE:
            identity = self.db.execute(
                "SELECT identity FROM articles WHERE site = ? AND url = ?",
                [self.site, row["page_url"]],
            ).fetchone()
            if identity:
                self._observe(identity[0], "gone", row)
        elif read and read.no_page:
            self.unread.append(f"{row['page_url']}: {read.no_page}")
        elif read and not read.cut:
            self._whole(row, read)

    def end(self, folder: Path) -> None:
        link_media(self.db, folder, self.site)

    def _unchanged(self, row: Row) -> None:
        found = self.db.execute(
            "SELECT identity FROM observations JOIN articles ON articles.id = article "
            "WHERE observations.capture = (SELECT refers_to FROM captures WHERE id = ?) "
            "AND observations.content_sha256 IS NOT NULL",
            [row["id"]],
        ).fetchone()
        if found:
            self._observe(found[0], "listed", row)

    def _whole(self, row: Row, read: Read) -> None:
        self.counts.pages += 1
        match read.reading:
            case Article():
                self._article(row, in_site_terms(read.reading, self.plan))
            case Listing():
                self.counts.listings += 1
                self.memory.listed += len(read.reading.items)
            case LayoutChanged(parser=parser, message=message):
                self.counts.layout_changed += 1
                self.unread.append(f"{row['page_url']}: {parser}: {message}")

    def _number(self, identity: str | None) -> int | None:
        """Whatever was stored before, be it by this very import."""
        found = self.db.execute(
            "SELECT id FROM articles WHERE site = ? AND identity = ?", [self.site, identity]
        ).fetchone()
        return int(found[0]) if found else None


class WaybackLooks(Looks):
    """As `crawler.sites.wayback` reads mementos: what no page says is not observed, since a web
    archive's 404 or 503 may be the archive's own."""

    def wants(self, row: Row) -> bool:
        return super().wants(row) and not captures.is_archives_own(row)

    def look(self, row: Row, read: Read | None, *, is_last: bool) -> None:
        if not captures.is_archives_own(row):
            super().look(row, read, is_last=is_last)

    def is_file(self, row: Row) -> bool:
        return "html" not in (row["media_type"] or "")

    def _asked_for(self, url: str) -> str | None:
        return None


def link_media(db: Database, folder: Path, site: str) -> None:
    """Name the newest capture of every picture and document that names none and has one."""
    for url, held in _missing(db, "images", site):
        files.keep_image(db, url, held.id)
    for url, held in _missing(db, "attachments", site):
        found = read(pointer_to(db, folder, held))
        if not found.damage:
            files.keep_attachment(
                db,
                url,
                held.id,
                media_type=held.media_type,
                size=found.bytes,
                sha256=found.sha256,
                text=found.text,
            )


def _missing(db: Database, table: str, site: str) -> list[tuple[str, Capture]]:
    """Addresses without bytes, with the newest capture of each; a page there is no picture."""
    rows = db.execute(
        f"SELECT DISTINCT url, (SELECT id FROM captures WHERE page_url = {table}.url AND "
        "status = 200 AND coalesce(media_type, '') NOT LIKE '%html%' "
        "ORDER BY fetched_at DESC, id DESC) AS held "
        f"FROM {table} WHERE capture IS NULL AND article IN "
        "(SELECT id FROM articles WHERE site = ?) ORDER BY url",
        [site],
    ).fetchall()
    return [(url, captures.get(db, held)) for url, held in rows if held]
