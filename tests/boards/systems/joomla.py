"""Joomla 5 with its template Cassiopeia: category blogs, `?start=9`, addresses below index.php."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from kho_tin.sample.news import Picture, slug
from tests.boards import feeds
from tests.boards.editor import Hand, names
from tests.boards.model import File, Story
from tests.boards.site import MONTHS, Part, Site, cut
from tests.boards.web import Answer, Request

_STATICS = {
    "/index.php/gioi-thieu": "about",
    "/index.php/lien-he": "contact",
    "/index.php/dang-nhap": "login",
}
_MAP = {"option": "com_osmap", "view": "xml", "id": "1"}


class Joomla(Site):
    """A blog's page has a leading article, four others and four links, as its defaults are."""

    template = "joomla.html"
    page_size: ClassVar[int] = 9
    banners = ("/images/banners/banner1.png", "/images/banners/banner2.png")
    logo = "/images/logo.png"
    hand = Hand(
        paragraph='<p style="text-align: justify;">{text}</p>',
        heading="<h3>{text}</h3>",
        table='<table class="table table-bordered" border="1"><tbody>\n{rows}\n</tbody></table>',
        picture=(
            '<p style="text-align: center;"><img src="{src}" alt="{alt}" width="320" height="200" '
            'loading="lazy" /></p>\n<p style="text-align: center;"><em>{caption}</em></p>'
        ),
    )

    def path(self, story: Story) -> str:
        return f"/index.php/{story.category.alias}/{story.alias}"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/images/{story.published:%Y}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/attachments/article/{story.id}/{file.filename}"

    def robots(self, origin: str) -> str:
        closed = "".join(f"Disallow: /{name}/\n" for name in ("administrator", "api", "cache"))
        named = f"\nSitemap: {origin}/index.php?option=com_osmap&view=xml&id=1\n"
        return f"User-agent: *\n{closed}" + named * self.sitemap

    def day(self, story: Story) -> str:
        """The language pack's DATE_FORMAT_LC3, `d F Y`."""
        when = story.published
        return f"{when:%d} {MONTHS[when.month - 1]} {when.year}"

    def signed(self, story: Story) -> str:
        """The author's alias, or the account that wrote it."""
        return names(story) if story.byline == "field" else "Super User"

    def tag_path(self, tag: str) -> str:
        return f"/index.php/component/tags/tag/{slug(tag)}"

    def other(self, request: Request) -> Answer | None:
        path, query = request.path, request.query
        if query == _MAP and path == "/index.php":
            return self._sitemap(request.origin) if self.sitemap else None
        if query.get("format") == "feed" and path in ("/", "/index.php"):
            return self._feed(request, query.get("type", "rss")) if self.feed else None
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        number = request.number("start", 0)
        if number % self.page_size or query.keys() - {"start"}:
            return None
        part, link = self._part(path, number // self.page_size + 1)
        if part is None:
            return None
        return self.render(request, "listing", title=part.title, part=part, link=link)

    def _part(self, path: str, number: int) -> tuple[Part | None, str]:
        if path in ("/", "/index.php"):
            return cut("", self.shown, number, self.page_size), "/index.php"
        for category in self.categories:
            if path == f"/index.php/{category.alias}":
                stories = self.in_category(category.id)
                return cut(category.name, stories, number, self.page_size), path
        for tag in self.tags:
            if path == self.tag_path(tag):
                return cut(tag, self.tagged(tag), number, self.page_size), path
        return None, ""

    def _feed(self, request: Request, kind: str) -> Answer:
        origin, itself = request.origin, request.origin + request.target
        rows = [self.entry(story, origin, creator=self.signed(story)) for story in self.fed]
        maker = "Joomla! - Open Source Content Management"
        if kind == "atom":
            made = f"<generator>{maker}</generator>"
            text = feeds.atom(self.office.name, f"{origin}/index.php", itself, rows, made)
            return self.xml(text, "feed", "application/atom+xml; charset=utf-8")
        rows = [replace(row, creator="") for row in rows]
        text = feeds.rss(self.office.name, origin, rows, generator=maker, itself=itself)
        return self.xml(text, "feed", "application/rss+xml; charset=utf-8")

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}{path}", "") for path in ("/index.php", *_STATICS) if "nhap" not in path]
        rows += [(f"{origin}/index.php/{category.alias}", "") for category in self.categories]
        rows += [
            (origin + self.path(story), f"{story.published:%Y-%m-%d}") for story in self.stories
        ]
        return self.xml(feeds.urlset(rows), "sitemap")
