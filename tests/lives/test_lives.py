"""Lives of a site, made at random: what was crawled of each is whole, can be made again from its
files alone, there and elsewhere, and says what the ledger says.

A life that fails is lived again by its seed: KHO_TIN_LIFE=SEED pytest tests/lives, or, without
pytest, python -m tests.lives SEED.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lives.crawled import Crawl, crawl, in_a_fork
from tests.lives.process import Tool
from tests.lives.proving import faults
from tests.lives.serving import over_http

NIGHTS = 5
# Chosen so that all that may happen does happen (test_script.py).
SEEDS = (188, 192, 382, 1768, 2472, 2702, 3163, 3480, 5911)
EVERY_DAY, MORE = 1, 3  # of them, at 2 s of processor time each; the others are long tests
OVER_HTTP = 22515
SHOWN = 25  # faults of one life
CHOSEN = os.environ.get("KHO_TIN_LIFE")


OTHERS = [
    *(pytest.param(seed, marks=pytest.mark.more) for seed in SEEDS[EVERY_DAY:MORE]),
    *(pytest.param(seed, marks=pytest.mark.long) for seed in SEEDS[MORE:]),
]


@pytest.mark.parametrize("seed", [int(CHOSEN)] if CHOSEN else [*SEEDS[:EVERY_DAY], *OTHERS])
def test_life(tool: Tool, tmp_path: Path, seed: int) -> None:
    prove(tool, seed, NIGHTS, tmp_path, in_a_fork(tool))


@pytest.mark.more
def test_life_in_which_an_answer_says_two_things(tool: Tool, tmp_path: Path) -> None:
    """In a run that is killed, a page is refused for the article that was requested, and reads as
    another, which waits for the run's end: recovery once forgot the second."""
    prove(tool, 1008, 8, tmp_path, in_a_fork(tool))


@pytest.mark.more
def test_life_in_which_a_page_leads_on_and_the_crawl_is_killed(tool: Tool, tmp_path: Path) -> None:
    """By a refresh, which was not followed before: recovery once took the page for the article."""
    prove(tool, 1084, NIGHTS + 1084 % 5, tmp_path, in_a_fork(tool))


def test_life_over_http(tool: Tool, tmp_path: Path) -> None:
    prove(tool, OVER_HTTP, 3, tmp_path, over_http)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_long_life(tool: Tool, tmp_path: Path, seed: int) -> None:
    prove(tool, seed, NIGHTS + seed % 5, tmp_path, in_a_fork(tool), twice=True)


def prove(
    tool: Tool, seed: int, nights: int, folder: Path, one_night: Crawl, *, twice: bool = False
) -> None:
    crawled = crawl(seed, nights, folder, one_night)
    wrong = faults(tool, crawled, twice=twice)
    if wrong:
        more = [f"and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
        lines = [str(crawled.life), f"exit codes: {crawled.codes}", *wrong[:SHOWN], *more]
        pytest.fail("\n".join(lines), pytrace=False)
