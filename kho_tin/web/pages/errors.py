"""Answers to what went wrong, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kho_tin.web import health, language
from kho_tin.web.deadline import TookTooLong
from kho_tin.web.http import Response
from kho_tin.web.pages import withheld

WRONG, MISSING, SERVER, UNAVAILABLE = 400, 404, 500, 503


def is_answered(request: Any, exception: Exception) -> bool:
    """Whether `error` answers it, and it is no fault of the server's."""
    return not request.path.endswith(".json") and _status(exception) != SERVER


def _status(exception: Exception) -> int:
    return int(getattr(exception, "status", SERVER))


async def error(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page for an error that Datasette knows; None for JSON, which Datasette answers itself.

    Of its own faults the server tells no more than that there was one: the log has the rest.
    """
    status = _status(exception)
    if status == MISSING and (answer := await withheld.instead(datasette, request)):
        return answer
    if request.path.endswith(".json"):
        return None
    message = getattr(exception, "message", None) or (exception.args[0] if exception.args else "")
    see = getattr(exception, "see", None)
    return await _page(datasette, request, status, str(message) if status != SERVER else "", see)


def took_too_long(exception: Exception) -> bool:
    """Whether it is that, or what Datasette's pages make of it: an error with a text in HTML."""
    return isinstance(exception, TookTooLong) or isinstance(exception.__context__, TookTooLong)


async def slow(datasette: Any, request: Any) -> Any:
    """The answer to what took too long: 400 where something was asked for that can be asked for
    more narrowly, 503 where it is for the server to be quicker. In the form that was wanted."""
    if request.path.endswith("/-/health"):
        return health.slow(request)
    narrower = bool(set(request.args) - {"lang", "archive"})
    status = WRONG if narrower else UNAVAILABLE
    if request.path.endswith(".json"):
        told = {"ok": False, "error": str(TookTooLong()), "status": status, "title": None}
        return Response.json(told, status=status)
    words = language.of(request)("too_long" if narrower else "slow")
    if Path(request.path).suffix:
        return Response.text(words, status=status)
    return await _page(datasette, request, status, words)


async def _page(
    datasette: Any,
    request: Any,
    status: int,
    message: str,
    see: tuple[str, str] | None = None,
) -> Any:
    """`see`: an address where something is to be seen instead, and the words to follow it by."""
    body = await datasette.render_template(
        "error.html",
        {"status": status, "error": message, "see": see},
        request=request,
        view_name="kho_tin",
    )
    return Response.html(body, status=status)
