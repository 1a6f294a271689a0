"""Answers to errors, in the reader's language and in the format of the request."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from datasette.utils import add_cors_headers  # type: ignore[import-untyped]

from kho_tin.exporters.registry import TABLES
from kho_tin.web import faults, health, language
from kho_tin.web.bounds import TooMuch
from kho_tin.web.datasette_words import error_in_language
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.http import Response
from kho_tin.web.pages import withheld
from kho_tin.web.queues.admission import RETRY_AFTER, QueueFull
from kho_tin.web.queues.process import AnswerTooLarge

WRONG, MISSING, SERVER, UNAVAILABLE = 400, 404, 500, 503
PAUSE: Final = 1  # seconds before a refusal is sent
_FILES: Final = (*TABLES, ".atom", ".bib", ".ris", ".csl")
_TOO_LARGE: Final = (TooMuch, AnswerTooLarge, MemoryError)


async def error(datasette: Any, request: Any, exception: Exception) -> Any:
    """The answer to an exception. Datasette's own is never used: it prints what was searched for,
    and all variables if the package `rich` is installed.

    Of our own faults a visitor learns only that there was one: the log has the rest.
    """
    if took_too_long(exception):
        return await slow(datasette, request)
    status = faults.status_of(exception)
    if status == MISSING and (answer := await withheld.instead(datasette, request)):
        return answer
    faults.record(exception, request.path)
    if isinstance(exception, _TOO_LARGE):
        return await _answer(datasette, request, WRONG, language.of(request)("too_large"))
    message = faults.message_of(exception) if status != SERVER else ""
    if status == WRONG and not message:
        message = language.of(request)("no_sense")
    message = error_in_language(message, language.of(request).code)
    return await _answer(datasette, request, status, message, see=getattr(exception, "see", None))


def took_too_long(exception: Exception) -> bool:
    """Whether it is TookTooLong, or the error that Datasette's pages raise instead."""
    return isinstance(exception, TookTooLong) or isinstance(exception.__context__, TookTooLong)


async def refusal(datasette: Any, request: Any, exception: Exception) -> Any:
    """The answer to a request that its queue (`web.queues`) refused or could not answer."""
    if not isinstance(exception, QueueFull):
        return await error(datasette, request, exception)
    # Plain text: refusing many must cost less than answering them. And after a pause: a client
    # that asks again at once would keep the server busy with refusals.
    await asyncio.sleep(PAUSE)
    words = language.of(request)("busy", n=RETRY_AFTER)
    headers = {"retry-after": str(RETRY_AFTER), "cache-control": "no-store"}
    if request.path.endswith(".json"):
        content = {"ok": False, "error": words, "status": UNAVAILABLE, "title": None}
        return Response.json(content, status=UNAVAILABLE, headers=headers)
    return Response.text(words, status=UNAVAILABLE, headers=headers)


async def slow(datasette: Any, request: Any) -> Any:
    """The answer to what took too long: 400 if the visitor can ask for less, 503 if only the server
    can be quicker."""
    faults.log.warning("%s: %s", request.path, TookTooLong())
    if request.path.endswith("/-/health"):
        return health.slow(request)
    narrower = bool(set(request.args) - {"lang", "archive"})
    words = language.of(request)("too_long" if narrower else "slow")
    if request.path.endswith(".json"):
        words = str(TookTooLong())
    return await _answer(datasette, request, WRONG if narrower else UNAVAILABLE, words)


async def _answer(
    datasette: Any,
    request: Any,
    status: int,
    message: str,
    see: tuple[str, str] | None = None,
) -> Any:
    """`see`: an address to go to instead, and the text of the link."""
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    if request.path.endswith(".json"):
        words = message or language.of(request)("error")
        content = {"ok": False, "error": words, "status": status, "title": None}
        return Response.json(content, status=status, headers=headers)
    if message and Path(request.path).suffix in _FILES:
        return Response.text(message, status=status, headers=headers)
    body = await datasette.render_template(
        "error.html",
        {"status": status, "error": message, "see": see},
        request=request,
        view_name="kho_tin",
    )
    return Response.html(body, status=status, headers=headers)
