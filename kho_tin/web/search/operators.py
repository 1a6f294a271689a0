"""The search operators, `name:value`, a row of ROWS each.

By these rows queries are parsed (`query.py`) and put into SQL (`expression.py`); from them the help
on the pages and the table in docs/searching.md are made. A minus sign before an operator excludes
what it means. With a value that makes no sense (`year:soon`, `site:`) it is taken for words.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from kho_tin.archive.observations import State
from kho_tin.archive.search.query import FOLDED, WRITTEN, compile_term, parse
from kho_tin.registers.document_numbers import normal_number
from kho_tin.registers.units import gazetteer
from kho_tin.web.search.categories import categories

_YEARS: Final = re.compile(r"(?P<first>\d{4})?(?P<to>\.\.\.?|-|–)?(?P<last>\d{4})?")

_ISO: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_VIETNAMESE: Final = re.compile(
    r"(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII
)
STATES: Final = get_args(State)
_YES: Final = ("yes", "có", "co")
_ALWAYS: Final = ("0000", "9999")  # before and behind every day, ISO 8601

Values = tuple[str | int, ...]


@dataclass(frozen=True)
class Operator:
    """`read` turns the value as typed into parameters for SQL; None: it makes no sense.

    An operator is of one of three kinds. `condition` is SQL that is true of each article `a` that
    is meant: then there is a parameter for each `?` in it, and quotes around the value are removed
    before; `in_archive` makes these parameters of what an archive has. An operator that looks for
    words in the `indexed` columns of `articles_fts` has one parameter, an FTS5 expression. One that
    is a `scope` has columns of the index as parameters: there the query's words are looked for.

    `shown` is SQL for a value that the archive at hand has, for the help on the pages; without it,
    or where it gives none, that shows the first of the `examples`.
    """

    name: str
    examples: tuple[str, ...]
    english: str  # what it finds
    vietnamese: str
    read: Callable[[str], Values | None]
    condition: str | None = None
    indexed: tuple[str, ...] = ()
    scope: bool = False
    given_twice: Literal["either", "both"] = "either"  # how many of them an article must meet
    in_archive: Callable[[sqlite3.Connection, Values], Values] | None = None
    shown: str | None = None


@dataclass(frozen=True)
class Filter:
    """An operator with a value, as a query has it."""

    operator: Operator
    values: Values
    excluded: bool = False


def _lower(value: str) -> Values | None:
    return (value.lower(),) if value else None


def words(value: str) -> Values | None:
    """Words and phrases by the rules of the whole query; none of them can be excluded."""
    terms = parse(value)
    if not terms or any(term.excluded for term in terms):
        return None
    return (" AND ".join(map(compile_term, terms)),)


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


def _changed(value: str) -> Values | None:
    """`2021`, `2024-05`, `2024-05-01..`, `..2/6/2021`, `yes`: the first and the last day."""
    if value.lower() in _YES:
        return _ALWAYS
    first, between, last = value.replace("...", "..").partition("..")
    days = _days(first, last if between else first)
    return days if days is None or days[0] <= days[1] else _days(last, first)


def _days(first: str, last: str) -> tuple[str, str] | None:
    """The first day of the one and the last of the other; without one of them, of all time."""
    since = _day(first, "01", "01") if first else _ALWAYS[0]
    until = _day(last, "12", "31") if last else _ALWAYS[1]
    return None if since is None or until is None or not (first or last) else (since, until)


def _name(value: str) -> Values | None:
    """The name of something, typed with marks or without; none of its words can be excluded."""
    return (value,) if words(value) else None


def _columns(value: str) -> Values | None:
    """A column of the index, and its folded twin."""
    name = {"attachment": "attachments"}.get(value.lower(), value.lower())
    return (name, FOLDED[WRITTEN.index(name)]) if name in WRITTEN else None


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


# For examples: looking for a value is bounded, however many articles or revisions have none.
RECENT: Final = 50
_NEWEST: Final = f"(SELECT authors, category FROM articles ORDER BY published DESC LIMIT {RECENT})"

ROWS: Final = (
    Operator(
        "site",
        examples=("site:sample",),
        english="articles of the site with this short name",
        vietnamese="bài của trang nguồn có tên ngắn này",
        read=_lower,
        condition="a.site = ? COLLATE NOCASE",
        shown="SELECT name FROM sites ORDER BY name LIMIT 1",
    ),
    Operator(
        "author",
        examples=('author:"văn an"', "author:khải"),
        english="articles by an author of this name, typed with marks or without",
        vietnamese="bài của tác giả có tên này, gõ có dấu hay không dấu",
        read=words,
        indexed=("author", "author_folded"),
        given_twice="both",
        shown=f"SELECT json_extract(authors, '$[0]') FROM {_NEWEST} WHERE authors != '' LIMIT 1",
    ),
    Operator(
        "category",
        examples=('category:"tin tức"', "category:quy*"),
        english="articles of a category of this name, typed with marks or without",
        vietnamese="bài thuộc chuyên mục có tên này, gõ có dấu hay không dấu",
        read=_name,
        condition="a.category IN (SELECT value FROM json_each(?))",
        in_archive=categories,
        shown=f"SELECT category FROM {_NEWEST} WHERE category != '' LIMIT 1",
    ),
    Operator(
        "year",
        examples=("year:2019..2021", "year:2021", "year:2019..", "year:..2021"),
        english="articles published in these years",
        vietnamese="bài đăng trong các năm này",
        read=_years,
        condition="a.year BETWEEN ? AND ?",
        shown="SELECT max(year) FROM articles",
    ),
    Operator(
        "from",
        examples=("from:2021-06-02", "from:2/6/2021", "from:2021-06", "from:2021"),
        english="articles published on this day or later",
        vietnamese="bài đăng từ ngày này trở đi",
        read=_first_day,
        condition="substr(a.published, 1, 10) >= ?",
        given_twice="both",
        shown="SELECT substr(max(published), 1, 7) FROM articles",
    ),
    Operator(
        "to",
        examples=("to:2021-06-30", "to:30/6/2021", "to:2021-06", "to:2021"),
        english="articles published on this day or earlier",
        vietnamese="bài đăng đến hết ngày này",
        read=_last_day,
        condition="substr(a.published, 1, 10) <= ?",
        given_twice="both",
        shown="SELECT substr(max(published), 1, 10) FROM articles",
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
        "changed",
        examples=("changed:2021", "changed:2024-05..", "changed:1/5/2024..2/6/2024", "changed:yes"),
        english="articles that the site edited in this time (the day on which the edit was seen)",
        vietnamese="bài mà trang nguồn đã sửa trong thời gian này (ngày kho thấy bản sửa)",
        read=_changed,
        # The first revision is no edit. Days are those of Việt Nam.
        condition="EXISTS (SELECT 1 FROM revisions AS r WHERE r.article = a.id AND r.number > 1 "
        "AND date(r.seen_at, '+7 hours') BETWEEN ? AND ?)",
        shown="SELECT date(seen_at, '+7 hours') FROM (SELECT number, seen_at FROM revisions "
        f"ORDER BY seen_at DESC LIMIT {RECENT}) WHERE number > 1 LIMIT 1",
    ),
    Operator(
        "in",
        examples=("in:title", *(f"in:{name}" for name in WRITTEN if name != "title")),
        english="articles with the query’s words in this part of them",
        vietnamese="bài có các từ cần tìm nằm trong phần này: tiêu đề (title), tóm tắt (summary), "
        "thân bài (body), tệp đính kèm (attachments)",
        read=_columns,
        scope=True,
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
        shown="SELECT number FROM documents_cited LIMIT 1",
    ),
    Operator(
        "place",
        examples=(
            'place:"Đông Hòa"',
            'place:"xã hoà tâm"',
            'place:"dak lak"',
            'place:"Châu Thành, Bến Tre"',
        ),
        english="articles that name this place, or what it was before July 2025, or is now",
        vietnamese="bài nhắc đến nơi này, hoặc tên cũ, tên mới của nó qua đợt sáp nhập năm 2025",
        read=_place,
        condition="EXISTS (SELECT 1 FROM places WHERE places.article = a.id "
        "AND places.unit IN (SELECT value FROM json_each(?)))",
        given_twice="both",
        shown="SELECT name FROM places LIMIT 1",
    ),
)
OPERATORS: Final = {row.name: row for row in ROWS}


def example(connection: sqlite3.Connection, row: Operator) -> str:
    """The operator as it may be typed, with a value that this archive has."""
    values = connection.execute(row.shown).fetchone() if row.shown else None
    if not values or values[0] in (None, ""):
        return row.examples[0]
    value = str(values[0])
    return f'{row.name}:"{value}"' if " " in value else f"{row.name}:{value}"


def examples(connection: sqlite3.Connection) -> dict[str, str]:
    """An example of each operator, by its name."""
    return {row.name: example(connection, row) for row in OPERATORS.values()}


def table() -> str:
    """The rows as docs/searching.md has them: `python -m kho_tin.web.search.operators`."""
    lines = ["| operator | finds | given twice | in the index |", "|---|---|---|---|"]
    for row in OPERATORS.values():
        examples = " · ".join(f"`{example}`" for example in row.examples)
        index = "no" if row.condition else "yes"
        lines.append(f"| {examples} | {row.english} | {row.given_twice} | {index} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
