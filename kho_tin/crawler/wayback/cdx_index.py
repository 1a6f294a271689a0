"""What a web archive has of a site: its pages in order of time, its pictures and documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from kho_tin.crawler.wayback.cdx import CdxLine
from kho_tin.parsers.addresses import canonical

_REPEATS = {"warc/revisit", "unk", "-", ""}  # media types that do not say what was captured


class CdxIndex:
    """The rows of an index, sorted out. `site_url` gives a page's own address on its site."""

    def __init__(self, rows: Iterable[CdxLine], site_url: Callable[[str], str]) -> None:
        by_key: dict[str, list[CdxLine]] = {}
        for row in sorted(rows, key=lambda row: (row.key, row.timestamp)):
            if row.status in ("200", "-", ""):
                by_key.setdefault(row.key, []).append(row)
        pages: list[CdxLine] = []
        self._media: dict[str, list[CdxLine]] = {}
        for same in by_key.values():
            different = _without_repeats(same)
            if _is_page(same):
                pages += different
            else:
                for row in different:
                    address = canonical(site_url(row.url))
                    self._media.setdefault(address, []).append(row)
        self.pages = sorted(pages, key=lambda row: (row.timestamp, row.key))
        for captures in self._media.values():
            captures.sort(key=lambda row: row.timestamp)

    def nearest(self, address: str, timestamp: str) -> CdxLine | None:
        """The capture of a picture or document that is nearest in time to `timestamp`."""
        lines = self._media.get(canonical(address), [])
        at = bisect_left(lines, timestamp, key=lambda row: row.timestamp)
        around = lines[max(0, at - 1) : at + 1]
        return min(around, key=lambda row: abs(int(row.timestamp) - int(timestamp)), default=None)


def _is_page(same: list[CdxLine]) -> bool:
    """Whether captures are of a page. Repeats have the type of their original; without any type it
    may be a page."""
    kinds = {row.media_type for row in same} - _REPEATS
    return not kinds or any("html" in kind for kind in kinds)


def _without_repeats(same: list[CdxLine]) -> list[CdxLine]:
    """The captures of one address, without those that repeat the one before."""
    return [
        row
        for before, row in zip([None, *same], same, strict=False)
        if before is None or not row.digest or row.digest != before.digest
    ]
