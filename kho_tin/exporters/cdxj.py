"""The index of a package, compressed in blocks, and the index of these blocks (WACZ 1.1.1, 5.2).

So a reader fetches some hundred lines around an address, and not the index of a million captures.
pywb's `wb-manager` accepts a package only with this form of the index.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

LINES = 300  # of a block, as py-wacz has it


class Blocks:
    """Writes a file of blocks, each a gzip member of its own.

    `name` is that of the file in the index of the blocks.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lines: list[str] = []

    def write(self, lines: Iterable[str], write: Callable[[bytes], object]) -> None:
        """Write sorted lines of CDXJ, given without line ends."""
        offset = 0
        for block in _blocks(lines):
            text = "".join(f"{line}\n" for line in block)
            data = gzip.compress(text.encode(), mtime=0)
            write(data)
            if block:
                place = {
                    "offset": offset,
                    "length": len(data),
                    "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
                }
                key = block[0].partition(" {")[0]
                self._lines.append(f"{key} {json.dumps(place)}")
            offset += len(data)

    def index(self) -> bytes:
        """The index of the blocks: for each the key of its first line, and where it lies."""
        head = {"format": "cdxj-gzip-1.0", "filename": self.name}
        return "".join(
            f"{line}\n" for line in (f"!meta 0 {json.dumps(head)}", *self._lines)
        ).encode()


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """At least one block: a file without any member is no gzip file."""
    rest = iter(lines)
    yield list(islice(rest, LINES))
    while block := list(islice(rest, LINES)):
        yield block
