"""What WordPress does whatever the theme: feeds that page, its REST endpoint, its uploads."""

from __future__ import annotations

import datetime as dt
import json
from functools import cached_property
from typing import ClassVar

from kho_tin.sample.news import Picture, slug
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import MONTHS, Kind, Part, Site, cut
from tests.boards.web import Answer, Request

GUTENBERG = Hand(
    heading='<h2 class="wp-block-heading">{text}</h2>',
    items='<{tag} class="wp-block-list">\n{rows}\n</{tag}>',
    table='<figure class="wp-block-table"><table><tbody>{rows}</tbody></table></figure>',
    picture=(
        '<figure class="wp-block-image size-large"><img decoding="async" width="320" height="200" '
        'src="{src}" alt="{alt}"/><figcaption class="wp-element-caption">{caption}</figcaption>'
        "</figure>"
    ),
    bold='<p class="has-text-align-right"><strong>{text}</strong></p>',
    signed='<p class="has-text-align-right">{text}</p>',
)


class WordPress(Site):
    """`account` is the user who publishes, as the theme prints it: no author of anything, unless a
    story's byline is its field."""

    hand = GUTENBERG
    conditional: ClassVar[frozenset[Kind]] = frozenset(("file", "feed"))
    account: ClassVar[str] = "admin"
    banners = (
        "/wp-content/uploads/2020/01/banner-1.png",
        "/wp-content/uploads/2020/01/banner-2.png",
    )
    logo = "/wp-content/uploads/2020/01/logo.png"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/wp-content/uploads/{story.published:%Y/%m}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/wp-content/uploads/{story.published:%Y/%m}/{file.filename}"

    def signed(self, story: Story) -> str:
        """Whom the theme names as the post's author."""
        return story.people[0] if story.byline == "field" else self.account

    def authors(self, story: Story) -> tuple[str, ...]:
        return story.authors[:1] if story.byline == "field" else story.authors

    def day(self, story: Story) -> str:
        """WordPress's own form in Vietnamese, `j F, Y`."""
        when = story.published
        return f"{when.day} {MONTHS[when.month - 1]}, {when.year}"

    @cached_property
    def months(self) -> dict[str, str]:
        """The archives' widget: address and name of each month, newest first."""
        rows = {f"{story.published:%Y%m}": story.published for story in self.shown}
        return {name: f"{MONTHS[when.month - 1]} {when.year}" for name, when in rows.items()}

    def in_month(self, month: str) -> tuple[Story, ...]:
        return tuple(story for story in self.shown if f"{story.published:%Y%m}" == month)

    def with_tag(self, alias: str) -> tuple[str, tuple[Story, ...]]:
        """The tag of that alias and its stories; none for an unknown one."""
        tag = next((tag for tag in self.tags if slug(tag) == alias), "")
        return tag, self.tagged(tag)

    def comments(self, story: Story) -> tuple[tuple[str, str, str], ...]:
        """Who, when and what, where readers have commented."""
        if story.id % 5:
            return ()
        when = story.published + dt.timedelta(days=2, hours=3)
        stamp = f"{when.day} {MONTHS[when.month - 1]}, {when.year} lúc {when:%H:%M}"
        words = "Đề nghị quý cơ quan thông tin thêm về tiến độ, xin cảm ơn."
        return (("Trần Văn Khách", stamp, words),)

    def feed_page(self, request: Request, own: str) -> Answer | None:
        """RSS 2.0 as `?paged=` pages it, in UTC; its own address is `own`."""
        size = max(self.feed_size, len(self.fed)) if self.whole_feed else self.feed_size
        part = cut("", self.stories, request.number("paged", 1), size) if self.feed else None
        if part is None:
            return None
        rows = [self._entry(story, request.origin) for story in part.stories]
        text = feeds.rss(
            self.office.name,
            request.origin,
            rows,
            generator="https://wordpress.org/?v=6.5.3",
            itself=request.origin + own,
        )
        return self.xml(text, "feed", "application/rss+xml; charset=UTF-8")

    whole_feed: ClassVar[bool] = False  # set to show as many items as there are, where it is alone

    def _entry(self, story: Story, origin: str) -> feeds.Entry:
        entry = self.entry(
            story,
            origin,
            guid=f"{origin}/?p={story.id}",
            creator=self.signed(story),
            summary=f"<p>{story.lead} [&#8230;]</p>",
            content=self.body(story),
        )
        utc = entry.when.astimezone(dt.UTC)
        return feeds.Entry(**{**vars(entry), "when": utc})

    def rest(self, route: str, request: Request) -> Answer | None:
        """The REST endpoint: its index and `wp/v2/posts`, as long as there are listings."""
        if not self.lists:
            return None
        if route == "/":
            return _json({"name": self.office.name, "namespaces": ["oembed/1.0", "wp/v2"]})
        if route != "/wp/v2/posts":
            return _json({"code": "rest_no_route", "data": {"status": 404}}, 404)
        size = request.number("per_page", 10)
        if not 1 <= size <= 100:
            return _json({"code": "rest_invalid_param", "data": {"status": 400}}, 400)
        part = cut("", self.shown, request.number("page", 1), size)
        if part is None:
            return _json({"code": "rest_post_invalid_page_number", "data": {"status": 400}}, 400)
        counts = {"X-WP-Total": str(len(self.shown)), "X-WP-TotalPages": str(part.last)}
        return _json([self._post(story, request.origin) for story in part.stories], 200, counts)

    def _post(self, story: Story, origin: str) -> dict[str, object]:
        utc = story.published.astimezone(dt.UTC)
        return {
            "id": story.id,
            "date": f"{story.published:%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{utc:%Y-%m-%dT%H:%M:%S}",
            "guid": {"rendered": f"{origin}/?p={story.id}"},
            "slug": story.alias,
            "status": "publish",
            "type": "post",
            "link": origin + self.path(story),
            "title": {"rendered": story.title},
            "content": {"rendered": self.body(story), "protected": False},
            "excerpt": {"rendered": f"<p>{story.lead}</p>", "protected": False},
            "author": 1,
            "categories": [story.category.id],
        }

    def listing(self, request: Request, part: Part | None, link: str) -> Answer | None:
        """A page of a listing; `link` is the address of the first, to which a page is added."""
        if part is None or not (self.lists or part.title == ""):
            return None
        return self.render(request, "listing", title=part.title, part=part, link=link)


def _json(data: object, status: int = 200, extra: dict[str, str] | None = None) -> Answer:
    text = json.dumps(data, ensure_ascii=False)
    return Answer(text.encode(), "application/json; charset=UTF-8", status, extra=extra or {})
