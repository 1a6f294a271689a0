"""A crawl's WARC file of any number of pages, written by the program's own writer without a crawl:
one list of the sample site in pages of fifteen, and the articles that each names."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bench.generated_news import A_DAY, NEWEST
from bench.large_archive import Texts
from kho_tin import __version__
from kho_tin.base.times import now
from kho_tin.sample import ORIGIN as HOME
from kho_tin.sample import NewsArticle, SampleSite, load_news, vnpt
from kho_tin.sample.news import Paragraph
from kho_tin.sample.request import SampleRequest
from kho_tin.warc.journal import Begin, End, Requested
from kho_tin.warc.writer import Response, Sent, WarcFile

SITE = HOME.rstrip("/")
A_PAGE = 15  # articles that a page of the list names
BODIES = 200  # texts of which the articles are made; each has a line of its own besides


def generated_run(folder: Path, articles: int, *, has_journal: bool = True) -> Path:
    """Write a whole run of the site `sample` that captured so many articles, and return its file.
    Without a journal (`has_journal`) the file is as another program's."""
    info = {
        "software": f"Kho Tin/{__version__}",
        "isPartOf": "archive.db",
        "archive": str(uuid.uuid4()),
        "site": "sample",
        "home": HOME,
        "start": HOME,
        "via": "live",
    }
    warc = WarcFile.create(folder, "sample", info=info if has_journal else {})
    begin = Begin(info["archive"], str(uuid.uuid4()), now(), bounds={"whole": True, "walk": True})
    if has_journal:
        warc.note(begin.block(), at=begin.started, waits=False)
    requests = 0
    for requests, (requested, url, body) in enumerate(_pages(articles), start=1):
        warc.write(
            Response(url, now(), 200, "OK", [(b"Content-Type", b"text/html; charset=utf-8")], body),
            sent=Sent("GET", url.removeprefix(SITE), [(b"Host", urlsplit(HOME).netloc.encode())]),
            requested=replace(requested, number=requests) if has_journal else None,
        )
    ids = {str(100_000 + number): 1 + number for number in range(articles)}
    end = End(now(), "finished", "ok", None, 0, True, requests, warc.end, articles=ids)
    if has_journal:
        warc.note(end.block(), at=end.finished)
    return warc.finish().path


def _pages(articles: int) -> Iterator[tuple[Requested, str, bytes]]:
    """What was requested, without its number, the address, and the page."""
    news = generated_news_of(articles)
    for page in range(1, -(-articles // A_PAGE) + 1):
        named = news[(page - 1) * A_PAGE : page * A_PAGE]
        site = SampleSite(named)
        if page == 1:
            yield Requested(0, "home", page=1), HOME, _page(site, "/")
        section = f"/categories/{named[0].category.slug}-{named[0].category.number}.html"
        url = f"{SITE}{section}" + (f"?CurrentPage={page}" if page > 1 else "")
        requested = Requested(0, "listing", section=f"{SITE}{section}", page=page, via=HOME)
        yield requested, url, _page(site, section)
        for article in named:
            of_article = Requested(0, "article", identity=str(article.id), hops=2, via=url)
            own = article.url(HOME)
            yield of_article, own, _page(site, own.removeprefix(SITE))


def generated_news_of(count: int) -> tuple[NewsArticle, ...]:
    """So many small articles, without pictures and documents."""
    original, texts = load_news()[0], Texts()
    drawn = [texts.article() for _ in range(BODIES)]
    made = []
    for number in range(count):
        title, summary, body = drawn[number % BODIES]
        article = replace(
            original,
            id=100_000 + number,
            alias=f"tin-so-{number}",
            title=f"{title} {number}",
            summary=f"{summary} {number}",
            date=NEWEST - dt.timedelta(days=number // A_DAY % 7_000),
            blocks=tuple(map(Paragraph, [*body.split("\n\n")[:3], f"Tin số {number}."])),
            also=(),
            attachments=(),
        )
        made.append(article)
    return tuple(made)


def _page(site: SampleSite, path: str) -> bytes:
    answer = vnpt.answer(site, SampleRequest(path, {}, SITE))
    assert answer
    return answer.body
