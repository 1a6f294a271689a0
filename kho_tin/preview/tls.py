"""The TLS of every host that a look has requested pages from."""

from __future__ import annotations

from collections.abc import Collection
from time import sleep
from urllib.parse import urlsplit

from kho_tin.base.hosts import is_loopback
from kho_tin.crawler.http.tls_faults import shake_hands
from kho_tin.preview.findings import LookReport


def check_hosts(
    report: LookReport, *, pause: float, ca_bundle: str | None, private: Collection[str]
) -> None:
    """Check the TLS of every https host that pages were requested from, `pause` seconds after the
    last request to it, and at once on loopback. For `ca_bundle` and `private` see `shake_hands`."""
    hosts = {}
    for page in report.pages:
        parts = urlsplit(page.final_url)
        if parts.scheme == "https" and parts.hostname:
            hosts[parts.hostname, parts.port or 443] = page.final_url
    for (host, port), url in hosts.items():
        if not is_loopback(url):
            sleep(pause)
        report.tls.append(shake_hands(host, port, ca_bundle=ca_bundle, private=private))
