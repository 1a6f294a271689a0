"""Answers to what went wrong, in the reader's language."""

from __future__ import annotations

from typing import Any

from web.http import Response

SERVER = 500


async def error(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page for an error that Datasette knows; None for JSON, which Datasette answers itself.

    Of its own faults the server tells no more than that there was one: the log has the rest.
    """
    if request.path.endswith(".json"):
        return None
    status = getattr(exception, "status", SERVER)
    message = getattr(exception, "message", None) or (exception.args[0] if exception.args else "")
    body = await datasette.render_template(
        "error.html",
        {"status": status, "error": str(message) if status != SERVER else ""},
        request=request,
        view_name="kho_tin",
    )
    return Response.html(body, status=status)
