"""Abbreviations and what they stand for: by a table, by an operator's, and by the texts themselves.

`Khu kinh tế (KKT)` in a text says what KKT is: each capital is the first letter of a word before
the bracket. The operator's table goes before that of this module, and both before the texts. An
abbreviation for which the texts give two meanings is taken for none.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kho_tin.archive.search.fold import fold, has_marks
from kho_tin.archive.search.query import Term, compile_term, words_in
from kho_tin.archive.search.spelling import one_spelling

Words = tuple[str, ...]  # in the index's spelling
Table = dict[Words, tuple[Words, ...]]  # an abbreviation, in capitals; what it stands for

LONGEST: Final = 8  # letters of an abbreviation, and words of what it stands for
TEXTS: Final = 100  # in which a meaning is looked for
BEFORE: Final = 120  # characters before a bracket

# Usual in the notices of boards; two letters only where they mean one thing there.
OURS: Final = """
BQL = ban quản lý
CCHC = cải cách hành chính
CCN = cụm công nghiệp
CNTT = công nghệ thông tin
ĐTM = đánh giá tác động môi trường
GCNQSDĐ = giấy chứng nhận quyền sử dụng đất
GPMB = giải phóng mặt bằng
HĐND = hội đồng nhân dân
KCN = khu công nghiệp
KCNC = khu công nghệ cao
KCX = khu chế xuất
KKT = khu kinh tế
NĐ = nghị định
NĐT = nhà đầu tư
NQ = nghị quyết
PCCC = phòng cháy chữa cháy
QĐ = quyết định
QLDA = quản lý dự án
TĐC = tái định cư
TNHH = trách nhiệm hữu hạn
TTHC = thủ tục hành chính
UBMTTQ = ủy ban mặt trận tổ quốc
UBND = ủy ban nhân dân
"""

_SHORT: Final = re.compile(r"[^\W\d_]{2,8}")
_BRACKET: Final = re.compile(
    r"\(\s?(?:(?:sau đây )?(?:gọi|viết) tắt là:? )?[“\"]?([A-ZĐ]{2,8})[”\"]?\s?\)"
)
_BETWEEN: Final = re.compile(r"[\s,–-]{1,4}")
_SYLLABLE: Final = re.compile(
    r"(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    r"[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
_LINE: Final = re.compile(r"\s*([^\W\d_]{2,8})\s*=\s*([^=]{1,200})")


class WrongLine(ValueError):
    """A line of a table that is no `KKT = khu kinh tế`; its argument is the line's number."""


def read_table(text: str) -> Table:
    """A table of lines `KKT = khu kinh tế`; blank ones, and what follows a `#`, are left out.

    One abbreviation may have several lines. Raises WrongLine.
    """
    table: Table = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0]
        if not line.strip():
            continue
        read = _LINE.fullmatch(one_spelling(line))
        words = _words(read[2]) if read else ()
        if not read or not 2 <= len(words) <= LONGEST:
            raise WrongLine(number)
        short = (read[1].upper(),)
        table[short] = tuple(dict.fromkeys((*table.get(short, ()), words)))
    return table


def with_ours(operators: Table) -> Table:
    """The operator's table with what it does not have of ours."""
    return {**read_table(OURS), **operators}


def looks_short(word: str) -> bool:
    """Whether a word as typed may be an abbreviation: `kkt`, but `ca` only in capitals."""
    if not _SHORT.fullmatch(word):
        return False
    return word.isupper() or not _SYLLABLE.fullmatch(fold(word))


def meanings(connection: sqlite3.Connection, table: Table, word: str) -> tuple[Words, ...]:
    """What the abbreviation `word`, as typed, stands for; nothing where that is not certain."""
    if not looks_short(word):
        return ()
    listed = [long for (short,), longs in table.items() if _same(word, short) for long in longs]
    if listed:
        return tuple(dict.fromkeys(listed))
    expression = compile_term(Term((word,)))
    read = {long for short, long in _explained(connection, expression) if _same(word, short)}
    return tuple(read) if len(read) == 1 else ()


def abbreviations(connection: sqlite3.Connection, table: Table, words: Words) -> tuple[Words, ...]:
    """The abbreviations of `words`, in the index's spelling; those typed without marks stand for
    any spelling."""
    listed = {
        short
        for short, longs in table.items()
        for long in longs
        if len(long) == len(words) and all(map(_same, words, long))
    }
    if listed:
        # As a common syllable it would find too much.
        return tuple(sorted(short for short in listed if not _SYLLABLE.fullmatch(fold(short[0]))))
    initials = fold("".join(word[0] for word in words))
    if len(words) < 2 or _SYLLABLE.fullmatch(initials) or (initials.upper(),) in table:
        return ()
    if not _stands(connection, (initials,)) or not _stands(connection, (*words, initials)):
        return ()
    expression = compile_term(Term((*map(fold, words), initials)))
    shorts = {
        (short,)
        for short, long in _explained(connection, expression)
        if len(long) == len(words) and all(map(_same, words, long))
    }
    # What has another meaning elsewhere would find what is not meant.
    return tuple(sorted(short for short in shorts if meanings(connection, table, short[0])))


def _same(typed: str, written: str) -> bool:
    if has_marks(typed):
        return typed.lower() == written.lower()
    return fold(typed) == fold(written)


def _stands(connection: sqlite3.Connection, words: Words) -> bool:
    sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
    expression = compile_term(Term(tuple(map(fold, words))))
    return connection.execute(sql, [expression]).fetchone() is not None


def _explained(connection: sqlite3.Connection, expression: str) -> Iterator[tuple[str, Words]]:
    """Each abbreviation that a text explains, with its meaning, in the first TEXTS that match."""
    sql = (
        "SELECT title, summary, body FROM articles WHERE id IN "
        "(SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)"
    )
    for texts in connection.execute(sql, [expression, TEXTS]):
        for text in texts:
            yield from explained(text or "")


def explained(text: str) -> Iterator[tuple[str, Words]]:
    """Each abbreviation in brackets behind its meaning, `Khu kinh tế (KKT)`, and its words."""
    for bracket in _BRACKET.finditer(text):
        before = one_spelling(text[max(0, bracket.start() - BEFORE) : bracket.start()])
        spans = words_in(before)[-len(bracket[1]) :]
        words = tuple(before[start:end].lower() for start, end in spans)
        gaps = [before[end:start] for (_, end), (start, _) in pairwise(spans)]
        if (
            len(words) == len(bracket[1])
            and "".join(_initial(word) for word in words) == bracket[1]
            and all(map(_BETWEEN.fullmatch, gaps))
            and not before[spans[-1][1] :].strip()
        ):
            yield bracket[1], words


def _initial(word: str) -> str:
    return "Đ" if word[0] == "đ" else fold(word[0]).upper()


def _words(text: str) -> Words:
    return tuple(text[start:end].lower() for start, end in words_in(text))
