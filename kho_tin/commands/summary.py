"""The summary that is printed when a crawl, or an import, has ended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base import language
from kho_tin.base.archive_location import CAPTURES
from kho_tin.base.language import said
from kho_tin.base.reasons.of_runs import and_more
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.terminal import printable
from kho_tin.commands import words
from kho_tin.outcome.catalogue import in_language
from kho_tin.outcome.exits import MEANINGS

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.crawler.run.crawl_run import CrawlRun
    from kho_tin.outcome.run import Run
    from kho_tin.replay.importers.import_pass import ImportCounts


def of_crawl(run: CrawlRun, archive: Path, exit_code: int, *, is_default: bool) -> str:
    """The lines of a crawl, and what to do next."""
    counts = run.counts
    verdict, lines = _outcome(run.run)
    size = f"{counts.bytes / 1e6:.1f}"
    lines.append(words.requests(counts.requests, counts.listings, size))
    lines += _on_record(run.run, archive)
    if _is_stopped(run.run):
        # Nothing is wrong with the site: advice about it would mislead.
        lines += [words.somebody_ended_it(exit_code), words.crawl_again()]
    elif exit_code == 0:
        lines.append(words.serve_it("make serve" if Path("Makefile").exists() else "kho-tin serve"))
        if is_default:
            lines.append(words.crawl_real_site())
    else:
        from kho_tin.monitor.notice import ADVICE

        vietnamese, english = ADVICE[verdict]
        advice = vietnamese if language.chosen() == "vi" else english
        lines.append(words.exit_code(exit_code, MEANINGS[exit_code]))
        lines += [words.next_step(advice), words.more_in_docs()]
    return _lines(lines)


def of_import(run: Run, taken: ImportCounts, archive: Path, exit_code: int) -> str:
    """The lines of an import."""
    _, (first, *articles) = _outcome(run)
    lines = [
        first,
        words.records(taken.records, taken.new, taken.known, taken.elsewhere),
        *articles,
        *_on_record(run, archive),
    ]
    if exit_code:
        lines.append(words.exit_code(exit_code, MEANINGS[exit_code]))
    return _lines(lines)


def of_own(db: Database, path: Path, run: int | None, damaged: Sequence[str] = ()) -> str:
    """A line about a file of this program, whose run was taken over as `run`, and one about what is
    damaged in it."""
    if damaged:
        more = len(damaged) - 1
        what = and_more(damaged[0], more) if more else damaged[0]
        return f"{of_own(db, path, run)}\n{said(words.damaged_file(what))}"
    if run is None:
        return said(words.run_known(path))
    row = db.execute(
        "SELECT site, started, verdict, new, changed FROM runs WHERE id = ?", [run]
    ).fetchone()
    return said(words.taken_run(path, *row))


def _outcome(run: Run) -> tuple[str, list[Reason]]:
    """The verdict; and lines with it, its reason, and what became of the articles."""
    recorder = run.recorder
    verdict, reason = recorder.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [recorder.run]
    ).fetchone()
    counts = recorder.counts
    why = in_language(reason, language.chosen()) if reason else ""
    failed = counts.failed + counts.refused
    lines = [
        words.verdict_and_reason(recorder.site, verdict, why)
        if why
        else words.verdict(recorder.site, verdict),
        words.articles(counts.new, counts.changed, counts.unchanged, counts.gone, failed),
    ]
    if counts.reprocessed:
        lines.append(words.read_anew(counts.reprocessed))
    return verdict, lines


def _is_stopped(run: Run) -> bool:
    sql = "SELECT ended FROM runs WHERE id = ?"
    return bool(run.recorder.db.execute(sql, [run.recorder.run]).fetchone()[0] == "stopped")


def _on_record(run: Run, archive: Path) -> list[Reason]:
    db = run.recorder.db
    sql = "SELECT count(*) FROM problems WHERE run = ?"
    problems = db.execute(sql, [run.recorder.run]).fetchone()[0]
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    return [
        words.problems_in_table(problems) if problems else words.problems(problems),
        words.archive(archive, articles, archive.parent / CAPTURES / run.warc.name),
    ]


def _lines(lines: list[Reason]) -> str:
    return printable("\n".join(map(said, lines)))
