"""A header field means the same to a crawl, an import and a rebuild."""

from __future__ import annotations

import pytest

from kho_tin.warc.http_fields import field_of

HEADERS = [
    (b"Content-Type", b"text/html; charset=windows-1258"),
    (b"ETag", b""),
    (b"content-type ", b" text/html; charset=utf-8 "),
    (b"X-Old", "Phú Yên".encode()),
    (b"X-Older", b"Ph\xfa"),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "text/html; charset=utf-8"),
        ("etag", None),
        ("Location", None),
        ("X-Old", "Phú Yên"),
        ("X-Older", "Phú"),
    ],
)
def test_of_several_the_last(name: str, value: str | None) -> None:
    assert field_of(HEADERS, name) == value
