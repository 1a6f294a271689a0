"""Walls that set a cookie and redirect to the same address, over real HTTP."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scrapy.http import Request, Response

from kho_tin.crawler.http.cookie_wall import CookieWallMiddleware
from tests.conftest import run_scrapy

ARTICLES = range(101, 107)
Headers = dict[str, str]
# What a wall answers to (path, its cookies, the port): a status and headers, or None to let in.
Refusal = tuple[int, list[tuple[str, str]]]
Wall = Callable[[str, Headers, int], Refusal | None]


def page(path: str) -> str:
    if path == "/":
        return '<div class="stellarnav"><a href="/categories/tin-tuc-12.html">Tin tức</a></div>'
    if path.startswith("/categories/"):
        items = "".join(
            f'<div class="article-item"><h4><a href="/tin-{n}-{n}.html">Tin họp ban số {n}</a></h4>'
            "<span>(02/06/2021)</span></div>"
            for n in ARTICLES
        )
        return f'<div class="row categoryList">{items}</div>'
    number = path.partition("-")[2].partition("-")[0]
    return (
        '<ol class="breadcrumb"><li class="breadcrumb-item"><a href="/">Trang chủ</a></li>'
        '<li class="breadcrumb-item"><a href="/categories/tin-tuc-12.html">Tin tức</a></li></ol>'
        f'<div id="PageDetail"><input type="hidden" id="ArticleId" value="{number}">'
        '<span id="publishupshow-right">Cập nhật lúc: 02/06/2021</span><div class="full-text '
        f'article-content"><h1 class="heading-title">Tin họp ban số {number}</h1><p>Sáng nay, Ban '
        "Quản lý khu kinh tế họp bàn về tiến độ bàn giao mặt bằng cho khu phía nam.</p></div></div>"
    )


@contextmanager
def site(wall: Wall, seen: list[tuple[str, str]] | None = None) -> Iterator[str]:
    """A board's site behind a wall; every request's path and Cookie header is put into `seen`."""

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version, timeout = "Loopback/1.0", "", 5

        def do_GET(self) -> None:
            header = self.headers.get("Cookie") or ""
            if seen is not None:
                seen.append((self.path, header))
            cookies = {name: each.value for name, each in SimpleCookie(header).items()}
            answer = None if self.path == "/robots.txt" else wall(self.path, cookies, port)
            if self.path == "/robots.txt":
                self._answer(404, [], b"")
            elif answer:
                self._answer(*answer, b"")
            else:
                body = page(self.path.partition("?")[0].partition(";")[0])
                html = f"<!DOCTYPE html><html><body>{body}</body></html>"
                self._answer(200, [("Content-Type", "text/html; charset=utf-8")], html.encode())

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        port = server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.shutdown()
            thread.join()


def to_itself(path: str, cookies: Headers, port: int) -> Refusal | None:
    if cookies.get("seen") == "1":
        return None
    return 302, [("Location", path), ("Set-Cookie", "seen=1; path=/; HttpOnly")]


def several(path: str, cookies: Headers, port: int) -> Refusal | None:
    """By another status, with a whole address, and cookies of which one is taken back."""
    if cookies == {"a": "x=y", "b": "2"}:
        return None
    return 307, [
        ("Location", f"http://127.0.0.1:{port}{path}#top"),
        ("Set-Cookie", "a=x=y; Max-Age=600"),
        ("Set-Cookie", "b=2; Domain=elsewhere.example; Secure"),
        ("Set-Cookie", "c=; Max-Age=0"),
        ("Set-Cookie", "d=3; max-age=0"),
        ("Set-Cookie", "no cookie"),
    ]


def asp_net(path: str, cookies: Headers, port: int) -> Refusal | None:
    if "AspxAutoDetectCookieSupport" in cookies:
        return None
    sign = "&" if "?" in path else "?"
    return 302, [
        ("Location", f"{path}{sign}AspxAutoDetectCookieSupport=1"),
        ("Set-Cookie", "AspxAutoDetectCookieSupport=1; path=/"),
    ]


def of_each_page(path: str, cookies: Headers, port: int) -> Refusal | None:
    """A cookie that is good for one page alone."""
    value = path.strip("/").replace("/", "-") or "home"
    if cookies.get("page") == value:
        return None
    return 303, [("Location", path), ("Set-Cookie", f"page={value}")]


def there_and_back(path: str, cookies: Headers, port: int) -> Refusal | None:
    """By an address of its own, which sets the cookie and redirects back."""
    if path.startswith("/check?"):
        return 302, [("Location", path.removeprefix("/check?")), ("Set-Cookie", "ok=7")]
    return None if cookies.get("ok") == "7" else (302, [("Location", f"/check?{path}")])


def parameter(path: str, cookies: Headers, port: int) -> Refusal | None:
    """Lets in by cookie and parameter alone."""
    if cookies.get("s") == "1" and "jsessionid=" in path:
        return None
    return 302, [("Location", f"{path.partition(';')[0]};jsessionid=AB12"), ("Set-Cookie", "s=1")]


@pytest.mark.parametrize(
    "wall", [to_itself, several, asp_net, of_each_page, there_and_back, parameter]
)
def test_a_wall_that_opens(wall: Wall, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with site(wall) as start:
        done = run_scrapy("crawl", "sample", "-a", f"start={start}", archive=archive)
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(archive)) as db:
        urls = [url for (url,) in db.execute("SELECT url FROM articles ORDER BY url")]
        assert db.execute("SELECT count(*) FROM problems").fetchone() == (0,)
    assert [url.rpartition("/")[2] for url in urls] == [f"tin-{n}-{n}.html" for n in ARTICLES]


def never(path: str, cookies: Headers, port: int) -> Refusal:
    return 302, [("Location", path), ("Set-Cookie", "seen=1")]


def never_with_a_new_one(path: str, cookies: Headers, port: int) -> Refusal:
    value = int(cookies.get("seen", "0")) + 1
    return 302, [("Location", path), ("Set-Cookie", f"seen={value}")]


@pytest.mark.parametrize("wall", [never, never_with_a_new_one])
def test_a_wall_that_never_opens(wall: Wall, tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []
    with site(wall, seen) as start:
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={start}", archive=tmp_path / "archive.db"
        )
    assert done.returncode == 4, done.stdout + done.stderr
    assert "redirects to itself again, with its cookie set" in done.stdout
    assert seen == [("/robots.txt", ""), ("/", ""), ("/", "seen=1")]


def test_without_a_cookie_it_is_a_redirect_without_end(tmp_path: Path) -> None:
    with site(lambda path, _cookies, _port: (302, [("Location", path)])) as start:
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={start}", archive=tmp_path / "archive.db"
        )
    assert done.returncode == 3
    assert "redirects without end" in done.stdout


def test_a_cookie_goes_to_no_other_port(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []
    with site(lambda *_: None, seen) as other:

        def wall(path: str, cookies: Headers, port: int) -> Refusal | None:
            if path.startswith("/tin-101") and "seen" in cookies:
                return 302, [("Location", f"{other}{path[1:]}")]
            return to_itself(path, cookies, port)

        with site(wall) as start:
            done = run_scrapy(
                "crawl", "sample", "-a", f"start={start}", archive=tmp_path / "archive.db"
            )
    assert done.returncode in (0, 3)
    assert not any(cookie for _, cookie in seen)


def test_cookies_are_bounded(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    def wall(path: str, cookies: Headers, port: int) -> Refusal | None:
        if cookies:
            return None
        many = [("Set-Cookie", f"c{n}={'x' * (5000 if n < 3 else 100)}") for n in range(30)]
        return 302, [("Location", path), *many]

    with site(wall, seen) as start:
        done = run_scrapy(
            "crawl", "sample", "-a", f"start={start}", archive=tmp_path / "archive.db"
        )
    assert done.returncode == 0, done.stdout + done.stderr
    largest = max(cookie for _, cookie in seen)
    assert largest.count("=") == 17  # of the first twenty, those that are no longer than 4096 bytes


def test_a_repeated_request_says_why() -> None:
    request = Request("https://vungsuong.example/a", meta={"page_url": "x", "redirect_times": 1})
    headers = {"Location": "/a", "Set-Cookie": "seen=1"}
    again = CookieWallMiddleware().process_response(
        request, Response(request.url, status=302, headers=headers, request=request)
    )
    assert isinstance(again, Request)
    assert (again.url, again.dont_filter) == (request.url, True)
    assert again.meta["cause"] == "wall"
    assert (again.meta["page_url"], again.meta["redirect_times"]) == ("x", 1)
