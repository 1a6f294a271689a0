"""The bytes of a WARC file, unzipped, and where in the file they are."""

from __future__ import annotations

import io
import re
import zlib
from bisect import bisect_right
from typing import IO

CHUNK = 64 * 1024
AHEAD = 8 * 1024  # bytes read at once where it may be in vain: thousands of records may be damaged
KEPT = 68 << 20  # bytes kept since the mark: the largest record that is taken in, and its head
UNZIPPED = 256 << 20  # bytes that may be read of any file, and
TIMES = 32  # times its own size on top
RECORDS = 20_000  # records that may be read of any file, and one more
LEAST = 50  # for each so many bytes of it: a record's id and digests alone take that
MOST_DAMAGED = 10_000  # damaged places: a file with more of them tells nothing new
_GLANCE = 64
GZIP = b"\x1f\x8b\x08"


class BadGzip(Exception):
    """A gzip member, begun at byte `offset` of the file, is cut short or damaged near `at`."""

    def __init__(self, offset: int, at: int, why: str) -> None:
        super().__init__(why)
        self.offset = offset
        self.at = at
        self.why = why


class TooMuch(Exception):
    """More was read of a file than its size allows for; the message says what."""


class Allowance:
    """How many unzipped bytes, records and damaged places may be read of one file of `size` bytes.
    What is read twice counts twice.

    Records of news unzip to about ten times their size, and take hundreds of bytes each; zip bombs,
    and members inside one another, unzip to thousands of times their size.
    """

    def __init__(self, size: int) -> None:
        self.left = UNZIPPED + TIMES * size
        self.records = RECORDS + size // LEAST
        self.damages = MOST_DAMAGED

    def take(self, number: int) -> None:
        """Count bytes. Raises TooMuch when the allowance is used up."""
        self.left -= number
        if self.left < 0:
            raise TooMuch(f"unzips to more than {TIMES} times its size")

    def record(self) -> None:
        """Count a record. Raises TooMuch likewise."""
        self.records -= 1
        if self.records < 0:
            raise TooMuch(f"has more records than one for each {LEAST} of its bytes")

    def damage(self) -> None:
        """Count a damaged place. Raises TooMuch likewise."""
        self.damages -= 1
        if self.damages <= 0:
            raise TooMuch(f"is damaged in {MOST_DAMAGED} places")


class _Unzipped(io.RawIOBase):
    """All members of a gzip file, one after the other: one for each record, or one for all."""

    def __init__(self, file: IO[bytes], start: int, allowance: Allowance) -> None:
        self._file = file
        self._allowance = allowance
        self._compressed = b""  # read and not yet unzipped
        self._member: zlib._Decompress | None = None
        self._taken = start
        self._given = 0
        self._failed: BadGzip | None = None
        self.members = [(0, start)]  # where each begins: unzipped, in the file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        if self._failed:
            raise self._failed
        try:
            unzipped = self._next(len(buffer))
            self._allowance.take(len(unzipped))
        except zlib.error as error:
            self._failed = self._bad(f"bad gzip ({error})")
            raise self._failed from error
        except BadGzip as error:
            self._failed = error
            raise
        buffer[: len(unzipped)] = unzipped
        self._given += len(unzipped)
        return len(unzipped)

    def _bad(self, why: str) -> BadGzip:
        return BadGzip(self.members[-1][1], self._taken, why)

    def _next(self, most: int) -> bytes:
        while True:
            self._compressed = self._compressed or self._file.read(CHUNK)
            if self._member is None:
                if not self._compressed.strip(b"\0"):  # the end, or padding
                    return b""
                if self._given or self.members[-1][1] != self._taken:
                    self.members.append((self._given, self._taken))
                self._member = zlib.decompressobj(zlib.MAX_WBITS + 16)
            at_end = not self._compressed
            given = self._member.decompress(self._compressed, most)
            left = self._member.unused_data or self._member.unconsumed_tail
            self._taken += len(self._compressed) - len(left)
            self._compressed = left
            if self._member.eof:
                self._member = None
            elif at_end and not given:
                raise self._bad("cut short")
            if given:
                return given


class _Plain(io.RawIOBase):
    def __init__(self, file: IO[bytes], start: int, allowance: Allowance) -> None:
        self._file = file
        self._allowance = allowance
        self.members = [(0, start)]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        data = self._file.read(len(buffer))
        self._allowance.take(len(data))
        buffer[: len(data)] = data
        return len(data)


class Stream:
    """The bytes of a file from `start` on, unzipped if it begins with gzip. Reading raises TooMuch
    when the allowance is used up."""

    def __init__(self, file: IO[bytes], start: int, allowance: Allowance) -> None:
        file.seek(start)
        self.zipped = file.read(len(GZIP)) == GZIP
        file.seek(start)
        self._file = file
        self._raw = (_Unzipped if self.zipped else _Plain)(file, start, allowance)
        self._buffer = io.BufferedReader(self._raw, AHEAD)
        self._allowance = allowance
        self._since: list[bytes] = []  # what was read since the mark, if the file is zipped
        self._room = KEPT
        self._again = io.BytesIO()  # what is to be read again
        self.position = 0

    def read(self, size: int) -> bytes:
        """`size` bytes; fewer at the end only. Raises BadGzip."""
        data = self._again.read(size)
        if len(data) < size:
            data += self._buffer.read(size - len(data))
        return self._passed(data)

    def readline(self, size: int = -1) -> bytes:
        """One line with its end. Raises BadGzip."""
        line = self._again.readline(size)
        if not line.endswith(b"\n") and len(line) != size:
            line += self._buffer.readline(size - len(line) if size >= 0 else size)
        return self._passed(line)

    def peek(self) -> bytes:
        """Some of the bytes to come; none at the end. Raises BadGzip.

        At the end of a member this also reads its checksum, and so checks that it is whole.
        """
        here = self._again.tell()
        coming = self._again.read(AHEAD)
        self._again.seek(here)
        return coming or self._buffer.peek(1)

    def mark(self) -> None:
        """A record may begin here; if none does, `find` searches from here on."""
        self._since.clear()
        self._room = KEPT

    def find(self, line: re.Pattern[bytes]) -> bool:
        """Go back, or on, to the first match of `line` after the mark, or to the end. Returns
        whether there is a match. `line` begins with the end of the previous line, which is skipped.
        After more than KEPT bytes since the mark it cannot go back. Raises BadGzip."""
        text = b"".join(self._since)
        self.mark()
        while not (match := line.search(text)):
            kept = text[-_GLANCE:]
            if not (more := self.read(AHEAD)):
                return False
            text = kept + more
        rest = text[match.start() + 1 :]
        self._allowance.take(len(rest))
        self.position -= len(rest)
        self._again = io.BytesIO(rest + self._again.read())
        self.mark()
        return True

    def _passed(self, data: bytes) -> bytes:
        self.position += len(data)
        self._room -= len(data)
        if self._room < 0:
            self._since.clear()
        elif self.zipped:
            self._since.append(data)
        return data

    def after(self, length: int) -> bytes | None:
        """Some of the bytes `length` bytes further on, without reading those before them: none
        after the end; None if the file is zipped, where that is impossible."""
        if self.zipped:
            return None
        here = self._file.tell()
        self._file.seek(self.offset(self.position) + length)
        coming = self._file.read(_GLANCE)
        self._file.seek(here)
        return coming

    def lacks(self, length: int) -> bool:
        """Whether fewer than `length` bytes are left; always false if the file is zipped."""
        if self.zipped:
            return False
        here = self._file.tell()
        left = self._file.seek(0, io.SEEK_END) - self.offset(self.position)
        self._file.seek(here)
        return left < length

    def offset(self, position: int) -> int:
        """The offset in the file of what was read at `position`; in a zipped file, of its
        member."""
        unzipped, offset = self._member(position)
        return offset if self.zipped else offset + position - unzipped

    def begins_member(self, position: int) -> bool:
        """Whether a gzip member begins with what was read at `position`."""
        return self.zipped and self._member(position)[0] == position

    def forget(self, position: int) -> None:
        """Drop the offsets of members that end before `position`."""
        members = self._raw.members
        del members[: bisect_right(members, position, key=lambda member: member[0]) - 1]

    def _member(self, position: int) -> tuple[int, int]:
        members = self._raw.members
        return members[bisect_right(members, position, key=lambda member: member[0]) - 1]
