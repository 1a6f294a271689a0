"""Which records are the site's, and their addresses on the site."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from kho_tin.base.eras import HostsInTime
from kho_tin.base.hosts import WEB, site_host, without_user
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.addresses import canonical
from kho_tin.replay.importers.responses import RecordedResponse


@dataclass(frozen=True)
class SiteAddresses:
    """The hosts that the site has or had, including those of its pictures and documents, and when
    each was the site's."""

    plan: Plan
    hosts: frozenset[str]
    in_time: HostsInTime

    @classmethod
    def of(cls, plan: Plan, hosts: set[str], in_time: HostsInTime) -> SiteAddresses:
        return cls(plan, frozenset(site_host(without_user(host)) for host in hosts), in_time)

    def covers(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in WEB and site_host(without_user(parts.netloc)) in self.hosts

    def page_url(self, answer: RecordedResponse, media_type: str | None) -> str:
        """The address of an answer on the site.

        Pictures and documents lose the cache keys that portals put into their addresses, since
        articles name them without.
        """
        url = self.site_url(answer.url)
        return url if media_type is None or "html" in media_type else canonical(url) or url

    def site_url(self, url: str) -> str:
        """The address of a page on the site, however a program wrote it."""
        parts = urlsplit(url)
        host = without_user(parts.netloc)
        return self.plan.site_url(
            urlunsplit(parts._replace(netloc=host, path=parts.path or "/", fragment=""))
        )
