"""What a real crawl calls, by a trace: from an answer to its row in few steps; and that to make an
object writes nothing, neither in a crawl nor in what reads its captures again."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.waiting import STUCK

# Counts the functions of ours that are handed an answer, what it reads as, or what it means; those
# of the middlewares have Scrapy's response on its way from the wire to the spider. Takes note, too,
# of each constructor of ours within which something is written, begun or connected to.
TRACE = """
import json, os, sys
from scrapy.http import Response
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.parsers.model import Article
from kho_tin.reader.reading import ReadAnswer
from kho_tin.commands.main import main

OURS = os.path.join(os.getcwd(), "kho_tin")
ROOMS = tuple(os.path.join(os.getcwd(), *room.split("/")) for room in (
    "kho_tin/crawler/spider.py", "kho_tin/crawler/run", "kho_tin/outcome", "kho_tin/reader",
    "kho_tin/archive", "pipelines",
))
CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "ATTACH", "VACUUM")
DEEDS = {
    "os.mkdir", "os.rename", "os.remove", "os.fork", "subprocess.Popen", "_thread.start_new_thread",
    "socket.connect", "socket.bind", "sqlite3.connect",
}
CARRIED = Response, Answered, Outcome, ReadAnswer, Article
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
handed, done, made = set(), set(), set()

def note(what):
    done.add(what)
    frame = sys._getframe(2)
    while frame:
        code = frame.f_code
        if code.co_name in ("__init__", "__post_init__") and code.co_filename.startswith(OURS):
            made.add(f"{code.co_qualname}: {what}")
        frame = frame.f_back

def audit(event, args):
    if event in DEEDS or event == "open" and args[2] & WRITING:
        note(event)

def trace(frame, event, _):
    code = frame.f_code
    if event != "call":
        return
    if code.co_qualname == "Database.execute":
        word = frame.f_locals["sql"].split(None, 1)[0].upper()
        if word in CHANGES:
            note(word)
    if code.co_filename.startswith(ROOMS):
        count = code.co_argcount + code.co_kwonlyargcount
        values = [frame.f_locals.get(name) for name in code.co_varnames[:count] if name != "self"]
        if any(isinstance(value, CARRIED) for value in values):
            handed.add(code.co_qualname)

def run(*arguments):
    sys.setprofile(trace)
    try:
        main(arguments)
    except SystemExit as end:
        codes.append(end.code)
    finally:
        sys.setprofile(None)

codes = []
sys.addaudithook(audit)
run("crawl", "sample", "-a", "since=2026-07-01")
order = sorted(handed)
run("rebuild", "--into", sys.argv[1])
print(json.dumps({"codes": codes, "handed": order, "done": sorted(done), "made": sorted(made)}))
"""
ARTICLE = {
    "NewsSpider.parse", "RunState.interpret", "interpret", "with_canonical_urls", "doubt",
    "Recorder.apply", "Recorder.store", "parsed",
}  # fmt: skip


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("traced")
    done = subprocess.run(
        [sys.executable, "-c", TRACE, str(folder / "new.db")], cwd=ROOT, capture_output=True,
        text=True, timeout=STUCK, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT),
             "ARCHIVE": str(folder / "archive.db")},
    )  # fmt: skip
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert report["codes"] == [0, 0], done.stdout
    return report


@pytest.mark.more
def test_an_article_is_handed_on_eight_times(traced: dict[str, Any]) -> None:
    # parse_file is of pictures and documents.
    assert set(traced["handed"]) == ARTICLE | {"NewsSpider.parse_file"}
    assert len(ARTICLE) == 8


def test_to_make_an_object_writes_nothing(traced: dict[str, Any]) -> None:
    """Files, databases, processes and connections are opened by a method that says so."""
    assert {"open", "sqlite3.connect", "os.fork", "INSERT", "CREATE", "ATTACH"} <= set(
        traced["done"]
    )
    assert traced["made"] == []
