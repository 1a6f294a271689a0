"""Which lists of teasers on a page are its news, and which are menus, "related" or links beside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from kho_tin.parsers.assemble import is_news_section
from kho_tin.parsers.general.address_shapes import is_specific, shape
from kho_tin.parsers.general.page_links import PageLink, read_links
from kho_tin.parsers.general.page_regions import ASIDE, FOOT, MENU
from kho_tin.parsers.general.teaser_boxes import Teaser, TeaserList, teaser_lists
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.page_numbers import address_number

_BESIDE = re.compile(
    r"\W*(?:(?:các )?(?:tin|bài|bài viết|tin tức|tin bài|thông tin)"
    r" (?:liên quan|khác|cùng|cũ hơn|mới hơn|đã đưa|đọc nhiều|xem nhiều)|xem nhiều|đọc nhiều"
    r"|(?:được )?quan tâm|có thể bạn|liên kết|đối tác|bình luận|từ khóa|thẻ\b"
    r"|related|more from|most (?:read|viewed|popular)|popular|recent|see also|you may|comments?\b"
    r"|tags?\b|links?\b)",
    re.IGNORECASE,
)
# "Same from … to …" is measured on this project's own lists and on 39 saved pages.
_MEAN_TITLE = 25  # characters that undated headlines have on average; same from 22 to 30
_LONG_TITLE = 40  # the same where the addresses show nothing either; same from 35 to 50
_SHARE = 0.5  # of the teasers: so many are dated, or have a summary; same from 0.34 to 0.6
_SHAPED = 0.6  # of the teasers: so many addresses are of one page among many; same from 0.3 to 0.99
_NO_NEWS = 0.5  # of the teasers: where more are of static pages, all are; same from 0.25 to 0.99


@dataclass
class NewsLists:
    """All links of a page, the lists of news in its own content (`own`) and those `beside` it, and
    the shapes of the addresses of news."""

    url: str
    links: list[PageLink]
    own: list[TeaserList]
    beside: list[TeaserList]
    shapes: Counter[str] = field(default_factory=Counter)

    @cached_property
    def is_of_an_article(self) -> bool:
        """Whether the page's own address is like those of the news: then it is one of them."""
        return shape(self.url) in self.shapes

    @property
    def may_be_an_article(self) -> bool:
        """Whether the page's own address may be that of an article."""
        return self.is_of_an_article or is_specific(shape(self.url))

    @property
    def is_marked(self) -> bool:
        """Whether most of the news have a date, a picture or a heading, and not a link alone."""
        return (
            bool(self.teasers)
            and _share(
                self.teasers, lambda t: t.published is not None or t.has_picture or t.link.heading
            )
            >= _SHARE
        )

    @property
    def teasers(self) -> list[Teaser]:
        """The news of the page's own content, each once."""
        by_url: dict[str, Teaser] = {}
        for teaser_list in self.own:
            for teaser in teaser_list.teasers:
                known = by_url.setdefault(teaser.link.url, teaser)
                known.published = known.published or teaser.published
                known.summary = known.summary or teaser.summary
        return list(by_url.values())


def news_lists_of(document: Document) -> NewsLists:
    """The lists of news on the page."""
    links = read_links(document)
    lists = teaser_lists(document, links)
    is_part = is_later_part(document.url)
    news = [each for each in lists if _is_news(each) or (is_part and _is_last_line(each))]
    for teaser_list in news:
        teaser_list.teasers = _without_strangers(teaser_list.teasers)
    own = [teaser_list for teaser_list in news if not _is_beside(teaser_list)]
    beside = [teaser_list for teaser_list in news if _is_beside(teaser_list)]
    seen = NewsLists(document.url, links, own, beside)
    for teaser_list in own or beside:
        seen.shapes.update(
            shaped for teaser in teaser_list.teasers if is_specific(shaped := teaser.link.shape)
        )
    chosen = {id(teaser_list) for teaser_list in news}
    for teaser_list in lists:  # a first article set apart, in markup of its own
        if id(teaser_list) in chosen or _is_beside(teaser_list) or not own:
            continue
        if teaser_list.region in (MENU, FOOT) or not _is_like(teaser_list, seen.shapes):
            continue
        own.append(teaser_list)
    order = {link.node.mem_id: place for place, link in enumerate(links)}
    own.sort(key=lambda teaser_list: order[teaser_list.teasers[0].link.node.mem_id])
    return seen


def is_later_part(url: str) -> bool:
    """Whether an address is that of a list's second page, or a later one."""
    return (address_number(url) or 1) > 1


def _is_last_line(teaser_list: TeaserList) -> bool:
    """Whether a list is the one line that was left for a pager's last page."""
    teasers = teaser_list.teasers
    return (
        len(teasers) == 1
        and teaser_list.region not in (MENU, FOOT)
        and teasers[0].published is not None
        and is_specific(teasers[0].link.shape)
    )


def _is_beside(teaser_list: TeaserList) -> bool:
    return teaser_list.region in (ASIDE, FOOT) or bool(_BESIDE.match(teaser_list.heading))


def _is_like(teaser_list: TeaserList, shapes: Counter[str]) -> bool:
    return all(teaser.link.shape in shapes for teaser in teaser_list.teasers)


def _is_news(teaser_list: TeaserList) -> bool:
    """Whether a list is of news, by the dates, summaries, pictures and addresses of its teasers."""
    teasers, region = teaser_list.teasers, teaser_list.region
    if region == FOOT or _share(teasers, _is_static) > _NO_NEWS:
        return False
    dated = _share(teasers, lambda teaser: teaser.published is not None)
    with_summary = _share(teasers, lambda teaser: teaser.summary is not None)
    shown = _share(teasers, lambda teaser: teaser.has_picture)
    shaped = _share(teasers, lambda teaser: is_specific(teaser.link.shape))
    mean = sum(len(teaser.title) for teaser in teasers) / len(teasers)
    if len(teasers) == 1:
        return region != MENU and dated == 1 and (with_summary == 1 or teasers[0].link.heading)
    if region == MENU:
        return dated >= _SHARE and shaped >= _SHAPED and mean >= _MEAN_TITLE
    if dated >= _SHARE:
        return True
    if shaped >= _SHAPED and (mean >= _MEAN_TITLE or with_summary >= _SHARE or shown >= _SHARE):
        return True
    if with_summary >= _SHARE and (
        shown >= _SHARE or _share(teasers, lambda t: t.link.heading) == 1
    ):
        return True
    return mean >= _LONG_TITLE and len(teasers) > 2  # two long links may stand anywhere


def _without_strangers(teasers: list[Teaser]) -> list[Teaser]:
    """The teasers without links of another kind among them: the list's own heading, "see all"."""
    if _share(teasers, lambda teaser: is_specific(teaser.link.shape)) < _SHARE:
        return teasers
    return [
        teaser
        for teaser in teasers
        if is_specific(teaser.link.shape) or teaser.published or teaser.summary
    ]


def _is_static(teaser: Teaser) -> bool:
    """Whether a teaser leads to a page about the site itself, or to documents, by its folder."""
    folders = urlsplit(teaser.link.url).path.rpartition("/")[0]
    if folders and not is_news_section("-", folders):
        return True
    return teaser.published is None and not is_news_section(teaser.title, "")


def _share(teasers: Sequence[Teaser], holds: object) -> float:
    assert callable(holds)
    return sum(bool(holds(teaser)) for teaser in teasers) / len(teasers)
