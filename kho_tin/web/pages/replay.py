"""`/web/…`: captures by address and time, as web archives have them, and the Memento protocol
(RFC 7089): TimeGate, TimeMap, and mementos in a frame or as fetched."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from kho_tin.archive.mementos import Memento, mementos_of, nearest
from kho_tin.base.errors import InvalidTime
from kho_tin.base.times import parse, utc
from kho_tin.web.articles.capture import Body, CaptureUnavailable, body, content_place
from kho_tin.web.articles.page import wayback
from kho_tin.web.context import ARCHIVES, RequestContext, enter, enter_by_path
from kho_tin.web.http import NotFound, Response
from kho_tin.web.pages import raw
from kho_tin.web.replay import addresses, links, rewriting
from kho_tin.web.replay.addresses import MementoRequest

_LANGUAGE: Final = re.compile(r"[?&]lang=(?:vi|en)$")  # added by our own link to the other language
_SEEN_AS_PAGE: Final = ("text/html", "application/xhtml+xml")
# A page as fetched may style itself, show the archive's pictures and lead to the archive's pages;
# nothing of it runs, and nothing is asked of another host.
_FRAMED: Final = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
# The frame has an origin of its own, so that what it loads comes "from another site".
_LOADED: Final = {**raw.HEADERS, "cross-origin-resource-policy": "cross-origin"}
_OF: Final = "SELECT page_url, fetched_at, status, media_type FROM captures WHERE id = ?"
_ARTICLE: Final = (
    "SELECT pid, title FROM articles WHERE id = "
    "(SELECT article FROM observations WHERE capture = ? LIMIT 1)"
)


async def page(datasette: Any, request: Any) -> Any:
    """What is kept of an address below `/web/`; else, a way to the Wayback Machine."""
    if "database" in request.url_vars:
        context = await enter_by_path(datasette, request)
    else:
        archives: list[str] = getattr(datasette, ARCHIVES, [])
        # Not by `?archive=`: the query is the page's own.
        context = await enter(datasette, request, next(iter(archives), ""))
    wanted = addresses.parse(request.url_vars["rest"], request.query_string)
    if wanted is None:
        raise NotFound(context.words("no_capture_address"))
    if wanted.time and wanted.at is None:
        raise NotFound(context.words("no_time", time=wanted.time))
    for url in dict.fromkeys((wanted.url, _LANGUAGE.sub("", wanted.url))):
        mementos = await context.run(partial(mementos_of, url=url))
        if mementos:
            return await _answer(context, replace(wanted, url=url), mementos)
    if wanted.form:  # for a frame, or a program
        return Response.text("Not kept here", 404, dict(_LOADED))
    return await context.page(
        "kt_not_captured.html",
        status=404,
        url=wanted.url,
        elsewhere=wayback(wanted.url, wanted.time or "*"),
    )


async def _answer(context: RequestContext, wanted: MementoRequest, mementos: list[Memento]) -> Any:
    if wanted.is_map:
        return Response(
            links.timemap(context, wanted.url, mementos),
            content_type="application/link-format; charset=utf-8",
        )
    if not wanted.time:
        return _timegate(context, wanted.url, mementos)
    assert wanted.at
    capture = nearest(mementos, wanted.at)
    if len(wanted.time) != 14 or capture.at != wanted.at:
        return Response.redirect(_address(context, capture, wanted.form), status=302)
    headers = links.headers(context, wanted.url, mementos, mementos.index(capture))
    if wanted.form == "":
        return await _framed(context, capture, mementos, headers)
    try:
        place = await context.run(partial(content_place, capture=capture.capture))
        assert place
        payload = await asyncio.to_thread(body, context.captures, place)
    except CaptureUnavailable as error:
        return raw.unavailable(context, capture.capture, error)
    if wanted.form == "mp_" and len(payload.content) > rewriting.MOST:
        return Response.text(context.words("too_large_frame"), 413, dict(_LOADED))
    return await asyncio.to_thread(_loaded, context, wanted, capture, payload, headers)


def _timegate(context: RequestContext, url: str, mementos: list[Memento]) -> Any:
    """Redirect to the memento nearest to the request's Accept-Datetime, or to the newest."""
    wanted = context.request.headers.get("accept-datetime")
    try:
        at = utc(parse(wanted)) if wanted else mementos[-1].at
    except InvalidTime:
        return Response.text(f"Accept-Datetime: no date of HTTP: {wanted[:60]!r}", status=400)
    memento = nearest(mementos, at)
    link = links.around(context, url, mementos, mementos.index(memento))
    headers = {"vary": "accept-datetime", "link": link}
    return Response.redirect(_address(context, memento), status=302, headers=headers)


async def of_capture(datasette: Any, request: Any) -> Any:
    """Redirect from a capture's number to its address and time; what answered with no page, to what
    it answered."""
    context = await enter_by_path(datasette, request)
    key = int(request.url_vars["id"])
    row = await context.run(lambda connection: connection.execute(_OF, [key]).fetchone())
    if row is None or row[2] != 200:
        return Response.redirect(context.capture(key), status=302)
    return Response.redirect(_address(context, Memento(key, row[0], row[1], row[3])), status=302)


async def _framed(
    context: RequestContext,
    capture: Memento,
    mementos: Sequence[Memento],
    headers: dict[str, str],
) -> Any:
    if capture.media_type not in _SEEN_AS_PAGE:
        return Response.redirect(context.capture(capture.capture), status=302, headers=headers)
    place = mementos.index(capture)
    article = await context.run(
        lambda connection: connection.execute(_ARTICLE, [capture.capture]).fetchone()
    )
    framed = await context.page(
        "kt_replay.html",
        capture=capture,
        mementos=mementos,
        earlier=mementos[place - 1] if place else None,
        later=mementos[place + 1] if place + 1 < len(mementos) else None,
        article=dict(article) if article else None,
        elsewhere=wayback(capture.url, capture.digits),
    )
    framed.headers.update(headers)
    return framed


def _loaded(
    context: RequestContext,
    wanted: MementoRequest,
    capture: Memento,
    payload: Body,
    headers: dict[str, str],
) -> Any:
    def address(url: str, form: str) -> str:
        return context.replay(url, capture.digits, form)

    match wanted.form, payload.media_type:
        case "mp_", kind if kind in _SEEN_AS_PAGE:
            html = rewriting.page(payload.content, payload.encoding, capture.url, address)
            policy = {"content-security-policy": _FRAMED}
            return Response.html(html, headers={**_LOADED, **policy, **headers})
        case "cs_", "text/css":
            text = payload.content.decode(payload.encoding or "utf-8", "replace")
            sheet = rewriting.style_sheet(text, capture.url, address)
            return Response(
                sheet, headers={**_LOADED, **headers}, content_type="text/css; charset=utf-8"
            )
        case "im_", kind if kind.startswith("image/"):
            return Response(payload.content, headers={**_LOADED, **headers}, content_type=kind)
    return raw.answer(payload, headers)


def _address(context: RequestContext, memento: Memento, form: str = "") -> str:
    return context.replay(memento.url, memento.digits, form)
