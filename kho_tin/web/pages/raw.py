"""A capture's bytes: to look at, with nothing in them that can run, or as the WARC record.

`sandbox` overrides what the page itself allows: no script, no form, no plug-in, no frame, and an
origin of its own; and `default-src 'none'` leaves it nothing to load, so that no site learns what
is read here. Its style is lost, too: style sheets are not loaded, and styles within the page could
hide the text or make it look like something else.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final
from urllib.parse import quote

from kho_tin.archive import decisions
from kho_tin.web.articles.capture import (
    LOOKED_AT,
    Body,
    CaptureUnavailable,
    body,
    content_place,
    member,
    place,
)
from kho_tin.web.context import RequestContext, enter_by_path
from kho_tin.web.http import NotFound, Response, attachment
from kho_tin.web.pages.withheld import withheld_page

POLICY: Final = (
    "sandbox; default-src 'none'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CODING: Final = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    # Links name other hosts, and a browser would resolve them before any click.
    "x-dns-prefetch-control": "off",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=3600",
    "x-robots-tag": "noindex",
}


async def show_body(datasette: Any, request: Any) -> Any:
    """The body, decoded: pictures and text are shown, anything else is a download."""
    context = await enter_by_path(datasette, request)
    key = int(request.url_vars["id"])
    if why := await context.run(lambda connection: decisions.withheld_capture(connection, key)):
        return await withheld_page(context, why)
    position = await context.run(lambda connection: content_place(connection, key))
    if position is None:
        raise NotFound(context.words("no_such_capture"))
    folder = context.captures
    try:
        payload = await asyncio.to_thread(body, folder, position)
    except CaptureUnavailable as error:
        return unavailable(context, key, error)
    return answer(payload)


def unavailable(context: RequestContext, capture: int, error: CaptureUnavailable) -> Any:
    """The answer where the bytes of a capture are missing."""
    why = context.words(error.key, **error.values)
    text = context.words("unavailable", capture=str(capture), why=why)
    return Response.text(text, status=404, headers=dict(HEADERS))


def answer(payload: Body, more: dict[str, str] | None = None) -> Any:
    """A body as fetched, with `more` headers than those that make it harmless."""
    headers = {**HEADERS, **(more or {})}
    kind = payload.media_type
    if kind in LOOKED_AT:
        disposition = "inline"
        coding = payload.encoding if _CODING.fullmatch(payload.encoding or "") else None
        content_type = f"{kind}; charset={coding}" if coding else kind
    else:
        disposition = "attachment"
        # With any other type a page could run it as a script of ours: `script-src 'self'` only
        # checks its origin, and neither `sandbox` nor `attachment` applies to scripts.
        content_type = "application/octet-stream"
    headers["content-disposition"] = f"{disposition}; filename*=UTF-8''{_filename(payload.name)}"
    return Response(payload.content, headers=headers, content_type=content_type)


async def record(datasette: Any, request: Any) -> Any:
    """The record itself, byte for byte: a WARC file of one record."""
    context = await enter_by_path(datasette, request)
    key = int(request.url_vars["id"])
    if why := await context.run(lambda connection: decisions.withheld_capture(connection, key)):
        return await withheld_page(context, why)
    position = await context.run(lambda connection: place(connection, key))
    if position is None:
        raise NotFound(context.words("no_such_capture"))
    folder = context.captures
    try:
        data = await asyncio.to_thread(member, folder, position)
    except CaptureUnavailable as error:
        return unavailable(context, key, error)
    name = f"{context.name}-{key}.warc.gz"
    headers = {**HEADERS, "content-disposition": attachment(name)}
    return Response(data, headers=headers, content_type="application/warc")


def _filename(name: str) -> str:
    return quote(name.encode("utf-8", "replace")[:150], safe="%")
