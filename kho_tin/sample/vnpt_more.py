"""The VNPT portal's pages that are no news: documents, pictures, maps, feeds, errors."""

from __future__ import annotations

import re
from html import escape

from kho_tin.sample import addresses, board
from kho_tin.sample.answers import SampleResponse, redirect
from kho_tin.sample.request import SampleRequest
from kho_tin.sample.site import SampleSite
from kho_tin.sample.vnpt_frame import category_url, documents, plain

FEED_SIZE = 20


def missing() -> SampleResponse:
    """How this CMS says that there is no such page: a soft 404."""
    return redirect("/error.html")


def document_list(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    rows = "\n".join(
        f"<tr><td>{n}</td><td>{item.date:%d/%m/%Y}</td>"
        f'<td><a href="{item.url}">{escape(item.title)}</a></td></tr>'
        for n, item in enumerate(documents(site), 1)
    )
    head = "<tr><th>STT</th><th>Ngày ban hành</th><th>Trích yếu</th></tr>"
    table = f'<table class="table">{head}\n{rows}</table>'
    return plain(site, request, "document-list", "Văn bản", table)


def document_page(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    matching = [item for item in documents(site) if item.number == int(match["id"])]
    if not matching:
        return missing()
    path = addresses.attachment(matching[0].document.path, "vnpt", encode=False)
    rows = (
        ("Trích yếu", escape(matching[0].title)),
        ("Ngày ban hành", f"{matching[0].date:%d/%m/%Y}"),
        ("Cơ quan ban hành", board.TITLE),
        ("Tệp đính kèm", f'<a href="{escape(path)}">{escape(matching[0].document.filename)}</a>'),
    )
    cells = "\n".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    table = f'<table class="table">\n{cells}\n</table>'
    return plain(site, request, "document-detail", matching[0].title, table)


def gallery(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    cells = [
        f'<a class="gallery-item" href="{src}"><img src="{src}" alt="" />'
        f"<span>{escape(picture.caption)}</span></a>"
        for article in site.listed()
        for picture in article.images
        for src in [addresses.picture(article, picture.file, "vnpt")]
    ]
    return plain(site, request, "gallery", "Thư viện ảnh", "\n".join(cells[:60]))


def sitemap(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    links = [(f"/{p.alias}-{p.number}.html", p.title) for p in board.STATIC_PAGES]
    links += [(f"/listchildcat/{p.slug}-{p.number}.html", p.name) for p in board.PARENTS]
    links += [(category_url(c), c.name) for c in board.CATEGORIES]
    rows = "\n".join(f'<li><a href="{url}">{escape(name)}</a></li>' for url, name in links)
    return plain(site, request, "site-map", "Sơ đồ trang", f"<ul>\n{rows}\n</ul>")


def error(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    words = '<p>Không tìm thấy trang mà bạn yêu cầu.</p><p><a href="/">Về trang chủ</a></p>'
    return plain(site, request, "error-page", "Đã có lỗi xảy ra", words)


def viewer(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    """In place of the PDF viewer's page: the browser's own viewer shows the file."""
    file = escape(request.query.get("file", ""))
    return SampleResponse(f'<!DOCTYPE html><embed src="{file}" width="100%" height="98%">'.encode())


def legacy(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    for article in site.published():
        if article.alias == match["alias"]:
            return redirect(addresses.article(article, "vnpt"))
    return missing()


def feed(site: SampleSite, request: SampleRequest, match: re.Match[str]) -> SampleResponse:
    """Not RSS, whatever its address says: a list of objects, serialised."""
    category = board.BY_NUMBER.get(int(match["id"]))
    rows = "".join(
        f"<ArticleModel><ArticleId>{a.id}</ArticleId><Title>{escape(a.title)}</Title>"
        f"<Alias>{a.alias}</Alias><Description>{escape(a.summary)}</Description></ArticleModel>"
        for a in (site.listed(category.number) if category else ())[:FEED_SIZE]
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<ArrayOfArticleModel>{rows}'
    return SampleResponse(
        f"{text}</ArrayOfArticleModel>".encode(),
        "application/xml; charset=utf-8",
        last_modified=site.changed_at(),
    )
