"""Liferay 7 and its asset publisher: `/web/bql/-/ten-bai`, `…_cur=2`, a pager with dead links."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import Kind, Site, cut
from tests.boards.web import Answer, Request

PUBLISHER = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet"
_ROOT = "/web/bql"


class Liferay(Site):
    """Pages print the day alone; the user who is named with it is an account."""

    template = "liferay.html"
    feed_size: ClassVar[int] = 20
    conditional: ClassVar[frozenset[Kind]] = frozenset(("file", "page"))  # its ETag filter
    banners = ("/documents/20121/0/banner1.png", "/documents/20121/0/banner2.png")
    logo = "/image/layout_set_logo.png"
    hand = Hand(
        paragraph='<p style="text-align:justify">{text}</p>',
        heading="<h4>{text}</h4>",
        table='<table border="1" cellpadding="1" cellspacing="1" style="width:100%"><tbody>{rows}'
        "</tbody></table>",
        picture=(
            '<p style="text-align:center"><img alt="{alt}" src="{src}" style="width:320px" /></p>'
            '<p style="text-align:center"><em>{caption}</em></p>'
        ),
    )

    def path(self, story: Story) -> str:
        return f"{_ROOT}/-/{story.alias}"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/documents/20121/{story.id}00/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/documents/20121/{story.id}00/{file.filename}"

    def published(self, story: Story) -> str:
        return f"{story.published:%Y-%m-%d}"

    def robots(self, origin: str) -> str:
        return "User-Agent: *\nDisallow:\n" + f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap

    def day(self, story: Story) -> str:
        return f"{story.published:%d/%m/%Y}"

    def instance(self, category: int) -> str:
        return f"{PUBLISHER}_INSTANCE_kx{category}Qz"

    def page_link(self, path: str, category: int, number: int) -> str:
        """What the search container's pager links: the portlet's whole state."""
        name = self.instance(category)
        state = {
            "p_p_id": name,
            "p_p_lifecycle": "0",
            "p_p_state": "normal",
            "p_p_mode": "view",
            f"_{name}_delta": str(self.page_size),
            "p_r_p_resetCur": "false",
            f"_{name}_cur": str(number),
        }
        return f"{path}?{urlencode(state)}"

    def feed_path(self) -> str:
        return f"{_ROOT}/trang-chu/-/asset_publisher/kx0Qz/rss?p_p_cacheability=cacheLevelFull"

    def other(self, request: Request) -> Answer | None:
        path = request.path
        statics = {f"{_ROOT}/gioi-thieu": "about", f"{_ROOT}/lien-he": "contact"}
        statics["/c/portal/login"] = "login"
        if path in statics:
            return self.static(request, statics[path])
        if path == "/o/classic-theme/css/clay.css":
            return Answer(b"/* Clay */\n", "text/css")
        if path == "/sitemap.xml":
            return self._sitemap(request) if self.sitemap else None
        if path.endswith("/rss") and request.target == self.feed_path():
            return self._feed(request) if self.feed else None
        if path in ("/", _ROOT, f"{_ROOT}/trang-chu"):
            groups = [(category, self.in_category(category.id)[:4]) for category in self.categories]
            return self.render(request, "home", title="Trang chủ", groups=groups)
        category = next(
            (category for category in self.categories if path == f"{_ROOT}/{category.alias}"), None
        )
        if category is None:
            return None
        number = request.number(f"_{self.instance(category.id)}_cur", 1)
        part = cut(category.name, self.in_category(category.id), number, self.page_size)
        if part is None:
            return None
        return self.render(
            request, "listing", title=part.title, part=part, category=category, link=path
        )

    def _feed(self, request: Request) -> Answer:
        origin, itself = request.origin, request.origin + request.target
        rows = [self.entry(story, origin, creator="Quản trị cổng") for story in self.fed]
        text = feeds.atom(self.office.name, f"{origin}{_ROOT}", itself, rows, "")
        return self.xml(text, "feed", "application/atom+xml; charset=UTF-8")

    def _sitemap(self, request: Request) -> Answer | None:
        """An index of the pages, each of which has its web contents by itself."""
        origin, query = request.origin, request.query
        kinds = {"lay-0": self.stories[:20], "lay-1": self.stories[20:]}
        layout = query.get("layoutUuid", "")
        if not layout:
            tail = "groupId=20121&privateLayout=false"
            rows = [(f"{origin}/sitemap.xml?layoutUuid={name}&{tail}", "") for name in kinds]
            return self.xml(feeds.sitemapindex(rows), "sitemap")
        if layout not in kinds:
            return None
        rows = [(origin + self.path(story), story.published.isoformat()) for story in kinds[layout]]
        rows.append((f"{origin}{_ROOT}/gioi-thieu", "2019-01-03T08:00:00+07:00"))
        return self.xml(feeds.urlset(rows), "sitemap")
