"""DotNetNuke with a news module: `/tabid/63/articleType/ArticleView/articleId/123/ten-bai.aspx`."""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import quote

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand, names
from tests.boards.model import File, Story
from tests.boards.site import Site, cut
from tests.boards.web import Answer, Request

_LIST = re.compile(
    r"/tin-tuc/tabid/63(?:/articleType/CategoryView/categoryId/(\d{1,4}))?"
    r"(?:/currentpage/(\d{1,4}))?/Default\.aspx"
)
_STATICS = {
    "/gioi-thieu/tabid/55/Default.aspx": "about",
    "/lien-he/tabid/58/Default.aspx": "contact",
    "/Login/tabid/40/Default.aspx": "login",
}
_RSS = "/DesktopModules/DnnForge%20-%20NewsArticles/Rss.aspx"


class DotNetNuke(Site):
    """Times as .NET prints them in Vietnamese: "02/06/2021 8:30:15 SA". Documents come from a
    handler that names them in its header alone."""

    template = "dnn.html"
    feed_size: ClassVar[int] = 25
    banners = ("/Portals/0/banner1.png", "/Portals/0/banner2.png")
    logo = "/Portals/0/logo.png"
    hand = Hand(
        paragraph='<p style="text-align: justify"><span style="font-size: 14px">{text}</span></p>',
        heading="<p><strong>{text}</strong></p>",
        table='<table border="1" cellspacing="0" style="width: 100%"><tbody>{rows}</tbody></table>',
        picture=(
            '<p style="text-align: center"><img alt="{alt}" src="{src}" style="width: 320px; '
            'height: 200px" /></p><p style="text-align: center"><em>{caption}</em></p>'
        ),
    )

    def path(self, story: Story) -> str:
        return f"/tin-tuc/tabid/63/articleType/ArticleView/articleId/{story.id}/{story.alias}.aspx"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/Portals/0/Images/{story.published:%Y}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/LinkClick.aspx?fileticket=aB{story.id}xQ%3d&tabid=63"

    def robots(self, origin: str) -> str:
        closed = "User-agent: *\nDisallow: /admin/\nDisallow: /Login/\n"
        return closed + f"Sitemap: {origin}/SiteMap.aspx\n" * self.sitemap

    def day(self, story: Story) -> str:
        when = story.published
        half = "SA" if when.hour < 12 else "CH"
        return f"{when:%d/%m/%Y} {when.hour % 12 or 12}:{when:%M:%S} {half}"

    def signed(self, story: Story) -> str:
        return names(story) if story.byline == "field" else "SuperUser Account"

    def list_path(self, category: int | None, number: int = 1) -> str:
        narrow = f"/articleType/CategoryView/categoryId/{category}" if category else ""
        part = f"/currentpage/{number}" if number > 1 else ""
        return f"/tin-tuc/tabid/63{narrow}{part}/Default.aspx"

    def feed_path(self) -> str:
        most = self.feed_size if len(self.sources) > 1 else 500
        return f"{_RSS}?TabID=63&ModuleID=423&MaxCount={most}"

    def other(self, request: Request) -> Answer | None:
        path = request.path
        if path in ("/", "/Default.aspx"):
            return self.render(request, "home", title="Trang chủ")
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == "/SiteMap.aspx":
            return self._sitemap(request.origin) if self.sitemap else None
        if quote(path) == _RSS:
            return self._feed(request) if self.feed else None
        match = _LIST.fullmatch(path)
        if match is None or not self.lists:
            return None
        category = int(match[1]) if match[1] else None
        stories = self.in_category(category) if category else self.shown
        if not stories:
            return None
        title = stories[0].category.name if category else "Tin tức"
        part = cut(title, stories, int(match[2] or 1), self.page_size)
        if part is None:
            return None
        return self.render(request, "listing", title=title, part=part, category=category)

    def _feed(self, request: Request) -> Answer:
        count = max(0, request.number("MaxCount", self.feed_size))
        rows = [
            self.entry(story, request.origin, category="", guid=f"{story.id}")
            for story in self.stories[:count]
        ]
        return self.xml(feeds.rss("Tin tức", request.origin, rows), "feed")

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}{path}", "") for path in ("/", *_STATICS) if "Login" not in path]
        if self.lists:
            rows.append((origin + self.list_path(None), ""))
        rows += [
            (origin + self.path(story), f"{story.published:%Y-%m-%d}") for story in self.stories
        ]
        return self.xml(feeds.urlset(rows), "sitemap")
