"""Parsers are collected from what their modules declare; a declaration that would never be used, or
be used for another's pages, is an error that names it."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kho_tin.base.declared import Undeclared, collect
from kho_tin.parsers import Page
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.recognise import cms_of
from kho_tin.parsers.registry import GENERAL, PARSERS, checked, parser_for

NEW = Parser("toy", 2, GENERAL.read, strong=(".toy",))
OLD = replace(NEW, version=1, until=dt.date(2022, 3, 31))


def test_every_parser_is_there_and_the_general_one_comes_last() -> None:
    names = [parser.name for parser in PARSERS]
    assert names == [*sorted(names[:-1]), "general"]
    assert len(names) >= 7


@pytest.mark.parametrize(
    ("parsers", "why"),
    [
        ([replace(NEW, strong=())], "toy@2: no page would be recognised: declare a strong mark"),
        ([replace(NEW, strong=(), weak=(".a",))], "toy@2: no page would be recognised"),
        ([replace(NEW, name="general")], "general: two modules declare this name"),
        ([NEW, NEW], "toy: two modules declare this name with one version"),
        ([replace(NEW, until=OLD.until)], "toy: the newest version has no end"),
        ([replace(OLD, until=None), NEW], "toy: the newest version has no end"),
        ([OLD, replace(OLD, version=2), replace(NEW, version=3)], "each one before ends later"),
    ],
)
def test_what_is_no_use_is_refused_by_name(parsers: list[Parser], why: str) -> None:
    with pytest.raises(Undeclared, match=why):
        checked(parsers)


def test_versions_stand_in_order_whatever_their_modules_are_called() -> None:
    assert checked([NEW, OLD]) == (OLD, NEW)
    at = dt.datetime(2022, 3, 31, 23, tzinfo=dt.UTC)
    assert parser_for("toy", at, checked([NEW, OLD])) == OLD


def test_a_module_that_declares_nothing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "forgetful"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "first.py").write_text("PARSER = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import forgetful  # type: ignore[import-not-found]

    try:
        assert collect(forgetful, "PARSER", int) == [1]
        (package / "second.py").write_text("PARSERS = 1\n")
        with pytest.raises(Undeclared, match=r"^forgetful\.second: declares no PARSER: give it"):
            collect(forgetful, "PARSER", int)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "forgetful"]:
            del sys.modules[name]


def toy(name: str, **marks: tuple[str, ...]) -> Parser:
    return Parser(name, 1, GENERAL.read, **marks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<p class=s1>", "b"),
        ("<p class='w1 w2 w3'>", "a"),
        ("<p class=w1>", "general"),
        ("<p class='s1 w1 w2 w3'>", "b"),  # a strong mark goes before any number of weak ones
        ("<p class='s1 s2 s3'>", "c"),  # the most strong marks
        ("<p class='s1 s2 w4'>", "c"),  # as many: the most marks
        ("<p class='s1 s2'>", "b"),  # as many again: by name
        ("<p class='s4 common'>", "general"),
        ("<p class=common>", "d"),
        ("<p class='common w1 w2'>", "a"),
    ],
)
def test_marks_decide_and_not_the_order_of_modules(html: str, name: str) -> None:
    parsers = [
        toy("a", weak=(".w1", ".w2", ".w3")),
        toy("b", strong=(".s1",)),
        toy("c", strong=(".s2", ".s3"), weak=(".w4",)),
        toy("d", common=(".common:not(.s4)",)),
        GENERAL,
    ]
    document = Document.of(Page("https://x.example/", f"<html><body>{html}".encode()))
    assert cms_of(document, parsers) == cms_of(document, parsers[::-1]) == name
