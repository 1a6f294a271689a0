"""`/d/NUMBER`: a document, by the articles that mention its number."""

from __future__ import annotations

import re
import sqlite3
from typing import Any, Final

from kho_tin.registers.document_numbers import normal_number
from kho_tin.web import language
from kho_tin.web.context import enter, rows
from kho_tin.web.http import Moved, NotFound, decoded

# Rows of a part of the page. A law may be cited by thousands: the search has them all.
MOST: Final = 200
# The text of an attachment that is the document itself.
_OWN: Final = (
    "(SELECT article, position FROM documents_cited "
    "WHERE number = ?1 AND role = 'own' AND field = 'attachment')"
)
_CITING: Final = (
    "SELECT articles.pid, articles.title, articles.language, articles.published, cited.version, "
    "cited.role, cited.field, cited.kind, cited.year, cited.date, cited.place, cited.sentence, "
    "count(*) OVER () AS number FROM documents_cited AS cited "
    "JOIN articles ON articles.id = cited.article WHERE cited.number = ?1 "
    "ORDER BY articles.published, articles.id, cited.rowid LIMIT ?2"
)
_FILES: Final = (
    "SELECT articles.pid, articles.title, language, filename, attachments.capture, bytes, "
    f"(attachments.article, attachments.position) IN {_OWN} AS is_own "
    "FROM attachments JOIN articles ON articles.id = attachments.article "
    "WHERE attachments.article IN (SELECT article FROM documents_cited WHERE number = ?1) "
    "ORDER BY is_own DESC, articles.published, attachments.position"
)
_CITED: Final = (
    "SELECT number, kind, max(date) AS date, role, sentence FROM documents_cited "
    f"WHERE field = 'attachment' AND (article, position) IN {_OWN} AND number != ?1 "
    "GROUP BY number ORDER BY role != 'basis', min(rowid) LIMIT ?2"
)

_PART: Final = re.compile(r"[^\W_]+")


async def page(datasette: Any, request: Any) -> Any:
    """Who mentions it, its own file, and what that mentions. Raises NotFound, and Moved from
    another spelling of the number."""
    typed = decoded(request.url_vars["number"])
    number = normal_number(typed)
    context = await enter(datasette, request)
    if number is not None and number != typed:
        raise Moved(context.document(number))

    def read(connection: sqlite3.Connection) -> tuple[list[dict[str, Any]], ...]:
        return (
            rows(connection.execute(_CITING, [number, MOST])),
            [
                file
                for file in rows(connection.execute(_FILES, [number]))
                if file["is_own"] or is_named(file["filename"], str(number))
            ],
            rows(connection.execute(_CITED, [number, MOST])),
        )

    citing, files, cited = await context.run(read) if number else ([], [], [])
    if not citing:
        raise NotFound(language.of(request)("no_document", number=typed[:60]))
    known = {
        name: next((row[name] for row in citing if row[name]), None)
        for name in ("kind", "date", "year", "place")
    }
    return await context.page(
        "kt_document.html", number=number, known=known, citing=citing, files=files, cited=cited
    )


def is_named(filename: str | None, number: str) -> bool:
    """Whether a file has the number as its name; a slash cannot stand in one."""
    wanted, there = _parts(number), _parts(filename or "")
    starts = range(len(there) - len(wanted) + 1)
    return any(there[start : start + len(wanted)] == wanted for start in starts)


def _parts(text: str) -> list[str]:
    """Figures without zeros before them, and letters, đ as d."""
    return [part.upper().replace("Đ", "D").lstrip("0") for part in _PART.findall(text)]
