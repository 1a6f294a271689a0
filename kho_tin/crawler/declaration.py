"""Checking that a site's file declares everything that a crawl must know."""

from __future__ import annotations

import re
from typing import ClassVar, Protocol

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_sites
from kho_tin.crawler.http.tls_trust import bundle_at
from kho_tin.parsers.registry import PARSERS


class DeclaredSite(Protocol):
    name: str
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    ca_bundle: ClassVar[str | None]


def check(site: type[DeclaredSite]) -> None:
    """Raise UsageError, with one sentence, if the declaration is incomplete."""
    known = {parser.name for parser in PARSERS}
    for attribute in ("name", "title", "home_url"):
        if not getattr(site, attribute, ""):
            raise UsageError(of_sites.not_declared(site.__name__, site.__module__, attribute))
    if not re.match(r"https?://[^/]+/", site.home_url):
        raise UsageError(of_sites.home_url_wrong(site.name, repr(site.home_url)))
    if site.cms is not None and site.cms not in known:
        raise UsageError(of_sites.cms_wrong(site.name, ", ".join(sorted(known)), repr(site.cms)))
    if site.ca_bundle is not None:
        bundle_at(site.ca_bundle)
