"""`/-/health`, as a monitor asks for it."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from kho_tin.archive import runs
from kho_tin.archive.database import connect
from kho_tin.web import health
from tests.conftest import copied
from tests.web.conftest import datasette_on


async def ask(datasette: Datasette, query: str = "") -> tuple[int, dict[str, Any]]:
    answer = await datasette.client.get(f"/-/health{query}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    return answer.status_code, answer.json()


@pytest.fixture
def copy(small_archive: Path, tmp_path: Path) -> Path:
    return copied(small_archive, tmp_path / "copy")


async def test_all_is_well(datasette: Datasette) -> None:
    code, report = await ask(datasette, "?strict=1")
    assert (code, report["status"]) == (200, "ok")
    assert report["archive"]["articles"] == 9
    (site,) = report["sites"]
    assert (site["site"], site["condition"], site["run"]) == ("sample", "ok", 5)
    assert (site["newest"], site["last_new"]) == ("2023-06-09", "2026-03-01T02:00:00Z")
    assert (await ask(datasette, "?within=36"))[1]["sites"][0]["condition"] == "overdue"
    assert (await ask(datasette, "?within=36&strict=1"))[0] == 503
    assert (await ask(datasette, "?within=0"))[0] == 400


async def test_trouble_is_told_here_and_on_the_overview(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect(copy)
    run = runs.start(
        db, runs.Started("sample", version="1.0.0", started="2026-03-06T02:00:00Z", whole=True)
    )
    runs.finish(
        db,
        run,
        runs.Finished(verdict="blocked", reason="answered 403", exit_code=4, ended="refused"),
    )
    db.close()
    datasette = datasette_on(copy)
    code, report = await ask(datasette)
    assert (code, report["status"]) == (200, "trouble")
    assert report["sites"][0]["since"] == "2026-03-06T02:00:00Z"
    assert (await ask(datasette, "?strict=1"))[0] == 503
    for language, words in (
        ("vi", "KKT Vũng Sương: bị từ chối, từ 09:00 06/03/2026."),
        ("en", "KKT Vũng Sương: refused, since 6 March 2026, 09:00."),
    ):
        page = await datasette.client.get(f"/?lang={language}")
        assert words in page.text

    # A site that is given up is none of a monitor's business, and its articles are there still.
    monkeypatch.setenv("RETIRED", "other,sample")
    importlib.reload(health)
    try:
        code, report = await ask(datasette, "?strict=1&within=36")
        assert (code, report["status"], report["sites"]) == (200, "ok", [])
        assert report["archive"]["articles"] == 9
        assert "refused, since" not in (await datasette.client.get("/?lang=en")).text
    finally:
        monkeypatch.delenv("RETIRED")
        importlib.reload(health)


async def test_captures_that_are_missing(copy: Path) -> None:
    datasette = datasette_on(copy)
    first, second = sorted(copy.with_name("captures").glob("*.warc.gz"))
    first.unlink()
    code, report = await ask(datasette)
    (site,) = report["sites"]
    assert (code, report["status"], site["condition"]) == (200, "trouble", "red")
    assert site["reason"] == f"missing from captures/, put back from a copy: {first.name}"
    assert (await ask(datasette, "?strict=1"))[0] == 503
    assert "KKT Vũng Sương" in (await datasette.client.get("/?lang=en")).text.partition("red, ")[0]
    shutil.rmtree(second.parent)  # a disk that is not mounted
    code, report = await ask(datasette, "?strict=1")
    assert (code, report["sites"][0]["reason"]) == (
        503,
        f"missing from captures/, put back from a copy: {first.name}, {second.name}",
    )


@pytest.mark.damaged("a file without a row")
async def test_captures_without_their_database(sample_archive: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_archive.parent / "captures", tmp_path / "captures")
    archive = tmp_path / sample_archive.name
    connect(archive).close()
    code, report = await ask(datasette_on(archive))
    assert (code, report["status"], report["sites"]) == (503, "trouble", [])
    assert "make it again with `kho-tin rebuild`" in report["error"]


async def test_an_archive_that_cannot_be_read(copy: Path) -> None:
    datasette = datasette_on(copy)
    assert (await ask(datasette))[0] == 200
    with closing(sqlite3.connect(copy)) as db:
        db.execute("DROP TABLE runs")
    code, report = await ask(datasette)
    assert (code, report["status"], report["archive"]) == (503, "trouble", None)
    assert report["error"] == "the archive cannot be read: no such table: runs"


async def test_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connect(path).close()
    path.unlink()
    datasette = Datasette(memory=True, plugins_dir="kho_tin/web/plugins")
    await datasette.invoke_startup()
    assert (await ask(datasette))[0] == 503


async def test_why_a_run_was_not_well_is_told_in_the_readers_language(copy: Path) -> None:
    db = connect(copy)
    begun = runs.Started("sample", version="1.0.0", started="2026-03-06T02:00:00Z", whole=True)
    run = runs.start(db, begun)
    runs.problem(db, run, kind="cut", message="the page ends before its </html>")
    runs.finish(db, run, runs.Finished("red", 3, reason="3 of 9 pages failed"))
    db.close()
    datasette = datasette_on(copy)
    for language, words in (
        ("vi", "3 trong 9 trang không lấy được"),
        ("en", "3 of 9 pages failed"),
    ):
        assert f"<small>{words}</small>" in (await datasette.client.get(f"/?lang={language}")).text
    page = (await datasette.client.get(f"/{copy.stem}/problems")).text
    meaning = "trang tải về không trọn; không đọc"
    assert f'<abbr title="{meaning}">cut</abbr>' in page
