"""What all parsers share in putting an article together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kho_tin.parsers.addresses import identity_of_url
from kho_tin.parsers.html.body import Body
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.pagination import ENDS, find_continuation
from kho_tin.parsers.html.text import text_problems
from kho_tin.parsers.model import Article, Attachment, LayoutChanged, Link, Listing, NotAnArticle
from kho_tin.parsers.substitutes import suspicion
from kho_tin.parsers.vietnamese.bylines import Byline
from kho_tin.parsers.vietnamese.date_forms import Shown
from kho_tin.parsers.vietnamese.dates import PrintedDate, date_problems
from kho_tin.parsers.vietnamese.language import language_of
from kho_tin.parsers.vietnamese.names import is_department


@dataclass(frozen=True)
class Parts:
    """What a parser has read of an article.

    `published` overrides the printed `date` where the page gives the same moment more exactly.
    `byline` is that of the body, and `identity` that of the address, when left out. `doubt` says
    what other day `published` may be; `date_order` is as in `Article`.
    """

    url: str
    title: str
    body: Body
    date: PrintedDate | None
    published: str | None = None
    byline: Byline | None = None
    category: str | None = None
    summary: str | None = None
    attachments: Sequence[Attachment] = ()
    identity: str | None = None
    doubt: str | None = None
    date_order: Shown | None = None

    def article(self, document: Document, parser: str) -> Article:
        """The Article of them, with the problems that its fields tell of."""
        title, body, date = self.title, self.body, self.date
        iso = self.published or (date.iso if date else None)
        byline = self.byline or body.byline
        files = {file.url: file for file in (*body.attachments, *self.attachments)}
        if iso is None:
            document.note("no_date", "the page prints no date for this article")
        else:
            for problem in date_problems(iso, f"{title}\n{body.text}", document.page.fetched_at):
                document.note(problem.kind, problem.message)
        if self.doubt:
            document.note("doubtful_date", self.doubt)
        if any(block.repaired for block in body.blocks):
            document.note("repaired_text", "entities that had lost their ampersand were repaired")
        if not body.text:
            document.note("no_body", "the article has no text of its own, only pictures or files")
        for problem in text_problems(title, self.summary, body.text, byline.author):
            document.note(problem.kind, problem.message)
        return Article(
            url=self.url,
            title=title,
            published=iso,
            published_text=date.printed if date else None,
            body=body.text,
            parser=parser,
            author=byline.author,
            source=byline.source,
            category=self.category or None,
            summary=self.summary or None,
            body_html=body.html,
            language=language_of(f"{title}\n{body.text}"),
            identity=self.identity or identity_of_url(self.url),
            images=body.images,
            attachments=tuple(files.values()),
            problems=tuple(document.problems),
            suspect=suspicion(document, title, body.text),
            date_order=self.date_order,
        )


def merge_bylines(field: str | None, body: Byline) -> Byline:
    """The byline of a page with an element for the author (`field`) and a byline in its text
    (`body`). A person in the text is preferred to a department in the field."""
    if field and body.author and is_department(field) and not is_department(body.author):
        return body
    return Byline(field or body.author, body.source)


def as_listing(
    document: Document,
    parser: str,
    sections: tuple[Link, ...],
    items: Sequence[Link] = (),
    following: str | None = None,
) -> Listing:
    """A Listing of `items`. `following` is the next page by the system's own pagination; without
    it another link to the next page is looked for, and signs of one that cannot be followed."""
    continuation = find_continuation(document, items, following)
    if continuation == ENDS and (dated := _of_the_list(items)):
        continuation = find_continuation(document, dated, following)
    problems = tuple(document.problems)
    return Listing(
        document.url,
        parser,
        unique(items),
        continuation.next,
        sections,
        problems,
        continuation.unfollowed,
        continuation.post,
    )


def _of_the_list(items: Sequence[Link]) -> Sequence[Link]:
    """The items with a date, where others have none: these may be "read most" and the like, beside
    the list, and so stand behind its pager, which is looked for behind the last item."""
    dated = [item for item in items if item.published]
    return dated if 1 < len(dated) < len(items) else ()


def changed(document: Document, parser: str, message: str) -> LayoutChanged:
    return LayoutChanged(document.url, parser, message, tuple(document.problems))


def no_article(document: Document, parser: str, reason: str, message: str) -> NotAnArticle:
    return NotAnArticle(document.url, parser, reason, message, tuple(document.problems))


def unique(links: Sequence[Link]) -> tuple[Link, ...]:
    """`links` without the second and later ones of the same identity (or address)."""
    by_identity: dict[str, Link] = {}
    for link in links:
        by_identity.setdefault(link.identity or link.url, link)
    return tuple(by_identity.values())


_NO_NEWS = re.compile(
    r"trang chủ|^home$|giới thiệu|about|liên hệ|contact|văn bản|van-?ban|thủ tục|thu-tuc|hỏi đáp"
    r"|hoi-dap|góp ý|gop-y|lịch công tác|lich-|đăng nhập|dang-nhap|login|sitemap|sơ đồ|so-do|rss"
    r"|thư viện|thu-vien|hình ảnh|hinh-anh|video|album|gallery|đường dây nóng|duong-day-nong"
    r"|cơ cấu|co-cau|chức năng|chuc-nang|bộ máy|danh bạ|danh-ba|gioi-thieu|lien-he|tra cứu|tra-cuu"
    r"|dịch vụ công|dich-vu-cong|dichvucong|tìm kiếm|tim-kiem|search|q&a|faq|lãnh đạo|lanh-dao"
    r"|lịch sử hình thành|document|/vi/?$|/en/?$|^english$|^tiếng việt$|tuyển dụng hồ sơ|phòng ban"
    r"|phong-ban|trang-chu|công khai tài chính|phần mềm|thăm dò|khảo sát",
    re.IGNORECASE,
)


def is_news_section(title: str, url: str) -> bool:
    """Whether a menu's link may lead to news, by its title and address: not to documents,
    galleries, forms or pages about the site itself."""
    return bool(title) and not _NO_NEWS.search(title) and not _NO_NEWS.search(url)
