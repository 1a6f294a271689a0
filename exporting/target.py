"""The file that an export makes: whole under its name, or not there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.disk import sync
from archive.errors import explain
from exporting.errors import ExportError


@contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A file to write and to seek in, which gets its name when the block ends well.

    Until then it is `<name>.open` beside it. Raises ExportError for a folder that is missing, a
    file that is there already (unless `force`), and an export to the same name that is under
    way; ArchiveError when the disk will not have it.
    """
    path = path.absolute()
    _refuse_taken(path, force)
    unfinished = path.with_name(path.name + ".open")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ExportError(f"{path}: another export is writing it: let it end.") from None
            file.truncate(0)  # what a killed export left
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _refuse_taken(path, force)
                unfinished.rename(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
        sync(path.parent)
    except OSError as error:
        raise explain(error, path) from error


def _refuse_taken(path: Path, force: bool) -> None:
    if not path.parent.is_dir():
        raise ExportError(f"{path}: the folder {path.parent} does not exist: make it first.")
    if path.is_dir():
        raise ExportError(f"{path}: is a folder: name a file in it.")
    if path.exists() and not force:
        raise ExportError(f"{path}: is there already: name another, or give --force.")
