"""What a module in `exporters/formats/` declares of itself as FORMAT."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlite_utils import Database

from kho_tin.archive.database import Row
from kho_tin.exporters.columns import Column


@dataclass(frozen=True, kw_only=True)
class Format:
    """`name` is its name for the verb `export`; `suffix` (`.csv`) is that of files, and of the
    reading room's address `/search.csv`. `binary`: not to be written on a terminal. `meaning` is
    what --help and docs/exports.md say of it, in a few words. `needs` are the packages without
    which it cannot be written."""

    name: str
    suffix: str
    media_type: str
    meaning: str
    binary: bool = False
    needs: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether the packages that it needs are installed."""
        return all(find_spec(package) for package in self.needs)


@dataclass(frozen=True, kw_only=True)
class TableFormat(Format):
    """A row an article, for the verb and for any search of the reading room.

    `open` takes a file, which is written from beginning to end and has `tell`, and the columns; it
    yields a function that writes one row, whose keys are the columns' names. It may raise
    ExportError.
    """

    open: Callable[[BinaryIO, Sequence[Column]], AbstractContextManager[Callable[[Row], object]]]


class WritesPackage(Protocol):
    """Writes articles with their captures; returns the number of records.

    `folder` holds the WARC files; `each` is wrapped around the captures, to show progress. Raises
    ExportError for a record that is damaged or gone.
    """

    def __call__(
        self,
        file: BinaryIO,
        db: Database,
        articles: array[int],
        *,
        folder: Path,
        title: str,
        software: str,
        each: Callable[[array[int]], Iterable[int]] = iter,
    ) -> int: ...


@dataclass(frozen=True, kw_only=True)
class PackageFormat(Format):
    """Captures for replay, for the verb alone: each record is read and checked, which is too much
    work for a request to the reading room. The file's name has to end in the suffix, by which
    replay tools know a package."""

    write: WritesPackage
