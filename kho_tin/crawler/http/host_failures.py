"""Nobody is asked for ever: hosts that leave one request after the other without an answer."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from kho_tin.crawler.http.offsite import host_at, is_at

MOST = 10  # requests that nobody answers, one after the other


class HostFailures:
    """With the site that begins at `source` it ends the run; with another host, such as that of
    its pictures, it makes the host one of `dead`."""

    def __init__(self, source: str) -> None:
        self._source = urlsplit(source).netloc
        self._silent = Counter[str]()  # requests in a row, by host
        self.dead: set[str] = set()

    def answered(self, url: str) -> None:
        """Whoever answers anything is there."""
        self._silent[host_at(url)] = 0

    def is_at_end(self, url: str) -> bool:
        """Take note of a request without an answer; whether the site is to be given up."""
        host = host_at(url)
        self._silent[host] += 1
        if self._silent[host] < MOST:
            return False
        if is_at(url, [self._source]):
            return True
        self.dead.add(host)
        return False
