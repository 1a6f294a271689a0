"""What every page of the VNPT portal has around it: the head, the menu and the margin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kho_tin.sample import addresses, board
from kho_tin.sample.answers import HTML, SampleResponse
from kho_tin.sample.bodies import vary
from kho_tin.sample.news import Document, NewsArticle, Picture, slug
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.site import SampleSite
from kho_tin.sample.templates import render

NO_IMAGE = "/images/no-image.png"
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True)
class Listed:
    """A document as /van-ban/ knows it."""

    number: int
    article: NewsArticle
    document: Document

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def date(self) -> dt.date:
        return self.article.date

    @property
    def url(self) -> str:
        return f"/van-ban/{slug(self.title)}-{self.number}.html"


def documents(site: SampleSite) -> list[Listed]:
    """Every attachment of a published article, numbered after it, newest first."""
    return site.once(
        "documents",
        lambda: [
            Listed(article.id * 10 + position, article, document)
            for article in site.published()
            for position, document in enumerate(article.attachments)
        ],
    )


def html(site: SampleSite, template: str, **values: object) -> SampleResponse:
    text = render(
        f"vnpt/{template}.html",
        today=site.today(),
        weekday=WEEKDAYS[site.today().weekday()],
        documents=documents(site),
        featured=highlights(site),
        article_url=lambda a: addresses.article(a, "vnpt"),
        category_url=category_url,
        shown_date=site.shown_date,
        thumbnail=thumbnail,
        **{"description": board.TITLE, **values},
    )
    return SampleResponse(text.encode(), HTML, last_modified=site.changed_at())


def plain(
    site: SampleSite, request: SampleRequest, kind: str, heading: str, content: str
) -> SampleResponse:
    return html(
        site,
        "plain",
        title=f"{heading} | {board.TITLE}",
        heading=heading,
        kind=kind,
        content=content,
        trail=[(heading, request.path)],
    )


def highlights(site: SampleSite) -> tuple[NewsArticle, ...]:
    return site.once(
        "highlights",
        lambda: tuple(item for item in site.listed() if vary(item, "featured", 4) == 0),
    )


def category_url(category: board.Category) -> str:
    return addresses.category(category, "vnpt")


def thumbnail(article: NewsArticle) -> str:
    first: Picture | None = next(iter(article.images), None)
    return addresses.picture(article, first.file, "vnpt") if first else NO_IMAGE
