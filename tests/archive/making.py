"""Rows for tests, made through the archive's own functions on real files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kho_tin.archive import articles, captures, runs, sites
from kho_tin.archive.articles import StoreResult
from kho_tin.archive.content import ParsedArticle
from kho_tin.archive.database import connect
from kho_tin.base.times import current, utc

FIELDS: dict[str, Any] = {
    "identity": "1043",
    "url": "https://vungsuong.example/don-song-1043.html",
    "title": "Đón sóng đầu tư vào Khu kinh tế Vũng Sương",
    "published": "2021-06-02",
    "published_text": "Cập nhật lúc: 02/06/2021",
    "author": "Nguyễn Văn An",
    "source": None,
    "category": "Xúc tiến đầu tư",
    "summary": "Ba dự án mới.",
    "body": "Sáng 2/6, Ban Quản lý họp.\n\nCuộc họp bàn về đất./.",
    "body_html": "<p>Sáng 2/6, Ban Quản lý họp.</p><p>Cuộc họp bàn về đất./.</p>",
    "language": "vi",
    "parser": "vnpt_portal@1",
}
PICTURE = {"url": "https://vungsuong.example/a.jpg", "caption": "Cảng Mũi Én", "alt": "cảng"}
DOCUMENT = {"url": "https://vungsuong.example/12.pdf", "filename": "12-QĐ-BQL.pdf"}
TABLES = ("articles", "revisions", "images", "attachments", "observations", "problems")


class Shelf:
    """An archive with one site and one run."""

    def __init__(self, path: Path, site: str = "sample") -> None:
        self.db: Database = connect(path)
        self.site = site
        sites.register(
            self.db, site, title="Ban Quản lý", home_url="https://vungsuong.example/", invented=True
        )
        # A crawl begins its file before its run; here the file comes after, be it a second later.
        started = utc(current() + dt.timedelta(seconds=20))
        self.run = runs.start(self.db, runs.Started(site, version="1.0.0", started=started))
        self._offsets = count(0, 1000)

    def capture(self, at: str, url: str = FIELDS["url"], **other: Any) -> int:
        """A capture's row; its bytes are other tests' business."""
        values = {"status": 200, "warc": "sample-1.warc.gz", "length": 1000, **other}
        offset = values.pop("offset", next(self._offsets))
        return captures.add(
            self.db,
            captures.Capture(
                run=self.run,
                url=url,
                fetched_at=at,
                offset=offset,
                record_id=f"<urn:x:{offset}>",
                **{"page_url": url, **values},
            ),
        )

    def read(
        self,
        at: str,
        *,
        capture: int | None = None,
        images: Iterable[dict[str, Any]] = (),
        attachments: Iterable[dict[str, Any]] = (),
        **changes: Any,
    ) -> StoreResult:
        """Store the article as it was read at `at`, with `changes` to its fields."""
        return articles.store(
            self.db,
            self.site,
            ParsedArticle(
                {**FIELDS, **changes}, images=list(images), attachments=list(attachments)
            ),
            articles.Observation(self.run, at, self.capture(at) if capture is None else capture),
        )

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(sql, list(values)).fetchall()

    def counts(self) -> dict[str, int]:
        return {
            table: self.rows(f"SELECT count(*) FROM {table}")[0][0]
            for table in (*TABLES, "articles_fts")
        }

    def matches(self, query: str) -> list[int]:
        return [
            row[0]
            for row in self.rows(
                "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank", query
            )
        ]


def at(second: int) -> str:
    """A moment of one day, by its second."""
    return f"2026-03-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
