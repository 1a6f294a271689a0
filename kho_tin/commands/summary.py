"""What a person is told when a crawl has ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base.terminal import printable
from kho_tin.outcome.exits import MEANINGS

if TYPE_CHECKING:
    from kho_tin.crawler.run.crawl_run import CrawlRun


def summary(run: CrawlRun, archive: Path, exit_code: int, *, is_default: bool) -> str:
    counts = run.counts
    problems = run.db.execute("SELECT count(*) FROM problems WHERE run = ?", [run.id]).fetchone()[0]
    held = run.db.execute("SELECT count(*) FROM articles").fetchone()[0]
    verdict, reason = run.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [run.id]
    ).fetchone()
    lines = [
        f"{run.site}: {verdict}" + (f" - {reason}" if reason else ""),
        f"  articles   {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.gone} gone, {counts.failed + counts.refused} failed",
        f"  requests   {counts.requests} ({counts.listings} listing pages), "
        f"{counts.bytes / 1e6:.1f} MB",
        f"  problems   {problems} on record" + (" (table problems)" if problems else ""),
        f"  archive    {archive}: {held} articles; raw pages in captures/{run.warc.name}",
    ]
    if counts.renewed:
        lines.insert(2, f"  read anew  {counts.renewed} by a newer parser: no edit of the site's")
    if exit_code == 0:
        lines.append("Next: `make serve`, or `kho-tin serve`, opens the archive for search.")
        if is_default:
            lines.append("      README.md says how to crawl a real site into another archive.")
    else:
        from kho_tin.monitor.notice import ADVICE

        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
        lines.append(f"Next: {ADVICE[verdict][1]}")
        lines.append("      docs/operations.md has every reason, and what to do about it.")
    return printable("\n".join(lines))
