"""Whether a site's file says all that a crawl must know."""

from __future__ import annotations

import re
from typing import ClassVar, Protocol

from kho_tin.base.errors import UsageError
from kho_tin.crawler.http.tls_trust import bundle_at
from kho_tin.parsers.registry import PARSERS


class Site(Protocol):
    name: str
    title: ClassVar[str]
    home_url: ClassVar[str]
    cms: ClassVar[str | None]
    ca_bundle: ClassVar[str | None]


def check(site: type[Site]) -> None:
    """Raise UsageError with a sentence if the site is only half declared."""
    known = {parser.name for parser in PARSERS}
    for attribute in ("name", "title", "home_url"):
        if not getattr(site, attribute, ""):
            raise UsageError(f"{site.__name__} in {site.__module__} declares no {attribute}.")
    if not re.match(r"https?://[^/]+/", site.home_url):
        raise UsageError(
            f"{site.name}: home_url must be a full address that ends its host with a slash, "
            f"not {site.home_url!r}."
        )
    if site.cms is not None and site.cms not in known:
        raise UsageError(
            f"{site.name}: cms must be one of {', '.join(sorted(known))}, or None, "
            f"not {site.cms!r}."
        )
    if site.ca_bundle is not None:
        bundle_at(site.ca_bundle)
