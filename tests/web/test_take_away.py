"""What a reader takes away: feeds, files and citations, read back by other people's programs."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html
import io
import json
import operator
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import feedparser
import pyarrow.parquet as pq
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from datasette.app import Datasette

from kho_tin.archive import observations
from kho_tin.archive.database import connect
from kho_tin.archive.lasting_names import pid_of
from kho_tin.exporters.registry import TABLES
from kho_tin.web.articles.cite import Reference, bibtex, csl, meta, ris
from kho_tin.web.pages import feed
from kho_tin.web.search.query import Query
from tests.conftest import copied, run_scrapy
from tests.web.conftest import datasette_on
from tests.web.server import serving


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Datasette:
    return datasette_on(sample_archive)


KEYS = ("article", "number", "seen_at")
QUERY = urlencode({"q": "cảng", "year": "2021"})


async def get(datasette: Datasette, path: str) -> Any:
    response = await datasette.client.get(path)
    assert response.status_code == 200, response.text
    return response


async def test_every_form_holds_the_same_articles(
    sample: Datasette, sample_archive: Path, tmp_path: Path
) -> None:
    answer = (await get(sample, f"/search.json?{QUERY}&size=100")).json()
    keys = [each["id"] for each in answer["results"]]
    assert len(keys) == answer["total"] > 3
    db = sqlite3.connect(sample_archive)
    bodies = dict(db.execute("SELECT id, body FROM articles"))
    db.close()

    text = (await get(sample, f"/search.csv?{QUERY}")).content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [int(each["id"]) for each in table] == keys
    assert [each["body"] for each in table] == [bodies[key] for key in keys]

    lines = (await get(sample, f"/search.jsonl?{QUERY}")).text.splitlines()
    rows = [json.loads(each) for each in lines]
    assert [each["id"] for each in rows] == keys
    assert rows[0]["archive_url"] == f"http://localhost/a/{rows[0]['pid']}"
    assert {name: _cell(value) for name, value in rows[0].items()} == table[0]

    path = tmp_path / "search.parquet"
    path.write_bytes((await get(sample, f"/search.parquet?{QUERY}")).content)
    typed = pq.read_table(path).to_pylist()
    assert [each["published_day"] for each in typed] == [
        dt.date.fromisoformat(each["published_day"]) for each in rows
    ]
    assert [{name: _as_text(value) for name, value in each.items()} for each in typed] == rows


def _cell(value: Any) -> str:
    if value and isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value or "")


def _as_text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
async def test_a_search_leaves_as_the_verb_would_export_it(
    form: str, sample: Datasette, sample_archive: Path, tmp_path: Path
) -> None:
    """The same columns and values, but for what only a reading room knows."""
    path = tmp_path / f"all.{form}"
    done = run_scrapy("export", form, path, archive=sample_archive)
    assert done.returncode == 0, done.stderr
    exported = _rows(form, path)
    path.write_bytes((await get(sample, f"/search.{form}?q=site:sample")).content)
    sent = _rows(form, path)
    assert [[*each][-2:] for each in sent] == [["id", "archive_url"]] * len(sent)
    for each in sent:
        assert each["archive_url"] == f"http://localhost/a/{each['pid']}"
        del each["id"], each["archive_url"]
    assert len(sent) == 120
    by_url = operator.itemgetter("url")
    assert sorted(sent, key=by_url) == sorted(exported, key=by_url)


def _rows(form: str, path: Path) -> list[dict[str, Any]]:
    if form == "parquet":
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    text = path.read_text("utf-8-sig")
    if form == "csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    return [json.loads(line) for line in text.splitlines()]


async def test_a_format_that_is_not_installed_is_told(
    sample: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it needs, in place of the file, and where the files are offered."""
    gone = dataclasses.replace(TABLES[".parquet"], needs=("no_such_package",))
    monkeypatch.setitem(TABLES, ".parquet", gone)
    answer = await sample.client.get(f"/search.parquet?{QUERY}&lang=en")
    why = "The format parquet needs the package no_such_package on this server."
    assert (answer.status_code, answer.text) == (501, why)
    page = (await get(sample, f"/search?{QUERY}&lang=en")).text
    assert why in page
    assert "/search.parquet" not in page
    assert "/search.csv" in page


async def test_feed(sample: Datasette) -> None:
    response = await get(sample, f"/search.atom?{QUERY}")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    answer = (await get(sample, f"/search.json?{QUERY}&sort=newest&size=100")).json()
    assert [each.title for each in feed.entries] == [each["title"] for each in answer["results"]]
    assert [each.link for each in feed.entries] == [
        each["archive_url"] for each in answer["results"]
    ]
    assert [each.id for each in feed.entries] == [
        f"http://localhost/a/{each['pid']}" for each in answer["results"]
    ]
    dates = [each.published[:10] for each in feed.entries]
    assert dates == [each["published"][:10] for each in answer["results"]]
    assert all(each.published.endswith("T00:00:00+07:00") for each in feed.entries)
    empty = feedparser.parse((await get(sample, "/search.atom?q=xylophon")).content)
    assert (empty.bozo, empty.entries) == (False, [])


async def test_feed_of_edits(datasette: Datasette) -> None:
    """Each edit is an entry, which leads to its differences."""
    edits = await get(datasette, "/edits.atom?lang=en")
    assert edits.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(edits.content)
    assert (feed.bozo, feed.feed.title) == (False, "Kho Tin: Recently changed")
    pid = pid_of("sample", "1")
    (entry,) = feed.entries
    assert entry.id == f"http://localhost/a/{pid}@20260302T020000Z"
    assert entry.link == f"http://localhost/a/{pid}/history#20260302T020000Z"
    assert entry.title == "Thu hút đầu tư vào KCN Đồi Gió (cập nhật)"
    assert entry.updated == "2026-03-02T02:00:00Z"
    assert entry.summary == "changed: title"
    assert (await get(datasette, entry.id.removeprefix("http://localhost"))).status_code == 200


async def test_feed_of_removals(datasette: Datasette) -> None:
    feed = feedparser.parse((await get(datasette, "/removals.atom?lang=en")).content)
    assert (feed.bozo, feed.feed.title) == (False, "Kho Tin: No longer on the site")
    pid = pid_of("sample", "2")
    (entry,) = feed.entries
    assert entry.id == f"http://localhost/a/{pid}#gone-20260303T020009Z"
    assert entry.link == f"http://localhost/a/{pid}"
    assert (entry.title, entry.updated) == ("Dau tu vao KCN Doi Gio", "2026-03-03T02:00:09Z")
    assert entry.summary == "gone since 3 March 2026, 09:00"


@pytest.mark.parametrize("path", ["/edits.atom", "/removals.atom"])
async def test_feeds_are_narrowed_by_the_search(datasette: Datasette, path: str) -> None:
    for query, count in (("q=dau+tu", 1), ("q=xylophon", 0), ("q=&year=2023", 0)):
        read = feedparser.parse((await get(datasette, f"{path}?{query}")).content)
        assert len(read.entries) == count
    page = (await get(datasette, "/search?q=dau+tu&lang=en")).text
    assert page.count(f'href="{path}?q=dau+tu"') == 2  # in the head, and to be seen
    assert (await get(datasette, "/")).text.count(f'href="{path}"') == 2
    narrowed = feedparser.parse((await get(datasette, f"{path}?q=dau+tu")).content)
    assert narrowed.feed.id == f"http://localhost{path}?q=dau+tu"


def test_the_newest_edits_and_removals_come_first(small_archive: Path, tmp_path: Path) -> None:
    db = connect(copied(small_archive, tmp_path))
    for article, at in ((3, "2026-03-07T02:00:00Z"), (4, "2026-03-06T02:00:00Z")):
        db.execute(
            "INSERT INTO revisions SELECT article, 2, ?, "
            + ", ".join(name for name in db["revisions"].columns_dict if name not in KEYS)
            + " FROM revisions WHERE article = ? AND number = 1",
            [at, article],
        )
        observations.observe(db, 3, article, "unlisted", at=at)
    db.conn.commit()
    assert [edit["id"] for edit in feed.newest(db.conn, Query(), feed.EDITS.sql)] == [3, 4, 1]
    removed = feed.newest(db.conn, Query(), feed.REMOVALS.sql)
    assert [(each["id"], each["state"]) for each in removed] == [
        (3, "unlisted"),
        (4, "unlisted"),
        (2, "gone"),
    ]
    # What was listed again since, and is off once more, is off since then.
    observations.observe(db, 4, 3, "listed", at="2026-03-08T02:00:00Z")
    observations.observe(db, 5, 3, "unlisted", at="2026-03-09T02:00:00Z")
    assert feed.newest(db.conn, Query(), feed.REMOVALS.sql)[0]["at"] == "2026-03-09T02:00:00Z"
    db.close()


HARD = Reference(
    key="nguyen2021-7",
    title=r"Thu 50 % {phí} & $lệ_phí$ #1 \ ~ ^ “Đồi Gió”",
    authors=("Nguyễn Văn An & Cộng sự", "Trần {Thị} Đào"),
    site="Ban Quản lý Khu kinh tế Vũng Sương",
    published="2021-06-02",
    url="https://vungsuong.example/a_b%20c~d-7.html?x=1&y=2#z",
    archived="http://localhost/a/abcdefghijkl@20260301T020304Z",
    accessed="2026-03-01",
    language="vi",
    summary="Một dòng.",
)
BARE = Reference(
    "kho-8", "Không ngày", (), "Trang", None, "https://a.example/", "http://b/", "2026-03-01",
    "en", None,
)  # fmt: skip


def untex(text: str) -> str:
    """What TeX prints."""
    text = text.removeprefix("{").removesuffix("}")
    named = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    text = re.sub(r"\\(\w+)\{\}", lambda match: f"\0{match[1]}\0", text)
    text = re.sub(r"\\(.)", r"\1", text)
    return re.sub(r"\0(\w+)\0", lambda match: named[match[1]], text)


@pytest.mark.parametrize("reference", [HARD, BARE])
def test_bibtex_is_read_back(reference: Reference) -> None:
    read = parse_string(bibtex(reference))
    assert not read.failed_blocks
    (entry,) = read.entries
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key) == ("online", reference.key)
    assert untex(fields["title"]) == reference.title
    authors = [name for name in fields.get("author", "").split(" and ") if name]
    assert tuple(map(untex, authors)) == reference.authors
    assert fields["organization"] == reference.site
    assert fields.get("date") == reference.published
    assert (fields["url"], fields["archiveurl"]) == (reference.url, reference.archived)
    assert fields["urldate"] == reference.accessed


@pytest.mark.parametrize("reference", [HARD, BARE])
def test_ris_is_read_back(reference: Reference) -> None:
    (entry,) = rispy.loads(ris(reference))
    assert entry["type_of_reference"] == "ELEC"
    assert entry["title"] == reference.title
    assert entry.get("authors", []) == [*reference.authors]
    assert entry["secondary_title"] == reference.site
    assert entry.get("date", "").replace("/", "-") == (reference.published or "")
    assert entry["urls"] == [reference.url]
    assert entry["file_attachments2"] == reference.archived
    assert entry["access_date"].replace("/", "-") == reference.accessed
    assert entry["language"] == reference.language


def test_csl() -> None:
    item = csl(HARD)
    assert item["author"] == [{"literal": author} for author in HARD.authors]
    assert item["issued"] == {"date-parts": [[2021, 6, 2]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 1]]}
    assert (item["URL"], item["archive_location"]) == (HARD.url, HARD.archived)
    assert "issued" not in csl(BARE)


def test_several_authors_are_cited_one_by_one() -> None:
    two = dataclasses.replace(HARD, authors=("Lê Minh", "Trần An"))
    assert "  author = {{Lê Minh} and {Trần An}}," in bibtex(two).splitlines()
    assert [line for line in ris(two).splitlines() if line.startswith("AU")] == [
        "AU  - Lê Minh",
        "AU  - Trần An",
    ]
    assert csl(two)["author"] == [{"literal": "Lê Minh"}, {"literal": "Trần An"}]
    tags = [value for _, name, value in meta(two) if name == "citation_author"]
    assert tags == ["Lê Minh", "Trần An"]


async def test_citations_of_an_article(sample: Datasette, sample_archive: Path) -> None:
    db = sqlite3.connect(sample_archive)
    pid, title, author, url, published = db.execute(
        "SELECT pid, title, author, url, published FROM articles WHERE id = 1"
    ).fetchone()
    db.close()
    text = (await get(sample, f"/a/{pid}.bib")).text
    fields = {each.key: each.value for each in parse_string(text).entries[0].fields}
    assert untex(fields["title"]) == title
    assert untex(fields["author"]) == author
    (entry,) = rispy.loads((await get(sample, f"/a/{pid}.ris")).text)
    assert (entry["title"], entry["authors"], entry["urls"]) == (title, [author], [url])
    (item,) = (await get(sample, f"/a/{pid}.csl")).json()
    assert (item["title"], item["URL"]) == (title, url)
    page = (await get(sample, f"/a/{pid}")).text
    tags = {
        name: html.unescape(content)
        for name, content in re.findall(
            r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', page
        )
    }
    assert tags["citation_title"] == tags["DC.title"] == tags["og:title"] == title
    assert tags["citation_author"] == tags["DC.creator"] == author
    assert tags["citation_publication_date"] == published.replace("-", "/")
    assert tags["DC.identifier"] == url
    assert tags["DC.source"] == f"http://localhost/a/{pid}"
    assert re.findall(r'rel="cite-as" href="([^"]+)"', page) == [f"http://localhost/a/{pid}"]
    for form in ("bib", "ris", "csl"):
        missing = await sample.client.get(f"/a/abcdefghijkl.{form}")
        assert missing.status_code == 404


def test_no_tag_without_a_value() -> None:
    assert {name for _, name, _ in meta(BARE)} & {"citation_author", "DC.date"} == set()


def test_the_notebook_lines_run(sample_archive: Path, tmp_path: Path) -> None:
    with serving(sample_archive) as (address, _, _):
        with urlopen(f"{address}search?q=cang&lang=en") as answer:
            page = answer.read().decode()
        lines = html.unescape(
            re.findall(r'id="kt-notebook"[^>]*><code>(.*?)</code>', page, re.S)[0]
        )
        part = lines[lines.index("# sqlite-utils") :]
        done = subprocess.run(
            [sys.executable, "-c", part], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    db = sqlite3.connect(tmp_path / "search.db")
    assert db.execute("SELECT count(*) FROM articles").fetchone()[0] > 20
    db.close()
