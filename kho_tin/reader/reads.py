"""Reading captures again, many at once: in this process, in others, or on other machines."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from kho_tin.reader import reading
from kho_tin.reader.reading import Pointer, ReadAnswer, read_batch

BATCH = 16  # captures that go to a thread at once: some 50 ms of work
AHEAD = 4  # batches that a thread finds waiting
# Of the files whose turn has not come the journals are kept, from which something is read before
# it: of so many files, and so many bytes of them in all, some 1,500 captures. Of a larger file
# nothing is read early: by itself it keeps all readers busy.
FILES = 32
LARGE = 8_000_000

File = TypeVar("File")
_Place = tuple[Future[list[ReadAnswer]], int]  # one of the answers of a batch


@dataclass
class Reads:
    """Reads captures, on an `executor` `jobs` batches at a time; without one they are read here.

    `coming` are captures that will be wanted later, in that order, None where there is none for
    now: as soon as there is no more to be begun of those that are wanted now, they are read, so
    that nobody waits between two files. Their `capture` is 0, since they may have no row yet. Only
    some batches are under way at once, so that an archive of any size needs little memory.
    """

    executor: Executor | None = None
    jobs: int = 1
    coming: Iterator[Pointer | None] = field(default_factory=lambda: iter(()))
    _early: dict[Path, dict[Pointer, _Place]] = field(default_factory=dict)

    def all(self, pointers: Iterable[Pointer]) -> Iterator[ReadAnswer]:
        """The captures as read, in the order of their pointers."""
        if self.executor is None:
            yield from map(reading.read, pointers)
            return
        waiting: deque[list[tuple[int, _Place]]] = deque()
        remaining = iter(pointers)
        try:
            while True:
                while len(waiting) < self.jobs * AHEAD:
                    if not (batch := list(islice(remaining, BATCH))):
                        self._read_early(self.executor)
                        break
                    waiting.append(self._begun(batch, self.executor))
                if not waiting:
                    return
                for capture, (future, number) in waiting.popleft():
                    yield replace(future.result()[number], capture=capture)
        finally:
            for batch_begun in waiting:
                for _, (future, _) in batch_begun:
                    future.cancel()

    def forget(self, warc: Path) -> None:
        """Nothing more is wanted of a file."""
        for future, _ in self._early.pop(warc, {}).values():
            future.cancel()

    def _begun(self, batch: list[Pointer], executor: Executor) -> list[tuple[int, _Place]]:
        places = [self._claimed(pointer) for pointer in batch]
        rest = [pointer for pointer, place in zip(batch, places, strict=True) if place is None]
        numbers = iter(range(len(rest)))
        future = executor.submit(read_batch, rest) if rest else None
        begun: list[tuple[int, _Place]] = []
        for pointer, place in zip(batch, places, strict=True):
            if place is None:
                assert future
                place = future, next(numbers)
            begun.append((pointer.capture, place))
        return begun

    def _claimed(self, pointer: Pointer) -> _Place | None:
        early = self._early.get(pointer.warc)
        return early.pop(replace(pointer, capture=0), None) if early else None

    def _read_early(self, executor: Executor) -> None:
        under_way = sum(map(len, self._early.values()))
        while under_way < self.jobs * AHEAD * BATCH:
            batch: list[Pointer] = []
            for pointer in islice(self.coming, BATCH):
                if pointer is None:
                    break
                batch.append(pointer)
            if not batch:
                return
            future = executor.submit(read_batch, batch)
            for number, each in enumerate(batch):
                self._early.setdefault(each.warc, {})[each] = future, number
            under_way += len(batch)


def of_files(
    files: Iterable[File],
    size: Callable[[File], int],
    is_begun: Callable[[File], bool],
    pointers: Callable[[File], Iterable[Pointer]],
) -> Iterator[Pointer | None]:
    """What is coming of the files whose turn has not come: the `pointers` of each, as long as it is
    not begun, and of no more at once than FILES files of LARGE bytes in all, by their `size`."""
    ahead: list[tuple[File, int]] = []
    for file in files:
        if (needed := size(file)) > LARGE:
            continue
        while not is_begun(file):
            ahead = [each for each in ahead if not is_begun(each[0])]
            if len(ahead) < FILES and sum(each[1] for each in ahead) + needed <= LARGE:
                break
            yield None
        if is_begun(file):
            continue
        ahead.append((file, needed))
        for pointer in pointers(file):
            if is_begun(file):
                break
            yield pointer
