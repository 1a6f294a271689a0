"""WARC files, read back by readers that are not ours."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from kho_tin.base.errors import ArchiveError
from kho_tin.warc.reader import read_record
from kho_tin.warc.writer import Original, WarcFile
from tests.archive.making import at
from tests.archive.warcs import HEADERS, HTML, PAGE, read_by_warcio, write


@pytest.fixture
def warc(tmp_path: Path) -> Iterator[WarcFile]:
    warc = WarcFile.create(tmp_path / "captures", "sample", info={"software": "Kho Tin/1.0.0"})
    yield warc
    warc.close()


def test_a_pair_as_another_reader_sees_it(warc: WarcFile) -> None:
    written = write(warc, ip="127.0.0.1")
    path = warc.finish().path
    assert re.fullmatch(r"sample-\d{8}T\d{6}Z\.warc\.gz", path.name)
    info, answer, question = read_by_warcio(path)
    assert (info[0], info[1]["WARC-Filename"], info[3]) == (
        "warcinfo",
        path.name,
        b"software: Kho Tin/1.0.0\r\n",
    )
    assert answer[0] == "response"
    fields = answer[1]
    digest = hashlib.sha256(HTML).hexdigest()
    assert fields["WARC-Target-URI"] == PAGE
    assert fields["WARC-Date"] == at(1)
    assert fields["WARC-IP-Address"] == "127.0.0.1"
    assert fields["WARC-Payload-Digest"] == f"sha256:{digest}"
    assert fields["WARC-Warcinfo-ID"] == info[1]["WARC-Record-ID"]
    assert answer[2] == [("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")]
    assert answer[3] == HTML
    assert question[0] == "request"
    assert question[1]["WARC-Concurrent-To"] == fields["WARC-Record-ID"] == written.record_id
    assert question[2] == [("Host", "vungsuong.example"), ("User-Agent", "KhoTin/1")]
    assert (written.warc, written.payload_sha256) == (path.name, digest)
    with path.open("rb") as file:
        assert file.read(len(b"\x1f\x8b")) == b"\x1f\x8b"
        file.seek(written.offset)
        member = gzip.decompress(file.read(written.length))
    assert member.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")
    assert member.endswith(HTML + b"\r\n\r\n")


def test_gzip_itself_and_the_checker_of_warcio_find_it_whole(warc: WarcFile) -> None:
    for second in range(20):
        write(warc, second, body=HTML + bytes([second]))
    path = warc.finish().path
    assert gzip.decompress(path.read_bytes()).count(b"WARC/1.1\r\n") == 41

    class Settings:
        inputs = [str(path)]
        verbose = False

    checker = Checker(Settings())
    checker.process_all()
    assert checker.exit_value == 0


def test_body_stays_as_the_server_sent_it(warc: WarcFile) -> None:
    packed = gzip.compress(HTML)
    headers = [
        *HEADERS,
        (b"Content-Encoding", b"gzip"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"Content-Disposition", "attachment; filename=Quyết định.pdf".encode()),
    ]
    written = write(warc, body=packed, headers=headers)
    path = warc.finish().path
    assert written.payload_sha256 == hashlib.sha256(packed).hexdigest()
    record = read_record(path, written.offset)
    assert record.body == packed
    assert record.block == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: nginx\r\n"
        b"Content-Encoding: gzip\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
        + "Content-Disposition: attachment; filename=Quyết định.pdf\r\n\r\n".encode()
        + packed
    )
    with path.open("rb") as file:
        file.seek(written.offset)
        (stream,) = [
            record.content_stream().read()
            for record in ArchiveIterator(io.BytesIO(file.read(written.length)))
        ]
    assert stream == HTML
    # Compressed bytes are not compressed again: the record is their size and its head.
    assert 0 < written.length - len(packed) < 1200


def test_text_is_compressed_once(warc: WarcFile) -> None:
    assert write(warc).length < len(HTML) / 5


def test_revisits(warc: WarcFile) -> None:
    first = write(warc, 1)
    original = Original(PAGE, at(1), first.record_id)
    same = write(warc, 2, original=original)
    unchanged = write(warc, 3, original=original, body=b"", status=304, reason="Not Modified")
    path = warc.finish().path
    answers = [each for each in read_by_warcio(path) if each[0] == "revisit"]
    assert len(answers) == 2
    for (_, fields, headers, body), profile in zip(
        answers, ("identical-payload-digest", "server-not-modified"), strict=True
    ):
        assert fields["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
        assert fields["WARC-Refers-To"] == first.record_id
        assert fields["WARC-Refers-To-Target-URI"] == PAGE
        assert fields["WARC-Refers-To-Date"] == at(1)
        assert headers[0] == ("Content-Type", "text/html; charset=utf-8")
        assert body == b""
    assert answers[0][1]["WARC-Payload-Digest"] == f"sha256:{first.payload_sha256}"
    assert answers[0][1]["WARC-Truncated"] == "length"
    assert "WARC-Payload-Digest" not in answers[1][1]
    assert (same.payload_sha256, unchanged.payload_sha256) == (first.payload_sha256, None)
    assert [read_record(path, each.offset).status for each in (same, unchanged)] == [200, 304]


def test_what_a_mirror_and_a_web_archive_gave(warc: WarcFile) -> None:
    memento = "https://web.archive.org/web/20210602000000id_/" + PAGE
    written = write(warc, url=memento, page_url=PAGE, created=at(9), truncated="length")
    fields = read_record(warc.finish().path, written.offset).fields
    assert fields["warc-target-uri"] == PAGE
    assert fields["warc-source-uri"] == memento
    assert (fields["warc-date"], fields["warc-creation-date"]) == (at(1), at(9))
    assert fields["warc-truncated"] == "length"


@pytest.mark.parametrize("body", [b"", b"\r\n\r\n", b"x"])
@pytest.mark.parametrize("reason", ["", "OK"])
def test_odd_bodies(warc: WarcFile, body: bytes, reason: str) -> None:
    written = write(warc, body=body, reason=reason, headers=[])
    path = warc.finish().path
    record = read_record(path, written.offset)
    assert (record.status, record.body, record.http("Server")) == (200, body, None)
    assert record.wrong_digests() == []
    assert read_by_warcio(path)[1][3] == body


def test_a_finished_file_is_known_by_length_and_digest(warc: WarcFile) -> None:
    write(warc)
    open_path = warc.path
    finished = warc.finish()
    assert not open_path.exists()
    data = finished.path.read_bytes()
    assert (finished.bytes, finished.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_two_files_in_one_second_have_two_names(tmp_path: Path) -> None:
    files = [WarcFile.create(tmp_path / "captures", "sample", info={}) for _ in range(3)]
    names = {file.finish().path.name for file in files}
    assert len(names) == 3
    assert {each.name for each in (tmp_path / "captures").glob("*.warc.gz")} == names


def test_a_file_that_is_missing_keeps_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "captures"
    first = WarcFile.create(folder, "sample", info={}).finish().path
    first.rename(tmp_path / "away")
    again = WarcFile.create(folder, "sample", info={}, taken={first.name}).finish().path
    assert again.name > first.name


def test_nothing_of_a_record_that_the_disk_refuses_stays(
    warc: WarcFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/dev/full would refuse the first byte: a limit on file size refuses in mid-record."""
    import resource
    import signal

    write(warc, 1)
    size = warc.path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, hard))
    try:
        with pytest.raises(ArchiveError, match=re.escape(os.strerror(errno.EFBIG))):
            write(warc, 2, body=random.Random(1).randbytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert warc.path.stat().st_size == size
    third = write(warc, 3)
    assert third.offset == size
    path = warc.finish().path
    assert [each[0] for each in read_by_warcio(path)] == ["warcinfo", *["response", "request"] * 2]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "captures").write_text("in the way")
    with pytest.raises(ArchiveError, match="check the folder and its rights"):
        WarcFile.create(tmp_path / "captures", "sample", info={})
