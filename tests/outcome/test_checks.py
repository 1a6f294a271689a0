"""A check is one file, with its bound and its sentence: nothing else lists it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.checks import bounds, checks
from kho_tin.sample import SampleServer, load_news
from tests.waiting import STUCK

COPIED = ("kho_tin", "spiders", "pipelines", "docs", "scrapy.cfg", "datasette-metadata.json")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the program, to be changed."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in COPIED:
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, folder / name)
    return folder


@pytest.fixture
def run(project: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=project,
            env={**os.environ, "ARCHIVE": str(project / "archive.db")},
            capture_output=True,
            text=True,
            timeout=STUCK,
            check=False,
        )

    return run


def test_a_new_one_is_one_file(root: Path, project: Path, run: Run) -> None:
    """That of CONTRIBUTING.md, and the steps there."""
    guide = (root / "CONTRIBUTING.md").read_text("utf-8").partition("## How to add a check")[2]
    name = re.findall(r"`kho_tin/(outcome/checks/\w+\.py)`", guide)[0]
    code = guide.partition("```python\n")[2].partition("```")[0]
    (project / "kho_tin" / name).write_text(textwrap.dedent("   " + code.lstrip()), "utf-8")
    spider = project / "kho_tin/crawler/sites/sample.py"
    declared = spider.read_text("utf-8")
    spider.write_text(declared.replace("longest_silence=0", "longest_silence=0, most_megabytes=0"))
    with SampleServer(news=load_news()[:2]) as site:
        done = run("kho_tin", "crawl", "sample", "-a", f"start={site.url}")
    assert done.returncode == 3, done.stderr
    (size,) = re.findall(
        r"^sample: red - (\S+) MB received, 0 MB at most are usual$", done.stdout, re.MULTILINE
    )
    done = run("kho_tin", "status")
    assert f"\n  {size} MB received, 0 MB at most are usual\n" in done.stdout
    done = run("kho_tin", "status", "--lang", "vi")
    assert f"\n  nhận {size} MB, thường nhiều nhất là 0 MB\n" in done.stdout
    assert run("kho_tin.outcome.catalogue").returncode == 0
    page = (project / "docs/operations.md").read_text("utf-8")
    assert "| `most_megabytes` | 500 | what one run receives, in MB |" in page
    assert (
        "| `… MB received, … MB at most are usual` | `nhận … MB, thường nhiều nhất là … MB` | "
        "`red` | do the article pages hold videos now? |"
    ) in page


def test_each_has_its_place() -> None:
    orders = [each.order for each in checks()]
    assert orders == sorted(set(orders))
    assert max(orders) < 1000, "what does not say its order comes last"


def test_a_bound_that_no_check_declares_is_refused() -> None:
    assert {each.name for each in bounds()} == {
        *("most_failed", "most_refused", "most_gone"),
        *("least_listed", "least_found", "least_named", "longest_silence"),
    }
    with pytest.raises(TypeError, match="most_faild"):
        Bounds(most_faild=0.3)
    assert Bounds(most_failed=0.3) == Bounds(most_failed=0.3) != Bounds()
