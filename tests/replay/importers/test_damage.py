"""Files that are cut, altered or no archives at all: what is whole is taken, the rest is named."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from kho_tin.replay.importers import files
from kho_tin.replay.importers.records import ForeignRecord
from tests.replay.importers.making import Archive, Warc, in_form, page, url

NUMBERS = (1001, 1002, 1003)


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


def three() -> Warc:
    warc = Warc()
    for number in NUMBERS:
        warc.answer(url(number), page(number))
    return warc


def identities(archive: Archive) -> list[str]:
    return [row[0] for row in archive.rows("SELECT identity FROM articles ORDER BY identity")]


@pytest.mark.parametrize("form", ["warc", "gz", "whole.gz"])
@pytest.mark.parametrize("lost", [1, 9, 500])
def test_cut_file(form: str, lost: int, archive_db: Archive, tmp_path: Path) -> None:
    path = in_form(form, tmp_path, three())
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    done, _ = archive_db.take(path)
    if (form, lost) == ("warc", 1):  # of the blank lines after the last record
        assert (done.verdict, identities(archive_db)) == ("ok", ["1001", "1002", "1003"])
        return
    if (form, lost) == ("whole.gz", 1) or (form, lost) == ("whole.gz", 9):
        # All that the last record says is there; its check sum is not.
        assert (done.verdict, identities(archive_db)) == ("red", ["1001", "1002", "1003"])
    else:
        assert (done.verdict, identities(archive_db)) == ("red", ["1001", "1002"])
    assert len(done.taken.damaged) == 1
    reason = archive_db.reason() or ""
    assert reason.startswith(f"damaged: {path.name}: byte ")
    assert reason.endswith(": cut short")
    # The rest came after all: nothing is there twice.
    path.write_bytes(whole)
    done, _ = archive_db.take(path)
    assert (done.verdict, identities(archive_db)) == ("ok", ["1001", "1002", "1003"])
    assert archive_db.rows("SELECT count(*) FROM captures") == [(3,)]


@pytest.mark.parametrize("form", ["warc", "gz"])
def test_altered_record_in_the_middle(form: str, archive_db: Archive, tmp_path: Path) -> None:
    warc = three()
    path = in_form(form, tmp_path, warc)
    data = bytearray(path.read_bytes())
    parts = warc.records if form == "warc" else list(map(gzip.compress, warc.records))
    begin, length = len(parts[0] + parts[1]), len(parts[2])
    data[begin + length // 2] ^= 1
    path.write_bytes(data)
    done, _ = archive_db.take(path)
    assert (done.verdict, identities(archive_db)) == ("red", ["1001", "1003"])
    assert [each.partition(": ")[2].partition(":")[0] for each in done.taken.damaged] == [
        f"byte {begin}"
    ]


@pytest.mark.more
@pytest.mark.parametrize("form", ["warc", "gz", "whole.gz", "wacz"])
@pytest.mark.parametrize("apart", [-7, 7, 9000])
@pytest.mark.parametrize("wrong", [(2,), (0, 2)])
def test_length_that_is_not_true(
    wrong: tuple[int, ...], apart: int, form: str, archive_db: Archive, tmp_path: Path
) -> None:
    """However the records are zipped, one that is too long or too short costs itself alone."""
    warc = three()
    head = b"Content-Length: "
    for number in wrong:
        before, _, after = warc.records[number].partition(head)
        length, _, rest = after.partition(b"\r\n")
        said = max(int(length) + apart, 0)
        warc.records[number] = before + head + b"%d\r\n" % said + rest
    done, _ = archive_db.take(in_form(form, tmp_path, warc))
    assert (done.verdict, identities(archive_db)) == ("red", ["1001", "1003"])
    assert len(done.taken.damaged) == len(wrong)
    assert all("of another length than it says" in line or "cut short" in line
               for line in done.taken.damaged)  # fmt: skip
    problems = archive_db.rows("SELECT count(*) FROM problems WHERE kind = 'damaged'")
    assert problems == [(len(wrong),)]


def test_what_is_no_record_costs_none(archive_db: Archive, tmp_path: Path) -> None:
    """Something else in a gzip member of its own, between the records."""
    warc = three()
    warc.records.insert(2, b"<html>no record</html>\r\n")
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, identities(archive_db)) == ("red", ["1001", "1002", "1003"])
    (line,) = done.taken.damaged
    assert line.endswith("no WARC record")


def test_every_cut_and_flip_is_survived(archive_db: Archive, tmp_path: Path) -> None:
    """Whatever is done to a file, reading it ends, and hands out no altered record."""
    warc = three()
    data, records = warc.data, set(warc.records)
    path = tmp_path / "a.warc.gz"
    for place in range(0, len(data), 251):
        for damaged in (data[:place], data[:place] + bytes([data[place] ^ 16]) + data[place + 1 :]):
            path.write_bytes(damaged)
            entries = list(files.read([path]))
            blocks = [each.what.block for each in entries if isinstance(each.what, ForeignRecord)]
            assert all(any(whole.endswith(block + b"\r\n\r\n") for whole in records)
                       for block in blocks if block)  # fmt: skip
            assert len(blocks) <= 4


def test_cut_package(archive_db: Archive, tmp_path: Path) -> None:
    path = in_form("wacz", tmp_path, three())
    path.write_bytes(path.read_bytes()[:-40])
    done, _ = archive_db.take(path)
    assert (done.verdict, done.taken.records) == ("red", 0)
    assert (archive_db.reason() or "").startswith("damaged: pages.wacz: byte 0: no whole ZIP file")


REFUSED = {
    "a.arc.gz": (
        gzip.compress(b"filedesc://a.arc 0.0.0.0 20060101000000 text/plain 76\n1 0 IA\n"),
        "an ARC file, older than WARC: `warcio recompress` converts it.",
    ),
    "a.arc": (b"filedesc://a.arc 0.0.0.0 20060101000000 text/plain 76\n", "an ARC file"),
    "a.warc.zst": (b"\x28\xb5\x2f\xfd rest", "compressed with Zstandard"),
    "b.warc.zst": (b"\x5d\x2a\x4d\x18 dictionary", "compressed with Zstandard"),
    "a.html": (b"<html></html>", "no WARC file and no WACZ package."),
    "empty.warc": (b"", "no WARC file and no WACZ package."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_by_name(name: str, archive_db: Archive, tmp_path: Path) -> None:
    data, why = REFUSED[name]
    path, good = tmp_path / name, three().save(tmp_path / "good.warc.gz")
    path.write_bytes(data)
    with pytest.raises(files.NotImportable, match=r"\A[^\n]*\Z") as refused:
        archive_db.take(good, path)
    assert str(refused.value).startswith(f"{path}: {why}")
    assert archive_db.rows("SELECT count(*) FROM runs") == [(0,)]


def test_zip_that_is_no_package(archive_db: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("notes.txt", "none")
    with pytest.raises(files.NotImportable, match="no WACZ package"):
        archive_db.take(path)


def test_wrong_host(archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    warc.answer("https://another.example/1.html", page(1001))
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.elsewhere, done.taken.new) == ("red", 1, 0)
    assert archive_db.reason() == "nothing in the files is of vungsuong.example"
