"""What a memento says of itself and of the others, as links (RFC 7089, section 2; RFC 6690)."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import format_datetime

from kho_tin.archive.mementos import Memento
from kho_tin.base.times import moment
from kho_tin.web.context import RequestContext
from kho_tin.web.replay.addresses import TIMEMAP


def headers(
    context: RequestContext, url: str, mementos: Sequence[Memento], place: int
) -> dict[str, str]:
    """The headers of the answer with a memento."""
    links = around(context, url, mementos, place)
    return {"memento-datetime": _http(mementos[place].at), "link": links}


def around(context: RequestContext, url: str, mementos: Sequence[Memento], place: int) -> str:
    """Links to what a memento is of, to the first, the last and its neighbours."""
    last = len(mementos) - 1
    shown = sorted({0, max(0, place - 1), place, min(last, place + 1), last})
    links = [
        _link(url, "original"),
        _link(context.absolute(context.replay(url)), "timegate"),
        _timemap_link(context, url),
        *(_memento_link(context, mementos, other, place) for other in shown),
    ]
    return ", ".join(links)


def _memento_link(
    context: RequestContext, mementos: Sequence[Memento], place: int, seen_from: int | None = None
) -> str:
    relations = [
        *(["first"] if place == 0 else []),
        *(["last"] if place == len(mementos) - 1 else []),
        *(["prev"] if seen_from is not None and place == seen_from - 1 else []),
        *(["next"] if seen_from is not None and place == seen_from + 1 else []),
        "memento",
    ]
    memento = mementos[place]
    address = context.absolute(context.replay(memento.url, memento.digits))
    return f'{_link(address, " ".join(relations))}; datetime="{_http(memento.at)}"'


def _timemap_link(context: RequestContext, url: str, relation: str = "timemap") -> str:
    address = context.absolute(context.replay(url, TIMEMAP))
    return f'{_link(address, relation)}; type="application/link-format"'


def _link(address: str, relation: str) -> str:
    return f'<{address}>; rel="{relation}"'


def timemap(context: RequestContext, url: str, mementos: Sequence[Memento]) -> str:
    """The links to every memento of an address."""
    span = f'from="{_http(mementos[0].at)}"; until="{_http(mementos[-1].at)}"'
    links = [
        _link(url, "original"),
        _link(context.absolute(context.replay(url)), "timegate"),
        f"{_timemap_link(context, url, 'self')}; {span}",
        *(_memento_link(context, mementos, place) for place in range(len(mementos))),
    ]
    return ",\n".join(links) + "\n"


def _http(at: str) -> str:
    """A moment (UTC, `…Z`) as a date of HTTP."""
    return format_datetime(moment(at), usegmt=True)
