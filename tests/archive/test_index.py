"""The search index, which keeps no text: what it has, and that it is never out of step."""

from __future__ import annotations

import ast
import hashlib
import inspect
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kho_tin.archive import files
from kho_tin.archive.database import connect, transaction
from kho_tin.archive.search import earlier, fold, index, spelling
from kho_tin.replay.verify import index as verify_index
from tests.archive.indexed import indexed
from tests.archive.making import DOCUMENT, FIELDS, PICTURE, Shelf, at

# SHA-256 of the code of what an index row is made of, without docstrings and comments.
FROZEN = {
    earlier: "bc87f2d16f2d36afa46d272c5bf345559573c161807e03a305e6aa76bed69cd4",
    fold: "de5712df0b36a6c6c8b55dd6b6796ccc242f02ab31c67c15e4954ee26f1e5c18",
    spelling: "41011e44983c46f9dcc66421e2ea65399cfb9a08edb31c472622d62045e6740f",
}


def damages(shelf: Shelf, *, quick: bool = False) -> list[str]:
    ids = [row[0] for row in shelf.rows("SELECT id FROM articles")]
    return [str(finding) for finding in verify_index.check(shelf.db, ids, quick=quick)]


def code(module: ModuleType) -> str:
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()


@pytest.mark.parametrize("module", FROZEN, ids=lambda module: module.__name__)
def test_other_code_is_another_version(module: ModuleType) -> None:
    """An index row is removed by what made it: see `index.VERSION`."""
    assert code(module) == FROZEN[module], (
        f"{module.__name__} was edited: if it makes another value of any text, count up "
        "index.VERSION; then put the new digest here"
    )


def test_an_index_of_other_code_is_made_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.read(at(1), attachments=[DOCUMENT])
    shelf.read(at(2), title="Tin mới", attachments=[DOCUMENT])
    whole = indexed(shelf.db)
    assert index.is_current(shelf.db)
    with transaction(shelf.db):
        shelf.db.execute("UPDATE archive SET index_version = 'of old'")
        with index.rewritten(shelf.db, [1]):
            shelf.db.execute("UPDATE articles SET body = 'khác hẳn'")
        shelf.db.execute("UPDATE articles SET body = ?", [FIELDS["body"]])
    assert damages(shelf) == []  # not compared
    connect(tmp_path / "archive.db").close()
    assert index.is_current(shelf.db)
    assert indexed(shelf.db) == whole
    assert damages(shelf) == []
    assert list(tmp_path.glob("*.bak")) == []


def test_many_edits_leave_it_in_step(shelf: Shelf) -> None:
    """Articles, documents and corrections in any order: it has what today's rows have."""
    chance = random.Random(9)
    words = ["đất", "hoà", "hòa", "kĩ", "1.150", "cảng", "Đắk", "ub\u0309a", "./.", "\n\n"]

    def text() -> str:
        return " ".join(chance.choices(words, k=12))

    for second in range(1, 30):
        number = chance.randrange(3)
        shelf.read(
            at(chance.randrange(1, 999)),
            capture=shelf.capture(at(second)),
            identity=str(number),
            url=f"https://vungsuong.example/{number}",
            title=text(),
            summary=chance.choice([None, text()]),
            body=text(),
            images=[{**PICTURE, "caption": text()}],
            attachments=[DOCUMENT] * chance.randrange(2),
        )
        details: Any = {"media_type": None, "size": second, "sha256": f"{second:064}"}
        capture = shelf.capture(at(second), DOCUMENT["url"])
        files.keep_attachment(shelf.db, DOCUMENT["url"], capture, text=text(), **details)
    assert damages(shelf) == damages(shelf, quick=True) == []
    before = indexed(shelf.db)
    with transaction(shelf.db):
        index.make_anew(shelf.db)
    assert indexed(shelf.db) == before


@pytest.mark.parametrize(
    ("change", "what", "quick"),
    [
        # A quick check counts words.
        ("UPDATE articles SET body = replace(body, 'đất', 'đốt') WHERE id = 2", "other", False),
        ("UPDATE articles SET title = title || ' x' WHERE id = 2", "other", True),
        ("DELETE FROM articles_fts_docsize WHERE id = 2", "none", True),
    ],
)
def test_what_is_out_of_step_is_named(shelf: Shelf, change: str, what: str, quick: bool) -> None:
    shelf.read(at(1), identity="1", url="https://vungsuong.example/1")
    shelf.read(at(1), identity="2", url="https://vungsuong.example/2")
    with transaction(shelf.db):
        shelf.db.execute(change)
    said = {"other": "the search index has another text than the article"}
    said["none"] = "no row in the search index"
    line = f"articles_fts 2: {said[what]}; article 2 https://vungsuong.example/2"
    assert damages(shelf) == [line]
    assert damages(shelf, quick=True) == [line] * quick
