"""Checking that a site's file declares everything that a crawl must know."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import ClassVar, Protocol

from kho_tin.base.eras import Era
from kho_tin.base.errors import UsageError
from kho_tin.base.hosts import is_bare
from kho_tin.base.reasons import of_sites
from kho_tin.crawler.http.tls_trust import bundle_at
from kho_tin.parsers.registry import PARSERS


class DeclaredSite(Protocol):
    name: str
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    ca_bundle: ClassVar[str | None]
    eras: ClassVar[tuple[Era, ...]]


def check(site: type[DeclaredSite]) -> None:
    """Raise UsageError, with one sentence, if the declaration is incomplete."""
    known = {parser.name for parser in PARSERS}
    for attribute in ("name", "title", "home_url"):
        if not getattr(site, attribute, ""):
            raise UsageError(of_sites.not_declared(site.__name__, site.__module__, attribute))
    for home_url in (site.home_url, *(era.home_url for era in site.eras if era.home_url)):
        if not re.match(r"https?://[^/]+/", home_url):
            raise UsageError(of_sites.home_url_wrong(site.name, repr(home_url)))
    for cms in (site.cms, *(era.cms for era in site.eras)):
        if cms is not None and cms not in known:
            raise UsageError(of_sites.cms_wrong(site.name, ", ".join(sorted(known)), repr(cms)))
    _check_eras(site.name, site.eras)
    if site.ca_bundle is not None:
        bundle_at(site.ca_bundle)


def _check_eras(name: str, eras: tuple[Era, ...]) -> None:
    for era in eras:
        try:
            is_day = dt.date.fromisoformat(era.until).isoformat() == era.until
        except ValueError:
            is_day = False
        if not is_day:
            raise UsageError(of_sites.era_without_day(name, repr(era.until)))
        if host := next((host for host in era.hosts if not is_bare(host)), None):
            raise UsageError(of_sites.era_host_wrong(name, era.until, repr(host)))
        if not (era.title or era.home_url or era.cms or era.hosts):
            raise UsageError(of_sites.era_empty(name, era.until))
    for before, after in pairwise(eras):
        if before.until >= after.until:
            raise UsageError(of_sites.eras_disordered(name, before.until, after.until))
