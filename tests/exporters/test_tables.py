"""Tables of the whole sample archive, compared with the site's own truth and with each other."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kho_tin.archive.database import connect, transaction
from kho_tin.archive.lasting_names import pid_of
from kho_tin.archive.sites import write_past
from kho_tin.base.eras import Period
from kho_tin.crawler.sites.sample import Sample
from kho_tin.exporters.columns import ATTACHMENT, COLUMNS, IMAGE
from kho_tin.exporters.formats import csv as csv_format
from kho_tin.exporters.rows import rows as rows_of
from kho_tin.sample import ORIGIN, load_news
from kho_tin.warc.reader import read_record
from tests.attachments.test_crawl import truth
from tests.conftest import copied

from .conftest import Export

NEWS = sorted(load_news(), key=lambda item: (item.date, str(item.id)))
NAMES = [column.name for column in COLUMNS]
TIMES = [column.name for column in COLUMNS if column.kind == "time"]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(export: Export) -> list[Row]:
    with export("jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_one_row_an_article_in_order(rows: list[Row]) -> None:
    assert [row["identity"] for row in rows] == [str(item.id) for item in NEWS]
    assert {tuple(row) for row in rows} == {tuple(NAMES)}
    assert [row["pid"] for row in rows] == [pid_of("sample", str(item.id)) for item in NEWS]


def test_what_the_articles_say(rows: list[Row]) -> None:
    wanted = ("url", "title", "published_day", "year", "author", "category", "summary", "body")
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        (
            item.url(ORIGIN),
            item.title,
            item.date.isoformat(),
            item.date.year,
            item.author,
            item.category.name,
            item.summary,
            item.body,
        )
        for item in NEWS
    ]


def test_pictures_and_attachments(rows: list[Row]) -> None:
    assert [[(each["url"], each["caption"]) for each in row["images"]] for row in rows] == [
        [
            (url, picture.caption or None)
            for url, picture in zip(item.image_urls(ORIGIN), item.images, strict=True)
        ]
        for item in NEWS
    ]
    assert [[(each["filename"], each["text"]) for each in row["attachments"]] for row in rows] == [
        [(document.filename, truth(document)) for document in item.attachments] for item in NEWS
    ]


def test_every_row_leads_to_its_bytes(rows: list[Row], sample_archive: Path) -> None:
    """The place in the WARC file holds what the digest says, for pages, pictures, documents."""
    count = 0
    for row in rows:
        files = [each | {"payload_sha256": each["sha256"]} for each in row["images"]]
        files += [each | {"payload_sha256": each["sha256"]} for each in row["attachments"]]
        for place in (row, *files):
            path = sample_archive.parent / "captures" / place["warc"]
            record = read_record(path, place["offset"])
            assert record.length == place["length"]
            assert hashlib.sha256(record.body).hexdigest() == place["payload_sha256"]
            count += 1
    assert count == sum(1 + len(item.images) + len(item.attachments) for item in NEWS)


def test_every_column_of_the_archive(rows: list[Row], sample_archive: Path) -> None:
    shared = [name for name in NAMES if name not in ("published_day", "revisions", "images")]
    shared = shared[: shared.index("attachments")]
    with sqlite3.connect(sample_archive) as db:
        stored = db.execute(
            f"SELECT {', '.join(shared)}, (SELECT count(*) FROM revisions WHERE article = id) "
            "FROM articles ORDER BY published, identity"
        ).fetchall()
        captures = db.execute(
            "SELECT captures.url, fetched_at, via, payload_sha256, record_id FROM articles "
            "JOIN captures ON captures.id = capture ORDER BY published, identity"
        ).fetchall()
    names = ("capture_url", "fetched_at", "via", "payload_sha256", "record_id")
    assert [tuple(row[name] for name in (*shared, "revisions")) for row in rows] == stored
    assert [tuple(row[name] for name in names) for row in rows] == captures


def test_the_publisher_is_called_as_it_was_then(sample_archive: Path, tmp_path: Path) -> None:
    archive = copied(sample_archive, tmp_path / "a")
    until = NEWS[3].date.isoformat()
    with closing(connect(archive)) as db, transaction(db):
        past = Period(None, until, "Ban Đầm Môn", "http://cu.example/", None, ("cu.example",))
        write_past(db, "sample", [past])
    with closing(connect(archive, readonly=True)) as db:
        ids = [number for (number,) in db.execute("SELECT id FROM articles").fetchall()]
        made = {row["published_day"]: row["publisher"] for row in rows_of(db, ids)}
    assert made[until] == "Ban Đầm Môn"
    assert {name for day, name in made.items() if day <= until} == {"Ban Đầm Môn"}
    assert {name for day, name in made.items() if day > until} == {Sample.title}


def test_csv_is_the_same(export: Export, rows: list[Row]) -> None:
    data = export("csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfpid,site,identity,")
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines == [
        {
            name: json.dumps(value, ensure_ascii=False)
            if value and isinstance(value, list)
            else str(value or "")
            for name, value in row.items()
        }
        for row in rows
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_csv_holds_no_formulas(sign: str) -> None:
    file = io.BytesIO()
    with csv_format.FORMAT.open(file, COLUMNS) as write:
        write({"title": f"{sign}HYPERLINK(A1)", "words": -1, "summary": f"a {sign}"})
    line = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))[1]
    assert line == [f"'{sign}HYPERLINK(A1)", "-1", f"a {sign}"]


def test_parquet_is_the_same(export: Export, rows: list[Row]) -> None:
    table = pq.read_table(export("parquet")).to_pylist()
    for row in table:
        assert isinstance(row["published_day"], dt.date)
        row["published_day"] = row["published_day"].isoformat()
        for name in TIMES:
            row[name] = f"{row[name]:%Y-%m-%dT%H:%M:%SZ}"
    assert table == rows


def test_parquet_has_types_and_meanings(export: Export) -> None:
    schema = pq.read_schema(export("parquet"))
    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "day": pa.date32(),
        "time": pa.timestamp("s", tz="UTC"),
    }
    assert schema.names == NAMES
    for column in COLUMNS:
        field = schema.field(column.name)
        assert field.metadata[b"description"].decode() == column.meaning
        if isinstance(column.kind, str):
            # Parquet has no seconds: they are kept as milliseconds.
            assert field.type in (kinds[column.kind], pa.timestamp("ms", tz="UTC"))
    assert [each.name for each in schema.field("images").type.value_type] == [
        part.name for part in IMAGE
    ]
    assert [each.name for each in schema.field("attachments").type.value_type] == [
        part.name for part in ATTACHMENT
    ]


def test_window(export: Export) -> None:
    path = export("jsonl", "--site", "sample", "--since", "2021-03-01", "--until", "2022-02-28")
    dates = [json.loads(line)["published"] for line in path.read_text("utf-8").splitlines()]
    first, last = dt.date(2021, 3, 1), dt.date(2022, 2, 28)
    expected = [item.date.isoformat() for item in NEWS if first <= item.date <= last]
    assert len(expected) >= 10
    assert dates == expected


def test_window_without_articles(export: Export) -> None:
    nothing = ("--until", "1990-01-01")
    assert export("jsonl", *nothing).read_bytes() == b""
    assert export("csv", *nothing).read_bytes() == b"\xef\xbb\xbf%s\r\n" % ",".join(NAMES).encode()
    assert pq.read_table(export("parquet", *nothing)).num_rows == 0
