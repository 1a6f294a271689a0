"""What leaves the reading room runs nowhere: not in a spreadsheet, a feed reader or a page."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from kho_tin.archive import captures, runs, sites
from kho_tin.archive.articles import Observation, store
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.exporters.formulas import guarded
from kho_tin.warc.writer import WarcFile
from tests.web.conftest import datasette_on
from tests.web.hostile import AT, HOME, kept
from tests.web.server import ROOT

FORMULAS = [
    "=1+1",
    "+84 262",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "－1",
    "＋1",
    "＠a",
]
PLAIN = ["1+1", "a=b", " =1", "'=1", "", "12", "đ-"]
# Characters that XML 1.0 has no way to write, and some at their borders that it has.
FORBIDDEN = "\x01\x08\x0b\x0c\x0e\x1f\ufffe\uffff"
ALLOWED = "\t\n\x7f\x85\ud7ff\ue000\ufffd\U00010000\U0010ffff"
# As sites send them; the first six are what a browser may be handed to look at.
KINDS = [
    *(
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "text/plain",
        "image/png",
        "image/gif",
    ),
    *("text/javascript", "application/javascript", "application/ecmascript", "text/jscript"),
    *("application/json", "text/css", "text/xml", "application/xml", "application/rss+xml"),
    *("application/pdf", "application/wasm", "multipart/x-mixed-replace", "text/vbscript"),
    *("application/x-shockwave-flash", "text/x-component", "x/y; charset=utf-8", "nonsense", ""),
]


def started(path: Path) -> tuple[Database, int]:
    db = connect(path)
    sites.register(db, "sample", title="=1+1", home_url=f"{HOME}/", invented=True)
    return db, runs.start(db, runs.Started("sample", version="1.0.0", started=AT))


def finished(db: Database, run: int) -> None:
    runs.finish(db, run, runs.Finished(verdict="ok", exit_code=0, finished=AT), counts={"pages": 1})
    db.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    """An archive whose articles try all of it. Its captures are named, and there is none."""
    path = tmp_path_factory.mktemp("leaving") / "archive.db"
    db, run = started(path)
    for number, text in enumerate(FORMULAS):
        url = f"{HOME}/bai-{number}.html"
        capture = captures.add(
            db,
            captures.Capture(
                run=run,
                url=url,
                fetched_at=AT,
                status=200,
                warc="sample.warc.gz",
                offset=number * 1000,
                length=900,
                record_id=f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
                media_type="text/html",
                payload_sha256=f"{number:064}",
                page_url=url,
            ),
        )
        store(
            db,
            "sample",
            ParsedArticle(
                {
                    "identity": str(number),
                    "url": url,
                    "title": f"{text} tin",
                    "published": "2026-02-03",
                    "author": f"a{FORBIDDEN}b",
                    "category": f"c{FORBIDDEN}d",
                    "summary": f"e{FORBIDDEN}{ALLOWED}f",
                    "body": text,
                    "parser": "vnpt_portal@1",
                    "language": "vi",
                }
            ),
            Observation(run, AT, capture),
        )
    finished(db, run)
    folder = path.with_name("captures")
    folder.mkdir()
    (folder / "sample.warc.gz").touch()
    return datasette_on(path)


def captured(path: Path) -> Datasette:
    """An archive with a capture of each kind."""
    db, run = started(path)
    warc = WarcFile.create(path.parent / "captures", "sample", info={"software": "test"})
    for number, kind in enumerate(KINDS):
        encoding = "utf-8\r\nX-Evil: 1" if number == 0 else None
        url, body = f"{HOME}/{number}.js", f"alert({number})".encode()
        kept(db, warc, run, url, kind, body, encoding=encoding)
    warc.finish()
    finished(db, run)
    return datasette_on(path)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_numbers_and_other_texts_are_left_as_they_are() -> None:
    assert [guarded(each) for each in PLAIN] == PLAIN
    assert [guarded(each) for each in (-1, -2.5, None, True)] == [-1, -2.5, None, True]


@pytest.mark.parametrize(
    "path",
    ["/search.csv", "/archive/articles.csv?_size=max", "/archive/articles.csv?_stream=1",
     "/archive/articles.csv?_labels=on&_dl=1", "/archive/newest.csv", "/archive/articles/1.csv",
     "/archive.csv?sql=select+title,body,-1+as+n+from+articles", "/archive/sites.csv"],
)  # fmt: skip
async def test_no_csv_has_a_formula(served: Datasette, path: str) -> None:
    answer = await served.client.get(path)
    assert answer.status_code == 200
    table = cells(answer.text)
    texts = [cell for row in table for cell in row]
    assert any(cell.startswith("'=1") for cell in texts)
    for cell in texts:
        assert not cell.startswith(tuple("=+@\t\r\n＝＋－＠")), cell
        assert not cell.startswith("-") or re.fullmatch(r"-\d+", cell), cell
    if "as+n" in path:
        assert {row[2] for row in table[1:]} == {"-1"}


async def test_nor_has_its_heading(served: Datasette) -> None:
    sql = quote("""select 1 as "=cmd()", -1.5 as "@a", 'x' as "-b\"""")
    answer = await served.client.get(f"/archive.csv?sql={sql}")
    assert cells(answer.text) == [["'=cmd()", "'@a", "'-b"], ["1", "-1.5", "x"]]


@pytest.mark.parametrize(
    "query", ["", f"?q=tin{quote(FORBIDDEN)}", f"?category={quote(FORBIDDEN)}"]
)
async def test_a_feed_is_read_whatever_is_in_it(served: Datasette, query: str) -> None:
    answer = await served.client.get(f"/search.atom{query}")
    assert answer.status_code == 200
    feed = ET.fromstring(answer.content)
    assert not set(FORBIDDEN) & set(answer.content.decode())
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    if "category" not in query:
        assert len(entries) == len(FORMULAS)
    for entry in entries:
        category = entry.find(f"{atom}category")
        assert category is not None
        assert category.get("term") == "cd"
        assert entry.findtext(f"{atom}summary") == f"e{ALLOWED}f"
        assert entry.findtext(f"{atom}author/{atom}name") == "ab"


@pytest.mark.damaged("a file without a row", "has encoding", "has media_type")
async def test_no_capture_is_a_script_of_ours(tmp_path: Path) -> None:
    """`script-src 'self'` lets a page run whatever comes from here and calls itself a script."""
    transport = httpx.ASGITransport(app=captured(tmp_path / "archive.db").app())
    async with httpx.AsyncClient(transport=transport, base_url="http://reader") as client:
        for key, kind in enumerate(KINDS, start=1):
            answer = await client.get(f"/archive/captures/{key}/raw")
            assert answer.status_code == 200, kind
            assert answer.content == f"alert({key - 1})".encode()
            served_as = answer.headers["content-type"]
            if key <= 6:
                assert served_as == kind
                assert answer.headers["content-disposition"].startswith("inline")
            else:
                assert served_as == "application/octet-stream"
                assert answer.headers["content-disposition"].startswith("attachment")
            # Without it a browser guesses, and octets may be a script after all.
            assert answer.headers["x-content-type-options"] == "nosniff"
            policy = answer.headers.get_list("content-security-policy")
            assert len(policy) == 1
            assert policy[0].startswith("sandbox; default-src 'none'")
            assert "x-evil" not in answer.headers


async def test_what_visitors_make_is_no_script_either(served: Datasette) -> None:
    script = quote("select 'alert(1)' as \"alert(1)\"")
    for path in (f"/archive.csv?sql={script}", f"/archive.json?sql={script}&_shape=arrayfirst",
                 f"/archive.json?sql={script}&_shape=array&_nl=on", "/search.csv", "/search.jsonl",
                 f"/archive.blob?sql={script}&_blob_column=alert(1)"):  # fmt: skip
        answer = await served.client.get(path)
        assert answer.status_code in (200, 400)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script" not in answer.headers["content-type"]


PAGE = """
import asyncio, sys
if sys.argv[2] == "without":
    sys.modules["rich"] = None
from datasette.app import Datasette
from kho_tin.web.serving import PLUGINS, TEMPLATES
async def main():
    datasette = Datasette([sys.argv[1]], plugins_dir=str(PLUGINS), template_dir=str(TEMPLATES))
    for path in ("/nosuch?lang=en", "/archive/articles?_sort=nosuch&lang=en", "/nosuch.json",
                 "/archive/articles.json?_sort=nosuch", "/archive.json?sql=bad"):
        answer = await datasette.client.get(path)
        print(answer.status_code, answer.text)
asyncio.run(main())
"""


def test_the_error_page_is_the_same_without_rich(small_archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(small_archive, path)
    outputs = []
    for rich in ("with", "without"):
        done = subprocess.run(
            [sys.executable, "-c", PAGE, str(path), rich],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "Traceback" not in done.stdout + done.stderr
        outputs.append((done.stdout, done.stderr))
    assert outputs[0] == outputs[1]
    assert "404" in outputs[0][0]
