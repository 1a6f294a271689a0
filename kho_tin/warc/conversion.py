"""What another program read of a capture, as a `conversion` record (WARC/1.1, section 6.8).

The text of a scan depends on the program that read it, which may not be there when the archive is
rebuilt: so its text is kept beside the capture. The record's block is that text in UTF-8; its field
of JSON says by what it was made, and, where nothing could be read, why.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self

from kho_tin.warc.journal import FIELD
from kho_tin.warc.reader import Record

TYPE = "conversion"
REFERS_TO = "WARC-Refers-To"
_LONGEST = 4 << 20  # characters of a text, as of any document's


@dataclass(frozen=True)
class Conversion:
    """A text, and what made it: `engine`, its `version`, in which `languages` it read, how sure it
    was (`confidence`, 0 to 100), how many `pages` it read and how many it `left`. `unread` says
    why there is no text. `starts` are where the document's pages begin in the text (characters),
    `scans` the numbers, from 1, of those that were read; older records have neither."""

    text: str
    engine: str
    version: str
    languages: str
    confidence: float = 0.0
    pages: int = 0
    left: int = 0
    unread: str | None = None
    starts: tuple[int, ...] = ()
    scans: tuple[int, ...] = ()

    def json(self) -> str:
        """All but the text, on one line of ASCII."""
        fields = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        del fields["text"]
        return json.dumps(fields, separators=(",", ":"))

    @classmethod
    def of(cls, record: Record) -> Self:
        """The inverse. Raises ValueError for a record that this program would not have written."""
        return cls.of_block(record.fields, record.block)

    @classmethod
    def of_block(cls, fields: dict[str, str], block: bytes) -> Self:
        """The same, from a record's fields (names in small letters) and its block."""
        try:
            data = json.loads(fields.get(FIELD.lower(), ""))
            texts = [data[name] for name in ("engine", "version", "languages")]
            numbers = [data[name] for name in ("pages", "left")]
            sure, unread = data["confidence"], data.get("unread")
            starts, scans = data.get("starts", []), data.get("scans", [])
        except (RecursionError, KeyError, TypeError) as error:
            raise ValueError(f"a conversion without its facts ({error})") from error
        text = block.decode()
        is_ours = (
            all(isinstance(text, str) for text in texts)
            and all(isinstance(number, int) and 0 <= number < 1 << 31 for number in numbers)
            and isinstance(sure, int | float)
            and 0 <= sure <= 100
            and (unread is None or isinstance(unread, str))
            and len(block) <= 4 * _LONGEST
            and _rising(starts, len(text))
            and _rising(scans, len(starts))
        )
        if not is_ours:
            raise ValueError("a conversion that this program has not written")
        engine, version, languages = texts
        pages, left = numbers
        made = engine, version, languages, float(sure), pages, left, unread
        return cls(text, *made, tuple(starts), tuple(scans))


def _rising(numbers: object, most: int) -> bool:
    """Whether it is a list of whole numbers from 0 to `most`, none less than the one before."""
    return (
        isinstance(numbers, list)
        and all(type(number) is int and 0 <= number <= most for number in numbers)
        and numbers == sorted(numbers)
    )
