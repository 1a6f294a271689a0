"""pywb takes a package and serves it on loopback: article and picture come back as they were."""

from __future__ import annotations

import gzip
import re
import socket
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from kho_tin.sample import ORIGIN, load_news
from kho_tin.warc.reader import read_record
from tests.waiting import STUCK, listens, until

from .conftest import Export, tool

OPEN = build_opener(ProxyHandler({}))  # loopback, whatever proxy the environment names
NEWS = load_news()


@pytest.fixture(scope="module")
def replay(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of pywb, with the package as its collection `news`, by our own index."""
    wayback, manager = tool("wayback"), tool("wb-manager")
    folder = tmp_path_factory.mktemp("replay")
    for command in (["init", "news"], ["add", "news", export("wacz"), "--unpack-wacz"]):
        done = subprocess.run(
            [manager, *command], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "does not contain" not in done.stderr
    # What it serves is the index that came with the package, and not one of its own.
    index = (folder / "collections" / "news" / "indexes" / "index.cdxj").read_text()
    with zipfile.ZipFile(export("wacz")) as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    keys = [line.partition(" {")[0] for line in lines]
    assert [line.partition(" {")[0] for line in index.splitlines()] == keys
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [wayback, "--bind", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            stderr=log,
            stdout=log,
        )
    address = f"http://127.0.0.1:{port}/news"
    try:
        until(lambda: server.poll() is not None or listens("127.0.0.1", port), "pywb listens")
        assert server.poll() is None, (folder / "log").read_text()
        yield address
    finally:
        server.terminate()
        server.wait(timeout=STUCK)


def fetch(url: str) -> bytes:
    with OPEN.open(url, timeout=STUCK) as answer:
        assert answer.status == 200
        body: bytes = answer.read()
    return body


@pytest.mark.more
def test_article_with_its_picture(replay: str) -> None:
    item = next(item for item in NEWS if item.images)
    page = fetch(f"{replay}/2026mp_/{item.url(ORIGIN)}").decode()
    assert f">{item.title}</h1>" in page
    shown = re.findall(rf'src="([^"]*/news/\d+im_/{re.escape(ORIGIN)}[^"]*)"', page)
    wanted = item.image_urls(ORIGIN)[0]
    (address,) = [each for each in shown if each.endswith(wanted.removeprefix(ORIGIN))]
    picture = fetch(address if address.startswith("http") else replay[: -len("/news")] + address)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")


def test_bytes_are_those_of_the_archive(replay: str, sample_archive: Path) -> None:
    """For every kind of capture, a revisit of a picture with them."""
    with sqlite3.connect(sample_archive) as db:
        rows = db.execute(
            "SELECT images.url, captures.refers_to IS NOT NULL, o.warc, o.offset FROM images "
            "JOIN captures ON captures.id = images.capture "
            "JOIN captures AS o ON o.id = coalesce(captures.refers_to, captures.id) "
            "GROUP BY 2 UNION ALL SELECT attachments.url, 0, warc, offset FROM attachments "
            "JOIN captures ON captures.id = capture GROUP BY attachments.media_type"
        ).fetchall()
    assert [row[1] for row in rows] == [0, 1, 0, 0]
    for url, _, warc, offset in rows:
        record = read_record(sample_archive.parent / "captures" / warc, offset)
        assert fetch(f"{replay}/2026id_/{url}") == record.body
