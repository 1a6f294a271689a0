"""What changed between two versions of an article, word by word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

Kind = Literal["same", "added", "removed"]
TEXTS: Final = ("title", "summary", "author", "source", "category", "published", "url", "language")
FILES: Final = {"images": "caption", "attachments": "filename"}
# difflib takes the square of the words for texts that share few: about two seconds at this size.
MOST: Final = 4_000_000
_TOKENS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph with its pieces; or `skipped` paragraphs in a row that stayed as they were."""

    pieces: list[Piece]
    skipped: int = 0


@dataclass(frozen=True)
class Change:
    """One field that changed. `words_added` and `words_removed` count what a reader would."""

    name: str
    blocks: list[Block]

    @property
    def words_added(self) -> int:
        return self._words("added")

    @property
    def words_removed(self) -> int:
        return self._words("removed")

    def _words(self, kind: Kind) -> int:
        return sum(
            len(re.findall(r"\w+", piece.text))
            for block in self.blocks
            for piece in block.pieces
            if piece.kind == kind
        )


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The fields that differ between two rows of `revisions`, the text last."""
    found = [
        Change(name, [Block(words(old[name] or "", new[name] or ""))])
        for name in TEXTS
        if (old[name] or "") != (new[name] or "")
    ]
    found += [
        Change(name, _files(json.loads(old[name]), json.loads(new[name]), label))
        for name, label in FILES.items()
        if old[name] != new[name]
    ]
    if old["body"] != new["body"]:
        found.append(Change("body", paragraphs(old["body"], new["body"])))
    return found


def words(old: str, new: str) -> list[Piece]:
    """The two texts as one, in pieces; what was removed stands before what came for it."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(before) * len(after) > MOST:
        return [Piece("removed", old), Piece("added", new)]
    pieces: list[Piece] = []
    for what, start, end, other_start, other_end in _matched(before, after):
        if what == "equal":
            _add(pieces, "same", before[start:end])
            continue
        _add(pieces, "removed", before[start:end])
        _add(pieces, "added", after[other_start:other_end])
    return _smoothed(pieces)


def paragraphs(old: str, new: str) -> list[Block]:
    """The paragraphs of a body: those that stayed are counted, the rest told word by word."""
    before, after = old.split("\n\n"), new.split("\n\n")
    blocks: list[Block] = []
    for what, start, end, other_start, other_end in _matched(before, after):
        if what == "equal":
            blocks.append(Block([], skipped=end - start))
            continue
        gone, come = before[start:end], after[other_start:other_end]
        shared = min(len(gone), len(come))
        blocks += [Block(words(*pair)) for pair in zip(gone[:shared], come[:shared], strict=True)]
        blocks += [Block([Piece("removed", one)]) for one in gone[shared:]]
        blocks += [Block([Piece("added", one)]) for one in come[shared:]]
    return blocks


def _matched(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _add(pieces: list[Piece], kind: Kind, tokens: Sequence[str]) -> None:
    if tokens:
        pieces.append(Piece(kind, "".join(tokens)))


def _smoothed(pieces: list[Piece]) -> list[Piece]:
    """A lone blank between two changes is part of the change: fewer, longer pieces read better."""
    smooth: list[Piece] = []
    place = 0
    while place < len(pieces):
        gone, come = "", ""
        end = place
        while end < len(pieces):
            piece = pieces[end]
            between = (
                piece.kind == "same"
                and not piece.text.strip()
                and end > place
                and end + 1 < len(pieces)
            )
            if piece.kind == "same" and not between:
                break
            gone += piece.text if piece.kind != "added" else ""
            come += piece.text if piece.kind != "removed" else ""
            end += 1
        if end == place:
            smooth.append(pieces[place])
            place += 1
            continue
        if gone:
            smooth.append(Piece("removed", gone))
        if come:
            smooth.append(Piece("added", come))
        place = end
    return smooth


def _files(old: list[dict[str, Any]], new: list[dict[str, Any]], label: str) -> list[Block]:
    """Pictures or attachments by what they are called, one a line."""
    before = [str(one.get(label) or one.get("url")) for one in old]
    after = [str(one.get(label) or one.get("url")) for one in new]
    if before == after:  # the same names at other addresses
        before = [str(one.get("url")) for one in old]
        after = [str(one.get("url")) for one in new]
    blocks = [Block([Piece("removed", one)]) for one in before if one not in after]
    blocks += [Block([Piece("added", one)]) for one in after if one not in before]
    return blocks or [Block(words(" · ".join(before), " · ".join(after)))]
