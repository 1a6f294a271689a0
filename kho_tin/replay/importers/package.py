"""A WACZ package: the WARC files in it, one after the other, and whether they fit its manifest.

Nothing in a package is trusted, and nothing is unpacked under its own name. Each entry is unpacked
to a file without a name before it is read: after damage a reader goes back, and would otherwise
have to unpack the entry from its beginning each time.
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
_LOCAL_HEAD = 30  # bytes of a local file header before the entry's name
_NAMED = 200  # letters of an entry's name in a message
# What the library raises for damaged bytes. Errors of the disk are OSErrors too, but they have a
# number, which those of a damaged bzip2 stream lack; and they are not about an impossible offset.
_BAD = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, OSError),
)

_OF_BYTES = (None, errno.EINVAL)

Part = tuple[
    str, ForeignRecord | ForeignDamage, int
]  # the file it is in, and how many bytes are done


@dataclass(frozen=True)
class _Unpacked:
    """What came out of an entry, and why it is incomplete or wrong, if it is."""

    size: int
    sha256: str
    why: str | None


def is_empty(path: Path) -> bool:
    """Whether a package can be read but holds no WARC files. Raises OSError."""
    try:
        with _opened(path) as package:
            return not any(map(_is_warc, package.infolist()))
    except _BAD as error:
        _raise_if_of_disk(error)
        return False


def read(path: Path, size: int, folder: Path | None) -> Iterator[Part]:
    """All records of a package of `size` bytes, and its damage. It is unpacked on the disk of
    `folder`. Raises OSError when the disk fails."""
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
        """Its records and its damage, by file. Raises TooMuch."""
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
        """Raises TooMuch, and OSError when the disk refuses."""
        size, crc, digest, why = 0, 0, hashlib.sha256(), None
        # If the library compares the checksum itself, it withholds the last piece when that is
        # wrong.
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
        """The first `most` bytes of a small entry; None if there is none. Raises ValueError."""
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
    """The declared size (bytes) of the central directory, known before that is read (PKWARE's
    APPNOTE, 4.3.14 and 4.3.16); 0 if there is none."""
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
    """Why an entry is not even opened; None if it is."""
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
