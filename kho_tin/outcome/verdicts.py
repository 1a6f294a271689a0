"""How a finished run is judged: a changed or closed site must turn it red, never pass."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from kho_tin.archive import columns, missing
from kho_tin.archive.runs import COUNTS, Ended, Verdict
from kho_tin.outcome import habits
from kho_tin.outcome.habits import History

FEW = 5  # an editor takes down a page or two, one page always fails: so many tell nothing yet


@dataclass(frozen=True)
class Bounds:
    """What a site may do before a run of it is red; a spider sets its own.

    Shares are of the pages looked at, or of what was usual in the site's last ten good runs.
    """

    most_failed: float = 0.1  # no answer, or one that says nothing of the article
    most_refused: float = 0.1  # answered, and not good enough to be stored
    most_gone: float = 0.2  # many at once are a site that has moved, or is ill
    least_listed: float = 0.5  # listing pages and articles named, of the usual number
    least_found: float = 0.5  # articles that show a field, and pages read as articles
    longest_silence: int | None = None  # days; None: twice the site's longest pause; 0: no bound


COVERED = (*columns.COVERED, "images", "attachments")


@dataclass
class Counts:
    """What one run did. `pages` are article pages asked for, 304 included."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    renewed: int = 0  # among all these: read before by other code than today's
    gone: int = 0
    failed: int = 0  # no answer, or one that says nothing about the article
    refused: int = 0  # answered, and not good enough to be stored
    withheld: int = 0  # captured, and not stored, as somebody decided
    other: int = 0  # static pages, documents, galleries
    not_read: int = 0  # among these: what may be news
    missing: int = 0  # named by a listing, not there, and never stored
    unfollowed: int = 0  # listings that go on where nothing can be followed
    listings: int = 0
    listed: int = 0  # articles named in them
    front_pages: int = 0  # first pages of listings
    front_listed: int = 0  # articles named in these
    files: int = 0  # pictures and documents
    requests: int = 0
    bytes: int = 0
    layout_changed: int = 0
    # By parser: how many articles it read, and in how many of them it found each field.
    parsers: dict[str, dict[str, int]] = field(default_factory=dict)

    def columns(self) -> dict[str, int]:
        """Those that the row of a run has."""
        return {name: getattr(self, name) for name in COUNTS}

    def count(self, parser: str, there: Collection[str]) -> None:
        """Take note of an article that a parser read, and which of COVERED are in it."""
        known = self.parsers.setdefault(parser, dict.fromkeys(("articles", *COVERED), 0))
        known["articles"] += 1
        for name in there:
            known[name] += 1


@dataclass(frozen=True)
class Facts:
    """What else a run is judged by.

    `history` is the site's; `days` are those of publication, sorted; `whole` tells how far the
    listings were to be read (see `archive.runs.start`); `lost` are requests of which it is not
    known how they ended; `missing` are WARC files that the database names and the disk lacks,
    `unknown` those that it is too old to name.
    """

    least_articles: int
    bounds: Bounds
    expected_parser: str | None
    listed: int = 0
    front_listed: int = 0
    history: History = field(default_factory=History)
    whole: bool | None = None
    days: Sequence[dt.date] = ()
    today: dt.date | None = None
    damaged: Sequence[str] = ()  # records that cannot be read, of files or of a web archive
    taken_in: int = 0  # records of files that are the site's
    left_out: Mapping[str, int] = field(default_factory=dict)  # and those that are not, by why
    blocked: str | None = None
    home_unread: str | None = None
    ended: Ended = "finished"
    why_ended: str = ""
    lost: int = 0
    missing: Collection[str] = ()
    unknown: Collection[str] = ()


def judge(counts: Counts, facts: Facts) -> tuple[Verdict, str]:
    """The verdict (`ok`, `red`, `blocked`) and its reason in words."""
    if facts.blocked:
        return "blocked", facts.blocked
    reasons = [
        *_damaged(facts),
        *_ended(counts, facts),
        *_pages(counts, facts),
        *_readings(counts, facts),
    ]
    if not facts.home_unread and facts.ended == "finished":
        reasons += _listings(counts, facts)
    if not facts.home_unread and facts.whole is not None:
        reasons += _silence(facts)
    reasons += missing.reasons(facts.missing, facts.unknown)
    if reasons:
        return "red", "; ".join(reasons)
    return "ok", facts.why_ended


def _damaged(facts: Facts) -> Iterator[str]:
    if facts.damaged:
        more = f" and {len(facts.damaged) - 1} more" if len(facts.damaged) > 1 else ""
        yield f"damaged: {facts.damaged[0]}{more}"
    left_out = sum(facts.left_out.values())
    if left_out > facts.taken_in:
        why = ", ".join(f"{number} {what}" for what, number in facts.left_out.items() if number)
        yield f"{left_out} of {left_out + facts.taken_in} records were left out ({why})"


def _ended(counts: Counts, facts: Facts) -> Iterator[str]:
    """A crawl that comes to its bound goes on the next time, if it came to any article."""
    if facts.ended not in ("finished", "budget", "hours"):
        yield facts.why_ended
    elif facts.ended != "finished" and not counts.pages + counts.files:
        yield f"{facts.why_ended}, and not one article was looked at"
    if facts.home_unread:
        yield facts.home_unread


def _listings(counts: Counts, facts: Facts) -> Iterator[str]:
    if facts.listed < facts.least_articles:
        yield f"the listings name {facts.listed} articles, at least {facts.least_articles} expected"
        return
    if facts.whole is None:
        return
    least = facts.bounds.least_listed
    if usual := facts.history.usual("front_pages", "front_listed"):
        pages, articles = usual
        if counts.front_pages < least * pages:
            yield f"{counts.front_pages} listings, {pages:.0f} are usual"
        if facts.front_listed < least * articles:
            yield f"the first pages name {facts.front_listed} articles, {articles:.0f} are usual"
    if facts.whole and (usual := facts.history.usual("listings", "listed", walks=True)):
        pages, articles = usual
        if counts.listings < least * pages:
            yield f"{counts.listings} listing pages, {pages:.0f} are usual"
        if facts.listed < least * articles:
            yield f"the listings name {facts.listed} articles, {articles:.0f} are usual"


def _pages(counts: Counts, facts: Facts) -> Iterator[str]:
    bounds = facts.bounds
    if counts.layout_changed:
        yield f"{counts.layout_changed} pages whose layout has changed"
    looked_at = max(counts.pages, counts.failed)  # listings may have failed, too
    if _many(counts.failed, looked_at, bounds.most_failed):
        yield f"{counts.failed} of {looked_at} pages failed"
    if counts.gone > max(FEW, bounds.most_gone * looked_at):
        yield f"{counts.gone} of {looked_at} pages are gone at once"
    if facts.lost:
        yield f"{facts.lost} requests ended without a word"
    yield from _first_look(counts, facts, looked_at)
    if _many(counts.refused, looked_at, bounds.most_refused):
        yield f"{counts.refused} of {looked_at} pages were not good enough to store"


def _first_look(counts: Counts, facts: Facts, looked_at: int) -> Iterator[str]:
    """What is usual of a site that was crawled before, and not of one that never was."""
    is_first = not facts.history.all and facts.whole is not None
    most = facts.bounds.most_gone
    if is_first and _many(counts.missing, looked_at, most):
        yield f"{counts.missing} of {looked_at} articles that the listings name are not there"
    if _many(counts.not_read, looked_at, most if is_first else 0.9):
        yield f"{counts.not_read} of {looked_at} articles were answered with something else"
    if is_first and counts.unfollowed:
        yield f"{counts.unfollowed} listings go on where nothing can be followed"


def _many(number: int, of: int, most: float) -> bool:
    """Of a quiet night's pages, one that always fails is a large share: it takes some, or most."""
    return number > most * of and (number > FEW or (number > 2 and 2 * number > of))


def _readings(counts: Counts, facts: Facts) -> Iterator[str]:
    expected = {facts.expected_parser} if facts.expected_parser else facts.history.usual_parsers
    unexpected = sum(
        found["articles"]
        for parser, found in counts.parsers.items()
        if expected and parser.split("@")[0] not in expected
    )
    if unexpected:
        names = " or ".join(sorted(expected))
        yield f"{unexpected} articles were read by another parser than {names}"
    if facts.whole is None:
        return  # other years had other habits
    now = {**asdict(counts), "parsers": json.dumps(counts.parsers)}
    least = facts.bounds.least_found
    if less := facts.history.read_less(now, least):
        yield f"only {less} pages could be read as articles"
    for parser, name, share in facts.history.lost_fields(now, least):
        yield f"{parser} finds `{name}` in {share} articles only"


def _silence(facts: Facts) -> Iterator[str]:
    longest = facts.bounds.longest_silence
    if longest is None:
        pause = habits.longest_pause(facts.days)
        longest = max(habits.SHORTEST_SILENCE, 2 * pause) if pause else 0
    if longest and facts.days and facts.today:
        silent = (facts.today - facts.days[-1]).days
        if silent > longest:
            yield f"no news for {silent} days, {longest} at most are usual"
