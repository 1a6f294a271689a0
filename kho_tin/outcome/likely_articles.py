"""Which of the addresses that a sitemap names may be articles: those that look like the addresses
of articles that are known, and a few of every other kind, to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

PROBES: Final = 5  # addresses of one unknown template that are tried in a run
MOST_PROBED: Final = 200  # in all: a site may give each page another
# So many pages of one section without an article are a section of something else.
ENOUGH: Final = 20

_NUMBER: Final = re.compile(r"[0-9]$")
_EXTENSION: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_DEEPEST: Final = 12


def template_of(url: str) -> str:
    """What an address looks like: how many folders it has, which of them are numbers, whether its
    last part ends in one, its extension, and the names of its parameters. The addresses that one
    template of a system makes have one of these."""
    parts = urlsplit(url)
    path = [part for part in unquote(parts.path).split("/") if part][-_DEEPEST:]
    folders = ["0" if part.isdigit() else "a" for part in path[:-1]]
    last = path[-1] if path else ""
    extension = match.group().lower() if (match := _EXTENSION.search(last)) else ""
    stem = last.removesuffix(match.group()) if match else last
    kind = "0" if stem.isdigit() else "a0" if _NUMBER.search(stem[-20:]) else "a"
    names = sorted({name.lower() for name, _ in parse_qsl(parts.query)[:_DEEPEST]})
    return f"{'/'.join([*folders, kind])}{extension}?{'&'.join(names)}"


@dataclass
class LikelyArticles:
    """Learns from pages that were read, by their addresses, which others may be articles.
    `probes` is how many of one unknown template are tried."""

    probes: int = PROBES
    _known: set[str] = field(default_factory=set)
    _probed: Counter[str] = field(default_factory=Counter)
    _tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    _articles: Counter[tuple[str, str]] = field(default_factory=Counter)

    def is_article(self, url: str) -> None:
        """Note that an article was read at an address, in this run or before."""
        self._known.add(template_of(url))
        self._articles[_section(url)] += 1

    def choose(self, urls: Iterable[str], most: int) -> Iterator[str]:
        """Up to `most` addresses that are worth a request now, in order; each is then tried."""
        for url in urls:
            if most <= 0:
                return
            if self._is_worth(url):
                most -= 1
                self._tried[_section(url)] += 1
                yield url

    def _is_worth(self, url: str) -> bool:
        template, section = template_of(url), _section(url)
        if template in self._known:
            return bool(self._articles[section]) or self._tried[section] < ENOUGH
        if self._probed[template] >= self.probes or self._probed.total() >= MOST_PROBED:
            return False
        self._probed[template] += 1
        return True


def _section(url: str) -> tuple[str, str]:
    """An address's template and first folder."""
    folders = urlsplit(url).path.split("/")[1:-1]
    return template_of(url), folders[0] if folders else ""
