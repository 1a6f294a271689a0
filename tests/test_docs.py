"""What the docs list is what the code has."""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any, cast

import pytest
from scrapy.cmdline import _get_commands_dict
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from kho_tin import settings
from kho_tin.base.environment import ENVIRONMENT
from kho_tin.commands.main import verbs
from kho_tin.outcome import exits
from kho_tin.outcome.bounds import Bounds
from kho_tin.preview import verdict

READMES = ("README.md", "README.vi.md")


def test_exit_codes(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    table = text.partition("<!-- exit codes")[2].partition("<!-- end -->")[0]
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", table, re.MULTILINE))
    assert rows == {
        str(code): f"{meaning} | {meaning.rendered('vi')}"
        for code, meaning in exits.MEANINGS.items()
    }


def test_bounds(root: Path) -> None:
    text = (root / "docs" / "operations.md").read_text("utf-8")
    table = text.partition("<!-- bounds")[2].partition("<!-- end -->")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|", table, re.MULTILINE))
    fields = dataclasses.fields(cast(Any, Bounds))
    assert rows == {each.name: str(each.default) for each in fields}


def test_spiders_of_the_readme(root: Path) -> None:
    loader = SpiderLoader.from_settings(get_project_settings())
    for name, head in (("README.md", "| spider | site |"), ("README.vi.md", "| trang | là gì |")):
        table = (root / name).read_text("utf-8").partition(head)[2].partition("\n\n")[0]
        rows = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
        assert rows == set(loader.list()), f"{name}: each spider has a row in its table"


def test_the_readmes_are_of_one_build(root: Path) -> None:
    """The same parts in the same order, with the same commands and the same picture."""
    english, vietnamese = ((root / name).read_text("utf-8") for name in READMES)
    for kind in (r"^(#+) ", r"^\$ ([^#\n]*)", r"^!\[.*\]\((.*)\)", r"^```(\w*)"):
        parts = re.findall(kind, english, re.MULTILINE)
        assert parts == re.findall(kind, vietnamese, re.MULTILINE)
        assert parts
    before = english.partition("\n## Searching\n")[0]
    assert len(before.splitlines()) < 60  # no more than a page before the first search
    (picture,) = re.findall(r"^!\[.*\]\((.*)\)", english, re.MULTILINE)
    assert (root / picture).stat().st_size < 150_000


def has_what_is_typed(text: str) -> None:
    """The verbs are there, with those options."""
    commands = _get_commands_dict(get_project_settings(), inproject=True)
    named = re.findall(r"\b(?:kho-tin|scrapy) ([a-z]+)\b([^`\n|]*)", text)
    assert {"crawl", "look"} <= {verb for verb, _ in named} <= set(verbs())
    for verb, rest in named:
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        commands[verb].settings = get_project_settings()
        commands[verb].add_options(parser)
        for option in re.findall(r" (--[a-z-]+)", rest):
            assert option in parser._option_string_actions, (verb, option)


@pytest.mark.parametrize("page", ["van-hanh", "lan-dau-tiep-can"])
def test_what_the_vietnamese_pages_name_is_there(page: str, root: Path) -> None:
    """Verbs, their options, exit codes and settings."""
    text = (root / "docs" / "vi" / f"{page}.md").read_text("utf-8")
    has_what_is_typed(text)
    known = {*vars(settings), *ENVIRONMENT, "CRON_TZ", "PID", "SITE"}
    for name in re.findall(r"`([A-Z][A-Z_]+[A-Z])`", text):
        assert name in known | {"NAME"}, name
    meanings = exits.MEANINGS if page == "van-hanh" else verdict.MEANINGS
    table = text.partition("| mã | nghĩa |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| (\d+) \|", table, re.MULTILINE) == [str(code) for code in meanings]


def test_the_verdicts_in_vietnamese(root: Path) -> None:
    text = (root / "docs" / "vi" / "van-hanh.md").read_text("utf-8")
    table = text.partition("| kết luận |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(exits.VERDICTS)


def typed_on_the_first_night(root: Path) -> list[str]:
    text = (root / "docs" / "first-night.md").read_text("utf-8")
    return re.findall(r"^\$ (.*)", text, re.MULTILINE)


def test_what_the_first_night_names_is_there(root: Path) -> None:
    typed = typed_on_the_first_night(root)
    has_what_is_typed("\n".join(line for line in typed if line.startswith("kho-tin ")))


@pytest.mark.long
def test_the_first_night(root: Path, tmp_path: Path) -> None:
    """Typed as it stands there, with the sample for the live site."""
    typed = typed_on_the_first_night(root)
    waiting = ("kho-tin serve", "tail -f", "cd /opt/kho-tin")
    script = "\n".join(line for line in typed if not line.startswith(waiting))
    assert script.count("\n") > 10
    for written, here in {
        "kkt_phuyen": "sample",
        "YOUR-ADDRESS": "archivist@kho-tin.vn",
        "/srv/kho-tin": str(tmp_path),
        "first-night.tar.gz": f"{tmp_path}/first-night.tar.gz",
        "2>&1 &": "2>&1",  # the night is over when the crawl is
    }.items():
        assert written in script
        script = script.replace(written, here)
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert re.findall(r"^exit code (\d+)$", done.stdout, re.MULTILINE) == ["0"] * 5, done.stdout
    assert "ok - the budget of requests is used up, the rest comes next time" in done.stdout
    assert "0 new, 0 changed" in done.stdout
    with tarfile.open(tmp_path / "first-night.tar.gz") as sent:
        names = sent.getnames()
    for name in ("look.txt", "look/report.json", "crawl.txt", "status.json"):
        assert f"first-night/{name}" in names
    assert not [name for name in names if "archive.db" in name]
    assert [name for name in names if name.endswith(".warc.gz")]


def test_links_lead_somewhere(root: Path) -> None:
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
