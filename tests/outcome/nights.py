"""Nights of a small site, in a real archive with real captures, without a crawl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import captures, known_articles
from kho_tin.base.times import now
from kho_tin.commands.deciding import DecisionSession
from kho_tin.crawler.sites.sample import Sample
from kho_tin.crawler.spider import NewsSpider
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.answered import Answered
from kho_tin.outcome.bounds import Bounds
from kho_tin.outcome.conclude import conclude, proof_wanted
from kho_tin.outcome.facts import Facts
from kho_tin.outcome.plan import Plan
from kho_tin.outcome.run import Run, begin
from kho_tin.reader.reading import Pointer, read_body
from kho_tin.warc.journal import Requested
from kho_tin.warc.writer import Response, Sent

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
            Response(
                page.url,
                fetched_at=at,
                status=200,
                reason="OK",
                body=body,
                headers=[(b"Content-Type", HTML.encode())],
            ),
            requested=requested,
            sent=Sent("GET", "/", []),
        )
        run.warc.sync()
        media_type, encoding = captures.content_type(HTML)
        capture = captures.add(
            self.db,
            captures.Capture(
                run=run.recorder.run,
                url=page.url,
                fetched_at=at,
                status=200,
                warc=written.warc,
                offset=written.offset,
                length=written.length,
                encoding=encoding,
                record_id=written.record_id,
                payload_sha256=written.payload_sha256,
                media_type=media_type,
                page_url=page.url,
            ),
        )
        dates = run.recorder.dates
        order = dates.at(at) if dates else None
        file = run.warc.path
        place = (file, 0, "article")
        pointer = Pointer(capture, page.url, encoding, media_type, at, *place, date_order=order)
        read = read_body(pointer, body, cut=None)
        run.recorder.take(
            Answered(requested, page.url, at, at, run.warc.end, 200, capture, media_type, read=read)
        )

    def decide(self, do: Any, **names: Any) -> str:
        """Put a decision on record, as its verb does; its id."""
        session = DecisionSession(self.db, self.path.parent / "captures", self.path, "me", "seen")
        return session.decide(do, **names)[0].id

    def row(self, page: Page) -> Mapping[str, object]:
        return next(self.db.query("SELECT * FROM articles WHERE identity = ?", [page.url]))

    def revisions(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM revisions").fetchone()[0])

    def kinds(self) -> list[str]:
        sql = "SELECT kind FROM problems WHERE run = (SELECT max(run) FROM problems) ORDER BY id"
        return [row[0] for row in self.db.execute(sql)]

    def due(self) -> set[str]:
        return {known.identity for known in known_articles.due(self.db, "sample", now())}
