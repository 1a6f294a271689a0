"""The reading room in a pre-release of Datasette 1.0, in an environment of its own: `make
test-datasette-next`. It may fail where a new pre-release changes what 1.0 does."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT, copied
from tests.replay.test_decisions import WHY, rows, withhold
from tests.waiting import STUCK
from tests.web.server import serving

PYTHON = ROOT / ".venv-next" / "bin" / "python"
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not PYTHON.exists(), reason="`make test-datasette-next` makes .venv-next"),
]
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


@pytest.fixture(scope="module")
def kept(sample_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of another name, of which article 3 is withheld."""
    copy = copied(sample_archive, tmp_path_factory.mktemp("next") / "a")
    withhold(copy, rows(copy, "SELECT pid FROM articles WHERE id = 3")[0][0])
    named = copy.with_name("kho.db")
    copy.rename(named)
    return named


@pytest.fixture(scope="module")
def address(kept: Path) -> Iterator[str]:
    with serving(kept, python=PYTHON) as (address, _, _):
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def pid(kept: Path) -> str:
    return str(rows(kept, "SELECT pid FROM articles WHERE id = 16")[0][0])


def get(address: str, language: str = "vi") -> tuple[int, str]:
    request = Request(address, headers={"accept-language": language})
    try:
        with urlopen(request, timeout=STUCK) as answer:
            return answer.status, answer.read().decode("utf-8-sig")
    except HTTPError as error:
        return error.code, error.read().decode()


def test_our_pages(address: str, pid: str) -> None:
    for path in (
        *("/", "/search?q=bao", "/search.json?q=bao", "/search.csv?q=bao", "/search.atom"),
        *("/edits.atom", f"/a/{pid}", f"/a/{pid}.bib", f"/a/{pid}/history", f"/a/{pid}/file/1"),
        *("/kho/captures/13/raw", "/kho/captures/13/page", "/manifest-sha256.txt", "/-/health"),
    ):
        status, text = get(address + path)
        assert status == 200, (path, text)
    assert '<html lang="vi">' in get(f"{address}/search?q=bao")[1]


def test_its_own_pages_are_in_one_language(address: str) -> None:
    """Words, that is: what the archive holds is Vietnamese, and so is the switch to it."""
    status, html = get(f"{address}/kho")
    assert status == 200
    assert '<html lang="en">' in html
    assert "Search, best matches first" in html
    words = re.sub(r"<[^>]*>", " ", html).replace("Tiếng Việt", "")
    assert VIETNAMESE.findall(words) == []
    for path in ("/kho/articles", "/kho/runs/1", "/kho/search?q=bao", "/kho/-/query?sql=select+1"):
        status, html = get(address + path)
        assert status == 200, path
        assert '<html lang="en">' in html
        assert " · " not in html


def test_tables_and_searches(address: str) -> None:
    for query in ("quy hoạch", "quy hoạch year:2022", '"quy hoạch" -cảng'):
        listing = json.loads(get(f"{address}/search.json?q={quote(query)}&size=100")[1])
        table = get(f"{address}/kho/articles.json?_search={quote(query)}&_size=200")[1]
        assert listing["total"] > 0
        assert len(json.loads(table)["rows"]) == listing["total"], query
    listing = json.loads(get(f"{address}/search.json?q={quote('quy hoạch')}&size=100")[1])
    wanted = {hit["id"] for hit in listing["results"]}
    sql = "select value from json_each(search_ids('quy hoạch'))"
    answer = json.loads(get(f"{address}/kho/-/query.json?sql={quote(sql)}")[1])
    assert wanted
    assert wanted <= {row["value"] for row in answer["rows"]}
    lines = list(csv.DictReader(io.StringIO(get(f"{address}/kho/articles.csv?_stream=on")[1])))
    assert len(lines) == len({line["id"] for line in lines}) == 119


def test_what_is_withheld_is_nowhere(address: str, kept: Path) -> None:
    ((pid,),) = rows(kept, "SELECT pid FROM withheld")
    ((capture,),) = rows(kept, "SELECT capture FROM withheld_captures LIMIT 1")
    for path in (
        *(f"/a/{pid}", f"/a/{pid}.json", f"/a/{pid}/history", f"/a/{pid}/file/1"),
        *("/kho/articles/3", "/kho/articles/3.json", "/kho/articles/3/history"),
        *(f"/kho/captures/{capture}", f"/kho/captures/{capture}/raw"),
    ):
        status, text = get(address + path)
        assert status == 451, (path, text)
        assert WHY in (json.loads(text)["ground"] if path.endswith(".json") else text)


def test_nothing_is_written_and_sql_can_be_denied(kept: Path, address: str) -> None:
    sql = quote("delete from articles")
    assert get(f"{address}/kho/-/query.json?sql={sql}")[0] in (400, 403)
    for path in ("/kho/-/execute-write", "/kho/articles/-/insert", "/kho/-/create"):
        assert get(address + path)[0] in (403, 404, 405), path
    with serving(kept, "--no-sql", python=PYTHON) as (denied, _, _):
        assert get(f"{denied.rstrip('/')}/kho/-/query.json?sql=select+1")[0] == 403
        assert get(f"{denied.rstrip('/')}/kho/search.json?q=bao")[0] == 200


def test_what_is_not_there(address: str) -> None:
    for path in ("/nope", "/kho/nope", "/kho/articles/99999", "/a/nope", "/nope.json"):
        assert get(address + path)[0] == 404, path
