"""An old site in classic ASP: tables within tables, `<FONT>`, `NewsDetail.asp?ID=123`."""

from __future__ import annotations

from typing import ClassVar

from kho_tin.sample.news import Picture
from tests.boards import feeds
from tests.boards.editor import Hand
from tests.boards.model import File, Story
from tests.boards.site import WEEKDAYS, Site, cut
from tests.boards.web import Answer, Request

_STATICS = {"/GioiThieu.asp": "about", "/LienHe.asp": "contact", "/DangNhap.asp": "login"}


class Tables(Site):
    """Days in words on an article, with hyphens in lists; Latin-1 letters as FCKeditor wrote
    them; addresses relative to the folder."""

    template = "tables.html"
    feed_size: ClassVar[int] = 15
    page_size: ClassVar[int] = 7
    banners = ("/images/quangcao1.png", "/images/quangcao2.png")
    logo = "/images/logo.png"
    hand = Hand(
        paragraph="<P align=justify><FONT face=Arial size=2>{text}</FONT></P>",
        heading="<P align=justify><FONT face=Arial size=2><STRONG>{text}</STRONG></FONT></P>",
        items="<{tag}>{rows}</{tag}>",
        item="<LI><FONT face=Arial size=2>{text}</FONT>",
        table="<TABLE cellSpacing=1 cellPadding=1 width=100% border=1>{rows}</TABLE>",
        head="<TD><FONT face=Arial size=2><STRONG>{text}</STRONG></FONT></TD>",
        cell="<TD><FONT face=Arial size=2>{text}</FONT></TD>",
        picture=(
            "<TABLE cellSpacing=0 cellPadding=2 width=330 align=center border=0><TR><TD><IMG "
            'src="{src}" alt="{alt}" width=320 border=0></TD></TR><TR><TD align=middle><FONT '
            "face=Arial color=#0000ff size=1><EM>{caption}</EM></FONT></TD></TR></TABLE>"
        ),
        bold="<P align=right><FONT face=Arial size=2><STRONG>{text}</STRONG></FONT></P>",
        signed="<P align=right><FONT face=Arial size=2><EM>{text}</EM></FONT></P>",
        entities=True,
    )

    def path(self, story: Story) -> str:
        return f"/NewsDetail.asp?ID={story.id}"

    def image_path(self, story: Story, picture: Picture) -> str:
        return f"/upload/image/{picture.file}"

    def file_path(self, story: Story, file: File) -> str:
        return f"/upload/vanban/{file.filename}"

    def published(self, story: Story) -> str:
        return f"{story.published:%Y-%m-%d}"

    def robots(self, origin: str) -> str:
        named = f"Sitemap: {origin}/sitemap.xml\n" * self.sitemap
        return f"User-agent: *\nDisallow: /admin/\n{named}"

    def in_words(self, story: Story) -> str:
        when = story.published
        return f"{WEEKDAYS[when.weekday()]}, ngày {when.day} tháng {when.month} năm {when.year}"

    def day(self, story: Story) -> str:
        return f"{story.published:%d-%m-%Y}"

    def other(self, request: Request) -> Answer | None:
        path, query = request.path, request.query
        if path in ("/", "/index.asp"):
            return self.render(request, "home", title="Trang chu")
        if path in _STATICS:
            return self.static(request, _STATICS[path])
        if path == "/sitemap.xml":
            return self._sitemap(request.origin) if self.sitemap else None
        if path == "/rss.asp":
            rows = [self.entry(story, request.origin, guid="") for story in self.fed]
            text = feeds.rss(self.office.name, request.origin, rows)
            return self.xml(text, "feed") if self.feed else None
        number = query.get("CatID", "")
        if path != "/News.asp" or not number.isdecimal():
            return None
        stories = self.in_category(int(number[:6]))
        part = cut("", stories, request.number("Page", 1), self.page_size) if stories else None
        if part is None:
            return None
        category = stories[0].category
        return self.render(request, "listing", title=category.name, part=part, category=category)

    def _sitemap(self, origin: str) -> Answer:
        rows = [(f"{origin}{path}", "") for path in ("/index.asp", "/GioiThieu.asp", "/LienHe.asp")]
        rows += [(f"{origin}/News.asp?CatID={category.id}", "") for category in self.categories]
        rows += [(origin + self.path(story), "") for story in self.stories]
        return self.xml(feeds.urlset(rows), "sitemap")
