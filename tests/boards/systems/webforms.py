"""ASP.NET web forms: `default.aspx?page=news&do=detail&…`, lists turned by postbacks, and times in
.NET's American form, month first."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import Part, Site, cut
from tests.boards.web import Answer, Request, page

GRID = "ctl00$ContentPlaceHolder1$gvTin"
_KEY = b"the machine key of this invented site"
_LIST = "/default.aspx?page=news&do=list&category_id="
_STATICS = {"about": "about", "contact": "contact", "login": "login"}


class WebForms(Site):
    """Each list is a GridView; its view state is signed, and every postback of it is checked as
    ASP.NET does: the signature, and that the page offered this event."""

    template = "webforms.html"
    feed_size: ClassVar[int] = 20
    page_size: ClassVar[int] = 6
    banners = ("/Upload/Banner/b1.png", "/Upload/Banner/b2.png")
    logo = "/Images/logo.png"
    hand = Hand(
        paragraph=(
            '<p class="MsoNormal" style="text-align: justify;"><span style="font-size: 12pt; '
            "font-family: 'Times New Roman';\">{text}</span></p>"
        ),
        heading="<p><b><span style=\"font-family: 'Times New Roman';\">{text}</span></b></p>",
        table='<table class="MsoTableGrid" border="1" cellspacing="0">{rows}</table>',
        head='<td valign="top"><p class="MsoNormal"><b>{text}</b></p></td>',
        cell='<td valign="top"><p class="MsoNormal">{text}</p></td>',
        picture=(
            '<p style="text-align: center;"><img src="{src}" alt="{alt}" width="320" /></p>'
            '<p style="text-align: center;"><i>{caption}</i></p>'
        ),
        bold='<p class="MsoNormal" align="right"><b>{text}</b></p>',
        signed='<p class="MsoNormal" align="right"><i>{text}</i></p>',
    )

    def path(self, story: Story) -> str:
        return (
            f"/default.aspx?page=news&do=detail&category_id={story.category.id}&news_id={story.id}"
        )

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/Upload/News/{story.published:%Y}/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/Download.ashx?id={story.id}"

    def robots(self, origin: str) -> str:
        named = f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap
        return f"User-agent: *\nDisallow: /admin/\n{named}"

    def american(self, story: Story) -> str:
        """.NET's `ToString()` of a time in en-US: "6/23/2016 10:09:02 AM"."""
        when = story.published
        half = "AM" if when.hour < 12 else "PM"
        day = f"{when.month}/{when.day}/{when.year}"
        return f"{day} {when.hour % 12 or 12}:{when:%M:%S} {half}"

    def short_day(self, story: Story) -> str:
        when = story.published
        return f"{when.month}/{when.day}/{when.year}"

    def list_path(self, category: int) -> str:
        return f"{_LIST}{category}"

    def event(self, number: int) -> str:
        """The link of the pager to another page."""
        return f"javascript:__doPostBack('{GRID}','Page${number}')"

    def other(self, request: Request) -> Answer | None:
        path, query = request.path, request.query
        if path == "/sitemap.xml":
            return self._sitemap(request.origin) if self.sitemap else None
        if path == "/rss.aspx":
            return self._feed(request.origin) if self.feed else None
        if path not in ("/", "/default.aspx"):
            return None
        if query.get("page") == "news" and query.get("do") == "list":
            number = query.get("category_id", "")
            return self._list(request, int(number[:6]) if number.isdecimal() else 0)
        if query.get("page") in _STATICS and len(query) == 1:
            return self.static(request, _STATICS[query["page"]])
        if query:
            return None
        groups = [(category, self.in_category(category.id)[:5]) for category in self.categories]
        return self.render(request, "home", title="Trang chủ", groups=groups)

    def _list(self, request: Request, category: int) -> Answer | None:
        stories = self.in_category(category)
        if not stories:
            return None
        number = 1
        if request.method == "POST":
            turned = self._turned(request, category)
            if turned is None:
                return self._refused(request)
            number = turned
        part = cut(stories[0].category.name, stories, number, self.page_size)
        if part is None:
            return self._refused(request)
        state = {"list": category, "page": number}
        events = {"list": category, "events": [f"Page${n}" for n in part.numbers if n != number]}
        return self._page(request, part, category, _sealed(state), _sealed(events))

    def _page(self, request: Request, part: Part, category: int, state: str, events: str) -> Answer:
        return self.render(
            request,
            "listing",
            title=part.title,
            part=part,
            state=state,
            events=events,
            action=f"./default.aspx?page=news&do=list&category_id={category}",
        )

    def _turned(self, request: Request, category: int) -> int | None:
        """The page that a postback turns to; None if ASP.NET would refuse it."""
        form = request.form
        state = _opened(form.get("__VIEWSTATE", ""))
        events = _opened(form.get("__EVENTVALIDATION", ""))
        argument = form.get("__EVENTARGUMENT", "")
        if state is None or events is None or form.get("__EVENTTARGET") != GRID:
            return None
        if state.get("list") != category or events.get("list") != category:
            return None
        offered = events.get("events")
        if not isinstance(offered, list) or argument not in offered:
            return None
        return int(argument.removeprefix("Page$"))

    def _refused(self, request: Request) -> Answer:
        words = "Invalid postback or callback argument. Validation of viewstate MAC failed."
        title = f"<title>{words}</title><h1>Server Error in '/' Application.</h1>"
        return page(f"<html><head>{title}<h2><i>{words}</i></h2></head></html>", 500)

    def _feed(self, origin: str) -> Answer:
        rows = [self.entry(story, origin) for story in self.fed]
        return self.xml(feeds.rss(self.office.name, origin, rows), "feed")

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}/default.aspx", ""), (f"{origin}/default.aspx?page=about", "")]
        rows += [(f"{origin}{_LIST}{category.id}", "") for category in self.categories]
        rows += [(origin + self.path(story), "") for story in self.stories]
        return self.xml(feeds.urlset(rows), "sitemap")


def _sealed(state: Mapping[str, object]) -> str:
    """As a hidden field: what it says, signed."""
    text = json.dumps(state, sort_keys=True).encode()
    return base64.b64encode(hmac.digest(_KEY, text, hashlib.sha256) + text).decode()


def _opened(field: str) -> dict[str, object] | None:
    """What a hidden field says; None where the signature is wrong."""
    try:
        data = base64.b64decode(field, validate=True)
    except ValueError:
        return None
    seal, text = data[:32], data[32:]
    if not hmac.compare_digest(seal, hmac.digest(_KEY, text, hashlib.sha256)):
        return None
    said = json.loads(text)
    return said if isinstance(said, dict) else None
