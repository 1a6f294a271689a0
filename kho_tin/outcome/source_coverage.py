"""Which sources named which articles in one run: listings, sitemaps, feeds, endpoints, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kho_tin.parsers.addresses import identity_of_url
from kho_tin.warc.journal import Role

# What the record says of each source.
Summary = Mapping[str, Mapping[str, int]]


def source_of(role: Role) -> str:
    """The source that a request of this role is to."""
    return "listing" if role == "home" else role


@dataclass
class SourceCoverage:
    """Addresses that each source named, without scheme and `www.`; `unread` are answers that were
    not what they were requested as."""

    named: dict[str, set[str]] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    _identities: dict[str, str] = field(default_factory=dict)
    _by_link: set[str] = field(default_factory=set)
    _linked: set[str] = field(default_factory=set)

    def name(self, source: str, url: str, identity: str = "") -> None:
        """Note that a source names an address (the site's own), an article's where its `identity`
        is known."""
        key = identity_of_url(url)
        self.named.setdefault(source, set()).add(key)
        if identity:
            self._identities.setdefault(key, identity)

    def link(self, url: str) -> None:
        """Note that a page that is no listing links to an address."""
        self._linked.add(identity_of_url(url))

    def read(self, url: str, identity: str, role: Role) -> None:
        """Note that an article was read from an address that was requested."""
        key = identity_of_url(url)
        self._identities[key] = identity
        if role == "link":
            self._by_link.add(key)

    def summary(self, known: Mapping[str, str]) -> Summary:
        """By source: how many addresses it `named`, how many of them are `articles`, and how many
        articles it named `alone`. `known` are the identities of stored articles by address, as
        here."""
        identities = {**known, **self._identities}
        named = {source: set(keys) for source, keys in self.named.items()}
        others = set[str]().union(*named.values())
        # Links are the last source: what they lead to counts where nothing else names an article.
        only = (
            self._by_link - others if others & identities.keys() else self._by_link | self._linked
        )
        if only:
            named["link"] = only
        articles = {
            source: {identities[key] for key in keys if key in identities}
            for source, keys in named.items()
        }
        times = Counter(each for keys in articles.values() for each in keys)
        return {
            source: {
                "named": len(named.get(source, ())),
                "articles": len(articles.get(source, ())),
                "alone": sum(times[each] == 1 for each in articles.get(source, ())),
                **({"unread": self.unread[source]} if self.unread[source] else {}),
            }
            for source in sorted({*named, *self.unread})
        }
