"""Jekyll with its default theme minima: `/tin/2021/06/02/ten-bai.html`, `/page2/`, an Atom feed."""

from __future__ import annotations

import json
from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import Kind, Site, cut
from tests.boards.web import Answer, Request

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STATICS = {"/gioi-thieu/": "about", "/lien-he/": "contact"}
_MADE = '<generator uri="https://jekyllrb.com/" version="4.3.2">Jekyll</generator>'


class Jekyll(Site):
    """The theme's dates are English, "Jun 2, 2021". A file server answers, so that every answer is
    conditional."""

    template = "jekyll.html"
    conditional: ClassVar[frozenset[Kind]] = frozenset(("page", "feed", "sitemap", "file"))
    banners = ("/assets/banner-1.png", "/assets/banner-2.png")
    logo = "/assets/logo.png"
    hand = Hand(
        table="<table>\n{rows}\n</table>",
        picture='<p><img src="{src}" alt="{alt}" />\n<em>{caption}</em></p>',
        bold="<p><strong>{text}</strong></p>",
        signed="<p><em>{text}</em></p>",
    )

    def path(self, story: Story) -> str:
        return f"/{story.category.alias}/{story.published:%Y/%m/%d}/{story.alias}.html"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/assets/{story.published:%Y}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/assets/van-ban/{file.filename}"

    def robots(self, origin: str) -> str:
        return f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap

    def day(self, story: Story) -> str:
        when = story.published
        return f"{_MONTHS[when.month - 1]} {when.day}, {when.year}"

    def json_ld(self, story: Story, origin: str) -> str:
        """As jekyll-seo-tag writes it: the first author alone."""
        stamp = story.published.isoformat()
        data: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "dateModified": stamp,
            "datePublished": stamp,
            "description": story.lead,
            "headline": story.title,
            "mainEntityOfPage": {"@type": "WebPage", "@id": origin + self.path(story)},
            "url": origin + self.path(story),
        }
        if story.byline == "field":
            data["author"] = {"@type": "Person", "name": story.people[0]}
        return json.dumps(data, ensure_ascii=False)

    def other(self, request: Request) -> Answer | None:
        path = request.path
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == "/feed.xml":
            return self._feed(request.origin) if self.feed else None
        if path == "/sitemap.xml":
            return self._sitemap(request.origin) if self.sitemap else None
        for category in self.categories:
            if path == f"/danh-muc/{category.alias}/":
                part = cut(category.name, self.in_category(category.id), 1, len(self.shown))
                return self.render(request, "listing", title=category.name, part=part)
        digits = path.removeprefix("/page").removesuffix("/")
        if path != "/" and not (path == f"/page{digits}/" and digits.isdecimal() and digits != "1"):
            return None
        part = cut("", self.shown, int(digits[:6]) if digits else 1, self.page_size)
        return self.render(request, "listing", title="", part=part) if part else None

    def page_link(self, number: int) -> str:
        return f"/page{number}/" if number > 1 else "/"

    def _feed(self, origin: str) -> Answer:
        rows = [
            self.entry(
                story,
                origin,
                creator=story.people[0] if story.byline == "field" else "",
                content=self.body(story),
                guid=origin + self.path(story).removesuffix(".html"),
            )
            for story in self.fed
        ]
        text = feeds.atom(self.office.name, f"{origin}/", f"{origin}/feed.xml", rows, _MADE)
        return self.xml(text, "feed", "application/xml")

    def _sitemap(self, origin: str) -> Answer:
        rows = [(origin + self.path(story), story.published.isoformat()) for story in self.stories]
        rows += [(f"{origin}{path}", "") for path in _STATICS]
        rows += [(f"{origin}/danh-muc/{category.alias}/", "") for category in self.categories]
        rows.append((f"{origin}/", ""))
        return self.xml(feeds.urlset(rows), "sitemap", "application/xml")
