"""What a person is told when a crawl, or an import, has ended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base.terminal import printable
from kho_tin.outcome.exits import MEANINGS

if TYPE_CHECKING:
    from sqlite_utils import Database

    from kho_tin.crawler.run.crawl_run import CrawlRun
    from kho_tin.outcome.run import Run
    from kho_tin.replay.importers.taking import Taken


def of_crawl(run: CrawlRun, archive: Path, exit_code: int, *, is_default: bool) -> str:
    """The lines of a crawl, and what to do next."""
    counts = run.counts
    verdict, said = _outcome(run.run)
    lines = [
        *said,
        f"  requests   {counts.requests} ({counts.listings} listing pages), "
        f"{counts.bytes / 1e6:.1f} MB",
        *_on_record(run.run, archive),
    ]
    if _is_stopped(run.run):
        # Nothing is the matter with the site: what to do about one would mislead.
        lines.append(f"Exit code {exit_code}: somebody ended it. What was read is kept.")
        lines.append("Next: crawl again; it goes on where this one ended.")
    elif exit_code == 0:
        lines.append("Next: `make serve`, or `kho-tin serve`, opens the archive for search.")
        if is_default:
            lines.append("      README.md says how to crawl a real site into another archive.")
    else:
        from kho_tin.monitor.notice import ADVICE

        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
        lines.append(f"Next: {ADVICE[verdict][1]}")
        lines.append("      docs/operations.md has every reason, and what to do about it.")
    return printable("\n".join(lines))


def of_import(run: Run, taken: Taken, archive: Path, exit_code: int) -> str:
    """The lines of an import."""
    _, (said, *articles) = _outcome(run)
    lines = [
        said,
        f"  records    {taken.records} read: {taken.new} answers new, {taken.held} held already, "
        f"{taken.elsewhere} of other hosts",
        *articles,
        *_on_record(run, archive),
    ]
    if exit_code:
        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
    return printable("\n".join(lines))


def of_own(db: Database, path: Path, run: int | None, damaged: Sequence[str] = ()) -> str:
    """A line on a file of this program's own, whose run was taken over as `run`, and one on what is
    damaged of it."""
    if damaged:
        more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        return f"{of_own(db, path, run)}\n  damaged    {damaged[0]}{more}: copied as it is"
    if run is None:
        return f"{path}: its run is on record already."
    site, started, verdict, new, changed = db.execute(
        "SELECT site, started, verdict, new, changed FROM runs WHERE id = ?", [run]
    ).fetchone()
    return f"{path}: {site}'s run of {started} ({verdict}): {new} new, {changed} changed."


def _outcome(run: Run) -> tuple[str, list[str]]:
    """The verdict; that and why, and what became of the articles, a line each."""
    recorder = run.recorder
    verdict, reason = recorder.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [recorder.run]
    ).fetchone()
    counts = recorder.counts
    lines = [
        f"{recorder.site}: {verdict}" + (f" - {reason}" if reason else ""),
        f"  articles   {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.gone} gone, {counts.failed + counts.refused} failed",
    ]
    if counts.renewed:
        lines.append(f"  read anew  {counts.renewed} by a newer parser: no edit of the site's")
    return verdict, lines


def _is_stopped(run: Run) -> bool:
    sql = "SELECT ended FROM runs WHERE id = ?"
    return bool(run.recorder.db.execute(sql, [run.recorder.run]).fetchone()[0] == "stopped")


def _on_record(run: Run, archive: Path) -> list[str]:
    db = run.recorder.db
    sql = "SELECT count(*) FROM problems WHERE run = ?"
    problems = db.execute(sql, [run.recorder.run]).fetchone()[0]
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    return [
        f"  problems   {problems} on record" + (" (table problems)" if problems else ""),
        f"  archive    {archive}: {articles} articles; raw pages in captures/{run.warc.name}",
    ]
