"""Whatever is cut off at its deadline, and wherever, is answered as slow, never as a fault."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from kho_tin.web import deadline
from kho_tin.web.deadline import TookTooLong, limited
from tests.conftest import copied
from tests.web.conftest import datasette_on
from tests.web.slowness import Clock, Ticking, endless

MISSING = "took too long to read"
LATE = "took too long"


@pytest.fixture
def watched(small_archive: Path) -> Datasette:
    """With a limit so short that the clock is looked at after every instruction."""
    return datasette_on(small_archive, "--setting", "sql_time_limit_ms", str(deadline.SHORT))


async def ask(
    datasette: Datasette, path: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.setattr(deadline, "clock", clock)
    return await datasette.client.get(path)


def cuts(looks: int) -> Iterator[Clock]:
    """Clocks that run out here and there: densely at first, where the look-ups are."""
    place = 1
    while place < looks:
        yield Clock(place)
        yield Clock(place, going=True)
        place += 1 + place // 3


PID = pid_of("sample", "1")
ADDRESSES = [
    "/?lang=en",
    "/search?q=dau+tu&lang=en",
    "/search.json?q=dua+tuu",
    "/search.atom?q=kinh&lang=en",
    "/search.csv?q=dau&lang=en",
    "/search.jsonl?q=dau&lang=en",
    "/archive/articles/1?lang=en",
    f"/a/{PID}?q=dau+tu&lang=en",
    f"/a/{PID}@20260301T020000Z?lang=en",
    "/archive/articles/1.json",
    f"/a/{PID}.json",
    f"/a/{PID}/history?lang=en",
    f"/a/{PID}/compare?from=20260301T020000Z&to=20260302T020000Z&lang=en",
    f"/a/{PID}.bib?lang=en",
    "/archive/captures/1/raw?lang=en",
    "/archive/captures/1/warc?lang=en",
    "/archive/articles?_search=dau&_facet=year&lang=en",
    "/archive/articles?_search=site:sample+dau&lang=en",
    "/archive/articles.json?_search=dau",
    "/archive/articles.csv?lang=en",
    "/archive?sql=select+search_ids('dau')&lang=en",
    "/archive.json?sql=select+search_ids('dau')",
    "/archive/newest?lang=en",
    "/-/health?strict=1",
]


# Datasette has SQLite report each failure of a function that it calls, search_ids() here.
@pytest.mark.more
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("path", ADDRESSES)
async def test_cut_off_anywhere(
    watched: Datasette, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await ask(watched, path, Clock(10**9), monkeypatch)
    counted = Clock(10**9)
    whole = await ask(watched, path, counted, monkeypatch)
    answers = set()
    for clock in cuts(counted.count):
        answer = await ask(watched, path, clock, monkeypatch)
        answers.add(answer.status_code)
        assert answer.status_code in (200, 400, 503, whole.status_code), (clock.looks, answer.text)
        if answer.status_code in (400, 503):
            assert LATE in answer.text, clock.looks
        elif path == "/?lang=en":
            # Where the clock strikes between two queries neither is late, and all is there.
            assert MISSING in answer.text or answer.text == whole.text, clock.looks
    assert answers & {400, 503}
    # And none of it is remembered.
    again = await ask(watched, path, Clock(10**9), monkeypatch)
    assert again.status_code == whole.status_code
    assert LATE not in again.text


async def test_the_limit_strikes_wherever_sqlite_looks(
    small_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever SQLite was at, and says; with other tables it had other words for it."""
    said = set()
    for looks in range(1, 400, 3):
        monkeypatch.setattr(deadline, "clock", Clock(looks))
        with closing(sqlite3.connect(f"{small_archive.as_uri()}?mode=ro", uri=True)) as db:
            with pytest.raises(TookTooLong) as raised, limited(db, 1):  # noqa: PT012
                sql = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'd* OR t*'"
                db.execute(sql).fetchall()
                db.execute("SELECT count(*) FROM articles, articles, articles").fetchall()
            said.add(str(raised.value.__cause__))
    assert "interrupted" in said


def test_what_fails_in_time_is_no_matter_of_time(small_archive: Path) -> None:
    with closing(sqlite3.connect(small_archive)) as db:
        with pytest.raises(sqlite3.OperationalError, match="no such table"), limited(db, 1e9):
            db.execute("SELECT * FROM nowhere")
        with limited(db, 1e9):
            assert db.execute("SELECT count(*) FROM articles").fetchone() == (9,)


async def test_what_was_cut_off_unnoticed_is_not_taken_for_whole(
    small_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "clock", Clock(1))
    with (
        closing(sqlite3.connect(small_archive)) as db,
        pytest.raises(TookTooLong),
        limited(db, 1),
        suppress(sqlite3.Error),
    ):
        db.execute("SELECT * FROM articles").fetchall()


@pytest.mark.parametrize(
    ("language", "part", "trouble"),
    [
        ("vi", "Phần này đọc quá lâu nên tạm thiếu.", "Chưa rõ trang nguồn nào có trục trặc"),
        ("en", "This part took too long to read", "Which sites are in trouble took too long"),
    ],
)
async def test_the_overview_comes_without_its_slow_part(
    small_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *,
    language: str, part: str, trouble: str,
) -> None:  # fmt: skip
    path = copied(small_archive, tmp_path / "observations")
    datasette = datasette_on(path, "--setting", "sql_time_limit_ms", "200")
    await datasette.invoke_startup()
    endless(path, "observations")
    monkeypatch.setattr(deadline, "clock", Ticking())
    answer = await datasette.client.get(f"/?lang={language}")
    assert answer.status_code == 200
    assert answer.text.count(part) == 1
    assert part in answer.text.partition('id="kt-vanished"')[2].partition("</section>")[0]
    assert trouble not in answer.text
    assert "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)" in answer.text
    assert (await datasette.client.get("/-/health?strict=1")).json()["status"] == "ok"

    path = copied(small_archive, tmp_path / "runs")
    datasette = datasette_on(path, "--setting", "sql_time_limit_ms", "200")
    await datasette.invoke_startup()
    endless(path, "runs")
    answer = await datasette.client.get(f"/?lang={language}")
    assert answer.status_code == 200
    assert trouble in answer.text
    assert part in answer.text.partition('id="kt-runs"')[2].partition("</section>")[0]
    assert answer.text.count(part) == 1


@pytest.mark.parametrize(
    ("table", "error", "sites", "articles"),
    [("runs", "sites", [], 9), ("articles", "sites and articles", [], None)],
)
async def test_a_slow_archive_is_not_one_that_cannot_be_read(
    small_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *,
    table: str, error: str, sites: list[str], articles: int | None,
) -> None:  # fmt: skip
    path = copied(small_archive, tmp_path / "slow")
    datasette = datasette_on(path, "--setting", "sql_time_limit_ms", "200")
    await datasette.invoke_startup()
    endless(path, table)
    monkeypatch.setattr(deadline, "clock", Ticking())
    answer = await datasette.client.get("/-/health")
    health = answer.json()
    assert (answer.status_code, health["status"], health["sites"]) == (200, "slow", sites)
    assert health["error"] == f"the archive is slow: reading {error} took too long"
    assert health["archive"]["articles"] == articles
    answer = await datasette.client.get("/-/health?strict=1")
    assert (answer.status_code, answer.json()["status"]) == (503, "slow")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_an_export_is_never_cut_short(
    watched: Datasette, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it has begun there is no telling the reader; what is left to do is bounded."""
    path = f"/search.{form}?q=dau"
    counted = Clock(10**9)
    await ask(watched, path, counted, monkeypatch)
    whole = await ask(watched, path, counted, monkeypatch)
    for clock in cuts(counted.count):
        answer = await ask(watched, path, clock, monkeypatch)
        assert answer.status_code != 200 or answer.text == whole.text
