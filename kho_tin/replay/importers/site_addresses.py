"""Which records are the site's, and the addresses that they have there."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from kho_tin.base.hosts import WEB, site_host, without_user
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.addresses import canonical
from kho_tin.replay.importers.responses import RecordedResponse


@dataclass(frozen=True)
class SiteAddresses:
    """The site's hosts, those of its pictures and documents included."""

    plan: Plan
    hosts: frozenset[str]

    @classmethod
    def of(cls, plan: Plan, hosts: set[str]) -> SiteAddresses:
        return cls(plan, frozenset(site_host(without_user(host)) for host in hosts))

    def holds(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in WEB and site_host(without_user(parts.netloc)) in self.hosts

    def page_url(self, answer: RecordedResponse, media_type: str | None) -> str:
        """The site's own address of what was answered.

        A picture or document loses the cache keys that portals put into its address: articles
        name it without them.
        """
        url = self.site_url(answer.url)
        return url if media_type is None or "html" in media_type else canonical(url) or url

    def site_url(self, url: str) -> str:
        """The site's own address of a page, however a program wrote it."""
        parts = urlsplit(url)
        host = without_user(parts.netloc)
        return self.plan.site_url(
            urlunsplit(parts._replace(netloc=host, path=parts.path or "/", fragment=""))
        )
