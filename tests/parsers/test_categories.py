"""The category of an article on a page of unknown markup, in each place where pages name it."""

from __future__ import annotations

import json

import pytest

from tests.parsers.test_general import FIRST, SECOND, THIRD, TITLE, article, paragraphs

TEXT = f"<div class=tin>{paragraphs(FIRST, SECOND, THIRD)}</div>"
CRUMBS = {
    "@context": "https://schema.org",
    "@type": "BreadcrumbList",
    "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Trang chủ"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/cang", "name": "Cảng biển"}},
        {"@type": "ListItem", "position": 3, "name": TITLE},
    ],
}
LINKED = '<div class=dan><a href="/">Trang chủ</a> › <a href="/cang">Cảng biển</a></div>'
LABELLED = '<p>Chuyên mục: <a href="/cang">Cảng biển</a>, <a href="/tau">Tàu</a></p>'
TERMS = '<h3>Chuyên mục</h3><ul><li><a href="/cang">Cảng biển</a></li><li>Tàu</li></ul>'
PLACES = [
    pytest.param("", "", '<meta property="article:section" content="Cảng biển">', id="meta"),
    pytest.param(
        '<nav aria-label="Breadcrumb"><a href="/">Trang chủ</a><a href="/c">Cảng biển</a></nav>',
        "", "", id="aria-label",
    ),
    pytest.param(
        '<ol itemscope itemtype="https://schema.org/BreadcrumbList"><li><a href="/c">Cảng biển</a>'
        "</li></ol>", "", "", id="microdata",
    ),
    pytest.param(
        "", "", f'<script type="application/ld+json">{json.dumps(CRUMBS)}</script>', id="json",
    ),
    pytest.param(LINKED, "", "", id="path"),
    pytest.param("<p>Trang chủ / Cảng biển</p>", "", "", id="path in words"),
    pytest.param("", LABELLED, "", id="label"),
    pytest.param("", f"<aside>{LABELLED}</aside>", "", id="label beside"),
    pytest.param("", TERMS, "", id="label above a list"),
    pytest.param("", '<p><a rel="category tag" href="/c">Cảng biển</a></p>', "", id="rel"),
]  # fmt: skip


@pytest.mark.parametrize(("above", "below", "head"), PLACES)
def test_where_a_page_names_it(above: str, below: str, head: str) -> None:
    read_as = article(f"<article>{above}<h1>{TITLE}</h1>{TEXT}{below}</article>", head)
    assert read_as.category == "Cảng biển"


def test_the_sections_name_above_the_title() -> None:
    menu = '<div><a href="/cang">Cảng biển</a></div>'
    named = f"<div><div class=khung>Cảng biển</div><h1>{TITLE}</h1>{TEXT}</div>"
    assert article(f"{menu}{named}").category == "Cảng biển"
    assert article(named).category is None  # no section: the menu leads to none of that name


@pytest.mark.parametrize(
    "beside",
    [
        "<div><b>Chuyên mục</b><div><a href=/cang>Cảng biển</a></div></div>",
        "<p>Trang chủ | Cảng biển | Tàu</p>",
        f"<nav aria-label=breadcrumb><a href=/>Trang chủ</a><a href=/b>{TITLE}</a></nav>",
        "<nav aria-label=breadcrumb><a href=/a>hailam.example</a></nav>",
    ],
)
def test_a_menu_is_no_category(beside: str) -> None:
    assert article(f"{beside}<div><h1>{TITLE}</h1>{TEXT}</div>{beside}").category is None
