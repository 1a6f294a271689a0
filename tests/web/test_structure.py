"""OR, brackets and minus signs: whatever is joined finds what its parts find, put together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho_tin.web.search.expression import expressions, index_suffices
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query, parse
from tests.web.cases import HOSTILE

# Each finds some of the sample's articles, and they overlap.
ATOMS = (
    "bão",
    "lũ",
    "cang",
    '"khu công nghiệp"',
    "san*",
    "author:khải",
    "year:2021",
    "from:2024-06",
)
NOT_INDEXED = ("year:", "from:")


@dataclass(frozen=True)
class Meant:
    """A query, and its meaning: the articles that it is true of. `names` are those of its atoms
    that are not excluded."""

    text: str
    articles: frozenset[int]
    names: frozenset[str]
    excluded: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)) as db:
        yield db


@pytest.fixture(scope="module")
def atoms(sample: sqlite3.Connection) -> dict[str, frozenset[int]]:
    sets = {text: frozenset(find(sample, parse(text)).ids) for text in ATOMS}
    assert len(set(sets.values())) == len(ATOMS)
    assert all(sets.values())
    return sets


# A query as nested lists: ("all" | "any" | "not", parts), or an atom.
TREES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("not"), st.lists(inner, min_size=1, max_size=1)),
    ),
    max_leaves=6,
)
Tree = str | tuple[str, list["Tree"]]


def meant(tree: Tree, atoms: dict[str, frozenset[int]], every: frozenset[int]) -> Meant:
    if isinstance(tree, str):
        return Meant(tree, atoms[tree], frozenset([tree]))
    kind, parts = tree
    inner = [meant(part, atoms, every) for part in parts]
    sets = [part.articles for part in inner]
    if kind == "not":
        (part,) = inner
        text = f"-({part.text})" if isinstance(parts[0], tuple) else f"-{part.text}"
        return Meant(text, every - sets[0], part.excluded, part.names)
    joined = " OR " if kind == "any" else " "
    return Meant(
        f"({joined.join(part.text for part in inner)})",
        reduce(or_ if kind == "any" else and_, sets),
        frozenset().union(*(part.names for part in inner)),
        frozenset().union(*(part.excluded for part in inner)),
    )


@settings(max_examples=50)
@given(tree=TREES)
def test_every_structure_finds_what_it_means(
    sample: sqlite3.Connection, atoms: dict[str, frozenset[int]], tree: Tree
) -> None:
    every = frozenset(find(sample, Query()).ids)
    wanted = meant(tree, atoms, every)
    query = parse(wanted.text)
    ids = find(sample, query).ids
    assert len(set(ids)) == len(ids)
    by_column = any(name.startswith(NOT_INDEXED) for name in wanted.names | wanted.excluded)
    # From exclusions alone nothing is excluded.
    assert set(ids) == (wanted.articles if wanted.names or by_column else set()), wanted.text
    if index_suffices(query):
        sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
        for lift in (False, True):
            rows = sample.execute(sql, [expressions(query, lift=lift).in_index]).fetchall()
            assert {row[0] for row in rows} == set(ids)


JOINTS = ("OR", "HOẶC", "(", ")", "-", "-(", '"', "|", "in:title", "bão", "year:2021", "a(b)", " ")


@given(st.lists(st.sampled_from(JOINTS), max_size=20).map(" ".join))
def test_no_structure_is_an_error(sample: sqlite3.Connection, text: str) -> None:
    find(sample, parse(text))


@pytest.mark.parametrize("text", [*HOSTILE, "(" * 4000, "(a OR " * 700, "-(a OR (b " * 400])
def test_hostile_structure_is_answered(sample: sqlite3.Connection, text: str) -> None:
    find(sample, parse(text))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        # Words are joined up to a phrase, an operator or a bracket.
        ("cảng biển OR sân bay", "(cảng biển) OR (sân bay)"),
        ('cảng biển OR "sân bay" lũ', '((cảng biển) OR "sân bay") lũ'),
        ("mưa year:2021 bão OR lũ", "mưa year:2021 (bão OR lũ)"),
        ("bão OR lũ -mưa", "(bão OR lũ) -mưa"),
        ("-mưa bão OR lũ", "-mưa (bão OR lũ)"),
        ("bão OR lũ OR mưa", "(bão) OR (lũ) OR (mưa)"),
        # What lacks a side, or a half, is left out.
        ("OR bão OR", "bão"),
        ("((bão) OR (lũ", "bão OR lũ"),
        ("bão) lũ", "bão lũ"),
        ("() OR bão -()", "bão"),
    ],
)
def test_what_or_joins(sample: sqlite3.Connection, text: str, same: str) -> None:
    first, other = (find(sample, parse(query)) for query in (text, same))
    assert first.ids == other.ids != []


def test_a_phrase_does_not_go_over_an_or(sample: sqlite3.Connection) -> None:
    """Neither in the order of results, nor as an abbreviation of the words on both sides."""
    assert '"khu công' not in expressions(parse("khu OR công")).in_index
    assert find(sample, parse("khu kinh tế")).query.equals
    assert not find(sample, parse("khu OR kinh tế")).query.equals
