"""What a person is told when a crawl, or an import, has ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kho_tin.base.terminal import printable
from kho_tin.outcome.exits import MEANINGS

if TYPE_CHECKING:
    from kho_tin.crawler.run.crawl_run import CrawlRun
    from kho_tin.replay.importers.taking import Taken


def of_crawl(run: CrawlRun, archive: Path, exit_code: int, *, is_default: bool) -> str:
    """The lines of a crawl, and what to do next."""
    counts = run.counts
    verdict, reason = _outcome(run)
    lines = [
        f"{run.site}: {verdict}{reason}",
        *_articles(run),
        f"  requests   {counts.requests} ({counts.listings} listing pages), "
        f"{counts.bytes / 1e6:.1f} MB",
        *_on_record(run, archive),
    ]
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


def of_import(run: CrawlRun, taken: Taken, archive: Path, exit_code: int) -> str:
    """The lines of an import."""
    verdict, reason = _outcome(run)
    lines = [
        f"{run.site}: {verdict}{reason}",
        f"  records    {taken.records} read: {taken.new} answers new, {taken.held} held already, "
        f"{taken.elsewhere} of other hosts",
        *_articles(run),
        *_on_record(run, archive),
    ]
    if exit_code:
        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
    return printable("\n".join(lines))


def _outcome(run: CrawlRun) -> tuple[str, str]:
    """The verdict, and why, as it follows it."""
    verdict, reason = run.db.execute(
        "SELECT verdict, reason FROM runs WHERE id = ?", [run.id]
    ).fetchone()
    return verdict, f" - {reason}" if reason else ""


def _articles(run: CrawlRun) -> list[str]:
    counts = run.counts
    lines = [
        f"  articles   {counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.gone} gone, {counts.failed + counts.refused} failed"
    ]
    if counts.renewed:
        lines.append(f"  read anew  {counts.renewed} by a newer parser: no edit of the site's")
    return lines


def _on_record(run: CrawlRun, archive: Path) -> list[str]:
    problems = run.db.execute("SELECT count(*) FROM problems WHERE run = ?", [run.id]).fetchone()[0]
    articles = run.db.execute("SELECT count(*) FROM articles").fetchone()[0]
    return [
        f"  problems   {problems} on record" + (" (table problems)" if problems else ""),
        f"  archive    {archive}: {articles} articles; raw pages in captures/{run.warc.name}",
    ]
