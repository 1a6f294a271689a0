"""Pages that their own site's menu names are about the site itself."""

from __future__ import annotations

import pytest

from kho_tin.parsers.html.document import Document
from kho_tin.parsers.menus import stands_in_menu
from kho_tin.parsers.model import Page

AT = "https://culao.example/gioi-thieu/"
MENU = '<a href="/">Trang chủ</a> <a href="{}">{}</a> <a href="/tin-tuc/">Tin tức</a>'
REST = "<h1>Giới thiệu chung</h1><p>Ban có tư cách pháp nhân.</p>" + '<a href="/x">Khác</a>' * 9


def names_itself(menu: str) -> bool:
    body = f"<html><body>{menu}{REST}</body></html>"
    return stands_in_menu(Document.of(Page(AT, body.encode(), "utf-8")))


@pytest.mark.parametrize(
    "element", ["<nav>{}</nav>", '<ul class="mod-menu">{}</ul>', '<div role="navigation">{}</div>']
)
def test_a_page_in_the_menu(element: str) -> None:
    for href in (AT, "/gioi-thieu/", "../gioi-thieu/"):
        assert names_itself(element.format(MENU.format(href, "Giới thiệu")))
    assert not names_itself(element.format(MENU.format("/lien-he/", "Liên hệ")))


@pytest.mark.parametrize(
    "markup",
    [
        '<nav class="breadcrumb"><a href="/gioi-thieu/">Giới thiệu</a></nav>',
        '<nav aria-label="Breadcrumbs"><a href="/gioi-thieu/">Giới thiệu</a></nav>',
        '<nav><a href="#noi-dung">Đến nội dung</a></nav>',
        '<nav><a href="/gioi-thieu/#lien-quan">Tin liên quan</a></nav>',
        '<ul class="latest"><li><a href="/gioi-thieu/">Giới thiệu</a></li></ul>',
        '<aside><ul class="menu"><li><a href="/gioi-thieu/">Giới thiệu</a></li></ul></aside>',
        '<nav><a href="/gioi-thieu/">Khởi công nhà máy chế biến nông sản tại Cù Lao</a></nav>',
    ],
)
def test_a_link_to_itself_elsewhere(markup: str) -> None:
    """The path to a page, a skip link, a list of the latest, a headline in a menu."""
    assert not names_itself(markup)
