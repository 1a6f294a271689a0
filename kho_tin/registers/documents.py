"""The documents that a text mentions by their numbers: `1985/QĐ-UBND`, `13/2023/NĐ-CP`.

What counts stands in docs/registers.md. A number whose symbol names its kind stands for itself; one
that names only its issuer (`123/KKT-QLĐT`) counts where the words before it say what it is, or
where it heads a document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, Literal

from kho_tin.registers.document_dates import issued
from kho_tin.registers.document_numbers import (
    CANDIDATE,
    DocumentNumber,
    read_number,
    with_plain_signs,
)
from kho_tin.registers.kinds import BODIES, OF_WORDS
from kho_tin.registers.sentences import Sentences

VERSION: Final = 1

Role = Literal["own", "basis", "cited"]

_WORDS: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(OF_WORDS, key=len, reverse=True))})(?!\w)", re.IGNORECASE
)
# What may stand between two numbers of one list.
_LISTED: Final = re.compile(
    r"(?:\s?\([^()]{1,40}\))?(?:\s?[,;]\s{0,2}|\s{1,2})?(?:(?:và|and)\s)?(?:số\s)?", re.IGNORECASE
)
_LONGEST_BETWEEN: Final = 60
# Between the word that says what it is and the number: "Công văn của Ban Quản lý số".
# A form, a lot or a contract that stands there is what the number is of.
_NEAR: Final = re.compile(r"[^;.!?/\d]{0,40}")
_OF_ELSE: Final = re.compile(
    r"(?<!\w)(?:mẫu|phụ lục|lô|thửa|tờ|đường|hợp đồng|gói thầu|biên bản|hồ sơ|mã|sổ|bản án)(?!\w)",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"[\s(]{0,3}(?:(?:số|no\.?)[\s:]{0,4})?", re.IGNORECASE)
# The head of a document; in running text the word is small, at the beginning of a line too.
_HEADING: Final = re.compile(r"(?:\A|\n)\s{0,9}(?:Số|SỐ|No)\s?[.:]?\s{0,9}\Z")
_HEADING_LENGTH: Final = 24
_OF_LAWS: Final = frozenset(("LUẬT", "NQ", "PL"))
_LAWMAKERS: Final = frozenset(("QH", "UBTVQH"))
_LETTER: Final = frozenset(("công văn", "cv"))
# Letters before a law's number among which its kind is looked for: laws have long names.
_LAW_NAME: Final = 200
# Letters before a number among which the beginning of its clause is looked for.
_CLAUSE: Final = 300


@dataclass(frozen=True)
class DocumentMention:
    """A document's number at `text[start:end]`.

    `kind` is a code of `kinds.KINDS`, None where the text does not say; `issuer` the abbreviation
    of who issued it; `date` ISO 8601. `role` is `own` where the text is that document, `basis`
    where it is what another is based on ("Căn cứ …").
    """

    start: int
    end: int
    number: str
    kind: str | None
    issuer: str
    year: int | None
    date: str | None
    place: str | None
    role: Role
    sentence: str


def find_documents(text: str) -> list[DocumentMention]:
    """All numbers of documents in `text` (NFC), in their order."""
    plain = with_plain_signs(text)
    numbers = [*filter(None, map(read_number, CANDIDATE.finditer(plain)))]
    if not numbers:  # as in most texts: nothing else is looked for
        return []
    sentences = Sentences(text)
    words = _Words(plain)
    mentions: list[DocumentMention] = []
    for number in numbers:
        heads = _heads(plain, number.start)
        kind = _kind(plain, number, words, mentions[-1] if mentions else None)
        if heads and number.symbol is None:
            kind = None  # the words above it are not of this document
            if len(number.abbreviations) == 1:
                continue
        elif kind is None:
            continue
        when = issued(plain, number.end, in_head=heads)
        mentions.append(
            DocumentMention(
                number.start,
                number.end,
                number.number,
                kind,
                _issuer(number, kind),
                number.year or when.year,
                when.date,
                when.place,
                "own" if heads else "basis" if _is_basis(plain, number.start) else "cited",
                sentences.around(number.start, number.end),
            )
        )
    return mentions


class _Words:
    """The words of a text that name kinds of documents."""

    def __init__(self, text: str) -> None:
        words = [(word.end(), word[0].lower()) for word in _WORDS.finditer(text)]
        self._ends = [end for end, _ in words]
        self._words = [word for _, word in words]

    def last(self, before: int) -> tuple[int, str]:
        """Where the last word ends, and the word; it is empty if there is none."""
        at = bisect_right(self._ends, before)
        return (self._ends[at - 1], self._words[at - 1]) if at else (before, "")

    def law(self, before: int) -> str | None:
        """The kind of a law, from the last word that names one."""
        for at in range(bisect_right(self._ends, before) - 1, -1, -1):
            if before - self._ends[at] > _LAW_NAME:
                break
            if OF_WORDS[self._words[at]] in _OF_LAWS:
                return OF_WORDS[self._words[at]]
        return None


def _kind(
    text: str, number: DocumentNumber, words: _Words, last: DocumentMention | None
) -> str | None:
    """The kind of a number by its symbol, by the words before it, or by the list it stands in; None
    where nothing says that it is a document's."""
    end, word = words.last(number.start)
    gap = text[end : number.start]
    if number.symbol:
        at_once = word if _NUMBERED.fullmatch(gap) else ""
        # The Party's rules have the symbol of decisions.
        if number.symbol == "QĐ" and OF_WORDS.get(at_once) == "QyĐ":
            return "QyĐ"
        return "CV" if at_once in _LETTER else number.symbol
    in_list = last and _is_list(text, last.end, number.start)
    if number.issuer in _LAWMAKERS:
        kind = words.law(number.start) or (last.kind if in_list and last else None)
        return kind if number.year else None
    kind = OF_WORDS.get(word)
    is_body = number.issuer.upper() in BODIES
    named = kind == "CV" or is_body or (kind and number.abbreviations[0].startswith(kind))
    if kind and named and _NEAR.fullmatch(gap) and not _OF_ELSE.search(gap):
        return kind
    if in_list and last:
        return last.kind
    return "CV" if is_body and len(number.abbreviations) > 1 else None


def _issuer(number: DocumentNumber, kind: str | None) -> str:
    """Who issued it, now that the kind is known."""
    first, *others = number.abbreviations
    if kind == "CV" and number.symbol != "CV":
        return first  # of offices whose name is like a kind's: the tax office, CT
    if number.symbol is None and kind and others and first != kind and first.startswith(kind):
        return others[0]  # a kind of a longer name: BBLV
    return number.issuer


def _is_list(text: str, end: int, start: int) -> bool:
    return start - end <= _LONGEST_BETWEEN and _LISTED.fullmatch(text, end, start) is not None


def _heads(text: str, start: int) -> bool:
    """Whether a number stands in the head of a document: `Số: 1985/QĐ-UBND` on a line."""
    return _HEADING.search(text[max(0, start - _HEADING_LENGTH) : start]) is not None


def _is_basis(text: str, start: int) -> bool:
    """Whether the clause in which a number stands begins with "Căn cứ"."""
    first = max(0, start - _CLAUSE)
    border = max(text.rfind(sign, first, start) for sign in ("\n", ";", ". "))
    clause = text[border + 1 if border >= 0 else first : start]
    return clause.lstrip(" -+*.").lower().startswith("căn cứ")
