"""The measure of the article-extraction-benchmark (github.com/scrapinghub, MIT).

A text is the multiset of its runs of four words. Of each page the shares found rightly, wrongly
and not at all add up to 1, so that long pages weigh no more than short ones; precision and recall
are averaged over the pages, and F1 is made of the averages.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_RUN = 4


class Shares(NamedTuple):
    """Of one page: runs found that are right, found that are wrong, and missed; they sum to 1,
    or are all 0 where there is nothing to find and nothing was found."""

    right: float
    wrong: float
    missed: float


class Score(NamedTuple):
    f1: float
    precision: float
    recall: float


def compare(truth: str, extracted: str) -> Shares:
    """Compare the text that was extracted with what it should be."""
    wanted, got = _runs(truth), _runs(extracted)
    right, wrong, missed = (counts.total() for counts in (wanted & got, got - wanted, wanted - got))
    whole = right + wrong + missed
    return Shares(right / whole, wrong / whole, missed / whole) if whole else Shares(0, 0, 0)


def score(pages: Iterable[Shares]) -> Score:
    """Precision counts the pages for which something was found, recall those with something to
    find. Raises statistics.StatisticsError when there are none."""
    pages = list(pages)
    precision = statistics.mean(
        page.right / (page.right + page.wrong) for page in pages if page.right + page.wrong
    )
    recall = statistics.mean(
        page.right / (page.right + page.missed) for page in pages if page.right + page.missed
    )
    whole = precision + recall
    return Score(2 * precision * recall / whole if whole else 0.0, precision, recall)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = (tuple(words[n : n + _RUN]) for n in range(max(1, len(words) - _RUN + 1)))
    return Counter(run for run in runs if run)
