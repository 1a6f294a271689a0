"""A home-made site in PHP: `/tin-tuc/chi-tiet/ten-bai.html`, JSON-LD, and a button "Xem thêm" whose
address stands in the page."""

from __future__ import annotations

import gzip
import json
from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand, names
from tests.boards.model import File, Story
from tests.boards.site import Part, Site, cut
from tests.boards.web import Answer, Request

_STATICS = {"/gioi-thieu.html": "about", "/lien-he.html": "contact", "/dang-nhap.html": "login"}
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


class HomeMade(Site):
    """The lead stands apart, pictures have several sizes, the sitemap is gzip alone."""

    template = "php.html"
    lead_apart = True
    page_size: ClassVar[int] = 6
    feed_size: ClassVar[int] = 20
    banners = ("/upload/slide/slide-1.png", "/upload/slide/slide-2.png")
    logo = "/public/img/logo.png"
    hand = Hand(
        heading="<h3>{text}</h3>",
        table='<table class="bang-so-lieu"><tbody>{rows}</tbody></table>',
        picture=(
            '<table class="picture" align="center"><tbody><tr><td class="pic"><picture>'
            '<source type="image/png" srcset="{src}"><img src="{src}" alt="{alt}" loading="lazy">'
            '</picture></td></tr><tr><td class="caption"><p>{caption}</p></td></tr></tbody></table>'
        ),
    )

    def path(self, story: Story) -> str:
        return f"/tin-tuc/chi-tiet/{story.alias}.html"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/upload/tin-tuc/{story.published:%Y/%m}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/tai-ve.php?file={file.filename}"

    def published(self, story: Story) -> str:
        return story.published.isoformat()

    def robots(self, origin: str) -> str:
        named = f"Sitemap: {origin}/sitemap.xml.gz\n" * self.sitemap
        return f"User-agent: *\nDisallow: /quan-tri/\n{named}"

    def long_time(self, story: Story) -> str:
        when = story.published
        return f"{_DAYS[when.weekday()]}, {when:%d/%m/%Y, %H:%M} (GMT+7)"

    def signed(self, story: Story) -> str:
        return names(story) if story.byline == "field" else ""

    def json_ld(self, story: Story, origin: str) -> str:
        data: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": story.published.isoformat(),
            "dateModified": story.published.isoformat(),
            "description": story.lead,
            "image": [origin + self.image_path(story, picture) for picture in story.pictures],
            "mainEntityOfPage": {"@type": "WebPage", "@id": origin + self.path(story)},
            "publisher": {"@type": "Organization", "name": self.office.name},
        }
        if story.byline == "field":
            people = [{"@type": "Person", "name": person} for person in story.people]
            data["author"] = people
        return json.dumps(data, ensure_ascii=False)

    def more(self, category: int, number: int) -> str:
        return f"/tin-tuc/tai-them?chuyen_muc={category}&trang={number}"

    def other(self, request: Request) -> Answer | None:
        path = request.path
        if path in ("/", "/trang-chu.html"):
            groups = [(category, self.in_category(category.id)[:3]) for category in self.categories]
            return self.render(request, "home", title="Trang chủ", groups=groups)
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == "/sitemap.xml.gz":
            return self._sitemap(request.origin) if self.sitemap else None
        if path == "/rss/tin-moi.rss":
            rows = [self.entry(story, request.origin) for story in self.fed]
            text = feeds.rss(self.office.name, request.origin, rows)
            return self.xml(text, "feed", "application/rss+xml") if self.feed else None
        for category in self.categories:
            if path == f"/tin-tuc/{category.alias}.html":
                return self._list(request, category.id, 1, "listing")
        number = request.number("chuyen_muc", 0)
        if path == "/tin-tuc/tai-them" and number > 0:
            return self._list(request, number, request.number("trang", 1), "more")
        return None

    def _list(self, request: Request, category: int, number: int, view: str) -> Answer | None:
        stories = self.in_category(category)
        part: Part | None = None
        if stories:
            part = cut(stories[0].category.name, stories, number, self.page_size)
        if part is None:
            return None
        return self.render(request, view, title=part.title, part=part, category=category)

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}/", ""), (f"{origin}/gioi-thieu.html", "")]
        rows += [(f"{origin}/tin-tuc/{category.alias}.html", "") for category in self.categories]
        rows += [(origin + self.path(story), story.published.isoformat()) for story in self.stories]
        data = gzip.compress(feeds.urlset(rows).encode(), mtime=0)
        return Answer(data, "application/x-gzip", modified=self.modified("file"))
