"""Each branch of what says what an answer means counts alike for whoever brings the answer.

Switched off, it changes what a crawl, the recovery of a killed one, a rebuild and an import make
of a life, and all of them in the same way.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.lives.crawled import Crawled, crawl, in_a_fork
from tests.lives.process import Tool
from tests.lives.proving import imported, rebuilt
from tests.lives.rows import rows

# A life in which the branch is taken: what is kept of it is other without.
BRANCHES = {"_page": 192, "_missing": 192}  # with a kill in it
OTHERS = {
    "_unfit": 382, "_failed": 192, "_article": 382, "_listing": 1768, "_elsewhere": 192,
    "_wall": 2702, "_refused": 3163, "_substitute_page": 188, "_other": 5911,
}  # fmt: skip
# These are taken in no life so far: each wall opens to its cookie, and no page is of another kind.
NEVER = {"_wall", "_other"}
NIGHTS = 4
Usual = Callable[[Tool, int], Crawled]
KEPT = (
    "SELECT identity, url, title, author, published, body, state FROM articles ORDER BY 1",
    "SELECT identity, number, changed, r.title, r.body FROM revisions r "
    "JOIN articles ON articles.id = article ORDER BY 1, 2",
    "SELECT identity, o.run, o.state, o.status FROM observations o "
    "JOIN articles ON articles.id = article ORDER BY 1, 2, 3, 4",
    "SELECT run, kind, url, message FROM problems ORDER BY 1, 2, 3, 4",
    "SELECT pages, new, gone, failed, refused, other, listings, front_pages FROM runs ORDER BY id",
)


@pytest.mark.more
@pytest.mark.parametrize(("branch", "seed"), BRANCHES.items(), ids=BRANCHES)
def test_branch(tool: Tool, branch: str, seed: int, tmp_path: Path, the_usual: Usual) -> None:
    prove(tool, branch, seed, tmp_path, the_usual)


@pytest.mark.long
@pytest.mark.parametrize(("branch", "seed"), OTHERS.items(), ids=OTHERS)
def test_other_branch(tool: Tool, branch: str, seed: int, tmp_path: Path, the_usual: Usual) -> None:
    prove(tool, branch, seed, tmp_path, the_usual)


def prove(tool: Tool, branch: str, seed: int, folder: Path, the_usual: Usual) -> None:
    usual = the_usual(tool, seed)
    without = tool.without(branch)
    changed = lived(without, seed, folder / "changed")
    assert [*rebuilt(without, changed, changed.archive)] == []
    assert [*imported(without, changed, twice=False)] == []
    assert differs(usual.archive, changed.archive) == (branch not in NEVER)
    shutil.rmtree(changed.folder)  # `verify`, as it is, would rightly object to it


@pytest.fixture(scope="module")
def the_usual(tmp_path_factory: pytest.TempPathFactory) -> Usual:
    """A life with all the branches, lived once however many are tried with it."""
    return cache(lambda tool, seed: lived(tool, seed, tmp_path_factory.mktemp("usual") / "life"))


def lived(tool: Tool, seed: int, folder: Path) -> Crawled:
    folder.mkdir()
    return crawl(seed, NIGHTS, folder, in_a_fork(tool))


def differs(usual: Path, changed: Path) -> bool:
    """In more than the times and the ids of records, which no two lives have in common."""
    return any(rows(usual, sql) != rows(changed, sql) for sql in KEPT)
