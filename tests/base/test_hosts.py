"""Which hosts are one, and which are this machine."""

from __future__ import annotations

import pytest

from kho_tin.base import hosts

HOME = "https://www.example.vn/"


@pytest.mark.parametrize(
    "url",
    ["http://example.vn/a", "https://WWW.Example.vn:443/", "http://www.example.vn:80/?b=1"],
)
def test_http_https_and_www_are_one_site(url: str) -> None:
    assert hosts.same_site(url, HOME)


@pytest.mark.parametrize(
    "url", ["https://example.vn:8443/", "https://news.example.vn/", "https://example.vn.test/"]
)
def test_another_port_or_name_is_another_site(url: str) -> None:
    assert not hosts.same_site(url, HOME)


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback_is_known_by_name_and_number(host: str, local: bool) -> None:
    assert hosts.is_loopback_host(host) is local
    address = f"http://{f'[{host}]' if ':' in host else host}:8000/"
    assert hosts.is_loopback(address) is local


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("www.example.vn", True),
        ("example.vn:8080", True),
        ("http://a.vn", False),
        ("a.vn/b", False),
    ],
)
def test_a_bare_host_has_no_scheme_and_no_path(text: str, bare: bool) -> None:
    assert hosts.is_bare(text) is bare


def test_a_page_moves_to_another_origin_with_all_that_follows() -> None:
    assert hosts.moved_to(f"{HOME}a?b=1#c", "http://127.0.0.1:8000/x") == (
        "http://127.0.0.1:8000/a?b=1#c"
    )


def test_a_host_and_its_twin_are_each_others() -> None:
    assert hosts.www_variant("www.example.vn:81") == "example.vn:81"
    assert hosts.www_variant("example.vn:81") == "www.example.vn:81"
