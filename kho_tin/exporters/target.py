"""Where an export goes: into a file, which has its name only when it is whole, or into standard
output."""

from __future__ import annotations

import fcntl
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from kho_tin.base.disk import Special, special, sync, target, unfinished
from kho_tin.base.errors import explain
from kho_tin.base.reasons import of_exports
from kho_tin.exporters.errors import ExportError


@contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """A file to write and to seek in, which gets its name when the block ends well.

    Until then it is `<name>.open` beside it; a link stays, and the file that it leads to is
    replaced. Raises ExportError for a folder that is missing, a file that is there already (unless
    `force`), a target that is no regular file, and an export to the same name that is under way;
    ArchiveError when the disk refuses.
    """
    path = _free_target(path.absolute(), force)
    new = unfinished(path)
    if new.is_symlink() or special(new):
        raise ExportError(of_exports.in_the_way(new))
    try:
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT, 0o666)
        with os.fdopen(descriptor, "r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ExportError(of_exports.being_exported(path)) from None
            file.truncate(0)  # what a killed export left
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                new.rename(_free_target(path, force))
            except BaseException:
                new.unlink(missing_ok=True)
                raise
        sync(path.parent)
    except OSError as error:
        raise explain(error, path) from error


def _free_target(path: Path, force: bool) -> Path:
    if not path.parent.is_dir():
        raise ExportError(of_exports.export_no_folder(path, path.parent))
    if path.is_dir():
        raise ExportError(of_exports.export_folder(path))
    try:
        real = target(path)
    except Special as error:
        raise ExportError(of_exports.export_special(path, error.what)) from error
    except OSError as error:
        raise explain(error, path) from error
    if real.exists() and not force:
        raise ExportError(of_exports.export_there(path))
    return real


class Sequential(io.RawIOBase):
    """A file that is written from beginning to end, without seeking; `put` is called with each
    piece."""

    def __init__(self, put: Callable[[Any], object]) -> None:
        super().__init__()
        self._put = put
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        length = memoryview(data).nbytes
        self._put(data)
        self._written += length
        return length

    def tell(self) -> int:
        """How much was written here, whatever stands before it in the file."""
        return self._written


class StandardOutput(Sequential):
    """Standard output, which can be a pipe."""

    def __init__(self, binary: bool) -> None:
        """`binary`: refuse a terminal. Raises ExportError."""
        if sys.stdout is None:
            raise ExportError(of_exports.output_closed())
        if binary and sys.stdout.isatty():
            raise ExportError(of_exports.output_terminal())
        self._out = sys.stdout.buffer
        super().__init__(self._out.write)

    def flush(self) -> None:
        if not self.closed:
            self._out.flush()


class Pieces(Sequential):
    """Keeps what is written until it is taken, to be sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        super().__init__(lambda data: self._pieces.append(bytes(data)))

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


@contextmanager
def standard_output(*, binary: bool) -> Iterator[BinaryIO]:
    """Standard output, written from beginning to end. Raises ExportError, for a full disk too;
    BrokenPipeError where its reader has gone."""
    file = StandardOutput(binary)
    try:
        yield file  # type: ignore[misc]
        file.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(of_exports.output_failed(error.strerror or str(error))) from error
