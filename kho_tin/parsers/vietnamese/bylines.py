"""Bylines: who wrote an article, and where it was taken from, in a line or two at its end.

Most portals have no field for the author; editors type the byline as the last paragraph,
mostly right-aligned, bold or italic. The source ("Theo Báo …", "Nguồn: …") is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from kho_tin.base.bounded_patterns import BoundedPattern
from kho_tin.base.text import squeeze
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.vietnamese.language import has_vietnamese
from kho_tin.parsers.vietnamese.names import (
    is_account,
    is_bare_initials,
    is_department,
    is_person,
    strip_remark,
    strip_title,
)


@dataclass(frozen=True)
class Byline:
    """`author` (several joined by ", ") and `source`, as far as the line names them."""

    author: str | None = None
    source: str | None = None


# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
# Characters of the longest line that is read as a byline, with a label (same from 100 to 400) and
# without (same from 65 to 260). All patterns expect squeezed lines, without two blanks in a row:
# runs of blanks can be split in many ways.
_LONGEST = 200
_LONGEST_UNLABELLED = 130
_LONGEST_FIELD = 100  # characters of an element for the author; same from 50 to 200
# Words of a source or an author behind a label or in brackets; same from 6 to 24.
_LABELLED_WORDS = 12
_UNLABELLED_WORDS = 8  # words of a source behind a bare "Theo"; same from 4 to 16
# Words of a name that ends with a full stop; more are a sentence; same from 3 to 12.
_NAME_WORDS = 6
# Words of a full name at least: a family name and a given name. The tests fail with 1 and with 3.
_FULL_NAME = 2
_LAST_BLOCKS = 4  # blocks at the end of an article that may be its byline; same from 2 to 8
_MOST_LINES = 4  # lines of one of them; same from 2 to 8
# Blocks above a name that may say that it is a signature ("Đã ký"); same from 1 to 4.
_SIGNED_ABOVE = 2

# "tin bài" and "hình ảnh" are two of these words joined by _AND. If they were listed as well, there
# would be two ways to match each, and 2^n to match n of them.
_WRITTEN = r"tin|bài|bài viết|tác giả|nội dung|text|story|words|người viết"
_SHOT = r"ảnh|hình|clip|video|đồ họa|infographic|photos?|pictures?"
_AND = r"\s?(?:(?:và|&|-|–|,|/|\+|and|;)\s?)?"
_LABEL = BoundedPattern(
    rf"^[\s(*]*(?P<label>(?:{_WRITTEN}|{_SHOT})(?:{_AND}(?:{_WRITTEN}|{_SHOT}))*"
    r"|thực hiện|người thực hiện|biên tập|biên soạn|tổng hợp|người đăng|đưa tin|người đưa tin"
    r"|written by|author|by|reported by|reporter|phóng viên|pv|btv|ctv)"
    r"\s?(?:[:：]|(?<=by)\s|(?<=BY)\s|(?<=By)\s)\s?(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
    longest=_LONGEST,
)
# Labels that need no colon. What follows is a name for certain, or the line is a sentence.
_BY = BoundedPattern(
    r"^[\s(*]*(?P<label>(?:được\s)?(?:đăng|viết|gửi|đưa|thực hiện|tạo)(?:\stin|\sbài)?\sbởi|bởi"
    r"|posted by|published by|submitted by|created by)\s?[:：]?\s(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
    longest=_LONGEST,
)
# Family names of nearly all Vietnamese (the fourteen most frequent, and three others with which no
# paper's name begins): three to five words that begin with one are a person, and no paper.
_FAMILY_NAME = re.compile(
    r"^(?:nguyễn|trần|lê|phạm|huỳnh|hoàng|phan|vũ|võ|đặng|bùi|đỗ|ngô|dương|đinh|đoàn|trịnh)"
    r"(?:\s\w+){2,4}$",
    re.IGNORECASE,
)
_ONLY_SHOT = re.compile(rf"^(?:{_SHOT})(?:{_AND}(?:{_SHOT}))*$", re.IGNORECASE)
_SECOND_LABEL = BoundedPattern(
    rf"[\s\-–—;,.|(]+(?P<label>(?:{_WRITTEN}|{_SHOT})(?:{_AND}(?:{_WRITTEN}|{_SHOT}))*)\s?[:：]\s?",
    re.IGNORECASE,
    longest=_LONGEST,
)
_SOURCE = re.compile(
    r"^[\s(\[*]*(?P<label>theo|nguồn(?:\s(?:tin|bài|ảnh|tin bài|trích dẫn))?|trích(?: từ| nguồn)?"
    r"|dẫn nguồn|source|according to)(?P<colon>\s?[:：]\s?|\s)"
    r"(?P<name>\S(?:.*[^\s)\]*])?)[\s)\]*]*$",
    re.IGNORECASE,
)
_SOURCE_BEHIND = BoundedPattern(
    r"^(?P<author>.+?)[\s,;\-–—]*[(\[]?\s?\b(?:theo|nguồn\s?[:：])\s?[:：]?\s?(?P<name>[^()\[\]]+)[)\]]?$",
    re.IGNORECASE,
    longest=_LONGEST,
)
_SENTENCE = re.compile(r"(?<!\b\w)[.!?…]\s+\S|[;:]\s*$|\./\.$")
_BETWEEN_NAMES = re.compile(r"\s?(?:,|;|\||/|&|\+|\s[-–—]\s?|\s?[-–—]\s|\bvà\b|\band\b)\s?")
# Stands above the name under a decree or a notice: there the name is a signature, not a byline.
_SIGNED = re.compile(
    r"^[^\w\n]*(?:đã ký|đã kí|ký tên|\(ký.{0,40}\)|ký, đóng dấu)[^\w\n]*$"
    r"|^k/?t\.?\s|^tl\.?\s|^tuq\.?\s",
    re.IGNORECASE | re.MULTILINE,
)
_OFFICE = re.compile(
    r"^(?:kt\.?\s*|tl\.?\s*|tm\.?\s*)?(?:quyền\s+|phó\s+)?(?:trưởng ban|giám đốc|chủ tịch|chánh văn"
    r" phòng|trưởng phòng|cục trưởng|chi cục trưởng|bí thư|hiệu trưởng|tổng biên tập)\b.{0,60}$",
    re.IGNORECASE,
)
_QUOTES = "\"'“”‘’()[]*_ .,;:|-–—/"
_EDGES = "\"'“”‘’*_ ,;:|-–—/"


def read_source(text: str) -> str | None:
    """The source that a line names ("(Theo Báo Hải Lam)", "Nguồn: TTXVN"), or None."""
    line = squeeze(text)
    match = _SOURCE.match(line) if len(line) <= _LONGEST_UNLABELLED else None
    if match is None:
        return None
    name = match.group("name").strip(_QUOTES)
    sentence = _SENTENCE.search(name) or len(name.split()) > _LABELLED_WORDS
    if ":" not in match.group("colon") and "：" not in match.group("colon"):
        # "Theo" begins ordinary sentences too: a source is a name, without a comma.
        in_brackets = line.startswith(("(", "["))
        upright = name[:1].isupper() or "." in name
        if not in_brackets and (not upright or "," in name or line.endswith((".", ":", ";"))):
            return None
        sentence = sentence or len(name.split()) > (
            _LABELLED_WORDS if in_brackets else _UNLABELLED_WORDS
        )
    return name if name and not sentence else None


def read_byline(text: str, site_names: tuple[str, ...] = ()) -> Byline | None:
    """The byline in a line; None when it is none.

    The caller sees to it that the line stands where bylines stand. `site_names` are the site's own
    names, which are no authors. A byline that names only an account of the CMS, or the site, comes
    back empty.
    """
    line = squeeze(text)
    if line.endswith((":", "：")):
        return None  # the heading of what follows
    if source := read_source(line):
        if _FAMILY_NAME.match(source) and is_person(source):
            return Byline(author=source)
        return Byline(source=source)
    if posted := _BY.match(line):
        author = _authors(posted.group("rest"), site_names)
        return None if author is None else Byline(author or None)
    if labelled := _LABEL.match(line):
        return _labelled(labelled.group("label"), labelled.group("rest"), site_names)
    if len(line) > _LONGEST_UNLABELLED:
        return None
    if match := _SOURCE_BEHIND.match(line):
        author = _authors(match.group("author"), site_names)
        source = read_source(f"({'Theo '}{match.group('name')})")
        if author is not None and source:
            return Byline(author or None, source)
    author = _authors(line, site_names)
    return None if author is None else Byline(author or None)


def is_labelled_byline(text: str) -> bool:
    """Whether a line names who wrote, with a label ("Tác giả: …", "Đăng bởi …")."""
    line = squeeze(text)
    labelled = _LABEL.match(line) or _BY.match(line)
    return labelled is not None and read_byline(line) is not None


def _labelled(label: str, text: str, site_names: tuple[str, ...]) -> Byline | None:
    """ "Bài: A - Ảnh: B" is by A; "Ảnh: B" alone is by nobody."""
    pieces: list[tuple[str, str]] = []
    position, current = 0, label
    for second in _SECOND_LABEL.finditer(text):
        pieces.append((current, text[position : second.start()]))
        position, current = second.end(), second.group("label")
    pieces.append((current, text[position:]))
    source = None
    authors: list[str] = []
    for name, value in pieces:
        value = value.strip()
        if match := _SOURCE_BEHIND.match(value):
            source = read_source(f"({'Theo '}{match.group('name')})") or source
            value = match.group("author")
        if _ONLY_SHOT.match(name.strip()):
            continue
        known = _authors(value, site_names)
        if known is None:
            # After a label anything short is a name, even one without capitals.
            if len(value.split()) > _LABELLED_WORDS or _SENTENCE.search(value):
                return None
            known = strip_remark(value.strip(_EDGES)).strip(_QUOTES)
        if known:
            authors.append(known)
    return Byline(", ".join(dict.fromkeys(authors)) or None, source)


def _authors(text: str, site_names: tuple[str, ...]) -> str | None:
    """The names in `text` joined by ", "; "" when it names nobody; None when it is no byline."""
    line = strip_remark(text.strip(_EDGES)).strip(_QUOTES.replace(".", ""))
    if not line:
        return None
    if is_account(line) or _same_as_site(line, site_names):
        return ""
    if _SIGNED.search(line) or _OFFICE.match(line):
        return None
    if line.endswith(".") and len(line.split()) > _NAME_WORDS:
        return None  # a sentence that begins with a department's name
    parts = [strip_title(part.strip(_EDGES)) for part in _BETWEEN_NAMES.split(line)]
    several = len(parts) > 1 and all(is_person(part) for part in parts)
    if is_department(line) and not (several and not any(map(is_department, parts))):
        return line
    people: list[str] = []
    departments: list[str] = []
    for part in _BETWEEN_NAMES.split(line):
        name = strip_remark(part.strip(_EDGES)).strip(_QUOTES.replace(".", ""))
        name = strip_title(name.rstrip(".") if not is_bare_initials(name) else name)
        if not name or is_account(name) or _same_as_site(name, site_names):
            continue
        if is_department(name) or _OFFICE.match(name):
            departments.append(name)
        elif is_person(name):
            people.append(name)
        else:
            return None
    return ", ".join(dict.fromkeys(people or departments))


def _same_as_site(text: str, site_names: tuple[str, ...]) -> bool:
    plain = re.sub(r"\W+", " ", text).strip().casefold()
    return any(plain == re.sub(r"\W+", " ", name).strip().casefold() for name in site_names)


def author_field(text: str | None, site_names: tuple[str, ...] = ()) -> str | None:
    """The author from an element for the author; accounts and the site's names are no authors."""
    line = squeeze(text or "").strip(_QUOTES.replace(".", ""))
    if not line:
        return None
    if byline := read_byline(line, site_names):
        return byline.author
    if len(line) > _LONGEST_FIELD or is_account(line) or _same_as_site(line, site_names):
        return None
    return line


def part_last_line(blocks: list[Block]) -> list[Block]:
    """`blocks`; where the last line of the last paragraph is a byline, parted from the text only by
    a line break, it becomes a block of its own."""
    last = next((block for block in reversed(blocks) if block.kind != "image"), None)
    if last is None or last.kind != "paragraph" or "\n" not in last.text:
        return blocks
    text, _, line = last.text.rpartition("\n")
    byline = read_byline(line)
    labelled = bool(_LABEL.match(line)) or read_source(line) is not None
    person = byline is not None and len((byline.author or "").split()) >= _FULL_NAME
    if byline is None or not (labelled or (person and _ends(text))):
        return blocks
    if "\n" not in text and not _ends(text) and last.align == "right":
        return blocks  # a byline of two lines
    place = blocks.index(last)
    parted = [replace(last, text=text), replace(last, text=line, beside_image=False)]
    return [*blocks[:place], *parted, *blocks[place + 1 :]]


def _ends(text: str) -> bool:
    return text.rstrip(' ”"')[-1:] in (".", "!", "?", "…", "/", ")")


def take_byline(
    blocks: list[Block], site_names: tuple[str, ...] = ()
) -> tuple[Byline, list[Block]]:
    """The byline at the end of `blocks`, and the blocks it consists of."""
    author: str | None = None
    source: str | None = None
    signature: list[Block] = []
    texts = [block for block in blocks if block.kind != "image"]
    text = " ".join(block.text for block in texts)
    vietnamese = has_vietnamese(text)
    after_image = {
        id(following) for previous, following in pairwise(blocks) if previous.kind == "image"
    }
    for number, block in enumerate(reversed(texts)):
        before = texts[: len(texts) - number - 1]
        if number >= _LAST_BLOCKS or not before or block.kind not in ("paragraph", "heading"):
            break
        byline = _byline_of(block, before, site_names)
        if byline and byline.author and not (vietnamese or _is_signed(block.text, byline.author)):
            break
        captioned = id(block) in after_image and block.align != "right"
        if captioned and byline and byline.author and is_department(byline.author):
            break
        if byline is None or (byline.author and author) or (byline.source and source):
            break
        author, source = author or byline.author, source or byline.source
        signature.append(block)
    return Byline(author, source), signature


def _is_signed(text: str, author: str) -> bool:
    """Whether the last line of a text that is not Vietnamese is a signature: with a label, or of
    full names. There a word alone, in bold, is the heading of what the page puts below ("Links"),
    and single words in a row are bodies."""
    names = author.split(", ")
    return (
        is_labelled_byline(text)
        or all(len(name.split()) >= _FULL_NAME for name in names)
        or (len(names) == 1 and is_bare_initials(author))
    )


def _byline_of(block: Block, before: list[Block], site_names: tuple[str, ...]) -> Byline | None:
    lines = [squeeze(line) for line in block.text.split("\n")]
    nearby = (*before[-_SIGNED_ABOVE:], block)
    if len(lines) > _MOST_LINES or any(_SIGNED.search(part.text) for part in nearby):
        return None
    bylines = [read_byline(line, site_names) for line in lines]
    known = [line for line in bylines if line is not None]
    if len(known) < len(lines):
        return None
    authors = [line.author for line in known if line.author]
    people = [author for author in authors if not is_department(author)]
    byline = Byline(
        ", ".join(dict.fromkeys(people or authors)) or None,
        next((line.source for line in known if line.source), None),
    )
    labelled = all(_LABEL.match(line) or read_source(line) for line in lines)
    if labelled or block.align == "right":
        return byline
    if block.align == "center" or _OFFICE.match(before[-1].text):
        return None
    if block.bold or block.italic:
        return byline
    # The bare last line, after a paragraph that ends: a person's name, of two words or more.
    closed = _ends(before[-1].text) or before[-1].kind in ("list", "table", "caption")
    plain = byline.author or ""
    if closed and (len(plain.split()) >= 2 or is_bare_initials(plain) or is_department(plain)):
        return byline
    return None
