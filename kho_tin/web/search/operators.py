"""The search operators, `name:value`, a row of ROWS each.

By these rows queries are parsed (`query.py`) and put into SQL (`expression.py`); from them the help
on the pages and the table in docs/searching.md are made. A minus sign before an operator excludes
what it means. With a value that makes no sense (`year:soon`, `site:`) it is taken for words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from kho_tin.archive.search.query import compile_terms, parse
from kho_tin.registers.document_numbers import normal_number
from kho_tin.registers.units import gazetteer

_YEARS: Final = re.compile(r"(?P<first>\d{4})?(?P<to>\.\.\.?|-|–)?(?P<last>\d{4})?")

_ISO: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_VIETNAMESE: Final = re.compile(
    r"(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII
)
STATES: Final = ("listed", "unlisted", "gone", "blocked", "error")

Values = tuple[str | int, ...]


@dataclass(frozen=True)
class Operator:
    """`read` turns the value as typed into parameters for SQL; None: it makes no sense.

    `condition` is SQL that is true of each article `a` that is meant: then there is a parameter for
    each `?` in it, and quotes around the value are removed before. An operator that looks for words
    in the `indexed` columns of `articles_fts` has one parameter, an FTS5 expression.
    """

    name: str
    examples: tuple[str, ...]  # the first is shown on the pages
    english: str  # what it finds
    vietnamese: str
    read: Callable[[str], Values | None]
    condition: str | None = None
    indexed: tuple[str, ...] = ()
    given_twice: Literal["either", "both"] = "either"  # how many of them an article must meet


def _lower(value: str) -> Values | None:
    return (value.lower(),) if value else None


def words(value: str) -> Values | None:
    """Words and phrases by the rules of the whole query; none of them can be excluded."""
    terms = parse(value)
    if not terms or any(term.excluded for term in terms):
        return None
    return (compile_terms(terms),)


def _years(value: str) -> Values | None:
    """`2021`, `2019..2021`, `2019..`, `..2021`; also with a hyphen. The first and the last year."""
    read = _YEARS.fullmatch(value)
    if not read or not (read["first"] or read["last"]):
        return None
    if not read["to"]:
        return (int(read["first"]), int(read["first"])) if not read["last"] else None
    first, last = int(read["first"] or 0), int(read["last"] or 9999)
    return min(first, last), max(first, last)


def _day(value: str, month: str, day: str) -> str | None:
    """The day that a value names, ISO 8601; `month` and `day` where it names none."""
    if read := _ISO.fullmatch(value):
        parts = read["year"], read["month"] or month, read["day"] or day
    elif read := _VIETNAMESE.fullmatch(value):
        parts = read["year"], read["month"].zfill(2), (read["day"] or day).zfill(2)
    else:
        return None
    return "-".join(parts) if "01" <= parts[1] <= "12" and "01" <= parts[2] <= "31" else None


def _first_day(value: str) -> Values | None:
    day = _day(value, "01", "01")
    return (day,) if day else None


def _last_day(value: str) -> Values | None:
    # No month has more days, and as texts they sort so.
    day = _day(value, "12", "31")
    return (day,) if day else None


def _state(value: str) -> Values | None:
    return (value.lower(),) if value.lower() in STATES else None


def _document(value: str) -> Values | None:
    """The first and the last number that is meant: `1985` begins a number before its symbol."""
    if value.isascii() and value.isdecimal():
        number = f"{int(value):02}"
        return f"{number}-", f"{number}/\U0010ffff"
    typed = normal_number(value)
    return (typed, typed) if typed else None


def _place(value: str) -> Values | None:
    """A list, in JSON, of the units that are meant: of this name, and what they were or are."""
    known = gazetteer()
    ids = {unit for named in known.named(value) for unit in known.related(named)}
    return (json.dumps(sorted(ids), ensure_ascii=False),) if ids else None


ROWS: Final = (
    Operator(
        "site",
        examples=("site:sample",),
        english="articles of the site with this short name",
        vietnamese="bài của trang nguồn có tên ngắn này",
        read=_lower,
        condition="a.site = ? COLLATE NOCASE",
    ),
    Operator(
        "author",
        examples=('author:"văn an"', "author:khải"),
        english="articles by an author of this name, typed with marks or without",
        vietnamese="bài của tác giả có tên này, gõ có dấu hay không dấu",
        read=words,
        indexed=("author", "author_folded"),
        given_twice="both",
    ),
    Operator(
        "year",
        examples=("year:2019..2021", "year:2021", "year:2019..", "year:..2021"),
        english="articles published in these years",
        vietnamese="bài đăng trong các năm này",
        read=_years,
        condition="a.year BETWEEN ? AND ?",
    ),
    Operator(
        "from",
        examples=("from:2021-06-02", "from:2/6/2021", "from:2021-06", "from:2021"),
        english="articles published on this day or later",
        vietnamese="bài đăng từ ngày này trở đi",
        read=_first_day,
        condition="substr(a.published, 1, 10) >= ?",
        given_twice="both",
    ),
    Operator(
        "to",
        examples=("to:2021-06-30", "to:30/6/2021", "to:2021-06", "to:2021"),
        english="articles published on this day or earlier",
        vietnamese="bài đăng đến hết ngày này",
        read=_last_day,
        condition="substr(a.published, 1, 10) <= ?",
        given_twice="both",
    ),
    Operator(
        "state",
        examples=("state:gone", "state:unlisted", "state:listed"),
        english="articles of which the site said so at the last look",
        vietnamese="bài có tình trạng ấy ở lần kiểm tra gần nhất",
        read=_state,
        condition="a.state = ?",
    ),
    Operator(
        "doc",
        examples=("doc:1985/QĐ-BQL", "doc:35/2022/nd-cp", "doc:1985"),
        english="articles that mention the document of this number",
        vietnamese="bài có nhắc đến văn bản mang số này",
        read=_document,
        condition="EXISTS (SELECT 1 FROM documents_cited AS cited WHERE cited.article = a.id "
        "AND cited.number BETWEEN ? AND ?)",
        given_twice="both",
    ),
    Operator(
        "place",
        examples=('place:"Đông Hòa"', 'place:"xã hoà tâm"', 'place:"dak lak"'),
        english="articles that name this place, or what it was before July 2025, or is now",
        vietnamese="bài nhắc đến nơi này, hoặc tên cũ, tên mới của nó qua đợt sáp nhập năm 2025",
        read=_place,
        condition="EXISTS (SELECT 1 FROM places WHERE places.article = a.id "
        "AND places.unit IN (SELECT value FROM json_each(?)))",
        given_twice="both",
    ),
)
OPERATORS: Final = {row.name: row for row in ROWS}


def table() -> str:
    """The rows as docs/searching.md has them: `python -m kho_tin.web.search.operators`."""
    lines = ["| operator | finds | given twice | in the index |", "|---|---|---|---|"]
    for row in OPERATORS.values():
        examples = " · ".join(f"`{example}`" for example in row.examples)
        index = "yes" if row.indexed else "no"
        lines.append(f"| {examples} | {row.english} | {row.given_twice} | {index} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
