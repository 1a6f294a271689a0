"""An operator is one row: what is added to the table works wherever a search does, and is told."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from kho_tin.archive.database import connect
from kho_tin.web.search import operators
from kho_tin.web.search.find import find
from kho_tin.web.search.operators import OPERATORS, Operator, Values
from kho_tin.web.search.query import parse
from tests.conftest import ROOT, copied
from tests.web.conftest import datasette_on


def at_least(value: str) -> Values | None:
    read = re.fullmatch(r"(\d{1,9})\.\.", value)
    return (int(read[1]),) if read else None


WORDS: Final = Operator(
    "words",
    examples=("words:500..",),
    english="articles of so many words or more",
    vietnamese="bài có từ chừng ấy từ trở lên",
    read=at_least,
    condition="a.words >= ?",
)
ABSTRACT: Final = Operator(
    "abstract",
    examples=("abstract:cảng",),
    english="articles with these words in the summary",
    vietnamese="bài có các từ này trong tóm tắt",
    read=operators.words,
    indexed=("summary", "summary_folded"),
    given_twice="both",
)


async def test_one_row_is_an_operator(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)
    count = "SELECT count(*) FROM articles WHERE words >= 500"
    (long,) = db.execute(count).fetchone()
    (all_of_them,) = db.execute("SELECT count(*) FROM articles").fetchone()
    db.close()
    assert 0 < long < all_of_them
    sample = datasette_on(sample_archive)

    async def get(address: str) -> Any:
        answer = await sample.client.get(address)
        assert answer.status_code == 200
        return answer

    for text, expected in (("words:500..", long), ("-words:500..", all_of_them - long)):
        rest = f"q={quote(text)}&size=100&lang=en"
        # Words like any other, until there is the row.
        assert (await get(f"/search.json?{rest}")).json()["total"] == 0
        with monkeypatch.context() as patch:
            patch.setitem(OPERATORS, WORDS.name, WORDS)
            results = (await get(f"/search.json?{rest}")).json()
            keys = [each["id"] for each in results["results"]]
            assert (results["total"], len(keys)) == (expected, min(expected, 100))
            page = (await get(f"/search?{rest}")).text
            assert f">{expected} articles</span>" in page
            assert page.count("<h3>") == len(keys)
            lines = (await get(f"/search.jsonl?{rest}")).text.splitlines()
            exported = [json.loads(line)["id"] for line in lines]
            assert exported[:100] == keys
            assert len(exported) == expected
            table = (await get(f"/search.csv?{rest}")).content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(table, newline="")))
            assert [int(row["id"]) for row in rows] == exported
            # And it is told what it is, on the page and in the documentation.
            assert f"<code>words:500..</code></dt><dd>{WORDS.english}</dd>" in page
            vietnamese = (await get("/search?lang=vi")).text
            assert f"<code>words:500..</code></dt><dd>{WORDS.vietnamese}</dd>" in vietnamese
            assert f"| `words:500..` | {WORDS.english} | either | no |" in operators.table()


async def test_a_row_may_look_into_the_index(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)
    sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'summary : \"cảng\"'"
    (count,) = db.execute(sql).fetchone()
    db.close()
    assert count > 0
    monkeypatch.setitem(OPERATORS, ABSTRACT.name, ABSTRACT)
    sample = datasette_on(sample_archive)
    results = (await sample.client.get(f"/search.json?q={quote('abstract:cảng')}")).json()
    assert (results["total"], results["sort"]) == (count, "relevance")


# Of the small archive the first article was edited on 2 March 2026, the second is gone.
@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("changed:yes", {1}),
        ("changed:CÓ", {1}),
        ("changed:2026", {1}),
        ("changed:2026-03", {1}),
        ("changed:2/3/2026", {1}),
        ("changed:2026-03-02..", {1}),
        ("changed:..3/2026", {1}),
        ("changed:2025..2/3/2026", {1}),
        ("changed:2027..2025", {1}),
        # The day on which it was first seen is none of an edit.
        ("changed:2026-03-01", set()),
        ("changed:..2026-03-01", set()),
        ("changed:2026-03-03..", set()),
        ("-changed:yes dau", {2, 3}),
        ("changed:soon", set()),
        ("changed:..", set()),
        ("state:gone", {2}),
        ("changed:yes OR state:gone", {1, 2}),
        ("(changed:yes OR state:gone) -KCN", set()),
        ('category:"xuc tien"', {1}),
        ('category:"tin tức"', {4}),
        ("category:tín", set()),
        ('category:"sự kiện - tin tức"', {4}),
        ("category:đầu OR category:sự", {1, 4}),
        ("category:-tin", set()),
        ("in:author an", {1, 7}),
        ("in:attachments đường", {6}),
        ("-in:attachments duong", {8}),
    ],
)
async def test_each_finds_what_it_says(
    datasette: Datasette, query: str, articles: set[int]
) -> None:
    hits = (await datasette.client.get(f"/search.json?q={quote(query)}")).json()["results"]
    assert {hit["id"] for hit in hits} == articles
    address = f"/archive/articles.json?_shape=array&_search={quote(query)}"
    assert {row["id"] for row in (await datasette.client.get(address)).json()} == articles


def test_days_are_those_of_vietnam(small_archive: Path, tmp_path: Path) -> None:
    db = connect(copied(small_archive, tmp_path))
    db.execute("UPDATE revisions SET seen_at = '2026-03-01T17:30:00Z' WHERE number = 2")
    db.conn.commit()
    assert find(db.conn, parse("changed:2026-03-02")).ids == [1]
    assert find(db.conn, parse("changed:2026-03-01")).ids == []
    db.close()


@pytest.mark.parametrize("row", [*OPERATORS.values(), WORDS, ABSTRACT])
def test_examples_are_read(row: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OPERATORS, row.name, row)
    for example in row.examples:
        for sign in ("", "-"):
            query = parse(sign + example)
            (read,) = query.filters
            assert (read.operator, read.excluded, query.words) == (row, bool(sign), "")
    assert [bool(row.condition), bool(row.indexed), row.scope].count(True) == 1
    assert (row.condition or "").count("?") == (len(read.values) if row.condition else 0)


def test_the_documentation_has_the_table() -> None:
    written = (ROOT / "docs" / "searching.md").read_text()
    assert operators.table() in written, (
        "docs/searching.md: put what `python -m kho_tin.web.search.operators` prints in its place"
    )
    assert len(operators.ROWS) == len(OPERATORS), "a name stands twice"


def test_the_steps_for_a_new_one_name_what_there_is() -> None:
    written = (ROOT / "CONTRIBUTING.md").read_text()
    section = written.partition("## How to add a search operator\n")[2].partition("\n## ")[0]
    steps = re.findall(r"^(\d+)\. ", section, re.MULTILINE)
    assert [int(step) for step in steps] == list(range(1, len(steps) + 1))
    paths = re.findall(r"`([\w/]+\.(?:py|md))`", section)
    assert len(paths) >= 4
    assert [path for path in paths if not (ROOT / path).exists()] == []
    fields = {field.name for field in dataclasses.fields(Operator)}
    assert {"name", "condition", "indexed", "read", "examples", "given_twice"} <= fields
    for name in ("condition", "indexed", "read", "examples", "given_twice"):
        assert re.search(rf"`{name}\b", section), name
    printed = subprocess.run(
        [sys.executable, "-m", "kho_tin.web.search.operators"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "`.venv/bin/python -m kho_tin.web.search.operators`" in section
    assert printed == operators.table()
