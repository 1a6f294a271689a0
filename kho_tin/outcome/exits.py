"""The exit codes of a crawl, on which cron can act. `kho-tin crawl --help` and docs/ list them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kho_tin.base.reasons.sentence import words

if TYPE_CHECKING:
    from kho_tin.archive.runs import Verdict

FINE = 0
CRASHED = 1
USAGE = 2
RED = 3
BLOCKED = 4
BUSY = 75  # EX_TEMPFAIL of sysexits.h: try again later


@words("fine", "tốt")
def fine() -> None: ...


@words("crashed", "hỏng giữa chừng")
def crashed() -> None: ...


@words("wrong usage, or an archive that cannot be used", "dùng sai, hoặc kho không dùng được")
def usage() -> None: ...


@words(
    "finished, but a check is red (layout, coverage, too few pages), or refused since captures or "
    "the database are missing",
    "đã xong, nhưng có điều cần xem lại (bố cục, độ phủ, quá ít trang), hoặc từ chối vì thiếu dữ "
    "liệu thu thập hay cơ sở dữ liệu",
)
def red() -> None: ...


@words("the site refused us", "trang nguồn từ chối")
def blocked() -> None: ...


@words("another crawl holds the archive", "một lượt thu thập khác đang dùng kho")
def busy() -> None: ...


MEANINGS = {
    FINE: fine(),
    CRASHED: crashed(),
    USAGE: usage(),
    RED: red(),
    BLOCKED: blocked(),
    BUSY: busy(),
}
# The worst of several first, as archive.status.GRAVEST has it: a program or a machine that fails,
# or is set up wrongly, crawls no site; a site that refuses us gives nothing; of a red one most is
# read and kept; where the archive is held another crawl is at work.
WORST = (CRASHED, USAGE, BLOCKED, RED, BUSY, FINE)


def worst(codes: Iterable[int]) -> int:
    """The worst exit code of several crawls; one that a signal ended at once has crashed."""
    known = (code if code in WORST else CRASHED for code in codes)
    return min(known, key=WORST.index, default=FINE)


# 128 + the signal's number, as shells have it.
TWICE = {129: "at a second SIGHUP", 130: "at a second SIGINT", 143: "at a second SIGTERM"}

VERDICTS: dict[Verdict, int] = {"ok": FINE, "red": RED, "blocked": BLOCKED, "crashed": CRASHED}
