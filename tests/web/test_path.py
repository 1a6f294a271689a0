"""From an address to its page in few steps, which a trace of a real request counts."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from kho_tin.archive.search.query import Term
from kho_tin.web import functions
from kho_tin.web.search.answer import Answer
from kho_tin.web.search.find import Results
from kho_tin.web.search.hits import Hit
from kho_tin.web.search.query import Query, parse
from kho_tin.web.search.suggest import Suggestion
from tests.conftest import ROOT
from tests.web.conftest import datasette_on

OURS: Final = f"{ROOT / 'kho_tin'}/"
HANDED: Final = (Query, Results, Hit, Suggestion, Answer)
# They get the query with the request, or with its arguments.
READERS: Final = {"web/pages/search.page", "web/search/query.from_request"}
PARSER: Final = "web/search/query.parse"
STEPS: Final = ("web/search/understanding.understood", "web/search/expression.expressions")
MOST: Final = 15


class Trace:
    """Which functions of ours are handed the query, its text or its terms, or what it finds.

    Each argument counts, `self` too, and of collections what is in them. What is written within a
    function is a part of it; templates are none. `calls` has how often each was called.
    """

    def __init__(self, text: str) -> None:
        self.texts = {text, parse(text).words}
        self.handed: set[str] = set()
        self.calls: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        path = code.co_filename
        if event != "call" or not path.startswith(OURS) or not path.endswith(".py"):
            return
        name = f"{path.removeprefix(OURS).removesuffix('.py')}.{code.co_qualname}"
        self.calls[name] += 1
        name = name.partition(".<locals>")[0]
        spread = bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)  # *args, **kwargs
        count = code.co_argcount + code.co_kwonlyargcount + spread
        values = [frame.f_locals.get(each) for each in code.co_varnames[:count]]
        if name in READERS or any(map(self.is_handed, values)):
            self.handed.add(name)

    def is_handed(self, value: Any) -> bool:
        if isinstance(value, HANDED) or (isinstance(value, str) and value in self.texts):
            return True
        if isinstance(value, dict):
            return any(map(self.is_handed, value.values()))
        if isinstance(value, (list, tuple, set)):
            return any(isinstance(each, Term) or self.is_handed(each) for each in value)
        return False


@contextmanager
def traced(text: str) -> Iterator[Trace]:
    trace = Trace(text)
    sys.setprofile(trace)
    try:
        yield trace
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ('dau "mặt bang" x* -lũ author:khải -author:phước year:2019.. site:sample', True),
        ('"phê duyệt đồ án với quy mô"', True),  # of an attachment
        ("cảng xylophon", False),
    ],
)
async def test_a_search_is_read_once_and_handed_on_in_few_steps(
    sample_archive: Path, text: str, finds: bool, form: str
) -> None:
    # Without threads of its own, whose functions would not be seen.
    sample = datasette_on(sample_archive, "--setting", "num_sql_threads", "0")
    await sample.invoke_startup()
    address = f"/search{form}?{urlencode({'q': text, 'size': '50', 'sort': 'oldest'})}"
    with traced(text) as trace:
        answer = await sample.client.get(address)
    assert answer.status_code == 200
    assert bool(trace.calls["web/search/hits.hits"]) == (finds and form != ".csv")
    assert "web/search/find.find" in trace.handed
    assert len(trace.handed) <= MOST, sorted(trace.handed)
    # Each suggestion that is tried is a query too: it is parsed, understood and compiled once.
    assert [trace.calls[step] for step in STEPS] == [trace.calls[PARSER]] * len(STEPS)
    assert trace.calls["web/search/find.find"] == 1
    if form == ".csv":
        assert trace.calls[PARSER] == 1


def test_a_function_of_sql_reads_its_query_once_for_all_rows(sample_archive: Path) -> None:
    db = sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)
    functions.register(db)
    text = "cảng biển -bão"
    with traced(text) as trace:
        rows = db.execute("SELECT search_snippet(body, ?) FROM articles", [text]).fetchall()
    db.close()
    assert len(rows) == trace.calls["web/snippet.snippet"] == 120
    assert trace.calls[PARSER] == 1
