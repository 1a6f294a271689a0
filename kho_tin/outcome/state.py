"""What a run has seen so far, by which its later answers are interpreted and it is judged at its
end.

Nothing of it is in the database; run replay makes the same state again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.seen import Hashes, Seen, hash_of
from kho_tin.base.times import day_of
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.outcome.before import Before
from kho_tin.outcome.interpret import interpret, is_news
from kho_tin.outcome.listing_coverage import ListingCoverage
from kho_tin.outcome.past import Past
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.rereading import parsed
from kho_tin.outcome.source_coverage import SourceCoverage, source_of
from kho_tin.parsers.model import Article, Listing
from kho_tin.parsers.vietnamese.date_order import DateSample
from kho_tin.warc.journal import Begin


@dataclass
class RunState:
    """`home` says why the home page could not be read, `no_listing` that it names no news,
    `refusal` why the site refused the run; `last` is when the newest answer came (UTC, `…Z`). Of
    the articles by identity, those that were `observed`, and those of them that are `gone`;
    `deferred` are readings that wait for the end. `most_media` is how many pictures and documents
    of one article are kept, `sources` what each source named, `dates` what the articles show of the
    order of day and month, `stamps` days by address from a feed or an endpoint, which settle
    some."""

    past: Past
    plan: Plan
    coverage: ListingCoverage
    most_media: int
    home: Reason | None = None
    no_listing: Reason | None = None
    refusal: Reason | None = None
    last: str = ""
    observed: Seen = field(default_factory=Seen)
    gone: Seen = field(default_factory=Seen)
    deferred: list[Outcome] = field(default_factory=list)
    sources: SourceCoverage = field(default_factory=SourceCoverage)
    dates: list[DateSample] = field(default_factory=list)
    stamps: dict[str, str] = field(default_factory=dict)
    _pages_close: bool = False
    _texts: Hashes = field(default_factory=Hashes)
    _again: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, past: Past, plan: Plan, begin: Begin) -> RunState:
        """The state of a run at its beginning."""
        coverage = ListingCoverage(whole=bool(begin.bounds.get("walk")))
        return cls(past, plan, coverage, int(begin.settings.get("MEDIA_PER_ARTICLE") or 60))

    def interpret(self, answered: Answered) -> Outcome:
        """What an answer means, by all that the run has seen before it. It is remembered for later
        answers, applied or not."""
        requested, read, past = answered.requested, answered.read, self.past
        known = past.article(requested.identity)
        before = Before(
            plan=self.plan,
            known=known,
            pages_close=self._pages_close,
            state=self.coverage.state_of(requested.identity or "", known.state if known else None),
            most_media=self.most_media,
        )
        if read and isinstance(read.reading, Listing):
            repeats = self.coverage.repeats(requested.section or "", read.reading)
            before = replace(before, repeats=repeats and (requested.page or 1) > 1)
        if read and isinstance(read.reading, Article):
            article, capture = read.reading, answered.capture
            assert capture is not None
            if article.date_order and article.published_text:
                printed, shown = article.published_text, article.date_order
                identity, url = article.identity, answered.page_url
                self.dates.append(DateSample.of(answered.at, printed, shown, identity, url))
            for_good = requested.cause == "redirect" and past.redirects_for_good(answered)
            before = replace(
                before,
                stored=past.stored(article.identity, article.parser, answered.at, capture),
                duplicates=self._duplicates(hash(article.contents), article.identity),
                has_ids=past.has_ids(article.identity, capture),
                for_good=for_good,
                moved=past.requested_article(answered) if for_good else None,
                is_of_others=requested.role == "link" and self._is_of_others(article, capture),
            )
        outcome = interpret(answered, before)
        if outcome.article and outcome.deferred:
            identity, content = outcome.article.identity, parsed(outcome.article).content
            may_be_edit = outcome.deferred.kind != "suspect"
            if may_be_edit and past.is_confirmed(identity, content, before.stored):
                outcome.deferred = None
            else:
                self.deferred.append(outcome)
        if requested.role not in ("image", "attachment"):
            self._pages_close |= read is not None and read.closes
        if requested.identity is not None:
            self._note_look(requested.identity, is_gone=outcome.state == "gone")
        if outcome.listing:
            self.coverage.name(outcome.listing, requested.section or "", requested.page or 1)
        source, stored = source_of(requested.role), outcome.article
        self._note_named(source, outcome.listing or outcome.source)
        if read and (requested.role == "link" or outcome.no_listing):
            self._note_links(read.links)
        self.sources.unread.update([source] * outcome.is_unread)
        if stored:
            for url in (answered.page_url, stored.url):
                self.sources.read(url, stored.identity, requested.role)
        self.coverage.whole &= not outcome.breaks_coverage
        self.home = outcome.home or self.home
        self.no_listing = outcome.no_listing or self.no_listing
        self.refusal = outcome.refusal or self.refusal
        self.last = max(self.last, answered.brought)
        return outcome

    def may_be_news(self, article: Article, capture: int) -> bool:
        """Whether a page that nobody called news, and that reads as an article, is read as those of
        the site are."""
        has_ids = self.past.has_ids(article.identity, capture)
        return is_news(article) and not has_ids and not self._is_of_others(article, capture)

    def _is_of_others(self, article: Article, capture: int) -> bool:
        return bool(self.coverage) and self.past.is_read_otherwise(article.parser, capture)

    def _note_look(self, identity: str, *, is_gone: bool) -> None:
        self.observed.add(identity)
        if is_gone:
            self.gone.add(identity)

    def _note_named(self, source: str, listing: Listing | None) -> None:
        for link in listing.items if listing else ():
            url = self.plan.site_url(link.url)
            self.sources.name(source, url, link.identity)
            if link.published and source != "listing":  # those print dates as the pages do
                self.stamps[url] = day_of(link.published)

    def _note_links(self, links: Iterable[str]) -> None:
        for url in links:
            self.sources.link(self.plan.site_url(url))

    def _duplicates(self, text: int, identity: str) -> int:
        """Under how many other identities this run was given the same text, by its hash."""
        # Nearly all texts have one identity: a set for each takes more than all else kept of it.
        own = hash_of(identity)
        if self._texts.setdefault(text, identity) == own:
            return len(self._again.get(text, ()))
        others = self._again.setdefault(text, set())
        duplicates = 1 + len(others - {own})
        others.add(own)
        return duplicates
