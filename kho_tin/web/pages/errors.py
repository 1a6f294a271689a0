"""Answers to what went wrong, in the reader's language and in the form that was wanted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from datasette.utils import add_cors_headers  # type: ignore[import-untyped]

from kho_tin.exporters.registry import TABLES
from kho_tin.web import faults, health, language
from kho_tin.web.bounds import TooMuch
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.http import Response
from kho_tin.web.lanes.admission import RETRY_AFTER, QueueFull
from kho_tin.web.lanes.process import AnswerTooLarge
from kho_tin.web.pages import withheld

WRONG, MISSING, SERVER, UNAVAILABLE = 400, 404, 500, 503
PAUSE: Final = 1  # seconds until somebody is told that he has to come again
_FILES: Final = (*TABLES, ".atom", ".bib", ".ris", ".csl")
_TOO_LARGE: Final = (TooMuch, AnswerTooLarge, MemoryError)


async def error(datasette: Any, request: Any, exception: Exception) -> Any:
    """The answer to whatever was raised. Datasette's own is never asked for: it prints what was
    searched for, with all variables where the package `rich` is installed.

    Of its own faults the server tells no more than that there was one: the log has the rest.
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
    return await _answer(datasette, request, status, message, see=getattr(exception, "see", None))


def took_too_long(exception: Exception) -> bool:
    """Whether it is that, or what Datasette's pages make of it: an error with a text in HTML."""
    return isinstance(exception, TookTooLong) or isinstance(exception.__context__, TookTooLong)


async def refusal(datasette: Any, request: Any, exception: Exception) -> Any:
    """The answer where a lane (`web.lanes`) gives none."""
    if not isinstance(exception, QueueFull):
        return await error(datasette, request, exception)
    # No page: to send many away must cost less than what they came for. Nor at once: whoever
    # asks again without a pause would keep the server busy with that alone.
    await asyncio.sleep(PAUSE)
    words = language.of(request)("busy", n=RETRY_AFTER)
    headers = {"retry-after": str(RETRY_AFTER), "cache-control": "no-store"}
    if request.path.endswith(".json"):
        content = {"ok": False, "error": words, "status": UNAVAILABLE, "title": None}
        return Response.json(content, status=UNAVAILABLE, headers=headers)
    return Response.text(words, status=UNAVAILABLE, headers=headers)


async def slow(datasette: Any, request: Any) -> Any:
    """The answer to what took too long: 400 where something was asked for that can be asked for
    more narrowly, 503 where it is for the server to be quicker."""
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
    """`see`: an address where something is to be seen instead, and the words to follow it by."""
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
