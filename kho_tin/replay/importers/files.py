"""The files to import: WARC, gzipped or not, and the WARC files in a WACZ package."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_imports
from kho_tin.replay.importers import package
from kho_tin.replay.importers.package import ZIP
from kho_tin.replay.importers.records import ForeignDamage, ForeignRecord, records
from kho_tin.replay.importers.stream import Allowance
from kho_tin.warc.record_header import begins_record

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_HEAD = 4096  # bytes that tell what a file is
_ZSTD_DICTIONARY = b"\x2a\x4d\x18"  # of a skippable frame, after a byte 5x


class NotImportable(UsageError):
    """A file that cannot be imported at all; the message says why in one line."""


@dataclass(frozen=True)
class SourceRecord:
    """A record or a stretch of damage, and the file it is in (in a WACZ: `package!entry`).

    `done` is how many bytes of all the files have been read.
    """

    file: str
    what: ForeignRecord | ForeignDamage
    done: int


def check(paths: list[Path]) -> None:
    """Raise NotImportable for a file that is missing, or of a kind that cannot be imported."""
    for path in paths:
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise NotImportable(of_imports.import_unreadable(path, error.strerror)) from error
        _check(path, head)


def _check(path: Path, head: bytes) -> None:
    if head.startswith(ZIP):
        if package.is_empty(path):
            raise NotImportable(of_imports.no_package(path))
        return
    if head.startswith(_ZSTD) or (head[:1] and head[1:4] == _ZSTD_DICTIONARY):
        raise NotImportable(of_imports.zstandard(path))
    text = _unzipped(head) if head.startswith(_GZIP) else head
    if text.startswith(b"filedesc:"):
        raise NotImportable(of_imports.arc_file(path))
    if begins_record(text) and (text or head.startswith(_GZIP)):
        return
    raise NotImportable(of_imports.no_warc(path))


def _unzipped(head: bytes) -> bytes:
    """The beginning of a gzip file, unzipped; empty if it is damaged, which `read` reports."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head, _HEAD)
    except zlib.error:
        return b""


def read(paths: list[Path], folder: Path | None = None) -> Iterator[SourceRecord]:
    """Every record of the files, in order, and every damaged stretch. Packages are unpacked on the
    disk of `folder`.

    Raises OSError when the disk fails.
    """
    sizes = [path.stat().st_size for path in paths]
    before = 0
    for path, size in zip(paths, sizes, strict=True):
        for name, what, offset in _read(path, size, folder):
            yield SourceRecord(name, what, before + min(offset, size))
        before += size


def _read(path: Path, size: int, folder: Path | None) -> Iterator[package.Part]:
    with path.open("rb") as file:
        if file.read(len(ZIP)) != ZIP:
            for each in records(file, size, Allowance(size)):
                yield path.name, each, each.offset
            return
    yield from package.read(path, size, folder)
