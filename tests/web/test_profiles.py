"""The reading room for the public, and for people at their desks."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from kho_tin.web import profiles
from tests.waiting import STUCK
from tests.web.conftest import datasette_on
from tests.web.server import serving, start

SECRET = "dau+tu+bi+mat"


def get(address: str, **headers: str) -> HTTPResponse | HTTPError:
    try:
        answer: HTTPResponse = urlopen(Request(address, headers=headers), timeout=STUCK)
    except HTTPError as error:
        return error
    answer.read()
    return answer


@pytest.fixture(scope="module")
def public(small_archive: Path) -> Iterator[str]:
    """A public server's address; when its tests are done, what it has logged must name nobody and
    nothing searched for."""
    with serving(small_archive, "--profile", "public") as (address, _, process):
        yield address
        process.send_signal(signal.SIGINT)
        log = "".join(process.communicate(timeout=STUCK))
        assert "GET /search HTTP" in log
        assert SECRET not in log
        requests = [line for line in log.splitlines() if "GET /" in line]
        assert [line for line in requests if "127.0.0.1" in line] == []


@pytest.mark.parametrize(
    "path",
    ["", f"search?q={SECRET}", "search.json?q=cang", "search.atom", "archive/articles?_size=2",
     "archive/newest.json"],
)  # fmt: skip
def test_a_proxy_may_keep_what_is_public(public: str, path: str) -> None:
    answer = get(public + path)
    assert answer.status == 200
    assert "max-age=300" in (answer.headers["cache-control"] or "")
    assert "Cookie" in " ".join(answer.headers.get_all("vary") or ["Cookie"])


def test_no_proxy_keeps_errors_or_what_is_somebody_s(public: str) -> None:
    for path in ("nope", "archive/nope", "?lang=en", "-/health"):
        assert get(public + path).headers["cache-control"] == "no-store", path
    assert "no-store" in get(public, Cookie="ds_actor=x").headers["cache-control"]
    assert "no-store" in get(public, Authorization="Bearer x").headers["cache-control"]


def test_the_public_has_no_sql_but_named_queries(public: str) -> None:
    for path in ("archive.json?sql=select+1", "archive/articles.json?_where=1"):
        assert get(public + path).status == 403, path
    assert get(f"{public}archive/newest").status == 200


async def test_the_public_takes_away_so_many_articles(
    small_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(profiles.VARIABLE, "public")
    few = replace(profiles.PUBLIC, most_exported=3)
    monkeypatch.setitem(profiles.PROFILES, "public", few)
    client = datasette_on(small_archive).client
    answer = await client.get("/search.csv", headers={"accept-language": "vi"})
    assert answer.status_code == 400
    assert "nhiều nhất 3 bài" in answer.text
    assert (await client.get("/search.csv?q=year:2021")).status_code == 200


async def test_at_a_desk_all_is_as_it_was(small_archive: Path) -> None:
    client = datasette_on(small_archive).client
    assert "cache-control" not in (await client.get("/")).headers
    assert (await client.get("/search.csv")).status_code == 200
    assert (await client.get("/archive.json?sql=select+1")).status_code == 200


def test_a_profile_that_is_none(small_archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(profiles.VARIABLE, "pubilc")
    process = start(small_archive, "--port", "0")
    out, error = process.communicate(timeout=STUCK)
    assert (process.returncode, out) == (2, "")
    assert error == "KHO_TIN_PROFILE=pubilc: no such profile: name one of desk, public\n"
