"""The WebSphere face: volatile and stable addresses, its pager, its portlets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kho_tin.sample import NewsArticle, SampleServer, load_news
from kho_tin.sample.addresses import wcm_path, wcm_uuid
from tests.sample.conftest import Got, get, only, some_news, squeezed
from tests.sample.test_vnpt import assert_in_order, pieces

Serve = Callable[..., SampleServer]
ARTICLES = load_news()
HOME = "/wps/portal/vungsuong/Home"


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a.id))
def test_every_article_shows_its_truth(websphere: SampleServer, article: NewsArticle) -> None:
    got = get(websphere, article.url(websphere.url, "websphere"))
    assert got.status == 200
    portlet = got.page.css("section.ibmPortalControl .wpsPortletBody")[0]
    shown = squeezed(only(portlet, ".chi-tiet").text())
    assert only(portlet, "h3").text() == article.title
    assert only(portlet, "h3 + p").text() == f"Ngày {article.date:%d/%m/%Y}"
    assert_in_order(pieces(article), shown)
    assert shown.endswith(
        squeezed(f"{f'(Theo {article.source})' if article.source else ''} {article.byline or ''}")
    )
    assert only(portlet, "span.asa\\.wcm\\.content_item\\.path").text() == wcm_path(article)
    sources = [str(node.attrs["src"]).split("?") for node in portlet.css(".chi-tiet img")]
    assert [websphere.url.rstrip("/") + path for path, _ in sources] == article.image_urls(
        websphere.url, "websphere"
    )
    assert all("MOD=AJPERES&CACHEID=" in keys for _, keys in sources)
    links = [str(a.attrs["href"]).split("?")[0] for a in portlet.css(".tep-kem a")]
    assert [websphere.url.rstrip("/") + path for path in links] == article.attachment_urls(
        websphere.url, "websphere"
    )
    for path in (*(p for p, _ in sources), *links):
        assert get(websphere, path).status == 200


def body_of(got: Got) -> str:
    return only(got.page, ".chi-tiet").text()


def test_one_article_has_many_addresses(websphere: SampleServer) -> None:
    article = next(a for a in ARTICLES if a.id % 3 == 0)
    other = next(a for a in ARTICLES if a.id % 3 == 1)
    uuid = wcm_uuid(f"article/{article.id}")
    assert wcm_path(article).endswith(f"/{uuid}")
    assert wcm_path(other).endswith(f"/{other.alias}")
    area = article.category.slug
    stable = get(websphere, article.url(websphere.url, "websphere"))
    encoded = f"wcm%3Apath%3A%2Fvungsuong%2Fsite%2Fnews%2F{area}%2F{uuid}"
    listing = get(websphere, f"{HOME}/page/{area}").text
    states = re.findall(r'href="(/wps/portal/!ut/p/z1/[^"]+)"', listing)
    assert len(states) > 9
    for path in (
        f"{HOME}?1dmy&current=true&urile={encoded}",
        f"/wps/portal/anything?1dmy&current=true&urile={encoded}",
        f"{HOME}/page/{area}/{uuid}",
        f"{HOME}/page/{area}/{article.alias}",
    ):
        assert body_of(get(websphere, path)) == body_of(stable), path


def test_volatile_addresses_change_and_the_page_does_not(websphere: SampleServer) -> None:
    path = f"{HOME}/page/thong-bao"
    first, second = (get(websphere, path) for _ in range(2))
    pattern = r'href="(/wps/portal/!ut/p/z1/[^"]+)"'
    states = [re.findall(pattern, got.text) for got in (first, second)]
    assert len(states[0]) == len(states[1]) > 9
    assert not set(states[0]) & set(states[1])
    home = [get(websphere, each[0]) for each in states]
    assert [got.status for got in home] == [200, 200]
    assert squeezed(only(home[0].page, "body").text()) == squeezed(
        only(home[1].page, "body").text()
    )
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["ETag"].startswith('W/"')
    assert get(websphere, path, If_None_Match=first.headers["ETag"]).status == 304
    pictures = re.findall(r"CACHEID=ROOTWORKSPACE-([\w-]+)&", first.text + second.text)
    assert len(set(pictures)) in {0, 2}


LISTED = r"ns_Z7_VUNGSUONG_LIST_WCM_Page\.[0-9a-f-]{36}=2/"


@pytest.mark.parametrize(
    ("category", "number", "form"),
    [
        (
            "doanh-nghiep-lao-dong",
            15,
            r"\?WCM_PI=1&WCM_Page\.[0-9a-f-]{36}=2&WCM_PageSize\.[0-9a-f-]{36}=10",
        ),
        ("moi-truong", 16, f"{HOME}/page/moi-truong/p={LISTED}"),
        ("thong-bao", 17, f"/wps/portal/!ut/p/z1/.+/p={LISTED}"),
    ],
)
def test_paging(serve: Serve, category: str, number: int, form: str) -> None:
    server = serve(face="websphere", news=some_news(27, category))
    path = f"{HOME}/page/{category}"
    seen: list[str] = []
    pages = 0
    while path:
        page = get(server, path).page
        seen += [a.text() for a in page.css(".danh-sach a.ten-tin")]
        pages += 1
        following = page.css("#_nextPage")
        if pages == 1:
            assert re.fullmatch(form, str(following[0].attrs["href"]))
            assert only(page, "#linkToPage_3").text() == "3"
            assert only(page, "#_lastPage").text() == "Cuối"
            assert page.css("#linkToPage_1") == []
        step = str(following[0].attrs["href"]) if following else ""
        path = f"{HOME}/page/{category}{step}" if step.startswith("?") else step
    assert pages == 3
    assert seen == [f"Tin số {n}" for n in range(27, 0, -1)]
    oid = get(server, f"{HOME}?uri=nm:oid:Z6_{number:06X}").page
    assert len(oid.css(".danh-sach a.ten-tin")) == 10


def test_what_stands_around_the_news(websphere: SampleServer) -> None:
    page = get(websphere, ARTICLES[0].url(websphere.url, "websphere")).page
    for header in page.css("header.wpthemeControlHeader"):
        names = [span.text() for span in header.css("span")]
        assert len(names) == 2
        assert names[0] == names[1]
    text = only(page, "body").text()
    for words in ("Tin tức khác", "Đường dây nóng", "Thông kê truy cập", "Tổng lượt truy cập:"):
        assert words in text
    assert only(page, 'img[alt="logo development"]').attrs["src"] == "/images/logo.png"
    assert only(page, "span.asa\\.wcm\\.content_item\\.authors").text() == "wpsadmin"
    others = page.css(".tin-khac a")
    assert len(others) == 8
    assert str(others[0].attrs["href"]).startswith("?1dmy&current=true&urile=wcm%3Apath%3A%2F")


def test_home_and_what_is_missing(websphere: SampleServer) -> None:
    home = get(websphere, "/")
    assert (home.status, home.headers["Location"]) == (302, HOME)
    page = get(websphere, HOME).page
    assert len(page.css(".tin-moi")) == 8
    links = {str(a.attrs["href"]) for a in page.css("a[href]")}
    for link in sorted(links):
        assert get(websphere, link).status == 200, link
    soft = get(websphere, f"{HOME}?urile=wcm:path:/vungsuong/site/news/thong-bao/khong-co")
    assert soft.status == 200
    assert "Nội dung không tồn tại" in soft.text
    assert get(websphere, "/khong-co").status == 404
    assert get(websphere, f"{HOME}/page/khong-co").status == 404
