"""What lives are made of, without living any."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.lives import ledger, markup, news, script, site
from tests.lives.script import APART, Life, life
from tests.lives.site import Site
from tests.lives.test_lives import NIGHTS, SEEDS

HTTP = {"host": "www.langsen.example"}


def kinds(lived: Life) -> Iterator[str]:
    """What befalls a life."""
    for night, other in zip(lived.nights, lived.nights[1:], strict=False):
        if other.clock < night.clock:
            yield "clock set back"
    for night in lived.nights:
        yield from night.trouble.values()
        yield night.site_trouble
        yield f"kill at {night.kill.what}" if night.kill else "no kill"
        yield "budget" if night.budget else "no budget"
        for each in night.standing.values():
            yield f"missing: {each.missing}"
            yield from (f"moved: {how}" for _, how in each.former)


ALL = {
    "clock set back",
    "budget",
    *script.PAGE_TROUBLE,
    *script.SITE_TROUBLE,
    *(f"kill at {what}" for what in script.KILLS),
    *(f"missing: {how}" for how in script.REMOVED),
    *(f"moved: {how}" for how in script.MOVED),
}


@pytest.mark.parametrize("module", [ledger, markup, news, script, site])
def test_the_ledger_knows_nothing_of_the_program(module: object) -> None:
    tree = ast.parse(Path(vars(module)["__file__"]).read_text())
    imported = [
        name
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert not [name for name in imported if name.startswith(("kho_tin", "pipelines", "scrapy"))]


def test_a_seed_is_one_life() -> None:
    assert life(3, 8) == life(3, 8) != life(4, 8)


def test_clocks_of_two_nights_lie_apart() -> None:
    for seed in range(300):
        clocks = [night.clock for night in life(seed, 10).nights]
        assert all(abs(each - other) >= APART for each, other in combinations(clocks, 2))


def test_the_last_night_is_not_killed() -> None:
    assert not any(life(seed, 5).nights[-1].kill for seed in range(300))


def test_all_kinds_of_trouble_are_in_the_lives_that_are_lived() -> None:
    lived = Counter(kind for seed in SEEDS for kind in kinds(life(seed, NIGHTS)))
    assert ALL - lived.keys() == set()


def test_a_night_is_answered_the_same_each_time() -> None:
    """But for what is different when it is asked for again."""
    lived = life(5, 4)
    for number, night in enumerate(lived.nights):
        for standing in night.standing.values():
            target = standing.path
            first, other = (Site(lived, number).answer(target, HTTP) for _ in range(2))
            assert first == other
