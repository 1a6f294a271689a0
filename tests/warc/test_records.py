"""Broken WARC files: what is read of them, and what `repair` makes of them."""

from __future__ import annotations

import hashlib
import random
import zlib
from pathlib import Path

import pytest

from kho_tin.archive.repair import repair_file
from kho_tin.warc.reader import Damage, DamagedRecord, Record, read_record, read_records, scan
from kho_tin.warc.writer import WarcFile, Written
from tests.archive.warcs import HTML, read_by_warcio, write


def make_open(folder: Path, records: int = 4) -> tuple[Path, list[Written]]:
    warc = WarcFile.create(folder / "captures", "sample", info={"software": "x"})
    bodies = random.Random(7)
    written = [
        write(warc, second, body=bodies.randbytes(400) + HTML[:200]) for second in range(records)
    ]
    warc.sync()
    warc.close()
    return warc.path, written


def test_repair_cuts_at_the_last_whole_record_wherever_the_file_ends(tmp_path: Path) -> None:
    path, written = make_open(tmp_path)
    whole = path.read_bytes()
    ends = [0, *(each.offset + each.length for each in read_records(path))]
    assert len(ends) == 10
    cuts = sorted({*ends, *random.Random(3).sample(range(len(whole)), 150), len(whole) - 1})
    for cut in cuts:
        path.write_bytes(whole[:cut])
        repaired = repair_file(path)
        last = max(end for end in ends if end <= cut)
        assert repaired.damaged == ()
        assert not path.exists()
        if last in ends[:2]:  # no answer is in it, at most the record that begins the file
            assert (repaired.file, repaired.records, repaired.cut) == (None, 0, cut)
            continue
        assert (repaired.records, repaired.cut) == (ends.index(last), cut - last), cut
        assert repaired.file
        assert repaired.file.path.read_bytes() == whole[:last]
        assert repaired.file.bytes == last
        assert repaired.file.sha256 == hashlib.sha256(whole[:last]).hexdigest()
        if cut in ends:
            assert len(read_by_warcio(repaired.file.path)) == repaired.records
        repaired.file.path.unlink()
    path.write_bytes(whole + b"\0" * 4096)  # a file system's blank pages after a power cut
    assert (repair_file(path).records, len(written)) == (9, 4)


def test_repair_never_throws_away_whole_records_behind_a_damaged_one(tmp_path: Path) -> None:
    path, written = make_open(tmp_path)
    data = bytearray(path.read_bytes())
    data[written[1].offset + 300] ^= 0x20
    path.write_bytes(data)
    repaired = repair_file(path)
    assert (repaired.records, repaired.cut) == (8, 0)
    assert [(each.offset, each.length) for each in repaired.damaged] == [
        (written[1].offset, written[1].length)
    ]
    assert repaired.file
    assert repaired.file.path.read_bytes() == data
    bodies = [read_record(repaired.file.path, written[index].offset).body for index in (0, 2, 3)]
    assert [hashlib.sha256(body).hexdigest() for body in bodies] == [
        written[index].payload_sha256 for index in (0, 2, 3)
    ]


def test_no_flipped_bit_of_a_record_changes_what_is_read(tmp_path: Path) -> None:
    path, written = make_open(tmp_path, 2)
    whole = path.read_bytes()
    first = written[0]
    record = read_record(path, first.offset)
    silent = []
    for position in range(first.offset, first.offset + first.length):
        data = bytearray(whole)
        data[position] ^= 1 << position % 8
        path.write_bytes(data)
        try:
            flipped = read_record(path, first.offset)
        except DamagedRecord:
            continue
        assert flipped == record
        assert flipped.wrong_digests() == []
        silent.append(position - first.offset)

    def is_filling(at: int) -> bool:
        member = bytearray(whole[first.offset : first.offset + first.length])
        plain = zlib.decompress(member, 31)
        member[at] ^= 1 << (first.offset + at) % 8
        return zlib.decompress(member, 31) == plain

    # What no check of gzip covers, and what nothing read depends on: in the member's head a time,
    # a level, a system and the text flag (bytes 3 to 9), and bits that fill up a byte at the end
    # of a block. The digest of the whole file covers them.
    assert [at for at in silent if at not in range(3, 10) and not is_filling(at)] == []


def test_a_body_that_is_itself_a_warc_file_is_not_taken_for_records(tmp_path: Path) -> None:
    inner, _ = make_open(tmp_path, 2)
    warc = WarcFile.create(tmp_path / "captures", "other", info={})
    body = inner.read_bytes()
    outer = write(warc, body=body, headers=[(b"Content-Type", b"application/zip")])
    after = write(warc, 2)
    data = bytearray(warc.path.read_bytes())
    assert body in bytes(data)  # kept as it is, so its records' beginnings can be seen
    data[outer.offset + outer.length - 1] ^= 1
    warc.close()
    warc.path.write_bytes(data)
    parts = list(scan(warc.path))
    assert [each.type if isinstance(each, Record) else "damage" for each in parts] == [
        "warcinfo",
        "damage",
        "request",
        "response",
        "request",
    ]
    assert parts[3].offset == after.offset


MANDATORY = b"WARC/1.1\r\nWARC-Type: x\r\nWARC-Record-ID: <x>\r\n"


def _member(content: bytes) -> bytes:
    member = zlib.compressobj(1, zlib.DEFLATED, 31)
    return member.compress(content) + member.flush()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hello", "no WARC record"),
        (b"", "no WARC record"),
        (b"WARC/1.1\r\n\r\n\r\n\r\n", "without its mandatory fields"),
        (
            MANDATORY + b"Content-Length: 9\r\n\r\nab\r\n\r\n",
            "of another length than it says",
        ),
        (
            MANDATORY + b"Content-Length: 2\r\n\r\nab",
            "of another length than it says",
        ),
    ],
)
def test_whole_members_that_are_no_records(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(_member(content))
    with pytest.raises(DamagedRecord, match=why):
        read_record(path, 0)
    (damage,) = scan(path)
    assert isinstance(damage, Damage)
    assert (damage.offset, damage.length) == (0, path.stat().st_size)
