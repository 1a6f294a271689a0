"""What an answer means, answer by answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kho_tin.archive.known_articles import KnownArticle
from kho_tin.outcome.addresses import Direct
from kho_tin.outcome.answered import Answered, Outcome
from kho_tin.outcome.before import Before
from kho_tin.outcome.gate import StoredText
from kho_tin.outcome.interpret import interpret
from kho_tin.outcome.plan import Plan
from kho_tin.parsers.model import Article, LayoutChanged, Link, Listing, NotAnArticle
from kho_tin.reader.reading import ReadAnswer
from kho_tin.warc.journal import Failure, Requested

AT = "2026-11-29T11:00:00Z"
HOME = "https://ban.example.vn/"
URL = "https://ban.example.vn/tin-105.html"
ELSEWHERE = "https://ban.example.vn/khac.html"
KNOWN = KnownArticle(1, "105", URL, "Tin", "2026-01-02", "listed", "listed", AT, AT, AT, AT, 1)
BODY = "Ban Quản lý làm việc với doanh nghiệp về tiến độ dự án. " * 8
ARTICLE = Article(URL, "Tin", "2026-01-02", BODY, "vnpt_portal@1", identity="105")
OTHER_ARTICLE = replace(ARTICLE, identity="106", url=ELSEWHERE)
STORED = StoredText("Tin", "2026-01-02", BODY, "vnpt_portal@1")
LISTING = Listing(HOME, "vnpt_portal@1", (Link(URL, "Tin", identity="105"),))
FAILED = {"pages": 1, "failed": 1}
DOWN = Failure(HOME, AT, "fetch", "no answer", sent=True)
FORBIDDEN = Failure(HOME, AT, "robots", "forbidden", sent=False, refused=True)
PLAN = Plan(HOME, Direct(HOME))


def page(reading: Any, **said: Any) -> ReadAnswer:
    return ReadAnswer(7, reading=reading, closes=True, **said)


def meaning(role: str = "article", *, known: bool = True, **said: Any) -> Outcome:
    """Of an answer to a request with that role."""
    cause = said.pop("cause", "first")
    before = {"stored": STORED, **said.pop("before", {})}
    identity = "105" if role == "article" else None
    requested = Requested(3, role, cause, identity=identity, page=1)  # type: ignore[arg-type]
    answer = {"status": 200, "capture": 7, **said}
    answered = Answered(requested, URL if identity else HOME, AT, AT, 10, **answer)
    return interpret(answered, Before(PLAN, KNOWN if known else None, **before))


def none(reason: str, message: str = "", *, at: str = URL) -> ReadAnswer:
    return page(NotAnArticle(at, "general@1", reason, message))


@pytest.mark.parametrize(
    ("said", "state", "counts", "kinds"),
    [
        ({"read": page(ARTICLE)}, None, {"pages": 1}, []),
        ({"status": 304}, "listed", {"pages": 1, "unchanged": 1}, []),
        ({"status": 404}, "gone", {"pages": 1, "gone": 1}, []),
        ({"status": 410}, "gone", {"pages": 1, "gone": 1}, []),
        ({"status": 404, "known": False}, None, {"pages": 1, "missing": 1}, ["missing"]),
        ({"status": 403}, "blocked", FAILED, ["blocked"]),
        ({"status": 503}, "blocked", FAILED, ["blocked"]),
        ({"status": 500}, "error", FAILED, ["status"]),
        ({"status": 302, "location": "https://x.vn/"}, "error", FAILED, ["off_site"]),
        ({"status": 302, "location": URL, "cause": "wall"}, "blocked", FAILED, ["blocked"]),
        ({"read": none("wall")}, "blocked", FAILED, ["blocked"]),
        ({"read": none("missing")}, "gone", {"pages": 1, "gone": 1}, []),
        ({"read": none("error")}, "error", FAILED, ["unreadable"]),
        ({"read": none("error", at=ELSEWHERE), "cause": "redirect"}, "gone",
         {"pages": 1, "gone": 1}, []),
        # A session that begins with a redirect to where it began leads nowhere.
        ({"read": none("error", at=f"{URL};jsessionid=0A"), "cause": "redirect"}, "error", FAILED,
         ["unreadable"]),
        ({"read": none("maintenance")}, "error", FAILED, ["unreadable"]),
        ({"read": none("login")}, "error", FAILED, ["unreadable"]),
        ({"read": none("other")}, "error", {"pages": 1, "other": 1, "not_read": 1}, ["not_read"]),
        ({"read": none("static")}, "error", {"pages": 1, "other": 1}, []),
        ({"read": page(LISTING)}, "error",
         {"pages": 1, "listings": 1, "failed": 1}, ["unreadable"]),
        ({"read": page(LISTING), "cause": "redirect"}, "gone",
         {"pages": 1, "listings": 1, "gone": 1}, []),
        ({"read": page(LayoutChanged(URL, "vnpt_portal@1", "no body"))}, "error",
         {"pages": 1, "layout_changed": 1}, ["layout_changed"]),
        ({"read": page(ARTICLE, cut="the gzip ends early")}, "error", FAILED, ["cut"]),
        ({"read": ReadAnswer(7, reading=ARTICLE, left_open=True)}, "error", FAILED, ["cut"]),
        ({"read": ReadAnswer(7, reading=ARTICLE), "before": {"pages_close": True}}, "error",
         FAILED, ["cut"]),
        ({"read": ReadAnswer(7, damage="bad gzip")}, "error", FAILED, ["unreadable"]),
        ({"read": page(replace(ARTICLE, published=None))}, "error",
         {"pages": 1, "refused": 1}, ["incomplete"]),
        ({"read": page(OTHER_ARTICLE), "cause": "redirect"}, "gone",
         {"pages": 1, "gone": 1}, []),
        ({"status": None, "failure": Failure(URL, AT, "fetch", "no answer", sent=True)}, "error",
         FAILED, ["fetch"]),
    ],
)  # fmt: skip
def test_of_an_article(
    said: dict[str, Any], state: str | None, counts: dict[str, int], kinds: list[str]
) -> None:
    outcome = meaning(**said)
    assert outcome.state == state
    assert {name: number for name, number in outcome.counts.items() if number} == counts
    assert [problem.kind for problem in outcome.problems] == kinds
    is_kept = isinstance(said.get("read"), ReadAnswer) and counts == {"pages": 1}
    assert (outcome.article is not None and not outcome.deferred) == (
        is_kept or "106" in repr(said)
    )


@pytest.mark.parametrize(
    ("said", "breaks_coverage", "home", "refusal"),
    [
        ({"read": page(LISTING)}, False, False, False),
        ({"read": page(replace(LISTING, unfollowed="a postback"))}, True, False, False),
        ({"status": 404}, True, False, False),
        ({"status": 500}, True, True, False),
        ({"status": 403}, True, False, True),
        ({"read": none("wall")}, True, False, True),
        ({"read": none("maintenance")}, True, True, False),
        ({"read": none("other")}, False, True, False),
        ({"read": page(LayoutChanged(HOME, "vnpt_portal@1", "no list"))}, True, False, False),
        ({"status": None, "failure": DOWN}, True, True, False),
        ({"status": None, "failure": FORBIDDEN}, True, False, True),
    ],
)  # fmt: skip
def test_of_the_home_page(
    said: dict[str, Any], breaks_coverage: bool, home: bool, refusal: bool
) -> None:
    outcome = meaning("home", known=False, before={"stored": None}, **said)
    is_unread = bool(outcome.home or outcome.no_listing)
    assert (outcome.breaks_coverage, is_unread, bool(outcome.refusal)) == (
        breaks_coverage,
        home,
        refusal,
    )
    # That it names no news is no fault where a sitemap or a feed does.
    assert bool(outcome.no_listing) == (said == {"read": none("other")})


@pytest.mark.parametrize(
    "said",
    [
        {"read": ReadAnswer(7, reading=LISTING)},  # not closed, as the others are
        {"read": page(LISTING, cut="the gzip ends early")},
        {"read": ReadAnswer(7, damage="bad gzip")},
        {"read": none("missing")},
        {"read": none("error", at=ELSEWHERE), "cause": "redirect"},
        {"read": none("wall"), "cause": "wall"},
        {"status": 302, "location": "https://x.vn/"},
    ],
)
def test_a_list_that_was_not_read_may_have_named_more(said: dict[str, Any]) -> None:
    before = {"stored": None, "pages_close": True}
    outcome = meaning("listing", known=False, before=before, **said)
    assert (outcome.breaks_coverage, outcome.listing) == (True, None)


def test_a_section_without_anything_is_no_failure() -> None:
    outcome = meaning("listing", known=False, before={"stored": None}, read=none("empty"))
    assert (outcome.breaks_coverage, outcome.counts, outcome.problems) == (False, {}, [])


@pytest.mark.parametrize("role", ["image", "attachment"])
def test_of_a_file(role: str) -> None:
    file = ReadAnswer(7, bytes=9, sha256="0" * 64)
    assert meaning(role, known=False, read=file, media_type="image/png").is_file
    page_instead = meaning(role, known=False, read=file, media_type="text/html")
    assert (page_instead.is_file, page_instead.problems[0].kind) == (False, "media")
    missing = meaning(role, known=False, status=404)
    assert (missing.is_file, missing.problems[0].message) == (False, "answered 404")
    noted = meaning(
        role, known=False, read=replace(file, note="scan"), media_type="application/pdf"
    )
    assert (noted.is_file, noted.problems[0].kind) == (True, "attachment")


def test_of_a_link_of_which_nothing_is_known() -> None:
    """A web archive's 404 may be its own, and a file that others wrote holds anything."""
    nothing = meaning("link", known=False, status=404)
    assert (nothing.state, nothing.counts, nothing.problems) == (None, {}, [])
    article = meaning("link", known=False, read=page(ARTICLE))
    assert article.article == ARTICLE
    assert not article.deferred


def test_a_page_in_the_menu_that_nobody_called_news_is_none() -> None:
    in_menu = page(ARTICLE, in_menu=True)
    guessed = meaning("link", known=False, read=in_menu)
    assert (guessed.article, guessed.is_unread, guessed.problems) == (None, True, [])
    assert meaning(read=in_menu).article == ARTICLE  # a listing called it news


def test_a_part_of_a_page_is_no_page_cut_short() -> None:
    listing = replace(page(LISTING), closes=False)
    before = {"pages_close": True, "stored": None}
    cut = meaning("listing", known=False, before=before, read=listing)
    assert [problem.kind for problem in cut.problems] == ["cut"]
    whole = meaning("listing", known=False, before=before, read=replace(listing, is_fragment=True))
    assert (whole.listing, whole.problems) == (LISTING, [])


OTHER = "Hệ thống ghi nhận yêu cầu của quý khách và sẽ trả lời trong thời gian sớm nhất. " * 8


@pytest.mark.parametrize(
    ("article", "before", "kind"),
    [
        (ARTICLE, {}, None),
        (replace(ARTICLE, body=BODY.replace("tiến độ", "tình hình")), {}, None),
        (replace(ARTICLE, suspect="the title is the site's name"), {}, "suspect"),
        (replace(ARTICLE, suspect="the title is the site's name"), {"stored": None}, "suspect"),
        (ARTICLE, {"duplicates": 2}, "suspect"),
        (ARTICLE, {"duplicates": 1}, None),
        (replace(ARTICLE, body=BODY[:20]), {}, "shrunk"),
        (replace(ARTICLE, body=OTHER), {}, "little_shared"),
        (replace(ARTICLE, parser="general@1"), {}, "other_parser"),
        (replace(ARTICLE, parser="vnpt_portal@2"), {}, None),
        (replace(ARTICLE, parser="general@1", body=OTHER), {"stored": None}, None),
        # At an address where a list names article 105, and known by that address alone.
        (replace(ARTICLE, identity=URL), {"stored": None, "has_ids": True}, "other_parser"),
        (replace(ARTICLE, identity=URL), {"stored": None, "has_ids": False}, None),
    ],
)
def test_what_must_wait(article: Article, before: dict[str, Any], kind: str | None) -> None:
    is_new = article.identity == URL
    outcome = meaning(read=page(article), before=before, known=not is_new)
    assert (outcome.deferred.kind if outcome.deferred else None) == kind
    assert outcome.state is None
    assert outcome.article == article


@pytest.mark.parametrize("role", ["home", "listing"])
def test_a_page_of_no_known_system_where_a_list_was_to_be_is_not_stored(role: str) -> None:
    static = page(replace(ARTICLE, parser="general@1", identity=URL))
    outcome = meaning(role, known=False, before={"stored": None}, read=static)
    assert (outcome.article, outcome.counts, outcome.problems) == (None, {}, [])
    assert bool(outcome.no_listing) is (role == "home")
    own = meaning(role, known=False, before={"stored": None}, read=page(ARTICLE))
    assert own.article is not None  # a system's own parser knows its static pages


def test_a_list_of_no_known_system_where_news_was_to_be_is_on_record() -> None:
    listing = page(replace(LISTING, parser="general@1"))
    outcome = meaning(known=False, before={"stored": None}, read=listing)
    assert [problem.kind for problem in outcome.problems] == ["not_read"]
    assert outcome.counts["not_read"] == 1
