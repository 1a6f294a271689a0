"""One spelling of each word, for the index and for what is typed: where spellings are equal.

The classes, and why each loses nothing, stand in docs/searching.md:

- the tone mark of an open `oa`, `oe`, `uy` stands on the first vowel (`hoà` as `hòa`), but not
  after `q`, whose `u` is no vowel (`quý`);
- `i` that makes a whole syllable with `h`, `k`, `l`, `m`, `s` or `t` is written `y` (`kĩ` as `kỹ`);
- `ăk`, which no other Vietnamese word has than names of the Central Highlands, is written `ắk`;
- the letter eth, which old fonts print like it, is `đ`;
- points between thousands are left out (`1.150` as `1150`), and a decimal comma is a letter, so
  that a number is one word, and `8,6` is not `8/6`.

The rules are those of the Ministry of Education of 1984 (both placings are taught) and of
Decision 1989/QĐ-BGDĐT of 2018 (`i` at the end of a syllable).
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

_TONES: Final = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_OPEN: Final = ("oa", "oe", "uy")
NUMBERS: Final = re.compile(
    r"(?<![\w.,])(?:[0-9]{1,3}(?:\.[0-9]{3}){1,6}(?:,[0-9]{1,6})?|[0-9]{1,9},[0-9]{1,6})"
    r"(?!\w|[.,][0-9])"
)
# Lisu letter tone na po: looks like a comma, and is a letter to FTS5 and to Python.
COMMA: Final = "\ua4f9"
_ETH: Final = tuple(zip("ÐðƉ", "ĐđĐ", strict=True))


def _placings() -> dict[str, str]:
    """Both letters with the mark on the second, as both with the mark on the first."""
    placed: dict[str, str] = {}
    for first, second in _OPEN:
        for tone in _TONES:
            for vowel in (first, first.upper()):
                for other in (second, second.upper()):
                    late, early = vowel + other + tone, vowel + tone + other
                    placed[normalize("NFC", late)] = normalize("NFC", early)
    return placed


_PLACED: Final = _placings()
_LATE: Final = {early: late for late, early in _PLACED.items()}
_I: Final = "iìíỉĩịIÌÍỈĨỊ"
_Y: Final = str.maketrans(_I, "yỳýỷỹỵYỲÝỶỸỴ")
_AK: Final = str.maketrans("ăĂ", "ắẮ")
_WORD: Final = r"(?<![^\W_])"  # no letter nor digit before; `\b` takes _ for a letter
_END: Final = r"(?![^\W_])"
# Any two letters of those that are placed: twice as fast as all pairs of them. The others stay.
_FIRST, _SECOND = map("".join, map(sorted, map(set, zip(*_PLACED, strict=True))))
_EQUAL: Final = re.compile(
    rf"(?P<placed>(?<![qQ])[{_FIRST}][{_SECOND}]{_END})"
    rf"|{_WORD}(?P<vowel>[hklmstHKLMST][{_I}]){_END}"
    r"|(?P<highlands>[ăĂ][kK])"
)


def one_spelling(text: str) -> str:
    """`text` in NFC with each word in the one of its equal spellings that the index has.

    Capitals and all other marks stay; doing it twice changes nothing.
    """
    joined = NUMBERS.sub(one_word, normalize("NFC", text))
    return _EQUAL.sub(_spelt, _without_eth(joined))


def _without_eth(text: str) -> str:
    # A hundredth of the time of str.translate.
    for eth, letter in _ETH:
        text = text.replace(eth, letter)
    return text


def one_word(number: re.Match[str]) -> str:
    """What NUMBERS finds, `1.150,5`, as the index has it."""
    return number[0].replace(".", "").replace(",", COMMA)


def _spelt(match: re.Match[str]) -> str:
    text = match[0]
    if match.lastgroup == "placed":
        return _PLACED.get(text, text)
    return text.translate(_Y if match.lastgroup == "vowel" else _AK)


def beginnings(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the words begin with that `word*` stands for, and which of them are meant as a whole.

    `kĩ*` also stands for `kỹ`, and `hòa*` for `hoàn` as `hoà*` does; but `ky*` for no `kinh`.
    """
    own = _without_eth(normalize("NFC", word))
    equal = one_spelling(own)
    if own[-1:] in _I and equal != own:
        return (own,), (equal,)
    late = _LATE.get(own[-2:]) if own[-3:-2] not in ("q", "Q") else None
    return tuple(dict.fromkeys((own, equal, own[:-2] + late if late else own))), ()
