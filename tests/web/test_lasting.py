"""Addresses to cite: the same article and the same words behind them, whatever becomes of ids."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from kho_tin.archive import articles, captures
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.archive.lasting_names import pid_of
from tests.conftest import copied, run_scrapy
from tests.web.conftest import HOME, build, datasette_on
from tests.web.test_safe import answer

PID = pid_of("sample", "1")
FIRST, SECOND = "20260301T020000Z", "20260302T020000Z"
BEFORE, AFTER = "Thu hút đầu tư vào KCN Đồi Gió", "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)"


async def title(datasette: Datasette, path: str) -> str:
    response = await datasette.client.get(path)
    assert response.status_code == 200, path
    return str(re.findall("<h1>(.*)</h1>", response.text)[0])


async def moved(datasette: Datasette, path: str) -> str:
    """Where an address of before leads to."""
    response = await datasette.client.get(path)
    assert response.status_code == 301, path
    return str(response.headers["location"])


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("", AFTER),
        (f"@{FIRST}", BEFORE),
        ("@2026-03-01T02:00:00Z", BEFORE),
        ("@2026-03-01T02%3A00%3A00Z", BEFORE),
        ("@20260302T015959Z", BEFORE),
        (f"@{SECOND}", AFTER),
        ("@20990101T000000Z", AFTER),
    ],
)
async def test_what_was_current_then(datasette: Datasette, time: str, shown: str) -> None:
    for name in (PID, PID.upper()):
        assert await title(datasette, f"/a/{name}{time}") == shown
    record = (await datasette.client.get(f"/a/{PID}{time}.json")).json()
    assert record["title"] == shown


async def test_a_version_says_which_it_is(datasette: Datasette) -> None:
    """It is cited by the moment of its capture, whatever moment it was asked for by."""
    past = (await datasette.client.get(f"/a/{PID}@20260301T120000Z?lang=en")).text
    cited = f"http://localhost/a/{PID}@{FIRST}"
    assert re.findall(r'rel="(?:cite-as|canonical)" href="([^"]+)"', past) == [cited, cited]
    assert f"archiveurl = {{{cited}}}" in past
    since = '<time datetime="2026-03-01T02:00:00Z">1 March 2026, 09:00</time>'
    assert f"An earlier version, seen since {since}" in past
    assert f'<a href="/a/{PID}">Read the newest version</a>' in past
    assert 'content="noindex' in past
    assert "Phiên bản cũ, thấy từ" in (await datasette.client.get(f"/a/{PID}@{FIRST}?lang=vi")).text
    newest = (await datasette.client.get(f"/a/{PID}@{SECOND}?lang=en")).text
    assert "which is still the newest" in newest
    assert "noindex" not in newest
    now = (await datasette.client.get(f"/a/{PID}?lang=en")).text
    assert f"http://localhost/a/{PID}</a>" in now
    assert f"http://localhost/a/{PID}@{SECOND}</a>" in now
    assert "seen since" not in now
    cite = (await datasette.client.get(f"/a/{PID}@{FIRST}.bib")).text
    assert f"-{FIRST}," in cite
    assert f"title = {{{{{BEFORE}}}}}" in cite
    assert "urldate = {2026-03-01}" in cite


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        (
            f"{PID}@20260301T015959Z",
            "Lúc 08:59 01/03/2026 kho chưa có phiên bản nào của bài này",
            "Nothing had been kept of this article by 1 March 2026, 08:59",
        ),
        (f"{PID}@2", "“2” không phải là một thời điểm", "“2” is no moment"),
        (f"{PID}@", "“” không phải là một thời điểm", "“” is no moment"),
        ("abcdefghijkl", "Kho không có bài nào mang tên “abcdefghijkl”", "No article of the name"),
    ],
)
async def test_what_is_not_there(datasette: Datasette, name: str, vi: str, en: str) -> None:
    for language, words in (("vi", vi), ("en", en)):
        response = await datasette.client.get(f"/a/{name}?lang={language}")
        assert response.status_code == 404
        assert words in response.text
        response = await datasette.client.get(f"/a/{name}.json?lang={language}")
        assert response.status_code == 404
        assert response.json()["ok"] is False


@pytest.mark.parametrize("time", ["19990101T000000Z", "1999-01-01T00%3A00%3A00Z"])
async def test_before_the_first_version_the_first_is_offered(
    datasette: Datasette, time: str
) -> None:
    """Also where Datasette, which knows no such page, tries its own way to escape a path."""
    client = datasette.client
    text = (await client.get(f"/a/{PID}@{time}?lang=en", follow_redirects=True)).text
    assert f'<a href="/a/{PID}@{FIRST}">First version</a>' in text


async def test_json_has_all_that_is_held(datasette: Datasette, small_archive: Path) -> None:
    eight = (await datasette.client.get(f"/a/{pid_of('sample', '8')}.json")).json()
    with closing(sqlite3.connect(small_archive)) as db:
        columns = {row[1] for row in db.execute("PRAGMA table_info(articles)")}
    assert columns < set(eight)
    assert [each["caption"] for each in eight["images"]] == ["Đường ven biển <sắp xong>"]
    six = (await datasette.client.get(f"/a/{pid_of('sample', '6')}.json")).json()
    assert [each["filename"] for each in six["attachments"]] == ["12-QĐ-BQL.pdf"]
    record = (await datasette.client.get(f"/a/{PID}.json")).json()
    assert record["archive_url"] == f"http://localhost/a/{PID}"
    assert [each["archive_url"] for each in record["revisions"]] == [
        f"http://localhost/a/{PID}@{SECOND}",
        f"http://localhost/a/{PID}@{FIRST}",
    ]
    assert [each["changed"] for each in record["revisions"]] == [["title"], []]
    first = (await datasette.client.get(f"/a/{PID}@{FIRST}.json")).json()
    assert first["archive_url"] == record["revisions"][1]["archive_url"]
    assert first["content_sha256"] == record["revisions"][1]["content_sha256"]
    assert set(first) == set(record)


async def test_addresses_of_before_lead_on(datasette: Datasette) -> None:
    assert await moved(datasette, "/archive/articles/1") == f"/a/{PID}"
    assert await moved(datasette, "/archive/articles/1?lang=en") == f"/a/{PID}?lang=en"
    assert await moved(datasette, "/archive/articles/1/history") == f"/a/{PID}/history"
    for form in ("bib", "ris", "csl"):
        assert await moved(datasette, f"/archive/articles/1.{form}") == f"/a/{PID}.{form}"
    assert await moved(datasette, "/archive/revisions/1,1") == f"/a/{PID}@{FIRST}"
    assert await moved(datasette, "/archive/revisions/1,2") == f"/a/{PID}@{SECOND}"
    for path in ("articles/99", "articles/99/history", "articles/99.bib", "revisions/1,3",
                 "articles/x"):  # fmt: skip
        assert (await datasette.client.get(f"/archive/{path}")).status_code == 404, path
    history = (await datasette.client.get(f"/a/{PID}/history")).text
    assert f'<li id="{SECOND}">' in history
    assert 'id="v2"' in history  # as was linked before


async def test_what_is_not_there_is_no_fault(
    datasette: Datasette, capfd: pytest.CaptureFixture[str]
) -> None:
    """Visitors of a public room mistype, and robots guess: the log has no traceback for each."""
    for path in (
        "a/xyz",
        f"a/{PID}@2",
        f"archive/articles/{'9' * 30}/history",
        "nothing",
        "a/b/c/d/e",
    ):
        assert (await datasette.client.get(f"/{path}")).status_code == 404
    await moved(datasette, "/archive/articles/1")
    assert capfd.readouterr() == ("", "")


async def test_datasettes_own_data_stays_where_it_is(datasette: Datasette) -> None:
    row = (await datasette.client.get("/archive/articles/1.json")).json()
    assert row["rows"][0][0] == 1
    assert (await datasette.client.get("/archive/revisions/1,1.json")).status_code == 200
    page = await datasette.client.get("/archive?sql=select+*+from+articles")
    assert f'href="/a/{PID}"' in page.text
    table = await datasette.client.get("/archive/articles")
    assert f'href="/a/{PID}">{AFTER}' in table.text


@pytest.mark.parametrize("prefix", ["/kho/", "/a/"])
async def test_below_a_base_url(small_archive: Path, prefix: str) -> None:
    datasette = datasette_on(small_archive, "--setting", "base_url", prefix)
    page = await answer(datasette, f"{prefix}a/{PID}@{FIRST}")
    assert f'href="http://reader{prefix}a/{PID}@{FIRST}"' in page.text
    for path, to in (
        ("archive/articles/1?lang=vi", f"{prefix}a/{PID}?lang=vi"),
        ("archive/articles/1.ris", f"{prefix}a/{PID}.ris"),
        ("archive/revisions/1,1", f"{prefix}a/{PID}@{FIRST}"),
    ):
        response = await answer(datasette, prefix + path)
        assert (response.status_code, response.headers["location"]) == (301, to)
        assert (await answer(datasette, to)).status_code == 200
    record = (await answer(datasette, f"{prefix}a/{PID}.json")).json()
    assert record["archive_url"] == f"http://reader{prefix}a/{PID}"


@pytest.fixture
async def two(small_archive: Path, tmp_path: Path) -> Datasette:
    """Two archives: an article of each has the same name, and one the second has alone."""
    other = copied(small_archive, tmp_path / "copy").rename(tmp_path / "copy" / "other.db")
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("UPDATE articles SET title = 'Bản của kho kia'")
        db.execute("UPDATE articles SET pid = 'abcdefghijkl', identity = 'x' WHERE id = 2")
    datasette = datasette_on(small_archive, str(other))
    await datasette.invoke_startup()
    return datasette


async def test_of_several_archives_each_is_asked(two: Datasette) -> None:
    assert await title(two, f"/a/{PID}") == AFTER
    assert await title(two, "/a/abcdefghijkl") == "Bản của kho kia"
    # Who reads in the second archive stays there; what is cited names none.
    assert await moved(two, "/other/articles/1") == f"/a/{PID}?archive=other"
    assert await moved(two, "/other/articles/1?lang=en") == f"/a/{PID}?archive=other&lang=en"
    assert await title(two, f"/a/{PID}?archive=other") == "Bản của kho kia"
    assert await title(two, f"/a/{PID}?archive=unknown") == AFTER
    text = (await two.client.get(f"/a/{PID}?archive=other")).text
    assert f'href="/a/{PID}/history?archive=other"' in text
    assert f'rel="cite-as" href="http://localhost/a/{PID}"' in text
    page = (await two.client.get("/search?q=khao+sat&archive=other")).text
    assert f'<h3><a href="/a/{PID}?archive=other&amp;q=khao+sat">' in page
    assert f'href="/a/{PID}?archive=other"' in (await two.client.get("/other/articles")).text
    assert (await two.client.get("/a/lkjihgfedcba")).status_code == 404


async def test_an_archive_that_is_closed_to_a_reader(two: Datasette) -> None:
    databases = two._metadata_local["databases"]
    databases["other"] = {"allow": True}
    databases["archive"] = {**databases["archive"], "allow": False}
    assert await title(two, f"/a/{PID}") == "Bản của kho kia"
    assert (await two.client.get(f"/a/{pid_of('sample', '2')}")).status_code == 403


async def test_other_databases_are_left_alone(small_archive: Path, tmp_path: Path) -> None:
    blog = tmp_path / "blog.db"
    with closing(sqlite3.connect(blog)) as db, db:
        db.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, pid TEXT)")
        db.execute("INSERT INTO articles VALUES (1, 'Của người khác', 'abcdefghijkl')")
    datasette = datasette_on(small_archive, str(blog))
    page = await datasette.client.get("/blog/articles/1")
    assert page.status_code == 200
    assert "Của người khác" in page.text
    assert "/a/abcdefghijkl" not in page.text


async def test_an_archive_called_a(tmp_path: Path) -> None:
    """Its tables are below /a/, too."""
    build(tmp_path / "a.db")
    datasette = datasette_on(tmp_path / "a.db")
    await datasette.invoke_startup()
    assert await title(datasette, f"/a/{PID}") == AFTER
    for table in ("articles", "observations", "observations.json", "runs/1"):
        response = await datasette.client.get(f"/a/{table}")
        assert response.status_code == 200, table
    assert await moved(datasette, "/a/articles/1") == f"/a/{PID}"


async def test_a_version_has_its_own_pictures_and_files(tmp_path: Path) -> None:
    """Each as it was captured last before the next version; today's text only of today's file."""
    archive = tmp_path / "archive.db"
    build(archive)
    db = connect(archive)
    picture, paper = f"{HOME}/i/a.jpg", f"{HOME}/a/1.pdf"

    def fetched(url: str, at: str, place: int) -> int:
        return captures.add(
            db,
            captures.Capture(
                run=1,
                url=url,
                fetched_at=at,
                status=200,
                warc="sample-1.warc.gz",
                offset=place,
                length=9,
                record_id=f"<urn:uuid:{place}>",
                page_url=url,
            ),
        )

    for day, images in (("01", [picture]), ("05", [])):
        at = f"2026-04-{day}T00:00:00Z"
        if images:
            old = fetched(picture, at, 90_001)
        papers = fetched(paper, at, 90_100 + int(day))
        articles.store(
            db,
            "sample",
            ParsedArticle(
                {
                    "identity": "77",
                    "url": f"{HOME}/bai-77.html",
                    "title": f"Ngày {day}",
                    "body": "Một hai ba.",
                    "published": "2024-01-01",
                    "parser": "vnpt_portal@1",
                    "body_html": f"<p>Một <b>{day}</b></p>",
                },
                images=[{"url": url, "caption": "Ảnh", "alt": None} for url in images],
                attachments=[{"url": paper, "filename": "1.pdf"}],
            ),
            articles.Observation(1, at, fetched(f"{HOME}/bai-77.html", at, 90_200 + int(day))),
        )
        if day == "01":
            first_paper = papers
    fetched(picture, "2026-04-09T00:00:00Z", 90_300)
    with db.conn:
        db.execute(
            "UPDATE attachments SET text = 'Chữ hôm nay', capture = ? WHERE url = ?",
            [papers, paper],
        )
    db.close()
    datasette = datasette_on(archive)
    name = pid_of("sample", "77")
    record: dict[str, Any] = (await datasette.client.get(f"/a/{name}@20260401T000000Z.json")).json()
    assert (record["title"], record["body_html"], record["words"]) == ("Ngày 01", None, 3)
    assert [(each["capture"], each["caption"]) for each in record["images"]] == [(old, "Ảnh")]
    assert [(each["capture"], each["text"]) for each in record["attachments"]] == [
        (first_paper, None)
    ]
    assert set(record["images"][0]) == {"url", "caption", "alt", "capture"}
    page = (await datasette.client.get(f"/a/{name}@20260401T000000Z")).text
    assert f"/archive/captures/{old}/raw" in page
    assert '<p class="plain">Một hai ba.</p>' in page
    now = (await datasette.client.get(f"/a/{name}@20260405T000000Z.json")).json()
    assert (now["images"], now["body_html"]) == ([], "<p>Một <b>05</b></p>")
    assert [each["text"] for each in now["attachments"]] == ["Chữ hôm nay"]


@pytest.mark.more
async def test_the_same_after_a_rebuild_and_an_import(sample_archive: Path, tmp_path: Path) -> None:
    """What was cited of one archive is found in every other that holds it."""
    rebuilt = tmp_path / "rebuilt" / "rebuilt.db"
    rebuilt.parent.mkdir()
    original = copied(sample_archive, tmp_path / "original")
    done = run_scrapy("rebuild", "--into", rebuilt, archive=original)
    assert done.returncode == 0, done.stdout + done.stderr
    imported = tmp_path / "imported" / "archive.db"
    imported.parent.mkdir()
    files = sorted((original.parent / "captures").glob("*.warc.gz"))
    done = run_scrapy("import", *files, "--site", "sample", archive=imported)
    assert imported.exists(), done.stdout + done.stderr
    datasette = datasette_on(original)
    cited = (await datasette.client.get("/search.json?q=cang&size=100")).json()["results"]
    assert len(cited) > 20
    for archive in (rebuilt, imported):
        other = datasette_on(archive)
        for each in cited[:10]:
            record = json.loads((await other.client.get(f"/a/{each['pid']}.json")).text)
            assert record["title"] == each["title"]
            version = record["revisions"][0]["archive_url"].removeprefix("http://localhost")
            assert await title(datasette, version) == await title(other, version)
