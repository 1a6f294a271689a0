"""Scrapy's https handler, with the certificates that a site's operator trusts in addition."""

from __future__ import annotations

from typing import cast

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet._sslverify import ClientTLSOptions, IOpenSSLTrustRoot
from twisted.internet.ssl import optionsForClientTLS
from zope.interface import implementer  # type: ignore[import-untyped]

from kho_tin.crawler.http.tls_trust import reach_old_servers, trust
from kho_tin.outcome.addresses import WebArchive


class SiteHandler(HTTP11DownloadHandler):
    """As in Scrapy, except that certificates are checked by SitePolicy."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        if crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
            bundle = getattr(crawler.spider, "ca_bundle", None)
            if isinstance(crawler.spider.plan.route, WebArchive):  # type: ignore[union-attr]
                bundle = None  # meant for the site, not for a web archive of it
            policy = SitePolicy.from_crawler(crawler, trustRoot=SiteRoot(bundle))
            self._contextFactory = policy  # type: ignore[assignment]


class SitePolicy(_ScrapyClientContextFactory):
    """Twisted's check of certificates and names, with Scrapy's TLS settings and a site's own
    bundle. Scrapy itself accepts old servers only if it checks nothing."""

    def creatorForNetloc(  # type: ignore[override]
        self, hostname: bytes, port: int
    ) -> ClientTLSOptions:
        creator = optionsForClientTLS(
            hostname.decode("ascii"),
            trustRoot=self._trustRoot,
            extraCertificateOptions=self._get_cert_options_kwargs(),
        )
        return cast("ClientTLSOptions", creator)


@implementer(IOpenSSLTrustRoot)
class SiteRoot:
    """Prepares every TLS context of a crawl."""

    def __init__(self, ca_bundle: str | None) -> None:
        self.ca_bundle = ca_bundle

    def _addCACertsToContext(self, context: SSL.Context) -> None:
        trust(context, self.ca_bundle)
        reach_old_servers(context)
