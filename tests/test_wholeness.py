"""No test has to ask for it: damage that a test leaves in an archive fails it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, load_news
from tests import conftest
from tests.conftest import run_scrapy
from tests.wholeness import differing

FAILED = pytest.fail.Exception


def harm(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as db:
        db.execute("UPDATE articles SET title = 'x'")
        db.commit()


NAMES = (
    "content_sha256 is",
    "text_sha256 is",
    "does not equal its newest revision",
    "search index",
)


def test_damage_that_no_name_is_given_to(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What follows every test is called in this one."""
    archive = tmp_path / "any" / "archive.db"
    archive.parent.mkdir()
    with SampleServer(news=load_news()[:1]) as site:
        done = run_scrapy("crawl", "sample", "-a", f"start={site.url}", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    watch = deepcopy(conftest.watch)  # it has looked at what earlier tests left damaged
    deepcopy(watch).check(request.node, ())
    harm(archive)
    after = conftest.pytest_runtest_call(request.node)
    next(after)
    with pytest.raises(FAILED, match=NAMES[0]):
        after.send(None)
    deepcopy(watch).check(request.node, NAMES)
    with pytest.raises(FAILED, match="not there: the file is missing"):
        deepcopy(watch).check(request.node, (*NAMES, "the file is missing"))


def test_each_damage_has_its_name_and_each_name_its_damage() -> None:
    assert differing([], []) == []
    assert differing(["a: bad gzip"], ["bad"]) == []
    assert differing(["a: bad gzip", "b"], ["bad"]) == ["b"]
    assert differing(["a: bad gzip"], ["bad", "c"]) == ["not there: c"]
