"""Lives by hand: python -m tests.lives FIRST_SEED [LAST_SEED [NIGHTS]]"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.lives.crawled import crawl, in_a_fork
from tests.lives.process import Tool
from tests.lives.proving import faults


def main(first: int, last: int, nights: int = 6) -> None:
    with Tool() as tool:
        for seed in range(first, last + 1):
            folder = Path(tempfile.mkdtemp(prefix=f"life-{seed}-"))
            begun = time.monotonic()
            crawled = crawl(seed, nights, folder, in_a_fork(tool))
            wrong = faults(tool, crawled, twice=True)
            print(crawled.life, crawled.codes)
            print(f"{folder}: {time.monotonic() - begun:.1f} s; {len(wrong)} faults")
            for line in wrong:
                print("   ", line)


main(*(int(given) for given in [*sys.argv[1:2], *(sys.argv[2:] or sys.argv[1:2])]))
