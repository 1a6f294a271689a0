"""Which sources named which articles in one run: listings, sitemaps, feeds, endpoints, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from kho_tin.base.seen import Hashes, Seen, hash_of
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

    named: dict[str, Seen] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    _identities: Hashes = field(default_factory=Hashes)
    _by_link: Seen = field(default_factory=Seen)
    _linked: Seen = field(default_factory=Seen)

    def name(self, source: str, url: str, identity: str = "") -> None:
        """Note that a source names an address (the site's own), an article's where its `identity`
        is known."""
        key = identity_of_url(url)
        self.named.setdefault(source, Seen()).add(key)
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
        before = {hash_of(key): hash_of(identity) for key, identity in known.items()}

        def articles_of(keys: Iterable[int]) -> Iterator[int]:
            for key in keys:
                if (identity := self._identities.get(key) or before.get(key)) is not None:
                    yield identity

        # Links are the last source: what they lead to counts where nothing else names an article.
        if any(True for _ in articles_of(chain(*self.named.values()))):
            only = {key for key in self._by_link if not self._is_named(key)}
        else:
            only = {*self._by_link, *self._linked}
        named: dict[str, Collection[int]] = {**self.named, **({"link": only} if only else {})}
        articles = {source: set(articles_of(keys)) for source, keys in named.items()}
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

    def _is_named(self, key: int) -> bool:
        return any(key in keys for keys in self.named.values())
