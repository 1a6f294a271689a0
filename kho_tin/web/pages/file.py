"""`/a/PID/file/N`: what an attached document says, page by page."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from kho_tin.archive import decisions
from kho_tin.web.articles import lasting
from kho_tin.web.articles.document_pages import Layout
from kho_tin.web.cells import is_address
from kho_tin.web.context import rows
from kho_tin.web.http import NotFound
from kho_tin.web.pages.withheld import withheld_page

_FILE: Final = (
    "SELECT pid, title, articles.language, attachments.position, filename, attachments.url, "
    "attachments.media_type, bytes, sha256, text, layout, attachments.capture, captures.fetched_at "
    "FROM attachments JOIN articles ON articles.id = attachments.article "
    "LEFT JOIN captures ON captures.id = attachments.capture "
    "WHERE attachments.article = ? AND attachments.position = ?"
)


async def page(datasette: Any, request: Any) -> Any:
    """The page of attachment N of the article as it is now. Raises NotFound for one without
    text."""
    context, key = await lasting.find(datasette, request)
    position = int(request.url_vars["position"])

    def read(connection: sqlite3.Connection) -> tuple[dict[str, Any] | None, Any]:
        file = next(iter(rows(connection.execute(_FILE, [key, position]))), None)
        capture = file and file["capture"]
        return file, capture and decisions.withheld_capture(connection, capture)

    file, why = await context.run(read)
    if why:
        return await withheld_page(context, why)
    if file is None or not file["text"]:
        raise NotFound(context.words("no_file_text"))
    layout = Layout.of(file["layout"])
    return await context.page(
        "kt_file.html",
        file=file,
        layout=layout,
        pages=layout.pages(file["text"]),
        source=file["url"] if is_address(file["url"]) else None,
    )
