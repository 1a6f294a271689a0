"""A document's number by itself: what it is made of, and its normal form.

A number has one of three forms: of the State (`1985/QĐ-UBND`, `13/2023/NĐ-CP`, `123/KKT-QLĐT`), of
the Party (`08-NQ/TU`), or of before 1998 (`36-CP`, `217-HĐBT`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kho_tin.registers.kinds import BODIES, JOINT, OF_SYMBOL, spelt

# Letter for letter, so that places in the text stay what they are.
_SIGNS: Final = tuple(zip("ÐðƉ‐‑‒–—−⁄∕／", "ĐđĐ------///", strict=True))
_TOKEN: Final = r"[^\W\d_](?:[^\W_]|&(?=[^\W_])){0,30}"
CANDIDATE: Final = re.compile(
    r"(?:(?<![\w/-])(?<!\d[.,:])|(?<=số)|(?<=Số)|(?<=SỐ))"
    r"(?P<figures>\d{1,3}\.\d{3}|\d{1,6})(?P<letter>[A-Za-zđĐ]?)\s{0,3}"
    r"(?:(?:/\s{0,2}(?P<year>(?:19|20)\d\d)\s{0,2})?(?P<sign>[/-])"
    r"|/\s{0,2}(?P<unsigned>(?:19|20)\d\d))\s{0,2}"  # 13/2023 NĐ-CP
    rf"(?P<symbol>{_TOKEN}(?:\s{{0,2}}[-/.]\s{{0,2}}{_TOKEN}){{0,6}})"
)
_PART: Final = re.compile(rf"(?P<joiner>\s{{0,2}}[-/.]\s{{0,2}})?(?P<token>{_TOKEN})")
# An abbreviation behind which a word was printed without a blank.
_GLUED: Final = re.compile(r"(TTg|TTr|(?-i:[^\W\d_a-zđ]{2,12}))(?:ngày|của|về)")
_ABBREVIATION: Final = re.compile(r"[^\W\d_]{1,24}(?:&[^\W\d_]{1,12})?\d{0,2}")
# A lot's or a building's (`12/B2`); the assembly has its term (`QH15`).
_FIGURED: Final = re.compile(r"(?<!QH)(?<!QH\d)\d\Z")
# Contracts (but not councils), judgments, and standards are no documents of the register.
_OTHERS: Final = re.compile(r"(?:PL)?HĐ(?!ND|BT|QT|TV)|(?:HS|DS|HC|KDTM|LĐ|HNGĐ|TCVN|QCVN)$")
# The assembly's term stands behind its name: QH15.
_TERM: Final = re.compile(r"(?<=QH)\d{1,2}|(?<=HĐND)\d{1,2}")
_PARTED: Final = ("NĐ", "QĐ", "NQ", "TT")  # kinds printed without the hyphen: NĐCP


@dataclass(frozen=True)
class DocumentNumber:
    """A number at `text[start:end]`.

    `number` is its normal form; `symbol` the kind that it names, None where it names only an
    issuer (a letter, a law); `abbreviations` are what the symbol is made of.
    """

    start: int
    end: int
    number: str
    symbol: str | None
    abbreviations: tuple[str, ...]
    issuer: str
    year: int | None


def normal_number(text: str) -> str | None:
    """A number as somebody types it (`1985/qd-ubnd`) in normal form; None if it is none."""
    candidate = CANDIDATE.fullmatch(with_plain_signs(text.strip()).upper())
    read = read_number(candidate) if candidate else None
    return read.number if read and candidate and read.end == candidate.end() else None


def with_plain_signs(text: str) -> str:
    """`text`, as long as it was, with the letters and signs that CANDIDATE has in place of those
    that look like them."""
    for sign, plain in _SIGNS:  # a hundredth of the time of str.translate
        text = text.replace(sign, plain)
    return text


def read_number(candidate: re.Match[str]) -> DocumentNumber | None:
    """What CANDIDATE matches, where it can be a document's number."""
    parts, end = _parts(candidate)
    if not parts or _OTHERS.match(parts[0][1]):
        return None
    parts = _with_parted(parts)
    tokens = [token for _, token in parts]
    symbol = OF_SYMBOL.get(tokens[0].upper())
    issuers = tokens[1:] if symbol else tokens
    if not issuers or len(issuers[0]) < 2 or (symbol == "L" and issuers[0] != "CTN"):
        return None
    is_party = symbol is not None and parts[1][0] == "/"
    is_old = len(parts) == 1 and issuers[0] in BODIES
    if candidate["sign"] == "-" and not is_party and not is_old:
        return None
    year = candidate["year"] or candidate["unsigned"]
    issuers = [_TERM.sub("", issuer) for issuer in issuers]
    return DocumentNumber(
        candidate.start(),
        end,
        _figures(candidate) + "".join(joiner + token for joiner, token in parts),
        symbol,
        tuple(_TERM.sub("", token) for token in tokens),
        "-".join(issuers) if tokens[0] in JOINT else issuers[0],
        int(year) if year else None,
    )


def _figures(candidate: re.Match[str]) -> str:
    """All before the symbol: a number below 10 has a 0 before it, as the decree asks."""
    figures = f"{int(candidate['figures'].replace('.', '')):02}{candidate['letter'].lower()}"
    year = candidate["year"] or candidate["unsigned"]
    return f"{figures}{f'/{year}' if year else ''}{candidate['sign'] or '/'}"


def _parts(candidate: re.Match[str]) -> tuple[list[tuple[str, str]], int]:
    """The abbreviations of a symbol, each with the sign before it, and where the last one ends."""
    parts: list[tuple[str, str]] = []
    end = candidate.end("letter")
    for part in _PART.finditer(
        candidate.string, candidate.start("symbol"), candidate.end("symbol")
    ):
        printed, joiner = part["token"], part["joiner"] or ""
        if parts and not _joins(parts, joiner, printed, candidate["sign"] or "/"):
            break
        glued = _GLUED.fullmatch(printed)
        token = _abbreviation(glued[1] if glued else printed, first=not parts)
        if token is None:
            break
        parts.append((joiner.strip(), token))
        end = part.start("token") + (glued.end(1) - glued.start(1) if glued else len(printed))
        if glued:
            break
    return parts, end


def _joins(parts: list[tuple[str, str]], joiner: str, printed: str, sign: str) -> bool:
    """Whether an abbreviation still belongs to the symbol, and not to what follows it."""
    kind_alone = len(parts) == 1 and parts[0][1].upper() in OF_SYMBOL
    if "/" in joiner:
        return sign == "-" and kind_alone
    if joiner == "-":
        return True
    is_body = printed.upper() in BODIES
    if "." in joiner:
        return joiner == "." and not is_body and len(printed) <= 5
    return kind_alone or (len(parts) == 1 and not is_body)


def _abbreviation(printed: str, *, first: bool) -> str | None:
    """An abbreviation in normal form; None for a word."""
    if not _ABBREVIATION.fullmatch(printed) or (first and _FIGURED.search(printed)):
        return None
    token = spelt(printed, first=first)
    known = token.upper() in OF_SYMBOL or token.upper() in BODIES
    return token if printed.isupper() or known else None


def _with_parted(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`NĐCP`, printed without its hyphen, as NĐ and CP."""
    token = parts[0][1]
    for kind in _PARTED:
        if token.startswith(kind) and token[len(kind) :] in BODIES and token not in OF_SYMBOL:
            body = spelt(token[len(kind) :], first=False)
            return [(parts[0][0], kind), ("-", body), *parts[1:]]
    return parts
