"""What indexes of web archives are asked, and what they answer."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from kho_tin.crawler.wayback.cdx import (
    CdxLine,
    CdxResponse,
    Excluded,
    NotAnIndex,
    endpoints,
    is_excluded,
    parse,
)
from kho_tin.crawler.wayback.cdx_index import CdxIndex
from kho_tin.outcome.addresses import WebArchive
from tests.crawler.recorded import recorded

ROW = CdxLine("com,a)/", "20210603010203", "http://a.com/", "text/html", "200", "ABC")
LATEST = "2026-11-30T00:00:00Z"
DAY = dt.date(2021, 6, 3)


def test_recorded_pages_of_an_index() -> None:
    """Fifteen answers, each of which names the next by its key; the last is empty."""
    pages = recorded("test_search_multipage")
    answers = [parse(page.body, LATEST) for page in pages]
    assert [len(answer.rows) for answer in answers] == [25] * 14 + [0]
    for answer, following in zip(answers, pages[1:], strict=False):
        assert answer.resume
        assert parse_qs(urlsplit(following.url).query)["resumeKey"] == [answer.resume]
    assert answers[-1].resume is None
    first = answers[0].rows[0]
    assert first == CdxLine(
        "com,cnn)/",
        "20010410213930",
        "http://www.cnn.com:80/",
        "text/html",
        "200",
        "YTEQQRWKL47VHUWFV2NXX7XLEOHMNWZ6",
    )
    assert first.captured_at == "2001-04-10T21:39:30Z"
    assert {row.status for answer in answers for row in answer.rows} == {"200", "302"}


def test_recorded_answer_of_an_excluded_site() -> None:
    (page,) = recorded("test_get_memento_raises_blocked_error")
    assert page.status == 200
    assert "memento-datetime" not in page.headers
    assert is_excluded(page.body)
    with pytest.raises(Excluded):
        parse(page.body, LATEST)


def test_recorded_redirects_keep_their_times() -> None:
    """What the archive sends us on to is asked for at the archive's own time."""
    route = WebArchive("https://web.archive.org/web/", "")
    first, second, last = recorded("test_get_memento_with_redirects")
    for each, following in ((first, second), (second, last)):
        location = each.headers["location"]
        assert route.at_time_of(location).fetch_url(route.site_url(location)) == following.url


FORMS = {
    "Wayback Machine, JSON": '[["urlkey","timestamp","original","mimetype","statuscode","digest",'
    '"length"],\n["com,a)/","20210603010203","http://a.com/","text/html","200","ABC","5"]]',
    "Wayback Machine, text": "com,a)/ 20210603010203 http://a.com/ text/html 200 ABC 5\n",
    "pywb, JSON": '{"urlkey": "com,a)/", "timestamp": "20210603010203", "url": "http://a.com/", '
    '"mime": "text/html", "status": "200", "digest": "ABC", "filename": "a.warc.gz"}\n',
    "pywb, text": 'com,a)/ 20210603010203 {"url": "http://a.com/", "mime": "text/html", '
    '"status": "200", "digest": "ABC"}\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form(form: str) -> None:
    assert parse(FORMS[form].encode(), LATEST) == CdxResponse((ROW,))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "wrong",
    ["29990101000000", "20230230010203", "00010101000000", "20230506070809123", "20231"],
)
def test_one_wrong_date_costs_one_row(form: str, wrong: str) -> None:
    right, line = FORMS[form], FORMS[form].splitlines()[-1].removesuffix("]")
    more = line.replace(ROW.timestamp, wrong)
    body = f"{right[:-1]},{more}]" if right.startswith("[") else right + more
    answer = parse(body.encode(), LATEST)
    assert answer.rows == (ROW,)
    ((url, why),) = answer.misdated
    assert url == "http://a.com/"
    assert wrong in why or "is dated 2999-01-01T00:00:00Z" in why


def test_key_in_json() -> None:
    body = FORMS["Wayback Machine, JSON"][:-1] + ',\n[],\n["com%2Ca%29%2F+20210603010204"]]'
    assert parse(body.encode(), LATEST) == CdxResponse((ROW,), "com%2Ca%29%2F+20210603010204")


@pytest.mark.parametrize("body", ["", "\n", "[]", "[\n]"])
def test_nothing_held(body: str) -> None:
    assert parse(body.encode(), LATEST) == CdxResponse(())


@pytest.mark.parametrize(
    "body", ["<html>Sorry</html>", "[[1, 2]", '{"error": "x"}', "com,a)/ x http://a.com/ - - - 1"]
)
def test_no_index(body: str) -> None:
    with pytest.raises(NotAnIndex, match="no index of captures, but"):
        parse(body.encode(), LATEST)


def test_blocked_site() -> None:
    with pytest.raises(Excluded):
        parse(
            b"org.archive.util.io.RuntimeIOException: org.archive.wayback.exception."
            b"AdministrativeAccessControlException: Blocked Site Error\n",
            LATEST,
        )


def test_endpoints() -> None:
    (endpoint,) = endpoints("https://web.archive.org")
    assert endpoint.replay == "https://web.archive.org/web/"
    assert endpoint.cdx == "https://web.archive.org/cdx/search/cdx"
    assert endpoints("https://web.archive.org/")[0] == endpoint
    first, second = endpoints("https://web.archive.org/web/")
    assert first == endpoint
    assert (second.cdx, second.is_pywb) == ("https://web.archive.org/web/cdx", True)
    (pywb,) = endpoints("http://127.0.0.1:8080/old")
    assert (pywb.replay, pywb.cdx) == (
        "http://127.0.0.1:8080/old/",
        "http://127.0.0.1:8080/old/cdx",
    )


def test_questions() -> None:
    wayback, pywb = endpoints("https://web.archive.org")[0], endpoints("http://127.0.0.1/old")[0]
    query = parse_qs(urlsplit(wayback.question("a.vn", DAY, DAY, "a%2C+1")).query)
    assert query.pop("filter")[0] == "statuscode:200|-"
    assert query == {
        "url": ["a.vn"],
        "matchType": ["host"],
        "output": ["json"],
        "from": ["20210603000000"],
        "to": ["20210603235959"],
        "collapse": ["digest"],
        "showResumeKey": ["true"],
        "limit": ["5000"],
        "resumeKey": ["a%2C+1"],
    }
    query = parse_qs(urlsplit(pywb.question("a.vn", None, None, None)).query)
    assert query.pop("filter")[0] == "~statuscode:200|-"
    assert query == {"url": ["a.vn"], "matchType": ["host"], "output": ["json"]}


def row(
    path: str, time: str, kind: str = "text/html", digest: str = "", status: str = "200"
) -> CdxLine:
    return CdxLine(f"com,a)/{path}", time, f"http://a.com/{path}", kind, status, digest)


def test_holdings() -> None:
    """Pages by time, without repeats; a page that became again what it was is no repeat."""
    index = CdxIndex(
        [
            row("b", "20220101000000", digest="1"),
            row("a", "20230101000000", "warc/revisit", "1", "-"),
            row("a", "20200101000000", digest="1"),
            row("a", "20210101000000", digest="2"),
            row("a", "20210201000000", digest="2"),
            row("c", "20210201000000", digest="2", status="301"),
            row("p.png?CACHEID=1", "20200101000000", "image/png", "3"),
            row("p.png?CACHEID=2", "20220101000000", "image/png", "4"),
            row("p.png?CACHEID=2", "20240101000000", "warc/revisit", "4", "-"),
        ],
        lambda url: url.replace("http:", "https:"),
    )
    assert [(each.key[-1], each.timestamp[:4]) for each in index.pages] == [
        ("a", "2020"), ("a", "2021"), ("b", "2022"), ("a", "2023"),
    ]  # fmt: skip

    def nearest(path: str, time: str) -> str | None:
        page = index.nearest(f"https://a.com/{path}", time)
        return page.timestamp if page else None

    assert nearest("p.png", "20190101000000") == "20200101000000"
    assert nearest("p.png?CVID=9", "20240101000000") == "20220101000000"
    assert nearest("q.png", "20240101000000") is None
