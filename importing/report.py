"""What a person sees of an import: a line while it runs, on a terminal, and lines at its end."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from crawling.exits import MEANINGS
from crawling.run import CrawlRun
from importing.taking import Taken

_BETWEEN = 0.2  # seconds from one look of the line to the next


class Bar:
    """One line on standard error, with rate and time left; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._begun = time.monotonic()
        self._stage = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._shown and self._stage:
            print(file=sys.stderr)

    def files(self, done: int, total: int, records: int) -> None:
        """`done` of `total` bytes read, `records` in them."""
        self._show("records", f"{records} records", done, total)

    def pages(self, done: int, total: int) -> None:
        """`done` of `total` pages read."""
        self._show("pages", f"{done} of {total} pages", done, total)

    def _show(self, stage: str, text: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._last < _BETWEEN and done < total):
            return
        if stage != self._stage:
            if self._stage:
                print(file=sys.stderr)
            self._stage, self._begun = stage, now
        self._last = now
        spent = now - self._begun
        share = done / total if total else 1
        left = f", {spent / share - spent:.0f} s left" if share > 0.01 and spent > 1 else ""
        print(f"\r\033[K{share:4.0%}  {text}{left}", end="", file=sys.stderr, flush=True)


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
        f"  archive    {archive}: {held} articles; raw pages in captures/{run.warc_name}",
    ]
    if exit_code:
        lines.append(f"Exit code {exit_code}: {MEANINGS[exit_code]}.")
    return "\n".join(lines)
