"""The exit codes of a crawl, on which cron can act. `kho-tin crawl --help` and docs/ list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kho_tin.archive.runs import Verdict

FINE = 0
CRASHED = 1
USAGE = 2
RED = 3
BLOCKED = 4
BUSY = 75  # EX_TEMPFAIL of sysexits.h: try again later

MEANINGS = {
    FINE: "fine",
    CRASHED: "crashed",
    USAGE: "wrong usage, or an archive that cannot be used",
    RED: "finished, but a check is red (layout, coverage, too few pages), or refused since "
    "captures or the database are missing",
    BLOCKED: "the site refused us",
    BUSY: "another crawl holds the archive",
}
# 128 + the signal's number, as shells have it.
TWICE = {129: "at a second SIGHUP", 130: "at a second SIGINT", 143: "at a second SIGTERM"}

VERDICTS: dict[Verdict, int] = {"ok": FINE, "red": RED, "blocked": BLOCKED, "crashed": CRASHED}
