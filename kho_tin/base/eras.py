"""A site in time: its names, addresses and systems, with the days between which they held.

A board is merged, renamed, moved to another host or another CMS; what it published before stays
what it was. A site's file declares the present in its attributes, and the past in `eras`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol
from urllib.parse import urlsplit

from kho_tin.base.hosts import site_host, without_user
from kho_tin.base.times import VIETNAM, day_of, moment


@dataclass(frozen=True)
class Era:
    """What a site was until a day (`2025-06-30`, the last one, in Việt Nam); what is left out was
    as it is now. It had the hosts of its `home_url` and of `hosts`, where one of them is given."""

    until: str
    title: str | None = None
    home_url: str | None = None
    cms: str | None = None
    hosts: tuple[str, ...] = ()


class Period(NamedTuple):
    """What a site was from a day to another, both included (`2025-07-01`, in Việt Nam); None: from
    the beginning, until now. `hosts` are with port, where they have one."""

    since: str | None
    until: str | None
    title: str
    home_url: str
    cms: str | None
    hosts: tuple[str, ...]


class SiteInTime(Protocol):
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    hosts: ClassVar[tuple[str, ...]]
    eras: ClassVar[tuple[Era, ...]]


def periods(site: type[SiteInTime], home_url: str | None = None) -> tuple[Period, ...]:
    """All of a site's time, the oldest part first and the present last; `home_url` where the
    declared one names no host. The eras must be in order (see `crawler.declaration`)."""
    home = home_url or site.home_url
    present = (urlsplit(home).netloc, *site.hosts)
    parts: list[Period] = []
    since: str | None = None
    for era in site.eras:
        at_home = (urlsplit(era.home_url).netloc,) if era.home_url else ()
        parts.append(
            Period(
                since,
                era.until,
                era.title or site.title,
                era.home_url or home,
                era.cms or site.cms,
                (*at_home, *era.hosts) or present,
            )
        )
        since = _day_after(era.until)
    return (*parts, Period(since, None, site.title, home, site.cms, present))


def period_at(parts: Iterable[Period], at: str) -> Period:
    """The one of a site's periods in which a day (`2025-06-30`) or a moment (UTC, `…Z`) lies."""
    day = _day_in_vietnam(at)
    *_, last = parts = tuple(parts)
    return next((part for part in parts if part.until and day <= part.until), last)


@dataclass(frozen=True)
class HostsInTime:
    """The hosts of a site in each of its periods, and those that it has `always`."""

    parts: tuple[Period, ...]
    always: tuple[str, ...] = ()

    def had(self, url: str, at: str) -> bool:
        """Whether the host of an address was the site's at a moment (UTC, `…Z`); with and without
        `www.` are one. False for what is no address. Of a site without a past nothing is known
        that speaks against it."""
        if len(self.parts) == 1:
            return True
        try:
            host = site_host(without_user(urlsplit(url).netloc))
        except ValueError:
            return False
        hosts = (*period_at(self.parts, at).hosts, *self.always)
        return host in {site_host(each) for each in hosts}


def former_hosts(parts: Iterable[Period]) -> Iterator[str]:
    """The hosts that a site had, and may have no more."""
    for part in parts:
        if part.until:
            yield from part.hosts


def systems(parts: Sequence[Period], readings: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Of readings, each with its parser's name and its page's moment (UTC, `…Z`), how many are by
    another parser than the site's CMS of that day, by that CMS. Nothing for a site without a past:
    then it is not known what there was."""
    unexpected = Counter[str]()
    for parser, at in readings if len(parts) > 1 else ():
        cms = period_at(parts, at).cms
        if cms and cms != parser:
            unexpected[cms] += 1
    return dict(unexpected)


def rows(parts: Iterable[Period]) -> list[dict[str, str | None]]:
    """The past, as the table `site_eras` has it."""
    return [
        part._asdict() | {"hosts": json.dumps(part.hosts, ensure_ascii=False)}
        for part in parts
        if part.until
    ]


def _day_in_vietnam(at: str) -> str:
    """The day (`2025-06-30`, in Việt Nam) of a moment (UTC, `…Z`), or of what begins with a day."""
    if at.endswith("Z"):
        return moment(at).astimezone(VIETNAM).date().isoformat()
    return day_of(at)


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
