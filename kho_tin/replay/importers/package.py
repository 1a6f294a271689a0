"""A WACZ package: the WARC files in it, one after the other, and whether it is what it says it is.

Nothing is unpacked under a name of its own, and none of it is believed. An entry is unpacked to a
file without a name before it is read: after damage a reader goes back, and would have to unpack it
from its beginning each time.
"""

from __future__ import annotations

import errno
import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kho_tin.base.disk import spool_in
from kho_tin.base.hosts import shown
from kho_tin.replay.importers.manifest import Manifest
from kho_tin.replay.importers.records import ForeignDamage, ForeignRecord, records
from kho_tin.replay.importers.stream import Allowance, TooMuch

ZIP = b"PK\x03\x04"
LARGEST_DIRECTORY = 8 << 20  # bytes: some hundred thousand entries, where packages have a dozen
_CHUNK = 1 << 20
_LOCAL_HEAD = 30  # bytes of it before the entry's name
_NAMED = 200  # letters of an entry's name in a message
# What the library raises of bytes that are not as they should be. An error of the disk is an
# OSError too: but not one without a number, of a damaged bzip2 stream, nor that of an offset that
# cannot be.
_BAD = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, OSError),
)

_OF_BYTES = (None, errno.EINVAL)

Part = tuple[
    str, ForeignRecord | ForeignDamage, int
]  # in which file it is, and how many bytes are done


@dataclass(frozen=True)
class _Unpacked:
    """What came out of an entry, and why no more, or not the right bytes."""

    size: int
    sha256: str
    why: str | None


def is_empty(path: Path) -> bool:
    """Whether a package can be read, and holds no WARC files. Raises OSError."""
    try:
        with _opened(path) as package:
            return not any(map(_is_warc, package.infolist()))
    except _BAD as error:
        _raise_if_of_disk(error)
        return False


def read(path: Path, size: int, folder: Path | None) -> Iterator[Part]:
    """All records of a package of `size` bytes, and what is damaged of it. It is unpacked on the
    disk of `folder`. Raises OSError when the disk fails."""
    try:
        package = _opened(path)
    except _BAD as error:
        _raise_if_of_disk(error)
        yield path.name, ForeignDamage(0, size, f"no whole ZIP file ({error})"), 0
        return
    with package:
        reading = _PackageReader(package, path.name, size, folder)
        try:
            for name, what in reading.parts():
                if isinstance(what, ForeignDamage):
                    reading.reading.damage()
                yield name, what, min(reading.done, size)
        except TooMuch as error:
            why = f"{error}: the rest is left unread"
            yield path.name, ForeignDamage(reading.done, size, why), min(reading.done, size)


class _PackageReader:
    """One pass over a package; `done` bytes of it are read."""

    def __init__(self, package: zipfile.ZipFile, name: str, size: int, folder: Path | None) -> None:
        self.package, self.name, self.folder = package, name, folder
        self.manifest = Manifest.of(self._text)
        self.unpacking, self.reading = Allowance(size), Allowance(size)
        self.done = 0

    def parts(self) -> Iterator[tuple[str, ForeignRecord | ForeignDamage]]:
        """What is in it, and what is wrong with it. Raises TooMuch."""
        for what in self.manifest.flaws:
            yield self.name, _flaw(what)
        seen = set[str]()
        end = 0
        for entry in sorted(self.package.infolist(), key=lambda entry: entry.header_offset):
            is_named = entry.filename in self.manifest.resources
            if not (_is_warc(entry) or is_named):
                continue
            name = f"{self.name}!{shown(entry.filename, _NAMED)}"
            begin, ends = entry.header_offset, _end(entry)
            if (
                why := _refusal(entry)
                or ("lies within another entry: left unread" if begin < end else None)
                or (
                    "reaches beyond the entries: left unread"
                    if ends > self.package.start_dir
                    else None
                )
            ):
                yield name, ForeignDamage(0, entry.compress_size, why)
                continue
            end = ends
            if entry.filename in seen:
                yield name, _flaw("is in the package twice")
            seen.add(entry.filename)
            with spool_in(self.folder) as spool:
                unpacked = self._unpack(entry, spool)
                if unpacked.why:
                    yield name, ForeignDamage(unpacked.size, entry.file_size, unpacked.why)
                for what in self.manifest.check(entry.filename, unpacked.size, unpacked.sha256):
                    yield name, _flaw(what)
                if _is_warc(entry):
                    yield from self._records(name, entry, spool, unpacked.size)
            self.done += entry.compress_size
        for missing in sorted(self.manifest.resources.keys() - set(self.package.namelist())):
            yield (
                self.name,
                _flaw(f"{shown(missing, _NAMED)} is missing, and datapackage.json names it"),
            )

    def _records(
        self, name: str, entry: zipfile.ZipInfo, spool: IO[bytes], size: int
    ) -> Iterator[tuple[str, ForeignRecord | ForeignDamage]]:
        before = self.done
        for each in records(spool, size, self.reading):
            self.done = before + entry.compress_size * each.offset // max(size, 1)
            yield name, each
        self.done = before

    def _unpack(self, entry: zipfile.ZipInfo, spool: IO[bytes]) -> _Unpacked:
        """Raises TooMuch, and OSError where the disk refuses."""
        size, crc, digest, why = 0, 0, hashlib.sha256(), None
        # The library compares the check sum itself, and then gives nothing of the last piece.
        unsummed = copy(entry)
        del unsummed.CRC
        try:
            with self.package.open(unsummed) as member:
                while chunk := member.read(_CHUNK):
                    self.unpacking.take(len(chunk))
                    spool.write(chunk)
                    digest.update(chunk)
                    crc = zlib.crc32(chunk, crc)
                    size += len(chunk)
        except _BAD as error:
            _raise_if_of_disk(error)
            why = f"cannot be unpacked to its end ({error})"
        if why is None and size != entry.file_size:
            why = f"unpacks to {size} bytes, and not to {entry.file_size}"
        if why is None and crc != entry.CRC:
            why = "is not of the check sum that the package says"
        return _Unpacked(size, digest.hexdigest(), why)

    def _text(self, name: str, most: int) -> bytes | None:
        """`most` bytes at most of a small entry; None where there is none. Raises ValueError."""
        try:
            with self.package.open(name) as member:
                return member.read(most)
        except KeyError:
            return None
        except _BAD as error:
            _raise_if_of_disk(error)
            raise ValueError(str(error)) from error


def _opened(path: Path) -> zipfile.ZipFile:
    if (size := _directory_size(path)) > LARGEST_DIRECTORY:
        raise zipfile.BadZipFile(f"a directory of {size} bytes")
    return zipfile.ZipFile(path)


def _directory_size(path: Path) -> int:
    """How many bytes the list of entries says it has, before it is read: by PKWARE's APPNOTE,
    4.3.14 and 4.3.16; 0 where there is none."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(max(0, end - (1 << 16) - 100))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    sizes = [int.from_bytes(tail[at + 12 : at + 16], "little")]
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") and at >= 76:
        sizes.append(int.from_bytes(tail[at - 36 : at - 28], "little"))
    return min(sizes) if len(sizes) > 1 and sizes[0] == 0xFFFFFFFF else sizes[-1]


def _is_warc(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))


def _refusal(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is not so much as opened."""
    if entry.flag_bits & 1:
        return "is encrypted: left unread"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link, and no file: left unread"
    if ".." in entry.filename.replace("\\", "/").split("/"):
        return "has a name that leads out of the package: left unread"
    return None


def _end(entry: zipfile.ZipInfo) -> int:
    return entry.header_offset + _LOCAL_HEAD + entry.compress_size


def _flaw(what: str) -> ForeignDamage:
    return ForeignDamage(0, 0, what, is_loss=False)


def _raise_if_of_disk(error: Exception) -> None:
    if isinstance(error, OSError) and error.errno not in _OF_BYTES:
        raise error
