"""`python -m tests.boards [BOARD[:SOURCE,…]] …` crawls boards, all by default, and prints what came
of it: a line each, then each wrong field."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import cast

from tests.boards import ALL_SOURCES, BOARDS, Source
from tests.boards.measuring import Measured, measure

_WIDE = 300  # characters of a line about a wrong field


def main(chosen: list[str]) -> None:
    for name in chosen or BOARDS:
        board, _, named = name.partition(":")
        sources = cast("list[Source]", named.split(",")) if named else list(ALL_SOURCES)
        with tempfile.TemporaryDirectory() as folder:
            report(measure(BOARDS[board], Path(folder), sources))


def report(measured: Measured) -> None:
    fields = Counter(line.split()[1].rstrip(":") for line in measured.wrong)
    print(
        f"{measured.board.name} ({', '.join(sorted(measured.sources))}): "
        f"{measured.stored} of {len(measured.board.articles)}, {len(measured.false)} false, "
        f"exit {measured.exit_code}, {measured.requests} requests, "
        f"wrong: {dict(fields) or 'nothing'}"
    )
    if not measured.stored:
        print(measured.printed)
    for title, lines in (("missed", measured.missed), ("false", measured.false)):
        for line in lines:
            print(f"  {title} {line}")
    for line in measured.wrong:
        print(f"  {line[:_WIDE]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
