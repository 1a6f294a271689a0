"""WACZ packages: what is in them, that the index leads to it, and that others read them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from kho_tin.exporters.cdxj import Blocks
from kho_tin.sample import ORIGIN, SampleServer, load_news
from kho_tin.warc.reader import read_records

from .conftest import Export, tool

NEWS = load_news()
PARTS = [
    "pages/pages.jsonl",
    "archive/data.warc.gz",
    "indexes/index.cdx.gz",
    "indexes/index.idx",
    "datapackage.json",
    "datapackage-digest.json",
]


class Package:
    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as file:
            assert file.testzip() is None
            self.entries = {each.filename: each for each in file.infolist()}
            self.parts = {name: file.read(name) for name in file.namelist()}

    @property
    def warc(self) -> bytes:
        return self.parts["archive/data.warc.gz"]

    @property
    def index(self) -> list[tuple[str, str, dict[str, str]]]:
        lines = gzip.decompress(self.parts["indexes/index.cdx.gz"]).decode().splitlines()
        return [(*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in lines]

    @property
    def pages(self) -> list[dict[str, Any]]:
        lines = self.parts["pages/pages.jsonl"].decode().splitlines()
        return [json.loads(line) for line in lines]

    def record(self, fields: dict[str, str]) -> Any:
        """The record at an index line's place, by warcio."""
        offset, length = int(fields["offset"]), int(fields["length"])
        return next(iter(ArchiveIterator(io.BytesIO(self.warc[offset : offset + length]))))


@pytest.fixture(scope="module")
def package(export: Export) -> Package:
    return Package(export("wacz"))


def test_parts(package: Package) -> None:
    assert list(package.parts) == PARTS
    stored = [n for n, each in package.entries.items() if each.compress_type == zipfile.ZIP_STORED]
    # Readers ask for byte ranges of these.
    assert stored == ["archive/data.warc.gz", "indexes/index.cdx.gz"]


def test_manifest_vouches_for_everything(package: Package) -> None:
    manifest = json.loads(package.parts["datapackage.json"])
    assert (manifest["profile"], manifest["wacz_version"]) == ("data-package", "1.1.1")
    assert manifest["title"] == "Ban Quản lý Khu kinh tế Vũng Sương (sample)"
    assert manifest["resources"] == [
        {
            "name": name.split("/")[1],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(package.parts[name]).hexdigest()}",
            "bytes": len(package.parts[name]),
        }
        for name in PARTS[:4]
    ]
    assert json.loads(package.parts["datapackage-digest.json"]) == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(package.parts['datapackage.json']).hexdigest()}",
    }


def test_it_holds_what_the_articles_need(package: Package) -> None:
    expected = {item.url(ORIGIN) for item in NEWS}
    for item in NEWS:
        expected |= {*item.image_urls(ORIGIN), *item.attachment_urls(ORIGIN)}
    assert sorted(fields["url"] for _, _, fields in package.index) == sorted(expected)


def test_pages_are_the_articles(package: Package) -> None:
    head, *pages = package.pages
    assert head == {
        "format": "json-pages-1.0",
        "id": "pages",
        "title": "All Pages",
        "hasText": True,
    }
    assert sorted((page["id"], page["url"], page["title"], page["text"]) for page in pages) == (
        sorted((f"sample/{item.id}", item.url(ORIGIN), item.title, item.body) for item in NEWS)
    )
    stamps = {(fields["url"], stamp) for _, stamp, fields in package.index}
    plain = str.maketrans("", "", "-:TZ")
    assert {(page["url"], page["ts"].translate(plain)) for page in pages} <= stamps


def test_index_leads_to_the_records(package: Package) -> None:
    lines = gzip.decompress(package.parts["indexes/index.cdx.gz"]).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
    for _, stamp, fields in package.index:
        record = package.record(fields)
        headers = record.rec_headers
        assert headers["WARC-Target-URI"] == fields["url"]
        assert headers["WARC-Date"].translate(str.maketrans("", "", "-:TZ")) == stamp
        assert headers["WARC-Payload-Digest"] == fields["digest"]
        assert (fields["mime"] == "warc/revisit") == (record.rec_type == "revisit")


def test_blocks_of_the_index(package: Package) -> None:
    counts = _counts(package.parts["indexes/index.cdx.gz"], package.parts["indexes/index.idx"])
    assert sum(counts) == len(package.index) > 200


@pytest.mark.parametrize("number", [0, 1, 300, 301, 700])
def test_many_blocks(number: int) -> None:
    out, blocks = io.BytesIO(), Blocks("index.cdx.gz")
    written = [f"vn,example)/{at:04} 2026 {{}}" for at in range(number)]
    blocks.write(iter(written), out.write)
    counts = _counts(out.getvalue(), blocks.index())
    assert counts == [300] * (number // 300) + [number % 300] * (number % 300 > 0)
    assert gzip.decompress(out.getvalue()).decode().splitlines() == written


def _counts(data: bytes, index: bytes) -> list[int]:
    """How many lines each block has. Each line of the index of blocks leads to a gzip member that
    begins with its key."""
    head, *lines = index.decode().splitlines()
    assert head.startswith("!meta 0 ")
    assert json.loads(head.removeprefix("!meta 0 ")) == {
        "format": "cdxj-gzip-1.0",
        "filename": "index.cdx.gz",
    }
    assert lines == sorted(lines)
    end, counts = 0, list[int]()
    for line in lines:
        key, place = line.partition(" {")[0], json.loads("{" + line.partition(" {")[2])
        assert place["offset"] == end
        end += place["length"]
        block = data[place["offset"] : end]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        first, *rest = gzip.decompress(block).decode().splitlines()
        assert first.startswith(f"{key} {{")
        counts.append(1 + len(rest))
    assert end == len(data) or not lines
    return counts


def test_records_are_whole_and_unaltered(
    package: Package, sample_archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "data.warc.gz"
    path.write_bytes(package.warc)
    records = list(read_records(path))
    assert [each.type for each in records[:1]] == ["warcinfo"]
    assert len(records) == 1 + len(package.index)
    assert [each.wrong_digests() for each in records] == [[]] * len(records)
    (source,) = (sample_archive.parent / "captures").glob("*.warc.gz")
    whole = source.read_bytes()
    for record in records:
        assert package.warc[record.offset : record.offset + record.length] in whole
    gzip.decompress(package.warc)


def test_revisits_have_their_originals(export: Export, sample_archive: Path) -> None:
    """A picture that another article's page brought first is in the package all the same."""
    with sqlite3.connect(sample_archive) as db:
        day, url, original = db.execute(
            "SELECT published, images.url, original.page_url FROM articles "
            "JOIN images ON images.article = articles.id "
            "JOIN captures ON captures.id = images.capture "
            "JOIN captures AS original ON original.id = captures.refers_to"
        ).fetchone()
    package = Package(export("wacz", "--since", day, "--until", day))
    items = [item for item in NEWS if item.date.isoformat() == day]
    urls = {item.url(ORIGIN) for item in items}
    for item in items:
        urls |= {*item.image_urls(ORIGIN), *item.attachment_urls(ORIGIN)}
    assert url in urls
    assert original not in urls
    entries = {fields["url"]: fields for _, _, fields in package.index}
    assert set(entries) == urls | {original}
    assert entries[url]["mime"] == "warc/revisit"
    assert entries[url]["digest"] == entries[original]["digest"]
    revisit = package.record(entries[url]).rec_headers
    response = package.record(entries[original]).rec_headers
    assert revisit["WARC-Refers-To"] == response["WARC-Record-ID"]
    assert len(package.pages) == 1 + len(items)


def test_every_revision_is_there(
    scrapy: Callable[..., CompletedProcess[str]], archive: Path, tmp_path: Path
) -> None:
    news = NEWS[:3]
    with SampleServer(news=news) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}")
        scrapy(*crawl, KHO_TIN_CLOCK="2026-10-01T01:00:00Z")
        site.site.retitle(news[0].id, "Tiêu đề mới")
        scrapy(*crawl, "-a", "full=1", KHO_TIN_CLOCK="2026-10-02T01:00:00Z")
    path = tmp_path / "a.wacz"
    done = scrapy("export", "wacz", path)
    assert done.returncode == 0, done.stderr
    package = Package(path)
    url = news[0].url(ORIGIN)
    bodies = [
        package.record(fields).content_stream().read().decode()
        for _, _, fields in package.index
        if fields["url"] == url
    ]
    assert len(bodies) == 2
    assert [f">{news[0].title}<" in body for body in bodies] == [True, False]
    assert [">Tiêu đề mới<" in body for body in bodies] == [False, True]
    assert [page["title"] for page in package.pages if page.get("url") == url] == ["Tiêu đề mới"]
    records = [each.rec_type for each in ArchiveIterator(io.BytesIO(package.warc))]
    assert records.count("warcinfo") == 2  # one for each file that records came from


@pytest.mark.more
def test_py_wacz_validates(export: Export) -> None:
    for path in (export("wacz"), export("wacz", "--until", "1990-01-01")):
        done = subprocess.run(
            [tool("wacz"), "validate", "-f", path], capture_output=True, text=True, check=False
        )
        assert done.stdout.splitlines()[-1] == "Validation succeeded, the passed WACZ is valid"
        assert done.returncode == 0


def test_index_is_what_cdxj_indexer_makes(package: Package, tmp_path: Path) -> None:
    path = tmp_path / "data.warc.gz"
    path.write_bytes(package.warc)
    done = subprocess.run(
        [tool("cdxj-indexer"), "--sort", path], capture_output=True, text=True, check=True
    )
    theirs = [
        (*line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2]))
        for line in done.stdout.splitlines()
    ]
    assert theirs == package.index
