"""Why a host could not be reached, if Scrapy's own words do not say it."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Request

from kho_tin.base.hosts import host_of, is_loopback
from kho_tin.crawler.http import resolver, tls_faults
from kho_tin.crawler.http.offsite import RequestRefused


class PrivateAddress(RequestRefused):
    """A host with an address inside this machine or its network."""

    kind = "private_address"


class BadCertificate(RequestRefused):
    """A server whose certificate is not valid; the message says what is wrong and what to do."""

    kind = "certificate"

    def __init__(self, message: str, url: str) -> None:
        super().__init__(message)
        self.url = url  # where; robots.txt may have redirected there from the page's host


class UnreachableMiddleware:
    """Works before the retries: what fails here would fail again."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._certificates: dict[str, str] = {}  # what is wrong, by host

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises PrivateAddress or BadCertificate in place of `exception`, if it is one."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        run = getattr(self.crawler.spider, "run", None)
        # With a proxy, only the proxy's own name is resolved here.
        connected_host = host_of(request.meta.get("proxy") or request.url)
        is_private = isinstance(exception, CannotResolveHostError)
        is_private &= connected_host in resolver.refused
        is_uncertified = isinstance(exception, DownloadFailedError) and tls_faults.is_certificate(
            exception
        )
        if run and (is_private or is_uncertified) and request.meta["requested"].role == "robots":
            run.requests.comes_to_nothing(request)  # the page that waits for it says why
        if is_private:
            raise PrivateAddress(
                f"{connected_host} is at {resolver.refused[connected_host]}, an address that is "
                f"not public: not connected to. If it is meant: -s PRIVATE_HOSTS={connected_host}"
            )
        if is_uncertified:
            if host not in self._certificates:
                self._certificates[host] = await self._fault(request, host, parts.port or 443)
            raise BadCertificate(self._certificates[host], request.url)
        if run:
            run.tried(request, exception)

    async def _fault(self, request: Request, host: str, port: int) -> str:
        """Make one more handshake, after the usual delay, to see what is wrong."""
        if not is_loopback(request.url):
            await asyncio.sleep(self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        bundle = getattr(self.crawler.spider, "ca_bundle", None)
        private = frozenset(self.crawler.settings.getlist("PRIVATE_HOSTS"))
        tls = await asyncio.to_thread(
            tls_faults.shake_hands, host, port, ca_bundle=bundle, private=private
        )
        sentences = [f"{fault}." for fault in tls.faults] + tls.advice
        return " ".join(sentences).rstrip(".") or "its certificate could not be verified"
