"""Boards crawled from their address alone: their articles are found, and nothing else is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.boards import ALL_SOURCES, BOARDS, Source
from tests.boards.measuring import measure

LEAST: Final = 0.98  # of a board's articles
_ALONE: Final[tuple[Source, ...]] = ("listings", "sitemap", "feed")


def check(name: str, folder: Path, sources: frozenset[Source]) -> None:
    measured = measure(BOARDS[name], folder, sources)
    assert measured.share >= LEAST, (measured.missed, measured.printed)
    assert not measured.false, measured.printed
    assert measured.exit_code == 0, measured.printed


@pytest.mark.more
@pytest.mark.parametrize(("name", "source"), [("joomla", "sitemap"), ("wordpress", "feed")])
def test_by_one_source(name: str, source: Source, tmp_path: Path) -> None:
    """A sitemap that also names pages about the site itself; a feed in parts."""
    check(name, tmp_path, frozenset((source,)))


@pytest.mark.long
@pytest.mark.parametrize("name", BOARDS)
def test_by_all_sources(name: str, tmp_path: Path) -> None:
    check(name, tmp_path, ALL_SOURCES)


@pytest.mark.long
@pytest.mark.parametrize("source", _ALONE)
@pytest.mark.parametrize("name", BOARDS)
def test_by_each_source_alone(name: str, source: Source, tmp_path: Path) -> None:
    check(name, tmp_path, frozenset((source,)))
