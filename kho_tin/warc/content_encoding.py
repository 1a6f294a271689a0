"""Undoing a Content-Encoding (RFC 9110, 8.4) as browsers do, within bounds.

The crawl, `rebuild`, `verify`, `import`, `read` and the web all decode with this module, so that
all of them read the same. Servers rely on what browsers tolerate: a name that is no coding
(`utf-8`, `none`, `text/html`) is ignored, a body that is not encoded although the header says so is
taken as it is, and bytes behind the end of an encoded body are ignored.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import brotli
from backports import zstd

LARGEST: Final = 64 << 20  # bytes decoded of any body, and of each layer of one: against bombs
LARGEST_PAGE: Final = (
    16 << 20
)  # bytes decoded of a page: parsing one takes eleven times its size in memory
MOST_CODINGS: Final = 5  # applied one after the other; two are seen at times, curl accepts five
MOST_MEMBERS: Final = 10_000  # gzip members or zstd frames of one body

_PIECE: Final = 1 << 16  # bytes that are decoded at once
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_SKIPPABLE: Final = b"\x2a\x4d\x18"  # a zstd frame without content: after a byte 50 to 5f (hex)
# 8 MB, by RFC 9659; a larger window would be allocated before a byte is decoded.
_WINDOW: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 23}

# Codings that browsers have or had, and that are not decoded here, by their first bytes.
_UNSUPPORTED: Final = {
    "compress": b"\x1f\x9d",
    "x-compress": b"\x1f\x9d",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ",
    "dcb": b"\xffDCB",
    "dcz": b"\x5e\x2a\x4d\x18",
}
# Text has none of these (MIME Sniffing Standard, "binary data byte").
_BINARY: Final = bytes({*range(0x20)} - {*b"\t\n\x0c\r\x1b"})
_PICTURES_AND_FILES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04")


class NotDecoded(Exception):
    """A body that cannot be decoded; the message says why."""


class Undecodable(NotDecoded):
    """Bytes that are not of the coding they should be in, or of one that is not decoded here."""

    def __init__(self, coding: str, why: str) -> None:
        super().__init__(f"damaged {coding}: {why}" if coding in _DECODERS else why)
        self.coding = coding
        self.why = why


class TooLarge(NotDecoded):
    """A body of more than `largest` bytes when decoded."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"more than {largest} bytes when decoded")
        self.largest = largest


@dataclass(frozen=True)
class Decoded:
    """A body without its Content-Encoding. `cut` says by what it is seen to be cut short; `body` is
    then the part that is there. `is_coded`: it was indeed encoded, not only by its header."""

    body: bytes
    cut: str | None = None
    is_coded: bool = False


def header_of(headers: Iterable[tuple[bytes, bytes]], wanted: bytes = b"content-encoding") -> str:
    """The value of all Content-Encoding fields among `headers` (name, value), as one."""
    values = (value for name, value in headers if name.strip().lower() == wanted)
    return ", ".join(value.decode("latin-1") for value in values)


def decode(body: bytes, content_encoding: str | None, largest: int = LARGEST) -> Decoded:
    """`body` as it was before it was encoded. Raises Undecodable, and TooLarge when a coding
    becomes more than `largest` bytes."""
    names = [name.strip(" \t").lower() for name in (content_encoding or "").split(",")]
    codings = [name for name in names if name in _DECODERS or name in _UNSUPPORTED]
    if len(codings) > MOST_CODINGS:
        raise Undecodable(", ".join(names), f"more than {MOST_CODINGS} codings upon one another")
    cut, is_coded = None, False
    for coding in reversed(codings):
        if not body:
            break
        if coding in _UNSUPPORTED:
            if body.startswith(_UNSUPPORTED[coding]):
                raise Undecodable(coding, f"a Content-Encoding that is not decoded: {coding}")
            continue
        decoded = _DECODERS[coding](body, largest)
        body, cut, is_coded = decoded.body, cut or decoded.cut, is_coded or decoded.is_coded
    return Decoded(body, cut, is_coded)


def _gzip(body: bytes, largest: int) -> Decoded:
    if not body.startswith(_GZIP[:1]):
        return Decoded(body)
    return _decoded("gzip", body, lambda: _Zlib(31), largest, lambda data: data[:3] == _GZIP)[0]


def _zstd(body: bytes, largest: int) -> Decoded:
    def begins_frame(data: bytes) -> bool:
        return data[:4] == _ZSTD or (data[1:4] == _SKIPPABLE and data[0] >> 4 == 5)

    if not begins_frame(body) and not _ZSTD.startswith(body):
        return Decoded(body)
    return _decoded("zstd", body, _Zstd, largest, begins_frame)[0]


def _deflate(body: bytes, largest: int) -> Decoded:
    """By the standard it is zlib's format; some servers leave out its header and trailer."""
    attempts = [lambda: _Zlib(-zlib.MAX_WBITS)]
    if body[0] & 15 == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0:
        attempts.insert(0, lambda: _Zlib(zlib.MAX_WBITS))
    return _unmarked("deflate", body, attempts, largest)


def _br(body: bytes, largest: int) -> Decoded:
    return _unmarked("br", body, [_Brotli], largest)


def _unmarked(
    coding: str, body: bytes, attempts: Sequence[Callable[[], _Reader]], largest: int
) -> Decoded:
    """A body in a coding that has no magic number, so that plain text may look like it.

    The first bytes of some texts are by chance a complete stream of nothing. (An empty body is
    sent as a stream of one byte, which may be a letter.)
    """
    damage: Undecodable | None = None
    is_plain = _is_plain(body)
    for reader in attempts:
        try:
            decoded, ends_there = _decoded(coding, body, reader, largest)
        except Undecodable as error:
            damage = damage or error
            continue
        if not is_plain or (ends_there and (decoded.body or len(body) == 1)):
            return decoded
    if damage and not is_plain:
        raise damage
    return Decoded(body)


_DECODERS: Final[dict[str, Callable[[bytes, int], Decoded]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}


def _is_plain(body: bytes) -> bool:
    """Whether a body is text, or a picture or file, that is not encoded, whatever its header says.

    As many bytes are looked at as browsers do (MIME Sniffing Standard, "resource header").
    """
    head = body[:1445]
    return head.startswith(_PICTURES_AND_FILES) or head.translate(None, _BINARY) == head


class _Reader(Protocol):
    """Decodes one member. `feed` gives pieces of some 64 KB each; once `eof` is true, `unused_data`
    are the bytes behind the end."""

    def feed(self, data: bytes) -> Iterator[bytes]: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def _decoded(
    coding: str,
    body: bytes,
    reader: Callable[[], _Reader],
    largest: int,
    begins_another: Callable[[bytes], bool] = lambda data: False,
) -> tuple[Decoded, bool]:
    """All members of a body joined, and whether the body ends with the last of them.
    Raises Undecodable and TooLarge."""
    pieces: list[bytes] = []
    size = at = members = 0
    try:
        while not members or begins_another(body[at : at + 4]):
            members += 1
            if members > MOST_MEMBERS:
                raise Undecodable(coding, f"more than {MOST_MEMBERS} members")
            member = reader()
            while at < len(body) and not member.eof:
                for piece in member.feed(body[at : at + _PIECE]):
                    pieces.append(piece)
                    size += len(piece)
                    if size > largest:
                        raise TooLarge(largest)
                at += _PIECE
            if not member.eof:
                cut = f"the {coding} body ends before its end"
                return Decoded(b"".join(pieces), cut, True), False
            at = min(at, len(body)) - len(member.unused_data)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise Undecodable(coding, str(error)) from error
    return Decoded(b"".join(pieces), None, True), at == len(body)


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._stream.decompress(data, _PIECE)
            yield piece
            data = self._stream.unconsumed_tail
            # After a full piece more may come, although all input has been taken.
            if self.eof or (not data and len(piece) < _PIECE):
                return

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


class _Zstd:
    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(options=_WINDOW)

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield self._stream.decompress(data, _PIECE)
        while not self.eof and not self._stream.needs_input:
            yield self._stream.decompress(b"", _PIECE)

    @property
    def eof(self) -> bool:
        return bool(self._stream.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._stream.unused_data)


class _Brotli:
    """The library takes bytes behind the end for damage, and does not say where the end was."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._fed: list[bytes] = []
        self.unused_data = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yielded = 0
        try:
            for piece in self._pieces(data):
                yielded += len(piece)
                yield piece
        except brotli.error:
            yield from self._up_to_the_end(data, yielded)
        self._fed.append(data)

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        piece = self._stream.process(data, output_buffer_limit=_PIECE)
        while piece or not self._stream.can_accept_more_data():
            yield piece
            piece = self._stream.process(b"", output_buffer_limit=_PIECE)

    def _up_to_the_end(self, data: bytes, yielded: int) -> Iterator[bytes]:
        """Decode `data` again byte by byte, to find the end; its first `yielded` bytes have been
        given out before. Raises brotli.error where it is damaged indeed."""
        self._stream = brotli.Decompressor()
        for fed in self._fed:
            for _ in self._pieces(fed):
                pass
        for at in range(len(data)):
            for piece in self._pieces(data[at : at + 1]):
                yield piece[yielded:]
                yielded = max(0, yielded - len(piece))
            if self.eof:
                self.unused_data = data[at + 1 :]
                return
