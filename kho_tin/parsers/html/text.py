"""From a page's bytes to Unicode text, in the form of `base.text`."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

from kho_tin.base import legacy_fonts
from kho_tin.base.text import squeeze
from kho_tin.parsers.html.completeness import without_preamble
from kho_tin.parsers.model import Problem

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*(?:[\"']\s*)?([a-zA-Z0-9_:.-]+)", re.I)

_HEAD = 4096  # bytes in which a charset is declared; the HTML Standard asks for the first 1,024
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# UTF-8 characters for each lost byte, in a page that does not declare UTF-8; same from 10 to 40.
_RIGHT = 20
_RIGHT_DECLARED = 3  # and in one that does; same from 1 to 6

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Names under which pages declare a charset that Python knows by another name.
_ALIASES = {
    "x-user-defined": "cp1252",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "windows-1258": "cp1258",
    "x-sjis": "utf-8",
}

# Editors of some portals lose the ampersand of an entity ("ldquo;An toàn ...rdquo;"). These
# names are no words in Vietnamese or English, so that a match is never the author's own text.
_LETTERS = (
    "[AEIOUYaeiouy](?:acute|grave|circ|tilde|uml)|[Cc]cedil|[NnOoAa]tilde|eth|ETH|szlig|aring|Aring"
)
_SIGNS = "[lr][sd]quo|[bs]dquo|sbquo|hellip|[mn]dash|laquo|raquo|middot|nbsp|quot"
_LOST_AMPERSAND = re.compile(rf"(?<!&)({_LETTERS}|{_SIGNS});")
_LOST_AMP = re.compile(r"(?<=[^\W\d_])amp;|\bamp;(?=\w)")
_TWICE_ESCAPED = re.compile(rf"&(?:amp;)?({_LETTERS}|{_SIGNS}|amp|lt|gt|#\d{{2,5}}|#x[0-9a-f]+);")


_WORD = re.compile(r"\w+")


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, parted by blanks, as a set."""
    return frozenset(text.split())


def repair_entities(text: str) -> str:
    """A line with entities decoded that lost their ampersand, or were escaped twice. Some of them
    are blanks, so the line is squeezed again."""
    if ";" not in text:
        return text
    text = _TWICE_ESCAPED.sub(lambda match: html.unescape(f"&{match.group(1)};"), text)
    text = _LOST_AMPERSAND.sub(lambda match: html.unescape(f"&{match.group(1)};"), text)
    return squeeze(_LOST_AMP.sub("&", text) if "amp;" in text else text)


def words(text: str) -> list[str]:
    """The words of `text`, for comparing."""
    return _WORD.findall(text.casefold())


def plain(text: str) -> str:
    """`text` without case, punctuation and line ends, for comparing."""
    return " ".join(words(text))


def decode(body: bytes, declared: str | None) -> tuple[str, list[Problem]]:
    """The page's text, whatever charset it declares.

    `declared` is the charset of the HTTP header. A byte order mark decides, then UTF-8 if the bytes
    are valid UTF-8 (they cannot be by chance), then the declared charset, then the Vietnamese in
    the text: Windows-1258, or one of the legacy fonts. Problems say what was declared wrongly,
    repaired or lost.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace"), []
    named = _named(declared) or _named(_meta_charset(body))
    is_1258 = False
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        text, problems, is_1258 = _decode_other(body, named, error)
    else:
        problems = []
        if named not in (None, "utf-8") and not text.isascii():
            problems.append(Problem("charset", f"declared as {named}, is UTF-8"))
    # Windows-1258 is read only where the bytes are in no legacy font.
    legacy = None if is_1258 else legacy_fonts.detect(text)
    if legacy is not None:
        text = legacy_fonts.to_unicode(text, legacy)
        problems.append(Problem("repaired_text", f"{legacy} text was turned into Unicode"))
    return text, problems


def query_charset(body: bytes, declared: str | None) -> str:
    """The charset in which browsers send letters in the query of a link on the page (URL Standard,
    "percent-encode after encoding"): the page's own, and UTF-8 for UTF-16."""
    named = _named(declared) or _named(_meta_charset(body)) or "utf-8"
    if named.startswith(("utf-8", "utf-16")) or body.startswith(_MARKS):
        return "utf-8"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return named
    return "utf-8"


def _meta_charset(body: bytes) -> str | None:
    match = _META_CHARSET.search(without_preamble(body), 0, _HEAD)
    return match.group(1).decode("ascii") if match else None


def _named(charset: str | None) -> str | None:
    if not charset:
        return None
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _decode_other(
    body: bytes, named: str | None, error: UnicodeDecodeError
) -> tuple[str, list[Problem], bool]:
    """Decode bytes that are no valid UTF-8; true if they are read as Windows-1258. Its marks stay
    apart, as in the bytes: addresses are made of these."""
    loose = body.decode("utf-8", "replace")
    lost = loose.count("\ufffd")
    # A page of UTF-8 with a few bytes cut or foreign: many characters of two and more bytes are
    # right. Vietnamese in a charset of single bytes makes almost none.
    right = sum(1 for char in loose if char > "\u007f") - lost
    if right > _RIGHT * lost or (named == "utf-8" and right > _RIGHT_DECLARED * lost):
        message = f"{lost} bytes are no UTF-8 (the first at {error.start})"
        return loose, [Problem("charset", message)], False
    problems = []
    western = body.decode("cp1252", "replace")
    vietnamese = body.decode("cp1258", "replace")
    if named not in (None, "utf-8", "cp1252", "cp1258"):
        assert named is not None
        return body.decode(named, "replace"), [], False
    composed = unicodedata.normalize("NFC", vietnamese)
    chosen = "cp1258" if _looks_vietnamese(composed, western) else "cp1252"
    if chosen != named:
        problems.append(Problem("charset", f"declared as {named or 'nothing'}, read as {chosen}"))
    text = vietnamese if chosen == "cp1258" else western
    return text, problems, chosen == "cp1258"


_VIETNAMESE_ONLY = re.compile("[\u1ea0-\u1ef9\u01a0\u01a1\u01af\u01b0\u0102\u0103\u0110\u0111]")
_LETTERS_TO_STRAY = 3  # Vietnamese letters for each mark without a vowel; same from 1 to 6
_STRAY_MARK = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def _looks_vietnamese(as_1258: str, as_1252: str) -> bool:
    """Whether bytes read as Windows-1258 make Vietnamese: nearly all marks combine with a vowel."""
    letters = len(_VIETNAMESE_ONLY.findall(as_1258))
    stray = len(_STRAY_MARK.findall(as_1258))
    if legacy_fonts.detect(as_1252) is not None:
        return False
    return letters > _LETTERS_TO_STRAY * stray and letters > 0


def vietnamese_letters(text: str) -> int:
    """How many letters of `text` only Vietnamese has (the shared ones like "á" left out)."""
    return len(_VIETNAMESE_ONLY.findall(unicodedata.normalize("NFC", text)))


def text_problems(*fields: str | None) -> list[Problem]:
    """Problems in fields that were read: lost characters."""
    lost = sum(field.count("\ufffd") for field in fields if field)
    if lost:
        return [Problem("doubtful_text", f"{lost} characters could not be read")]
    return []
