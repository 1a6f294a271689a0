"""From an answer to its row in few steps, which a trace of a real crawl counts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.waiting import STUCK

# Counts the functions of ours that are handed an answer, what it reads as, or what it means; those
# of the middlewares have Scrapy's response on its way from the wire to the spider.
TRACE = """
import json, os, sys
from scrapy.http import Response
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.parsers.model import Article
from kho_tin.reader.reading import Read
from kho_tin.commands.main import main

ROOMS = tuple(os.path.join(os.getcwd(), *room.split("/")) for room in (
    "kho_tin/crawler/spider.py", "kho_tin/crawler/run", "kho_tin/outcome", "kho_tin/reader",
    "kho_tin/archive", "pipelines",
))
handed = set()

def trace(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(ROOMS):
        count = code.co_argcount + code.co_kwonlyargcount
        values = [frame.f_locals.get(name) for name in code.co_varnames[:count] if name != "self"]
        if any(isinstance(value, (Response, Answered, Outcome, Read, Article)) for value in values):
            handed.add(code.co_qualname)

sys.setprofile(trace)
sys.argv = ["kho-tin", "crawl", "sample"]
try:
    main()
finally:
    sys.setprofile(None)
    print(json.dumps(sorted(handed)))
"""
ARTICLE = {
    "NewsSpider.parse", "Recorder.interpret", "interpret", "in_site_terms", "doubt",
    "Recorder.apply", "Recorder.store", "parsed",
}  # fmt: skip


def test_an_article_is_handed_on_eight_times(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRACE], cwd=ROOT, capture_output=True, text=True, timeout=STUCK,
        check=False, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT),
                          "ARCHIVE": str(tmp_path / "archive.db")},
    )  # fmt: skip
    assert done.stdout, done.stderr
    handed = set(json.loads(done.stdout.splitlines()[-1]))
    assert handed == ARTICLE | {"NewsSpider.parse_file"}  # that one is of pictures and documents
    assert len(ARTICLE) == 8
