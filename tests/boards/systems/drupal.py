"""Drupal 10 with its theme Olivero: `/node/12`, `?page=0` the first page, month-first dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import WEEKDAYS, Kind, Site, cut
from tests.boards.web import Answer, Request

_STATICS = {"/node/1": "about", "/contact": "contact", "/user/login": "login"}
_TAG = 20  # the first tag's term


class Drupal(Site):
    """The formats are the ones it is installed with: `D, m/d/Y - H:i` to the eye, UTC in `time`."""

    template = "drupal.html"
    conditional: ClassVar[frozenset[Kind]] = frozenset(("file", "page", "feed", "sitemap"))
    banners = ("/sites/default/files/banner1.png", "/sites/default/files/banner2.png")
    logo = "/sites/default/files/logo.png"
    hand = Hand(
        table="<table><tbody>{rows}</tbody></table>",
        picture=(
            '<figure role="group" class="caption caption-img align-center"><img alt="{alt}" '
            'src="{src}" width="320" height="200" loading="lazy"><figcaption>{caption}</figcaption>'
            "</figure>"
        ),
        bold='<p class="text-align-right"><strong>{text}</strong></p>',
        signed='<p class="text-align-right"><em>{text}</em></p>',
    )

    def path(self, story: Story) -> str:
        return f"/node/{story.id}"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/sites/default/files/inline-images/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/sites/default/files/{story.published:%Y-%m}/{file.filename}"

    def robots(self, origin: str) -> str:
        closed = "".join(f"Disallow: {path}\n" for path in ("/core/", "/admin/", "/user/register"))
        return f"User-agent: *\n{closed}" + f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap

    def medium(self, story: Story) -> str:
        when = story.published
        short = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")[when.weekday()]
        return f"{short}, {when:%m/%d/%Y - %H:%M}"

    def long(self, story: Story) -> str:
        when = story.published
        day = WEEKDAYS[when.weekday()]
        return f"{day}, tháng {when.month} {when.day}, {when.year} - {when:%H:%M}"

    def stamp(self, story: Story) -> str:
        return f"{story.published.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"

    def term(self, tag: str) -> str:
        return f"/taxonomy/term/{_TAG + self.tags.index(tag)}"

    def other(self, request: Request) -> Answer | None:
        path, origin = request.path, request.origin
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == "/rss.xml":
            return self._feed(origin) if self.feed else None
        if path == "/sitemap.xml":
            return self._sitemap(origin) if self.sitemap else None
        title, stories = "", self.shown
        if path.startswith("/taxonomy/term/"):
            number = path.removeprefix("/taxonomy/term/")
            title, stories = self._term(int(number[:6]) if number.isdecimal() else 0)
            if not stories:
                return None
        elif path not in ("/", "/node") or (path == "/node" and not self.lists):
            return None
        part = cut(title, stories, request.number("page", 0) + 1, self.page_size)
        if part is None:
            return None
        return self.render(request, "listing", title=title, part=part)

    def _term(self, number: int) -> tuple[str, tuple[Story, ...]]:
        if stories := self.in_category(number):
            return stories[0].category.name, stories
        if _TAG <= number < _TAG + len(self.tags):
            tag = self.tags[number - _TAG]
            return tag, self.tagged(tag)
        return "", ()

    def _feed(self, origin: str) -> Answer:
        rows = [
            self.entry(story, origin, creator="admin", guid=f"{story.id} at {origin}")
            for story in self.fed
        ]
        rows = [replace(row, when=row.when.astimezone(dt.UTC)) for row in rows]
        text = feeds.rss(self.office.name, f"{origin}/", rows)
        return self.xml(text, "feed", "application/rss+xml; charset=utf-8")

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}/", ""), (f"{origin}/node/1", "2018-11-05T02:11:09Z")]
        rows += [(f"{origin}/taxonomy/term/{category.id}", "") for category in self.categories]
        rows += [(origin + self.path(story), self.stamp(story)) for story in self.stories]
        return self.xml(feeds.urlset(rows), "sitemap", "application/xml; charset=utf-8")
