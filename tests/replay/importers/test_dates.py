"""Records that bear a date which cannot be: named, and kept from freezing an article."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kho_tin.archive import captures, misdated, runs
from kho_tin.base import times
from kho_tin.base.times import current, utc
from kho_tin.crawler.run.crawl_run import CrawlRun
from kho_tin.outcome.baseline import Baseline
from kho_tin.replay.recovery import recover
from kho_tin.sample import SampleSite
from kho_tin.warc.reader import Record, scan
from kho_tin.warc.writer import Response
from tests.replay.importers.making import HTML, NEWS, Archive, Warc, in_form, page, url

Scrapy = Callable[..., CompletedProcess[str]]
AHEAD = "2999-01-01T00:00:00Z"
WRONG = {
    AHEAD: f"is dated {AHEAD}, more than a day after the run that brought it",
    "9999-12-31T23:59:59-10:00": "has no time that can be read ('9999-12-31T23:59:59-10:00')",
    "0001-01-01T00:00:00+10:00": "has no time that can be read ('0001-01-01T00:00:00+10:00')",
    "0001-01-01T00:00:00Z": "has no time at which anything was captured ('0001-01-01T00:00:00Z')",
    "yesterday": "has no time that can be read ('yesterday')",
}


@pytest.fixture
def archive_db(archive: Path) -> Archive:
    return Archive(archive)


def edited(number: int) -> bytes:
    site = SampleSite(NEWS)
    site.edit(number, "Đoạn này được bổ sung về sau.")
    return page(number, site)


@pytest.mark.parametrize(("form", "wrong"), [*[("gz", each) for each in WRONG], ("wacz", AHEAD)])
def test_named_and_left_out(form: str, wrong: str, archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    record = warc.answer(url(1001), edited(1001), at=wrong)
    warc.answer(url(1001), page(1001))
    warc.answer(url(1002), page(1002))
    path = in_form(form, tmp_path, warc)
    done, run = archive_db.take(path)
    assert (done.verdict, done.taken.new, run.counts.new) == ("red", 2, 2)
    ((kind, address, message),) = archive_db.rows("SELECT kind, url, message FROM problems")
    assert (kind, address) == ("damaged", url(1001))
    assert message.endswith(f": {record['WARC-Record-ID']} {WRONG[wrong]}")
    assert message.startswith("pages.")
    assert archive_db.reason() == f"damaged: {message}"
    # What the site shows later is newer.
    later = Warc()
    later.answer(url(1001), edited(1001), at="2024-01-02T03:04:05Z")
    archive_db.take(later.save(tmp_path / "later.warc.gz"))
    assert archive_db.rows("SELECT count(*) FROM articles WHERE body LIKE '%bổ sung về sau%'") == [
        (1,)
    ]


def test_a_day_ahead_is_another_clock(archive_db: Archive, tmp_path: Path) -> None:
    warc = Warc()
    warc.answer(url(1001), page(1001), at=utc(current() + dt.timedelta(hours=23)))
    warc.answer(url(1002), page(1002), at=utc(current() + dt.timedelta(hours=25)))
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new, len(done.taken.damaged)) == ("red", 1, 1)


def test_other_dates_of_a_record(archive_db: Archive, tmp_path: Path) -> None:
    """Those that say more of it, and without which it can be read as well."""
    warc = Warc()
    first = warc.answer(url(1001), page(1001), warc_creation_date="0001-01-01T00:00:00+10:00")
    wrong = "9999-12-31T23:59:59-10:00"
    warc.revisit(url(1001), first, at="2023-06-01T00:00:00Z", warc_refers_to_date=wrong)
    done, _ = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert (done.verdict, done.taken.new) == ("ok", 2)


def test_last_modified_of_the_next_century_is_not_sent_back(
    archive_db: Archive, tmp_path: Path
) -> None:
    """A server that compares would call every later version not modified."""
    dates = {
        1001: "Thu, 01 Jan 2999 00:00:00 GMT",
        1002: "Fri, 31 Dec 9999 23:59:59 -1000",
        1003: "Fri, 05 May 2023 00:00:00 GMT",
    }
    warc = Warc()
    for number, date in dates.items():
        warc.answer(url(number), page(number), headers=[*HTML, ("Last-Modified", date)])
    done, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    assert done.verdict == "ok"
    crawl = CrawlRun(run, run.recorder.plan, history=Baseline(), thorough=False)
    assert [crawl.frontier.conditions(url(number), None) for number in dates] == [
        {}, {}, {"If-Modified-Since": dates[1003]}
    ]  # fmt: skip


@pytest.mark.damaged("a record without a row: .*-1003.html")
def test_what_a_crash_left(archive_db: Archive, tmp_path: Path) -> None:
    """The bytes are kept; nothing is read from a capture whose date cannot be."""
    _, run = archive_db.take(Warc().save(tmp_path / "none.warc.gz"))
    archive_db.db.execute("UPDATE runs SET finished = NULL, verdict = NULL, via = 'live'")
    archive_db.db.execute("DELETE FROM warcs")
    archive_db.db.execute("DELETE FROM problems")
    archive_db.db.conn.commit()
    finished = archive_db.path.parent / "captures" / run.warc.name
    finished.unlink()
    crashed = type(run.warc).create(finished.parent, "sample", info={"isPartOf": "archive.db"})
    began = dt.datetime.strptime(crashed.name[:23], "sample-%Y%m%dT%H%M%SZ").isoformat() + "Z"
    archive_db.db.execute("UPDATE runs SET started = ?", [began])
    archive_db.db.conn.commit()
    for number, at in ((1001, AHEAD), (1002, utc(current())), (1003, "0001-01-01T00:00:00+10:00")):
        crashed.write(
            Response(
                url(number),
                fetched_at=at,
                status=200,
                reason="OK",
                body=page(number),
                headers=[(b"Content-Type", b"text/html; charset=utf-8")],
            )
        )
    crashed.sync()
    crashed.close()
    recover(archive_db.db, finished.parent)
    assert archive_db.rows("SELECT identity FROM articles") == [("1002",)]
    assert archive_db.rows("SELECT page_url, fetched_at FROM captures WHERE page_url != ?",
                           url(1002)) == [(url(1001), AHEAD)]  # fmt: skip
    problems = archive_db.rows("SELECT url, message FROM problems WHERE kind = 'damaged'")
    assert sorted(address for address, _ in problems) == sorted([url(1001), url(1003)])
    for address, message in problems:
        wrong = AHEAD if address == url(1001) else "0001-01-01T00:00:00+10:00"
        assert f"{WRONG[wrong]}: not read" in message
        assert message.startswith(f"{crashed.name}: byte ")
    recover(archive_db.db, finished.parent)
    assert len(archive_db.rows("SELECT 1 FROM problems WHERE kind = 'damaged'")) == 2


def test_a_web_archives_404_after_a_crash(archive_db: Archive, tmp_path: Path) -> None:
    """It may be the web archive's own: of an article it says nothing, in a crawl or afterwards."""
    warc = Warc()
    warc.answer(url(1001), page(1001))
    _, run = archive_db.take(warc.save(tmp_path / "a.warc.gz"))
    crashed = type(run.warc).create(
        run.warc.path.parent, "sample", info={"isPartOf": "archive.db", "via": "wayback"}
    )
    second = runs.start(archive_db.db, runs.Started("sample", version="1", via="wayback"))
    crashed.write(
        Response(
            f"https://web.example/web/20240102030405id_/{url(1001)}",
            page_url=url(1001),
            fetched_at="2024-01-02T03:04:05Z",
            created=utc(current()),
            status=404,
            reason="Not Found",
            headers=[(b"Content-Type", b"text/html")],
            body=b"<p>404</p>",
        )
    )
    crashed.sync()
    (record,) = (
        each for each in scan(crashed.path) if isinstance(each, Record) and each.type == "response"
    )
    captures.add(
        archive_db.db,
        captures.Capture(
            run=second, warc=crashed.name, **captures.row_of_record(record, "wayback")
        ),
    )
    crashed.close()
    before = archive_db.rows("SELECT * FROM observations")
    recover(archive_db.db, crashed.path.parent)
    assert archive_db.rows("SELECT run, via FROM captures WHERE status = 404") == [
        (second, "wayback")
    ]
    assert archive_db.rows("SELECT * FROM observations") == before


def test_archive_of_an_earlier_version(
    scrapy: Scrapy, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`verify` and `status` name what was read from a capture of 2999, and a rebuild leaves it out:
    but for its bytes, to which a later capture refers."""
    with monkeypatch.context() as earlier:  # when dates had no bound
        earlier.setattr(times, "LEEWAY", dt.timedelta(days=400_000))
        warc, db = Warc(), Archive(archive)
        warc.answer(url(1001), page(1001))
        warc.answer(url(1001), edited(1001), at=AHEAD)
        assert db.take(warc.save(tmp_path / "a.warc.gz"))[0].verdict == "ok"
        later = Warc()
        later.answer(url(1001), edited(1001), at="2024-01-02T03:04:05Z")
        assert db.take(later.save(tmp_path / "b.warc.gz"))[0].verdict == "ok"
        assert db.rows("SELECT refers_to FROM captures WHERE fetched_at LIKE '2024%'") == [(2,)]
        db.db.close()
    named = f"captures 2 {WRONG[AHEAD]} ({url(1001)})"
    done = scrapy("verify")
    assert (done.returncode, done.stderr) == (3, "")
    assert [line for line in done.stdout.splitlines() if named in line]
    done = scrapy("status")
    assert f"sample: capture 2 {WRONG[AHEAD]}: `kho-tin rebuild` leaves it out" in done.stdout
    entries = json.loads(scrapy("status", "--json").stdout)["misdated"]
    assert entries == [{"site": "sample", "capture": 2, "at": AHEAD, "url": url(1001)}]

    done = scrapy("rebuild")
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"{WRONG[AHEAD]}: not read ({url(1001)})" in done.stdout
    assert f"{archive} is the new one" in done.stdout
    db = Archive(archive)
    assert db.rows("SELECT seen_at, capture FROM revisions") == [
        ("2023-05-06T07:08:09Z", 1), ("2024-01-02T03:04:05Z", 3)
    ]  # fmt: skip
    assert db.rows("SELECT last_seen FROM articles") == [("2024-01-02T03:04:05Z",)]
    assert len(db.rows("SELECT 1 FROM problems WHERE kind = 'damaged'")) == 1
    # An import goes on leaving it out.
    db.take(Warc().save(tmp_path / "none.warc.gz"))
    assert db.rows("SELECT max(at) FROM observations") == [("2024-01-02T03:04:05Z",)]
    done = scrapy("verify")
    assert done.returncode == 0, done.stdout
    assert f"Note: captures 2 {WRONG[AHEAD]}, and so was not read" in done.stdout
    assert misdated.still_ahead(db.db) == []
    done = scrapy("rebuild", "--into", tmp_path / "new.db")
    assert done.returncode == 3
    assert "Nothing differs" in done.stdout
