"""Text for a terminal: without control characters, and fitted to its width."""

from __future__ import annotations

import os
import unicodedata
from typing import IO, Final

# Control characters (escape sequences begin with one), bidirectional controls, surrogates.
_OBEYED = {"Cc", "Cf", "Cs"}
_MARKS: Final = {"Mn", "Me"}  # stand on the letter before
_WIDE: Final = {"W", "F"}
LEAST: Final = 20  # columns: nothing can be read on fewer
USUAL: Final = 80  # of a terminal that does not know its size
MORE: Final = "…"
LABEL: Final = 24  # columns in which a label ends, with two blanks
HANG: Final = 2


def printable(text: str) -> str:
    """`text` with U+FFFD for each character that a terminal would obey instead of showing it."""
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in _OBEYED else "\ufffd"
        for sign in text
    )


def columns(stream: IO[str]) -> int | None:
    """The value of COLUMNS, else the width of the terminal behind `stream`; None where there is
    neither: lines for files and pipes are not broken."""
    named = os.environ.get("COLUMNS", "")
    if named.isascii() and named.isdigit() and int(named):
        return max(LEAST, int(named))
    try:
        size = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return None
    return max(LEAST, size) if size else None  # a terminal that does not know its size says 0


def width(text: str) -> int:
    """How many columns a text of one line takes."""
    return sum(map(_width, text))


def clipped(text: str, most: int | None) -> str:
    """A line of at most so many columns, with … for what is left out."""
    if most is None or width(text) <= most:
        return text
    return _pieces(text, most - 1, most)[0].rstrip() + MORE


def fitted(text: str, most: int | None) -> str:
    """`text` with the longer lines broken between words. A continuation is indented to what follows
    the line's label, or by HANG if it has none. A word longer than a line is broken too, except
    for an address, which people copy from here."""
    if most is None:
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if width(line) <= most else _broken(line, most)
    return "\n".join(lines)


def _broken(line: str, most: int) -> list[str]:
    words = line.split(" ")
    begins = len(line) - len(line.lstrip(" "))
    gap = line.find("  ", begins, LABEL)
    label = len(line) - len(line[gap:].lstrip(" ")) if gap > 0 else begins + HANG
    indent = " " * min(label, most // 2)
    lines, current = list[str](), " " * begins
    is_new = True  # nothing stands on the current line yet
    for word in words[begins:]:
        joint = "" if is_new else " "
        if width(current) + len(joint) + width(word) <= most:
            current, is_new = current + joint + word, False
            continue
        if not is_new:
            lines.append(current.rstrip(" "))
            current = indent
        is_address = "://" in word
        first, *further = (
            [word] if is_address else _pieces(word, most - width(current), most - len(indent))
        )
        lines += [f"{current}{first}", *(f"{indent}{piece}" for piece in further)]
        current, is_new = lines.pop(), False
    return [*lines, current]


def _pieces(word: str, first: int, most: int) -> list[str]:
    """A word in pieces of at most so many columns, and of a letter at least."""
    pieces, begun, used, room = list[str](), 0, 0, first
    for at, sign in enumerate(word):
        used += _width(sign)
        if used > room and at > begun:
            pieces.append(word[begun:at])
            begun, used, room = at, _width(sign), most
    return [*pieces, word[begun:]]


def _width(sign: str) -> int:
    if unicodedata.category(sign) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1
