"""What files of other programs look like: containers, bodies and headers of every kind."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from kho_tin.warc.reader import read_record
from tests.conftest import run_scrapy
from tests.replay.importers.making import HTML, NEWS, WHEN, Archive, Warc, in_form, page, url

NUMBERS = (1001, 1002, 1003)


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


@pytest.mark.parametrize("form", ["warc", "gz", "whole.gz", "wacz"])
def test_every_container(form: str, archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    for number in NUMBERS:
        warc.answer(url(number), page(number))
    path = in_form(form, tmp_path, warc)
    done, run = archive_db.take(path)
    assert done.verdict == "ok", archive_db.reason()
    assert (done.taken.records, done.taken.new, run.counts.new) == (4, 3, 3)
    true = {item.id: item for item in NEWS}
    assert archive_db.rows(
        "SELECT identity, articles.url, title, body, first_seen, via, fetched_at FROM articles "
        "JOIN captures ON captures.id = capture ORDER BY identity"
    ) == [
        (str(each), url(each), true[each].title, true[each].body, WHEN, "import", WHEN)
        for each in NUMBERS
    ]
    # The same again: the same records are found, and none is new.
    again, run = archive_db.take(path)
    assert (again.verdict, again.taken.known, again.taken.new) == ("ok", 3, 0)
    assert (
        run.counts.new,
        run.counts.changed,
        run.counts.unchanged,
    ) == (0, 0, 0)
    assert archive_db.rows("SELECT count(*) FROM captures") == [(3,)]


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 1000] for at in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CHUNKED = ("Transfer-Encoding", "chunked")
GZIP = ("Content-Encoding", "gzip")
BODIES = {
    "chunked": ([CHUNKED], chunked),
    "gzip": ([GZIP], gzip.compress),
    "deflate": ([("Content-Encoding", "deflate")], zlib.compress),
    "raw deflate": ([("Content-Encoding", "deflate")], raw_deflate),
    "brotli": ([("Content-Encoding", "br")], brotli.compress),
    "gzip in chunks": ([CHUNKED, GZIP], lambda body: chunked(gzip.compress(body))),
    "chunked, gzip on the way": (
        [("Transfer-Encoding", "gzip, Chunked")],
        lambda body: chunked(gzip.compress(body)),
    ),
    "called chunked": ([CHUNKED], bytes),
    "called gzip": ([GZIP], bytes),
    "called brotli": ([("Content-Encoding", "br")], bytes),
}


@pytest.mark.parametrize("body", BODIES)
def test_every_body(body: str, archive_db: Archive, tmp_path: Path) -> None:
    headers, make = BODIES[body]
    warc = Warc()
    warc.answer(url(1001), make(page(1001)), headers=[*HTML, *headers])
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, run.counts.new) == ("ok", 1), archive_db.reason()
    true = next(item for item in NEWS if item.id == 1001)
    assert archive_db.rows("SELECT title, body FROM articles") == [(true.title, true.body)]
    ((name, offset),) = archive_db.rows("SELECT warc, offset FROM captures")
    record = read_record(archive_db.path.parent / "captures" / name, offset)
    assert record.http("Transfer-Encoding") is None
    assert record.wrong_digests() == []
    # Content-Encoding is kept where it is true.
    assert (record.http("Content-Encoding") is None) == body.startswith(("chunked", "called"))


def test_resource_records_and_addresses_in_brackets(archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    warc.answer(url(1001), page(1001), kind="resource")
    warc.answer("metadata://gnu.org/software/wget/warc/wget.log", b"log", kind="resource")
    warc.answer("dns:vungsuong.example", b"20230506070809\n", kind="resource")
    warc.answer(f"<{url(1002)}>", page(1002))
    done, run = archive_db.take(warc.save(tmp_path / "wget.warc.gz"))
    assert (done.verdict, done.taken.new, done.taken.elsewhere, run.counts.new) == (
        "ok",
        2,
        0,
        2,
    )
    assert archive_db.rows("SELECT page_url, status, media_type FROM captures") == [
        (url(1001), 200, "text/html"),
        (url(1002), 200, "text/html"),
    ]


def test_one_site_under_many_names(archive_db: Archive, tmp_path: Path) -> None:
    """http and https, `www.`, ports and user names lead to one page each."""
    warc = Warc()
    path = url(1001).removeprefix("https://vungsuong.example")
    for number, origin in enumerate(
        (
            "http://vungsuong.example",
            "http://www.vungsuong.example:80",
            "https://VUNGSUONG.example:443",
            "http://reader@vungsuong.example",
        )
    ):
        warc.answer(origin + path, page(1001), at=f"2023-05-0{number + 1}T00:00:00.123Z")
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new) == ("ok", 4)
    assert archive_db.rows("SELECT DISTINCT page_url FROM captures") == [(url(1001),)]
    assert archive_db.rows("SELECT url, first_seen, last_seen FROM articles") == [
        (url(1001), "2023-05-01T00:00:00Z", "2023-05-04T00:00:00Z")
    ]
    assert archive_db.rows("SELECT count(*) FROM revisions") == [(1,)]


def test_http_errors(archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    warc.answer(url(1001), page(1001), at="2023-01-01T00:00:00Z")
    warc.answer(url(1001), b"gone", status="404 Not Found", at="2023-02-01T00:00:00Z")
    warc.answer(url(1001), b"gone", status="410 Gone", at="2023-03-01T00:00:00Z")
    warc.answer(url(1002), b"", status="302 Found", headers=[*HTML, ("Location", "/")])
    warc.answer(url(1003), b"<html>no</html>", status="503 Service Unavailable")
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new, run.counts.new) == ("ok", 5, 1)
    assert archive_db.rows("SELECT status FROM captures ORDER BY id") == [
        (200,), (404,), (410,), (302,), (503,),
    ]  # fmt: skip
    assert archive_db.rows("SELECT at, state, status FROM observations ORDER BY at") == [
        ("2023-01-01T00:00:00Z", "listed", 200),
        ("2023-02-01T00:00:00Z", "gone", 404),
        ("2023-03-01T00:00:00Z", "gone", 410),
    ]


def test_older_pages_that_come_last(archive: Path, archive_db: Archive, tmp_path: Path) -> None:
    """What an answer meant is known as soon as its article is, in whatever order they come."""
    newer, older = Warc(), Warc()
    newer.answer(url(1001), b"gone", status="404 Not Found", at="2023-02-01T00:00:00Z")
    newer.answer(url(1002), page(1002), at="2023-02-02T00:00:00Z")
    newer.answer(url(1003), b"", status="302 Found", headers=[*HTML, ("Location", "/")])
    older.answer(url(1001), page(1001), at="2021-01-01T00:00:00Z")
    older.answer(url(1003), page(1003), at="2021-01-02T00:00:00Z")
    archive_db.take(newer.save(tmp_path / "newer.warc.gz"))
    seen = "SELECT at, o.state, status FROM observations o JOIN articles ON articles.id = article "
    seen += "WHERE identity = '1001' ORDER BY at"
    assert archive_db.rows(seen) == []
    done, run = archive_db.take(older.save(tmp_path / "older.warc.gz"))
    assert (done.verdict, run.counts.new, run.counts.gone) == ("ok", 2, 1)
    assert archive_db.rows(seen) == [
        ("2021-01-01T00:00:00Z", "listed", 200),
        ("2023-02-01T00:00:00Z", "gone", 404),
    ]
    assert archive_db.rows("SELECT count(*) FROM observations") == [(4,)]
    rebuilt = run_scrapy("rebuild", "--into", tmp_path / "new.db", archive=archive)
    assert "Nothing differs" in rebuilt.stdout, rebuilt.stdout
    (tmp_path / "new.db").unlink()


def test_records_that_hold_no_answer(archive_db: Archive, tmp_path: Path) -> None:
    """Each is named in the problems; the others are taken in."""
    warc = Warc()
    warc.answer(url(1001), page(1001), status="OK")
    warc.answer(url(1003), page(1003), warc_segment_number="1")
    for number in (1004, 1005):
        warc.answer(url(number), page(number))
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.unread, done.taken.new, run.counts.new) == (
        "ok",
        2,
        2,
        2,
    )
    messages = archive_db.rows("SELECT url, message FROM problems WHERE kind = 'unreadable'")
    assert [each for each, _ in messages] == [url(1001), url(1003)]
    assert messages[0][1].endswith("no HTTP answer")
    assert messages[1][1].endswith("a record in segments, which are not put together")


def test_pages_cut_short_by_the_recording_program(archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    warc.answer(url(1001), page(1001), warc_truncated="length")
    warc.answer(url(1002), gzip.compress(page(1002))[:-20], headers=[*HTML, GZIP])
    warc.answer(url(1003), chunked(page(1003))[:-300], headers=[*HTML, CHUNKED])
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new) == ("red", 3)
    assert (run.counts.new, run.counts.failed) == (0, 3)
    assert archive_db.rows("SELECT kind, count(*) FROM problems GROUP BY 1") == [("cut", 3)]
    assert archive_db.rows("SELECT count(*) FROM articles") == [(0,)]


@pytest.mark.parametrize("form", ["warc", "gz", "whole.gz", "wacz"])
def test_version_in_lower_case(form: str, archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    for number in NUMBERS:
        warc.answer(url(number), page(number))
    warc.records[:] = [record.replace(b"WARC/1.0", b"warc/1.0", 1) for record in warc.records]
    warc.records[2] = (
        warc.records[2][:-40] + b"-" * 7 + warc.records[2][-40:]
    )  # longer than it says
    done, _ = archive_db.take(in_form(form, tmp_path, warc))
    assert (done.verdict, len(done.taken.damaged), done.taken.new) == ("red", 1, 2)


INDEX = "http://vungsuong.example/tin/index.html"


def test_what_warcit_makes_of_files_on_a_disk(archive_db: Archive, tmp_path: Path) -> None:
    """A resource's own address stays what it is: the file that it was made of is no address to be
    asked, and http is not https."""
    path = tmp_path / "site.warc.gz"
    http = url(1001).replace("https:", "http:")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record("site.warc.gz", {"software": "warcit"}))
        made = {http: page(1001), url(1002): page(1002), INDEX: b"<html><body>none</body></html>"}
        for address, body in made.items():
            record = writer.create_warc_record(
                address,
                "resource",
                payload=BytesIO(body),
                length=len(body),  # or warcio leaves a temporary file open
                warc_content_type="text/html",
                warc_headers_dict={
                    "WARC-Date": WHEN,
                    "WARC-Source-URI": f"file:///home/somebody/site/{len(body)}.html",
                    "WARC-Creation-Date": "2024-01-02T03:04:05Z",
                },
            )
            writer.write_record(record)
            digest = record.rec_headers.get("WARC-Payload-Digest")
        folder = INDEX.rpartition("/")[0] + "/"
        index = writer.create_revisit_record(folder, digest, INDEX, WHEN)
        index.rec_headers["WARC-Source-URI"] = "file:///home/somebody/site/tin/index.html"
        writer.write_record(index)
    done, _ = archive_db.take(path)
    assert (done.verdict, done.taken.new) == ("ok", 4), archive_db.reason()
    assert archive_db.rows("SELECT url, page_url FROM captures ORDER BY id") == [
        (http, url(1001)),
        (url(1002), url(1002)),
        (INDEX, "https://vungsuong.example/tin/index.html"),
        (folder, "https://vungsuong.example/tin/"),
    ]
    assert archive_db.rows("SELECT identity, url FROM articles ORDER BY 1") == [
        ("1001", url(1001)),
        ("1002", url(1002)),
    ]
    ((name, offset),) = archive_db.rows("SELECT warc, offset FROM captures WHERE url = ?", http)
    record = read_record(archive_db.path.parent / "captures" / name, offset)
    assert record.fields["warc-source-uri"] == http
