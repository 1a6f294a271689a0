"""NukeViet 4 with its default theme: `/vi/news/chuyen-muc/ten-bai-123.html`, `/page-2/`."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import WEEKDAYS, Kind, Site, cut
from tests.boards.web import Answer, Request, moved

_STATICS = {"/vi/about/": "about", "/vi/contact/": "contact", "/vi/users/login/": "login"}


class NukeViet(Site):
    """The lead stands apart; lists print the time in twelve hours (`d/m/Y h:i:s A`)."""

    template = "nukeviet.html"
    lead_apart = True
    feed_size: ClassVar[int] = 30
    conditional: ClassVar[frozenset[Kind]] = frozenset(("file", "feed", "sitemap"))
    banners = ("/uploads/banners/banner-1.png", "/uploads/banners/banner-2.png")
    logo = "/uploads/logo.png"
    hand = Hand(
        paragraph='<p style="text-align: justify;">{text}</p>',
        heading='<p style="text-align: justify;"><strong>{text}</strong></p>',
        items="<{tag}>\n{rows}\n</{tag}>",
        item='\t<li style="text-align: justify;">{text}</li>',
        table=(
            '<table border="1" cellpadding="1" cellspacing="1" style="width:100%;">\n<tbody>\n'
            "{rows}\n</tbody>\n</table>"
        ),
        picture=(
            '<div style="text-align:center"><figure class="image" style="display:inline-block">'
            '<img alt="{alt}" height="200" src="{src}" width="320" />'
            "<figcaption>{caption}</figcaption></figure></div>"
        ),
    )

    def path(self, story: Story) -> str:
        return f"/vi/news/{story.category.alias}/{story.alias}-{story.id}.html"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/uploads/news/{story.published:%Y_%m}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/vi/news/download/{story.id}-0/?filename={file.filename}"

    def robots(self, origin: str) -> str:
        closed = "".join(
            f"Disallow: /{name}/\n" for name in ("admin", "data", "includes", "vendor")
        )
        return f"User-agent: *\n{closed}" + f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap

    def long_time(self, story: Story) -> str:
        """As the article prints it: "Thứ tư - 02/06/2021 08:30"."""
        return f"{WEEKDAYS[story.published.weekday()]} - {story.published:%d/%m/%Y %H:%M}"

    def short_time(self, story: Story) -> str:
        """As lists print it: "02/06/2021 08:30:15 AM"."""
        return f"{story.published:%d/%m/%Y %I:%M:%S %p}"

    def other(self, request: Request) -> Answer | None:
        path = request.path
        if path == "/":
            return moved(f"{request.origin}/vi/")
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path.startswith("/sitemap") and self.sitemap:
            return self._sitemap(path, request.origin)
        if path.startswith("/vi/news/rss/"):
            return self._feed(path, request.origin) if self.feed else None
        if request.query:
            return None
        if path == "/vi/" or (path == "/vi/news/" and self.lists):
            groups = [(category, self.in_category(category.id)[:5]) for category in self.categories]
            return self.render(request, "home", title="", groups=groups)
        return self._listing(request)

    def _listing(self, request: Request) -> Answer | None:
        path, number = request.path, 1
        front, _, digits = path.rstrip("/").rpartition("/page-")
        if front and digits.isdecimal():
            path, number = f"{front}/", int(digits[:6])
        match path.strip("/").split("/"):
            case ["vi", "news", "tag", alias]:
                stories, title = self.with_tag(alias), alias.replace("-", " ")
            case ["vi", "news", alias]:
                stories = tuple(story for story in self.shown if story.category.alias == alias)
                title = stories[0].category.name if stories else ""
            case _:
                return None
        part = cut(title, stories, number, self.page_size)
        if part is None or not stories:
            return None
        link = quote(path)
        return self.render(request, "listing", title=title, part=part, link=link)

    def with_tag(self, alias: str) -> tuple[Story, ...]:
        return next((self.tagged(tag) for tag in self.tags if self.tag_alias(tag) == alias), ())

    def tag_alias(self, tag: str) -> str:
        """NukeViet's tags keep their marks, and join their words."""
        return tag.replace(" ", "-")

    def _feed(self, path: str, origin: str) -> Answer | None:
        alias = path.removeprefix("/vi/news/rss/").strip("/")
        stories = [story for story in self.fed if alias in ("", story.category.alias)]
        if not stories:
            return None
        rows = [self.entry(story, origin, guid=f"news_{story.id}") for story in stories]
        return self.xml(
            feeds.rss(self.office.name, origin, rows, generator="NukeViet v4.5"), "feed"
        )

    def _sitemap(self, path: str, origin: str) -> Answer | None:
        if path == "/sitemap.xml":
            rows = [(f"{origin}/sitemap-vi.{name}.xml", "") for name in ("news", "about")]
            return self.xml(feeds.sitemapindex(rows), "sitemap")
        rows = {
            "/sitemap-vi.news.xml": [
                (origin + self.path(story), story.published.isoformat()) for story in self.stories
            ],
            "/sitemap-vi.about.xml": [(f"{origin}/vi/about/", "2020-02-03T08:00:00+07:00")],
        }.get(path, [])
        return self.xml(feeds.urlset(rows), "sitemap") if rows else None
