"""The text of a scan lasts: a rebuild and an import need no engine, damage is named, and whoever
erases the scan erases the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho_tin.attachments import ocr
from kho_tin.warc.conversion import TYPE, Conversion
from kho_tin.warc.reader import Record, read_records
from tests.attachments import scans
from tests.conftest import copied, run_scrapy
from tests.crawler.discovery.board import SPIDERS, TEXT, Board, crawl, path_of, rows
from tests.crawler.serving import HTML, Answer, Sent
from tests.lives.rows import differences, differences_of_import
from tests.wholeness import findings

NOWHERE = "/nonexistent"  # no engine is there
PDF = {"Content-Type": "application/pdf"}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a scan that was read in the crawl."""
    if ocr.engine() is None or not Path(scans.FONT).exists():
        pytest.skip("tesseract with vie, or fonts-noto-core, is not installed")
    archive = tmp_path_factory.mktemp("scan") / "archive.db"
    board = Board([1], [1])
    last = f"<p>{TEXT[-1]}</p>"
    html = board.respond(Sent("GET", path_of(1), {})).body.decode()
    linked = html.replace(last, f'{last}<p><a href="/tb.pdf">Thông báo (bản quét)</a></p>')
    assert linked != html
    board.extra[path_of(1)] = Answer(linked.encode(), 200, HTML)
    board.extra["/tb.pdf"] = Answer(scans.scanned(scans.drawn()), 200, PDF)
    with board.served() as start:
        done = crawl(start, archive, "-s", "OCR=on")
    assert done.returncode == 0, done.stdout + done.stderr
    return archive


def conversions(archive: Path) -> list[tuple[Path, Record]]:
    files = sorted((archive.parent / "captures").glob("*.warc.gz"))
    return [(file, each) for file in files for each in read_records(file) if each.type == TYPE]


def text_of(archive: Path) -> str:
    ((text,),) = rows(archive, "SELECT text FROM attachments")
    return str(text)


@pytest.mark.more
def test_rebuilt_and_imported_without_an_engine(crawled: Path, tmp_path: Path) -> None:
    assert scans.right(text_of(crawled)) >= 140
    rebuilt = tmp_path / "rebuilt.db"
    done = run_scrapy("rebuild", "--into", rebuilt, archive=crawled, PATH=NOWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(differences(crawled, rebuilt)) == []
    other = tmp_path / "imported" / "archive.db"
    other.parent.mkdir()
    files = sorted((crawled.parent / "captures").glob("*.warc.gz"))
    done = run_scrapy("import", "--site", "cu_lao", *SPIDERS, *files, archive=other, PATH=NOWHERE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(differences_of_import(crawled, other)) == []
    assert findings(other) == []


@pytest.mark.damaged("bad gzip", "(text|layout) is not that of capture")
def test_a_flipped_byte_is_named(crawled: Path, tmp_path: Path) -> None:
    archive = copied(crawled, tmp_path / "damaged")
    ((file, record),) = conversions(archive)
    data = bytearray(file.read_bytes())
    data[record.offset + 200] ^= 1
    file.write_bytes(data)
    assert any(str(record.offset) in each for each in findings(archive))


def test_erased_with_its_scan(crawled: Path, tmp_path: Path) -> None:
    archive = copied(crawled, tmp_path / "erased")
    words = "Trong thời gian thi công"
    assert words in text_of(archive)
    ((pid,),) = rows(archive, "SELECT pid FROM articles")
    done = run_scrapy(
        "erase", pid, "--files", "--by", "Nguyễn Hòa", "--why", "theo yêu cầu", archive=archive
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [Conversion.of(record).text for _, record in conversions(archive)] == []
    assert words.encode() not in archive.read_bytes()
    assert findings(archive) == []
