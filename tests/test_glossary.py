"""The glossary names what there is, and the words that it rules out name nothing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROW = re.compile(r"\| (?P<english>[^|]+) \| (?P<vietnamese>[^|]+) \| [^|]+ \| (?P<where>[^|]+) \|")


def rows(root: Path) -> list[re.Match[str]]:
    lines = (root / "docs" / "glossary.md").read_text("utf-8").split("\n")
    matches = [ROW.fullmatch(line) for line in lines if line.startswith("| ")]
    assert all(matches)
    return [match for match in matches if match and match["english"] != "English"]


def test_what_is_named_is_there(root: Path) -> None:
    places = [re.findall(r"`([\w/.]+)`", row["where"]) for row in rows(root)]
    assert len(places) > 50
    assert [paths for paths in places if not paths] == []
    missing = [path for paths in places for path in paths if not (root / "kho_tin" / path).exists()]
    assert missing == []


@pytest.mark.parametrize("column", ["english", "vietnamese"])
def test_a_word_stands_for_one_thing(root: Path, column: str) -> None:
    words = [word.strip() for row in rows(root) for word in row[column].split(",")]
    assert sorted(words) == sorted(set(words))


def test_no_module_and_no_class_has_a_word_that_is_ruled_out(root: Path) -> None:
    """Words of prose may be used otherwise; a module or a class of that name would be a second
    name for the thing."""
    words = {
        re.sub(r"\W+", "_", word.strip())
        for row in rows(root)
        if "·" in row["where"]
        for word in row["where"].partition("·")[2].split(",")
    }
    assert len(words) > 15
    names = set()
    for path in (root / "kho_tin").rglob("*.py"):
        names.add(path.stem)
        for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE):
            names.add(re.sub(r"(?<!^)(?=[A-Z])", "_", name.lstrip("_")).lower())
    assert words & names == set()


def test_nothing_is_named_by_a_word_that_says_nothing(root: Path) -> None:
    """A participle or a pronoun for a name: what was found, and who asked? The invented boards,
    which no reader may have moved, stay as they were."""
    said = {"one", "found", "told", "asked", "held"}
    named = [
        f"{path.relative_to(root)}: {name}"
        for folder in ("bench", "kho_tin", "pipelines", "spiders", "tests")
        for path in sorted((root / folder).rglob("*.py"))
        if path.parent.name != "boards" and path.name != "unknown_layouts.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (name := _name(node).lower().strip("_")) in said
    ]
    assert named == []


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case _:
            return ""
