"""`python -m tests.linear [long]`: what grows, as JSON. To be run as a process of its own.

Without `long` each pattern is tried with its likeliest texts alone, and what reads pages with the
first ones.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from itertools import islice
from typing import Final

from tests.linear import patterns
from tests.linear.judging import judge_function, judge_pattern
from tests.linear.planted import PLANTED
from tests.linear.texts import takes_pages, texts_for

# Seconds of processor time for all of it; each attempt has a deadline of its own (`growth`).
SECONDS: Final = 600
ATTACKS: Final = 30
TEXTS: Final = 8


def main(long: bool) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = None if long else ATTACKS
    gc.disable()  # as the tests do while they are collected
    used, unknown = patterns.collect()
    from tests.linear import functions  # imports what is collected

    runs, untried = functions.functions(patterns.import_all())
    gc.freeze()
    gc.enable()
    bad = [verdict for each in used if (verdict := judge_pattern(each, most))]
    slow = []
    for name, run in runs.items():
        tried = texts_for(name)
        if takes_pages(name) and not long:
            tried = islice(tried, TEXTS)
        if (verdict := judge_function(name, run, tried)) is not None:
            slow.append(verdict)
    planted = {name: judge_pattern(each, most) for name, each in PLANTED.items()}
    answer = {
        "patterns": len(used),
        "unknown": unknown,
        "engines": patterns.other_engines(),
        "bad patterns": [str(each) for each in bad],
        "functions": len(runs),
        "untried": untried,
        "bad functions": [str(each) for each in slow],
        "planted": {name: verdict and str(verdict) for name, verdict in planted.items()},
    }
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main("long" in sys.argv[1:])
