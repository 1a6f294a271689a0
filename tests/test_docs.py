"""What the docs list is what the code has."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any, cast

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from kho_tin.outcome import exits
from kho_tin.outcome.bounds import Bounds


def test_exit_codes(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    table = text.partition("<!-- exit codes")[2].partition("<!-- end -->")[0]
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", table, re.MULTILINE))
    assert rows == {
        str(code): f"{meaning} | {meaning.told('vi')}" for code, meaning in exits.MEANINGS.items()
    }


def test_bounds(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    table = text.partition("<!-- bounds")[2].partition("<!-- end -->")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", table, re.MULTILINE))
    fields = dataclasses.fields(cast(Any, Bounds))
    assert rows == {one.name: str(one.default) for one in fields}


def test_spiders_of_the_readme(root: Path) -> None:
    text = (root / "README.md").read_text("utf-8")
    table = text.partition("| spider | site |")[2].partition("\n\n")[0]
    loader = SpiderLoader.from_settings(get_project_settings())
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(loader.list())


def test_links_lead_somewhere(root: Path) -> None:
    for page in [root / "README.md", root / "CHANGELOG.md", *(root / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
