"""Fit for the net: headers, policies, raw captures, switches, and a server behind another."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from warcio.archiveiterator import ArchiveIterator

from kho_tin.archive.lasting_names import pid_of
from kho_tin.web import headers
from tests.web import hostile
from tests.web.conftest import datasette_on

PID = pid_of("sample", "1303")
PAGES = ["/", "/search?q=cang", "/archive", "/archive/articles", f"/a/{PID}", f"/a/{PID}?q=cang",
         f"/a/{PID}@20990101T000000Z", f"/a/{PID}/history", "/archive/search?q=cang", "/nothing",
         f"/a/{PID}/compare?from=20990101T000000Z&to=20990101T000000Z",
         "/archive/runs/1", "/archive?sql=select+1", "/-/settings"]  # fmt: skip


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Datasette:
    return datasette_on(sample_archive)


async def answer(datasette: Datasette, path: str, **headers: str) -> Any:
    """Through the whole of the server, as a browser would get it."""
    transport = httpx.ASGITransport(app=datasette.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://reader") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_a_strict_policy(sample: Datasette, path: str) -> None:
    response = await answer(sample, path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", response.text)
    nonces = re.findall(r"'nonce-([^']+)'", policy)
    for attributes in scripts:
        assert nonces
        assert f'nonce="{nonces[0]}"' in attributes
    assert not re.findall(r"\son\w+=", re.sub(r"<pre.*?</pre>", "", response.text, flags=re.S))


async def test_nonces_are_used_once(sample: Datasette) -> None:
    policies = {
        (await answer(sample, "/archive/articles")).headers["content-security-policy"]
        for _ in range(3)
    }
    assert len(policies) == 3


async def test_raw_captures_are_sandboxed(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    _, raw, svg = hostile.build(path, "http://127.0.0.1:9")
    datasette = datasette_on(path)
    for key, kind in ((raw, "text/html"), (svg, "image/svg+xml")):
        response = await answer(datasette, f"/archive/captures/{key}/raw")
        assert response.headers["content-type"] == f"{kind}; charset=utf-8"
        policy = response.headers.get_list("content-security-policy")
        assert len(policy) == 1
        assert policy[0].startswith("sandbox; default-src 'none'")
        assert "allow" not in policy[0]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-disposition"].startswith("inline")
    assert (await answer(datasette, "/archive/captures/999/raw")).status_code == 404
    (tmp_path / "captures").rename(tmp_path / "elsewhere")
    for what in ("raw", "warc"):
        for code, why in (("en", "is not in captures/"), ("vi", "không có tệp ")):
            gone = await answer(datasette, f"/archive/captures/{raw}/{what}?lang={code}")
            assert gone.status_code == 404
            assert why in gone.text


async def test_bytes_of_a_capture(sample: Datasette, sample_archive: Path) -> None:
    db = sqlite3.connect(sample_archive)
    title, capture = db.execute("SELECT title, capture FROM articles WHERE id = 1").fetchone()
    length, url = db.execute(
        "SELECT length, page_url FROM captures WHERE id = ?", [capture]
    ).fetchone()
    picture, sent = db.execute(
        "SELECT capture, (SELECT payload_sha256 FROM captures WHERE id = capture) FROM images "
        "WHERE capture IS NOT NULL LIMIT 1"
    ).fetchone()
    file, name = db.execute(
        "SELECT capture, filename FROM attachments WHERE filename LIKE '%.pdf' LIMIT 1"
    ).fetchone()
    db.close()

    page = await answer(sample, f"/archive/captures/{capture}/raw")
    assert "content-encoding" not in page.headers
    assert title in page.text  # the server had sent it gzipped

    record = await answer(sample, f"/archive/captures/{capture}/warc")
    assert len(record.content) == length
    assert b"WARC/1.1" in gzip.decompress(record.content)[:8]
    (read,) = ArchiveIterator(io.BytesIO(record.content))
    assert read.rec_type == "response"
    assert read.rec_headers.get_header("WARC-Target-URI") == url

    image = await answer(sample, f"/archive/captures/{picture}/raw")
    assert image.headers["content-type"] == "image/png"
    assert hashlib.sha256(image.content).hexdigest() == sent

    pdf = await answer(sample, f"/archive/captures/{file}/raw")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"].startswith("attachment")
    assert name


async def test_robots_and_download_are_switches(
    sample_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = datasette_on(sample_archive)
    assert (await answer(closed, "/robots.txt")).text == "User-agent: *\nDisallow: /\n"
    assert (await answer(closed, "/archive/archive.db")).status_code == 403
    assert "archive.db" not in (await answer(closed, "/")).text
    monkeypatch.setenv("KHO_TIN_ROBOTS", "allow")
    monkeypatch.setenv("KHO_TIN_DOWNLOAD", "allow")
    opened = datasette_on(sample_archive)
    assert "Disallow: /\n" not in (await answer(opened, "/robots.txt")).text
    assert 'href="/archive/archive.db"' in (await answer(opened, "/")).text
    copy = await answer(opened, "/archive/archive.db")
    assert copy.content.startswith(b"SQLite format 3\0")
    db = sqlite3.connect(":memory:")
    db.deserialize(copy.content)
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (120,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


async def test_nothing_can_be_written(sample: Datasette) -> None:
    for sql in ("delete from articles", "insert into sites values (1)", "drop table articles",
                "pragma journal_mode=delete", "attach 'x.db' as x"):  # fmt: skip
        response = await answer(sample, f"/archive.json?sql={sql.replace(' ', '+')}")
        assert response.status_code == 400, sql


@pytest.mark.parametrize("prefix", ["/kho/", "/a/b/"])
async def test_behind_another_server(sample_archive: Path, prefix: str) -> None:
    """All addresses begin with base_url, whether the proxy leaves it on or takes it off."""
    datasette = datasette_on(sample_archive, "--setting", "base_url", prefix)
    paths = ["", "search?q=cang", f"a/{PID}", f"a/{PID}/history",
             "archive/articles?_search=year:2021"]  # fmt: skip
    for path in paths:
        for address in (prefix + path, "/" + path):
            response = await answer(datasette, address)
            assert response.status_code == 200, address
            links = re.findall(r'(?:href|src|action)="(/[^"]*)"', response.text)
            assert len(links) > 5
            assert [each for each in links if not each.startswith(prefix)] == []
            for each in links:
                if "/-/kho-tin/" in each:
                    assert (await answer(datasette, each)).status_code == 200
    feed = await answer(datasette, f"{prefix}search.atom?q=cang")
    assert f"http://reader{prefix}a/" in feed.text
    switched = await answer(datasette, f"{prefix}search?lang=en")
    assert f"Path={prefix};" in switched.headers["set-cookie"]


async def test_language_of_a_reader(sample: Datasette) -> None:
    vi = await answer(sample, "/", **{"accept-language": "vi-VN,vi;q=0.9,en;q=0.8"})
    en = await answer(sample, "/", **{"accept-language": "fr, en-GB;q=0.7, vi;q=0.3"})
    assert '<html lang="vi">' in vi.text
    assert '<html lang="en">' in en.text
    kept = await answer(sample, "/", **{"accept-language": "vi", "cookie": "kho_tin_lang=en"})
    assert '<html lang="en">' in kept.text
    assert "Accept-Language" in vi.headers["vary"]
    missing = await answer(sample, "/nothing", **{"accept-language": "en"})
    assert missing.status_code == 404
    assert "There is no such page" in missing.text


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/archive/articles", b"_search=", b""),
        ("/archive/articles", b"_search=c%E1%BA%A3ng&x=1", b"_search=c%E1%BA%A3ng&x=1"),
        ("/archive/articles.json", b"_search=year:2021+a", b"_matching=year%3A2021+a"),
        ("/archive/articles", b"_matching=year:2020&_search=year:2021", b"_matching=year%3A2021"),
        ("/archive/articles", b"_matching=year:2020&_search=a", b"_search=a"),
        ("/archive/articles", b"_matching=year:2020", b"_matching=year:2020"),
        ("/archive/revisions", b"_search=year:2021", b"_search=year:2021"),
        ("/kho.vn/archive/articles", b"_search=year:2021", b"_matching=year%3A2021"),
        ("/kho.vn/archive/articles.csv", b"_search=year:2021", b"_matching=year%3A2021"),
    ],
)
def test_searches_of_the_table(path: str, query: bytes, kept: bytes) -> None:
    assert headers.table_search(path, query) == kept
