"""An invented board whose site names its news in one way or another."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.conftest import run_scrapy
from tests.crawler.serving import HTML, Answer, Sent, answering

HOME = "http://www.culao.example"
SPIDERS = ("-s", "SPIDER_MODULES=tests.crawler.discovery.spiders")
SECTION = "/categories/tin-hoat-dong-12.html"
_ARTICLE = re.compile(r"/tin-so-(\d+)-\d+\.html")
TEXT = (
    "Sáng nay, Ban Quản lý họp bàn về tiến độ bàn giao mặt bằng cho khu phía nam, lần thứ {n}.",
    "Đến hết tháng trước, bốn mươi hai hộ đã nhận tiền và giao đất; số còn lại xong trong quý ba.",
    "Kết luận cuộc họp, lãnh đạo Ban yêu cầu các bên phối hợp và báo cáo hằng tuần.",
)


def path_of(number: int) -> str:
    return f"/tin-so-{number}-{number}.html"


def page(title: str, body: str, head: str = "") -> bytes:
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body>{body}</body></html>\n"
    ).encode()


@dataclass
class Board:
    """`numbers` are the articles, newest first; of them `listed` are named by the section, `size`
    on a page. `pager`: how the next page is had (`link`, `postback`, `dead` postbacks that bring
    the first page again). `extra` are further answers by path, or what makes them. `head` stands in
    the head of the home page. `with_etags`: unchanged pages are answered 304. `sent` are the
    requests that came."""

    numbers: list[int]
    listed: list[int]
    size: int = 5
    pager: str = "link"
    head: str = ""
    extra: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    home: bytes | None = None
    with_etags: bool = False
    sent: list[Sent] = field(default_factory=list)

    @contextmanager
    def served(self) -> Iterator[str]:
        with answering(self.respond) as host:
            yield f"http://{host}/"

    def paths(self) -> list[str]:
        """What was requested, in order, by path."""
        return [each.path for each in self.sent]

    def respond(self, request: Sent) -> Answer:
        self.sent.append(request)
        answer = self._respond(request)
        if not self.with_etags or answer.status != 200:
            return answer
        etag = f'"{md5(answer.body).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return Answer(b"", 304, {"ETag": etag})
        return Answer(answer.body, 200, {**answer.headers, "ETag": etag})

    def _respond(self, request: Sent) -> Answer:
        path = urlsplit(request.path).path
        made = self.extra.get(request.path) or self.extra.get(path)
        if made:
            return made if isinstance(made, Answer) else made()
        if path == "/":
            return Answer(self.home or self._home(), 200, HTML)
        if path.startswith("/listchildcat/"):
            return Answer(self._home(), 200, HTML)
        if path == SECTION and self.listed:
            return Answer(self._section(request), 200, HTML)
        match = _ARTICLE.fullmatch(path)
        if match and int(match[1]) in self.numbers:
            return Answer(self._article(int(match[1])), 200, HTML)
        return Answer(b"", 404, HTML)

    def _home(self) -> bytes:
        menu = f'<div class="stellarnav"><a href="{SECTION}">Tin hoạt động</a></div>'
        more = '<a href="/listchildcat/tin-tuc-1.html">Tin tức</a>'
        return page("Ban Quản lý", menu + more, self.head)

    def _section(self, request: Sent) -> bytes:
        number = int(parse_qs(urlsplit(request.path).query).get("CurrentPage", ["1"])[0])
        form = dict(parse_qsl(request.body.decode()))
        if form and self.pager == "postback":
            assert form["__EVENTTARGET"] == "pager"
            assert form["__VIEWSTATE"] == f"/trang+{int(form['__EVENTARGUMENT']) - 1}="
            number = int(form["__EVENTARGUMENT"])
        there = self.listed[(number - 1) * self.size : number * self.size]
        lines = "".join(
            f'<div class="article-item"><h4><a href="{path_of(n)}">Tin họp ban số {n}</a></h4>'
            "<span>(02/06/2021)</span></div>"
            for n in there
        )
        more = ""
        if number * self.size < len(self.listed):
            link = f"{SECTION}?CurrentPage={number + 1}"
            if self.pager != "link":
                link = f"javascript:__doPostBack('pager','{number + 1}')"
            more = (
                f'<ul class="pagination"><li class="page-item active"><a class="page-link" href="#"'
                f'>{number}</a></li><li class="page-item"><a class="page-link" href="{link}">'
                f"{number + 1}</a></li></ul>"
            )
        state = f'<input type="hidden" name="__VIEWSTATE" value="/trang+{number}=">'
        return page(
            "Tin hoạt động",
            f'<form method="post">{state}<div class="row categoryList">{lines}</div>{more}</form>',
        )

    def _article(self, number: int) -> bytes:
        text = "".join(f"<p>{each.format(n=number)}</p>" for each in TEXT)
        return page(
            f"Tin họp ban số {number}",
            f'<ol class="breadcrumb"><li class="breadcrumb-item"><a href="{SECTION}">Tin hoạt động'
            f'</a></li></ol><div class="row PageDetail" id="PageDetail"><input type="hidden" '
            f'id="ArticleId" value="{number}"><span class="date" id="publishupshow-right">Cập nhật '
            f'lúc: 02/06/2021</span><div class="full-text article-content"><h1 '
            f'class="heading-title">Tin họp ban số {number}</h1>{text}</div></div>',
        )


def crawl(
    start: str,
    archive: Path,
    *arguments: str,
    clock: str = "2026-10-31T02:00:00Z",
    spider: str = "cu_lao",
) -> CompletedProcess[str]:
    """Crawl the board; no traceback."""
    command = ("crawl", spider, "-a", f"start={start}", *SPIDERS, *arguments)
    done = run_scrapy(*command, archive=archive, KHO_TIN_CLOCK=clock)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(sql).fetchall()


def numbers(archive: Path) -> list[int]:
    """The articles of an archive, by number."""
    return sorted(int(each) for (each,) in rows(archive, "SELECT identity FROM articles"))


def sources(archive: Path) -> list[Mapping[str, Any]]:
    """What each run's record says of the sources."""
    return [json.loads(text) for (text,) in rows(archive, "SELECT sources FROM runs ORDER BY id")]
