"""`/search`: facets, order, pages, permalinks and what to do when nothing is found."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from kho_tin.archive.database import connect
from kho_tin.archive.lasting_names import pid_of
from kho_tin.web import deadline
from kho_tin.web.search.find import find
from kho_tin.web.search.query import Query
from kho_tin.web.snippet import OPEN
from tests.conftest import copied
from tests.web.cases import HOSTILE
from tests.web.conftest import ARTICLES, datasette_on
from tests.web.slowness import Ticking, endless


@pytest.fixture(scope="module")
def sample(sample_archive: Path) -> Datasette:
    return datasette_on(sample_archive)


async def data(datasette: Datasette, **arguments: Any) -> Any:
    response = await datasette.client.get(f"/search.json?{urlencode(arguments, doseq=True)}")
    assert response.status_code == 200, response.text
    return response.json()


async def page(datasette: Datasette, **arguments: Any) -> str:
    response = await datasette.client.get(f"/search?{urlencode(arguments, doseq=True)}")
    assert response.status_code == 200
    return str(response.text)


@pytest.mark.parametrize("query", HOSTILE)
async def test_hostile_input_is_answered(datasette: Datasette, query: str) -> None:
    for form in ("", ".json", ".atom"):
        response = await datasette.client.get(f"/search{form}?{urlencode({'q': query})}")
        assert response.status_code == 200


@pytest.mark.parametrize(
    "rest",
    ["page=0", "page=-1", "page=x", "page=99999999", "size=0", "size=9999", "sort=up", "year=x",
     "year=%00", f"year={'9' * 5000}", "page=1&page=2", "q=a&q=b", "author=%ff", "lang=xx"],
)  # fmt: skip
async def test_broken_addresses_are_answered(datasette: Datasette, rest: str) -> None:
    for form in ("", ".json"):
        response = await datasette.client.get(f"/search{form}?{rest}")
        assert response.status_code == 200, rest


async def test_facets_count_what_they_would_give(sample: Datasette) -> None:
    results = await data(sample, q="cang")
    for name, values in results["facets"].items():
        for each in values:
            narrowed = await data(sample, **{"q": "cang", name: each["value"]})
            assert narrowed["total"] == each["count"], (name, each)
    assert sum(each["count"] for each in results["facets"]["year"]) == results["total"]
    assert [each["value"] for each in results["facets"]["site"]] == ["sample"]


def test_each_of_several_authors_is_counted(sample_archive: Path) -> None:
    with closing(sqlite3.connect(f"{sample_archive.as_uri()}?mode=ro", uri=True)) as db:
        sql = "SELECT value, count(*) FROM articles, json_each(authors) GROUP BY value"
        counts = dict(db.execute(sql).fetchall())
        several = db.execute("SELECT authors FROM articles WHERE author LIKE '%, %'").fetchone()[0]
        assert dict(find(db, Query()).facets["author"]) == counts
        for name in json.loads(several):
            assert len(find(db, Query(facets=(("author", name),))).ids) == counts[name]


async def test_a_facet_is_not_narrowed_by_itself(sample: Datasette) -> None:
    everything = await data(sample, q="cang")
    within = await data(sample, q="cang", year="2021")
    assert within["facets"]["year"] == everything["facets"]["year"]
    assert sum(value["count"] for value in within["facets"]["category"]) <= within["total"]
    two = await data(sample, q="cang", year=["2021", "2022"])
    counts = {value["value"]: value["count"] for value in everything["facets"]["year"]}
    assert two["total"] == counts["2021"] + counts["2022"]


async def test_everything_is_found_without_a_query(sample: Datasette) -> None:
    results = await data(sample)
    assert results["total"] == 120
    dates = [each["published"] for each in results["results"]]
    assert dates == sorted(dates, reverse=True)
    assert results["sort"] == "newest"


async def test_orders(sample: Datasette) -> None:
    for sort, reverse in (("newest", True), ("oldest", False)):
        results = await data(sample, q="cang", sort=sort, size=100)
        dates = [each["published"] for each in results["results"]]
        assert dates == sorted(dates, reverse=reverse)
        assert len(dates) == results["total"]


async def test_pages_hold_everything_once(sample: Datasette) -> None:
    results = await data(sample, q="dau tu")
    keys: list[int] = []
    following: str | None = f"/search.json?{urlencode({'q': 'dau tu'})}"
    while following:
        answer = (await sample.client.get(following.replace("http://localhost", ""))).json()
        keys += [each["id"] for each in answer["results"]]
        following = answer["next"]
    assert len(keys) == len(set(keys)) == results["total"] == 97
    last = await page(sample, q="dau tu", page=5)
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
    assert "trang 5/5" in last


async def test_addresses_of_facets_keep_the_rest(sample: Datasette) -> None:
    text = await page(sample, q="cảng", sort="oldest", page=2, year="2021")
    links = [html.unescape(each) for each in re.findall(r'href="(/search\?[^"]*)"', text)]
    wanted = "/search?" + urlencode(
        [("q", "cảng"), ("year", "2021"), ("year", "2022"), ("sort", "oldest")]
    )
    assert wanted in links
    assert "/search?" + urlencode([("q", "cảng"), ("sort", "oldest")]) in links  # let go


async def test_months_of_a_year_and_back(sample: Datasette) -> None:
    def links(text: str) -> list[str]:
        histogram = text.partition("kt-histogram")[2].partition("</section>")[0]
        return [html.unescape(each) for each in re.findall(r'href="/search(.*?)"', histogram)]

    years = {f"?q=cang&year={year}&sort=oldest" for year in range(2019, 2027)}
    assert set(links(await page(sample, q="cang", sort="oldest"))) == years
    text = await page(sample, q="cang", sort="oldest", year="2021", category="Xúc tiến đầu tư")
    kept = urlencode({"category": "Xúc tiến đầu tư", "sort": "oldest"})
    up, *rest = links(text)
    assert up == f"?q=cang&{kept}"
    months = [each for each in rest if "month=" in each]
    assert months
    for each in months:
        assert re.fullmatch(rf"\?q=cang&year=2021&month=2021-\d\d&{re.escape(kept)}", each)
    month = await data(sample, q="cang", year="2021", month="2021-10")
    assert {each["published"][:7] for each in month["results"]} == {"2021-10"}
    # Another year beside this one: no month of this one is left.
    text = await page(sample, q="cang", year="2021", month="2021-10")
    assert "?q=cang&year=2021&year=2020" in links(text)
    assert "Tháng 10 năm 2021" in text


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2021-06-02", "2021-06-30", "2021-06-02", "2021-06-30"),
        ("2021-06-30", "2021-06-02", "2021-06-02", "2021-06-30"),
        ("2/6/2021", "2021-06", "2021-06-02", "2021-06-30"),
        ("2021-06-02", "", "2021-06-02", ""),
        ("", "2020", "", "2020-12-31"),
        ("soon", "2020-02-31", "", "2020-02-29"),
    ],
)
async def test_days_of_the_form(
    sample: Datasette, since: str, until: str, first: str, last: str
) -> None:
    days = {name: day for name, day in (("from", first), ("to", last)) if day}
    query = "(khu OR duong)"
    typed = " ".join(f"{name}:{day}" for name, day in days.items())
    wanted = await data(sample, q=f"{query} {typed}", size=100, sort="newest")
    fields = {"from": since, "to": until}
    narrowed = await data(sample, q=query, size=100, sort="newest", **fields)
    assert [each["id"] for each in narrowed["results"]] == [
        each["id"] for each in wanted["results"]
    ]
    assert 0 < narrowed["total"] < 100
    text = await page(sample, q="cang", **fields)
    shown = re.findall('type="date" name="(.*?)" value="(.*?)"', text)
    assert shown == [("from", first), ("to", last)]
    # And what leads on keeps them.
    assert f"/search.atom?q=cang&{urlencode(days)}" in html.unescape(text)


async def test_attachments_are_found_and_named(sample: Datasette) -> None:
    results = await data(sample, q='"phê duyệt đồ án với quy mô"')
    assert results["total"] == 1
    assert results["results"][0]["within"] == "attachment"
    assert results["results"][0]["filename"] == "1985-QĐ-BQL.pdf"
    assert "⟦Phê duyệt đồ án với quy mô⟧ 1.265 ha" in results["results"][0]["snippet"]
    text = await page(sample, q='"phê duyệt đồ án với quy mô"')
    assert "<cite>1985-QĐ-BQL.pdf</cite>" in text
    assert "<mark>Phê duyệt đồ án với quy mô</mark>" in text


async def test_nothing_found_helps_on(sample: Datasette) -> None:
    text = await page(sample, q="đau tư", lang="en")
    assert "Did you mean" in text
    assert f'href="/search?{urlencode({"q": "đầu tư"})}"' in text
    assert "The archive has no site “nowhere”" in await page(sample, q="site:nowhere", lang="en")
    assert "exclusions alone" in await page(sample, q="-bão", lang="en")


@pytest.mark.parametrize(
    ("language", "arguments", "reason"),
    [
        ("vi", {"q": "-bão", "sort": "relevance"}, "Không tìm thấy bài nào. Truy vấn này không có"),
        ("en", {"q": "cảng xylophon"}, "No article was found. No article has: xylophon."),
        ("vi", {"q": '"xyz abc" cảng'}, "Không tìm thấy bài nào. Không bài nào có: xyz abc."),
        # Each of them is in the archive, and no article has both.
        ("en", {"q": 'bão "ngân hàng"'}, "No article was found."),
        ("vi", {"q": "-bão"}, "Không tìm thấy bài nào. Truy vấn này không có từ nào"),
        ("en", {"q": "cảng", "page": 99}, "There is no page 99: the results end at page "),
        ("vi", {"page": 99}, "Không có trang 99: kết quả hết ở trang 6. Đến trang cuối"),
    ],
)
async def test_why_there_is_no_hit(
    sample: Datasette, language: str, arguments: dict[str, Any], reason: str
) -> None:
    text = await page(sample, **arguments, lang=language)
    (box,) = re.findall(r'class="kt-nothing">(.*?)</div>', text, re.S)
    said = " ".join(re.sub("<[^>]*>", "", box).split())
    assert said.startswith(reason)
    absent = re.compile("No article has:|Không bài nào có:")
    assert bool(absent.search(said)) == bool(absent.search(reason))
    assert ("exclusions alone" in text or "chỉ có phần loại trừ" in text) == (
        arguments.get("q") == "-bão"
    )
    if "page" in arguments:
        assert "99/" not in text
        (last,) = re.findall(r'rel="last" href="([^"]*)"', text)
        assert "</h3>" in (await sample.client.get(html.unescape(last))).text


async def test_an_empty_archive_says_that_it_is(tmp_path: Path) -> None:
    connect(tmp_path / "archive.db").close()
    empty = datasette_on(tmp_path / "archive.db")
    for arguments in ({}, {"q": "cảng"}, {"q": "cảng", "page": 3}):
        text = await page(empty, **arguments, lang="en")
        assert "The archive holds no article yet." in text
        assert "No article was found" not in text


async def test_typed_text_is_never_markup(datasette: Datasette) -> None:
    text = await page(datasette, q='"><script>alert(1)</script>', author='"><b>')
    assert "<script>alert" not in text
    assert "<b>" not in text.replace("<b lang", "")


async def test_what_takes_too_long_is_told(
    small_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied(small_archive, tmp_path / "slow")
    slow = datasette_on(path, "--setting", "sql_time_limit_ms", "100")
    await slow.invoke_startup()
    endless(path, "articles")
    monkeypatch.setattr(deadline, "clock", Ticking())
    for language, words in (("en", "took too long"), ("vi", "chạy quá lâu nên đã bị dừng")):
        for form in ("", ".json", ".atom", ".csv"):
            answer = await slow.client.get(f"/search{form}?q=dau+tu&lang={language}")
            assert answer.status_code == 400
            assert ("took too long" if form == ".json" else words) in answer.text
        assert 'name="q"' in (await slow.client.get(f"/search?q=dau&lang={language}")).text


@pytest.mark.parametrize(
    ("language", "badges", "values"),
    [
        ("en", ["edited 2 March 2026, 09:00", "gone since 3 March 2026, 09:00"],
         ["edited 1", "no longer on the site 1"]),
        ("vi", ["sửa lúc 09:00 02/03/2026", "đã bị gỡ từ 09:00 03/03/2026"],
         ["đã sửa 1", "không còn trên trang 1"]),
    ],
)  # fmt: skip
async def test_what_happened_to_an_article_is_told(
    datasette: Datasette, language: str, badges: list[str], values: list[str]
) -> None:
    """The first article was edited on 2 March; the second was gone on three days from the 3rd."""
    results = await data(datasette, q="dau tu")
    assert {hit["id"]: (hit["edited"], hit["vanished"]) for hit in results["results"]} == {
        1: ("2026-03-02T02:00:00Z", None),
        2: (None, "2026-03-03T02:00:09Z"),
        3: (None, None),
    }
    counts = {each["value"]: each["count"] for each in results["facets"]["state"]}
    assert counts == {"edited": 1, "vanished": 1}
    text = await page(datasette, q="dau tu", lang=language)
    shown = re.findall(r'class="kt-(?:edited|state)"[^>]*>(.*?)</(?:a|span)>', text)
    assert sorted(re.sub("<[^>]*>", "", badge) for badge in shown) == sorted(badges)
    assert f'href="/a/{pid_of("sample", "1")}/history#20260302T020000Z"' in text
    (box,) = re.findall(r'data-facet="state">(.*?)</section>', text, re.S)
    listed = [" ".join(re.sub("<[^>]*>", " ", value).split()) for value in box.split("<li>")[1:]]
    assert listed == values
    for value, key in (("edited", 1), ("vanished", 2)):
        narrowed = await data(datasette, q="dau tu", state=value)
        assert [hit["id"] for hit in narrowed["results"]] == [key]


async def test_an_unknown_address_leads_to_the_wayback_machine(datasette: Datasette) -> None:
    address = "https://vungsuong.example/khong-co.html"
    copy = f"https://web.archive.org/web/2021/{address}"
    for typed in (address, copy):
        text = await page(datasette, q=typed, lang="en")
        assert f"The archive has no article of the address {address}." in text
        assert f'href="https://web.archive.org/web/*/{address}"' in text
        assert "exclusions alone" not in text
        assert "no article of the address" not in await page(datasette, q="12/QĐ-BQL", lang="en")
        results = await data(datasette, q=typed)
        assert results["total"] == 0
        assert results["address"] == {
            "url": address,
            "known": False,
            "wayback": f"https://web.archive.org/web/*/{address}",
        }
    known = await data(datasette, q="http://www.vungsuong.example/bai-3.html?utm_source=x")
    assert [hit["id"] for hit in known["results"]] == [3]
    assert known["address"]["known"] is True
    assert (await data(datasette, q="cảng"))["address"] is None


async def test_the_help_has_examples_of_this_archive(
    datasette: Datasette, sample: Datasette
) -> None:
    for room, author, category, year in (
        (datasette, "Le An", "Tin tức - Sự kiện", "2023"),
        (sample, None, None, "2026"),
    ):
        for path in ("/search", "/"):
            text = html.unescape((await room.client.get(f"{path}?lang=en")).text)
            shown = re.findall(r"<dt><code>(\w+:[^<]+)</code></dt>", text)
            queries = {query.partition(":")[0]: query for query in shown if "…" not in query}
            assert queries["site"] == "site:sample"
            assert queries["year"] == f"year:{year}"
            assert author is None or queries["author"] == f'author:"{author}"'
            assert category is None or queries["category"] == f'category:"{category}"'
            for name in ("site", "author", "category", "year", "from", "to"):
                assert (await data(room, q=queries[name]))["total"] > 0, queries[name]
    # What this archive has been seen to edit.
    assert "<code>changed:2026-03-02</code>" in (await datasette.client.get("/search")).text


async def test_json_is_in_full(datasette: Datasette) -> None:
    """Whatever the article's own JSON has, and besides it what the search found."""
    results = await data(datasette, q="site:sample", size="100")
    assert len(results["results"]) == results["total"] == 9
    for hit in results["results"]:
        own = (await datasette.client.get(f"/a/{hit['pid']}.json")).json()
        assert {name: hit[name] for name in own} == own
    by_id = {hit["id"]: hit for hit in results["results"]}
    assert [file["text"] for file in by_id[6]["attachments"]] == [ARTICLES[5]["text"]]
    assert [image["caption"] for image in by_id[8]["images"]] == ["Đường ven biển <sắp xong>"]
    assert [version["seen_at"] for version in by_id[1]["revisions"]] == [
        "2026-03-02T02:00:00Z",
        "2026-03-01T02:00:00Z",
    ]
    assert by_id[1]["revisions"][0]["changed"] == ["title"]
    assert by_id[1]["body"] == ARTICLES[0]["body"]


@pytest.mark.parametrize(
    ("place", "within"), [("attachments", "attachment"), ("summary", "summary"), ("body", "body")]
)
async def test_a_snippet_is_of_where_the_words_are_looked_for(
    sample: Datasette, place: str, within: str
) -> None:
    hits = (await data(sample, q=f"in:{place} cang"))["results"]
    assert hits
    assert {hit["within"] for hit in hits} == {within}
    assert all(OPEN in hit["snippet"] and OPEN not in hit["marked_title"] for hit in hits)


async def test_words_in_the_title_are_marked_there(sample: Datasette) -> None:
    hits = (await data(sample, q="in:title cang"))["results"]
    assert hits
    assert all(OPEN in hit["marked_title"] and OPEN not in hit["snippet"] for hit in hits)
