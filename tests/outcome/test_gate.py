"""What waits until a run is concluded, over several nights of a real archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlite_utils import Database

from kho_tin.archive import captures, visits
from kho_tin.archive.database import connect
from kho_tin.base.times import now
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.conclude import conclude, proof_wanted
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import Run, begin
from kho_tin.outcome.verdicts import Bounds, Facts
from kho_tin.reader.reading import Pointer, read_body
from kho_tin.warc.journal import Requested
from kho_tin.warc.writer import Sent

SITE: type[NewsSpider] = Sample
HOME = "https://vungsuong.example/"
HTML = "text/html; charset=utf-8"
TEXT = (
    "Ban Quản lý Khu kinh tế Vũng Sương đã làm việc với nhà đầu tư về dự án số {0}. Đoàn đã đi xem "
    "công trường, nghe báo cáo tiến độ và thống nhất các việc cần làm trong quý tới của dự án {0}."
)
OTHER = (
    "Chiều hôm qua mưa lớn kéo dài khiến nhiều tuyến đường nội bộ ngập sâu, lực lượng ứng trực "
    "phải huy động thêm máy bơm để thoát nước cho các nhà xưởng gần bờ kênh phía đông thành phố."
)


@dataclass
class Page:
    number: int
    title: str = ""
    day: str = "02/06/2026"
    text: str = ""
    is_marked_up: bool = False

    @property
    def url(self) -> str:
        return f"{HOME}tin-tuc/du-an-{self.number}.html"

    @property
    def body(self) -> bytes:
        title = self.title or f"Làm việc về dự án số {self.number} tại Vũng Sương"
        text = self.text or TEXT.format(self.number)
        data = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-06-02"}
        head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        return (
            f"<!doctype html><html><head><title>{title}</title>{head if self.is_marked_up else ''}"
            f"</head><body><h1>{title}</h1><p>Ngày đăng: {self.day}</p><div><p>{text}</p>"
            f"<p>{text[::1]}</p></div></body></html>"
        ).encode()


@dataclass
class Archive:
    path: Path
    db: Database
    known: dict[str, str] = field(default_factory=dict)

    def night(self, *pages: Page) -> Mapping[str, object]:
        """A run that is given these pages; its row."""
        run = begin(
            self.db,
            self.path,
            site=SITE,
            plan=Plan(HOME, Direct(HOME)),
            version="1",
            arguments={},
            info={},
            bounds={"whole": False, "walk": False},
            settings={},
        )
        for number, page in enumerate(pages, start=1):
            self._answer(run, number, page)
        self.wanted = proof_wanted(run.recorder)
        facts = Facts(least_articles=0, bounds=Bounds(longest_silence=0), expected_parser=None)
        run.finish(conclude(run.recorder, facts, requests=len(pages), received=1))
        return next(self.db.query("SELECT * FROM runs WHERE id = ?", [run.recorder.run]))

    def _answer(self, run: Run, number: int, page: Page) -> None:
        requested = Requested(number, "article", identity=page.url)
        at, body = now(), page.body
        written = run.warc.write(
            page.url, fetched_at=at, status=200, reason="OK", requested=requested, body=body,
            headers=[(b"Content-Type", HTML.encode())], sent=Sent("GET", "/", []),
        )  # fmt: skip
        run.warc.sync()
        media_type, encoding = captures.content_type(HTML)
        capture = captures.add(
            self.db, run=run.recorder.run, url=page.url, fetched_at=at, status=200,
            warc=written.warc, offset=written.offset, length=written.length, encoding=encoding,
            record_id=written.record_id, payload_sha256=written.payload_sha256,
            media_type=media_type,
        )  # fmt: skip
        pointer = Pointer(capture, page.url, encoding, media_type, at, run.warc.path, 0, "article")
        read = read_body(pointer, body, cut=None)
        run.recorder.take(
            Answered(requested, page.url, at, at, run.warc.end, 200, capture, media_type, read=read)
        )

    def row(self, page: Page) -> Mapping[str, object]:
        return next(self.db.query("SELECT * FROM articles WHERE identity = ?", [page.url]))

    def revisions(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM revisions").fetchone()[0])

    def kinds(self) -> list[str]:
        sql = "SELECT kind FROM problems WHERE run = (SELECT max(run) FROM problems) ORDER BY id"
        return [row[0] for row in self.db.execute(sql)]

    def due(self) -> set[str]:
        return {known.identity for known in visits.due(self.db, "sample", now())}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive.db"
    with closing(connect(path)) as db:
        yield Archive(path, db)


PAGES = [Page(number) for number in range(1, 13)]


def moved(page: Page) -> Page:
    return Page(page.number, is_marked_up=True)


def test_one_page_by_another_parser_is_not_stored(archive: Archive) -> None:
    assert archive.night(*PAGES)["new"] == 12
    before = archive.row(PAGES[0])
    assert before["parser"] == "general@1"
    run = archive.night(moved(PAGES[0]), *PAGES[1:])
    assert (run["changed"], run["unchanged"], run["refused"]) == (0, 11, 1)
    assert archive.row(PAGES[0]) == {**before, "state": "error"}
    assert archive.kinds() == ["other_parser"]
    assert archive.due() == {PAGES[0].url}


def test_a_site_that_is_redesigned(archive: Archive) -> None:
    """The same titles and dates by another parser: rows change, and no revision is made."""
    archive.night(*PAGES)
    run = archive.night(*map(moved, PAGES))
    assert (run["changed"], run["unchanged"], run["refused"]) == (0, 12, 0)
    assert {archive.row(page)["parser"] for page in PAGES} == {"news_metadata@1"}
    assert archive.revisions() == 12
    assert archive.due() == set()


def test_on_a_quiet_night_more_is_wanted(archive: Archive) -> None:
    archive.night(*PAGES)
    archive.night(moved(PAGES[0]))
    assert archive.wanted == 9
    archive.night(*PAGES[:1])
    assert archive.wanted == 0


def test_an_edit_that_keeps_hardly_a_word(archive: Archive) -> None:
    """The next night it stands as it was: then the site means it."""
    archive.night(*PAGES)
    new = Page(1, text=OTHER)
    run = archive.night(new)
    assert (run["changed"], run["refused"]) == (0, 1)
    assert archive.kinds() == ["little_shared"]
    assert "công trường" in str(archive.row(new)["body"])
    run = archive.night(new)
    assert (run["changed"], run["refused"]) == (1, 0)
    assert "máy bơm" in str(archive.row(new)["body"])
    assert archive.row(new)["state"] == "listed"


def test_another_text_under_another_title_is_never_the_articles(archive: Archive) -> None:
    archive.night(*PAGES)
    notice = Page(1, title="Thông báo về việc ngập nước", day="01/01/2025", text=OTHER)
    for _ in range(3):
        run = archive.night(notice)
        assert (run["changed"], run["refused"]) == (0, 1)
    assert "công trường" in str(archive.row(notice)["body"])
    assert archive.row(notice)["state"] == "error"


def test_one_text_at_many_addresses(archive: Archive) -> None:
    title = "Chúng tôi đã nhận yêu cầu của bạn"
    same = [Page(number, title=title, text=OTHER) for number in range(1, 6)]
    run = archive.night(*same)
    assert (run["new"], run["refused"]) == (2, 3)
    assert archive.kinds() == ["suspect"] * 3


def test_a_yearly_notice_is_not_one_text(archive: Archive) -> None:
    years = [
        Page(year, title="Thông báo nghỉ Tết", day=f"02/06/{year}", text=OTHER)
        for year in range(2020, 2026)
    ]
    assert archive.night(*years)["new"] == 6
