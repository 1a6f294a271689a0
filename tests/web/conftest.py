"""A small archive whose every word is known, and Datasette on it, set up as `make serve` does."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.cli import serve

from kho_tin.archive import articles, captures, derived, missing_files, observations, runs, sites
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect, transaction
from kho_tin.web.serving import arguments
from tests.conftest import made_once
from tests.waiting import STUCK
from tests.web.edited import crawl_again

HOME = "https://vungsuong.example"

# In order: these become articles 1, 2, 3 …
ARTICLES: list[dict[str, Any]] = [
    {
        "title": "Thu hút đầu tư vào KCN Đồi Gió",
        "body": "Nhà đầu tư khảo sát thực địa.\n\nBan Quản lý đón tiếp đoàn./.",
        "author": "Nguyễn Văn An",
        "published": "2021-06-02",
        "category": "Xúc tiến đầu tư",
    },
    {
        "title": "Dau tu vao KCN Doi Gio",
        "body": "Ban tin cu, viet khong dau.",
        "published": "2012-03-04",
    },
    {
        "title": "Đấu giá tủ điện",
        "body": "Phiên đấu giá mở cửa từ sáng. " + "Đầu giờ chiều, phiên họp tiếp tục. " * 12,
        "published": "2021-07-01",
    },
    {
        "title": "Khu kinh tế Vũng Sương",
        "body": "Khu kinh tế rộng hai mươi nghìn héc-ta; đảo Hòn Mây ở phía đông.",
        "author": "Trần Thị Đào",
        "published": "2022-01-05T08:30:00+07:00",
        "category": "Tin tức - Sự kiện",
    },
    {
        "title": "Cửa kính che khu tế lễ",
        "body": "Thợ lắp kính, khu kính tế nhị hơn.",
        "published": "2022-02-06",
    },
    {
        "title": "Ban hành quy chế",
        "body": "Xem văn bản kèm theo.",
        "attachments": [{"url": f"{HOME}/a/12-Q%C4%90.pdf", "filename": "12-QĐ-BQL.pdf"}],
        "text": "Quyết định số 12/QĐ-BQL về ĐƯỜNG ven biển",
        "published": "2023-04-07",
        "source": "Báo Hải Lam",
    },
    {
        "title": "Investment in Vung Suong Economic Zone",
        "body": "The board met at the café: AND, OR, NOT and NEAR are words here.",
        "author": "Le An",
        "published": "2023-05-08",
        "language": "en",
    },
    {
        "title": "Đường ven biển Én – Trăng",
        "body": "Con đường dài 27 km.\n\nDự án đi qua xã Hòa Sương.",
        "summary": "Khởi công tuyến đường ven biển",
        "published": "2023-06-09",
        "images": [
            {"url": f"{HOME}/i/duong.jpg", "caption": "Đường ven biển <sắp xong>", "alt": None}
        ],
    },
    {
        "title": "Thông báo không ngày",
        "body": '<script>alert("x")</script> & "ngoặc"',
        "published": None,
    },
]


def build(path: Path) -> None:
    """Make the archive at `path`: the first article is edited once, the second has vanished.

    Gone is what well-judged runs of three days did not find. Its files are there, and empty.
    """
    db = connect(path)
    sites.register(
        db, "sample", title="KKT Vũng Sương", home_url=f"{HOME}/", cms="vnpt_portal", invented=True
    )
    first = _run(db, "2026-03-01T02:00:00Z", ARTICLES)
    edited = {**ARTICLES[0], "title": "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)"}
    second = _run(db, "2026-03-02T02:00:00Z", [edited])
    runs.problem(db, second, kind="no_date", message="no date", url=f"{HOME}/x-9.html")
    runs.finish(
        db,
        first,
        runs.Finished(verdict="ok", exit_code=0, finished="2026-03-01T02:01:00Z"),
        counts={"pages": 9, "new": 9},
    )
    runs.finish(
        db,
        second,
        runs.Finished(
            verdict="red", reason="a page has no date", exit_code=3, finished="2026-03-02T02:01:00Z"
        ),
        counts={"pages": 2, "changed": 1, "gone": 1},
    )
    for day in (3, 4, 5):
        run = runs.start(
            db, runs.Started("sample", version="1.0.0", started=f"2026-03-0{day}T02:00:00Z")
        )
        observations.observe(db, run, 2, "gone", status=404, at=f"2026-03-0{day}T02:00:09Z")
        runs.finish(
            db,
            run,
            runs.Finished(verdict="ok", exit_code=0, finished=f"2026-03-0{day}T02:01:00Z"),
            counts={"gone": 1},
        )
    folder = path.with_name("captures")
    folder.mkdir()
    for name in missing_files.files(db):
        (folder / name).touch()
    db.close()


def _run(db: Any, at: str, read: list[dict[str, Any]]) -> int:
    run = runs.start(
        db, runs.Started("sample", version="1.0.0", arguments={"full": "1"}, started=at)
    )
    for number, each in enumerate(read, start=1):
        url = f"{HOME}/bai-{number}.html"
        capture = captures.add(
            db,
            captures.Capture(
                run=run,
                url=url,
                fetched_at=at,
                status=200,
                warc=f"sample-{run}.warc.gz",
                offset=number * 1000,
                length=900,
                record_id=f"<urn:uuid:00000000-0000-4000-8000-{run:04}{number:08}>",
                media_type="text/html",
                payload_sha256=f"{run:032}{number:032}",
                page_url=url,
            ),
        )
        stored = articles.store(
            db,
            "sample",
            ParsedArticle(
                {
                    "identity": str(number),
                    "url": url,
                    "parser": "vnpt_portal@1",
                    "language": "vi",
                    **each,
                },
                images=each.get("images", ()),
                attachments=each.get("attachments", ()),
            ),
            articles.Observation(run, at, capture),
        )
        if "text" in each:
            with transaction(db), derived.rewritten(db, [stored.article]):
                db.execute(
                    "UPDATE attachments SET text = ? WHERE article = ?",
                    [each["text"], stored.article],
                )
    return run


@pytest.fixture(scope="session")
def small_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "archive.db"
    build(path)
    return path


@pytest.fixture(scope="session")
def edited_archive(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, in which two articles have two captures and one has vanished."""
    return made_once("edited", tmp_path_factory, lambda made: crawl_again(sample_archive, made))


@pytest.fixture(scope="session")
def articles_db(small_archive: Path) -> sqlite3.Connection:
    """The archive in plain SQLite, without a function of ours."""
    return sqlite3.connect(f"{small_archive.as_uri()}?mode=ro", uri=True)


# A query that is answered at all is answered in time, however busy the machine is.
PATIENT = [
    part
    for name in ("sql_time_limit_ms", "facet_time_limit_ms")
    for part in ("--setting", name, str(STUCK * 1000))
]


def datasette_on(path: Path, *others: str) -> Datasette:
    """Datasette with the very arguments that `kho-tin serve` gives it, but for its limits of time,
    and `others`."""
    given = arguments(path, "127.0.0.1", 0, [*PATIENT, *others])
    context = serve.make_context("serve", given[1:])
    with context:
        return serve.callback(**context.params, return_instance=True)


@pytest.fixture(scope="session")
def datasette(small_archive: Path) -> Datasette:
    return datasette_on(small_archive)
