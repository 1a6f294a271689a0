"""Sentences with mentions that people marked: `marked_documents.txt`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
# How the file writes what an editor would not show.
_SHOWN = str.maketrans({"⏎": "\n", "⍽": "\u00a0"})


class Marked(NamedTuple):
    """A mention at `text[start:end]`, with the fields of the file; None where they are `-`."""

    start: int
    end: int
    fields: tuple[str | None, ...]


class Sentence(NamedTuple):
    text: str
    mentions: list[Marked]


def sentences(path: Path) -> list[Sentence]:
    """The sentences of a file, in their order. Raises ValueError where marks and lines differ."""
    read: list[Sentence] = []
    spans: list[tuple[int, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("\t"):
            fields = (field.strip() for field in line.split("|"))
            start, end = spans.pop(0)
            values = tuple(None if field == "-" else field for field in fields)
            read[-1].mentions.append(Marked(start, end, values))
        elif line and not line.startswith("#"):
            if spans:
                raise ValueError(f"marks without a line: {read[-1].text}")
            text, spans = _unmarked(line.translate(_SHOWN))
            read.append(Sentence(text, []))
    return read


def _unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    text, spans, start = "", [], 0
    for part in re.split("([⟦⟧])", line):
        if part == "⟦":
            start = len(text)
        elif part == "⟧":
            spans.append((start, len(text)))
        else:
            text += part
    return text, spans
