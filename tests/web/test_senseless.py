"""Whatever stands in an address, it is answered, and never as a fault of the server's."""

from __future__ import annotations

import json
import logging
import random
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from datasette.app import Datasette

from kho_tin.archive.lasting_names import pid_of
from kho_tin.web.pages import routes
from tests.waiting import STUCK
from tests.web.conftest import datasette_on
from tests.web.server import serving

PID = pid_of("sample", "1")
LARGE = "9" * 23  # SQLite's integers have nineteen digits
VALUES = [
    *("", "0", "-1", LARGE, f"-{LARGE}", "1e999", "nan", "²", "1.5", "a" * 5000, "\0", "a\0b"),
    *("\ud800", "\ufffe", "😀", "'", '"', "[", "{", "{}", "[1]", "null", "%", "$null,1", "a,b,c,d"),
    *("../../etc/passwd", "id", "nosuch", "articles", "=1+1", "<b>", "a* OR", "NEAR(", "select 1"),
    *('{"table": "revisions", "column": "x", "value": 1}', '{"simple": 1}', '{"column": "nosuch"}'),
]  # fmt: skip
BYTES = ["%FF", "%zz", "%C3%28"]
PARTS = [
    *("0", "-1", LARGE, f"1,{LARGE}", "%00", "%FF", "~FF", "~00", "~", "%ED%A0%80", "%", "%2"),
    *("%F0%9F%98%80", "..", "..%2F..%2Fetc%2Fpasswd", "a" * 5000, "'", "1%0D%0AX:y", "@", "1.5"),
    *("articles", "nosuch", "history", "~2E~2E", "%2E%2E", "sqlite_master"),
]  # fmt: skip
ENDINGS = ["", ".json", ".csv", ".blob", ".bib", ".nosuch", "/", "/x"]
OF_TABLES = [
    *("_size", "_next", "_sort", "_sort_desc", "_sort_by_desc", "_facet", "_facet_array"),
    *("_facet_date", "_facet_size", "_search", "_search_title", "_search_", "_searchx"),
    *("_searchmode", "_fts_table", "_fts_pk", "_through", "_where", "_col", "_nocol", "_label"),
    *("_labels", "_shape", "_ttl", "_timelimit", "_nocount", "_trace", "_context", "_matching"),
    *("_filter_column", "_filter_column_1", "_filter_op", "_filter_value", "_extra", "_nofacet"),
    *("id", "id__exact", "id__gt", "id__lte", "id__in", "id__notin", "id__nosuch", "nosuch"),
    *("title__like", "title__glob", "title__date", "title__contains", "body__arraycontains"),
    *("body__arraynotcontains", "year__isnull", "__in", "", "_", "__", "_json", "_nl"),
]
PARAMETERS = {
    "/": ["archive", "lang"],
    "/search": ["q", "year", "month", "from", "to", "sort", "page", "size", "archive"],
    "/search.json": ["q", "year", "category", "author", "site", "page", "size", "archive"],
    "/search.atom": ["q", "year", "size", "archive", "lang"],
    "/search.csv": ["q", "year", "archive"],
    "/search.jsonl": ["q"],
    "/search.parquet": ["q"],
    "/-/health": ["within", "strict", "archive"],
    f"/a/{PID}": ["q", "year", "page", "archive", "lang"],
    f"/a/{PID}/history": ["archive"],
    f"/a/{PID}/compare?to=20990101T000000Z": ["from", "to", "archive"],
    "/archive": ["sql"],
    "/archive.json": ["sql"],
    "/archive.json?sql=select+1": ["_timelimit", "_shape", "_size", "_json", "_ttl", "_nl"],
    "/archive/articles?_size=1": ["_next", "_sort", "_facet", "_ttl", "id__gt", "_filter_column"],
    "/archive/articles.json?_size=1": OF_TABLES,
    "/archive/articles.json": ["_size"],
    "/archive/articles.csv": ["_size", "_next", "_stream", "_dl", "_header", "_labels", "_trace"],
    "/archive/articles.blob": ["_blob_column", "_blob_hash"],
    "/archive/articles.nosuch": ["_size"],
    "/archive/articles/1": ["_labels", "_extras"],
    "/archive/articles/1.json": ["_extras", "_shape", "_json"],
    "/archive/articles/1.blob": ["_blob_column", "_blob_hash"],
    "/archive/revisions/1,1": ["_extras"],
    "/archive/search": ["q", "_timelimit", "_shape", "sql"],
    "/archive/search.json": ["q", "_shape", "_json"],
    "/archive/search.csv": ["q", "_stream", "_size"],
    "/-/plugins": ["all"],
    "/-/auth-token": ["token"],
    "/-/allow-debug": ["actor", "allow"],
}
TWO = [
    *("_sort=id&_sort_desc=id", "_sort=title&_next=a", "_next=x&_stream=1", "_shape=object"),
    *(f"_sort=id&_next={LARGE},{LARGE}", "_shape=array&_nl=on", "_facet_size=max&_facet=nosuch"),
    *("sql=select+:a&a=" + LARGE, f"sql=select+{LARGE}+%2B+1", "sql=select+1&_shape=object"),
    *("sql=select+abs(-9223372036854775808)", "sql=select+x'00'&_shape=arrayfirst", "sql=with"),
    *("sql=select+1&sql=select+2", "sql=select+json('{')", "sql=select+:_cookie_x", "sql=--"),
    *("sql=select+char(0,55296)", "sql=select+1e999", "sql=explain+select+1"),
    *("sql=select+1+limit+0", "sql=select+fold()", "sql=select+search_ids(x'ff')"),
]  # fmt: skip


@pytest.fixture(scope="module")
def served(small_archive: Path) -> Datasette:
    return datasette_on(small_archive)


async def statuses(datasette: Datasette, addresses: list[str]) -> dict[str, int]:
    """The status of each answer. What an application lets through is raised here."""
    transport = httpx.ASGITransport(app=datasette.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://reader") as client:
        return {each: (await client.get(httpx.URL("http://reader" + each))).status_code
                for each in addresses}  # fmt: skip


def wrong(status_of: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (each[:120], status)
        for each, status in status_of.items()
        # Health is told by 503, of an archive that is not there too.
        if not (200 <= status < 500 or (status == 503 and each.startswith("/-/health")))
    ]


def value(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


# There are ten thousand of these addresses, each tried in one of nine parts.
PARTS_OF_ALL = [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, 9))]


def part_of(addresses: list[str], part: int) -> list[str]:
    """The same ninth of them each time, and of every kind some."""
    return random.Random(3).sample(addresses, len(addresses))[part::9]


@pytest.mark.more
@pytest.mark.parametrize("part", PARTS_OF_ALL)
@pytest.mark.parametrize("path", PARAMETERS)
async def test_parameters(served: Datasette, path: str, part: int) -> None:
    path += "&" if "?" in path else "?"
    addresses = [f"{path}{name}={value(each)}" for name in PARAMETERS[path[:-1]] for each in VALUES]
    addresses += [f"{path}{name}={each}" for name in PARAMETERS[path[:-1]] for each in BYTES]
    if path.startswith("/archive"):
        addresses += [f"{path}{two}" for two in TWO]
    assert wrong(await statuses(served, part_of(addresses, part))) == []


def places(datasette: Datasette) -> Iterator[str]:
    """An address for each way in which a pattern of our own routes can be filled in, and the
    same for Datasette's."""
    patterns = [pattern for pattern, _ in routes(datasette.databases)]
    theirs = ["/{}", "/archive/{}", "/archive/articles/{}", "/archive/revisions/{}", "/{}/articles",
              "/archive/{}/1", "/-/{}", "/-/static/{}", "/{}/{}/{}/{}", "/{}.db"]  # fmt: skip
    groups = re.compile(r"\(\?P<(\w+)>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
    for pattern in patterns:
        for group in groups.finditer(pattern):
            before, after = pattern[: group.start()], pattern[group.end() :]
            theirs.append(plain(before) + "{}" + plain(after))
    yield from theirs


def plain(pattern: str) -> str:
    """Some text that a piece of a route's pattern matches."""
    pattern = re.sub(r"\(\?P<database>.*?\)", "archive", pattern)
    pattern = re.sub(r"\(\?P<id>.*?\)", "1", pattern)
    pattern = re.sub(r"\(\?P<pid>.*?\]\+\)", PID, pattern)
    pattern = re.sub(r"\(\?P<name>.*", "x.css", pattern)
    pattern = re.sub(r"\(\?P<tail>.*", ".bib", pattern)
    pattern = re.sub(r"\(\?P<form>csv.*", "csv", pattern)
    pattern = re.sub(r"\(\?:.*", "", pattern)
    return pattern.replace("\\", "").strip("^$")


@pytest.mark.more
@pytest.mark.parametrize("part", PARTS_OF_ALL)
async def test_places(served: Datasette, part: int) -> None:
    all_places = sorted(set(places(served)))
    assert {"/{}/captures/1/raw", "/archive/captures/{}/raw", "/a/{}/history"} <= set(all_places)
    addresses = [
        place.replace("{}", part) + ending
        for place in all_places
        for part in PARTS
        for ending in (ENDINGS if len(part) < 30 else [""])
    ]
    assert len(addresses) > 4000
    assert wrong(await statuses(served, part_of(addresses, part))) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/archive/articles/{LARGE}.bib", 404),
        (f"/archive/articles/{LARGE}", 404),
        (f"/archive/captures/{LARGE}/raw", 404),
        (f"/archive/captures/{LARGE}/warc", 404),
        ("/archive/articles/1/history.json", 404),
        ("/archive/articles?_sort=nosuch", 400),
        ("/archive/articles.json?_sort=nosuch", 400),
        (f"/archive/articles?id__gt={LARGE}", 400),
        ("/archive/articles?_through=x", 400),
        ("/archive/articles?_facet=%7B", 400),
        ("/archive/articles?_timelimit=x", 400),
        ("/archive/articles?_next=%00", 200),
    ],
)
async def test_what_it_is(served: Datasette, path: str, status: int) -> None:
    assert await statuses(served, [path]) == {path: status}


async def test_a_fault_of_ours_stays_one(
    small_archive: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It has a traceback in the log, without what was searched for, and the answer says nothing."""
    from kho_tin.web.pages import search

    datasette = datasette_on(small_archive)

    def broken(_: Any, query: Any) -> None:
        raise ValueError(query.text)

    monkeypatch.setattr(search, "search", broken)
    for path, kind in (
        ("/search?q=bí-mật", "text/html"),
        ("/search.json?q=bí-mật", "application/json"),
    ):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="kho_tin.web"):
            answer = await datasette.client.get(path)
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith(kind)
        assert "bí-mật" not in answer.text
        assert "bí-mật" not in caplog.text
        assert "ValueError" in caplog.text
        assert "in broken" in caplog.text


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "POST", "NOSUCH", "get"])
async def test_methods(served: Datasette, method: str) -> None:
    transport = httpx.ASGITransport(app=served.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://reader") as client:
        for path in ("/", "/search", "/archive", "/archive/articles", f"/a/{PID}", "/nosuch"):
            request = client.build_request("GET", path)
            request.method = method
            answer = await client.send(request)
            assert answer.status_code == 405, path
            assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        # Forms of Datasette's own are taken below /-/, and no more of them than a form has.
        answer = await client.post("/-/messages", content=b"x" * 100_000)
        assert answer.status_code == 413
        # More figures than Python makes a number of are no number.
        many = {"content-length": "7" * 5_000}
        answer = await client.post("/-/messages", content=b"x", headers=many)
        assert answer.status_code == 413
        answer = await client.post("/-/messages", data={"message_type": "nosuch"})
        assert answer.status_code in (400, 403)


def talk(address: str, request: bytes) -> int:
    """The status of the answer to these very bytes; 0 where the connection was closed on them."""
    host = urlsplit(address)
    with socket.create_connection((host.hostname, host.port), timeout=STUCK) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(1 << 16):
            answer += piece
    return int(answer.split()[1]) if answer else 0


@pytest.mark.more
def test_bytes_that_no_browser_sends(small_archive: Path) -> None:
    with serving(small_archive) as (address, _, process):
        end = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        for target in (
            b"/\xff\xfe",
            b"/a/\xc3\xa9",
            b"/archive?sql=\xff",
            b"*",
            b"//",
            b"/%",
            b"x",
            b"http://elsewhere/",
            b"/?q=" + b"a" * 60_000,
            b"/\x00",
            b"/archive/\x80",
        ):
            status = talk(address, b"GET " + target + end + b"\r\n")
            assert status == 0 or 200 <= status < 500, target
        for header in (
            b"Host: [",
            b"Host: ]:x",
            b"Host: \xff",
            b'Cookie: ds_messages=\xff; a[]="',
            b"Accept-Language: vi;q=nan,en;q=\xff",
            b"Cookie: kho_tin_lang=\xe9",
            b"Content-Length: 99999999999999999999",
            b"Transfer-Encoding: x",
            b"Authorization: Bearer \xff",
            b"Range: bytes=9-1",
        ):
            for path in (b"/", b"/search.atom", b"/archive/articles", b"/nosuch"):
                line = b"GET " + path + b" HTTP/1.1\r\nConnection: close\r\n"
                host = b"" if header.startswith(b"Host") else b"Host: x\r\n"
                status = talk(address, line + host + header + b"\r\n\r\n")
                assert status == 0 or 200 <= status < 500, (path, header)
        assert talk(address, b"GET /search.json?q=dau" + end + b"\r\n") == 200
        process.terminate()
        _, logged = process.communicate(timeout=STUCK)
    assert "Traceback" not in logged


async def test_pages_about_the_server_name_no_folder(
    served: Datasette, small_archive: Path
) -> None:
    folder = str(small_archive.parent)
    for name in ("databases", "settings", "plugins", "metadata", "versions", "threads", "actor"):
        for ending in ("", ".json"):
            answer = await served.client.get(f"/-/{name}{ending}")
            assert answer.status_code == 200
            assert folder not in answer.text, name
            root = str(Path(__file__).resolve().parents[2])
            assert root not in answer.text, name
            assert "/lib/python" not in answer.text, name
    (database,) = (await served.client.get("/-/databases.json")).json()
    assert database["path"] == small_archive.name
    for sql in ("select * from pragma_database_list", "select file from PRAGMA_DATABASE_LIST() x",
                'select "file" from main."pragma_database_list"'):  # fmt: skip
        answer = await served.client.get(f"/archive.json?sql={quote(sql)}&_shape=arrays")
        assert folder not in json.dumps(answer.json())
    where = quote(f"(select file from pragma_database_list) like '%{folder[1:5]}%'")
    answer = await served.client.get(f"/archive/articles.json?_where={where}")
    assert answer.json()["rows"] == []
