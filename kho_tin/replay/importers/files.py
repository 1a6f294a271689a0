"""The files given: WARC, gzipped or not, and the WARC files in a WACZ package."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kho_tin.replay.importers.records import Damage, Record, records

_GZIP, _ZIP, _ZSTD = b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
_HEAD = 4096  # bytes that tell what a file is
_ZSTD_DICTIONARY = b"\x2a\x4d\x18"  # of a skippable frame, after a byte 5x


class Refused(Exception):
    """A file that cannot be imported at all; the message is one line that says why."""


@dataclass(frozen=True)
class Found:
    """A record or a stretch of damage, and the file it is in: of a WACZ, `package!entry`.

    `done` bytes of all the files have been read.
    """

    file: str
    what: Record | Damage
    done: int


def check(paths: list[Path]) -> None:
    """Raise Refused for a file that is missing, or is none that can be imported."""
    for path in paths:
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise Refused(f"{path}: cannot be read: {error.strerror}.") from error
        _check(path, head)


def _check(path: Path, head: bytes) -> None:
    if head.startswith(_ZIP):
        if zipfile.is_zipfile(path) and not _entries(path):
            raise Refused(f"{path}: a ZIP file without WARC files in archive/, so no WACZ package.")
        return
    if head.startswith(_ZSTD) or (head[:1] and head[1:4] == _ZSTD_DICTIONARY):
        raise Refused(f"{path}: compressed with Zstandard: make it .warc.gz first.")
    text = _unzipped(head) if head.startswith(_GZIP) else head
    if text.startswith(b"filedesc:"):
        raise Refused(f"{path}: an ARC file, older than WARC: `warcio recompress` converts it.")
    if text.startswith(b"WARC/") or (text == b"" and head.startswith(_GZIP)):
        return
    raise Refused(f"{path}: no WARC file and no WACZ package.")


def _unzipped(head: bytes) -> bytes:
    """The beginning of a gzip file; empty where it is damaged, which reading it will tell."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head, _HEAD)
    except zlib.error:
        return b""


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as package:
        return [
            entry
            for entry in package.infolist()
            if entry.filename.startswith("archive/")
            and entry.filename.lower().endswith((".warc", ".warc.gz"))
        ]


def read(paths: list[Path]) -> Iterator[Found]:
    """Every record of the files, in order, and every stretch of them that is damaged.

    Raises OSError when the disk fails.
    """
    sizes = [path.stat().st_size for path in paths]
    before = 0
    for path, size in zip(paths, sizes, strict=True):
        for name, what, offset in _read(path, size):
            yield Found(name, what, before + min(offset, size))
        before += size


def _read(path: Path, size: int) -> Iterator[tuple[str, Record | Damage, int]]:
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            for one in records(file, size):
                yield path.name, one, one.offset
            return
    try:
        for entry in _entries(path):
            with zipfile.ZipFile(path) as package, package.open(entry) as member:
                for one in records(member, entry.file_size):  # type: ignore[arg-type]
                    yield f"{path.name}!{entry.filename}", one, entry.header_offset + one.offset
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        yield path.name, Damage(0, size, f"no whole ZIP file ({error})"), 0
