"""Which address a picture has, wherever the page names it."""

from __future__ import annotations

import pytest

from kho_tin.parsers.html.body import read_html
from kho_tin.parsers.html.pictures import best_of

PICTURES = [
    '<img src="/images/lazy.gif" data-src="/a.jpg">',
    '<img src="/images/loading.svg" data-original="/a.jpg">',
    '<img src="/blank.png" data-lazy-src="/a.jpg">',
    '<img src="/co-nho.jpg" data-src="/a.jpg" class="lazyload">',
    '<img data-srcset="/nho.jpg 320w, /a.jpg 1024w, /vua.jpg 640w">',
    '<img srcset="/nho.jpg, /a.jpg 2x">',
    '<img src="/a.jpg" srcset="/nho.jpg 320w">',
    '<img src="/a.jpg" data-original="/lon/a.jpg">',
    '<img src="/a.jpg" data-src="true" data-lazy="1">',
    '<picture><source srcset="/a.jpg 800w, /nho.jpg 300w"><img src="data:,"></picture>',
    '<img src="/placeholder.png" alt=""><noscript><img src="/a.jpg"></noscript>',
    '<noscript><img src="/a.jpg"></noscript>',
    '<img src="/a.jpg"><noscript><img src="/nho.jpg"></noscript>',
    '<img src="/a.jpg"><noscript><img src="https://dem.example/p?c=2"></noscript>',
]


@pytest.mark.parametrize("html", PICTURES)
def test_one_picture(html: str) -> None:
    body = read_html(f"<p>Câu đầu của bài.</p><p>{html}</p><p>Câu cuối của bài.</p>", str)
    assert [image.url for image in body.images] == ["/a.jpg"]
    assert (body.html or "").count("<img") == (body.html or "").count('src="/a.jpg"') == 1


@pytest.mark.parametrize(
    ("candidates", "best"),
    [
        ("", ""),
        (" , ,", ""),
        ("/a.jpg", "/a.jpg"),
        ("/a.jpg 1x,/b.jpg 1.5x", "/b.jpg"),
        ("/a,b.jpg 100w, /c.jpg 50w", "/a,b.jpg"),
        ("/a.jpg, /b.jpg", "/a.jpg"),
        ("data:image/gif;base64,R0 2x, /b.jpg", "/b.jpg"),
        ("/a.jpg 100w 50h, /b.jpg 200w 80h", "/b.jpg"),
    ],
)
def test_the_largest_candidate(candidates: str, best: str) -> None:
    assert best_of(candidates) == best
