"""Pages that failed, are gone, or were not good enough."""

from __future__ import annotations

from collections.abc import Iterator

from kho_tin.base.reasons.sentence import Reason, reason
from kho_tin.outcome.checks.check import FEW, Bound, Check, many
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts

MOST_GONE = Bound(
    "most_gone",
    0.2,
    "the pages looked at: many at once are a site that has moved, or is ill",
)


class LayoutChanged(Check):
    order = 50

    @reason(
        "{pages} pages whose layout has changed",
        "{pages} trang đã đổi bố cục",
        "the CMS is known, the parts of its page are not where they were: a parser needs a new "
        "version",
    )
    def sentence(pages: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if counts.layout_changed:
            yield self.sentence(counts.layout_changed)


class Failed(Check):
    order = 60
    bound = Bound(
        "most_failed",
        0.1,
        "the pages looked at: no answer, or one that says nothing of the article",
    )

    @reason(
        "{failed} of {pages} pages failed",
        "{failed} trong {pages} trang không lấy được",
        "more than one in ten had no answer, or one that says nothing: is the site ill? The table "
        "`problems` says how",
    )
    def sentence(failed: int, pages: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if many(counts.failed, counts.observed, self.bound.set_by(facts)):
            yield self.sentence(counts.failed, counts.observed)


class Gone(Check):
    order = 70
    bound = MOST_GONE

    @reason(
        "{gone} of {pages} pages are gone at once",
        "{gone} trong {pages} trang biến mất cùng lúc",
        "more than one in five: the site has moved, or is ill; nothing is marked as gone before "
        "three good days say so",
    )
    def sentence(gone: int, pages: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if counts.gone > max(FEW, self.bound.set_by(facts) * counts.observed):
            yield self.sentence(counts.gone, counts.observed)


class Lost(Check):
    order = 80

    @reason(
        "{requests} requests ended without a word",
        "{requests} yêu cầu kết thúc mà không rõ ra sao",
        "of so many it is not known how they ended, or the downloader counts others than the "
        "journal does: a fault of this program, please report it",
    )
    def sentence(requests: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.lost:
            yield self.sentence(facts.lost)


class NotThere(Check):
    """For a first crawl: nothing is known of what is usual for the site."""

    order = 90
    bound = MOST_GONE

    @reason(
        "{missing} of {pages} articles that the listings name are not there",
        "{missing} trong {pages} bài mà các danh mục nêu không có ở đó",
        "a first crawl, and more than one in five answered 404: are the addresses in the lists old "
        "ones?",
    )
    def sentence(missing: int, pages: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        most = self.bound.set_by(facts)
        if facts.is_first and many(counts.missing, counts.observed, most):
            yield self.sentence(counts.missing, counts.observed)


class SomethingElse(Check):
    order = 100
    bound = MOST_GONE  # in a first crawl
    NEARLY_ALL = 0.9  # and in any other

    @reason(
        "{pages} of {observed} articles were answered with something else",
        "{pages} trong {observed} bài được trả lời bằng nội dung khác",
        "pages that are no news, in nearly all of the crawl, or in more than one in five of a "
        "first one: a firewall, or an unknown system",
    )
    def sentence(pages: int, observed: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        most = self.bound.set_by(facts) if facts.is_first else self.NEARLY_ALL
        if many(counts.not_read, counts.observed, most):
            yield self.sentence(counts.not_read, counts.observed)


class Unfollowed(Check):
    order = 110

    @reason(
        "{listings} listings go on where nothing can be followed",
        "{listings} danh mục còn nữa nhưng không có liên kết để đi tiếp",
        "a first crawl, and a list goes on behind a script, a button or a form: its later pages "
        "cannot be read, and neither a sitemap nor an endpoint names as much. The table `problems` "
        "says what was seen, in every crawl; what stands there is never called unlisted",
    )
    def sentence(listings: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if facts.is_first and counts.unfollowed and not _is_named_otherwise(facts):
            yield self.sentence(counts.unfollowed)


def _is_named_otherwise(facts: Facts) -> bool:
    """Whether a sitemap or an endpoint, which name whole sites, has all that the listings name, and
    more: what stands on their later pages is in it."""
    listed = facts.sources.get("listing", {})
    most = max(facts.sources.get(each, {}).get("articles", 0) for each in ("sitemap", "endpoint"))
    return not listed.get("alone") and most > listed.get("articles", 0) > 0


class Refused(Check):
    order = 120
    bound = Bound(
        "most_refused", 0.1, "the pages looked at: answered, and not good enough to be stored"
    )

    @reason(
        "{refused} of {pages} pages were not good enough to store",
        "{refused} trong {pages} trang không đủ tốt để lưu",
        "more than one in ten without title, date or text, or with a tenth of their text",
    )
    def sentence(refused: int, pages: int) -> None: ...

    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        if many(counts.refused, counts.observed, self.bound.set_by(facts)):
            yield self.sentence(counts.refused, counts.observed)
