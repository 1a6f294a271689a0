"""What the site's edits removed from an article: sentences of earlier revisions that it no longer
has, in its title, summary, author, body, captions, or names and texts of attachments."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlite_utils import Database

from kho_tin.archive.columns import SEARCHED
from kho_tin.archive.search.spelling import one_spelling

_TEXTS: Final = ", ".join(SEARCHED)
_REVISIONS: Final = (
    f"SELECT seen_at, images, attachments, {_TEXTS} FROM revisions WHERE article = ? "
    "ORDER BY number"
)
_SHOWN: Final = f"SELECT {_TEXTS} FROM articles WHERE id = ?"
_FILES: Final = "SELECT text FROM attachments WHERE article = ? AND text IS NOT NULL"
_REMOVED_FILES: Final = (
    "SELECT url, text FROM removed_attachments WHERE article = ? AND text IS NOT NULL"
)
# A sentence and not a word: so that a phrase around what was replaced is found, too.
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
# Nearly as FTS5 parts them, and only to compare: `words_in` would be half of what an edit costs.
_WORD: Final = re.compile(r"[^\W_]+")

# Letters through which sentences are looked for: 5,000 of them in a text of 20,000 take 0.05 s.
# Beyond it one that stands in a longer sentence now counts as removed.
EFFORT: Final = 100_000_000


class Removed(NamedTuple):
    """A sentence as it stood, and when the first version without it was seen (UTC, `…Z`)."""

    text: str
    at: str


def removed(db: Database | sqlite3.Connection, article: int) -> list[Removed]:
    """The sentences that edits removed, in the order in which they first appeared.

    What only moved, or stands in another field or a longer sentence now, is not removed; nor is
    what a person corrected (`archive.decisions.correcting`): the page never had it otherwise.
    """
    revisions = db.execute(_REVISIONS, [article]).fetchall()
    if len(revisions) < 2:
        return []
    times = [revision[0] for revision in revisions]
    texts: dict[str, str] = {}  # each once, however many revisions have it: until when it stood
    files = dict(db.execute(_REMOVED_FILES, [article]).fetchall())
    for revision, until in zip(revisions, times[1:], strict=False):
        texts |= dict.fromkeys(_texts(revision), until)
        had = _named(revision[2], "url") if files else ()
        texts |= {files[url]: until for url in had if url in files}
    shown = {*_texts(revisions[-1]), *filter(None, db.execute(_SHOWN, [article]).fetchone())}
    if files:
        shown.update(text for (text,) in db.execute(_FILES, [article]))
    present = {sentence for text in shown for sentence in _SENTENCE_END.split(text)}
    words_shown = "\n".join(f" {_words(text)} " for text in shown)
    gone: dict[str, Removed] = {}
    effort = EFFORT
    for text, until in texts.items():
        for sentence in _SENTENCE_END.split(text):
            if sentence in present:
                continue
            words = _words(sentence)
            effort -= len(words_shown)
            if not words or (effort > 0 and f" {words} " in words_shown):
                continue
            if words not in gone or gone[words].at < until:
                gone[words] = Removed(sentence, until)
    return list(gone.values())


def _texts(revision: tuple[str | None, ...]) -> Iterator[str]:
    _, images, attachments, *fields = revision
    yield from filter(None, fields)
    yield from _named(images, "caption")
    yield from _named(attachments, "filename")


def _named(files: str | None, name: str) -> list[str]:
    try:
        return [str(file[name]) for file in json.loads(files or "[]") if file[name]]
    except (ValueError, TypeError, KeyError):  # a damaged row: `verify` says so
        return []


def _words(text: str) -> str:
    """The words of a text in the index's spelling, one blank between two."""
    return " ".join(_WORD.findall(one_spelling(text).lower()))
