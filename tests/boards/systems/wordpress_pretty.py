"""WordPress with the theme GeneratePress, an SEO plug-in's sitemap and JSON-LD, and posts that
a button loads: the next page stands in a hidden link, as the theme's premium part has it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from kho_tin.sample.news import slug
from tests.boards import feeds
from tests.boards.model import Story
from tests.boards.site import cut
from tests.boards.systems.wordpress_common import GUTENBERG, WordPress
from tests.boards.web import Answer, Request

_LAZY = (
    '<figure class="wp-block-image size-large"><img decoding="async" width="320" height="200" '
    'src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E" '
    'data-src="{src}" alt="{alt}" class="lazyload"/><noscript><img decoding="async" width="320" '
    'height="200" src="{src}" alt="{alt}"/></noscript>'
    '<figcaption class="wp-element-caption">{caption}</figcaption></figure>'
)


class PrettyWordPress(WordPress):
    """`/2021/06/ten-bai/`; the printed day is dd/mm/yyyy, as the office has set it."""

    template = "wordpress_pretty.html"
    hand = replace(GUTENBERG, picture=_LAZY)
    account = "Ban biên tập"
    whole_feed = True

    def path(self, story: Story) -> str:
        return f"/{story.published:%Y/%m}/{story.alias}/"

    def robots(self, origin: str) -> str:
        named = f"\nSitemap: {origin}/sitemap_index.xml\n" if self.sitemap else ""
        return f"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n{named}"

    def day(self, story: Story) -> str:
        return f"{story.published:%d/%m/%Y}"

    def published_utc(self, story: Story) -> str:
        """The time as the plug-in's meta elements and JSON-LD print it."""
        return story.published.astimezone(dt.UTC).isoformat()

    def json_ld(self, story: Story, origin: str) -> str:
        """The plug-in's graph; its times are UTC."""
        stamp = self.published_utc(story)
        link = origin + self.path(story)
        person = {
            "@type": "Person",
            "@id": f"{origin}/#/schema/person/1",
            "name": self.signed(story),
        }
        article = {
            "@type": "Article",
            "@id": f"{link}#article",
            "isPartOf": {"@id": link},
            "author": {"name": self.signed(story), "@id": f"{origin}/#/schema/person/1"},
            "headline": story.title,
            "datePublished": stamp,
            "dateModified": stamp,
            "mainEntityOfPage": {"@id": link},
            "publisher": {"@id": f"{origin}/#organization"},
            "articleSection": [story.category.name],
            "inLanguage": "vi",
        }
        office = {
            "@type": "Organization",
            "@id": f"{origin}/#organization",
            "name": self.office.name,
        }
        graph = {"@context": "https://schema.org", "@graph": [article, person, office]}
        return json.dumps(graph, ensure_ascii=False)

    def other(self, request: Request) -> Answer | None:
        path = request.path
        statics = {"/gioi-thieu/": "about", "/lien-he/": "contact", "/wp-login.php": "login"}
        if path in statics:
            return self.static(request, statics[path])
        if path.startswith("/wp-json/"):
            return self.rest(path.removeprefix("/wp-json").rstrip("/") or "/", request)
        if path == "/feed/":
            return self.feed_page(request, "/feed/")
        if path.endswith(".xml"):
            return self._sitemap(path, request.origin) if self.sitemap else None
        return self._listing(request)

    def _listing(self, request: Request) -> Answer | None:
        """`/`, `/chuyen-muc/…/`, `/tag/…/`, `/2021/06/`, each with `page/N/` behind."""
        parts = request.path.strip("/").split("/") if request.path != "/" else []
        number = 1
        if len(parts) >= 2 and parts[-2] == "page" and parts[-1].isdecimal():
            number, parts = int(parts[-1][:6]), parts[:-2]
        title, stories = "", self.shown
        match parts:
            case []:
                pass
            case ["chuyen-muc", alias]:
                category = next(
                    (category for category in self.categories if category.alias == alias), None
                )
                title = category.name if category else ""
                stories = self.in_category(category.id) if category else ()
            case ["tag", alias]:
                title, stories = self.with_tag(alias)
            case [year, month]:
                title, stories = f"{month}/{year}", self.in_month(year + month)
            case _:
                return None
        if parts and not stories:
            return None
        link = "/" + "".join(f"{part}/" for part in parts)
        return self.listing(request, cut(title, stories, number, 10), link)

    def _sitemap(self, path: str, origin: str) -> Answer | None:
        stamps = [story.published.astimezone(dt.UTC).isoformat() for story in self.stories]
        newest = stamps[0] if stamps else ""
        parts = ["post", "page"] + ["category"] * self.lists
        if path == "/sitemap_index.xml":
            rows = [(f"{origin}/{part}-sitemap.xml", newest) for part in parts]
            return self.xml(feeds.sitemapindex(rows), "sitemap")
        rows = {
            "/post-sitemap.xml": [
                (origin + self.path(story), stamp)
                for story, stamp in zip(self.stories, stamps, strict=True)
            ],
            "/page-sitemap.xml": [
                (f"{origin}{place}", "2020-01-06T02:00:00+00:00")
                for place in ("/", "/gioi-thieu/", "/lien-he/")
            ],
            "/category-sitemap.xml": [
                (f"{origin}/chuyen-muc/{category.alias}/", newest) for category in self.categories
            ],
        }.get(path, [])
        return self.xml(feeds.urlset(rows), "sitemap") if rows else None

    def tag_path(self, tag: str) -> str:
        return f"/tag/{slug(tag)}/"
