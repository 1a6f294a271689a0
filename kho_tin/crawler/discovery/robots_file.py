"""What a robots.txt names besides its rules."""

from __future__ import annotations

from typing import Final

MOST: Final = 50  # sitemaps: large sites name one for each kind of page


def sitemaps(body: bytes) -> list[str]:
    """The addresses behind `Sitemap:` (sitemaps.org, "Submitting your Sitemap"), in order."""
    urls: dict[str, None] = {}
    for line in body.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower().lstrip("\ufeff") == "sitemap" and value.strip():
            urls[value.strip()] = None
    return list(urls)[:MOST]
