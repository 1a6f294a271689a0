"""The conclusion of a run: what becomes of deferred readings, what no listing names, the verdict.

The result goes into the journal, and onto the disk, before it is applied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from kho_tin.archive import decisions, known_articles, runs
from kho_tin.archive.database import transaction
from kho_tin.archive.observations import State
from kho_tin.archive.runs import Ended, Verdict
from kho_tin.base.eras import systems
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.times import moment, now, today, utc
from kho_tin.outcome import gate
from kho_tin.outcome.answered import Outcome
from kho_tin.outcome.exits import VERDICTS
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.recorder import Recorder
from kho_tin.outcome.redating import redate
from kho_tin.outcome.verdicts import judge
from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.vietnamese.date_order import DateProfile, learn
from kho_tin.warc.journal import End

# How long the acceptance of a redesign holds: each article is due once in that time.
ACCEPTED = dt.timedelta(days=90)
PROOF = 10  # known articles that a redesign must be seen on, or all there are
_MOST_AMISS = 0.2  # of the articles that show a redesign, this share may be read as something else


def conclude(recorder: Recorder, facts: Facts, *, requests: int, received: int) -> End:
    """The end record of a run that was not broken off."""
    accepted = tuple(sorted(_accepted(recorder)))
    refused = sum(not _is_in(accepted, outcome) for outcome in recorder.state.deferred)
    counts = replace(recorder.counts, refused=recorder.counts.refused + refused)
    sources = recorder.state.sources.summary(_addresses(recorder))
    had_listings = any(run["listed"] for run in facts.history.all)
    named = max((each["articles"] for each in sources.values()), default=0)
    named = 0 if had_listings else named
    facts = replace(
        facts,
        sources=sources,
        named=named,
        listed=len(recorder.state.coverage),
        front_listed=recorder.state.coverage.front,
        unexpected=systems(facts.periods, runs.readings(recorder.db, recorder.run)),
        days=known_articles.publication_days(recorder.db, recorder.site),
        today=today(),
        since=runs.first_crawl(recorder.db, recorder.site),
        blocked=facts.blocked or recorder.state.refusal,
        home_unread=facts.home_unread
        or recorder.state.home
        or (None if named else recorder.state.no_listing),
    )
    verdict, reason = judge(counts, facts)
    ended = "refused" if verdict == "blocked" else facts.ended
    learnt = learn(recorder.state.dates, recorder.dates, recorder.state.stamps)
    walked = recorder.state.coverage.says_all and verdict == "ok" and ended == "finished"
    return End(
        finished=now(),
        ended=ended,
        verdict=verdict,
        reason=reason or None,
        exit_code=VERDICTS[verdict],
        walked=walked,
        requests=requests,
        received=received,
        articles=recorder.past.new,
        listed=(
            *_unlisted_too_soon(recorder, walked=walked),
            *(_again_listed(recorder) if walked else ()),
        ),
        unlisted=tuple(_unlisted(recorder)) if walked else (),
        accepted=accepted,
        sources=sources,
        dates=learnt.as_json() if learnt and learnt != recorder.dates else {},
    )


def _addresses(recorder: Recorder) -> dict[str, str]:
    """The identities of the articles that were known before the run, by address."""
    return {
        identity_of_url(article.url): identity for identity, article in recorder.past.known.items()
    }


def crashed(recorder: Recorder, reason: Reason, *, requests: int, received: int) -> End:
    """The end record of a run in which the program itself failed, or was killed."""
    return End(
        finished=max(now(), recorder.state.last),  # a clock may have been set back since
        ended="failed",
        verdict="crashed",
        reason=reason,
        exit_code=VERDICTS["crashed"],
        walked=False,
        requests=requests,
        received=received,
        articles=recorder.past.new,
        listed=tuple(_unlisted_too_soon(recorder, walked=False)),
    )


def apply_end(recorder: Recorder, end: End) -> None:
    """Record how a run ended, and all that was left open until then; within the caller's
    transaction."""
    with transaction(recorder.db):
        record_articles(recorder, end)
        if learnt := DateProfile.of(end.dates):
            redate(recorder, learnt)
        recorder.counts.listed = len(recorder.state.coverage)
        recorder.counts.front_listed = recorder.state.coverage.front
        recorder.counts.requests, recorder.counts.bytes = end.requests, end.received
        runs.finish(
            recorder.db,
            recorder.run,
            runs.Finished(
                cast(Verdict, end.verdict),
                end.exit_code,
                end.reason,
                cast(Ended, end.ended),
                end.walked,
                end.finished,
                end.sources,
            ),
            counts=recorder.counts.columns(),
            parsers=recorder.counts.parsers,
        )


def record_articles(recorder: Recorder, end: End) -> None:
    """Record what a run says of articles at its end: the deferred ones, and those that listings
    name."""
    for outcome in recorder.state.deferred:
        if _is_in(end.accepted, outcome):
            recorder.store(outcome)
        else:
            _refuse(recorder, outcome)
    for identity, state in shown(end):
        recorder.observe(identity, state, at=end.finished)


def shown(end: End) -> Iterator[tuple[str, State]]:
    """What the listings of a run say of articles that it did not look at, by identity."""
    yield from ((identity, "listed") for identity in end.listed)
    yield from ((identity, "unlisted") for identity in end.unlisted)


def proof_wanted(recorder: Recorder) -> int:
    """How many more known articles are to be read before a redesign can be told from an accident; 0
    where nothing looks like one."""
    if not any(map(_is_other_parser, recorder.state.deferred)):
        return 0
    return max(0, min(PROOF, len(recorder.past.known)) - len(recorder.state.observed))


def _accepted(recorder: Recorder) -> Iterator[str]:
    """Readings by another parser, where the whole site has moved to it: nearly all known articles
    that were read show it, with their own titles or dates."""
    moved = list(filter(_is_other_parser, recorder.state.deferred))
    plausible = {_identity(outcome) for outcome in moved if _bears_its_own(recorder, outcome)}
    enough = min(PROOF, len(recorder.past.known))
    since = utc(moment(recorder.begin.started) - ACCEPTED)
    if moved and decisions.redesign_accepted(recorder.db, recorder.site) > since:
        yield from plausible.union(
            _identity(outcome) for outcome in moved if _is_new(recorder, outcome)
        )
        return
    if not plausible or len(moved) < enough:
        return
    if len(plausible) >= (1 - _MOST_AMISS) * len(moved):
        yield from plausible


def _is_in(accepted: tuple[str, ...], outcome: Outcome) -> bool:
    return _is_other_parser(outcome) and _identity(outcome) in accepted


def _identity(outcome: Outcome) -> str:
    assert outcome.article
    return outcome.article.identity


def _is_other_parser(outcome: Outcome) -> bool:
    return outcome.deferred is not None and outcome.deferred.kind == "other_parser"


def _is_new(recorder: Recorder, outcome: Outcome) -> bool:
    return recorder.past.article(_identity(outcome)) is None


def _bears_its_own(recorder: Recorder, outcome: Outcome) -> bool:
    article = outcome.article
    assert article
    answered = outcome.answered
    assert answered.capture is not None
    stored = recorder.past.stored(article.identity, article.parser, answered.at, answered.capture)
    return stored is not None and gate.bears(article.title, article.published, stored)


def _refuse(recorder: Recorder, outcome: Outcome) -> None:
    assert outcome.deferred
    recorder.counts.refused += 1
    recorder.problem(outcome.deferred, outcome.answered.brought)
    answered, identity = outcome.answered, _identity(outcome)
    if answered.requested.identity in (identity, None):
        recorder.observe(
            identity, "error", at=answered.at, status=answered.status, capture=answered.capture
        )


def _unlisted_too_soon(recorder: Recorder, *, walked: bool) -> Iterator[str]:
    """Articles that were called unlisted when they were read, and that a listing named later; where
    the listings were not read to their end, all that were not unlisted before the run."""
    sql = "SELECT DISTINCT identity FROM observations JOIN articles ON articles.id = article "
    sql += "WHERE run = ? AND observations.state = 'unlisted'"
    for (identity,) in recorder.db.execute(sql, [recorder.run]).fetchall():
        known = recorder.past.known.get(identity)
        was_unlisted = known is not None and known.state == "unlisted"
        if identity in recorder.state.coverage or not (walked or was_unlisted):
            yield identity


def _again_listed(recorder: Recorder) -> Iterator[str]:
    """Unlisted and gone articles that a listing names again. Pages that were looked at have their
    own observation."""
    for identity, known in recorder.past.known.items():
        is_named = identity in recorder.state.coverage and identity not in recorder.state.observed
        if is_named and known.state in ("unlisted", "gone"):
            yield identity


def _unlisted(recorder: Recorder) -> Iterator[str]:
    """Stored articles that no listing names. Pages that were looked at have their own observation,
    unless they are gone, too."""
    for identity, known in recorder.past.known.items():
        has_said = identity in recorder.state.observed and identity not in recorder.state.gone
        if known.state == "listed" and identity not in recorder.state.coverage and not has_said:
            yield identity
