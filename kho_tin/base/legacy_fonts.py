"""Vietnamese in font encodings from before Unicode: TCVN3 (".VnTime") and VNI ("VNI-Times").

Both put Vietnamese letters in the places of Western ones, so the text arrives as valid but
senseless Latin-1: "C«ng t¸c" (TCVN3), "Coâng taùc" (VNI) for "Công tác". TCVN3 is TCVN
5712:1993 VN3, one byte a letter; VNI writes a vowel and then a sign for its mark.
"""

from __future__ import annotations

import re
from itertools import islice

from kho_tin.base.markup import without_scripts, without_tags

_TCVN3 = str.maketrans(
    dict(
        zip(
            "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
            "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
            strict=True,
        )
    )
)

_VNI_MARKS = {
    "a": {
        "ù": "á",
        "ø": "à",
        "û": "ả",
        "õ": "ã",
        "ï": "ạ",
        "ê": "ă",
        "é": "ắ",
        "è": "ằ",
        "ú": "ẳ",
        "ü": "ẵ",
        "ë": "ặ",
        "â": "â",
        "á": "ấ",
        "à": "ầ",
        "å": "ẩ",
        "ã": "ẫ",
        "ä": "ậ",
    },
    "e": {
        "ù": "é",
        "ø": "è",
        "û": "ẻ",
        "õ": "ẽ",
        "ï": "ẹ",
        "â": "ê",
        "á": "ế",
        "à": "ề",
        "å": "ể",
        "ã": "ễ",
        "ä": "ệ",
    },
    "o": {
        "ù": "ó",
        "ø": "ò",
        "û": "ỏ",
        "õ": "õ",
        "ï": "ọ",
        "â": "ô",
        "á": "ố",
        "à": "ồ",
        "å": "ổ",
        "ã": "ỗ",
        "ä": "ộ",
    },
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
               "í": "í", "ì": "ì"}  # fmt: skip


def _vni_table() -> dict[str, str]:
    table = {}
    for vowel, marks in _VNI_MARKS.items():
        for mark, letter in marks.items():
            table[vowel + mark] = letter
            # Capitals carry a capital or a small sign, as the typist's keyboard had it.
            table[vowel.upper() + mark.upper()] = letter.upper()
            table[vowel.upper() + mark] = letter.upper()
    for sign, letter in _VNI_SINGLE.items():
        table[sign] = letter
        table[sign.upper()] = letter.upper()
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Everyday words of government news. Each holds a letter that only Vietnamese has.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "của và được các những một với đã tại người năm về tỉnh đầu tư kinh tế phát triển việc"
        " thực hiện quản lý nước nhà sở công nghiệp dự án ngày để này cho trong không số đồng"
        " khu tác định hội nghị quyết doanh huyện xã thành phố ủy ban dân đến trên",
    )
)
_ENTITY = re.compile(r"&[a-z]+;", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_HIGH = bytes(range(0xA1, 0x100))  # in Latin-1; counted so, a page takes a tenth of the time
# Letters of _HIGH that a text must have, so that little is no evidence. Each word that counts needs
# one, so that fewer than _MORE_WORDS can never do. The tests hold from 5 to 10, and fail with 20.
_FEWEST_HIGH = 10
# For so many letters of _HIGH a text may have one of _REAL (a title in Unicode, say): with more it
# is Unicode already. The tests hold from 5 to 100.
_HIGH_TO_REAL = 20
# A bound on time: characters in which words are counted; the tests hold from 6,000 to 600,000.
_LOOKED_AT = 60_000
# Words of _WORDS that must be won by the reading: fewer may be there by chance. The tests hold from
# 3 to 10, and fail with 20.
_MORE_WORDS = 5
# By how many times their number must grow; the tests hold from 1 to 4.
_TIMES_THE_WORDS = 2
_REAL = re.compile("[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0]")
_COPYRIGHT = re.compile(r"©(?=\s*(?:\d|<|copyright|b?ản quyền))", re.I)


def detect(text: str) -> str | None:
    """ "TCVN3", "VNI" or None: what `text` (HTML or plain) is written in."""
    if text.isascii():
        return None
    western = text.encode("latin-1", "ignore")
    high = len(western) - len(western.translate(None, _HIGH))
    real = islice(_REAL.finditer(text), high // _HIGH_TO_REAL, None)
    if high < _FEWEST_HIGH or next(real, None) is not None:
        return None
    plain = _ENTITY.sub(" ", without_tags(without_scripts(text), " "))[:_LOOKED_AT]
    # Only these can hold a word that counts, and they are few in most pages.
    plain = " ".join(piece for piece in plain.split() if not piece.isascii())
    before = _known_words(plain)
    for name in ("TCVN3", "VNI"):
        after = _known_words(to_unicode(plain, name))
        if after - before >= _MORE_WORDS and after > _TIMES_THE_WORDS * before:
            return name
    return None


def to_unicode(text: str, encoding: str) -> str:
    """`text` from `encoding` ("TCVN3" or "VNI") into Unicode, NFC."""
    if encoding == "TCVN3":
        parts = _COPYRIGHT.split(text)
        return "©".join(part.translate(_TCVN3) for part in parts)
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def _known_words(text: str) -> int:
    return sum(1 for word in _WORD.findall(text) if not word.isascii() and word.lower() in _WORDS)
