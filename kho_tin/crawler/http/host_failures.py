"""Giving up hosts that leave many requests in a row without an answer."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from kho_tin.crawler.http.offsite import host_at, is_at

MOST = 10  # requests in a row without an answer


class HostFailures:
    """For the site's own host, that of `source`, this ends the run; another host, such as that of
    its pictures, becomes one of `dead`."""

    def __init__(self, source: str) -> None:
        self._source = urlsplit(source).netloc
        self._silent = Counter[str]()  # requests in a row, by host
        self.dead: set[str] = set()

    def answered(self, url: str) -> None:
        """Any answer at all starts the count anew."""
        self._silent[host_at(url)] = 0

    def is_at_end(self, url: str) -> bool:
        """Count a request without an answer. Returns whether the site is to be given up."""
        host = host_at(url)
        self._silent[host] += 1
        if self._silent[host] < MOST:
            return False
        if is_at(url, [self._source]):
            return True
        self.dead.add(host)
        return False
