"""What changed between two versions of an article, word by word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kho_tin.archive.columns import COLUMNS
from kho_tin.web.articles.matching import Effort, matched

Kind = Literal["same", "added", "removed"]
TEXTS: Final = tuple(
    column.name
    for column in sorted(COLUMNS, key=lambda column: column.difference or 0)
    if column.difference
)
FILES: Final = {"images": "caption", "attachments": "filename"}
OVERHEAD: Final = 200  # steps that it takes to compare two paragraphs of a word each
_TOKENS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text that both versions have, or only the new one, or only the old one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph in pieces; or `skipped` unchanged paragraphs in a row."""

    pieces: list[Piece]
    skipped: int = 0


@dataclass(frozen=True)
class Change:
    """One field that changed. `words_added` and `words_removed` count as a reader would.

    `rough`: the versions differ too much to compare every word; a text that was not compared
    stands as removed whole and added whole.
    """

    name: str
    blocks: list[Block]
    rough: bool = False

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


def changes(old: dict[str, Any], new: dict[str, Any], effort: Effort | None = None) -> list[Change]:
    """The fields that differ between two rows of `revisions`, the text last.

    `effort` is the work left for the comparisons; None: the limit for one page."""
    effort = effort or Effort()
    changed: list[Change] = []

    def note(name: str, blocks: list[Block]) -> None:
        changed.append(Change(name, blocks, effort.was_short()))

    for name in TEXTS:
        if (old[name] or "") != (new[name] or ""):
            note(name, [Block(words(old[name] or "", new[name] or "", effort))])
    for name, label in FILES.items():
        if old[name] != new[name]:
            note(name, _files(json.loads(old[name]), json.loads(new[name]), label, effort))
    if old["body"] != new["body"]:
        note("body", paragraphs(old["body"], new["body"], effort))
    return changed


def words(old: str, new: str, effort: Effort | None = None) -> list[Piece]:
    """Both texts as one, in pieces; removed text stands before what replaced it."""
    effort = effort or Effort()
    if not effort.take(len(old) + len(new) + OVERHEAD):
        return _replaced(old, new)
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: list[Piece] = []
    for what, start, end, other_start, other_end in matched(before, after, effort):
        if what == "equal":
            _add(pieces, "same", before[start:end])
            continue
        _add(pieces, "removed", before[start:end])
        _add(pieces, "added", after[other_start:other_end])
    return _smoothed(pieces)


def paragraphs(old: str, new: str, effort: Effort | None = None) -> list[Block]:
    """The paragraphs of a body: unchanged ones are counted, others compared word by word."""
    effort = effort or Effort()
    before, after = old.split("\n\n"), new.split("\n\n")
    blocks: list[Block] = []
    for what, start, end, other_start, other_end in matched(before, after, effort):
        if what == "equal":
            blocks.append(Block([], skipped=end - start))
            continue
        gone, come = before[start:end], after[other_start:other_end]
        shared = min(len(gone), len(come))
        pairs = zip(gone[:shared], come[:shared], strict=True)
        blocks += [Block(words(was, now, effort)) for was, now in pairs]
        blocks += [Block([Piece("removed", paragraph)]) for paragraph in gone[shared:]]
        blocks += [Block([Piece("added", paragraph)]) for paragraph in come[shared:]]
    return blocks


def _replaced(old: str, new: str) -> list[Piece]:
    pieces = [Piece("removed", old), Piece("added", new)]
    return [piece for piece in pieces if piece.text]


def _add(pieces: list[Piece], kind: Kind, tokens: Sequence[str]) -> None:
    if tokens:
        pieces.append(Piece(kind, "".join(tokens)))


def _smoothed(pieces: list[Piece]) -> list[Piece]:
    """A lone blank between two changes is part of the change: fewer, longer pieces read better."""
    smooth: list[Piece] = []
    place = 0
    while place < len(pieces):
        gone: list[str] = []
        come: list[str] = []
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
            if piece.kind != "added":
                gone.append(piece.text)
            if piece.kind != "removed":
                come.append(piece.text)
            end += 1
        if end == place:
            smooth.append(pieces[place])
            place += 1
            continue
        smooth += _replaced("".join(gone), "".join(come))
        place = end
    return smooth


def _files(
    old: list[dict[str, Any]], new: list[dict[str, Any]], label: str, effort: Effort
) -> list[Block]:
    """Pictures or attachments by caption or file name, one a line."""
    before = [str(file.get(label) or file.get("url")) for file in old]
    after = [str(file.get(label) or file.get("url")) for file in new]
    if before == after:  # the same names at other addresses
        before = [str(file.get("url")) for file in old]
        after = [str(file.get("url")) for file in new]
    gone, come = set(before) - set(after), set(after) - set(before)
    blocks = [Block([Piece("removed", name)]) for name in before if name in gone]
    blocks += [Block([Piece("added", name)]) for name in after if name in come]
    return blocks or [Block(words(" · ".join(before), " · ".join(after), effort))]
