"""The end of a run: it is judged, its WARC file closed, and both put on record."""

from __future__ import annotations

from kho_tin.archive import captures, missing, runs, visits
from kho_tin.base.times import today
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.exits import VERDICTS
from kho_tin.outcome.verdicts import Bounds, Facts, judge


def finish(
    run: CrawlRun,
    *,
    least_articles: int,
    cms: str | None,
    bounds: Bounds = Bounds(),  # noqa: B008 - it cannot be changed
    ended: runs.Ended = "finished",
    why_ended: str = "",
) -> runs.Verdict:
    """Judge a run, and close it. Returns the verdict; raises ArchiveError."""
    verdict, reason = judge(
        run.counts,
        Facts(
            listed=len(run.walk),
            front_listed=run.walk.front,
            least_articles=least_articles,
            bounds=bounds,
            expected_parser=cms,
            history=run.history,
            whole=run.whole,
            days=visits.publication_days(run.db, run.site),
            today=today(),
            damaged=run.damaged,
            blocked=run.blocked,
            home_unread=run.home_fault,
            ended=ended,
            why_ended=why_ended,
            missing=missing.missing(missing.files(run.db), run.warc.path.parent),
            unknown=missing.unknown(run.db, run.warc.path.parent),
        ),
    )
    walked = run.walk.whole and verdict == "ok" and ended == "finished"
    if walked:
        _compare_with_listings(run)
    _record(run, verdict, reason, "refused" if verdict == "blocked" else ended, walked=walked)
    return verdict


def crashed(run: CrawlRun, reason: str) -> None:
    """Put on record that the program itself failed; what was stored stays. Raises ArchiveError."""
    _record(run, "crashed", reason, "failed")


def _compare_with_listings(run: CrawlRun) -> None:
    """What is stored and no listing names, or names again. Pages that were looked at have their
    own observation."""
    for identity, known in run.known.items():
        if identity in run.looked_at:
            continue
        if identity in run.walk and known.state in ("unlisted", "gone"):
            runs.observe(run.db, run.id, known.article, "listed")
        elif identity not in run.walk and known.state == "listed":
            runs.observe(run.db, run.id, known.article, "unlisted")


def _record(
    run: CrawlRun, verdict: runs.Verdict, reason: str, ended: runs.Ended, *, walked: bool = False
) -> None:
    captures.keep_file(run.db, run.id, run.warc.finish())
    run.counts.listed, run.counts.front_listed = len(run.walk), run.walk.front
    runs.finish(
        run.db,
        run.id,
        verdict=verdict,
        reason=reason or None,
        exit_code=VERDICTS[verdict],
        counts={name: getattr(run.counts, name) for name in runs.COUNTS},
        parsers=run.counts.parsers,
        walked=walked,
        ended=ended,
    )
