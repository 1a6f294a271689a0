"""What the page of one article shows besides its row."""

from __future__ import annotations

import json
from typing import Any, Protocol

from markupsafe import Markup

from web.cells import is_address, link


class Reader(Protocol):
    """The part of Datasette's Database that is used here."""

    async def execute(self, sql: str, params: dict[str, Any]) -> Any: ...


_PARTS = {
    "sites": (
        "SELECT name, title, home_url, invented FROM sites "
        "WHERE name = (SELECT site FROM articles WHERE id = :id)"
    ),
    "images": "SELECT url, caption, alt FROM images WHERE article = :id ORDER BY position",
    "attachments": (
        "SELECT url, filename, media_type, bytes, text FROM attachments "
        "WHERE article = :id ORDER BY position"
    ),
    "revisions": (
        "SELECT number, seen_at, changed FROM revisions WHERE article = :id ORDER BY number DESC"
    ),
}


async def article_page(database: Reader, key: str) -> dict[str, list[dict[str, Any]]]:
    """The site, pictures, attachments and revisions of the article with id `key`.

    Addresses come as links in `link`, the changed columns of a revision as text in `what`.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for name, sql in _PARTS.items():
        rows = await database.execute(sql, {"id": key})
        parts[name] = [dict(zip(row.keys(), tuple(row), strict=True)) for row in rows.rows]
    for one in parts["images"]:
        one["link"] = _link(one["url"], one["caption"] or one["alt"])
    for one in parts["attachments"]:
        one["link"] = _link(one["url"], one["filename"])
    for one in parts["revisions"]:
        one["what"] = ", ".join(json.loads(one["changed"]))
    return parts


def _link(address: str, text: str | None) -> Markup | str:
    return link(address, text) if is_address(address) else text or address
