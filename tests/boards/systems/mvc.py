"""ASP.NET MVC as a provincial company built it: `/Home/Detail2/123`, `/Home/List2/5?page=2`."""

from __future__ import annotations

from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import Site, cut
from tests.boards.web import Answer, Request

_STATICS = {"/Home/About": "about", "/Home/Contact": "contact", "/Account/Login": "login"}
_VIEWER = "/Scripts/pdfjs/web/viewer.html"


class Mvc(Site):
    """Pages print the day alone, day first. Its sitemap lies at the usual place and is named
    nowhere; documents are shown in a viewer's frame."""

    template = "mvc.html"
    feed_size: ClassVar[int] = 20
    page_size: ClassVar[int] = 8
    banners = ("/Content/images/slide1.png", "/Content/images/slide2.png")
    logo = "/Content/images/logo.png"
    hand = Hand(
        heading="<p><strong>{text}</strong></p>",
        table='<div class="table-responsive"><table class="table table-bordered"><tbody>{rows}'
        "</tbody></table></div>",
        picture=(
            '<figure class="image"><img src="{src}" alt="{alt}" /><figcaption>{caption}'
            "</figcaption></figure>"
        ),
    )

    def path(self, story: Story) -> str:
        return f"/Home/Detail2/{story.id}"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/Uploads/images/{story.id}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/Uploads/VanBan/{story.published:%Y}/{file.filename}"

    def published(self, story: Story) -> str:
        return f"{story.published:%Y-%m-%d}"

    def day(self, story: Story) -> str:
        return f"{story.published:%d/%m/%Y}"

    def other(self, request: Request) -> Answer | None:
        path = request.path
        if path in ("/", "/Home/Index"):
            groups = [(category, self.in_category(category.id)[:4]) for category in self.categories]
            return self.render(request, "home", title="Trang chủ", groups=groups)
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == _VIEWER:
            return Answer(b"<!DOCTYPE html><title>PDF.js viewer</title><div id=viewer></div>")
        if path == "/sitemap.xml":
            return self._sitemap(request.origin) if self.sitemap else None
        if path == "/Home/Rss":
            rows = [self.entry(story, request.origin) for story in self.fed]
            text = feeds.rss(self.office.name, request.origin, rows)
            return self.xml(text, "feed") if self.feed else None
        number = path.removeprefix("/Home/List2/")
        stories = self.in_category(int(number[:6])) if number.isdecimal() else ()
        if not stories:
            return None
        part = cut(stories[0].category.name, stories, request.number("page", 1), self.page_size)
        if part is None:
            return None
        return self.render(request, "listing", title=part.title, part=part, link=path)

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}{path}", "") for path in ("/", "/Home/About", "/Home/Contact")]
        rows += [(f"{origin}/Home/List2/{category.id}", "") for category in self.categories]
        rows += [
            (origin + self.path(story), f"{story.published:%Y-%m-%d}") for story in self.stories
        ]
        return self.xml(feeds.urlset(rows), "sitemap")
