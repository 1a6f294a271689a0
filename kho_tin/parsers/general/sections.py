"""The sections of a site: links on a list or a home page that may lead to more lists."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.assemble import is_news_section, unique
from kho_tin.parsers.general.address_shapes import is_specific
from kho_tin.parsers.general.news_lists import NewsLists
from kho_tin.parsers.general.page_links import PageLink
from kho_tin.parsers.general.page_regions import FOOT, MENU, TAGS
from kho_tin.parsers.html.page_numbers import is_later_page
from kho_tin.parsers.model import Link

MOST = 60  # sections of one page, against menus without an end; same from 30 to 120
_LONGEST = 60  # characters of a section's name; same from 50 to 80
_SHORTEST = 2  # characters: one is an icon or a number; same from 1 to 2
_NO_SECTION = re.compile(
    r"\W*(?:(?:(?:xem|đọc|tải) (?:thêm|tiếp)|chi tiết|trang (?:trước|sau|tiếp|cuối|đầu)|lên đầu"
    r"|bỏ qua|skip|print|share|continue|read more|log ?(?:in|out)|đăng (?:ký|xuất)|register"
    r"|phản ánh|weblink|tháng (?:\d|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười))"
    r"|(?:tiếp|trước|sau|đầu|cuối|đầu tiên|cuối cùng|in|in (?:trang|bài)(?: viết)?|bản in|gửi"
    r"|chia sẻ|next|prev(?:ious)?|older|newer|(?:tin|bài|bài viết)? ?(?:cũ|mới) hơn|english"
    r"|tiếng anh)\W*$)",
    re.IGNORECASE,
)
_NO_SECTION_ADDRESS = re.compile(
    r"[/?&=](?:tags?|tu-khoa|author|tac-gia|feeds?|rss\w{0,5}|atom|print|in-an|login|register|users?|admin"
    r"|wp-\w{1,10}|cart|mailto|share|replytocom|comment|lang(?:uage)?|amp|m)(?:[/?&=.]|$)"
    r"|/\d{4}/\d{1,2}(?:/\d{1,2})?/?$|/(?:en|english)(?:/|$)|\.(?:xml|ashx|asmx|axd|js|css)$",
    re.IGNORECASE,
)


def sections_of(seen: NewsLists) -> tuple[Link, ...]:
    """The sections, those of the menu first."""
    items = {teaser.link.url for teaser in seen.teasers}
    for teaser_list in seen.beside:
        items.update(teaser.link.url for teaser in teaser_list.teasers)
    chosen = [link for link in seen.links if link.url not in items and _may_be(link, seen)]
    chosen.sort(key=lambda link: link.region != MENU)  # stable: else in the page's order
    links = (Link(link.url, link.text, identity=identity_of_url(link.url)) for link in chosen)
    return unique(list(links))[:MOST]


def _may_be(link: PageLink, seen: NewsLists) -> bool:
    if link.region in (FOOT, TAGS) or link.in_prose:
        return False
    if link.url == seen.url or _is_root(link.url):
        return False
    if not _SHORTEST <= len(link.text) <= _LONGEST or not any(map(str.isalpha, link.text)):
        return False
    if _NO_SECTION.match(link.text) or _NO_SECTION_ADDRESS.search(_path(link.url)):
        return False
    if is_later_page(seen.url, link.url) or is_later_page(link.url, seen.url):
        return False
    if not is_news_section(link.text, _path(link.url)):
        return False
    # What has the address of an article is one, unless the menu names it.
    is_item = link.shape in seen.shapes and is_specific(link.shape)
    return link.region == MENU or not is_item


def _is_root(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
