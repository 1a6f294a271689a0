"""The end of a crawl: it is concluded, in its file and in the database."""

from __future__ import annotations

from kho_tin.archive import missing_files
from kho_tin.archive.runs import Ended, Verdict
from kho_tin.base.eras import Period
from kho_tin.base.reasons.sentence import Reason
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome import conclude
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.facts import Facts


def finish(
    run: CrawlRun,
    *,
    least_articles: int,
    cms: str | None,
    periods: tuple[Period, ...],
    bounds: Bounds,
    ended: Ended,
    why_ended: Reason | None,
    requests: int,
    received: int,
) -> Verdict:
    """Judge a crawl, and close it. Returns the verdict; raises ArchiveError."""
    run.leave()
    folder = run.warc.path.parent
    facts = Facts(
        least_articles=least_articles,
        bounds=bounds,
        expected_parser=cms,
        periods=() if cms else periods,
        history=run.history,
        whole=run.recorder.begin.bounds.get("whole"),
        damaged=run.damaged,
        ended=ended,
        why_ended=why_ended,
        lost=run.requests.lost(requests) if ended == "finished" else 0,
        missing=missing_files.missing(missing_files.files(run.db), folder),
        unknown=missing_files.unknown(run.db, folder),
    )
    end = conclude.conclude(run.recorder, facts, requests=requests, received=received)
    run.run.finish(end)
    return end.verdict  # type: ignore[return-value]


def crashed(run: CrawlRun, reason: Reason) -> None:
    """Put on record that this program failed; what was stored stays. Raises ArchiveError."""
    counts = run.counts
    end = conclude.crashed(run.recorder, reason, requests=counts.requests, received=counts.bytes)
    run.run.finish(end)
