"""What was meant by keys of an input method that was off: `ddaauf tuw` is `đầu tư`.

Telex: `aa ee oo aw ow uw dd` are `â ê ô ă ơ ư đ`, `w` alone `ư`; `s f r x j` behind the vowel are
the tones. VNI: `6 7 8 9` and `1` to `5`. A letter may be typed anywhere behind the one it changes.
"""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

LONGEST: Final = 12  # letters: `nghieengs` has nine
_TONES: Final = {
    **dict(zip("sfrxj", "\u0301\u0300\u0309\u0303\u0323", strict=True)),
    **dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True)),
}
_VOWELS: Final = "aăâeêioôơuưy"
_TWICE: Final = {"a": "â", "e": "ê", "o": "ô"}
_HORNS: Final = {"a": "ă", "o": "ơ", "u": "ư"}
_VNI: Final = {"6": _TWICE, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}


def meant_by(keys: str) -> str | None:
    """The word that these keys make, in NFC; None where they make no other than they show."""
    typed = normalize("NFC", keys.lower())
    if not 2 <= len(typed) <= LONGEST:
        return None
    letters: list[str] = []
    tone = ""
    for key in typed:
        vowels = [place for place, letter in enumerate(letters) if letter in _VOWELS]
        if key in _TONES and vowels:
            tone = _TONES[key]
        elif key in "d9" and letters[:1] == ["d"] and (key == "9" or vowels or len(letters) == 1):
            letters[0] = "đ"
        elif key in _TWICE and key in letters:
            letters[letters.index(key)] = _TWICE[key]
        elif key == "w":
            if not _bend(letters, _HORNS):
                letters.append("ư")
        elif key in _VNI:
            if not _bend(letters, _VNI[key]):
                return None
        elif key.isalpha():
            letters.append(key)
        else:
            return None
    if tone:
        place = _place_of_tone(letters)
        letters[place] = normalize("NFC", letters[place] + tone)
    word = "".join(letters)
    return word if word != typed else None


def _bend(letters: list[str], bent: dict[str, str]) -> bool:
    """Give the last vowels their hook or roof: of `uo` both, of others the last that may."""
    places = [place for place, letter in enumerate(letters) if letter in bent]
    if not places:
        return False
    last = places[-1]
    if bent[letters[last]] == "ơ" and letters[last - 1 : last] == ["u"]:
        letters[last - 1] = "ư"
    letters[last] = bent[letters[last]]
    return True


def _place_of_tone(letters: list[str]) -> int:
    """Where the tone mark stands, `hòa` as the index has it."""
    places = [place for place, letter in enumerate(letters) if letter in _VOWELS]
    start = "".join(letters[:2])
    if start in ("qu", "gi") and len(places) > 1:
        places = places[1:]
    bent = [place for place in places if letters[place] not in "aeiouy"]
    if bent:
        return bent[-1]
    ends_in_consonant = places[-1] < len(letters) - 1
    if len(places) == 1 or (len(places) == 2 and not ends_in_consonant):
        return places[0]
    return places[1]
