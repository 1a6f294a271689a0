"""The generator itself: what each board publishes is what it says of it."""

from __future__ import annotations

import http.client
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.boards import BOARDS, Board, BoardServer
from tests.waiting import STUCK

EVERY = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)


def get(
    server: BoardServer, path: str, *, method: str = "GET", body: str = "", **headers: str
) -> tuple[int, Message, bytes]:
    """One request that follows nothing."""
    address = urlsplit(urljoin(server.url, path))
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=STUCK)
    try:
        target = quote(address.path, "/%:;@!$&'()*+,") + f"?{address.query}" * bool(address.query)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body or None, named)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def squeezed(text: str) -> str:
    return " ".join(text.split())


@EVERY
def test_each_article_page_has_its_title_text_authors_and_files(board: Board) -> None:
    with BoardServer(board) as server:
        for truth in board.articles:
            status, headers, body = get(server, truth.path)
            assert (status, headers.get_content_type()) == (200, "text/html"), truth.path
            page = LexborHTMLParser(body)
            assert page.body is not None
            text = squeezed(page.body.text(separator=" "))
            parts = [*truth.body.replace(" | ", "\n").split("\n"), *truth.authors, truth.title]
            for part in filter(None, parts):
                bare = part.removeprefix("- ")
                bare = bare.split(". ", 1)[1] if bare[:2] in ("1.", "2.", "3.") else bare
                assert squeezed(bare) in text, (truth.path, bare)
            for path in (*truth.images, *truth.attachments):
                assert path.rsplit("/", 1)[-1].replace("&", "&amp;") in body.decode(), path


@EVERY
def test_45_articles_of_three_categories_and_four_years(board: Board) -> None:
    truths = board.articles
    assert len({truth.path for truth in truths}) == len(truths) == 45
    assert len({truth.title for truth in truths}) == len({truth.body for truth in truths}) == 45
    assert len({truth.category for truth in truths}) >= 3
    assert len({truth.published[:4] for truth in truths}) >= 4
    assert any(truth.attachments for truth in truths)
    assert any(truth.images for truth in truths)
    assert any(len(truth.authors) > 1 for truth in truths)
    assert any(not truth.authors for truth in truths)
    days = {int(truth.published[8:10]) for truth in truths}
    assert min(days) <= 12 < max(days)
