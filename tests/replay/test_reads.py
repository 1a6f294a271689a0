"""Captures are read ahead of their turn, and never out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kho_tin.archive.database import connect
from kho_tin.reader.reading import Pointer, read
from kho_tin.reader.reads import AHEAD, BATCH, FILES, LARGE, Reads, of_files


class Counting(ThreadPoolExecutor):
    """Notes what it is given."""

    def __init__(self) -> None:
        super().__init__(1)
        self.given: list[Pointer] = []

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.given += arguments[0]
        return super().submit(call, *arguments, **named)


@pytest.fixture(scope="module")
def pointers(few_archive: Path) -> list[Pointer]:
    folder = few_archive.parent / "captures"
    sql = (
        "SELECT id, page_url, encoding, media_type, fetched_at, warc, offset FROM captures "
        "WHERE status = 200 ORDER BY id"
    )
    with closing(connect(few_archive, readonly=True)) as db:
        return [Pointer.of(folder, row) for row in db.execute(sql).fetchall()]


def early(pointers: list[Pointer]) -> Iterator[Pointer]:
    return (replace(pointer, capture=0) for pointer in pointers)


def test_what_comes_is_begun_before_it_is_wanted(pointers: list[Pointer]) -> None:
    first, later = pointers[:5], pointers[5:20]
    with Counting() as executor:
        reads = Reads(executor, 1, early(later))
        assert list(reads.all(first)) == [read(pointer) for pointer in first]
        assert executor.given == [*first, *early(later)]
        assert list(reads.all(later)) == [read(pointer) for pointer in later]
        assert len(executor.given) == 20  # nothing is read twice


def test_only_some_is_under_way(pointers: list[Pointer]) -> None:
    many = [replace(pointers[0], offset=at) for at in range(1000)]
    coming = iter(many)
    with Counting() as executor:
        reads = Reads(executor, 1, coming)
        assert list(reads.all([])) == []
        assert len(executor.given) == AHEAD * BATCH
        assert list(reads.all([])) == []
        assert len(executor.given) == AHEAD * BATCH
        reads.forget(pointers[0].warc)  # none of it was wanted: there is room again
        assert list(reads.all([])) == []
        assert len(executor.given) == 2 * AHEAD * BATCH
    assert next(coming).offset == 2 * AHEAD * BATCH


def test_another_reading_is_not_taken_for_it(pointers: list[Pointer]) -> None:
    """Of another role, or by another order of day and month, the same bytes mean something else."""
    page = next(each for each in pointers if each.media_type == "text/html")
    other = replace(page, role="link", date_order="month")
    with Counting() as executor:
        reads = Reads(executor, 1, early([page]))
        assert list(reads.all([])) == []
        assert list(reads.all([other])) == [read(other)]
        assert executor.given == [replace(page, capture=0), other]


@pytest.mark.parametrize(
    ("size", "most"),
    [(1_000, FILES), (LARGE // 5, 5), (LARGE // 2 + 1, 1), (LARGE, 1), (LARGE + 1, 0)],
)
def test_only_some_files_are_opened_before_their_turn(size: int, most: int) -> None:
    """So many, and so many bytes of them in all: their journals fill the memory. Also where there
    is nothing to be read in any of them: on most nights nothing is new."""
    opened: list[int] = []
    begun: set[int] = set()

    def pointers(file: int) -> list[Pointer]:
        opened.append(file)
        return []

    coming = of_files(range(1000), lambda _: size, begun.__contains__, pointers)
    with Counting() as executor:
        reads = Reads(executor, 1, coming)
        for turn in range(3):
            assert list(reads.all([])) == []
            assert opened == list(range(most + turn if most else 0))
            begun.add(turn)
        begun.update(range(1000))
        assert list(reads.all([])) == []
    assert len(opened) == (most + 2 if most else 0)


def test_small_files_are_not_kept_waiting_by_a_large_one() -> None:
    opened: list[int] = []

    def pointers(file: int) -> list[Pointer]:
        opened.append(file)
        return []

    sizes = {1: 10, 2: LARGE + 1, 3: 10, 4: LARGE}
    coming = of_files(sizes, sizes.__getitem__, {1}.__contains__, pointers)
    assert next(coming) is None  # the fourth waits for the third
    assert opened == [3]
