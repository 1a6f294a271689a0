"""Three sites of three invented boards in layouts that no parser knows, served on loopback.

Each has twelve articles in two sections, a menu with static pages (one of them with a date of its
own), a column beside the list, related articles below the text, a foot with an address and today's
date, and a pager of another kind.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from tests.crawler.serving import HTML, Answer

SECTIONS = ("Tin hoạt động", "Đầu tư")
_WORK = ("họp bàn về", "kiểm tra", "ra quân", "ký kết", "tổng kết", "khảo sát")
_WHAT = (
    "mặt bằng cụm công nghiệp Đồi Gió", "an toàn lao động ở cảng Mũi Én", "trồng cây ven sông Lam",
    "hợp đồng cấp nước cho khu Bãi Sậy", "phong trào thi đua quý hai", "tuyến đường nối hai bến",
)  # fmt: skip


@dataclass(frozen=True)
class News:
    """An invented article; `day` and `month` are of 2021."""

    number: int
    title: str
    day: int
    month: int
    section: int
    paragraphs: tuple[str, ...]

    @property
    def printed(self) -> str:
        return f"{self.day:02}/{self.month:02}/2021"

    @property
    def published(self) -> str:
        return f"2021-{self.month:02}-{self.day:02}"

    @property
    def slug(self) -> str:
        return f"{_ASCII[self.number % 6]}-lan-{_NAMES[self.number // 6]}"


_ASCII = ("hop-ban", "kiem-tra", "ra-quan", "ky-ket", "tong-ket", "khao-sat")
_NAMES = ("mot", "hai", "ba")


def _news(number: int) -> News:
    work, what = _WORK[number % 6], _WHAT[(number * 5 + number // 6) % 6]
    title = f"Ban Quản lý cụm cảng Lam Én {work} {what}"
    paragraphs = (
        f"Sáng nay, đoàn công tác số {number} của Ban {work} {what}, cùng dự có đại diện các xã ven"
        " sông và mười hai doanh nghiệp đang hoạt động tại chỗ.",
        f"Theo báo cáo tại buổi làm việc, {40 + number} hộ dân đã đồng thuận với phương án, các hộ"
        " còn lại sẽ được mời đến trao đổi trong tuần tới tại nhà văn hóa của xã.",
        f"Kết luận, lãnh đạo Ban giao tổ số {number} theo dõi và báo cáo kết quả trước ngày cuối"
        " tháng, đồng thời công khai tiến độ để người dân tiện giám sát.",
    )
    return News(number, title, 13 + number, 1 + number % 9, number % 2, paragraphs)


NEWS = tuple(_news(number) for number in range(1, 13))
STATIC = (
    "Ban Quản lý cụm cảng Lam Én được thành lập để giúp các xã ven sông quản lý bến bãi, thu hút"
    " đầu tư và bảo vệ môi trường của hai cảng cùng cụm công nghiệp.",
    "Ban có văn phòng, phòng kế hoạch và phòng kỹ thuật, với hai mươi mốt người làm việc tại trụ sở"
    " chính và trạm trực ở cảng Mũi Én trong suốt cả năm.",
)
FOOT = (
    "Ban Quản lý cụm cảng Lam Én. Địa chỉ: số 9 đường Bến Cũ, xã An Lam. Điện thoại: 0200 000 019."
    " Thư điện tử: banquanly@lamen.example. Ghi rõ nguồn khi đăng lại thông tin của trang này."
)
TODAY = "Thứ hai, ngày 30/11/2026"
PER_PAGE = 4


def page_of(news: Sequence[News], number: int) -> tuple[Sequence[News], int]:
    """The news of one page, newest first, and how many pages there are."""
    start = (number - 1) * PER_PAGE
    return news[start : start + PER_PAGE], -(-len(news) // PER_PAGE)


def of(section: int) -> list[News]:
    return [news for news in reversed(NEWS) if news.section == section]


def _wrapped(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# --- An old layout of tables; articles are named by ?ID=, lists by ?loai=


def tables(path: str, query: dict[str, str]) -> str | None:
    if path == "/":
        rows = "".join(
            f'<tr><td class="dau">{name}</td></tr>{_rows(of(number)[:3])}'
            for number, name in enumerate(SECTIONS)
        )
        return _tables("Trang chủ", f"<table>{rows}</table>")
    if path == "/danhsach.aspx":
        section, number = int(query["loai"]), int(query.get("trang", "1"))
        news, last = page_of(of(section), number)
        pager = " ".join(
            f"<b>{n}</b>"
            if n == number
            else f'<a href="danhsach.aspx?loai={section}&trang={n}">{n}</a>'
            for n in range(1, last + 1)
        )
        pages = f'<tr><td colspan="2" align="right">Trang: {pager}</td></tr>'
        return _tables(SECTIONS[section], f"<table>{_rows(news)}{pages}</table>")
    if path == "/chitiet.aspx":
        news_of = {str(news.number): news for news in NEWS}
        one = news_of.get(query.get("ID", ""))
        if one is None:
            return None
        others = "<br>".join(
            f'- <a href="chitiet.aspx?ID={news.number}">{news.title}</a> ({news.printed})'
            for news in NEWS[:4]
            if news is not one
        )
        text = (
            f"<h3>{one.title}</h3><i>Ngày đăng: {one.printed}</i><div align=justify>"
            f"{_paragraphs(one.paragraphs)}</div><div><b>Các tin khác:</b><br>{others}</div>"
        )
        return _tables(one.title, text)
    if path == "/trang.aspx":
        text = f"<b>Giới thiệu</b><br>Cập nhật: 02/02/2020{_paragraphs(STATIC)}"
        return _tables("Giới thiệu", text)
    return None


def _rows(news: Sequence[News]) -> str:
    return "".join(
        f'<tr><td width="90"><a href="chitiet.aspx?ID={one.number}"><img src="/a.gif"></a></td><td>'
        f'<a href="chitiet.aspx?ID={one.number}"><font color="blue">{one.title}</font></a> '
        f"<font size=1>({one.printed})</font><br>{one.paragraphs[0]}</td></tr>"
        for one in news
    )


def _tables(title: str, inside: str) -> str:
    menu = "<br>".join(
        (
            '<a href="/">Trang chủ</a>',
            '<a href="trang.aspx?m=1">Giới thiệu</a>',
            '<a href="trang.aspx?m=7">Tổ chức và con người</a>',
            *(f'<a href="danhsach.aspx?loai={n}">{name}</a>' for n, name in enumerate(SECTIONS)),
            '<a href="lienhe.aspx">Liên hệ</a>',
        )
    )
    return _wrapped(
        f"{title} - Cụm cảng Lam Én",
        f'<table width="1000"><tr><td colspan="2">CỤM CẢNG LAM ÉN<br>{TODAY}</td></tr>'
        f'<tr><td width="200" valign="top">{menu}</td><td valign="top">{inside}</td></tr>'
        f'<tr><td colspan="2"><p>{FOOT}</p></td></tr></table>',
    )


# --- A web log: everything is a query at the root, the pager is a word


def web_log(path: str, query: dict[str, str]) -> str | None:
    if path != "/":
        return None
    if "p" in query:
        one = next((news for news in NEWS if str(news.number) == query["p"]), None)
        if one is None:
            return None
        return _web_log(
            one.title,
            f'<article class="post-{one.number} hentry"><header><h1>{one.title}</h1>'
            f'<time datetime="{one.published}T08:00:00+07:00">{one.printed}</time></header>'
            f"<div class=chu>{_paragraphs(one.paragraphs)}</div></article>",
        )
    if "page_id" in query:
        heading = "<h1>Giới thiệu</h1><p>Cập nhật ngày 02/02/2020</p>"
        return _web_log("Giới thiệu", f"<article>{heading}{_paragraphs(STATIC)}</article>")
    news: Sequence[News] = list(reversed(NEWS))
    title, rest = "Trang chủ", ""
    if "cat" in query:
        title, rest = SECTIONS[int(query["cat"])], f"cat={query['cat']}&"
        news = of(int(query["cat"]))
    number = int(query.get("paged", "1"))
    shown, last = page_of(news, number)
    older = f'<a href="/?{rest}paged={number + 1}">Bài cũ hơn</a>' if number < last else ""
    newer = f'<a href="/?{rest}paged={number - 1}">Bài mới hơn</a>' if number > 1 else ""
    posts = "".join(
        f'<article class="post-{one.number} hentry muc-{one.section}"><header><h2>'
        f'<a href="/?p={one.number}">{one.title}</a></h2><a href="/?cat={one.section}">'
        f"{SECTIONS[one.section]}</a> "
        f'<time datetime="{one.published}T08:00:00+07:00">{one.printed}</time></header>'
        f'<p>{one.paragraphs[0]} <a href="/?p={one.number}">Đọc tiếp</a></p><footer>'
        '<a href="/?tag=lam-en">Lam Én</a></footer></article>'
        for one in shown
    )
    return _web_log(title, f'<h1>{title}</h1>{posts}<div class="dieu-huong">{older} {newer}</div>')


def _web_log(title: str, inside: str) -> str:
    menu = "".join(f'<li><a href="/?cat={n}">{name}</a></li>' for n, name in enumerate(SECTIONS))
    recent = "".join(
        f'<li><a href="/?p={news.number}">{news.title}</a></li>' for news in NEWS[-1:-4:-1]
    )
    return _wrapped(
        f"{title} – Cụm cảng Lam Én",
        f'<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/?page_id=2">Giới thiệu</a></li>'
        f'<li><a href="/?page_id=3">Con người</a></li>{menu}</ul></nav><main>{inside}</main>'
        f"<aside><h2>Bài viết mới</h2><ul>{recent}</ul><a href='/?m=202106'>Tháng Sáu 2021</a>"
        f'<a href="/?login=1">Đăng nhập</a></aside><footer><p>{FOOT}</p><p>{TODAY}</p></footer>',
    )


# --- Cards: the whole card is a link, addresses have no number, more is had by a script


def cards(path: str, query: dict[str, str]) -> str | None:
    lists = {f"/chuyen-muc/{slug}": n for n, slug in enumerate(("hoat-dong", "dau-tu"))}
    if path == "/":
        blocks = "".join(
            f'<section><h2><a href="/chuyen-muc/{slug}">{SECTIONS[n]}</a></h2>'
            f'<div class="luoi">{_cards(of(n)[:3])}</div></section>'
            for n, slug in enumerate(("hoat-dong", "dau-tu"))
        )
        return _framed("Cụm cảng Lam Én", blocks)
    if path in lists:
        number = int(query.get("page", "1"))
        news, last = page_of(of(lists[path]), number)
        more = f'<button class="nut" data-url="{path}?page={number + 1}">Xem thêm</button>'
        inside = f'<h1>{SECTIONS[lists[path]]}</h1><div class="luoi">{_cards(news)}</div>'
        return _framed(SECTIONS[lists[path]], inside + (more if number < last else ""))
    if match := re.fullmatch(r"/bai-viet/([a-z-]+)", path):
        one = next((news for news in NEWS if news.slug == match[1]), None)
        if one is None:
            return None
        related = f'<div class="goi-y"><h3>Tin liên quan</h3>{_cards(NEWS[:3])}</div>'
        head = (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":'
            f'"{one.title}","datePublished":"{one.published}T09:15:00+07:00"}}</script>'
        )
        text = f"<h1>{one.title}</h1><p class=luc>{one.printed} 09:15</p>"
        return _framed(one.title, f"{text}<div>{_paragraphs(one.paragraphs)}</div>{related}", head)
    if path == "/gioi-thieu":
        return _framed("Giới thiệu", f"<h1>Giới thiệu</h1><div>{_paragraphs(STATIC)}</div>")
    if path == "/nhan-su":
        heading = "<h1>Con người</h1><p>Ngày 02/02/2020</p>"
        return _framed("Con người", f"{heading}<div>{_paragraphs(STATIC)}</div>")
    return None


def _cards(news: Sequence[News]) -> str:
    return "".join(
        f'<div class="o"><a href="/bai-viet/{one.slug}"><img src="/{one.number}.jpg">'
        f'<div class="t">{one.title}</div><div class="n">{one.printed}</div>'
        f"<p>{one.paragraphs[0]}</p></a></div>"
        for one in news
    )


def _framed(title: str, inside: str, head: str = "") -> str:
    menu = (
        '<div class="thanh"><a href="/">Trang chủ</a><a href="/gioi-thieu">Giới thiệu</a>'
        '<a href="/nhan-su">Con người</a><a href="/chuyen-muc/hoat-dong">Tin hoạt động</a>'
        '<a href="/chuyen-muc/dau-tu">Đầu tư</a><a href="/lien-he">Liên hệ</a></div>'
    )
    foot = f'<div class="cuoi"><p>{FOOT}</p><p>{TODAY}</p></div>'
    return _wrapped(f"{title} | Lam Én", f"{menu}<div>{inside}</div>{foot}", head)


LAYOUTS: dict[str, Callable[[str, dict[str, str]], str | None]] = {
    "tables": tables,
    "web_log": web_log,
    "cards": cards,
}


def respond(layout: str) -> Callable[[str, bool], Answer]:
    """What the site of that layout answers."""

    def answer(address: str, _: bool) -> Answer:
        parts = urlsplit(html.unescape(address))
        text = LAYOUTS[layout](parts.path, dict(parse_qsl(parts.query)))
        return Answer(status=404) if text is None else Answer(text.encode(), headers=HTML)

    return answer
