"""What a person is told when an import has ended."""

from __future__ import annotations

from pathlib import Path

from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.exits import MEANINGS
from kho_tin.replay.importers.taking import Taken


def report(run: CrawlRun, taken: Taken, archive: Path, exit_code: int) -> str:
    counts = run.counts
    problems = run.db.execute("SELECT count(*) FROM problems WHERE run = ?", [run.id]).fetchone()[0]
    held = run.db.execute("SELECT count(*) FROM articles").fetchone()[0]
    verdict, reason = run.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [run.id]
    ).fetchone()
    lines = [
        f"{run.site}: {verdict}" + (f" - {reason}" if reason else ""),
        f"  records    {taken.records} read: {taken.new} answers new, {taken.held} held already, "
        f"{taken.elsewhere} of other hosts",
        f"  articles   {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.failed + counts.refused} failed",
        f"  problems   {problems} on record" + (" (table problems)" if problems else ""),
        f"  archive    {archive}: {held} articles; raw pages in captures/{run.warc.name}",
    ]
    if counts.renewed:
        lines.insert(3, f"  read anew  {counts.renewed} by a newer parser: no edit of the site's")
    if exit_code:
        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
    return "\n".join(lines)
