"""What the reading room says of a record that somebody decided about."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from datasette.app import Datasette

from kho_tin.archive import registers
from kho_tin.web.pages import routes
from tests.conftest import copied, run_scrapy
from tests.replay.test_decisions import crawl, decide, dump, rows, withhold
from tests.web.conftest import datasette_on
from tests.web.test_safe import answer as answer_to
from tests.wholeness import findings

WHY = "Theo yêu cầu của người được nêu tên"


@pytest.fixture(scope="module")
def kept(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(sample_archive, tmp_path_factory.mktemp("withheld") / "a")


@pytest.fixture(scope="module")
def withheld(kept: Path) -> tuple[int, int, str]:
    """The former id of an article that is withheld, its capture, and its title."""
    pid, article, capture, title = rows(
        kept, "SELECT pid, id, capture, title FROM articles WHERE id = 3"
    )[0]
    withhold(kept, pid)
    return article, capture, title


@pytest.fixture
def room(kept: Path, withheld: tuple[int, int, str]) -> Datasette:
    return datasette_on(kept)


async def test_its_addresses_answer_451_with_date_and_ground(
    room: Datasette, withheld: tuple[int, int, str]
) -> None:
    article, capture, title = withheld
    for path in (
        f"articles/{article}",
        f"articles/{article}/history",
        f"articles/{article}.bib",
        f"captures/{capture}",
        f"captures/{capture}/raw",
        f"captures/{capture}/warc",
    ):
        for lang, words in (("vi", "không được hiển thị"), ("en", "is not shown")):
            answer = await room.client.get(f"/archive/{path}?lang={lang}")
            assert answer.status_code == 451, path
            assert words in answer.text
            assert WHY in answer.text
            assert "2026" in answer.text
            assert title not in answer.text
    answer = await room.client.get(f"/archive/articles/{article}.json")
    assert answer.status_code == 451
    assert answer.json()["ground"] == WHY


async def test_however_its_address_is_written(
    room: Datasette, kept: Path, withheld: tuple[int, int, str]
) -> None:
    article, capture, _ = withheld
    ((pid,),) = rows(kept, "SELECT pid FROM withheld")
    escaped = "".join(f"~{ord(digit):x}" for digit in str(capture))
    for path in (
        *(f"/archive/captures/{key}" for key in (f"0{capture}", f"{capture}~2E0", escaped)),
        *(f"/a/{each}" for each in (pid.upper(), f"{pid}%4020260101T000000Z")),
    ):
        answer = await room.client.get(path, follow_redirects=True)
        assert answer.status_code == 451, path
    # A server before this one takes base_url off, with which the archive's name begins.
    below = datasette_on(kept, "--setting", "base_url", "/arch/")
    assert (await answer_to(below, f"/archive/articles/{article}")).status_code == 451


async def test_in_an_archive_called_as_lasting_addresses_begin(
    kept: Path, withheld: tuple[int, int, str], tmp_path: Path
) -> None:
    article, capture, _ = withheld
    named = copied(kept, tmp_path / "b").rename(tmp_path / "b" / "a.db")
    room = datasette_on(named)
    for path in (f"/a/articles/{article}", f"/a/captures/{capture}"):
        assert (await room.client.get(path)).status_code == 451, path


async def test_its_captures_are_not_at_its_address(room: Datasette, sample_archive: Path) -> None:
    """`sample_archive` is the same before the decision."""
    before = datasette_on(sample_archive)
    for article, status in ((1, 200), (3, 404)):
        url = rows(sample_archive, f"SELECT url FROM articles WHERE id = {article}")[0][0]
        path = f"/web/timemap/link/{url}"
        assert (await before.client.get(path)).status_code == 200
        assert (await room.client.get(path)).status_code == status


async def test_its_lasting_address_says_the_same(
    room: Datasette, kept: Path, withheld: tuple[int, int, str]
) -> None:
    ((pid,),) = rows(kept, "SELECT pid FROM withheld")
    for tail in ("", "@20260101T000000Z", ".json", ".bib", "/history", "/file/1"):
        answer = await room.client.get(f"/a/{pid}{tail}")
        assert answer.status_code == 451, tail
        assert WHY in (answer.json()["ground"] if tail == ".json" else answer.text)
        assert answer.headers["cache-control"] == "no-store"


async def test_a_merged_record_leads_to_the_other(room: Datasette, kept: Path) -> None:
    (first,), (other,), (third,) = rows(kept, "SELECT pid FROM articles WHERE id IN (10, 11, 12)")
    decide(kept, "merge", first, other)
    decide(kept, "merge", other, third)
    for language, words in (("en", "Merged into this record:"), ("vi", "Đã gộp vào bài này:")):
        page = (await room.client.get(f"/a/{third}?lang={language}")).text
        assert page.count(words) == 2
        assert f"({first})" in page
        assert f"({other})" in page
    answer = await room.client.get(f"/a/{first}", follow_redirects=False)
    assert answer.is_redirect
    assert answer.headers["location"] == f"/a/{third}"
    for given, why in (
        ((first, third), "leads to"),
        ((third, first), "would lead to each other"),
        ((first, first), "is that record itself"),
        ((first, "abcdefghijkl"), "no such record"),
    ):
        assert why in decide(kept, "merge", *given, code=2).stderr


async def test_what_never_was_is_still_not_found(room: Datasette) -> None:
    for path in ("articles/99999", "captures/99999", "captures/99999/raw", "sites/none"):
        assert (await room.client.get(f"/archive/{path}")).status_code == 404


async def test_no_search_feed_or_table_has_it(
    room: Datasette, withheld: tuple[int, int, str]
) -> None:
    _, _, title = withheld
    for path in ("/search.json", "/search.atom", "/search.csv", "/search.jsonl"):
        answer = await room.client.get(path, params={"q": f'"{title}"'})
        assert answer.status_code == 200
        assert title not in answer.text.replace("\\u0022", "").partition("results")[2], path
    for table in ("articles", "revisions", "captures", "observations", "problems"):
        assert title not in (await room.client.get(f"/archive/{table}?_size=max")).text


async def test_no_route_tells_of_it(
    room: Datasette, kept: Path, withheld: tuple[int, int, str], sample_archive: Path
) -> None:
    """Each of the reading room's own, and each table; a new route needs an example here."""
    article, capture, title = withheld
    ((pid,),) = rows(kept, "SELECT pid FROM withheld")
    text = "SELECT url, substr(body, 1, 80), capture FROM articles WHERE id = "
    ((url, body, _),) = rows(sample_archive, f"{text}{article}")
    query = "?" + urlencode({"q": f'"{title}"'})
    at = "20260101T000000Z"
    examples = [
        *("/", "/about", "/robots.txt", "/-/health", "/manifest-sha256.txt", "/archive/archive.db"),
        *("/edits.atom", "/removals.atom", "/-/kho-tin/kho_tin.css", "/d/1985/QĐ-UBND"),
        *(f"/search{form}{query}" for form in ("", ".json", ".atom", ".csv", ".jsonl")),
        *(f"/a/{pid}{tail}" for tail in ("", ".json", "/history", "/file/1", f"{query}")),
        f"/a/{pid}/compare?from={at}&to={at}",
        *(f"/archive/articles/{article}{tail}" for tail in ("/history", ".bib", ".json")),
        *(f"/archive/captures/{capture}/{what}" for what in ("raw", "page", "warc")),
        *(f"{archive}/web/{url}" for archive in ("", "/archive")),
    ]
    paths = [unquote(urlsplit(each).path) for each in examples]
    for pattern, _ in routes(["archive"]):
        assert any(re.match(pattern, path) for path in paths), f"no example of {pattern}"
    tables = rows(kept, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    shown = [f"/archive/{name}.json?_size=max" for (name,) in tables if "fts" not in name]
    for path in (*examples, *shown):
        answer = await room.client.get(path, follow_redirects=True)
        # What was typed is said again: as the query, in links, and by no row.
        said = answer.content.decode("utf-8", "replace")
        assert body not in said, path
        if quote(title) not in path and "q=" not in path:
            assert title not in said, path
        if not path.endswith(url):
            assert url not in said, path


async def test_no_register_has_it(
    room: Datasette, withheld: tuple[int, int, str], sample_archive: Path
) -> None:
    article, _, title = withheld
    numbers = "SELECT number, (SELECT count(DISTINCT article) FROM documents_cited AS all_of_them "
    numbers += "WHERE number = cited.number) FROM documents_cited AS cited WHERE article = ?"
    mentioned = rows(sample_archive, numbers, article)
    assert mentioned
    for number, articles in mentioned:
        page = await room.client.get(f"/d/{quote(number)}", follow_redirects=True)
        assert page.status_code == (200 if articles > 1 else 404)
        assert title not in page.text
        hits = (await room.client.get("/search.json", params={"q": f"doc:{number}"})).json()
        assert hits["total"] == articles - 1
    for table in registers.TABLES:
        answer = await room.client.get(f"/archive/{table}.json?article={article}&_shape=array")
        assert (answer.status_code, answer.json()) == (200, []), table


async def test_the_picture_of_one_that_is_shown_is_shown(room: Datasette, kept: Path) -> None:
    ((capture,), *_) = rows(kept, "SELECT capture FROM images WHERE capture IS NOT NULL")
    assert (await room.client.get(f"/archive/captures/{capture}/raw")).status_code == 200
    assert decide(kept, "undo", "no-such-decision", code=2).stderr


async def test_a_corrected_field_says_who_corrected_it_and_what_the_page_prints(
    room: Datasette, kept: Path
) -> None:
    ((pid, title),) = rows(kept, "SELECT pid, title FROM articles WHERE id = 7")
    decide(kept, "correct", pid, "title", "Tiêu đề <b>đúng</b>")
    vi = (await room.client.get("/archive/articles/7?lang=vi", follow_redirects=True)).text
    en = (await room.client.get("/archive/articles/7?lang=en", follow_redirects=True)).text
    assert "Tiêu đề &lt;b&gt;đúng&lt;/b&gt;" in vi
    assert "tiêu đề: an sửa ngày" in vi
    assert "title: corrected by an on" in en
    assert f'the page prints: <span lang="vi">{title}</span>' in en
    results = (await room.client.get("/search.json", params={"q": '"Tiêu đề b đúng"'})).json()
    assert results["total"] == 1


PAGE = "SELECT capture FROM articles WHERE id = ?"
PICTURE = "SELECT min(capture) FROM images WHERE article = ?"


def _damaged(archive: Path, which: str, article: int) -> tuple[Path, bytes, int]:
    """Damage the record of a capture of an article's: the file, its bytes before, the capture."""
    ((name, offset, length, capture),) = rows(
        archive, f"SELECT warc, offset, length, id FROM captures WHERE id = ({which})", article
    )
    path = archive.parent / "captures" / name
    whole = path.read_bytes()
    data = bytearray(whole)
    data[offset + length // 2] ^= 1
    path.write_bytes(data)
    return path, whole, capture


@pytest.mark.parametrize("which", [PAGE, PICTURE], ids=["page", "picture"])
async def test_a_record_that_cannot_be_read_stays_dark_until_its_file_is_back(
    which: str, few_archive: Path, tmp_path: Path
) -> None:
    archive = copied(few_archive, tmp_path / "a")
    pid, article, page = rows(
        archive,
        "SELECT pid, id, capture FROM articles WHERE id IN (SELECT article FROM images)",
    )[0]
    before = dump(archive)
    file, whole, capture = _damaged(archive, which, article)
    decision = withhold(archive, pid)
    for _ in range(2):
        done = decide(archive, "undo", decision, code=3)
        assert f"Note: not read: capture {capture} ({file} at byte " in done.stdout
        assert f"{decision} is taken back, but {pid} is not shown again" in done.stderr
    decide(archive, "accept", "sample")  # other decisions are none of its business
    room = datasette_on(archive)
    for address in (f"/a/{pid}", f"/archive/articles/{article}", f"/archive/captures/{page}/raw"):
        answer = await room.client.get(address)
        assert (answer.status_code, WHY in answer.text) == (451, True), address
    assert any(f"withholds {pid} no more, and it is not back" in each for each in findings(archive))
    file.write_bytes(whole)
    decide(archive, "accept", "sample")
    assert dump(archive) == before
    assert rows(archive, "SELECT * FROM withheld") == []
    assert findings(archive) == []


def test_after_a_failed_undo_a_crawl_shows_it_and_another_decision_does_not(
    few_archive: Path, tmp_path: Path
) -> None:
    for again in (False, True):
        archive = copied(few_archive, tmp_path / str(again))
        ((pid, article), *_) = rows(archive, "SELECT pid, id FROM articles ORDER BY id")
        path, whole, _ = _damaged(archive, PAGE, article)
        decision = withhold(archive, pid)
        decide(archive, "undo", decision, code=3)
        assert "a record is not shown again: capture" in crawl(archive).stderr
        assert rows(archive, "SELECT id FROM articles WHERE pid = ?", pid) == []
        if again:
            withhold(archive, pid)
        path.write_bytes(whole)
        assert crawl(archive).returncode == 0
        shown = rows(archive, "SELECT id FROM articles WHERE pid = ?", pid)
        assert shown == ([] if again else [(article,)])


@pytest.mark.damaged("bad gzip", "it is not back", "manifest-sha256.txt: lists")
def test_without_a_copy_another_archive_can_be_made_of_the_rest(
    few_archive: Path, tmp_path: Path
) -> None:
    archive, new = copied(few_archive, tmp_path / "a"), tmp_path / "a" / "new.db"
    ((pid, article), *_) = rows(
        archive, "SELECT pid, id FROM articles WHERE id IN (SELECT article FROM images)"
    )
    _damaged(archive, PICTURE, article)
    decide(archive, "undo", withhold(archive, pid), code=3)
    run_scrapy("rebuild", "--into", new, archive=archive)
    assert rows(new, "SELECT id FROM articles WHERE pid = ?", pid) == [(article,)]
    assert rows(new, "SELECT * FROM withheld") == []
