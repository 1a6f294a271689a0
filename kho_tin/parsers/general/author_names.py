"""The names in a line or an element that is for the author, on pages of any language."""

from __future__ import annotations

import re
import unicodedata

from kho_tin.parsers.html.text import vietnamese_letters
from kho_tin.parsers.vietnamese.bylines import read_byline
from kho_tin.parsers.vietnamese.dates import find_date
from kho_tin.parsers.vietnamese.names import is_account, is_department, strip_title

# Characters of a line with authors: several names with their offices; same from 100 to 400.
LONGEST_AUTHORS = 200
# Characters of a name; a department's may be longer (`names.is_department`); same from 30 to 120.
_LONGEST_NAME = 60
_NAME_WORDS = 6  # words of a name: the longest of 181 news pages has five
_MOST = 12  # a bound: names of one line
# Labels before a name in the languages of the larger news sites, and verbs behind an office.
_BY = re.compile(
    r"^\W*(?:(?:story|text|words|written|reported|posted|published|reviewed|created|article)\s)?"
    r"(?:by|von|par|por|di|door|av|автор|oleh|yazar|autor|autore|auteur|author)s?\b\s?:?\s?",
    re.IGNORECASE,
)
# The same of a line that stands near the title, and is no sentence.
_BY_FOREIGN = re.compile(r"^(?:von|par|por|di|door|av|автор)\s", re.IGNORECASE)
_TAIL = re.compile(
    r"\s?(?:\b(?:published|updated|posted|last modified|modified|on|at|in|for|follow|view|see all"
    r"|read more|more from|contact|email)\b|[|•·–—(\[<@#]|\s-\s|https?:).*$",
    re.IGNORECASE | re.DOTALL,
)
# What stands between a name and the date behind it.
_WHEN = re.compile(r"\s(?:vào lúc|lúc|vào ngày|vào|ngày|on|at)$", re.IGNORECASE)
_EDGES = " \n\t,;|–-"
_FOLLOW = re.compile(r"^follow\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s?(?:[,;/&+]|\b(?:and|und|et|y|e|dan|và|och|en)\b(?=\s[A-ZÀ-Þ@]))\s?")
# An office, a company or a place behind a name.
_OFFICE = re.compile(
    r"\b(?:writers?|reporters?|correspondent|editors?|columnist|contributors?|contributing|producer"
    r"|staff|analyst|photographer|journalist|bureau|chief|author|blogger|special to|phd|ph\.d|md|jr"
    r"|news|press|business|editorial|redakteur|redacción|redaktion|redazione)\b",
    re.IGNORECASE,
)
_LETTERS_OF_OFFICE = 5  # letters of a degree or an acronym behind a name ("RDN"); same from 2 to 10
_PARTICLE = re.compile(
    r"^(?:de|da|do|dos|das|del|della|di|du|des|la|le|van|von|der|den|bin|ibn|al|el|ter|ten|zu|af|y|e"
    r"|d['’]\w+|al-\w+)$"
)
_ARTICLE = re.compile(r"^the\s", re.IGNORECASE)
# A nickname within a name: Anna "Lan" Berg.
_NICKNAME = re.compile(r"(?<=\S\s)[\"“”'‘’][\w .'’-]{1,30}[\"“”'‘’]\s(?=\S)")
_NO_NAME = re.compile(
    r"[!?…:\d=<>{}\[\]\"“”]|\b(?:the|this|that|how|what|why|watch|your|our|with|from|about|comments?|views?"
    r"|share|photos?|read|click|more|is|are|was|lượt|xem)\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:news|press|agency|staff|team|desk|redaction|redaktion|editorial"
    r"|bureau|wire|daily|times|post|weekly|sport|ban biên tập|thông tấn|group|media|software"
    r"|solutions?|design|studio|web|website|company|corp|inc|ltd|jsc|portal|cổng|trang|tập đoàn"
    r"|gmbh|verlag|llc|e\.v|digital|technology|tech|joomla|wordpress|drupal|network|online)\b",
    re.IGNORECASE,
)
_ACRONYM = 3  # letters of one: two may be initials; same from 2 to 6


def author_names(text: str, site_names: tuple[str, ...] = ()) -> str | None:
    """The names in `text`, joined by ", ": people, or, without any, the department that it names.
    None when it names nobody, or only the site or an account."""
    if len(text) > LONGEST_AUTHORS:
        return None
    line = before_date(text)
    # Where Vietnamese is written its own rules are the better ones, labels and offices included.
    byline = read_byline(line, site_names) if vietnamese_letters(line) else None
    if byline is not None:
        return byline.author
    if people := _people(line, site_names):
        return people
    byline = read_byline(line, site_names)
    if byline is None or not byline.author:
        return None
    return _people(byline.author, site_names) or (
        byline.author if is_department(byline.author) else None
    )


def signed_names(text: str, site_names: tuple[str, ...] = ()) -> str | None:
    """The people in a line that begins with "by" in another language than English and Vietnamese
    ("Von Anna Berg, Lamstadt"); None where it names none by two words or more."""
    if len(text) > LONGEST_AUTHORS or not _BY_FOREIGN.match(text):
        return None
    if text.isupper() or vietnamese_letters(text):
        return None  # "Di" begins the name of many a monument
    names = [name for name in _people(before_date(text), site_names).split(", ") if " " in name]
    return ", ".join(names) or None


def before_date(text: str) -> str:
    """A line up to its date: "Đăng bởi Lê Thị An lúc 2/6/2021" without when."""
    date = find_date(text)
    return _WHEN.sub("", text[: date.start].strip(_EDGES)).strip(_EDGES) if date else text.strip()


def _people(line: str, site_names: tuple[str, ...]) -> str:
    """The names at the beginning of a line, without offices, accounts and the site. A single word
    behind a full name is a place or a paper."""
    if _FOLLOW.match(line):
        return ""
    line = _TAIL.sub("", _BY.sub("", line)).strip(" ,;.–-·•")
    names: list[str] = []
    for part in _BETWEEN.split(line)[:_MOST]:
        name = _without_site(strip_title(_once(part.strip(" .,;"))), site_names)
        if not name or is_account(name) or is_site(name, site_names):
            continue
        acronym = name.isupper() and len(name) <= _LETTERS_OF_OFFICE
        place = " " not in name and any(" " in other for other in names)
        if names and (acronym or place or _OFFICE.search(name)):
            continue
        if not is_name(name):
            break
        names.append(name)
    return ", ".join(dict.fromkeys(names))


def _without_site(name: str, site_names: tuple[str, ...]) -> str:
    """A name without the site's behind it, as pages print it in the next line."""
    for site in site_names:
        shorter = name[: -len(site)].rstrip()
        if " " in shorter and name.casefold().endswith(site.casefold()):
            return shorter
    return name


def _once(name: str) -> str:
    """A name without its repetition ("An Lê An Lê"), as pages print one for readers and one for
    programs."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else name


def is_name(text: str) -> bool:
    """Whether a text looks like the name of a person or of who signs for many, in any script that
    has capitals, or in one that has none."""
    text = _NICKNAME.sub("", _ARTICLE.sub("", text))
    words = text.split()
    if not 1 <= len(words) <= _NAME_WORDS or len(text) > _LONGEST_NAME or _NO_NAME.search(text):
        return False
    small = [word for word in words if word[0].islower() and not _PARTICLE.match(word)]
    return not small and any(not word[0].islower() for word in words)


def is_office(text: str) -> bool:
    """Whether a text names what somebody does for a paper, or a part of it ("Staff Writer")."""
    return _OFFICE.search(text) is not None


def is_organisation(text: str) -> bool:
    """Whether a name is that of a body, a paper, or a company: an acronym among other words is."""
    words = text.split()
    acronym = any(len(word) >= _ACRONYM and word.isupper() for word in words)
    mixed = acronym and not text.isupper()
    return mixed or is_department(text) or bool(_ORGANISATION.search(text))


def is_site(text: str, site_names: tuple[str, ...]) -> bool:
    """Whether a name is the site's, written in whatever way ("Báo Hải Lam", "baohailam")."""
    plain = _letters(text)
    return any(plain == _letters(name) for name in site_names)


def _letters(text: str) -> str:
    """The letters of a name without marks, as host names have them."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())
