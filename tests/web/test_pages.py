"""The pages as a browser gets them, without a browser."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from pathlib import Path
from typing import Literal

import pytest
from datasette.app import Datasette
from markupsafe import Markup

from kho_tin.archive.lasting_names import pid_of
from kho_tin.base.reasons.problem_kinds import meaning
from kho_tin.web.cells import cell, folded, link
from kho_tin.web.language import Language
from tests.web.conftest import ARTICLES, build, datasette_on

# Of the small archive, by the number that the site has for each.
PIDS = {number: pid_of("sample", str(number)) for number in range(1, 10)}
PAGES = [
    "../",
    "../search?q=dau+tu",
    "newest",
    f"../a/{PIDS[1]}/history",
    "articles",
    f"../a/{PIDS[1]}",
    f"../a/{PIDS[1]}@20260301T020000Z",
    "revisions",
    "runs/1",
    "captures",
    "sites",
]

FIRST, SECOND = "20260301T020000Z", "20260302T020000Z"
ADDED = '<ins><span class="kt-hidden" lang="en">added: </span> (cập nhật)</ins>'


async def page(datasette: Datasette, path: str) -> str:
    response = await datasette.client.get(path)
    assert response.status_code == 200, path
    text: str = response.text
    return text


@pytest.mark.parametrize("path", PAGES)
async def test_pages_load_nothing_from_elsewhere(datasette: Datasette, path: str) -> None:
    text = await page(datasette, f"/archive/{path}".replace("/archive/..", ""))
    loaded = re.findall(
        r"<(?:script|link rel=\"(?:stylesheet|icon)\"|img|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"",
        text,
    )
    assert len(loaded) > 2
    for address in loaded:
        assert address.startswith(("/", "http://localhost/archive")), address
        if address.endswith(".css") or ".css?" in address:
            assert (await datasette.client.get(address)).status_code == 200


async def test_article_page(datasette: Datasette) -> None:
    text = await page(datasette, f"/a/{PIDS[6]}?lang=en")
    assert "<h1>Ban hành quy chế</h1>" in text
    assert '<p class="plain">Xem văn bản kèm theo.</p>' in text
    assert "<span>After Báo Hải Lam</span>" in text
    assert "An invented article of the sample site" in text
    assert ">12-QĐ-BQL.pdf</a>" in text
    assert "Quyết định số 12/QĐ-BQL về ĐƯỜNG ven biển" in text
    edited = await page(datasette, f"/a/{PIDS[1]}?lang=en")
    assert f'href="/a/{PIDS[1]}@20260302T020000Z"' in edited
    assert "changed: title" in edited
    assert edited.count('<p class="plain">') == 2
    differences = f'class="kt-edited" href="/a/{PIDS[1]}/history#20260302T020000Z">edited '
    assert differences in edited
    assert differences in await page(datasette, f"/a/{PIDS[1]}@20260302T020000Z?lang=en")
    assert "kt-edited" not in await page(datasette, f"/a/{PIDS[1]}@20260301T020000Z?lang=en")
    assert "kt-edited" not in text
    vanished = await page(datasette, f"/a/{PIDS[2]}?lang=en")
    assert '<span class="kt-state">gone</span>' in vanished
    assert 'At the last check: <strong class="kt-state">gone</strong>' in vanished
    assert 'since <time datetime="2026-03-03T02:00:09Z">3 March 2026, 09:00</time>' in vanished
    assert (await datasette.client.get("/a/abcdefghijkl")).status_code == 404


async def test_history_page(datasette: Datasette) -> None:
    text = await page(datasette, f"/a/{PIDS[1]}/history?lang=en")
    assert f"Thu hút đầu tư vào KCN Đồi Gió{ADDED}" in text
    assert "2 versions" in text
    looks = await page(datasette, f"/a/{PIDS[2]}/history?lang=en")
    assert looks.count('<span class="kt-state">gone</span> <code>HTTP 404</code>') == 3
    assert (await datasette.client.get("/a/abcdefghijkl/history")).status_code == 404


async def test_any_two_versions_are_compared(datasette: Datasette) -> None:
    pid = PIDS[1]
    text = await page(datasette, f"/a/{pid}/history?lang=en")
    form = text.partition(f'action="/a/{pid}/compare"')[2].partition("</form>")[0]
    assert re.findall('<option value="(.*?)"( selected)?>', form) == [
        *((SECOND, ""), (FIRST, " selected")),
        *((SECOND, ""), (FIRST, "")),
    ]
    # A time between names the version of then, and the older stands first in any case.
    for first, second in (
        (FIRST, SECOND),
        (SECOND, FIRST),
        ("20260301T235959Z", "20990101T000000Z"),
    ):
        text = await page(datasette, f"/a/{pid}/compare?from={first}&to={second}&lang=en")
        assert f"Thu hút đầu tư vào KCN Đồi Gió{ADDED}" in text
        assert "<del>" not in text
        lasting = f"http://localhost/a/{pid}/compare?from={FIRST}&amp;to={SECOND}"
        assert f'<link rel="canonical" href="{lasting}">' in text
    same = await page(datasette, f"/a/{pid}/compare?from={FIRST}&to={FIRST}&lang=en")
    assert "These versions do not differ." in same
    assert "kt-choose" not in await page(datasette, f"/a/{PIDS[2]}/history")


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("", "“” is no moment"),
        (f"?from={FIRST}", "“” is no moment"),
        (f"?from=yesterday&to={SECOND}", "“yesterday” is no moment"),
        (f"?from=20200101T000000Z&to={SECOND}", f'<a href="/a/{PIDS[1]}@{FIRST}">'),
    ],
)
async def test_what_cannot_be_compared_is_told(datasette: Datasette, rest: str, words: str) -> None:
    address = f"/a/{PIDS[1]}/compare{rest}{'&' if rest else '?'}lang=en"
    response = await datasette.client.get(address)
    assert response.status_code == 404
    assert words in response.text


async def test_history_page_says_where_it_is_rough(tmp_path: Path) -> None:
    build(tmp_path / "archive.db")
    with sqlite3.connect(tmp_path / "archive.db") as db:
        for number, body in ((1, "a b c " * 5_000), (2, "c b a " * 5_001)):
            change = "UPDATE revisions SET body = ? WHERE article = 1 AND number = ?"
            db.execute(change, [body, number])
    db.close()
    rough = datasette_on(tmp_path / "archive.db")
    english = await page(rough, f"/a/{PIDS[1]}/history?lang=en")
    assert english.count("in places the difference is shown paragraph by paragraph") == 1
    assert "so theo đoạn" in await page(rough, f"/a/{PIDS[1]}/history?lang=vi")


async def test_text_of_an_article_is_never_markup(datasette: Datasette) -> None:
    for path in (f"/a/{PIDS[9]}", "/archive/articles", "/archive/search?q=ngoac"):
        text = await page(datasette, path)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert "Đường ven biển &lt;sắp xong&gt;" in await page(datasette, f"/a/{PIDS[8]}")


async def test_articles_table_hides_long_columns(datasette: Datasette) -> None:
    fewer = "fewer_columns.css"
    text = await page(datasette, "/archive/articles?_search=dau")
    assert fewer in text
    shown = html.unescape(re.findall(r'href="([^"]*_all_columns=1)"', text)[0])
    assert shown == "/archive/articles?_search=dau&_all_columns=1"
    for arguments in ("_search=dau&_all_columns=1", "_col=body", "_nocol=body_html"):
        assert fewer not in await page(datasette, f"/archive/articles?{arguments}")
    assert fewer not in await page(datasette, "/archive/revisions")


async def test_the_other_language_leaves_a_table_its_rows(datasette: Datasette) -> None:
    """`lang` is a column there, to Datasette, by which no row is found."""
    text = await page(datasette, "/archive/articles?_search=dau&lang=x")
    assert "0 dòng" in text
    for code, other, shown in (("vi", "en", "3 dòng"), ("en", "vi", "3 rows")):
        text = await page(datasette, f"/archive/articles?_search=dau&_lang={code}")
        assert shown in text
        assert f'<html lang="{code}">' in text
        assert f'class="kt-lang" href="?_search=dau&amp;_lang={other}"' in text


async def test_columns_that_are_hidden_exist(datasette: Datasette) -> None:
    style = await page(datasette, "/-/kho-tin/fewer_columns.css")
    hidden = set(re.findall(r"\.col-(\w+)", style))
    database = json.loads(await page(datasette, "/archive.json"))
    articles = next(each for each in database["tables"] if each["name"] == "articles")
    assert hidden < set(articles["columns"])
    assert "body" in hidden
    assert (await datasette.client.get("/-/kho-tin/none.css")).status_code == 404


async def test_bodies_are_cut_in_tables(datasette: Datasette) -> None:
    text = await page(datasette, "/archive/articles?id=3")
    (cell,) = re.findall(r'<td class="col-body type-str">(.*?)</td>', text, re.S)
    fold = re.fullmatch(r'<details class="kt-fold"><summary>(.*?)…</summary>(.*)</details>', cell)
    assert fold
    assert fold[1] + fold[2] == ARTICLES[2]["body"][:160] + "…"
    assert len(fold[1]) <= 90
    # A row by itself is shown whole, and so is what is short.
    assert "kt-fold" not in await page(datasette, "/archive/runs/1")
    assert "kt-fold" not in await page(datasette, "/archive/articles?id=2")
    results = await page(datasette, "/archive?sql=select+body+from+articles+where+id=3")
    assert '<td class="col-body"><details class="kt-fold">' in results


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a" * 120, "a" * 120),
        ("a" * 121, f"{'a' * 90}…</summary>{'a' * 31}</details>"),
        (Markup("&lt; " * 99), f"{'&lt; ' * 44}&lt;…</summary> {'&lt; ' * 54}</details>"),
        ("<" + "a " * 99, "<" + "a " * 99),
        (Markup("<a href='/'>{}</a>").format("a " * 99), f"<a href='/'>{'a ' * 99}</a>"),
        (7, "7"),
    ],
)
def test_long_cells_are_folded(value: object, shown: str) -> None:
    assert str(folded(value)).removeprefix('<details class="kt-fold"><summary>') == shown


async def test_what_is_not_there_is_told_in_the_language_chosen(datasette: Datasette) -> None:
    missing = ("articles/99/history", "captures/99/raw", "captures/99/warc", "nosuch")
    for path in (
        *missing,
        "runs/99",
        "../x/y",
        "../web/20x/y",
        "../a/aaaaaaaaaaaa",
        "../search?archive=nowhere",
    ):
        mark = "&" if "?" in path else "?"
        address = f"/archive/{path}{mark}lang=".replace("/archive/..", "")
        vietnamese = (await datasette.client.get(address + "vi")).text
        english = (await datasette.client.get(address + "en")).text
        messages = [re.findall("</code> (.*?)</p>", text) for text in (vietnamese, english)]
        assert messages[0] != messages[1], path
        assert not messages[0][0].isascii(), path
        assert messages[1][0].isascii() or "“" in messages[1][0], path


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_states_are_explained_in_the_language_chosen(
    datasette: Datasette, language: Literal["vi", "en"]
) -> None:
    words = Language(language)
    for path, word, key in (
        ("articles?", "gone", "state_gone"),
        ("observations?", "gone", "state_gone"),
        ("runs?", "red", "verdict_red"),
        ("runs/2?", "red", "verdict_red"),
        ("?sql=select+state+from+articles&", "listed", "state_listed"),
    ):
        text = await page(datasette, f"/archive/{path}_lang={language}".replace("/?", "?"))
        assert f'<abbr title="{words(key)}">{word}</abbr>' in text


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_kind_of_problem_is_told_in_the_language_chosen(
    datasette: Datasette, language: Literal["vi", "en"]
) -> None:
    for address in ("problems?", "problems/1?", "problems?_sort=kind&"):
        text = await page(datasette, f"/archive/{address}_lang={language}")
        assert re.findall('<abbr title="(.*?)"', text) == [meaning("no_date", language)]


@pytest.mark.parametrize(
    ("language", "since", "column", "searches"),
    [
        ("en", "gone since 3 March 2026, 09:00", "Vanished", "All edited articles"),
        ("vi", "đã bị gỡ từ 09:00 03/03/2026", "Mới gỡ", "Tất cả bài đã sửa"),
    ],
)
async def test_the_overview_says_since_when(
    datasette: Datasette, language: str, since: str, column: str, searches: str
) -> None:
    """The second article was gone on three days from 3 March; only the first of the runs that said
    so found that out."""
    text = await page(datasette, f"/?lang={language}")
    plain = re.sub("<[^>]*>", " ", text)
    assert since in " ".join(plain.split())
    assert f'href="/search?state=edited">{searches}</a>' in text
    assert 'href="/search?state=vanished"' in text
    head, *runs = re.findall("<tr>.*?</tr>", text.partition('id="kt-runs"')[2], re.S)
    place = re.findall(r"<th [^>]*>(.*?)</th>", head).index(column)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", run, re.S)[place] for run in runs]
    assert cells == ["0", "0", "1", "0", "0"]


@pytest.mark.parametrize("path", ["../search", "../nothing", *PAGES])
async def test_every_page_has_the_search_box_once(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(f"/archive/{path}".replace("/archive/..", ""))
    assert len(re.findall('<form [^>]*role="search">', response.text)) == 1
    assert response.text.count('for="kt-q"') == response.text.count('id="kt-q"') == 1


async def test_the_table_leads_to_the_search(datasette: Datasette) -> None:
    text = await page(datasette, "/archive/articles?_search=dau+tu")
    assert 'href="/search?q=dau+tu"' in text or 'href="/search?q=dau%20tu"' in text


async def test_an_archive_of_another_name(tmp_path: Path) -> None:
    """The metadata file says `archive`; ARCHIVE=/path/to/kho-2024.db is served as `kho-2024`."""
    path = tmp_path / "kho-2024.db"
    build(path)
    datasette = datasette_on(path)
    await datasette.invoke_startup()
    table = json.loads(await page(datasette, "/kho-2024/articles.json?_search=dau+tu"))
    assert table["filtered_table_rows_count"] == 3
    assert [each["name"] for each in table["facet_results"].values()] == [
        "year",
        "category",
        "author",
        "site",
    ]
    assert json.loads(await page(datasette, "/kho-2024/search.json?q=duong"))["rows"]
    assert "<h1>Ban hành quy chế</h1>" in await page(datasette, f"/a/{PIDS[6]}")
    assert "<h1>Bài viết</h1>" in await page(datasette, "/kho-2024/articles")
    assert f'href="/a/{PIDS[8]}"' in await page(datasette, "/")
    assert f'href="/a/{PIDS[6]}?q=quy+che"' in await page(datasette, "/search?q=quy+che")


def nothing(name: str) -> None:
    return None


@pytest.mark.parametrize(
    ("value", "column", "table", "shown"),
    [
        ('["title", "body"]', "changed", "revisions", "title, body"),
        ("[]", "changed", "revisions", "–"),
        ("{}", "arguments", "runs", "–"),
        ('{"full": "1", "n": 2}', "arguments", "runs", "full: 1<br>n: 2"),
        ('["<b>"]', "changed", "revisions", "&lt;b&gt;"),
        (
            '[{"url": "https://a.example/1.jpg", "caption": "Cảng"}]',
            "images",
            "revisions",
            '<ol class="kt-files"><li><a href="https://a.example/1.jpg" '
            'title="https://a.example/1.jpg" rel="noreferrer nofollow">Cảng</a></li></ol>',
        ),
        (
            '[{"url": "javascript:alert(1)", "filename": "x"}]',
            "attachments",
            "revisions",
            '<ol class="kt-files"><li>{&#34;url&#34;: &#34;javascript:alert(1)&#34;, '
            "&#34;filename&#34;: &#34;x&#34;}</li></ol>",
        ),
        ("not JSON", "changed", None, None),
        ("3", "changed", None, None),
        ("javascript:alert(1)", "url", "articles", None),
        ("text", "body", "articles", None),
        (7, "article", None, '<a href="/db/articles/7">7</a>'),
        (7, "capture", "revisions", '<a href="/db/captures/7">7</a>'),
        ("<i> ⟦đầu⟧", "snippet", None, "&lt;i&gt; <mark>đầu</mark>"),
        ("⟦đầu⟧", "body", None, None),
        (
            "the connection was refused: nothing listens at that host and port",
            "message",
            "problems",
            "kết nối bị từ chối: không có gì nghe ở máy chủ và cổng đó",
        ),
        ("<its own words>", "message", "problems", "&lt;its own words&gt;"),
        ("no such state", "state", "articles", None),
        (None, "title", None, None),
    ],
)
def test_cell(value: object, column: str, table: str | None, shown: str | None) -> None:
    assert cell(value, column, table, nothing, "/db") == (None if shown is None else Markup(shown))


def test_title_leads_to_the_article() -> None:
    shown = cell("A & B", "title", "articles", {"id": 3}.get, "/db")
    assert shown == Markup('<a href="/db/articles/3">A &amp; B</a>')
    assert cell("A", "title", "revisions", {"id": 3}.get, "/db") is None


def test_an_article_is_linked_by_its_lasting_name() -> None:
    row = {"id": 3, "article": 3, "pid": "abcdefghijkl"}
    for table, column in (("articles", "title"), ("articles", "pid"), (None, "article")):
        shown = cell("A & B", column, table, row.get, "/db", "/a/{}".format)
        assert shown == Markup('<a href="/a/abcdefghijkl">A &amp; B</a>')
    assert cell("A", "pid", "other", row.get, "/db") is None


def test_long_addresses_are_shortened() -> None:
    address = f"https://vungsuong.example/{'x' * 200}.html"
    shown = link(address)
    assert f'href="{address}"' in shown
    assert len(Markup(shown).striptags()) == 65
    assert Markup(shown).striptags().endswith("x.html")
