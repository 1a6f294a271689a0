"""The board's pages, as its portal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.lives.news import SECTIONS, Standing, Version, slug

TITLE = "Ban Quản lý Khu kinh tế Làng Sen"


def section_path(section: int) -> str:
    return f"/categories/{slug(SECTIONS[section])}-{section}.html"


def picture_path(number: int) -> str:
    return f"/CMS/Content/anh-{number}.jpg"


def document_path(number: int) -> str:
    return f"/CMS/Content/van-ban-{number}.docx"


def page(title: str, body: str, head: str = "") -> str:
    links = "".join(
        f'<li><a href="{section_path(number)}">{escape(name)}</a></li>'
        for number, name in SECTIONS.items()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head><meta charset="utf-8">{head}\n'
        f"<title>{escape(title)}</title></head>\n"
        f'<body>\n<nav class="stellarnav"><ul>{links}</ul></nav>\n<div id="main">\n{body}\n</div>\n'
        f"<footer>{TITLE}</footer>\n</body>\n</html>\n"
    )


def home() -> str:
    return page(TITLE, '<a href="/listchildcat/tin-tuc-1.html">Tin tức</a>')


def listing(
    section: int, items: Sequence[Standing], current: int, pages: int, postback: bool
) -> str:
    """One page of a section; with `postback`, its pager is script only, as of ASP.NET."""
    lines = "".join(
        f'<div class="article-item"><h4><a href="{each.path}">{escape(each.version.title)}</a></h4>'
        f"<span>({each.version.date:%d/%m/%Y})</span></div>\n"
        for each in items
    )
    numbers = "".join(
        f'<li class="page-item{" active" if n == current else ""}"><a class="page-link" '
        f'href="{_pager_link(section, n, current, postback)}">{n}</a></li>'
        for n in range(1, pages + 1)
    )
    pager = f'<ul class="pagination">{numbers}</ul>' if pages > 1 else ""
    name = SECTIONS[section]
    empty = "<p>Không có dữ liệu!</p>"
    return page(name, f'<h1>{name}</h1><div class="row categoryList">{lines or empty}</div>{pager}')


def _pager_link(section: int, number: int, current: int, postback: bool) -> str:
    if number == current:
        return "#"
    if postback:
        return f"javascript:__doPostBack('pager','{number}')"
    return f"{section_path(section)}?CurrentPage={number}"


def article(standing: Standing, head: str = "") -> str:
    version, section = standing.version, standing.section
    author = f'<div class="AuthorName">{escape(version.author)}</div>' if version.author else ""
    return page(
        version.title,
        f'<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">Trang chủ</a></li>'
        f'<li class="breadcrumb-item"><a href="{section_path(section)}">{SECTIONS[section]}</a>'
        "</li>"
        f'<li class="breadcrumb-item">{escape(version.title)}</li></ol>\n'
        f'<div class="row PageDetail" id="PageDetail">'
        f'<input type="hidden" id="ArticleId" value="{standing.number}">'
        f'<span class="date" id="publishupshow-right">Cập nhật lúc: {version.date:%d/%m/%Y}'
        "</span>\n"
        f'<div class="full-text article-content"><h1 class="heading-title">{escape(version.title)}'
        f"</h1>\n{_body(version)}\n{author}</div>{_documents(version)}</div>",
        head,
    )


def _documents(version: Version) -> str:
    links = "".join(
        f'<p><a href="{document_path(number)}">Văn bản số {number}</a></p>'
        for number in version.documents
    )
    return f'<div class="listtailieu"><h3>Tài liệu đính kèm</h3>{links}</div>' if links else ""


def _body(version: Version) -> str:
    paragraphs = [f"<p>{escape(text)}</p>" for text in version.paragraphs]
    pictures = [
        f'<figure class="image"><img src="{picture_path(number)}" alt="" width="480" height="300">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for number, caption in version.pictures
    ]
    return "\n".join([*paragraphs[:1], *pictures, *paragraphs[1:]])


def refreshing(path: str, seconds: int) -> str:
    """What has a page load another, or itself, after some seconds."""
    return f'<meta http-equiv="refresh" content="{seconds}; url={path}">'


def moved(path: str) -> str:
    """A page that only leads to another."""
    return page("Đang chuyển trang", "<p>Đang chuyển…</p>", refreshing(path, 0))


def missing() -> str:
    """The portal's page for what it does not have, answered 200."""
    return page("Lỗi", '<div class="error-template"><h1>404</h1><p>Không tìm thấy trang</p></div>')


def maintenance() -> str:
    """Of the host before the portal, answered 200, with none of the portal's marks."""
    text = "Hệ thống đang được bảo trì để nâng cấp, mời quý vị quay lại sau ít phút."
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin điện tử'
        '</title></head><body><div id="nav"><a href="/">Trang chủ</a></div><div class="main">'
        f'<h1>Cổng thông tin điện tử</h1><div class="ngay">02/06/2021</div><div class="noidung">'
        f"<p>{text}</p></div></div></body></html>"
    )


def notice() -> str:
    """A page of the portal that stands before all others for a day, and reads like news."""
    text = (
        "Nhân kỷ niệm ngày thành lập, cổng thông tin điện tử giới thiệu bộ ảnh tư liệu về chặng "
        "đường đã qua, gồm nhiều hình ảnh lần đầu được công bố rộng rãi tới bạn đọc.",
        "Bộ ảnh được trưng bày tại sảnh chính đến hết tháng, mở cửa tự do cả ngày nghỉ.",
    )
    paragraphs = "".join(f"<p>{each}</p>" for each in text)
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Ảnh tư liệu</title>'
        '</head><body><div id="nav"><a href="/">Trang chủ</a></div><div class="main">'
        f'<h1>Ảnh tư liệu</h1><div class="ngay">28/02/2027</div><div class="noidung">{paragraphs}'
        "</div></div></body></html>"
    )


def wall(key: str) -> str:
    """The stub that sets a cookie and loads the page again."""
    return (
        '<html>\r\n<head></head>\r\n<body><script type="text/javascript">'
        f'document.cookie="D1N={key}; path=/";window.location.reload(true);</script></body></html>'
    )
