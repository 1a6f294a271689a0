"""Words on their way to a terminal: without what it would obey, and as wide as it is."""

from __future__ import annotations

import os
import unicodedata
from typing import IO, Final

# Controls (escape sequences begin so), signs that turn the direction of writing, halves of signs.
_OBEYED = {"Cc", "Cf", "Cs"}
_MARKS: Final = {"Mn", "Me"}  # stand on the letter before
_WIDE: Final = {"W", "F"}
LEAST: Final = 20  # columns: nothing can be read on fewer
USUAL: Final = 80  # of a terminal that does not know its size
MORE: Final = "…"
LABEL: Final = 24  # columns in which a label ends, with two blanks
HANG: Final = 2


def printable(text: str) -> str:
    """The same with a replacement character for what a terminal would obey and not show."""
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in _OBEYED else "\ufffd"
        for sign in text
    )


def columns(stream: IO[str]) -> int | None:
    """How wide the terminal behind `stream` is, or is to be taken for by COLUMNS; None where there
    is no terminal and nothing is said: files and pipes get lines as long as they are."""
    named = os.environ.get("COLUMNS", "")
    if named.isascii() and named.isdigit() and int(named):
        return max(LEAST, int(named))
    try:
        found = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return None
    return max(LEAST, found) if found else None  # a terminal that does not know its size says 0


def width(text: str) -> int:
    """How many columns a text takes, which is on one line."""
    return sum(map(_width, text))


def clipped(text: str, most: int | None) -> str:
    """A line of at most so many columns, with … for what is left out."""
    if most is None or width(text) <= most:
        return text
    return _pieces(text, most - 1, most)[0].rstrip() + MORE


def fitted(text: str, most: int | None) -> str:
    """The lines of a text, the longer ones broken between words; what goes on stands below what
    follows the label that a line begins with, if it does, and else a little further in. A word that
    is longer than a line is broken, too, but for an address, which is copied from here."""
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
        whole = "://" in word
        first, *rest = [word] if whole else _pieces(word, most - width(current), most - len(indent))
        lines += [f"{current}{first}", *(f"{indent}{piece}" for piece in rest)]
        current, is_new = lines.pop(), False
    return [*lines, current]


def _pieces(word: str, first: int, most: int) -> list[str]:
    """A word in pieces of at most so many columns, and of a letter at least."""
    pieces, begun, taken, room = list[str](), 0, 0, first
    for at, sign in enumerate(word):
        taken += _width(sign)
        if taken > room and at > begun:
            pieces.append(word[begun:at])
            begun, taken, room = at, _width(sign), most
    return [*pieces, word[begun:]]


def _width(sign: str) -> int:
    if unicodedata.category(sign) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1
