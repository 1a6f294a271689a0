"""Scrapy's way to https, with what a site's operator trusts beside what the machine does."""

from __future__ import annotations

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.internet._sslverify import ClientTLSOptions, IOpenSSLTrustRoot
from twisted.internet.ssl import AcceptableCiphers, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawling.addresses import WebArchive
from crawling.tls_trust import trust


class SiteHandler(HTTP11DownloadHandler):
    """As in Scrapy, where the spider has no `ca_bundle`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider, settings = crawler.spider, crawler.settings
        bundle = getattr(spider, "ca_bundle", None)
        if isinstance(spider.plan.route, WebArchive):  # type: ignore[union-attr]
            bundle = None  # it vouches for the site, and not for who keeps copies of it
        if bundle and settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"):
            policy = SitePolicy(bundle, settings["DOWNLOADER_CLIENT_TLS_CIPHERS"])
            self._contextFactory = policy  # type: ignore[assignment]


@implementer(IPolicyForHTTPS)
class SitePolicy:
    """Twisted's own check of certificates and names, with one site's trust."""

    def __init__(self, ca_bundle: str, ciphers: str) -> None:
        self.root = SiteRoot(ca_bundle)
        self.ciphers = AcceptableCiphers.fromOpenSSLCipherString(  # type: ignore[no-untyped-call]
            ciphers
        )

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:
        return optionsForClientTLS(
            hostname.decode("ascii"),
            trustRoot=self.root,  # type: ignore[arg-type]
            extraCertificateOptions={"acceptableCiphers": self.ciphers},
        )


@implementer(IOpenSSLTrustRoot)
class SiteRoot:
    def __init__(self, ca_bundle: str) -> None:
        self.ca_bundle = ca_bundle

    def _addCACertsToContext(self, context: SSL.Context) -> None:
        trust(context, self.ca_bundle)
