"""warcio.js, of which ReplayWeb.page is made, reads a package by that page's own rules."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.exporters.conftest import Export
from tests.waiting import STUCK

JS = ROOT / ".venv-replay" / "js"
SCRIPT = Path(__file__).with_name("replayweb.mjs")
INDEX = (".cdx", ".cdxj", ".idx")  # what ReplayWeb takes for an index


@pytest.fixture(scope="module")
def warcio_js() -> Path:
    """The folder that has warcio.js, fetched once beside the environment for replay."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"no {program} here to run warcio.js with")
    package = JS / "node_modules" / "warcio" / "package.json"
    if not package.exists():
        JS.mkdir(parents=True, exist_ok=True)
        fetched = subprocess.run(
            ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", JS,
             "warcio@2"],
            capture_output=True, text=True, timeout=STUCK, check=False,
        )  # fmt: skip
        if not package.exists():
            pytest.skip(f"npm could not fetch warcio.js: {fetched.stderr.strip()[-200:]}")
    return JS


@pytest.fixture(scope="module")
def unpacked(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(export("wacz")) as package:
        package.extractall(folder)
    return folder


def node(warcio_js: Path, *arguments: str | Path, given: str = "") -> str:
    # An import of Node's is looked for beside the script.
    script = warcio_js / SCRIPT.name
    script.write_text(SCRIPT.read_text("utf-8"), "utf-8")
    done = subprocess.run(
        ["node", *map(str, arguments)], cwd=warcio_js, input=given, capture_output=True, text=True,
        check=False, timeout=STUCK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_one_index(unpacked: Path) -> None:
    """ReplayWeb loads whatever is called like an index, and goes by the last."""
    names = [path.name for path in unpacked.rglob("*") if path.name.endswith(INDEX)]
    assert names == ["index.idx"]


@pytest.mark.more
def test_every_address_is_looked_up(warcio_js: Path, unpacked: Path, sample_archive: Path) -> None:
    with sqlite3.connect(sample_archive) as db:
        rows = db.execute(
            "SELECT c.page_url, c.payload_sha256, c.refers_to FROM captures c WHERE c.id IN "
            "(SELECT capture FROM articles UNION SELECT capture FROM images "
            "UNION SELECT capture FROM attachments) ORDER BY c.page_url"
        ).fetchall()
    assert len(rows) > 120
    given = json.dumps([url for url, _, _ in rows])
    answers = json.loads(node(warcio_js, SCRIPT.name, unpacked, given=given))
    for (url, sha256, refers_to), (kind, status, digest) in zip(rows, answers, strict=True):
        assert status == 200, url
        assert (kind == "revisit") == bool(refers_to), url
        assert digest == sha256 or kind == "revisit", url


def test_it_makes_the_same_index(warcio_js: Path, unpacked: Path) -> None:
    """Of all records: address, place, length and status."""
    cli = warcio_js / "node_modules" / "warcio" / "dist" / "cli.cjs"
    out = node(warcio_js, cli, "cdx-index", unpacked / "archive" / "data.warc.gz")
    text = gzip.decompress((unpacked / "indexes" / "index.cdx.gz").read_bytes()).decode()
    assert _entries(out) == _entries(text)


def _entries(text: str) -> set[tuple[str, ...]]:
    lines = (json.loads("{" + line.partition(" {")[2]) for line in text.splitlines())
    names = ("url", "offset", "length", "status")
    return {tuple(str(line[name]) for name in names) for line in lines}
