"""The searches of the file that SEARCHES names, a line each: `NAME = QUERY`."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from unicodedata import normalize

from kho_tin.archive.search.query import MAX_CHARACTERS, QUOTES
from kho_tin.base.errors import UsageError
from kho_tin.base.reasons import of_searches, of_settings
from kho_tin.base.reasons.sentence import Reason
from kho_tin.base.setting_values import SettingValues
from kho_tin.commands.refusal import nearest
from kho_tin.monitor.followed import Followed

MOST_BYTES: Final = 1_000_000
MOST: Final = 1000  # searches; each is one look at the index after every crawl
_LINE: Final = re.compile(r"\s*([\w-]{1,60})\s*=\s*(\S.*)")
_QUOTED: Final = re.compile(r'"[^"]*"')
# What is written as an operator, and phrases, in which nothing is one.
_NAMED: Final = re.compile(r'(?<![^\s(])-?(?P<name>[a-zA-Z]+):(?P<value>"[^"]*"\S*|\S*)|"[^"]*"')


def searches_of(settings: SettingValues) -> list[Followed]:
    """The searches that are followed; none where no file is named. Raises UsageError for a file
    that cannot be read, and for the first line with what is no search."""
    named = str(settings["SEARCHES"] or "")
    if not named:
        return []
    file = Path(named)
    try:
        with file.open("rb") as opened:
            text = opened.read(MOST_BYTES + 1).decode("utf-8")
    except UnicodeDecodeError as error:
        why = of_settings.no_utf8()
        raise UsageError(of_searches.searches_unreadable(file, why)) from error
    except OSError as error:
        why_not = error.strerror or str(error)
        raise UsageError(of_searches.searches_unreadable(file, why_not)) from error
    searches: dict[str, Followed] = {}
    for number, line in _lines(text):
        match = _LINE.fullmatch(line)
        if match is None:
            raise UsageError(of_searches.no_search_line(file, number))
        name, query = match[1], match[2].strip()
        wrong = of_searches.search_again(name) if name in searches else why_invalid(query)
        if wrong is None and len(searches) == MOST:
            wrong = of_searches.too_many_searches(MOST)
        if wrong:
            raise UsageError(of_searches.search_wrong(file, number, wrong))
        searches[name] = Followed(name, query, find)
    return list(searches.values())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """With their numbers, without blank ones and those that begin with `#`."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def why_invalid(query: str) -> Reason | None:
    """Why a query cannot be followed. A search box makes the best of whatever is typed; here a slip
    of the pen would be silent for good."""
    from kho_tin.web.search.expression import expressions
    from kho_tin.web.search.query import parse

    if len(query) > MAX_CHARACTERS:
        return of_searches.search_too_long(MAX_CHARACTERS)
    text = normalize("NFC", query.strip()).translate(QUOTES)
    if text.count('"') % 2:
        return of_searches.search_quote()
    bare = _QUOTED.sub("x", text)
    if bare.count("(") != bare.count(")"):
        return of_searches.search_bracket()
    if wrong := _taken_for_words(text):
        return wrong
    parsed = parse(query)
    compiled = expressions(parsed, lift=False)
    if compiled.void or not (parsed.terms or parsed.filters or parsed.address):
        return of_searches.search_void()
    return None


def _taken_for_words(text: str) -> Reason | None:
    """Why something in a query is no operator to its parser, though it is written as one."""
    from kho_tin.web.search.operators import OPERATORS
    from kho_tin.web.search.query import AS_TYPED, MAX_OPERATORS, is_switch, parse

    # By their places: what the parser itself has read is right, and nothing else.
    query = parse(text)
    read = {piece.start() for piece, filter_ in query.pieces if filter_ or is_switch(piece)}
    for match in _NAMED.finditer(text):
        name, value = match["name"], match["value"]
        if name is None or name.lower() in ("http", "https") or match.start() in read:
            continue
        operator = OPERATORS.get(name.lower())
        if operator is None and name.lower() != AS_TYPED.partition(":")[0]:
            near = nearest([each for each in OPERATORS if each.startswith(name[:2].lower())])
            return of_searches.search_operator(name, near)
        if len(query.filters) == MAX_OPERATORS:
            alone = parse(text[match.start() :]).pieces
            if alone and alone[0][1]:
                return of_searches.too_many_operators(MAX_OPERATORS)
        # The bracket around an operator is none of its value.
        return of_searches.search_value(name, value if "(" in value else value.rstrip(")"))
    return None


def find(connection: sqlite3.Connection, text: str) -> Sequence[int]:
    """The ids of the articles that a query finds, as the reading room finds them."""
    from kho_tin.web.search.find import matching
    from kho_tin.web.search.query import parse

    return matching(connection, parse(text))
