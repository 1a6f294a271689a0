"""The generator itself: what each board publishes is what it says of it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.boards import ALL_SOURCES, BOARDS, Board, BoardServer, Source, write_news
from tests.boards.systems.webforms import GRID
from tests.boards.walking import Walk, fields, get, in_feed, in_sitemaps, links, turn
from tests.boards.web import Request

EVERY = pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
TODAY = dt.date(2026, 1, 5)
# How many items a feed has beside other sources; WordPress pages its own.
FEEDS = {"nukeviet": 30, "dnn": 25, "liferay": 20, "webforms": 20, "mvc": 20, "tables": 15}
FEEDS |= {"php": 20, "wordpress": 45, "wordpress_pretty": 45}


def squeezed(text: str) -> str:
    return " ".join(text.split())


def paths(board: Board) -> set[str]:
    return {truth.path for truth in board.articles}


def test_twelve_boards_of_as_many_systems() -> None:
    assert len({board.system for board in BOARDS.values()}) == 12
    assert len({board.office.name for board in BOARDS.values()}) == 12
    assert sum(board.default_theme for board in BOARDS.values()) >= 6
    bodies = [truth.body for board in BOARDS.values() for truth in board.articles]
    assert len(set(bodies)) == len(bodies) == 12 * 45
    lengths = [len(body.split()) for body in bodies]
    assert min(lengths) < 90
    assert max(lengths) > 500


@EVERY
def test_each_article_page_has_its_title_text_authors_and_files(board: Board) -> None:
    with BoardServer(board) as server:
        for truth in board.articles:
            got = get(server, truth.path)
            assert (got.status, got.headers.get_content_type()) == (200, "text/html"), truth.path
            page = LexborHTMLParser(got.body)
            assert page.body is not None
            text = squeezed(page.body.text(separator=" "))
            lines = [*truth.body.replace(" | ", "\n").split("\n"), *truth.authors, truth.title]
            for line in filter(None, [*lines, truth.lead]):
                bare = line.removeprefix("- ")
                bare = bare.split(". ", 1)[1] if bare[:3] in ("1. ", "2. ", "3. ") else bare
                assert squeezed(bare) in text, (truth.path, bare)
            for path in (*truth.images, *truth.attachments):
                assert path.rsplit("/", 1)[-1].replace("&", "&amp;") in got.text, path


@EVERY
def test_pictures_and_documents_are_what_their_types_say(board: Board) -> None:
    with BoardServer(board) as server:
        truth = next(truth for truth in board.articles if truth.images)
        picture = get(server, truth.images[0])
        assert (picture.headers["Content-Type"], picture.body[:4]) == ("image/png", b"\x89PNG")
        truth = next(truth for truth in board.articles if truth.attachments)
        document = get(server, truth.attachments[0])
        assert (document.headers["Content-Type"], document.body[:5]) == (
            "application/pdf",
            b"%PDF-",
        )


@EVERY
def test_45_articles_of_three_categories_and_four_years(board: Board) -> None:
    truths = board.articles
    assert len(paths(board)) == len({truth.title for truth in truths}) == len(truths) == 45
    assert len({truth.category for truth in truths}) >= 3
    assert len({truth.published[:4] for truth in truths}) >= 4
    assert any(truth.attachments for truth in truths)
    assert any(truth.images for truth in truths)
    assert any(len(truth.authors) > 1 for truth in truths)
    assert any(not truth.authors for truth in truths)
    days = {int(truth.published[8:10]) for truth in truths}
    assert min(days) <= 12 < max(days)
    assert all(truth.published[10:] in ("", truth.published[10:19] + "+07:00") for truth in truths)


@EVERY
def test_listings_lead_to_all_and_are_missing_without_their_source(board: Board) -> None:
    known = paths(board)
    with BoardServer(board, sources={"listings"}) as server:
        walk = Walk(server, board)
        assert walk.articles == known
        assert set(walk.pages.values()) <= {200, 302}, walk.pages
        assert not in_sitemaps(server)
        assert not in_feed(server)
    missing = 0
    with BoardServer(board, sources={"sitemap", "feed"}) as server:
        for path in walk.pages:
            got = get(server, path)
            missing += got.status == 404
            whole = [urljoin(server.url, link) for link in links(got.text)]
            assert not known & {link.removeprefix(server.url[:-1]) for link in whole}, path
    assert missing >= len(board.room.categories)


@EVERY
@pytest.mark.parametrize("source", ["sitemap", "feed"])
def test_one_other_source_alone_has_all_and_nothing_else_leads_to_any(
    board: Board, source: Source
) -> None:
    known = paths(board)
    with BoardServer(board, sources={source}) as server:
        fed, mapped = in_feed(server), in_sitemaps(server)
        if source == "feed":
            assert set(fed) == known
            assert len(fed) == 45
            assert not mapped
        else:
            assert mapped >= known
            assert not fed
        walk = Walk(server, board)
        assert not walk.articles
        assert set(walk.pages.values()) <= {200, 302}, walk.pages
        for truth in board.articles[:3]:
            text = get(server, truth.path).text
            assert not [other for other in known - {truth.path} if f'{other}"' in text]


@EVERY
def test_a_feed_beside_others_has_what_the_system_gives(board: Board) -> None:
    with BoardServer(board) as server:
        assert len(in_feed(server)) == FEEDS.get(board.name, 10)


@EVERY
def test_what_is_not_there_is_missing(board: Board) -> None:
    first = board.articles[0].path
    with BoardServer(board) as server:
        for path in ("/khong-co-trang-nay", f"{first}9", f"{first[:-1]}/0"):
            assert get(server, path).status == 404, path
        assert get(server, "/khong-co", method="POST").status == 404
        head = get(server, first, method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(get(server, first).body)
        assert server.requests[0] == ("GET", "/khong-co-trang-nay")


@EVERY
def test_the_same_each_time(board: Board) -> None:
    assert write_news(board.room) == board.stories
    sites = [board.site(ALL_SOURCES, None, TODAY) for _ in range(2)]
    for path in (board.home_path, board.articles[0].path, board.articles[44].path):
        request = Request(path, "http://127.0.0.1:8000")
        first, second = (site.answer(request).body for site in sites)
        assert first == second


def test_other_news_than_its_own() -> None:
    board = BOARDS["jekyll"]
    news = write_news(board.room, 400)
    truths = board.truths(news)
    assert len({truth.path for truth in truths}) == 400
    with BoardServer(board, news=news, today=TODAY) as server:
        assert get(server, truths[399].path).status == 200
        assert truths[399].path in get(server, "/page40/").text
        assert get(server, "/page41/").status == 404


def test_a_source_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no source 'rumours'"):
        BoardServer(BOARDS["php"], sources={"rumours"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("jekyll", "/page2/"),
        ("drupal", "/node?page=1"),
        ("drupal", "/rss.xml"),
        ("wordpress", "/?feed=rss2"),
        ("nukeviet", "/vi/news/rss/"),
        ("liferay", "/web/bql/CATEGORY"),
    ],
)
def test_conditional_requests(name: str, path: str) -> None:
    board = BOARDS[name]
    path = path.replace("CATEGORY", board.stories[0].category.alias)
    with BoardServer(board, today=TODAY) as server:
        headers = get(server, path).headers
        for named in (
            {"If_None_Match": headers["ETag"]},
            {"If_Modified_Since": headers["Last-Modified"]},
        ):
            again = get(server, path, **named)
            assert (again.status, again.body) == (304, b"")
        assert get(server, path, If_None_Match='"other"').status == 200
    with BoardServer(board, news=board.stories[5:], today=TODAY) as server:
        assert get(server, path, If_None_Match=headers["ETag"]).status == 200


def test_systems_that_stamp_no_pages() -> None:
    for name in ("wordpress", "joomla", "webforms", "dnn", "mvc"):
        with BoardServer(BOARDS[name]) as server:
            assert "ETag" not in get(server, BOARDS[name].home_path).headers


def test_a_postback_turns_the_page_and_is_checked() -> None:
    board = BOARDS["webforms"]
    first, second = board.room.categories[:2]
    path = "/default.aspx?page=news&do=list&category_id="
    known = [truth.path for truth in board.articles if truth.category == first.name]
    with BoardServer(board) as server:
        form = fields(get(server, f"{path}{first.id}").text)
        other = fields(get(server, f"{path}{second.id}").text)
        assert {"__VIEWSTATE", "__EVENTVALIDATION", "__VIEWSTATEGENERATOR"} <= set(form)
        turned = turn(server, f"{path}{first.id}", form, "Page$2", GRID)
        assert turned.status == 200
        table = LexborHTMLParser(turned.body).css("#ctl00_ContentPlaceHolder1_gvTin a.newstitle")
        queries = [urlsplit(node.attributes["href"] or "").query for node in table]
        assert queries == [urlsplit(path).query for path in known[6:12]]
        third = turn(server, f"{path}{first.id}", fields(turned.text), "Page$3", GRID)
        assert third.status == 200
        state, events = form["__VIEWSTATE"], form["__EVENTVALIDATION"]
        wrong = [
            ({**form, "__VIEWSTATE": state[:-4] + "AAA="}, "Page$2", GRID),
            ({**form, "__VIEWSTATE": ""}, "Page$2", GRID),
            ({**form, "__VIEWSTATE": "không"}, "Page$2", GRID),
            ({**form, "__VIEWSTATE": other["__VIEWSTATE"]}, "Page$2", GRID),
            ({**form, "__EVENTVALIDATION": other["__EVENTVALIDATION"]}, "Page$2", GRID),
            ({**form, "__EVENTVALIDATION": "A" + events[1:]}, "Page$2", GRID),
            (form, "Page$1", GRID),  # the page that it is on offers no link to itself
            (form, "Page$9", GRID),
            (form, "Page$2", "ctl00$other"),
        ]
        for sent, argument, target in wrong:
            refused = turn(server, f"{path}{first.id}", sent, argument, target)
            assert refused.status == 500, (sent, argument, target)
