"""WordPress, its default theme Twenty Twenty-One, plain permalinks: `/?p=123`, `?paged=2`."""

from __future__ import annotations

from tests.boards import feeds
from tests.boards.model import Story
from tests.boards.site import cut
from tests.boards.systems.wordpress_common import WordPress
from tests.boards.web import Answer, Request

PAGES = {"2": "about", "14": "contact"}


class PlainWordPress(WordPress):
    """Structure, classes, pager and dates as the theme's templates print them in Vietnamese."""

    template = "wordpress.html"

    def path(self, story: Story) -> str:
        return f"/?p={story.id}"

    def robots(self, origin: str) -> str:
        named = f"\nSitemap: {origin}/wp-sitemap.xml\n" if self.sitemap else ""
        return f"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n{named}"

    def other(self, request: Request) -> Answer | None:
        query = request.query
        if request.path == "/wp-sitemap.xml" and self.sitemap:
            return self._sitemap_index(request.origin)
        if request.path == "/wp-login.php":
            return self.static(request, "login")
        if request.path not in ("/", "/index.php"):
            return None
        if "rest_route" in query:
            return self.rest(query["rest_route"], request)
        if "sitemap" in query:
            return self._sitemap(request) if self.sitemap else None
        if query.get("feed") == "rss2":
            return self.feed_page(request, "/?feed=rss2")
        if "page_id" in query:
            which = PAGES.get(query["page_id"])
            return self.static(request, which) if which else None
        return self._listing(request)

    def _listing(self, request: Request) -> Answer | None:
        narrow = {name: text for name, text in request.query.items() if name != "paged"}
        number = request.number("paged", 1)
        if not narrow:
            return self.listing(request, cut("", self.shown, number, 10), "/?")
        name, value = next(iter(narrow.items()))
        title, stories = "", tuple[Story, ...]()
        if name == "cat" and value.isdecimal():
            stories = self.in_category(int(value[:6]))
            title = f"Chuyên mục: {stories[0].category.name}" if stories else ""
        elif name == "tag":
            tag, stories = self.with_tag(value)
            title = f"Thẻ: {tag}"
        elif name == "m":
            stories = self.in_month(value)
            title = f"Tháng: {self.months.get(value, '')}"
        elif name == "author" and value == "1":
            stories, title = self.shown, f"Tác giả: {self.account}"
        if len(narrow) > 1 or not stories:
            return None
        return self.listing(request, cut(title, stories, number, 10), f"/?{name}={value}&")

    def _sitemap_index(self, origin: str) -> Answer:
        kinds = ["posts&sitemap-subtype=post", "posts&sitemap-subtype=page"]
        kinds += ["taxonomies&sitemap-subtype=category", "users"] if self.lists else []
        rows = [(f"{origin}/?sitemap={kind}&paged=1", "") for kind in kinds]
        return self.xml(feeds.sitemapindex(rows), "sitemap", "application/xml; charset=UTF-8")

    def _sitemap(self, request: Request) -> Answer | None:
        origin, kind = request.origin, request.query.get("sitemap-subtype", "")
        rows = {
            "post": [
                (origin + self.path(story), story.published.isoformat()) for story in self.stories
            ],
            "page": [(f"{origin}/?page_id={number}", "") for number in PAGES],
            "category": [(f"{origin}/?cat={category.id}", "") for category in self.categories],
            "": [(f"{origin}/?author=1", "")] if self.lists else [],
        }.get(kind, [])
        if not rows or request.number("paged", 1) != 1:
            return None
        return self.xml(feeds.urlset(rows), "sitemap", "application/xml; charset=UTF-8")
