"""What commands tell, in Vietnamese where that is asked for, and else as scripts know it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kho_tin.base.reasons import sentence
from kho_tin.base.terminal import LABEL, width
from kho_tin.commands import words
from kho_tin.sample import SampleServer, load_news
from tests.conftest import Scrapy, copied

VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]")
VI = ("--lang", "vi")


@pytest.fixture
def red_archive(few_archive: Path, tmp_path: Path) -> Path:
    """A copy of an archive, red for a reason that an earlier version wrote."""
    folder = tmp_path / "held"
    archive = copied(few_archive, folder)
    with closing(sqlite3.connect(archive)) as db, db:
        db.execute("UPDATE runs SET verdict = 'red', exit_code = 3, reason = '3 of 9 pages failed'")
    return archive


def test_status(red_archive: Path, scrapy: Scrapy) -> None:
    plain = scrapy("status", ARCHIVE=str(red_archive), KHO_TIN_LANG="")
    vietnamese = scrapy("status", *VI, ARCHIVE=str(red_archive))
    assert plain.returncode == vietnamese.returncode == 3
    heads, site, why = vietnamese.stdout.splitlines()
    assert heads.split()[:2] == ["TRANG", "TÌNH"]
    assert re.split("  +", site)[:2] == ["sample", "cần xem lại (red)"]
    assert why == "  3 trong 9 trang không lấy được"
    assert not VIETNAMESE.search(plain.stdout.lower())
    for given in ("vi", " VI "):
        assert (
            scrapy("status", ARCHIVE=str(red_archive), KHO_TIN_LANG=given).stdout
            == vietnamese.stdout
        )
    # Whoever asks for one on the command line has it, whatever is set.
    again = scrapy("status", "--lang", "en", ARCHIVE=str(red_archive), KHO_TIN_LANG="vi")
    assert again.stdout == plain.stdout
    # LANG decides nothing.
    assert scrapy("status", ARCHIVE=str(red_archive), LANG="vi_VN.UTF-8").stdout == plain.stdout
    for wide in ("40", "80"):
        narrow = scrapy("status", *VI, ARCHIVE=str(red_archive), COLUMNS=wide).stdout
        assert max(map(width, narrow.splitlines())) <= int(wide)
        assert "cần xem lại" in narrow


def test_json_is_the_same(red_archive: Path, scrapy: Scrapy) -> None:
    plain, vietnamese = (
        json.loads(scrapy("status", "--json", *lang, ARCHIVE=str(red_archive)).stdout)
        for lang in ((), VI)
    )
    assert {**vietnamese, "at": plain["at"]} == plain
    assert plain["sites"][0]["reason"] == "3 of 9 pages failed"


def test_another_language_is_refused(red_archive: Path, scrapy: Scrapy) -> None:
    done = scrapy("status", "--lang", "fr", ARCHIVE=str(red_archive))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kho-tin: --lang=fr: choose en (English) or vi (tiếng Việt).\n"
    done = scrapy("status", ARCHIVE=str(red_archive), KHO_TIN_LANG="tiếng Việt")
    assert done.stderr.startswith("kho-tin: KHO_TIN_LANG=tiếng Việt: choose")


def test_refusals(tmp_path: Path, scrapy: Scrapy) -> None:
    path = tmp_path / "none.db"
    done = scrapy("status", *VI, ARCHIVE=str(path))
    assert done.stderr == (
        f"kho-tin: {path}: ở đây chưa có kho: hãy thu thập trước, hoặc chọn kho khác bằng "
        "ARCHIVE=/path/to/other.db\n"
    )
    assert (done.returncode, done.stdout) == (2, "")
    done = scrapy("status", "a", "b", KHO_TIN_LANG="vi")
    assert done.stderr == "kho-tin: status cần một SITE, hoặc không có gì để xem mọi trang.\n"
    done = scrapy("status", "--withn", "3", *VI)
    assert "không có tùy chọn này; gần nhất là --within" in done.stderr


def test_a_crawl(scrapy: Scrapy, archive: Path) -> None:
    with SampleServer(news=load_news()[:2]) as site:
        crawl = ("crawl", "sample", "-a", f"start={site.url}")
        done = scrapy(*crawl, *VI)
    assert done.returncode == 0
    first, *lines = done.stdout.splitlines()
    assert first == "sample: ok"
    assert lines[0] == "  bài viết   2 mới, 0 đổi, 0 không đổi, 0 đã gỡ, 0 lỗi"
    assert any(line.startswith("Tiếp theo: ") for line in lines)
    with SampleServer(news=load_news()[:2], forbid=True) as site:
        done = scrapy("crawl", "sample", "-a", f"start={site.url}", KHO_TIN_LANG="vi")
    assert done.returncode == 4
    assert done.stdout.startswith("sample: blocked - trang chủ trả lời 403\n")
    assert "Mã kết thúc 4: trang nguồn từ chối." in done.stdout
    # What is on record is in the one language that SQL has always found.
    with closing(sqlite3.connect(archive)) as db:
        reasons = [row[0] for row in db.execute("SELECT reason FROM runs ORDER BY id")]
    assert reasons == [None, "the home page answered 403"]


def test_verify_and_rebuild(few_archive: Path, tmp_path: Path, scrapy: Scrapy) -> None:
    archive = copied(few_archive, tmp_path / "whole")
    done = scrapy("verify", "--quick", *VI, ARCHIVE=str(archive))
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{archive}: đã xem một phần trong 1 tệp WARC, ")
    assert last.endswith(" phiên bản: nguyên vẹn.")
    assert done.returncode == 0
    new = tmp_path / "new.db"
    done = scrapy("rebuild", "--into", str(new), *VI, ARCHIVE=str(archive))
    first, last = done.stdout.splitlines()
    assert first.startswith(f"{new}: ")
    assert first.endswith(" từ 1 tệp WARC.")
    assert last == f"Không có gì khác với {archive}."


def test_an_import(few_archive: Path, tmp_path: Path, scrapy: Scrapy) -> None:
    (file,) = (few_archive.parent / "captures").glob("*.warc.gz")
    done = scrapy("import", str(file), "--site", "sample", *VI, ARCHIVE=str(tmp_path / "own.db"))
    assert done.returncode == 0, done.stderr
    assert re.search(r": lượt của sample lúc \S+ \(ok\): 12 mới, 0 đổi\.$", done.stdout.strip())


def test_words_have_their_places() -> None:
    """Labels end in one column, so that what is broken on a terminal stands below them."""
    sentences = [each for each in sentence.of("words") if each.__module__ == words.__name__]
    assert sentences
    for each in sentences:
        english, vietnamese = each.pattern("en"), each.pattern("vi")
        assert VIETNAMESE.search(vietnamese) or not re.search("[a-z]", english.replace("…", ""))
        if english.startswith("  ") and "  " in english.strip():
            begins = [re.match(r"  .*?  +", text) for text in (english, vietnamese)]
            assert [match and match.end() for match in begins] == [13, 13]
            assert LABEL > 13
