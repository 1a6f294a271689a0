"""Canonical addresses and identities."""

from __future__ import annotations

import pytest

from kho_tin.parsers.addresses import (
    canonical,
    earlier_form,
    filename_of,
    identity_of_url,
    leads_nowhere,
    vnpt_id,
    websphere_identity,
)

BASE = "https://vungsuong.example/categories/tin-tuc-su-kien-11.html?CurrentPage=2"
HOST = "https://vungsuong.example"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/hop-bao-1043.html#binh-luan", f"{HOST}/hop-bao-1043.html"),
        ("?CurrentPage=3", f"{HOST}/categories/tin-tuc-su-kien-11.html?CurrentPage=3"),
        ("//VungSuong.example:443/a", f"{HOST}/a"),
        ("/a;jsessionid=0000AbC:1?b=1", f"{HOST}/a?b=1"),
        ("/a?utm_source=x&b=1&fbclid=2", f"{HOST}/a?b=1"),
        ("/a?sid=Xy12Xy12Xy12Xy12Xy12Xy12", f"{HOST}/a"),
        ("/a?sid=1234567890123456&mod=news", f"{HOST}/a?sid=1234567890123456&mod=news"),
        ("/CMS/VanBan/1985-QĐ-UBND PL1.pdf", f"{HOST}/CMS/VanBan/1985-Q%C4%90-UBND%20PL1.pdf"),
        ("/a%c4%90.pdf", f"{HOST}/a%C4%90.pdf"),
        ("/c/x.jpg?MOD=AJPERES&CACHEID=6f-0a&CVID=a", f"{HOST}/c/x.jpg"),
        (
            "/wps/portal/!ut/p/z1/04_Sj9CPykss/?1dmy&current=true&urile=wcm%3Apath%3A%2Flib%2Fa",
            f"{HOST}/wps/portal/?1dmy&current=true&urile=wcm:path:/lib/a",
        ),
        ("/-/asset_publisher/a/content/b?redirect=%2Fc&_101_cur=2",
         f"{HOST}/-/asset_publisher/a/content/b?_101_cur=2"),
        ("mailto:a@vungsuong.example", ""),
        ("javascript:;", ""),
        ("http://[bad", ""),
    ],
)  # fmt: skip
def test_canonical(link: str, url: str) -> None:
    assert canonical(link, BASE) == url
    assert canonical(url) == url


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a\n\t/QD12.pdf", "/a/QD12.pdf"),
        ("  /a/QD12.pdf\r\n", "/a/QD12.pdf"),
        ("/a/QD  12.pdf", "/a/QD%20%2012.pdf"),
        ("/a/QD\u00a012.pdf", "/a/QD%C2%A012.pdf"),
        ("/a/Quye\u0302\u0301t.pdf", "/a/Quye%CC%82%CC%81t.pdf"),
        ("/a/Quy\u1ebft.pdf", "/a/Quy%E1%BA%BFt.pdf"),
        ("/a/Quye%CC%82%CC%81t.pdf", "/a/Quye%CC%82%CC%81t.pdf"),
        ("\\CMS\\Content\\a.pdf", "/CMS/Content/a.pdf"),
        ("/tai?tep=a\\b.pdf", "/tai?tep=a%5Cb.pdf"),
        ("https:\\\\vungsuong.example\\a.pdf", "/a.pdf"),
    ],
)  # fmt: skip
def test_an_address_is_what_a_browser_requests(link: str, url: str) -> None:
    assert canonical(link, BASE) == HOST + url
    assert canonical(HOST + url) == HOST + url


@pytest.mark.parametrize(
    ("charset", "query"),
    [
        ("utf-8", "t%C3%AAn"),
        ("cp1252", "t%EAn"),
        ("no-such", "t%C3%AAn"),
    ],
)
def test_a_query_is_in_the_charset_of_its_page(charset: str, query: str) -> None:
    assert canonical("/tên?a=tên", HOST, charset) == f"{HOST}/t%C3%AAn?a={query}"


@pytest.mark.parametrize(
    "link",
    [
        "http://a.example", "http://a.example/", "https://www.a.example/tin/bai-1.html",
        "http://a.example/tin//1", "http://a.example/tin/../1", "http://A.example/Tin", "/", "/tin",
        "/tin/", "/tin/bai-1.html", "/tin//1.html", "/tin/./1", "/tin/..", "/tin/.an", "/a.b.c",
        "//b.example/1", "/tin/bài", "tin", "http://a/1", "http://1.2.3.4/1",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "base",
    ["", "http://a.example/muc/?x=1", "http://A.example:80/", "https://an@a.example/", "file:///a"],
)
def test_a_plain_address_is_read_as_any_other(link: str, base: str) -> None:
    """The plain ones have a short way. An empty query, which is dropped, takes the long one."""
    assert canonical(link, base) == canonical(f"{link}?", base)


def test_a_query_with_what_its_charset_does_not_have() -> None:
    assert canonical("?a=tế", f"{HOST}/", "cp1252") == f"{HOST}/?a=t%26%237871%3B"


@pytest.mark.parametrize(
    "path",
    [
        "/(S(aaaa0000bbbb1111cccc2222))/tin.aspx?id=12",
        "/(X(1)S(dddd3333eeee4444ffff5555))/tin.aspx?id=12",
        "/(A(x)F(y-Z_1))/tin.aspx?id=12",
        "/tin.aspx?AspxAutoDetectCookieSupport=1&id=12",
        "/tin.aspx?id=12",
    ],
)
def test_a_session_is_no_identity(path: str) -> None:
    assert identity_of_url(HOST + path) == f"{HOST}/tin.aspx?id=12"
    assert canonical(path, f"{HOST}/(S(dddd3333eeee4444ffff5555))/") == f"{HOST}/tin.aspx?id=12"


def test_the_address_that_captures_of_the_first_versions_have() -> None:
    former = f"{HOST}/a/Quy%E1%BA%BFt%20%C4%91inh.pdf?a=1"
    assert earlier_form(f"{HOST}/a/Quye%CC%82%CC%81t%20%20%C4%91inh.pdf?a=1") == former
    assert earlier_form(former) is earlier_form(f"{HOST}/a%2Fb%25.pdf") is None
    assert earlier_form(f"{HOST}/%FF.pdf") is None


def test_brackets_of_a_name_stay() -> None:
    assert canonical("/a/(so 5)/b(S(x)).pdf", HOST) == f"{HOST}/a/(so%205)/b(S(x)).pdf"


def test_twins_have_one_identity() -> None:
    twins = ("http://vungsuong.example/a/", "https://www.vungsuong.example/a",
             "https://VUNGSUONG.example/a#b")  # fmt: skip
    assert {identity_of_url(url) for url in twins} == {f"{HOST}/a"}
    assert identity_of_url(f"{HOST}/?b") == f"{HOST}/?b"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (f"{HOST}/hop-bao-2021-1043.html", "1043"),
        (f"{HOST}/categories/tin-tuc-su-kien-11.html", None),
        (f"{HOST}/van-ban/quyet-dinh-12.html", None),
        (f"{HOST}/thong-bao.html", None),
    ],
)
def test_vnpt_id(url: str, number: str | None) -> None:
    assert vnpt_id(url) == number


UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        (f"{HOST}/wps/portal/a?1dmy&urile=wcm:path:/lib/site/news/a/b",
         "wcm:path:/lib/site/news/a/b"),
        (f"{HOST}/wps/portal/a?urile=wcm%3apath%3a%2Flib%2Fsite%2Fnews%2Fa%2Fb",
         "wcm:path:/lib/site/news/a/b"),
        (f"{HOST}/wps/portal/site/Home/page/tin/{UUID}", UUID),
        (f"{HOST}/wps/portal/?uri=nm:oid:Z6_049IL8VSOJDB70", "nm:oid:Z6_049IL8VSOJDB70"),
        (f"{HOST}/wps/portal/site/Home", None),
    ],
)  # fmt: skip
def test_websphere_identity(url: str, identity: str | None) -> None:
    assert websphere_identity(url) == identity


def test_filename() -> None:
    assert filename_of(f"{HOST}/CMS/1985-Q%C4%90-UBND%20PL1.pdf") == "1985-QĐ-UBND PL1.pdf"
    assert filename_of(f"{HOST}/documents/1/2/Ban+do.zip/8f1d?t=1") == "Ban do.zip"
    assert filename_of(f"{HOST}/tap-tin/12") == "12"


@pytest.mark.parametrize("href", ["#", "", None, "javascript:;", " JavaScript:void(0)", "tel:1"])
def test_dead(href: str | None) -> None:
    assert leads_nowhere(href)
    assert not leads_nowhere("?a=1")
    assert leads_nowhere("java\nscript:void(0)")
