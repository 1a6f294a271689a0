"""WACZ packages that are broken, or are not what they say: each fault is named, the rest is taken
in."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kho_tin.replay.importers import files, manifest, package
from kho_tin.replay.importers.stream import UNZIPPED
from tests.replay.importers.hostile import costs_little, head
from tests.replay.importers.making import Archive, Warc, page, url

NAME = "archive/a.warc"
METHOD, FLAGS, SIZE, ATTRIBUTES = 10, 8, 24, 38  # in an entry of the directory, in bytes


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


@cache
def warc(*numbers: int) -> bytes:
    made = Warc()
    for number in numbers:
        made.answer(url(number), page(number))
    return b"".join(made.records)


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = 0) -> bytearray:
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", method) as made:
            for name, data in entries:
                made.writestr(name, data)
        return bytearray(out.getvalue())


def two(method: int = 0) -> bytearray:
    """The first entry is spoiled by these tests, the second is whole."""
    return zipped((NAME, warc(1001)), ("archive/b.warc", warc(1002)), method=method)


def directory(data: bytearray) -> int:
    """Where its first entry begins."""
    return data.index(b"PK\x01\x02")


def put(data: bytearray, at: int, form: str, value: int) -> bytearray:
    struct.pack_into(form, data, at, value)
    return data


def encrypted() -> bytearray:
    data = two()
    put(data, data.index(b"PK\x03\x04") + 6, "<H", 1)
    return put(data, directory(data) + FLAGS, "<H", 1)


def unknown_method() -> bytearray:
    data = two()
    put(data, data.index(b"PK\x03\x04") + 8, "<H", 99)
    return put(data, directory(data) + METHOD, "<H", 99)


def wrong_size() -> bytearray:
    data = two(zipfile.ZIP_DEFLATED)
    return put(data, directory(data) + SIZE, "<I", 0xFFFFFFF0)


def wrong_sum() -> bytearray:
    data = two()
    return put(data, directory(data) + 16, "<I", 1)


def damaged_by(method: int) -> Callable[[], bytearray]:
    def make() -> bytearray:
        data = two(method)
        at = data.index(b"a.warc") + 60
        data[at : at + 20] = b"\xff" * 20
        return data

    make.__name__ = f"damaged_by_{method}"
    return make


def a_link() -> bytearray:
    entry = zipfile.ZipInfo("archive/l.warc")
    entry.external_attr = 0o120777 << 16
    return zipped((entry, b"/etc/passwd"), ("archive/b.warc", warc(1002)))


def leads_out() -> bytearray:
    return zipped(("archive/../../x.warc", warc(1001)), ("archive/b.warc", warc(1002)))


def within_another() -> bytearray:
    """The directory has the first entry twice more, from the same bytes on."""
    data = two()
    begin = directory(data)
    length = data.index(b"PK\x01\x02", begin + 4) - begin
    end = data.index(b"PK\x05\x06")
    again = data[begin : begin + length] * 2
    data[end:end] = again
    end += len(again)
    put(data, end + 8, "<H", 4)
    put(data, end + 10, "<H", 4)
    return put(data, end + 12, "<I", end - begin)


def beyond_the_end() -> bytearray:
    data = two()
    put(data, directory(data) + 20, "<I", 1 << 30)
    return put(data, directory(data) + SIZE, "<I", 1 << 30)


FAULTS: dict[Callable[[], bytearray], tuple[str, list[str]]] = {
    encrypted: ("a.package!archive/a.warc: byte 0: is encrypted: left unread", ["1002"]),
    unknown_method: ("cannot be unpacked to its end (That compression method", ["1002"]),
    wrong_size: (", and not to 4294967280", ["1001", "1002"]),
    wrong_sum: ("is not of the check sum that the package says", ["1001", "1002"]),
    damaged_by(zipfile.ZIP_DEFLATED): ("cannot be unpacked to its end (Error -3", ["1002"]),
    damaged_by(zipfile.ZIP_BZIP2): ("cannot be unpacked to its end (Invalid data", ["1002"]),
    damaged_by(zipfile.ZIP_LZMA): ("cannot be unpacked to its end (Corrupt input", ["1002"]),
    a_link: ("archive/l.warc: byte 0: is a link, and no file: left unread", ["1002"]),
    leads_out: ("has a name that leads out of the package: left unread", ["1002"]),
    within_another: ("lies within another entry: left unread", ["1001", "1002"]),
    beyond_the_end: ("reaches beyond the entries: left unread", ["1002"]),
}


def articles(archive: Archive) -> list[str]:
    return [row[0] for row in archive.rows("SELECT identity FROM articles ORDER BY 1")]


@pytest.mark.parametrize("make", FAULTS, ids=lambda make: make.__name__)
def test_a_fault_is_named_and_the_rest_taken_in(
    make: Callable[[], bytearray], archive_db: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "a.package"
    path.write_bytes(make())
    done, _ = archive_db.take(path)
    why, identities = FAULTS[make]
    assert done.verdict == "red"
    assert any(why in line for line in done.taken.damaged), done.taken.damaged
    assert articles(archive_db) == identities
    assert not list(tmp_path.glob("**/x.warc"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name(archive_db: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(zipped((NAME, warc(1001)), (NAME, warc(1002))))
    done, _ = archive_db.take(path)
    assert done.taken.damaged == [f"a.wacz!{NAME}: byte 0: is in the package twice"]
    assert articles(archive_db) == ["1001", "1002"]


@pytest.mark.parametrize("spoiled", [b"PK\x01\x02", b"PK\x05\x06"])
def test_no_directory(spoiled: bytes, archive_db: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(two().replace(spoiled, b"XXXX"))
    done, _ = archive_db.take(path)
    assert (done.verdict, len(done.taken.damaged)) == ("red", 1)
    assert "no whole ZIP file (" in done.taken.damaged[0]


def test_directory_larger_than_is_read(archive_db: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    data = two()
    put(data, data.index(b"PK\x05\x06") + 12, "<I", package.LARGEST_DIRECTORY + 1)
    path.write_bytes(data)
    done, _ = archive_db.take(path)
    assert done.taken.damaged == [
        f"a.wacz: byte 0: no whole ZIP file (a directory of {package.LARGEST_DIRECTORY + 1} bytes)"
    ]


@pytest.mark.more
def test_thousands_of_damaged_records_in_an_entry(archive: Path, tmp_path: Path) -> None:
    """An entry is unpacked once, and not from its beginning after each damage."""
    bad = b"".join(head(f"q{number}", 40) + b"HTTP/1.1 200 OK\r\n\r\n" for number in range(4000))
    path = tmp_path / "a.wacz"
    data = warc(1001) + bad + warc(1002)
    path.write_bytes(zipped((NAME, data), method=zipfile.ZIP_DEFLATED))
    done = costs_little(path, archive)
    assert done.code == 3
    assert "4000 of 4002 records were left out (4000 damaged)" in done.out


@pytest.mark.more
def test_bomb(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    bomb = warc(1001) + b"\0" * (UNZIPPED + (64 << 20))
    path.write_bytes(zipped((NAME, bomb), method=zipfile.ZIP_DEFLATED))
    done = costs_little(path, archive)
    assert done.code == 3
    assert "unzips to more than 32 times its size: the rest is left unread" in done.out


def described(**changes: Any) -> bytearray:
    """A package with a manifest; what is changed in that is not as it should be."""
    data, other = warc(1001), b"[]\n"
    resources = [
        {"path": path, "hash": f"sha256:{hashlib.sha256(each).hexdigest()}", "bytes": len(each)}
        for path, each in ((NAME, data), ("pages/pages.jsonl", other))
    ]
    resources[0] |= changes.get("warc", {})
    resources[1] |= changes.get("pages", {})
    said = {"profile": "data-package", "resources": resources + changes.get("more", [])}
    text = changes.get("text", json.dumps(said).encode())
    digest = {"path": manifest.NAME, "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
    vouching = json.dumps(digest | changes.get("digest", {})).encode()
    return zipped(
        (NAME, data),
        ("pages/pages.jsonl", other),
        *changes.get("entries", []),
        (manifest.NAME, text),
        (manifest.DIGEST, changes.get("vouching", vouching)),
    )


ZEROS = f"sha256:{'0' * 64}"
MANIFESTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "true": ({}, None),
    "upper case": ({"warc": {"hash": f"SHA256:{hashlib.sha256(warc(1001)).hexdigest()}"}}, None),
    "another algorithm": ({"warc": {"hash": "md5:0"}}, None),
    "digest of the WARC file": (
        {"warc": {"hash": ZEROS}},
        f"a.wacz!{NAME}: byte 0: it is not of the sha256 that datapackage.json says",
    ),
    "size of the WARC file": ({"warc": {"bytes": 7}}, f" bytes, and 7 by {manifest.NAME}"),
    "digest of another file": (
        {"pages": {"hash": ZEROS}},
        "a.wacz!pages/pages.jsonl: byte 0: it is not of the sha256 that datapackage.json says",
    ),
    "digest of the manifest": (
        {"digest": {"hash": ZEROS}},
        "datapackage.json is not of the sha256 that datapackage-digest.json says",
    ),
    "missing": (
        {"more": [{"path": "archive/none.warc.gz", "hash": ZEROS, "bytes": 5}]},
        "archive/none.warc.gz is missing, and datapackage.json names it",
    ),
    "not named": (
        {"entries": [("archive/b.warc", warc(1002))]},
        "a.wacz!archive/b.warc: byte 0: is not named in datapackage.json",
    ),
    "no JSON": ({"text": b"{"}, "datapackage.json cannot be read ("),
    "layers": ({"text": b"[" * 100_000}, "datapackage.json cannot be read ("),
    "digits": ({"text": b'{"resources": ' + b"9" * 5000 + b"}"}, "datapackage.json cannot be read"),
    "too large": ({"text": b" " * (manifest.LARGEST + 1)}, "has more than 4194304 bytes"),
    "other types": ({"text": b'{"resources": [1, {"path": 2}, {}]}'}, None),
    "a list": ({"text": b"[1]"}, None),
    "digest no JSON": ({"vouching": b"\xff"}, "datapackage-digest.json cannot be read ("),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifest(name: str, archive_db: Archive, tmp_path: Path) -> None:
    """A package that is not what its manifest says: that is named, and the records, which vouch for
    themselves, are taken in."""
    changes, why = MANIFESTS[name]
    path = tmp_path / "a.wacz"
    path.write_bytes(described(**changes))
    done, _ = archive_db.take(path)
    assert (done.verdict, len(done.taken.damaged)) == (("red", 1) if why else ("ok", 0))
    assert why is None or why in done.taken.damaged[0]
    assert articles(archive_db)[0] == "1001"


@pytest.mark.more
def test_whatever_is_done_to_a_package_reading_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    chance = random.Random(20261129)
    for method in methods:
        whole = zipped((NAME, warc(1001)), (manifest.NAME, b'{"resources": []}'), method=method)
        for _ in range(400):
            data = bytearray(whole)
            for _ in range(chance.choice((1, 2, 20))):
                near = chance.choice((60, 200, len(data)))  # mostly what a ZIP file is told by
                at = chance.choice((chance.randrange(near), -1 - chance.randrange(near)))
                data[at] = chance.choice((0, 255, chance.randrange(256)))
            path.write_bytes(data)
            with suppress(files.NotImportable):
                files.check([path])
            for each in files.read([path]):
                assert each.file.startswith("a.wacz")
                assert each.done <= len(data)
